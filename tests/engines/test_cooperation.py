"""Growth in which cells help each other: the equation by hand, the chain by its generator."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

import sim
from sim.model.response import crowding_on_day_0, net_growth
from sim.theory import mean_field
from tests.engines.run_case import cells_of
from tests.slips import assert_says
from tests.statistics import assert_z, z_of_mean, z_of_proportion

PAYOFFS = [[1.0, 1.4], [0.6, 1.1]]


def two(growth, start=(6e7, 2e7)):
    return sim.Tumour(
        [
            sim.Clone("S", 0.2, 0.1, start=start[0]),
            sim.Clone("R", 0.18, 0.1, start=start[1], fold={"A": 20}),
        ],
        [sim.Mutation("S", "R", 1e-3)],
        [sim.Drug("A", sim.Hill(0.1, 0.5, 2))],
        growth=growth,
    )


def allee(n, total):
    return max(0.0, 1 - total / 4e8) * total / (total + 5e7)


def game(n, total):
    return np.array(PAYOFFS) @ n / total * max(0.0, 1 - total / 4e8)


@pytest.mark.parametrize(
    ("growth", "factor"),
    [(sim.Allee(4e8, half=5e7), allee), (sim.Game(PAYOFFS, capacity=4e8), game)],
)
def test_mean_field_is_the_equation(growth, factor):
    some, plan = two(growth), sim.Schedule((0.0, 21.0), ({"A": 0.5}, {}))
    days, cells = cells_of(some, plan, sim.MeanField(tolerance=1e-11), 1, 42.0, 21.0)
    now = np.array([6e7, 2e7])
    for span, dose in enumerate([0.5, 0.0]):
        f = (dose / np.array([0.5, 10.0])) ** 2
        deaths = 0.1 + 0.1 * f / (1 + f)

        def slope(t, n, deaths=deaths):
            divide = np.array([0.2, 0.18]) * factor(n, n.sum()) * n
            mutants = 1e-3 * divide[0] * np.array([-1, 1])
            return divide + mutants - deaths * n

        now = solve_ivp(slope, (0, 21.0), now, "DOP853", rtol=1e-12, atol=1e-6).y[:, -1]
        np.testing.assert_allclose(cells[0, span + 1], now, rtol=1e-8)
        np.testing.assert_allclose(mean_field(some, plan, days[span + 1])[0], now, rtol=1e-8)


def chain(birth, death, most):
    """Return the generator (from, to) of a chain in which a state divides and dies so often."""
    q = np.zeros((most + 1, most + 1))
    n = np.arange(most + 1)
    q[n[:-1], n[1:]] = (birth * n)[:-1]
    q[n[1:], n[:-1]] = (death * n)[1:]
    return q - np.diag(q.sum(axis=1))


def test_a_small_tumour_dies_out_as_its_chain_does():
    """Extinction and mean; without the Allee effect 3 % of the tumours would die out, not 70 %."""
    capacity, half, start, patients = 60.0, 10.0, 5, 4000
    some = sim.Tumour([sim.Clone("S", 0.4, 0.15, start=start)], growth=sim.Allee(capacity, half))
    n = np.arange(61)
    births = 0.4 * (1 - n / capacity) * n / (n + half)
    law = expm(28.0 * chain(births, 0.15 + 0 * n, 60))[start]
    _, cells = cells_of(some, sim.Observation(), "gillespie", patients, 28.0, 7.0)
    last = cells[:, -1, 0]
    variance = law @ n**2 - (law @ n) ** 2
    assert_z(
        [
            z_of_proportion((last == 0).sum(), patients, law[0]),
            z_of_mean(last, law @ n, variance),
        ]
    )


def test_a_game_event_by_event_is_its_chain():
    """Two clones, all states up to 40 cells: who helps whom decides who is left."""
    payoffs, most, patients = [[0.5, 2.0], [0.2, 1.0]], 40, 4000
    some = sim.Tumour(
        [sim.Clone("S", 0.3, 0.2, start=4), sim.Clone("R", 0.25, 0.1, start=4)],
        growth=sim.Game(payoffs, capacity=40.0),
    )
    place = {}
    for s in range(most + 1):
        for r in range(most + 1 - s):
            place[s, r] = len(place)
    q = np.zeros((len(place), len(place)))
    for (s, r), k in place.items():
        total = s + r
        if total == 0:
            continue
        room = 1 - total / most
        for there, rate in (
            ((s + 1, r), 0.3 * s * (0.5 * s + 2.0 * r) / total * room),
            ((s, r + 1), 0.25 * r * (0.2 * s + 1.0 * r) / total * room),
            ((s - 1, r), 0.2 * s),
            ((s, r - 1), 0.1 * r),
        ):
            if rate > 0:
                q[k, place[there]] += rate
                q[k, k] -= rate
    law = expm(21.0 * q)[place[4, 4]]
    states = np.array(list(place))
    _, cells = cells_of(some, sim.Observation(), "gillespie", patients, 21.0, 7.0)
    last = cells[:, -1]
    scores = []
    for clone in range(2):
        n = states[:, clone]
        scores.append(z_of_proportion((last[:, clone] == 0).sum(), patients, law @ (n == 0)))
        scores.append(z_of_mean(last[:, clone], law @ n, law @ n**2 - (law @ n) ** 2))
    assert_z(scores)


@pytest.mark.parametrize("growth", [sim.Allee(4e8, half=5e7), sim.Game(PAYOFFS, capacity=4e8)])
def test_what_is_printed_is_the_rate_of_day_0(growth):
    some = two(growth)
    n = np.array([6e7, 2e7])
    factor = (allee if isinstance(growth, sim.Allee) else game)(n, n.sum()) * np.ones(2)
    found = [
        net_growth(some, clone, {}, crowding_on_day_0(some)[clone.name]) for clone in some.clones
    ]
    np.testing.assert_allclose(found, np.array([0.2, 0.18]) * factor - 0.1)
    assert "Allee effect" in str(some) or "a game" in str(some)


def test_two_clones_that_help_each_other_stay_together():
    """Each grows faster among the others than among its own: the replicator's inner rest point."""
    some = sim.Tumour(
        [sim.Clone("S", 0.2, 0.2, start=9e5), sim.Clone("R", 0.2, 0.2, start=1e5)],
        growth=sim.Game([[0.8, 1.4], [1.2, 0.9]]),
    )
    _, cells = cells_of(some, sim.Observation(), "meanfield", 1, 364.0, 28.0)
    share = cells[0, -1, 0] / cells[0, -1].sum()
    assert share == pytest.approx((1.4 - 0.9) / (1.4 - 0.9 + 1.2 - 0.8), abs=1e-6)


BAD = {
    "jump": (
        lambda: cells_of(two(sim.Allee(4e8, 5e7)), sim.Observation(), "jump", 1, 7.0, 7.0),
        ["jump engine cannot", "sim.Allee", "few cells divide less", "engine='meanfield'"],
    ),
    "a game for others": (
        lambda: two(sim.Game([[1.0]])),
        ["payoffs of the Game is 1 x 1 but the tumour has 2 clones"],
    ),
    "half above the capacity": (lambda: sim.Allee(1e6, 1e7), ["half of Allee", "1e+07", "1e+06"]),
    "payoffs in words": (lambda: sim.Game("hawk"), ["payoffs", "'hawk'", "square table"]),
    "payoffs below zero": (lambda: sim.Game([[-1.0]]), ["0 to 1000"]),
    "in niches": (
        lambda: two(sim.Allee(4e8, 5e7)).in_niches([sim.Niche("a"), sim.Niche("b")]),
        ["cannot grow by Allee"],
    ),
}


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip):
    assert_says(*BAD[slip])
