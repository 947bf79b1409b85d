"""The Gillespie kernel against exact laws: branching theory, and master equations under crowding.

Fixed seeds; limits in `tests/statistics.py`. Power: 5,000 patients see an error of 0.03 in a
probability of a half, and of 6 % in a standard deviation.
"""

import random

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.sparse import csr_matrix
from scipy.stats import chisquare, norm

from sim.base.streams import fold_in, patient_keys
from sim.kernels.compile import kernel
from sim.kernels.gillespie import advance as gillespie
from sim.kernels.gillespie.thinning import (
    BIRTHS,
    DEATHS,
    LINKED,
    LOW,
    SPAN,
    make_work,
    put_bounds,
    put_ends,
)
from sim.kernels.model import EVENTS, FULL, RUNNING, width
from sim.kernels.rates.drugs import drug_rates, switch_rate
from sim.kernels.rates.exposure import decay
from sim.lower import lower, start_cells
from sim.model import (
    Bliss,
    Clone,
    Drug,
    Gompertz,
    HighestSingleAgent,
    Hill,
    Infused,
    Loewe,
    Logistic,
    Mutation,
    Oral,
    Parallel,
    Proportional,
    Switch,
    Tumour,
    TwoCompartments,
)
from sim.regimens import Schedule
from sim.theory import Rates, absent, exposure, extinction, mean_and_covariance
from tests.statistics import assert_z, z_of_mean, z_of_proportion, z_of_variance

A = Drug("A", Hill(0.5, 0.8, 2), half_life=2.0, interval=3.0)
B = Drug("B", Hill(0.4, 0.3), half_life=1.0)
BLOCKER = Drug("B", Hill(0.8, 0.5, 2, acts="birth"), half_life=1.0)
NORTON_SIMON = Drug("A", Hill(2.0, 0.8, 2, acts="division"), half_life=2.0)
CLONES = (
    Clone("S", 0.3, 0.2, start=10),
    Clone("P", 0.05, 0.04),
    Clone("R", 0.25, 0.2, fold={"A": 5.0}),
)
MOVES = (
    Mutation("S", "R", 0.04),
    Mutation("S", "P", 0.02),
    Switch("S", "P", 0.01, {"A": 0.2}),
    Switch("P", "S", 0.1),
)
EDGES = (0.0, 8.0, 13.0, 20.0)
DOSES = ((1.0, 0.5), (0.0, 1.0), (1.0, 1.0))


def run(tumour, patients, edges, doses, seed=1, numbers=None, most=10**9, cells=None):
    """Return the cells, the state, and the concentrations at the end of the last interval."""
    model = lower(tumour)
    numbers = np.arange(patients) if numbers is None else np.asarray(numbers)
    cells = start_cells(tumour, numbers.size) if cells is None else np.array(cells)
    state = np.zeros(len(cells), dtype=np.int8)
    concentration, due = np.zeros((2, 1, len(tumour.drugs)))
    keys = patient_keys(seed, numbers, 1)
    for k in range(len(edges) - 1):
        gillespie.advance(
            model, cells, state, concentration, np.array([doses[k]], dtype=float), due,
            fold_in(keys, k), edges[k], edges[k + 1], most,
        )  # fmt: skip
    return cells, state, concentration


def schedule(tumour, edges, doses):
    named = tuple(dict(zip(tumour.drug_names, given, strict=True)) for given in doses)
    return Schedule(days=edges[:-1], doses=named)


def check(tumour, patients, edges, doses, seed=1):
    """Compare with branching theory: extinction, absence, means, variances, covariances."""
    cells, state, concentration = run(tumour, patients, edges, doses, seed)
    assert (state == RUNNING).all()
    plan, end = schedule(tumour, edges, doses), edges[-1]
    mean, covariance = (part[0] for part in mean_and_covariance(tumour, plan, end))
    gone = (cells.sum(axis=1) == 0).sum()
    scores = {"extinct": z_of_proportion(gone, patients, extinction(tumour, plan, end)[0])}
    for i, name in enumerate(tumour.clone_names):
        chance = absent(tumour, plan, end, name)[0]
        scores[f"no {name}"] = z_of_proportion((cells[:, i] == 0).sum(), patients, chance)
        scores[f"mean {name}"] = z_of_mean(cells[:, i], mean[i], covariance[i, i])
        if (cells[:, i] > 0).sum() > 300:  # else the squares are nearly all zero
            scores[f"variance {name}"] = z_of_variance(cells[:, i], mean[i], covariance[i, i])
    assert_z(scores)
    if tumour.drugs:
        just_before = exposure(tumour, plan, end).at(end - 1e-9)
        np.testing.assert_allclose(concentration[0], just_before, rtol=1e-6)


def test_one_clone():
    check(Tumour([Clone("S", 0.3, 0.2, start=10)]), 20_000, (0.0, 5.0, 30.0), ((), ()))


@pytest.mark.parametrize(("birth", "death"), [(0.2, 0.0), (0.0, 0.2), (0.1, 0.1)])
def test_one_clone_that_only_divides_or_dies(birth, death):
    check(Tumour([Clone("S", birth, death, start=5)]), 5_000, (0.0, 8.0), ((),))


def test_a_clone_in_which_nothing_happens():
    cells, state, _ = run(Tumour([Clone("S", 0.0, 0.0, start=7)]), 3, (0.0, 1e6), ((),))
    assert (cells == 7).all()
    assert (state == RUNNING).all()


def test_mutations_to_and_fro():
    clones = [Clone("S", 0.14, 0.13, start=30), Clone("R", 0.2, 0.15), Clone("Q", 0.1, 0.0)]
    moves = [Mutation("S", "R", 0.05), Mutation("R", "S", 0.3), Mutation("S", "Q", 0.02)]
    check(Tumour(clones, moves), 5_000, (0.0, 10.0, 25.0), ((), ()))


def test_every_division_mutates():
    moves = [Mutation("S", "R", 0.7), Mutation("S", "Q", 0.3)]
    clones = [Clone("S", 0.3, 0.0, start=5), Clone("R", 0.0, 0.1), Clone("Q", 0.0, 0.2)]
    check(Tumour(clones, moves), 5_000, (0.0, 6.0), ((),))


def test_switching_only():
    clones = [Clone("S", 0.0, 0.0, start=20), Clone("P", 0.0, 0.0), Clone("Q", 0.0, 0.0)]
    moves = [Switch("S", "P", 0.3), Switch("P", "S", 0.1), Switch("P", "Q", 0.05)]
    cells, _, _ = run(Tumour(clones, moves), 1_000, (0.0, 6.0), ((),))
    assert (cells.sum(axis=1) == 20).all()
    check(Tumour(clones, moves), 5_000, (0.0, 3.0, 6.0), ((), ()))


def test_drugs_that_act_at_once():
    drugs = [Drug("A", A.effect), Drug("B", BLOCKER.effect)]
    check(Tumour(CLONES, MOVES, drugs), 5_000, EDGES, DOSES)


@pytest.mark.parametrize(
    ("drugs", "interaction"),
    [
        ((A, BLOCKER), Bliss()),
        ((A, BLOCKER), HighestSingleAgent()),
        ((A, B), HighestSingleAgent()),
        ((NORTON_SIMON, BLOCKER), HighestSingleAgent()),
        ((NORTON_SIMON, Drug("B", Proportional(0.8, acts="birth"), half_life=1.0)), Bliss()),
        ((A, Drug("B", Proportional(0.3), half_life=1.0)), Loewe()),
        ((A, B), Parallel("A", "B")),
        ((A, Drug("B", B.effect)), Parallel("A", "B")),
    ],
)
def test_drugs_that_decay(drugs, interaction):
    tumour = Tumour(CLONES, MOVES, drugs, interaction=interaction)
    check(tumour, 5_000, EDGES, DOSES)


# --- bounds ------------------------------------------------------------------------------------


@kernel
def bounds_and_rates(model, work, moments, days, rates, switching):
    """Fill the bounds of a span and the rates (moment, 3, clone), (moment, switch) within it."""
    r = np.int64(0)
    decay(model, r, days, work.c, work.later)
    put_ends(model, model.body, r, days, work)
    put_bounds(model, r, work, np.int64(SPAN))
    for k in range(moments.size):
        decay(model, r, moments[k], work.c, work.alone)
        drug_rates(model, r, work.alone, rates[k, 0], rates[k, 1], rates[k, 2])
        for w in range(switching.shape[1]):
            switching[k, w] = switch_rate(model, r, w, work.alone)


def kinetics_of(luck):
    """Return what a body does to a drug, drawn."""
    late = 10 ** luck.uniform(0.0, 1)
    early = late * luck.uniform(0.05, 0.9)
    two = TwoCompartments(early=early, late=late, early_share=luck.uniform(0.1, 0.9))
    into = luck.choice([{"half_life": late}, {"into": two}])
    swallowed = Oral(absorption=10 ** luck.uniform(-1, 0.5), **into)
    return luck.choice([swallowed, Infused(lasts=luck.uniform(0.1, 1.0), **into), two])


@pytest.mark.parametrize("bodies", [False, True])
@pytest.mark.parametrize("number", range(60))
def test_rates_stay_within_their_bounds(number, bodies):
    luck = random.Random(number)
    acts = ["death", "birth", "division"]
    drugs, same = [], luck.choice([None, *acts])
    for name in "AB":
        act = same or luck.choice(acts)
        top = luck.uniform(0.1, 1.0)
        effect = Hill(top, 10 ** luck.uniform(-2, 1), luck.uniform(0.3, 6.0), acts=act)
        if luck.random() < 0.4:
            effect = Proportional(top, acts=act)
        half_life = luck.choice([None, 10 ** luck.uniform(-1, 1)])
        if bodies and (name == "A" or luck.random() < 0.5):
            drugs.append(Drug(name, effect, kinetics=kinetics_of(luck)))
        else:
            drugs.append(Drug(name, effect, half_life=half_life))
    joint = [Bliss(), HighestSingleAgent()]
    if same:
        joint += [Loewe(), Parallel("A", "B")]
    tumour = Tumour(CLONES, MOVES, drugs, interaction=luck.choice(joint))
    model, days = lower(tumour), 10 ** luck.uniform(-2, 1)
    work = make_work(3, width(model), 2)
    work.c[:] = [10 ** luck.uniform(-3, 1.5) * luck.choice([0, 1, 1]) for _ in work.c]
    moments = np.linspace(0.0, days, 33)
    rates, switching = np.empty((33, 3, 3)), np.empty((33, 2))
    bounds_and_rates(model, work, moments, days, rates, switching)
    birth, death, linked = rates[:, 0], rates[:, 1], rates[:, 2] * rates[:, 0]
    rounding = 1e-9
    for row, rate in ((BIRTHS, birth), (DEATHS, death), (LINKED, linked)):
        assert (rate <= work.bounds[SPAN, row] + rounding).all()
        assert (rate >= work.bounds[SPAN, LOW + row] - rounding).all()
    assert (switching <= work.switching[SPAN, :, 0] + rounding).all()
    assert (switching >= work.switching[SPAN, :, 1] - rounding).all()


# --- crowding ----------------------------------------------------------------------------------


def law(tumour, edges, doses, largest):
    """Return the probabilities (cells of clone 1, of clone 2, ...) from the master equation.

    Counts above `largest` of any clone are left out; they must not matter. The rates are theory's.
    """
    rates, n = Rates(tumour), len(tumour.clones)
    shape = (largest + 1,) * n
    states = np.stack(np.unravel_index(np.arange(np.prod(shape)), shape), axis=1).astype(float)
    p = np.zeros(len(states))
    p[np.ravel_multi_index([int(c.start) for c in tumour.clones], shape)] = 1.0
    stay = 1.0 - rates.mutation.sum(axis=1)

    def generator(treated):
        columns, rows, values = [], [], []
        for at, cells in enumerate(states):
            birth, death = rates.birth_and_death(treated, cells)
            for i in range(n):
                one = np.eye(n)
                events = [(birth[i] * stay[i], one[i]), (death[i], -one[i])]
                for j in range(n):
                    events.append((birth[i] * rates.mutation[i, j], one[j]))
                    events.append((treated.switching[i, j], one[j] - one[i]))
                for rate, change in events:
                    to = cells + change
                    if rate * cells[i] > 0.0 and to.max() <= largest:
                        columns += [at, at]
                        rows += [np.ravel_multi_index(to.astype(int), shape), at]
                        values += [rate * cells[i], -rate * cells[i]]
        return csr_matrix((values, (rows, columns)), shape=(len(states), len(states)))

    for piece in exposure(tumour, schedule(tumour, edges, doses), edges[-1]).cut_at([edges[-1]]):
        fixed = generator(rates.under(piece.level)) if piece.constant else None

        def slope(t, p, fixed=fixed, piece=piece):
            if fixed is None:
                return generator(rates.under(piece.at(t))) @ p
            return fixed @ p

        p = solve_ivp(slope, (piece.left, piece.right), p, rtol=1e-6, atol=1e-9).y[:, -1]
    p = p.reshape(shape)
    assert max(p.take(largest, axis=i).sum() for i in range(n)) < 1e-6
    return p


def check_law(tumour, patients, edges, doses, largest):
    """Compare all counts together by chi-square, rare ones in one class."""
    cells, _, _ = run(tumour, patients, edges, doses)
    expected = patients * law(tumour, edges, doses, largest).ravel()
    shape = (largest + 1,) * cells.shape[1]
    seen = np.bincount(np.ravel_multi_index(cells.T, shape), minlength=expected.size)
    common = expected > 10.0
    observed = np.append(seen[common], seen[~common].sum())
    rest = patients - expected[common].sum()
    pvalue = chisquare(observed, np.append(expected[common], rest)).pvalue
    counts = np.arange(largest + 1)
    scores = {"chi-square": norm.isf(pvalue)}
    for i in range(cells.shape[1]):
        others = tuple(j for j in range(cells.shape[1]) if j != i)
        p = expected.reshape(shape).sum(axis=others) / patients
        mean = p @ counts
        variance = p @ (counts - mean) ** 2
        scores[f"mean {i}"] = z_of_mean(cells[:, i], mean, variance)
        scores[f"gone {i}"] = z_of_proportion((cells[:, i] == 0).sum(), patients, p[0])
    assert_z(scores)


@pytest.mark.parametrize(
    "growth", [Logistic(20.0), Logistic(20.0, acts="death"), Gompertz(20.0)], ids=repr
)
def test_one_crowded_clone(growth):
    tumour = Tumour([Clone("S", 0.5, 0.2, start=10)], growth=growth)
    check_law(tumour, 20_000, (0.0, 2.0, 8.0), ((), ()), largest=70)


@pytest.mark.parametrize("acts", ["birth", "death"])
def test_two_clones_that_compete_mutate_and_switch(acts):
    growth = Logistic({"S": 9.0, "R": 7.0}, acts, competition=[[1.0, 0.5], [0.8, 1.0]])
    clones = [Clone("S", 0.6, 0.1, start=6), Clone("R", 0.5, 0.1, start=1)]
    moves = [Mutation("S", "R", 0.1), Switch("R", "S", 0.05)]
    check_law(Tumour(clones, moves, growth=growth), 20_000, (0.0, 4.0), ((),), largest=30)


@pytest.mark.parametrize("acts", ["death", "birth", "division"])
def test_a_crowded_clone_under_a_drug_that_decays(acts):
    drug = Drug("A", Hill(0.9, 0.8, 2, acts=acts), half_life=1.5, interval=2.0)
    tumour = Tumour([Clone("S", 0.5, 0.2, start=10)], (), [drug], growth=Logistic(20.0))
    check_law(tumour, 20_000, (0.0, 5.0, 8.0), ((1.0,), (0.0,)), largest=40)


# --- rules of the house ------------------------------------------------------------------------


BOTH = {
    "constant": Tumour(CLONES, MOVES, [Drug("A", A.effect), Drug("B", B.effect)]),
    "decaying": Tumour(CLONES, MOVES, [A, B]),
}


@pytest.mark.parametrize("name", BOTH)
def test_a_patient_alone_has_the_same_luck(name):
    together, _, _ = run(BOTH[name], 8, EDGES, DOSES)
    alone, _, _ = run(BOTH[name], 1, EDGES, DOSES, numbers=[5])
    assert (together[5] == alone[0]).all()


@pytest.mark.parametrize("name", BOTH)
def test_rows_per_patient_change_nothing(name):
    """Concentrations, doses and parameters of each patient, or shared by all."""
    tumour = BOTH[name]
    shared, _, concentration = run(tumour, 5, EDGES, DOSES)
    per_patient = [
        Clone(c.name, np.full(5, c.birth), c.death, c.start, c.fold) for c in tumour.clones
    ]
    model = lower(tumour.replace(clones=per_patient))
    cells, state = start_cells(tumour, 5), np.zeros(5, dtype=np.int8)
    level, due = np.zeros((2, 5, 2))
    for k in range(len(DOSES)):
        gillespie.advance(
            model, cells, state, level, np.tile(DOSES[k], (5, 1)), due,
            fold_in(patient_keys(1, np.arange(5), 1), k), EDGES[k], EDGES[k + 1], 10**9,
        )  # fmt: skip
    assert (cells == shared).all()
    if name == "decaying":
        assert (level == concentration).all()


@pytest.mark.parametrize("name", BOTH)
def test_who_is_not_running_stays_as_they_are(name):
    tumour = BOTH[name]
    model, cells = lower(tumour), start_cells(tumour, 3)
    state = np.array([0, 2, 0], dtype=np.int8)
    cells[2] = 0
    level, due = np.zeros((2, 1, 2))
    gillespie.advance(
        model, cells, state, level, np.ones((1, 2)), due,
        patient_keys(1, np.arange(3), 1), 0.0, 20.0, 10**9,
    )  # fmt: skip
    assert state.tolist() == [0, 2, 0]
    assert (cells[1] == start_cells(tumour, 1)[0]).all()
    assert (cells[2] == 0).all()


@pytest.mark.parametrize("name", BOTH)
def test_too_many_events_end_a_run_by_name(name):
    """Within its limit a patient runs; beyond it the others still do."""
    tumour = BOTH[name]
    cells = start_cells(tumour, 3)
    cells[1, 0] = 10**6
    after, state, _ = run(tumour, 3, (0.0, 5.0), DOSES, most=1000, cells=cells)
    assert state.tolist() == [0, EVENTS, 0]
    assert abs(int(after[1].sum()) - 10**6) <= 1001
    free, _, _ = run(tumour, 3, (0.0, 5.0), DOSES, cells=start_cells(tumour, 3))
    assert (after[[0, 2]] == free[[0, 2]]).all()


@pytest.mark.parametrize("name", BOTH)
def test_the_ceiling_ends_a_run_by_name(name):
    tumour = BOTH[name]
    cells = start_cells(tumour, 3)
    cells[0, 0], cells[1, 2] = 10**15, 10**15 - 3
    after, state, _ = run(tumour, 3, (0.0, 5.0), ((0.0, 0.0),), most=10**6, cells=cells)
    assert state.tolist() == [FULL, FULL, RUNNING]
    assert after.max() == 10**15


def test_one_clone_at_the_ceiling():
    tumour = Tumour([Clone("S", 0.3, 0.0, start=1e15 - 5)])
    after, state, _ = run(tumour, 1, (0.0, 1.0), ((),))
    assert (after[0, 0], state[0]) == (10**15, FULL)
