"""The mean-field kernel against theory's own integration, for every growth law and interaction."""

import numpy as np
import pytest

from sim.kernels.mean_field import advance as mean_field
from sim.kernels.model import FULL, RUNNING
from sim.lower import lower, start_cells
from sim.model import (
    Bliss,
    Clone,
    Drug,
    Exponential,
    Gompertz,
    HighestSingleAgent,
    Hill,
    Loewe,
    Logistic,
    Mutation,
    Parallel,
    Proportional,
    Switch,
    Tumour,
)
from sim.regimens import Schedule
from sim.theory import mean_field as witness

CLONES = (
    Clone("S", 0.3, 0.2, start=1e6),
    Clone("P", 0.05, 0.04),
    Clone("R", 0.25, 0.2, fold={"A": 5.0}),
)
MOVES = (
    Mutation("S", "R", 1e-5),
    Mutation("S", "P", 0.02),
    Switch("S", "P", 0.01, {"A": 0.2}),
    Switch("P", "S", 0.1),
)
DRUGS = (
    Drug("A", Hill(0.5, 0.8, 2), half_life=2.0, interval=3.0),
    Drug("B", Hill(0.4, 0.3), half_life=1.0),
)
EDGES = (0.0, 8.0, 13.0, 20.0, 30.0, 37.0)
DOSES = ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0), (1.0, 0.5))
GROWTHS = (
    Exponential(),
    Logistic(2e6),
    Logistic(
        {"S": 2e6, "P": 1e6, "R": 3e6}, "death", competition=[[1, 0.5, 0.7], [1, 1, 1], [0.2, 1, 1]]
    ),
    Gompertz(5e6),
    Gompertz({"S": 5e6, "P": 1e6, "R": 2e6}, competition=[[1, 0.5, 0.7], [1, 1, 1], [0.2, 1, 1]]),
)


def run(tumour, edges, doses, tolerance=1e-9, patients=1):
    """Return the cells (interval, patient, clone) at the end of every interval, and the state."""
    model, cells = lower(tumour), start_cells(tumour, patients).astype(float)
    state, found = np.zeros(patients, dtype=np.int8), []
    concentration, due = np.zeros((2, 1, len(tumour.drugs)))
    for k in range(len(edges) - 1):
        mean_field.advance(
            model, cells, state, concentration, np.array([doses[k]], dtype=float), due,
            edges[k], edges[k + 1], tolerance,
        )  # fmt: skip
        found.append(cells.copy())
    return np.array(found), state


def check(tumour, edges=EDGES, doses=DOSES, rtol=2e-7):
    cells, state = run(tumour, edges, doses)
    named = tuple(dict(zip(tumour.drug_names, given, strict=True)) for given in doses)
    expected = witness(tumour, Schedule(days=edges[:-1], doses=named), edges[1:])
    # A count may be wrong by 1e-9 cells a step; those steps add up.
    np.testing.assert_allclose(cells[:, 0], expected, rtol=rtol, atol=1e-6)
    assert state[0] == RUNNING


@pytest.mark.parametrize("growth", GROWTHS, ids=repr)
def test_every_growth_law(growth):
    check(Tumour(CLONES, MOVES, DRUGS, growth=growth))


@pytest.mark.parametrize(
    "interaction", [HighestSingleAgent(), Loewe(), Parallel("A", "B")], ids=repr
)
def test_every_interaction(interaction):
    check(Tumour(CLONES, MOVES, DRUGS, growth=Logistic(2e6), interaction=interaction))


@pytest.mark.parametrize("interaction", [Bliss(), HighestSingleAgent()], ids=repr)
@pytest.mark.parametrize("growth", GROWTHS[2:4], ids=repr)
def test_drugs_that_act_on_division_and_birth(growth, interaction):
    """Rates have a kink where no division is left, and where another drug becomes the strongest."""
    drugs = [
        Drug("A", Proportional(0.9, acts="birth"), half_life=1.0),
        Drug("B", Hill(2.0, 0.3, 3, acts="division")),
    ]
    check(Tumour(CLONES, MOVES, drugs, growth=growth, interaction=interaction), rtol=2e-6)


def test_exponential_growth_in_closed_form():
    cells, _ = run(Tumour([Clone("S", 0.3, 0.1, start=5)]), (0.0, 1.0, 50.0), ((), ()))
    np.testing.assert_allclose(cells[:, 0, 0], 5.0 * np.exp(0.2 * np.array([1.0, 50.0])), rtol=2e-8)


def test_the_error_follows_the_tolerance():
    tumour = Tumour(CLONES, MOVES, DRUGS, growth=Logistic(2e6))
    best = run(tumour, EDGES, DOSES, 1e-12)[0]
    errors = [np.abs(run(tumour, EDGES, DOSES, t)[0] / best - 1.0).max() for t in (1e-4, 1e-7)]
    assert errors[1] < 1e-2 * errors[0]
    assert errors[0] < 0.1


def test_visits_in_between_change_nothing():
    tumour = Tumour(CLONES, MOVES, DRUGS, growth=Gompertz(5e6))
    days = np.arange(0.0, 21.0)
    often = run(tumour, days, [(1.0, 0.5)] * 20)[0][-1]
    once = run(tumour, (0.0, 20.0), [(1.0, 0.5)])[0][-1]
    np.testing.assert_allclose(often, once, rtol=1e-7)


def test_the_ceiling_ends_a_run_by_name():
    tumour = Tumour([Clone("S", 0.5, 0.0, start=1e12), Clone("R", 0.1, 0.0, start=3)])
    cells, state = run(tumour, (0.0, 5.0, 200.0, 400.0), ((), (), ()))
    assert state[0] == FULL
    assert cells[1, 0, 0] == 1e15
    assert (cells[2] == cells[1]).all()


def test_nothing_is_negative_or_lost_when_a_tumour_dies():
    drug = Drug("A", Hill(5.0, 0.1))
    cells, state = run(Tumour([Clone("S", 0.1, 0.1, start=1e9)], (), [drug]), (0, 400), ((1.0,),))
    assert 0.0 <= cells[0, 0, 0] < 1e-6
    assert state[0] == RUNNING


def test_who_is_not_running_stays_as_they_are():
    tumour = Tumour(CLONES, MOVES, DRUGS)
    model, cells = lower(tumour), start_cells(tumour, 2).astype(float)
    before, state = cells.copy(), np.array([2, 0], dtype=np.int8)
    level, due = np.zeros((2, 1, 2))
    mean_field.advance(model, cells, state, level, np.ones((1, 2)), due, 0.0, 9.0, 1e-9)
    assert (cells[0] == before[0]).all()
    assert (cells[1] != before[1]).all()
    assert state.tolist() == [2, 0]


def test_patients_with_numbers_of_their_own():
    clones = [Clone("S", np.array([0.3, 0.2, 0.1]), 0.2, start=1e6)]
    drug = Drug("A", Hill(0.5, 0.8, 2), half_life=2.0)
    model = lower(Tumour(clones, (), [drug]))
    cells, state = np.full((3, 1), 1e6), np.zeros(3, dtype=np.int8)
    level, due = np.zeros((2, 3, 1))
    doses = np.array([[1.0], [0.0], [0.5]])
    mean_field.advance(model, cells, state, level, doses, due, 0.0, 9.0, 1e-9)
    for p, birth in enumerate((0.3, 0.2, 0.1)):
        alone = Tumour([Clone("S", birth, 0.2, start=1e6)], (), [drug])
        expected = run(alone, (0.0, 9.0), ((doses[p, 0],),))[0][0, 0]
        np.testing.assert_array_equal(cells[p], expected)


@pytest.mark.parametrize("acts", ["death", "birth", "division"])
@pytest.mark.parametrize("shape", [Hill, Proportional])
def test_all_lanes_at_once_have_the_rates_of_one_at_a_time(shape, acts):
    # Of one drug the highest single agent is what Bliss says too, but its rates are found patient
    # by patient (`rates.drugs`), and Bliss's for all lanes together (`mean_field.plain_rates`).
    how = (0.9, 0.4, 2.5, acts) if shape is Hill else (0.4, acts)
    drug = Drug("A", shape(*how), half_life=1.5, interval=2.0)
    found = [
        run(
            Tumour(CLONES, MOVES, [drug], Logistic(2e6), interaction=interaction),
            EDGES,
            [[1.0], [0.3], [0.0], [1.0], [0.2]],
        )
        for interaction in (Bliss(), HighestSingleAgent())
    ]
    np.testing.assert_allclose(found[0][0], found[1][0], rtol=1e-12)


def test_nobody_hangs_on_whom_he_runs_beside():
    patients = 37  # more than the lanes, and no multiple of them
    fold = np.linspace(1.0, 9.0, patients)
    tumour = Tumour(
        [Clone("S", np.linspace(0.05, 0.3, patients), 0.02, start=1e6),
         Clone("R", 0.1, 0.05, start=1e3, fold={"A": fold})],
        [Mutation("S", "R", 1e-5)],
        [Drug("A", Hill(0.5, 0.8, 2), half_life=np.linspace(0.3, 4.0, patients), interval=3.0)],
        growth=Gompertz(5e6),
    )  # fmt: skip
    model = lower(tumour)

    def after(who):
        part = model._replace(
            clone=model.clone[who], drug=model.drug[who], potency=model.potency[who],
            probability=model.probability[who], switch_rate=model.switch_rate[who],
        )  # fmt: skip
        cells, state = start_cells(tumour, patients)[who].astype(float), np.zeros(len(who), np.int8)
        state[who == 5] = FULL  # is left as he is
        level, due = np.zeros((2, len(who), 1))
        for day, until, dose in ((0.0, 7.0, 1.0), (7.0, 10.0, 0.0), (10.0, 38.0, 0.5)):
            doses = np.where(who % 3 == 0, 0.2, dose)[:, None]  # administrations of their own
            mean_field.advance(part, cells, state, level, doses, due, day, until, 1e-9)
        return cells, level

    cells, level = after(np.arange(patients))
    assert len(np.unique(cells[:, 0])) == patients
    for p in (0, 5, 16, 36):
        alone, left = after(np.array([p]))
        np.testing.assert_array_equal(alone[0], cells[p])
        np.testing.assert_array_equal(left[0], level[p])
