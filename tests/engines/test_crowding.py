"""The jump engine under crowding: no closed form, so against exact numbers of small tumours.

Up to 100 cells or so the master equation gives the whole law; from 100 to 10,000 the direct method
is the referee. Everything at the default tolerance. Power: 20,000 patients see an error of 0.018 in
a chance of 0.5, of 4 % in a standard deviation and of 0.7 % in a mean that scatters by 20 %.
"""

import numpy as np
import pytest

from sim import Clone, Drug, Gillespie, Gompertz, Hill, Logistic, Mutation, Schedule, Switch, Tumour
from tests.engines.master import Law
from tests.engines.run_case import cells_of
from tests.statistics import assert_z, z_of_mean, z_of_proportion, z_of_variance

KILL = Drug("A", Hill(0.3, 1.0, 2))
PLAN = Schedule((0.0, 20.0, 41.0), ({}, {"A": 1.0}, {}))
FIGHT = ((1.0, 0.5), (1.4, 1.0))
ROOM = {"S": 30.0, "R": 25.0}


def one(growth, start):
    return Tumour([Clone("S", 0.4, 0.2, start=start)], drugs=[KILL], growth=growth)


def two(growth, *moves, birth=0.5):
    clones = [
        Clone("S", birth, 0.4 * birth, start=20),
        Clone("R", birth, 0.25, start=5, fold={"A": 5}),
    ]
    return Tumour(clones, moves, [KILL], growth=growth)


SMALL = {
    # tumour, largest total with a chance that matters
    "logistic": (one(Logistic(100), 40), 140),
    "logistic deaths": (one(Logistic(100, acts="death"), 40), 170),
    "Gompertz": (one(Gompertz(60), 40), 150),
    "logistic, a few cells": (one(Logistic(10), 4), 40),
    "logistic deaths, a few cells": (one(Logistic(12, acts="death"), 4), 60),
    "Gompertz, a few cells": (one(Gompertz(8), 5), 50),
    "mutants": (two(Logistic(40), Mutation("S", "R", 1e-2)), 60),
    "competition": (
        two(Logistic(ROOM, competition=FIGHT), Mutation("R", "S", 0.02), Switch("S", "R", 0.02)),
        70,
    ),
    "Gompertz with switching": (
        two(Gompertz(ROOM), Switch("S", "R", 0.02), Switch("R", "S", 0.02), birth=0.2),
        75,
    ),
    "deaths with induced switching": (
        two(
            Logistic(ROOM, acts="death", competition=FIGHT),
            Mutation("S", "R", 0.02),
            Switch("S", "R", 0.01, induced={"A": 0.1}),
            Switch("R", "S", 0.02),
        ),
        75,
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_against_the_master_equation(name):
    """On the last day on drug, and some weeks after; weekly visits, and monthly ones."""
    tumour, largest = SMALL[name]
    laws = {day: Law(tumour, PLAN, day, largest) for day in (41.0, 63.0)}
    for visit_every in (7.0, 28.0):
        days, cells = cells_of(tumour, PLAN, "jump", 20_000, 63.0, visit_every, seed=3)
        for day, law in laws.items():
            assert law.lost < 1e-9
            assert_z(scores(law, cells[:, days == day][:, 0].astype(float)))


def scores(law, cells):
    count, clones = cells.shape
    found = {
        "extinct": z_of_proportion(
            (cells.sum(axis=1) == 0).sum(), count, law.share(law.states.sum(axis=1) == 0)
        )
    }
    for i in range(clones):
        variance = law.moment(i, i)
        kurtosis = law.moment(i, i, i, i) / variance**2 - 3.0
        absent = law.share(law.states[:, i] == 0)
        found[f"absent {i}"] = z_of_proportion((cells[:, i] == 0).sum(), count, absent)
        found[f"mean {i}"] = z_of_mean(cells[:, i], law.mean[i], variance)
        found[f"variance {i}"] = z_of_variance(cells[:, i], law.mean[i], variance, kurtosis)
    if clones == 2:
        products = np.prod(cells - law.mean, axis=1)
        found["covariance"] = z_of_mean(products, law.moment(0, 1))
    return found


def larger(growth, start, *moves):
    slow = Drug("A", Hill(0.15, 0.5, 2), half_life=2.0, interval=7.0)
    clones = [
        Clone("S", 0.14, 0.08, start=start),
        Clone("R", 0.12, 0.08, start=start // 20, fold={"A": 30.0}),
    ]
    return Tumour(clones, moves, [slow], growth=growth)


LARGER = {
    "logistic 300": larger(Logistic(300), 100, Mutation("S", "R", 1e-3)),
    "logistic deaths 1000": larger(Logistic(1000, acts="death"), 300, Mutation("S", "R", 1e-4)),
    "Gompertz 1000": larger(Gompertz(1000), 500, Mutation("S", "R", 1e-4)),
    "competition 3000": larger(
        Logistic({"S": 3000.0, "R": 2500.0}, competition=FIGHT), 2000, Switch("S", "R", 1e-3)
    ),
    "logistic 10,000": larger(Logistic(10_000), 4000, Mutation("S", "R", 1e-5)),
}


@pytest.mark.parametrize("name", LARGER)
def test_against_the_direct_method(name):
    """Two samples: the variance of the difference is the sum of theirs."""
    tumour, patients = LARGER[name], 2_000 if name.endswith("000") else 10_000
    jump, direct = (
        cells_of(tumour, PLAN, engine, patients, 84.0, 7.0, seed=seed)[1][:, -1].astype(float)
        for engine, seed in (("jump", 1), (Gillespie(), 2))
    )
    assert_z(differences(jump, direct))


def differences(one_sample, other):
    middle = 0.5 * (one_sample.mean(axis=0) + other.mean(axis=0))
    found = {}
    for (name, a), b in zip(
        features(one_sample, middle).items(), features(other, middle).values(), strict=True
    ):
        noise = np.sqrt(a.var() / a.size + b.var() / b.size)
        found[name] = (a.mean() - b.mean()) / noise if noise > 0 else 0.0
    return found


def features(cells, middle):
    off = cells - middle
    return {
        "extinct": cells.sum(axis=1) == 0,
        "R absent": cells[:, 1] == 0,
        "S": cells[:, 0],
        "R": cells[:, 1],
        "S squared": off[:, 0] ** 2,
        "R squared": off[:, 1] ** 2,
        "S R": off[:, 0] * off[:, 1],
    }
