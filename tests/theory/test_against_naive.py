"""Theory against a plain simulation, one event at a time (tests/naive.py). Seeds are fixed.

Every check is a z-score below 4; with 40 of them the chance that a correct theory fails by a
new choice of seeds is 0.3 %. The power is stated with each test.
"""

import random
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.linalg import expm

from sim.model import Clone, Drug, Gompertz, Hill, Logistic, Mutation, Switch, Tumour
from sim.theory import Rates, absent, extinction, mean_and_covariance
from tests.naive import concentration, gillespie


def z_of_share(hits, chance):
    hits = np.asarray(hits)
    return (hits.mean() - chance) / np.sqrt(chance * (1 - chance) / hits.size)


def z_of_mean(values, expected):
    values = np.asarray(values, dtype=float)
    return (values.mean() - expected) / (values.std() / np.sqrt(values.size))


def products(counts, mean):
    """Return the products of deviations whose means are the covariances."""
    off = counts - mean
    return [off[:, i] * off[:, j] for i in range(off.shape[1]) for j in range(i + 1)]


def check(counts, tumour, schedule, day, clone):
    mean, covariance = (part[0] for part in mean_and_covariance(tumour, schedule, day))
    scores = [z_of_share(counts.sum(axis=1) == 0, extinction(tumour, schedule, day)[0])]
    place = tumour.clone_names.index(clone)
    scores.append(z_of_share(counts[:, place] == 0, absent(tumour, schedule, day, clone)[0]))
    se = np.sqrt(np.diag(covariance) / len(counts))
    scores += list((counts.mean(axis=0) - mean) / se)
    lower = [covariance[i, j] for i in range(len(mean)) for j in range(i + 1)]
    scores += [z_of_mean(v, c) for v, c in zip(products(counts, mean), lower, strict=True)]
    assert np.abs(scores).max() < 4, scores


def test_a_drug_with_a_half_life_switched_on_and_off():
    """Power: 3,000 patients see an error of 0.035 in a probability of 0.3, of 6 % in mean S."""
    effect = Hill(0.5, 0.8, 2)
    drug = Drug("A", effect, half_life=2.0, interval=3.0)
    clones = [Clone("S", 0.3, 0.2, start=10), Clone("R", 0.25, 0.2, fold={"A": 5.0})]
    tumour = Tumour(clones, [Mutation("S", "R", 0.04)], [drug])
    plan = SimpleNamespace(days=(0.0, 8.0, 13.0), doses=({"A": 1}, {}, {"A": 1}))
    given = [0.0, 3.0, 6.0, 13.0, 16.0]

    def events(day, cells):
        s, r = cells
        c = concentration(day, given, 2.0, 3.0)
        kill = [0.5 * x**2 / (1 + x**2) for x in (c / 0.8, c / 4.0)]
        return [
            (s * 0.3 * 0.96, (1, 0)),
            (s * 0.3 * 0.04, (0, 1)),
            (s * (0.2 + kill[0]), (-1, 0)),
            (r * 0.25, (0, 1)),
            (r * (0.2 + kill[1]), (0, -1)),
        ]

    rng = random.Random(20)
    counts = np.array([gillespie((10, 0), events, 1.0, 18.0, rng) for _ in range(3000)])
    check(counts, tumour, plan, 18.0, "R")


def test_switching_and_norton_simon():
    """Power: 3,000 patients see an error of 0.03 in a probability of 0.2, of 5 % in mean P."""
    drug = Drug("A", Hill(2.0, 1.0, 1, acts="division"))
    clones = [Clone("S", 0.3, 0.1, start=8), Clone("P", 0.05, 0.05, start=1)]
    moves = [Switch("S", "P", 0.02, induced={"A": 0.1}), Switch("P", "S", 0.04)]
    tumour = Tumour(clones, moves, [drug])
    plan = SimpleNamespace(days=(0.0, 12.0), doses=({"A": 1}, {}))

    def events(day, cells):
        (s, p), on = cells, day < 12.0
        return [
            (s * 0.3, (1, 0)),
            (s * (0.1 + 0.3 * on), (-1, 0)),
            (p * 0.05, (0, 1)),
            (p * (0.05 + 0.05 * on), (0, -1)),
            (s * (0.02 + 0.05 * on), (-1, 1)),
            (p * 0.04, (1, -1)),
        ]

    rng = random.Random(21)
    counts = np.array([gillespie((8, 1), events, 0.8, 16.0, rng) for _ in range(3000)])
    check(counts, tumour, plan, 16.0, "P")


@pytest.mark.parametrize("growth", [Logistic(12), Logistic(12, acts="death"), Gompertz(12)])
def test_crowding(growth):
    """The rates of `Rates` in a master equation over sizes, against hand-written rates.

    Power: 2,000 patients see an error of 0.04 in a probability of 0.3, of 3 % in the mean.
    """
    table = Rates(Tumour([Clone("S", 0.5, 0.2, start=4)], growth=growth))
    free, largest = table.under(np.zeros(0)), 60
    generator = np.zeros((largest + 1, largest + 1))
    for n in range(1, largest + 1):
        birth, death = (rate[0] * n for rate in table.birth_and_death(free, np.array([float(n)])))
        if n < largest:
            generator[n, n + 1] = birth
        generator[n, n - 1] = death
    np.fill_diagonal(generator, -generator.sum(axis=1))
    law = expm(generator * 10.0)[4]

    def events(day, cells):
        x = cells[0] / 12
        birth = {"birth": max(0.0, 1 - x), "death": 1.0}.get(
            getattr(growth, "acts", ""), max(0.0, -np.log(x))
        )
        death = 0.2 + (0.5 * x if getattr(growth, "acts", "") == "death" else 0.0)
        return [(cells[0] * 0.5 * birth, (1,)), (cells[0] * death, (-1,))]

    rng, k = random.Random(22), np.arange(largest + 1)
    sizes = np.array([gillespie((4,), events, 3.4, 10.0, rng)[0] for _ in range(2000)])
    mean, variance = law @ k, law @ (k - law @ k) ** 2
    scores = [
        z_of_share(sizes == 0, law[0]),
        (sizes.mean() - mean) / np.sqrt(variance / sizes.size),
        z_of_mean((sizes - mean) ** 2, variance),
    ]
    scores += [z_of_share(sizes <= size, law[: size + 1].sum()) for size in (3, 6, 9)]
    assert np.abs(scores).max() < 4, scores
