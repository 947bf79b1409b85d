"""What a step costs: ours beside Gymnasium's `SyncVectorEnv` over scipy's `solve_ivp`, in one run.

The peer is what people write: one environment per patient, the same two equations (Strobl et al.
2021), the same thirty days a step, `solve_ivp` as it comes, as many of them as ours has patients.

A second peer is `AhnChemoEnv` of DTRGym (four equations, six hours a step). That package asks for
another Python and for libraries which this environment does not need, so it is read from a folder
in which its wheel lies unpacked.

`python -m experiments.search.speed [--dtrgym FOLDER]`
"""

import argparse
import importlib
import statistics
import sys
import time
import types
import unittest.mock

import gymnasium
import numpy as np
from scipy.integrate import solve_ivp

import sim
import sim.gym
from experiments.search.gallagher import BASE, Looking, tumour

ROUNDS, STEPS = 7, 4
EVERY = 30.0
COUNTS = (1, 64, 4096)
ENGINES = ("meanfield", "auto")


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


def dtrgym(folder: str) -> None:
    """Register `AhnChemoEnv` from a folder, without the environments and learners beside it.

    Those, and nothing that it uses, need torch and tianshou; dummies stand for them.
    """
    for name in ("torch", "tianshou", "tianshou.env"):
        sys.modules.setdefault(name, unittest.mock.MagicMock())
    package = types.ModuleType("DTRGym")
    package.__path__ = [f"{folder}/DTRGym"]
    sys.modules["DTRGym"] = package
    environment = importlib.import_module("DTRGym.ahn_chemo_env").AhnChemoEnv
    gymnasium.register("AhnChemo-v0", environment, disable_env_checker=True, order_enforce=False)


class Timed:
    """An environment, and how long its steps take."""

    def __init__(self, name: str, env: gymnasium.vector.VectorEnv, actions: np.ndarray):
        self.name, self.env, self.actions = name, env, actions
        self.took: list[float] = []

    def go(self) -> None:
        """Note the processor's time of some steps of new patients, of one of them [us]."""
        self.env.reset(seed=1)
        for _ in range(STEPS):
            begun = time.process_time()
            self.env.step(self.actions)
            self.took.append(1e6 * (time.process_time() - begun) / self.env.num_envs)

    @property
    def cost(self) -> float:
        """The median [us]."""
        return statistics.median(self.took)


def peers(folder: str | None, count: int) -> list[Timed]:
    """Return environments of others for so many patients."""
    several = gymnasium.vector.SyncVectorEnv
    found = [Timed("SyncVectorEnv over solve_ivp", several([Peer] * count), np.ones(count, int))]
    if folder is not None:
        half = np.full((count, 1), 0.5, np.float32)
        found.append(Timed("DTRGym, AhnChemoEnv", several([_ahn] * count), half))
    return found


def _ahn() -> gymnasium.Env:
    # Without noise, as its paper has it, which is the quickest; its reward, an array where NumPy
    # now wants a number, is left out.
    env = gymnasium.make("AhnChemo-v0", obs_noise=0, state_noise=0)
    env.unwrapped.Reward.count_reward = lambda *_, **__: 0.0
    return env


def ours(engine: str, count: int) -> Timed:
    """Return our environment for so many patients."""
    setting = sim.gym.Setting(tumour(BASE), 900.0, Looking(EVERY).clinic(), engine=engine)
    env = sim.gym.VectorEnv(setting, count, "disabled")
    return Timed(f"sim.gym.VectorEnv, {engine}", env, np.ones(count, dtype=int))


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--dtrgym", metavar="FOLDER", help="where its wheel lies unpacked")
    folder = options.parse_args().dtrgym
    if folder is not None:
        dtrgym(folder)
    for count in COUNTS:
        others, own = peers(folder, count), [ours(engine, count) for engine in ENGINES]
        for _ in range(ROUNDS):  # one after the other: a busy machine slows all of them
            for one in [*others, *own]:
                one.go()
        print(f"{count} patients")
        for one in others:
            print(f"    {one.name:<36}{one.cost:10.2f} us")
        for one in own:
            times = "".join(f"{other.cost / one.cost:8.0f} x" for other in others)
            print(f"    {one.name:<36}{one.cost:10.2f} us{times}")


if __name__ == "__main__":
    main()
