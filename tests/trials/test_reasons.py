"""Why doses changed, visit by visit, from doses and happenings written by hand."""

import numpy as np
import pytest

import sim
from sim.clinic.happened import HAPPENED
from sim.trials.audit import _reasons, _spread, _words

RESULT, LINE = HAPPENED["result"], HAPPENED["line_begun"]
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
        ([(1, 0), (2, LINE | RESULT)], ["a new line of therapy begins (progression)"]),
        ([(1, 0), (2, LINE)], ["a new line of therapy begins (time)"]),
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


def test_happenings_in_words():
    assert _words(0) == ""
    assert _words(LINE | RESULT) == "line begun, result"
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
