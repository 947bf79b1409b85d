"""An interval that is open on one side says so, wherever one is printed."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.results.survival import Estimate, HazardRatio, kaplan_meier, median, with_interval
from tests.results.test_paired_difference import times

NAN = np.nan


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(84, 49, 120), "84 (49 to 120)"),
        (Estimate(84, 49, NAN), "84 (49 to not reached)"),
        (Estimate(84, NAN, NAN), "84 (no interval)"),
        (Estimate(NAN, 49, NAN), "not reached (49 to not reached)"),
        (Estimate(NAN, NAN, NAN), "not reached"),
        (Estimate(0.123456, 0.1, 0.2), "0.123 (0.1 to 0.2)"),
        (HazardRatio(0.5, 0.25, 1.0), "0.5 (0.25 to 1)"),
        (HazardRatio(NAN, NAN, NAN, "they separate"), "no hazard ratio: they separate"),
    ],
)
def test_an_estimate_is_printed_with_what_is_known_of_it(estimate, text):
    assert str(estimate) == text


def test_a_unit_and_a_form_can_be_given():
    estimate = Estimate(84.4, 49.2, NAN)
    assert with_interval(estimate, ".0f", unit=" days") == "84 (49 to not reached) days"
    assert with_interval(estimate, "+.1f", unknown="?") == "+84.4 (+49.2 to ?)"
    assert with_interval(Estimate(84.4, NAN, NAN), ".0f", unit=" days") == "84 days (no interval)"


def test_the_median_of_twelve_of_which_half_are_lost():
    days = np.append(np.arange(1, 7) * 14.0, np.full(6, 400.0))
    assert str(median(kaplan_meier(days, days < 100))) == "84 (28 to not reached)"


def test_a_comparison_prints_no_nan():
    from sim.trials.estimates import compare

    found = times("14 28 42 400+ 400+", "400+ 400+ 400+ 400+ 400+", horizon=400.0)
    text = str(compare(found, "a", "b", True))
    assert "42 (14 to not reached) days and not reached" in text
    assert "nan" not in text
    assert "within 400 days; better for 0 %, worse for 60 %, the same for 0 %, undecided" in text
    one = str(compare(times("14", "400+", horizon=400.0), "a", "b", True))
    assert "nan" not in one


def test_the_forest_prints_no_nan():
    row = {"patients": 9, "events": 5, "hazard ratio": 0.5, "from (95 %)": 0.1}
    table = pd.DataFrame([row | {"to (95 %)": NAN}], index=["all patients"])
    texts = [text.get_text() for text in sim.plots.forest(table).texts]
    assert "0.50 (0.10 to not known)" in texts


def test_a_table_of_the_command_line_says_what_was_not_reached():
    from sim.cli.compare import aligned

    table = pd.DataFrame(
        {
            "patients": [12, 12, 12, 1], "median time to progression [days]": [84, NAN, 84, 56],
            "from (95 %) [days]": [28, NAN, 28, NAN], "to (95 %) [days]": [NAN, NAN, 120, NAN],
            "median burden at the end [cells]": [1e9, NAN, 1e9, 1e9],
        },
        index=["open", "none", "both", "one"],
    )  # fmt: skip
    rows = {line.split()[0]: line.split()[2:] for line in aligned(table).splitlines()[-4:]}
    assert rows["open"] == ["84", "28", "not", "reached", "1e+09"]
    assert rows["none"] == ["not", "reached", "-", "-", "-"]
    assert rows["both"] == ["84", "28", "120", "1e+09"]
    assert rows["one"] == ["56", "-", "-", "1e+09"]


def test_a_printed_trial_says_what_was_not_reached():
    tumour = sim.Tumour(
        [sim.Clone("s", birth=0.14, death=0.13, start=1e9)],
        drugs=[sim.Drug("A", sim.Proportional(0.1))],
    )
    arms = {"drug": sim.Continuous("A"), "none": sim.Observation()}
    lines = str(sim.Trial(sim.Cohort(tumour, 4), arms, days=300).run(1, progress=False))
    rows = {line.split("]")[0]: line.split("]")[-1].split() for line in lines.splitlines()}
    assert "median OS [days" not in rows  # (nobody died)
    assert rows["median PFS [days"][:2] == ["not", "reached"]
    # the second arm has no response, so no time that could be reached
    assert rows["median duration of response [days"] == ["not", "reached", "-"]
