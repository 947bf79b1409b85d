"""The numbers that trials take."""

import pytest

import sim
from tests.limits import assert_takes

MORE = float("inf")


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (lambda x: sim.Conduct(enrolled_over=x), (0.0, MORE)),
        (lambda x: sim.Conduct(dropout=x), (0.0, 1e4)),  # as rates are
        (lambda x: sim.Biomarker("a", sensitivity=x), (0.0, 1.0)),
        (lambda x: sim.Biomarker("a", specificity=x), (0.0, 1.0)),
    ],
)
def test_from_the_smallest_to_the_largest(make, limits):
    assert_takes(make, *limits)


def test_a_trial_closes_after_the_last_has_entered():
    sim.Conduct(enrolled_over=100.0, closes=100.001)
    with pytest.raises(sim.InputError, match="would not be followed at all"):
        sim.Conduct(enrolled_over=100.0, closes=100.0)
    with pytest.raises(sim.InputError, match="closes of Conduct"):
        sim.Conduct(closes=0.0)


@pytest.mark.parametrize("word", ["enrolled_over", "closes"])
def test_what_is_the_same_for_all_is_one_number(word):
    with pytest.raises(sim.InputError, match=f"{word} of Conduct must be one number"):
        sim.Conduct(**{word: [100.0, 200.0]})


@pytest.mark.parametrize("days", [1e308, 80_000.0])
def test_a_trial_of_longer_than_a_life_is_refused_before_its_days_are_written_out(days):
    tumour = sim.Tumour([sim.Clone("s", 0.14, 0.13, start=1e3)])
    with pytest.raises(sim.InputError, match=r"days of the trial is .*73050 days"):
        sim.Trial(sim.Cohort(tumour, 2), {"none": sim.Observation()}, days=days)
