"""Levels in the clinic's unit: what they do, and what is asked where two things may be meant."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.regimens import (
    Absolute,
    Adaptive,
    AdaptiveDose,
    BurdenAbove,
    BurdenBelow,
    Line,
    Lines,
    MarkerAbove,
    MarkerBelow,
    Rebound,
    TimesBaseline,
)
from sim.testing import check_regimen

PSA = sim.Clinic(
    scan_every=28, measure=sim.Marker("PSA", per_cell=1e-9), criteria=sim.Pcwg3(), noise=0.0
)

SEEN = sim.Clinic(
    measure=sim.ByClone(sim.Marker("PSA", per_cell=1e-9), {"S": 0.5}), criteria=sim.Pcwg3()
)


def on(plan, visits):
    """Return whether A is given (visit, patient)."""
    memory = {}
    doses = (plan.decide(seen, memory)[:, 0] for seen in visits)
    return [np.broadcast_to(row > 0, 2).tolist() for row in doses]


def test_a_level_is_the_same_whatever_the_baseline_was(visit):
    """Baselines 20 and 8 ng/ml: at 3.9 both pause, at 9 neither is back, at 11 both are."""
    plan = Adaptive("A", Absolute(4), Absolute(10))
    results = [[20, 8], [5, 4.5], [3.9, 3.9], [9, 9], [11, 11]]
    visits = [visit(28 * k, both, baseline=[20.0, 8.0]) for k, both in enumerate(results)]
    assert on(plan, visits) == [[True] * 2, [True] * 2, [False] * 2, [False] * 2, [True] * 2]
    own = Adaptive("A", Absolute(np.array([4.0, 3.0])), Absolute(10))
    assert on(own, visits)[2] == [False, True]
    times = Adaptive("A", TimesBaseline(0.5), 1.0)
    assert on(times, visits) == on(Adaptive("A"), visits)


def test_nothing_seen_is_below_any_level_and_above_none(visit):
    nothing = visit(28, [5.0, 5.0], detected=[False, False])
    since = np.full(2, 28.0)
    for until in (BurdenBelow(Absolute(1.0)), MarkerBelow(1.0)):
        assert until.ended(nothing, since, {}).all()
        assert not until.ended(visit(28, [5.0, 5.0]), since, {}).any()
    for until in (BurdenAbove(Absolute(1.0)), MarkerAbove(1.0), Rebound(0.0)):
        assert not until.ended(nothing, since, {}).any()
        assert until.ended(visit(28, [5.0, 5.0]), since, {}).all()


@pytest.mark.parametrize(("rebound", "expected"), [
    (Rebound(0.25), [False, True, True]),
    (Rebound(0.25, of="reference"), [False, False, True]),
    (Rebound(0.25, of="baseline"), [False, False, False]),
    (Rebound(np.array([0.0, 0.25, 3.0])), [True, True, False]),
])  # fmt: skip
def test_back_by_a_share_of_an_earlier_result(visit, rebound, expected):
    seen = visit(
        28, [1.2, 1.3, 2.6], nadir=[1.0, 1.0, 1.0], reference=[2.0, 2.0, 2.0],
        baseline=[4.0, 4.0, 4.0],
    )  # fmt: skip
    assert rebound.ended(seen, np.full(3, 28.0), {}).tolist() == expected


def test_levels_read_as_they_are_meant():
    assert MarkerBelow(4, "ng/ml").describe() == "until the marker is below 4 ng/ml"
    assert BurdenAbove(Absolute(1e9, "cells")).describe() == "until the burden is above 1e+09 cells"
    assert Rebound().describe() == "until a result is 25 % above the smallest result of the line"
    assert Rebound(0, "baseline").describe() == "until a result is above baseline"
    assert "0.1 to 0.5 x itself" in Rebound(np.array([0.1, 0.5]), "reference").describe()
    assert AdaptiveDose("A", pause_below=Absolute(4, "ng/ml")).rules()[-1] == (
        "While results are below 4 ng/ml: nothing."
    )


@pytest.mark.parametrize(("plan", "clinic", "message"), [
    (Adaptive("A", 4, 10), PSA, r"stop_below of Adaptive is 4 .*sim.Absolute\(4\).*TimesBas"),
    (Adaptive("A", 0.5, 10), PSA, "restart_above of Adaptive is 10 .*Which is meant"),
    (Adaptive("A", 4, 10), SEEN, r"stop_below of Adaptive is 4 .*'PSA' in ng/ml"),
    (Lines([Line("A", until=BurdenBelow(4))]), PSA, "fraction of BurdenBelow is 4"),
    (Adaptive("A", 0.5, stats.uniform(3, 1)), PSA, "restart_above of Adaptive is 3.5"),
    (Adaptive("A", Absolute(4, "mm"), 1), PSA, "a level in 'mm', but .* measures in 'ng/ml'"),
    (Lines([Line("A", until=MarkerBelow(4, "ug/l"))]), PSA, "in 'ug/l', but"),
    (Lines([Line("A", until=MarkerBelow(4))]), sim.Clinic(), "measures cells; give it one"),
])  # fmt: skip
def test_what_could_be_meant_in_two_ways_is_asked_before_anything_runs(plan, clinic, message):
    tumour = sim.Tumour(
        [sim.Clone("S", 0.1, 0.1, start=1e10)], drugs=[sim.Drug("A", sim.Proportional(0.1))]
    )
    with pytest.raises(sim.InputError, match=message):
        sim.simulate(tumour, {"arm": plan}, patients=2, days=56, seed=1, clinic=clinic)


@pytest.mark.parametrize("wrong", [
    lambda: Absolute(0), lambda: Absolute("four"), lambda: Absolute(4, 4), lambda: Rebound(-0.1),
    lambda: TimesBaseline(-1), lambda: Rebound(0.5, "start"), lambda: MarkerBelow(-4),
    lambda: Adaptive("A", Absolute(4), Absolute(3)), lambda: Adaptive("A", 0.5, TimesBaseline(0.4)),
    lambda: Adaptive("A", Absolute(4, "ng/ml"), Absolute(10, "ug/l")),
    lambda: MarkerAbove(0),
])  # fmt: skip
def test_what_is_no_level_is_refused(wrong):
    with pytest.raises(sim.InputError):
        wrong()


def test_intermittent_by_a_marker_through_a_clinic():
    """Off below 4 ng/ml, on above 10: the days of an exponential, read off a clinic without noise.

    PSA starts at 10 and falls by 0.098 a day on drug and rises by 0.052 off it, so it is below 4
    after ln(2.5) / 0.098 = 9.3 days, and above 10 again (here by a marker that
    follows at once, seen every day).
    """
    tumour = sim.Tumour(
        [sim.Clone("S", 0.052, 0.0, start=1e10)], drugs=[sim.Drug("A", sim.Proportional(0.15))]
    )
    marker = sim.Marker("PSA", per_cell=1e-9, half_life=1e-3)
    clinic = sim.Clinic(1, 1, noise=0.0, measure=marker, criteria=sim.Pcwg3(), detection=1.0)
    arms = {
        "adaptive": Adaptive("A", Absolute(4, "ng/ml"), Absolute(10, "ng/ml")),
        "lines": Lines([Line("A", until=MarkerBelow(4)), Line({}, until=MarkerAbove(10))], True),
    }
    runs = sim.simulate(tumour, arms, patients=1, days=100, seed=1, clinic=clinic,
                        engine="meanfield", progress=False)  # fmt: skip
    for arm in arms:
        dose = runs.values("dose", arm)[0, :, 0]
        changes = (np.flatnonzero(np.diff(dose)) + 1).tolist()
        level, expected, giving = np.log(10.0), [], True
        for day in range(1, 100):
            level += -0.098 if giving else 0.052
            if (giving and level < np.log(4.0)) or (not giving and level > np.log(10.0)):
                giving = not giving
                expected.append(day)
        assert changes == expected
        assert expected[:2] == [10, 29]


def test_every_new_reason_keeps_to_the_rules():
    lines = [Line("A", until=BurdenBelow(Absolute(5e8)) | Rebound(0.5)), Line({}, until=Rebound())]
    check_regimen(Lines(lines, repeat=True))
    check_regimen(Adaptive("A", Absolute(stats.uniform(1e8, 1e8)), Absolute(1e9)))
