"""Odd values: what slips of the hand, half-read tables and other people's types look like."""

# ruff: noqa: E501

import datetime
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import sim


def odd_values() -> list:
    """Return values of all kinds, most of them wrong wherever they are given."""
    return [
        None, True, False, 0, 1, -1, 2, 7, 10**30, -(10**30), 0.0, -0.0, 0.5, 1.5, -2.0, 1e-300, 1e300,
        1e308, 1e12, 5e15, np.nan, np.inf, -np.inf, 1j, np.float32(0.3), np.int8(3), np.bool_(True),
        np.datetime64("2020-01-01"), np.timedelta64(3, "D"),
        "", " ", "A", "S", "x", "nan", "1.0", "False", "../x", "$", "é\u202e", "a" * 500, b"A",
        [], [1.0], [1, 2], [True, 0.5], [None], ["A"], ["A", "A"], ["A", 3], [[1.0, 2.0], [3.0, 4.0]],
        [[1], [1, 2]], (), (0.1, 0.2), (2, 1), (1, 2, 3), {}, {"A": 1.0}, {"A": None}, {"x": 0.5},
        {3: 1.0}, {"A": {"A": 1.0}}, {"A": "A"}, {1, 2}, set(), range(3), range(10**9), iter([1.0]),
        np.array([]), np.array(0.5), np.array([0.1, 0.2]), np.array([0.1, np.nan]), np.zeros((2, 2)),
        np.array(["A", "B"]), np.array([None, 1.0], dtype=object), np.array([True, False]),
        np.ma.masked, np.ma.array([0.1, 0.2], mask=[False, True]), [0.1, np.ma.masked],
        pd.Series([0.1, 0.2], index=[1, 0]), pd.DataFrame({"A": [0.1]}), pd.NA, pd.NaT,
        stats.uniform(0.1, 0.2), stats.norm(0, 1), stats.norm, stats.lognorm, stats.uniform([0.1], 0.2),
        stats.poisson(3), stats.norm(np.nan, 1), stats.uniform(0.1, -1),
        Decimal("0.1"), Fraction(1, 3), datetime.date(2020, 1, 1), Path("x"), bytearray(b"A"), 0.1 + 0.2j,
        itertools.repeat(1.0), itertools.count(), (x for x in [0.1]), iter(()), {}.keys(), {"A": 1.0}.items(),
        [np.nan, 0.1], [1e308, 1e308], [-1, 0], [0, 0], [2, 1], [10**30], ["1"], [[0.1]], [[], []], [0.1] * 5000,
        {"A": [0.1, 0.2]}, {"A": np.nan}, {"A": stats.uniform(0, 1)}, {"": 1.0}, {None: 1.0}, {("A",): 1.0},
        np.arange(3.0)[::-1], np.zeros((0, 3)), np.ones((2, 2, 2)), np.array(["1", "2"]), np.array([1j]),
        np.array([1e308, 1e308]), pd.Categorical(["A"]), pd.Index([0.1, 0.2]), pd.Timestamp("2020-01-01"),
        stats.randint(0, 2), stats.bernoulli(0.5), stats.rv_histogram(([1, 2], [0.0, 0.1, 0.2])),
        stats.cauchy(), stats.multivariate_normal([0.1, 0.2]), stats.truncnorm(0, 1, 0.1, 0.05),
        object(), object, int, str, len, lambda *_: 1.0, NotImplemented, ..., slice(3),
        sim, sim.Clone, sim.Clone("A", 0.1, 0.1), sim.Drug("A", sim.Proportional(0.1)),
        sim.Continuous("A"), sim.Observation(), sim.Clinic(), sim.Progression(), sim.Exponential(),
    ]  # fmt: skip
