"""Every regimen in a clinic: sound doses, and no patient depends on another or on the block."""

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from scipy import stats

from sim.base.errors import InputError
from sim.base.resolve import resolve
from sim.clinic import Clinic, RatioToBaseline
from sim.regimens import (
    Adaptive,
    AdaptiveDose,
    Alternating,
    BeyondProgression,
    BurdenBelow,
    Combination,
    Continuous,
    Days,
    Escalation,
    Intermittent,
    Line,
    Lines,
    Progression,
    Rechallenge,
    Sequential,
    policy,
)

EIGHT = np.arange(8) / 8

EVERY = [
    Continuous("A", dose=EIGHT),
    Combination({"A": EIGHT, "B": 0.5}),
    Intermittent("A", on=14 + 28 * EIGHT, off=28, cycles=1 + np.arange(8.0)),
    Alternating(["A", "B", {}], every=7 + 28 * EIGHT),
    Escalation("A", [0.2, EIGHT, 1.5], every=stats.uniform(14, 100)),
    Escalation("A", every=Progression()),
    Sequential(["A", "B"]),
    Rechallenge("A", holiday=28 + 100 * EIGHT, then="B"),
    Rechallenge("A", bridge=Adaptive("B")),
    BeyondProgression("A", add={"B": EIGHT}),
    Adaptive("A", stop_below=stats.uniform(0.2, 0.6)),
    AdaptiveDose({"A": 1, "B": 0.2}, step=0.1 + 0.5 * EIGHT),
    Lines(
        [
            Line(Intermittent("A", on=14, off=7), until=Progression()),
            Line(AdaptiveDose("B"), until=Days(100)),
            Line(Lines([Line("A", until=BurdenBelow(0.8)), Line({}, until=Days(56))])),
        ]
    ),
    policy(lambda seen, memory: {"A": np.where(seen.progressed, 0.0, 1.0)}),
]


@pytest.mark.parametrize("plan", EVERY, ids=lambda plan: type(plan).__name__)
def test_patients_do_not_depend_on_their_block(treat, plan):
    _, together, found = treat(plan, range(8))
    assert together.min() >= 0
    for block in ([0, 1, 2], [3], [7, 4, 6, 5]):
        _, alone, few = treat(plan, block)
        assert np.array_equal(together[:, block], alone)
        for word in found:
            assert np.array_equal(found[word][block], few[word], equal_nan=True)


def test_the_plans_do_differ(treat):
    # Guards the test above against a story in which nothing ever happens.
    _, doses, found = treat(EVERY[-2], range(8))
    assert (found["lines"] >= 3).all()
    assert np.isfinite(found["progression_day"]).all()
    assert len(np.unique(doses[:, :, 0].sum(axis=0))) > 1


def test_rechallenge_in_a_clinic_starts_each_line_anew(treat):
    clinic = Clinic(visit_every=7, scan_every=28, noise=0, criteria=RatioToBaseline(1.2))
    when, doses, found = treat(Rechallenge("A", holiday=84), [0], clinic=clinic)
    on = doses[:, 0, 0] > 0
    changes = when[1:][on[1:] != on[:-1]]
    assert changes[0] == found["progression_day"][0]
    assert changes[1] == changes[0] + 84
    assert changes[2] >= changes[1] + 28
    assert found["lines"].tolist() == [2]


def _differing(make, treatments, *more):
    try:
        return make(treatments, *more)
    except InputError as error:  # (the same treatment twice is none after the other)
        if "the same treatment" not in str(error):
            raise
        return reject()


numbers = st.one_of(
    st.floats(0.1, 2.0), st.lists(st.floats(0.1, 2.0), min_size=5, max_size=5).map(np.array)
)
lengths = st.one_of(
    st.floats(1, 400), st.lists(st.floats(1, 400), min_size=5, max_size=5).map(np.array)
)
drugs = st.one_of(st.sampled_from(["A", "B"]), st.fixed_dictionaries({"A": numbers, "B": numbers}))
simple = st.one_of(
    st.builds(Continuous, drugs, numbers),
    st.builds(Intermittent, drugs, lengths, lengths, dose=numbers),
    st.builds(
        lambda a, b, every: _differing(Alternating, [a, b, {}], every), drugs, drugs, lengths
    ),
    st.builds(lambda d, x, every: Escalation(d, [0.1, x], every), drugs, numbers, lengths),
    st.builds(lambda d, low, more: Adaptive(d, low, low + more), drugs, numbers, numbers),
    st.builds(AdaptiveDose, drugs, step=st.floats(0.05, 0.95), pause_below=numbers),
)


ends = st.one_of(st.builds(Days, lengths), st.just(Progression()), st.builds(BurdenBelow, numbers))
plans = st.one_of(
    simple,
    st.builds(
        lambda first, until, then: Lines([Line(first, until), Line(then)]), simple, ends, simple
    ),
    st.builds(lambda drug, holiday: Rechallenge(drug, holiday), simple, lengths),
    st.builds(lambda first, second: _differing(Sequential, [first, second]), simple, simple),
)


@settings(max_examples=60)
@given(plan=plans, data=st.data())
def test_doses_are_sound_whatever_is_seen(plan, data):
    """Doses are finite, never negative, of the right shape, and the same for a patient alone."""
    horizon, drugs = 400.0, ("A", "B")
    clinic = Clinic(scan_every=28, noise=0.3, delay=data.draw(st.sampled_from([0.0, 10.0])))
    burdens = data.draw(
        st.lists(st.lists(st.floats(0, 1e12), min_size=5, max_size=5), min_size=3, max_size=3)
    )
    days = np.union1d(clinic.days(horizon), plan.days_to_ask(horizon))[:200]
    everyone, alone = np.arange(5), np.array([3])
    desks = [clinic.open(1, who, drugs, horizon) for who in (everyone, alone)]
    asked = [resolve(plan, 1, who, "plan") for who in (everyone, alone)]
    memories = [{}, {}]
    for n, day in enumerate(days):
        truth = np.array(burdens[(n // 5) % 3])
        rows = []
        for who, desk, regimen, memory in zip(
            (everyone, alone), desks, asked, memories, strict=True
        ):
            seen = desk.look(day, truth[who])
            doses = regimen.decide(seen, memory)
            desk.note(seen, doses)
            assert doses.shape in ((len(who), 2), (1, 2))
            assert doses.dtype == np.float64
            assert np.isfinite(doses).all()
            assert (doses >= 0).all()
            rows.append(np.broadcast_to(doses, (len(who), 2)))
        assert np.array_equal(rows[0][alone], rows[1])
