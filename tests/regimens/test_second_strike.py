"""A second strike at the small tumour, on visits written by hand."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.regimens import (
    Absolute,
    Line,
    Lines,
    MarkerBelow,
    Nadir,
    Progression,
    Rebound,
    SecondStrike,
)
from sim.testing import check_regimen

STRIKES = {"A": 0, "B": 1, "C": 2}


def strikes(visit, plan, results):
    """Return which drug is given (visit,) to one patient; None: nothing was seen."""
    memory, found, nadir, line = {}, [], results[0], 0
    for place, result in enumerate(results):
        size = 1e-5 if result is None else result
        nadir = min(nadir, size)
        seen = visit(
            28.0 * place, [size], drugs=tuple(STRIKES), detected=[result is not None],
            baseline=[results[0]], nadir=[nadir],
        )  # fmt: skip
        given = int(np.argmax(plan.decide(seen, memory)[0]))
        if given != line:  # the clinic counts anew from here
            nadir, line = size, given
        found.append("ABC"[given])
    return "".join(found)


@pytest.mark.parametrize(("plan", "results", "expected"), [
    (SecondStrike("A", "B"), [1, 0.5, 0.2, 0.3, 0.1], "AAABB"),
    (SecondStrike("A", "B"), [1, 0.5, None, 0.3], "AABB"),  # nothing seen: strike
    (SecondStrike("A", "B", at=0.3), [1, 0.5, 0.29, 0.1], "AABB"),
    (SecondStrike("A", "B", at=Absolute(0.3)), [4, 0.5, 0.29, 0.1], "AABB"),
    (SecondStrike("A", "B", at=MarkerBelow(0.3)), [4, 0.5, 0.29, 0.1], "AABB"),
    (SecondStrike("A", "B", at=Rebound(0.5)), [1, 0.5, 0.2, 0.29, 0.31], "AAAAB"),
    (SecondStrike("A", "B", at=0.1), [1, 0.5, 0.2, 0.9], "AAAA"),
    (SecondStrike("A", "B", third="C"), [1, 0.2, 0.3, 0.1, 0.05, 0.06], "AABBBC"),
    (SecondStrike("A", "B", at=0.3, third="C", third_at=0.1), [1, 0.2, 0.2, 0.05, 1], "ABBCC"),
])  # fmt: skip
def test_who_is_struck_with_what(visit, plan, results, expected):
    assert strikes(visit, plan, results) == expected


def test_it_is_the_lines_it_is_made_of():
    reason = Rebound(0.2) | Progression()
    plan = SecondStrike({"A": 1, "B": 0.5}, "C", at=reason)
    assert plan.as_lines() == Lines([Line({"A": 1, "B": 0.5}, until=reason), Line("C")])
    check_regimen(SecondStrike("A", "B", at=stats.uniform(0.1, 0.5), third="A"))


def test_the_calendar_says_when_the_second_comes():
    assert SecondStrike("A", "B", at=0.05, third="C").calendar().splitlines() == [
        "SecondStrike: A, until the burden is below 0.05 x baseline; then B, until the nadir (a "
        "result is no longer the smallest, or nothing is seen); then C.",
        "  1. A, until the burden is below 0.05 x baseline.",
        "  2. B, until the nadir (a result is no longer the smallest, or nothing is seen).",
        "  3. C.",
    ]


@pytest.mark.parametrize(("make", "message"), [
    (lambda: SecondStrike("A", "B", at="nadir"), "at of SecondStrike is 'nadir'; give sim.Nadir"),
    (lambda: SecondStrike("A", "B", at=50), "fraction of BurdenBelow is 50"),
    (lambda: SecondStrike("A", "B", third="C", third_at=None), "third_at of SecondStrike is None"),
    (lambda: SecondStrike("A", None), "drug of Continuous is None"),
])  # fmt: skip
def test_slips_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_file_can_say_it():
    from sim.scenario.build import regimen
    from sim.scenario.place import Place
    from sim.scenario.write import value_of

    for plan in (
        SecondStrike("A", "B"),
        SecondStrike("A", {"A": 1.0, "B": 0.5}, at=Absolute(1e8, "cells"), third="C"),
    ):
        assert regimen(value_of(plan, "arm"), Place("file", "")) == plan
    table = {"strategy": "second_strike", "first": "A", "second": "B", "at": 0.1}
    assert regimen(table, Place("file", "")) == SecondStrike("A", "B", at=0.1)
    assert regimen(table | {"at": "nadir"}, Place("file", "")) == SecondStrike("A", "B", at=Nadir())


def test_it_ends_what_sequence_does_not():
    """Few cells resist the second drug while the tumour is small, many when it is back.

    At the nadir, some day 55, RA has 1e3 exp(0.04 x 55) = 9000 cells, whose daughters that resist
    both are 1e-6 x 0.14 / 0.04 x 9000 = 0.03 on average: nearly everybody is cured. At progression
    there are ten thousand times as many.
    """
    tumour = sim.Tumour(
        [
            sim.Clone("S", 0.14, 0.1, start=1e9),
            sim.Clone("RA", 0.14, 0.1, start=1e3, fold={"A": np.inf}),
            sim.Clone("RB", 0.14, 0.1, start=1e3, fold={"B": np.inf}),
            sim.Clone("RAB", 0.14, 0.1, fold={"A": np.inf, "B": np.inf}),
        ],
        [sim.Mutation("RA", "RAB", 1e-6), sim.Mutation("RB", "RAB", 1e-6)],
        drugs=[sim.Drug(name, sim.Proportional(0.25)) for name in "AB"],
    )
    clinic = sim.Clinic(7, 14, detection=1e3, noise=0.0)
    arms = {"strike": SecondStrike("A", "B"), "sequence": sim.Sequential(["A", "B"])}
    runs = sim.simulate(tumour, arms, patients=200, days=500, seed=1, clinic=clinic,
                        record=sim.Endpoints(), progress=False)  # fmt: skip
    cured = sim.cured(runs).mean("patient").values.tolist()
    assert cured[0] > 0.95
    assert cured[1] < 0.05
