"""The numbers that plans take: doses to 1000 standard doses, lengths from a day to 100 years.

What a drug allows is asked before a run (`tests/simulate/test_doses.py`); a fraction above 10
is a percentage.
"""

import pytest

import sim
from tests.limits import assert_takes

DOSE, DAYS, FRACTION = (0.0, 1000.0), (1.0, 36600.0), (0.0, 1.0)
TEN = (0.0, 10.0)


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (lambda x: sim.Continuous("A", dose=x), DOSE),
        (lambda x: sim.Continuous({"A": x}), DOSE),
        (lambda x: sim.Combination({"A": x, "B": 1.0}), DOSE),
        (lambda x: sim.Metronomic("A", dose=x), FRACTION),
        (lambda x: sim.Intermittent("A", on=x, off=7), DAYS),
        (lambda x: sim.Intermittent("A", on=7, off=x), (0.0, 36600.0)),
        (lambda x: sim.Intermittent("A", on=7, off=7, dose=x), DOSE),
        (lambda x: sim.Alternating(["A", "B"], every=x), DAYS),
        (lambda x: sim.Escalation("A", doses=[0.5, x]), DOSE),
        (lambda x: sim.Escalation("A", every=x), DAYS),
        (lambda x: sim.Rechallenge("A", holiday=x), DAYS),
        (lambda x: sim.AdaptiveDose("A", tolerance=x), FRACTION),
        (lambda x: sim.AdaptiveDose("A", pause_below=x), TEN),
        (lambda x: sim.AdaptiveDose("A", highest=x, start=0.0), DOSE),
        (lambda x: sim.AdaptiveDose("A", lowest=x, start=1e3, highest=1e3), DOSE),
        (lambda x: sim.Adaptive("A", dose=x), DOSE),
        (lambda x: sim.Surgery(x), FRACTION),
        (lambda x: sim.Radiotherapy(gray=x), (0.0, 100.0)),
        (lambda x: sim.Radiotherapy(alpha=x), TEN),
        (lambda x: sim.Radiotherapy(beta=x), TEN),
        (lambda x: sim.Doses("A", [(x, 1.0)]), (0.0, 73_050.0)),  # two hundred years
        (lambda x: sim.Doses("A", [(0, 1.0, x)]), (0.0, 366.0)),
        (lambda x: sim.Adherence(sim.Continuous("A"), x), (0.0, 1.0)),
        (lambda x: sim.Undetectable(x), (0.0, 73_050.0)),
        (lambda x: sim.Lasting(sim.Detected(), x), (0.0, 73_050.0)),
        (lambda x: sim.Rebound(x), TEN),
        (lambda x: sim.Multimodal(sim.Continuous("A"), {x: sim.Surgery(0.9)}), (0.0, 36600.0)),
    ],
)
def test_from_the_smallest_to_the_largest(make, limits):
    assert_takes(make, *limits)


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (lambda x: sim.AdaptiveDose("A", step=x), FRACTION),
        (lambda x: sim.Adaptive("A", stop_below=0.5 * x, restart_above=x), TEN),
        (lambda x: sim.BurdenBelow(x), TEN),
        (lambda x: sim.BurdenBelow(sim.TimesBaseline(x)), (0.0, 1000.0)),
        (lambda x: sim.BurdenBelow(sim.Absolute(x)), (0.0, float("inf"))),
        (lambda x: sim.MarkerAbove(x), (0.0, float("inf"))),
        (lambda x: sim.AlleleAbove("RAS", x), FRACTION),
        (lambda x: sim.AlleleBelow("RAS", x), FRACTION),
        (lambda x: sim.Doses("A", [(0, 1)], standard=x), (0.0, float("inf"))),
        (lambda x: sim.BurdenAbove(x), TEN),
        (lambda x: sim.Radiotherapy(fold={"hypoxic": x}), (0.0, float("inf"))),
    ],
)
def test_above_the_smallest(make, limits):
    assert_takes(make, *limits, above=True)


@pytest.mark.parametrize(("word", "most"), [("fractions", 200), ("per_week", 7)])
def test_whole_numbers(word, most):
    for value in (1, most):
        assert getattr(sim.Radiotherapy(**{word: value}), word) == value
    for value in (0, most + 1, 2.0, True, "2"):
        with pytest.raises(sim.InputError, match=f"whole number from 1 to {most}"):
            sim.Radiotherapy(**{word: value})


def test_cycles_are_one_or_more():
    assert sim.Intermittent("A", on=7, off=7, cycles=1).cycles == 1
    with pytest.raises(sim.InputError, match="cycles"):
        sim.Intermittent("A", on=7, off=7, cycles=0)
