"""What a step costs: ours beside Gymnasium's `SyncVectorEnv` over scipy's `solve_ivp`, in one run.

The peer is what people write: one environment per patient, the same two equations (Strobl et al.
2021), the same thirty days a step, `solve_ivp` as it comes. Its cost is measured at few patients:
it grows in proportion. `python -m experiments.search.speed`
"""

import time

import gymnasium
import numpy as np
from scipy.integrate import solve_ivp

import sim
import sim.gym
from experiments.search.gallagher import BASE, Looking, tumour

STEPS = 12
EVERY = 30.0


class Peer(gymnasium.Env):
    """One patient, by `solve_ivp`."""

    observation_space = gymnasium.spaces.Box(0.0, 10.0, (1,), np.float64)
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        size = BASE["n0"]
        self._cells = np.array([size * (1 - BASE["fR"]), size * BASE["fR"]])
        self._start = size
        return np.array([1.0]), {}

    def step(self, action):
        def slope(_, cells):
            room = 0.027 * (1 - cells.sum()) * cells
            return room * np.array([1 - 1.5 * action, 1.0])

        self._cells = solve_ivp(slope, (0, EVERY), self._cells).y[:, -1]
        size = self._cells.sum() / self._start
        return np.array([size]), EVERY, bool(size > 1.2), False, {}


def timed(env, actions: np.ndarray) -> float:
    """Return the processor's time of one step of one patient [us]."""
    env.reset(seed=1)
    env.step(actions)
    begun = time.process_time()
    for _ in range(STEPS):
        env.step(actions)
    return 1e6 * (time.process_time() - begun) / STEPS / len(actions)


def main() -> None:
    """Print the table."""
    peer = timed(gymnasium.vector.SyncVectorEnv([Peer] * 64), np.ones(64, dtype=int))
    print(f"{'SyncVectorEnv over solve_ivp, 64 patients':<58}{peer:10.2f} us")
    for engine in ("meanfield", "auto"):
        setting = sim.gym.Setting(tumour(BASE), 900.0, Looking(EVERY).clinic(), engine=engine)
        for count in (1, 64, 4096):
            env = sim.gym.VectorEnv(setting, count, "disabled")
            ours = timed(env, np.ones(count, dtype=int))
            print(
                f"{f'sim.gym.VectorEnv, {engine}, {count} patients':<58}{ours:10.2f} us"
                f"{peer / ours:10.0f} x"
            )


if __name__ == "__main__":
    main()
