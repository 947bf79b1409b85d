"""Calls of what fits and environments to learn in have, for the fuzzer."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import sim
import sim.gym
from tests.fuzz.trials_and_sweeps import CLINIC, cheap

Given = tuple[Callable, dict[str, Any]]
DOSES = {"A": (0.0, 1.0), "B": (0.0, 1.0)}


@functools.cache
def seen_table() -> pd.DataFrame:
    """Return five results of a patient and what was given."""
    days = [0.0, 28.0, 56.0, 84.0, 112.0]
    return pd.DataFrame({"day": days, "psa": [29.0, 7.4, 4.6, 5.2, 9.1], "on": [1, 1, 1, 0, 0]})


@functools.cache
def seen() -> sim.Observations:
    """Return the same as observations."""
    return sim.Observations.read(seen_table(), value="psa", unit="ng/ml")


@functools.cache
def fitted() -> sim.Fit:
    """Return a small fit."""
    return sim.fit(seen(), grown, {"rate": stats.uniform(0, 0.1)}, starts=2)


def grown(rate):
    """Return a tumour of one parameter."""
    return sim.Tumour([sim.Clone("S", rate, 0.05, start=1e8)])


@functools.cache
def setting() -> sim.gym.Setting:
    """Return a small setting."""
    return sim.gym.Setting(cheap(), 56.0, CLINIC, DOSES)


def examples() -> list:
    """Return one of every kind of description of an environment."""
    return [setting()]


def functions() -> list[Given]:
    """Return the functions and methods, with arguments that are right."""
    return [*_of_fits(), *_of_gyms()]


def _of_fits() -> list[Given]:
    f, of = sim.Fit, {"self": fitted()}
    told = {"self": seen()}
    profiles = fitted().profiles()
    return [
        (f.log_likelihood, of | {"theta": {"rate": 0.05}}),
        (f.log_posterior, of | {"theta": [[0.05]]}),
        (f.predict, of | {"days": [7.0, 14.0], "theta": [[0.05]]}),
        (f.load, {"path": "no such file.json", "allow_code": False}),
        (f.results, of | {"series": "psa"}),
        (type(profiles).interval, {"self": profiles, "name": "rate", "level": 0.9}),
        (sim.Observations.of, told | {"patient": "1"}),
        (sim.Observations.without_last, told | {"points": 1}),
    ]  # fmt: skip


def _of_gyms() -> list[Given]:
    g = sim.gym
    return [
        (g.make, {"name": "sim/Adaptive-v0", "num_envs": 2}),
        (g.setting, {"name": "sim/Adaptive-v0"}),
        (_played, {"setting": setting(), "seed": 1, "action": [1, 0]}),
        (_played_by_many, {
            "setting": setting(), "num_envs": 2, "autoreset": "next_step", "seed": 1,
            "actions": np.array([[0, 1], [1, 0]]),
        }),
        (g.policy_of, {"act": _give, "setting": setting(), "name": "learned"}),
        (g.beside, {
            "setting": setting(), "learned": {"all": sim.Continuous("A")}, "patients": 2,
            "seed": 1, "budget": 2,
        }),
    ]  # fmt: skip


def _give(observed):
    return np.ones((len(observed), 2), dtype=int)


def _played(setting, seed, action):
    env = sim.gym.Env(setting)
    env.reset(seed=seed)
    env.step(action)


_played.kind = sim.gym.Env


def _played_by_many(setting, num_envs, autoreset, seed, actions):
    env = sim.gym.VectorEnv(setting, num_envs, autoreset)
    env.reset(seed=seed)
    env.step(actions)


_played_by_many.kind = sim.gym.VectorEnv
