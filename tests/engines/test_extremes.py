"""From 1 to 10^15 cells, rates at their limits: no exception, no negative number, named ends."""

from contextlib import nullcontext
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import sim
from sim import (
    Clinic,
    Clone,
    Continuous,
    Drug,
    Gompertz,
    Hill,
    Jump,
    Logistic,
    Mutation,
    Observation,
    Proportional,
    Schedule,
    Switch,
    Tumour,
)
from sim.results import ENDINGS
from tests.engines.run_case import cells_of
from tests.tumours import cases

CEILING = 10**15
DRUG = Drug("A", Hill(0.3, 0.5, 2), half_life=sim.hours(1), interval=1.0)
ENGINES = ["jump", Jump(exact=True)]


def treated(tumour, *, days=70.0, patients=20, engine="jump", clinic=None, plan=None):
    """Return the data of a run, after what must hold for every run."""
    plan = plan or (Continuous("A") if tumour.drugs else Observation())
    data = sim.simulate(
        tumour, {"arm": plan}, patients=patients, days=days, seed=1, engine=engine,
        clinic=clinic or Clinic(fatal=1e15), progress=False,
    ).data  # fmt: skip
    cells = data["cells"].values
    assert cells.dtype == np.int64
    assert cells.min() >= 0
    assert cells.max() <= CEILING
    assert np.isfinite(data["concentration"]).all()
    final, ending = data["final_cells"].values, data["ending"].values
    np.testing.assert_array_equal(cells[:, :, -1], final)
    total = final.sum(axis=-1)
    np.testing.assert_array_equal(ending == 1, total == 0)
    np.testing.assert_array_equal(
        np.isin(ending, (2, 3)), total >= (clinic or Clinic(fatal=1e15)).fatal
    )
    end = data["end_day"].values
    assert ((end >= 0) & (end <= days)).all()
    assert (end[ending == 0] == days).all()
    return data


def endings(data):
    return {ENDINGS[code] for code in np.unique(data["ending"].values)}


MODELS = {
    "mutations": {"transitions": [Mutation("S", "R", 1e-6), Mutation("R", "S", 1e-3)]},
    "switching": {"transitions": [Switch("S", "R", 0.01), Switch("R", "S", 0.05)]},
    "logistic": {"transitions": [Mutation("S", "R", 1e-6)], "growth": Logistic(1e9)},
    "logistic deaths": {"growth": Logistic(1e9, acts="death")},
    "Gompertz": {"transitions": [Switch("S", "R", 0.01)], "growth": Gompertz(1e9)},
}


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("size", 10.0 ** np.arange(16))
def test_any_size(size, model, engine):
    clones = [Clone("S", 0.2, 0.15, start=size), Clone("R", 0.18, 0.15, fold={"A": np.inf})]
    treated(Tumour(clones, drugs=[DRUG], **MODELS[model]), engine=engine)


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
def test_growth_beyond_the_ceiling_is_named(engine):
    data = treated(Tumour([Clone("S", 0.2, 0.1, start=5e14)]), engine=engine)
    assert endings(data) == {"beyond 10^15 cells"}
    assert (data["end_day"] == 7.0).all()
    assert (data["final_cells"] == CEILING).all()


def test_a_mutant_beyond_the_ceiling_is_named():
    clones = [Clone("S", 0.0, 0.1, start=1e3), Clone("R", 0.9, 0.0, start=1)]
    data = treated(
        Tumour(clones), days=200.0, clinic=Clinic(visit_every=200, scan_every=200, fatal=1e15)
    )
    assert endings(data) == {"beyond 10^15 cells"}


def test_fatal_burden_is_named_and_frozen():
    data = treated(
        Tumour([Clone("S", 0.2, 0.1, start=1e12)]), days=100.0, clinic=Clinic(fatal=1e13)
    )
    assert endings(data) == {"fatal burden"}
    end = data["end_day"].values[0]
    assert (end < 100.0).all()
    for p, day in enumerate(end):
        after = data["burden"].isel(arm=0, patient=p).sel(time=slice(day, None))
        assert (after == after[0]).all()


def test_a_huge_kill_eradicates():
    tumour = Tumour([Clone("S", 0.2, 0.1, start=1e14)], drugs=[Drug("A", Proportional(1e4))])
    data = treated(tumour)
    assert endings(data) == {"eradicated"}
    assert (data["end_day"] == 7.0).all()


def test_nothing_happens_at_rates_of_zero():
    clones = [Clone("S", 0.0, 0.0, start=1e6), Clone("R", 0.0, 0.0, start=3)]
    moves = [Mutation("S", "R", 1.0), Switch("S", "R", 0.0)]
    data = treated(Tumour(clones, moves))
    assert (data["cells"] == [1e6, 3]).all()
    assert endings(data) == {"time over"}


LIMITS = {
    "no deaths": ([(0.05, 0.0), (0.05, 0.0)], []),
    "no births": ([(0.0, 0.1), (0.0, 0.1)], [Switch("S", "R", 0.1)]),
    "b = d": ([(0.2, 0.2), (0.3, 0.3)], [Mutation("S", "R", 1e-3)]),
    "nearly b = d": ([(0.2, 0.2 + 1e-12), (0.3 + 1e-9, 0.3)], [Mutation("S", "R", 1e-3)]),
    "every division mutates": ([(0.2, 0.1), (0.2, 0.1)], [Mutation("S", "R", 1.0)]),
    "and back": ([(0.2, 0.1), (0.2, 0.1)], [Mutation("S", "R", 1.0), Mutation("R", "S", 1.0)]),
    "fast turnover": ([(5.0, 5.0), (8.0, 8.1)], [Mutation("S", "R", 0.1)]),
    "fast switching": ([(0.2, 0.1), (0.0, 0.1)], [Switch("S", "R", 20.0), Switch("R", "S", 50.0)]),
    "tiny rates": ([(1e-12, 1e-13), (1e-300, 0.0)], [Mutation("S", "R", 1e-300)]),
}


@pytest.mark.parametrize("start", [1.0, 50.0, 1e5, 1e11])
@pytest.mark.parametrize("limit", LIMITS)
def test_rates_at_their_limits(limit, start):
    rates, moves = LIMITS[limit]
    clones = [
        Clone(n, b, d, start=start * (n == "S")) for n, (b, d) in zip("SR", rates, strict=True)
    ]
    treated(Tumour(clones, moves), days=28.0)


@pytest.mark.parametrize(
    ("visit", "days"), [(1 / 24, 0.5), (0.0501, 1.0), (365.0, 1100.0), (13.37, 99.9)]
)
@pytest.mark.parametrize("model", MODELS)
def test_short_and_long_visits(visit, days, model):
    clones = [Clone("S", 0.2, 0.19, start=1e6), Clone("R", 0.18, 0.19, fold={"A": 5.0})]
    clinic = Clinic(visit_every=visit, scan_every=max(visit, 3.3), fatal=1e15)
    data = treated(Tumour(clones, drugs=[DRUG], **MODELS[model]), days=days, clinic=clinic)
    assert data["time"].values[-1] == days


def test_days_very_short():
    data = treated(Tumour([Clone("S", 0.2, 0.1, start=1e9)]), days=0.01)
    np.testing.assert_allclose(data["final_cells"], 1e9 * np.exp(0.001), rtol=1e-5)


def test_a_cycle_of_mutations():
    names = "ABCD"
    clones = [Clone(n, 0.3, 0.25, start=1e4 * (n == "A")) for n in names]
    moves = [Mutation(a, b, 0.2) for a, b in zip(names, names[1:] + "A", strict=True)]
    data = treated(Tumour(clones, moves))
    assert (data["final_cells"] > 0).all()


def test_a_clone_brought_to_the_ceiling_by_another():
    """Mutants of a clone at 9e14 cells: neither wraps."""
    clones = [Clone("S", 0.1, 0.1, start=9e14), Clone("R", 0.5, 0.0)]
    treated(Tumour(clones, [Mutation("S", "R", 0.5)]), days=365.0)


@pytest.mark.parametrize(
    "growth", [Logistic(1e3), Logistic(1e3, acts="death"), Gompertz(1e3)], ids=repr
)
def test_far_above_the_capacity(growth):
    """Where crowding kills 2 x 10^8 a day, no step is short enough, and the run says so."""
    tumour = Tumour([Clone("S", 0.2, 0.01, start=1e12)], growth=growth)
    dies_at_once = isinstance(growth, Logistic) and growth.acts == "death"
    said = pytest.warns(UserWarning, match="error of a step") if dies_at_once else nullcontext()
    with said:
        data = treated(tumour, days=20.0)
    assert (data["final_cells"] < 1e12).all()


def test_a_half_life_of_an_hour_and_of_a_century():
    for half_life in (sim.hours(1), sim.hours(0.01), 36500.0):
        drug = Drug("A", Hill(0.3, 0.5, 4), half_life=half_life, interval=1.0)
        plan = Schedule((0.0, 3.3, 17.9), ({"A": 1.0}, {}, {"A": 10.0}))
        treated(Tumour([Clone("S", 0.2, 0.1, start=1e7)], drugs=[drug]), days=30.0, plan=plan)


def test_many_clones():
    names = [f"clone {i}" for i in range(40)]
    clones = [Clone(n, 0.2, 0.19, start=1e3) for n in names]
    moves = [Mutation(a, b, 1e-3) for a, b in pairwise(names)]
    moves += [Switch(b, a, 1e-3) for a, b in pairwise(names)]
    treated(Tumour(clones, moves, growth=Logistic(1e6)), patients=3)


@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(case=cases())
def test_whatever_somebody_describes(case):
    _, cells = cells_of(case.tumour, case.schedule, "jump", 5, case.days, case.visit_every)
    assert cells.min() >= 0
    assert cells.max() < CEILING


def test_a_trickle_of_founders_lost_in_the_rounding_of_their_clone():
    """Founders worth 1e-16 cells into a large clone that founds in its turn: 0 / 0 once."""
    clones = [
        Clone("slow", 1e-12, 0.0, start=1e5),
        Clone("large", 0.0271, 0.0267, start=1e5),
        Clone("last", 0.5, 0.5),
    ]
    moves = [
        Mutation("slow", "large", 1e-7),
        Switch("large", "slow", 0.08),
        Mutation("large", "last", 2e-9),
    ]
    treated(Tumour(clones, moves), patients=200)
