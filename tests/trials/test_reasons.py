"""Why doses changed, visit by visit, from doses and happenings written by hand."""

import numpy as np
import pytest

import sim
from sim.clinic.happened import HAPPENED
from sim.trials.audit import _reasons, _spread, _words

RESULT, PLANNED = HAPPENED["result"], HAPPENED["line_of_plan_begun"]
LINE = HAPPENED["line_begun"] | PLANNED
HELD = HAPPENED["dose_held_or_reduced"]


def reasons(visits, regimen=None):
    """Return the reasons after the first for visits of (dose, what happened), end appended."""
    doses = np.array([[dose] for dose, _ in visits] + [[0.0]])
    happened = np.array([code for _, code in visits] + [0])
    found = _reasons(doses, happened, regimen)
    assert len(found) == len(doses)
    assert found[0] == "start of treatment"
    assert found[-1] == "end of follow-up"
    return found[1:-1]


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([(1, 0), (1, 0), (1, RESULT)], ["", ""]),
        ([(1, 0), (0.5, HELD)], ["side effects: held or reduced"]),
        (
            [(1, 0), (0, HELD), (0, HELD), (1, 0)],
            [
                "side effects: held or reduced",
                "side effects: still less than planned",
                "side effects are over: as planned",
            ],
        ),
        # whoever has begun it, for whatever reason
        ([(1, 0), (2, LINE | RESULT)], ["a new line of therapy begins"]),
        ([(1, 0), (2, LINE)], ["a new line of therapy begins"]),
        # side effects come before the line that they hold up
        ([(1, 0), (0.5, LINE | HELD)], ["side effects: held or reduced"]),
        ([(1, HELD), (2, LINE)], ["side effects are over: as planned"]),
        ([(1, 0), (0, RESULT), (1, 0)], ["the plan, by the calendar"] * 2),
    ],
)
def test_the_reason(visits, expected):
    assert reasons(visits) == expected


def test_a_plan_that_looks_acts_on_results_and_one_that_does_not_by_the_calendar():
    visits = [(1, 0), (0, RESULT), (1, 0)]
    assert reasons(visits, sim.Adaptive("A")) == [
        "the plan (Adaptive), on today's result",
        "the plan (Adaptive), by the calendar",
    ]
    plan = sim.Intermittent("A", on=7, off=7)
    assert reasons(visits, plan) == ["the plan (Intermittent), by the calendar"] * 2


BELOW, ABOVE = (
    "until the burden is below 0.3 x baseline",
    "until the burden is above 0.8 x baseline",
)


@pytest.mark.parametrize(("plan", "expected"), [
    (sim.Backbone("A", "B", drop_below=0.3, add_above=0.8), [BELOW, ABOVE, BELOW]),
    (sim.RangeBounded("A", low=0.3, high=0.8), [BELOW, ABOVE, BELOW]),
    (sim.Sequential(["A", "B", "C", "A"]), ["until progression"] * 3),
    (sim.Lines([sim.Line("A", sim.Days(21)), sim.Line({}, sim.Detected())], repeat=True),
     ["for 21 days", "until it is detected", "for 21 days"]),
])  # fmt: skip
def test_a_line_ended_by_what_the_plan_says(plan, expected):
    """Also where a line begins at a visit at which doses stay as they are, or are held."""
    visits = [(2, 0), (1, LINE | RESULT), (1, RESULT), (2, LINE | RESULT), (1, LINE | RESULT)]
    begins = [f"a new line of therapy begins (the last: {reason})" for reason in expected]
    assert reasons(visits, plan) == [begins[0], "", *begins[1:]]
    unchanged = [(2, 0), (2, LINE | RESULT), (1, LINE | RESULT | HELD), (2, LINE), (2, 0)]
    assert reasons(unchanged, plan)[1:3] == ["side effects: held or reduced",
                                             "side effects are over: as planned"]  # fmt: skip
    late = [(2, 0), (2, LINE | RESULT), (1, LINE | RESULT)]
    assert reasons(late, plan) == ["", begins[1]]


@pytest.mark.parametrize("plan", [
    sim.Lines([sim.Line(sim.Sequential(["A", "B"]), sim.Days(90)), sim.Line("B")]),
    sim.policy(drugs=["A"])(lambda seen, memory: {"A": 1.0}),
])  # fmt: skip
def test_where_lines_may_begin_within_a_line_no_reason_is_named(plan):
    assert reasons([(1, 0), (2, LINE | RESULT)], plan) == ["a new line of therapy begins"]


def test_a_line_of_the_plan_that_is_none_of_therapy_is_not_called_one():
    visits = [(1, 0), (0, PLANNED | RESULT), (1, PLANNED | RESULT)]
    assert reasons(visits, sim.RangeBounded("A", low=0.3, high=0.8)) == [
        f"the plan (RangeBounded) goes on with its next line (the last: {reason})"
        for reason in (BELOW, ABOVE)
    ]
    # and one of therapy that the plan does not call so ends none of its lines
    by_drug = [(1, 0), (2, HAPPENED["line_begun"])]
    assert reasons(by_drug, sim.Sequential(["A", "B"])) == ["a new line of therapy begins"]


def test_happenings_in_words():
    assert _words(0) == ""
    assert _words(HAPPENED["line_begun"] | RESULT) == "line begun, result"
    assert _words(HELD) == "dose held or reduced"
    assert _words(sum(HAPPENED.values())).count(", ") == len(HAPPENED) - 1


def test_doses_are_spread_by_the_numbers_of_the_patients():
    np.testing.assert_array_equal(
        _spread(np.array([1.0, 0.5]), np.array([4, 1])), [0.0, 0.5, 0.0, 0.0, 1.0]
    )
    assert _spread(np.array([0.5, 0.5]), np.array([4, 1])) == 0.5


def test_what_has_no_curves_has_no_log():
    runs = sim.simulate(
        sim.presets.melanoma_vemurafenib(), {"none": sim.Observation()}, patients=1, days=60,
        seed=1, record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    from sim.trials.audit import log, replay

    for use in (lambda: log(runs, 0, "none"), lambda: replay(runs, "none")):
        with pytest.raises(sim.InputError, match="needs every visit"):
            use()
