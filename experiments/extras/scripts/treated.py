"""Twenty patients treated by the interface of Gymnasium, and the same by a regimen."""

import gymnasium
import numpy as np

import sim.gym


def main() -> None:
    """Treat all of the time."""
    env = gymnasium.make_vec("sim/Adaptive-v0", num_envs=20, autoreset="disabled")
    env.reset(seed=1)
    days, done = np.zeros(20), np.zeros(20, dtype=bool)
    while not done.all():
        _, reward, terminated, truncated, _ = env.step(np.ones(20, dtype=int))
        days += reward
        done |= terminated | truncated
    made = sim.gym.setting("sim/Adaptive-v0")
    runs = sim.simulate(
        made.tumour, {"always": sim.Continuous("abiraterone")}, patients=20, days=made.days, seed=1,
        clinic=made.clinic, progress=False,
    )  # fmt: skip
    np.testing.assert_allclose(days, sim.progression_free_survival(runs).values[0])
    print(days.mean())


if __name__ == "__main__":
    main()
