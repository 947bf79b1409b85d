"""A small network learns when to treat: CMA-ES over two layers of NumPy, beside the baselines.

`python -m experiments.search.learn` for the base case of Gallagher et al. 2024 (looked at every 30
days) and for patients who differ. No gradient and no library for networks: every candidate network
treats the same patients side by side, and CMA-ES proposes the next ones.
"""

import sys
import time
import warnings
from dataclasses import dataclass

import numpy as np

import sim
import sim.gym
from experiments.search.gallagher import BASE, Looking, tumour

HIDDEN = 4
SMALL = 1e-3
"""A day is worth so much more where little drug was given: a tie is broken, nothing else."""


@dataclass(frozen=True)
class Network:
    """Two layers: what is seen, `HIDDEN` tanh, one number; above 0 is the highest dose.

    Parameters
    ----------
    first : ndarray (hidden, number + 1)
        Weights of the first layer; the last column is added.
    last : ndarray (1, hidden + 1)
        Weights of the second.
    """

    first: np.ndarray
    last: np.ndarray

    def __call__(self, seen: np.ndarray) -> np.ndarray:
        """Return the actions (patient,) for observations (patient, number)."""
        hidden = np.tanh(seen @ self.first[:, :-1].T + self.first[:, -1])
        return (hidden @ self.last[0, :-1] + self.last[0, -1] > 0).astype(int)


def learned(setting: sim.gym.Setting, patients: int, generations: int, seed: int = 7) -> Network:
    """Return the network that treats `patients` of a setting best."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import cma

    rng = np.random.default_rng(seed)
    candidates = 48
    env = sim.gym.VectorEnv(setting, candidates * patients, "disabled")
    numbers = len(env.features)
    size = HIDDEN * (numbers + 1) + HIDDEN + 1
    search = cma.CMAEvolutionStrategy(np.zeros(size), 1.0, {
        "popsize": candidates, "verbose": -9, "verb_log": 0, "seed": np.nan,
        "randn": lambda *shape: rng.standard_normal(shape),
    })  # fmt: skip
    best, most = None, -np.inf
    for _ in range(generations):
        asked = np.array(search.ask())
        days = returns(env, asked, patients, seed)
        search.tell(list(asked), (-days).tolist())
        if days.max() > most:
            best, most = asked[days.argmax()], days.max()
    return network(best, numbers)


def returns(env: sim.gym.VectorEnv, weights: np.ndarray, patients: int, seed: int) -> np.ndarray:
    """Return the mean return (candidate,) of networks, each on patients of its own rows."""
    count = len(weights)
    nets = [network(one, len(env.features)) for one in weights]
    first = np.stack([net.first for net in nets])
    last = np.stack([net.last[0] for net in nets])
    seen, _ = env.reset(seed=seed)
    total = np.zeros(count * patients)
    done = np.zeros(count * patients, dtype=bool)
    while not done.all():
        table = seen.reshape(count, patients, -1)
        hidden = np.tanh(table @ first[:, :, :-1].transpose(0, 2, 1) + first[:, None, :, -1])
        act = (hidden @ last[:, :-1, None])[..., 0] + last[:, -1:] > 0
        seen, reward, terminated, truncated, _ = env.step(act.ravel().astype(int))
        total += reward
        done |= terminated | truncated
    return total.reshape(count, patients).mean(axis=1)


def network(weights: np.ndarray, numbers: int) -> Network:
    """Return the network of a flat list of weights."""
    cut = HIDDEN * (numbers + 1)
    return Network(weights[:cut].reshape(HIDDEN, numbers + 1), weights[None, cut:])


def settings() -> dict[str, tuple[sim.gym.Setting, int, int]]:
    """Return what is learned: the setting, patients of the training, and of the table."""
    base = sim.gym.Setting(tumour(BASE), 3000.0, Looking(30).clinic(), engine="meanfield")
    return {
        "base case, every 30 days": (base, 1, 1),
        "patients who differ, noise 15 %": (sim.gym.setting("sim/Adaptive-v0"), 100, 400),
    }


def main(generations: int = 60) -> None:
    """Learn, and print the tables."""
    for name, (setting, training, judging) in settings().items():
        begun = time.perf_counter()
        net = learned(setting, training, generations)
        took = time.perf_counter() - begun
        table = sim.gym.beside(
            setting, {"learned": sim.gym.policy_of(net, setting)}, patients=judging, seed=2
        )
        print(f"\n{name}: learned in {took:.0f} s")
        print(table.round(1).to_string(na_rep="-"), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
