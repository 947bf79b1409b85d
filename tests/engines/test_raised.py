"""Mutations that drugs raise: in all engines, against exact theory and an equation of their own.

Power: 2,000 patients see an error of 5 % in the mean of a clone whose relative deviation is 0.4;
the mutation is ten times as frequent under the drug.
"""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from tests.engines.by_hand import solved
from tests.engines.run_case import cells_of
from tests.engines.witness import Witness
from tests.slips import assert_says
from tests.statistics import assert_z

HILL = sim.Hill(0.1, 0.5, 2)
PLAN = sim.Schedule((0.0, 14.0, 28.0), ({"A": 1.0}, {}, {"A": 0.5, "B": 1.0}))


def tumour(half_life=None, start=400, often=2e-3, **growth):
    return sim.Tumour(
        [sim.Clone("S", 0.14, 0.1, start=start), sim.Clone("R", 0.13, 0.1, fold={"A": 30})],
        [sim.Mutation("S", "R", often, raised={"A": 10, "B": 4}), sim.Mutation("R", "S", 1e-3)],
        [sim.Drug("A", HILL, half_life=half_life), sim.Drug("B", sim.Proportional(0.02))],
        **growth,
    )


def assert_is_theorys(some, engine, patients):
    days, cells = cells_of(some, PLAN, engine, patients, 42.0, 7.0)
    assert_z(Witness(some, PLAN, days[[3, 6]]).scores(cells[:, [3, 6]]))


@pytest.mark.parametrize(("engine", "patients"), [("jump", 2000), ("gillespie", 1000)])
def test_is_exact(engine, patients):
    assert_is_theorys(tumour(), engine, patients)


def test_is_exact_event_by_event_as_the_drug_decays():
    assert_is_theorys(tumour(half_life=3.0, start=100, often=0.02), "gillespie", 1000)


@pytest.mark.parametrize("half_life", [None, 3.0])
def test_mean_field_is_the_equation(half_life):
    """Written here once more, by hand: decay by decay, with a crowd."""
    some = tumour(half_life, start=1e9, often=1e-3, growth=sim.Logistic(4e9))
    _, cells = cells_of(some, PLAN, sim.MeanField(tolerance=1e-11), 1, 42.0, 7.0)

    def slope(level, b, n):
        f, g = (level / np.array([0.5, 15.0])) ** 2, min(b, 1.0)
        f = f / (1 + f)
        births = np.array([0.14, 0.13]) * n * max(0, 1 - n.sum() / 4e9)
        u = np.array([1e-3 * (1 + 9 * f[0] + 3 * g), 1e-3])
        return births * (1 - u) + (births * u)[::-1] - (0.1 + 0.1 * f + 0.02 * b) * n

    np.testing.assert_allclose(cells[0], solved(slope, half_life), rtol=1e-8)


def test_mutants_are_so_many_times_as_many():
    """At full effect ten times the mutants of none; of each patient by his own number."""
    some = sim.Tumour(
        [sim.Clone("S", 0.1, 0.1, start=1e9), sim.Clone("R", 0.1, 0.1)],
        [sim.Mutation("S", "R", 1e-6, raised={"A": np.array([10.0, 4.0])})],
        [sim.Drug("A", sim.Inhibition(0.01, slope=8))],
    )
    for engine in ("jump", "meanfield"):
        _, without = cells_of(some, sim.Observation(), engine, 2, 28.0, 7.0)
        _, under = cells_of(some, sim.Continuous("A"), engine, 2, 28.0, 7.0)
        many = under[:, -1, 1] / without[:, -1, 1]
        np.testing.assert_allclose(many, [10, 4], rtol=0.2 if engine == "jump" else 1e-4)


def test_the_jump_engine_says_what_it_cannot():
    with pytest.raises(InputError, match="raises mutations and has a half-life") as error:
        cells_of(tumour(half_life=3.0), PLAN, "jump", 1, 7.0, 7.0)
    assert "engine='gillespie'" in str(error.value)


BAD = {
    "below one": (lambda: sim.Mutation("S", "R", 1e-3, raised={"A": 0.5}), ["raised", "0.5", "1 "]),
    "no drug": (lambda: sim.Mutation("S", "R", 1e-3, raised=10), ["by drug", "raised={'A': 10}"]),
    "unknown drug": (
        lambda: tumour().replace(transitions=[sim.Mutation("S", "R", 1e-3, {"C": 2})]),
        ["raised by 'C'", "no such drug", "'A', 'B'"],
    ),
    "more than one": (
        lambda: tumour(often=0.2),
        ["mutations of clone 'S'", "2.6 per division at full effect", "at most 1"],
    ),
}


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip):
    assert_says(*BAD[slip])
