"""The numbers that trials take."""

import numpy as np
import pytest
from scipy import stats

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


def test_days_of_entry_are_spread_evenly_and_the_trial_closes_for_all_at_once():
    """And neither depends on who else is there."""
    numbers = np.arange(10_000)
    conduct = sim.Conduct(enrolled_over=200.0, closes=300.0)
    entry = conduct.entry_days(3, numbers)
    assert stats.kstest(entry, stats.uniform(0, 200).cdf).pvalue > 1e-6
    np.testing.assert_array_equal(conduct.entry_days(3, numbers[7:9]), entry[7:9])
    assert (conduct.entry_days(4, numbers) != entry).any()
    np.testing.assert_array_equal(conduct.followed(3, numbers, 1000.0), 300.0 - entry)
    np.testing.assert_array_equal(
        conduct.followed(3, numbers, 150.0), np.minimum(150.0, 300.0 - entry)
    )
    assert (sim.Conduct().followed(3, numbers, 1000.0) == 1000.0).all()
    assert (sim.Conduct().entry_days(3, numbers) == 0.0).all()


def test_arms_are_drawn_by_their_weights_and_each_has_one():
    arms = ["A", "B"]
    for weights in ({"A": 1.0}, {"A": 1.0, "B": 1.0, "C": 1.0}, [1.0, 1.0]):
        with pytest.raises(
            sim.InputError, match=r"weights of Randomised is .*each of the arms 'A'"
        ):
            sim.Randomised(weights).check(arms)
    for weight in (0.0, -1.0, 1.01e6):
        with pytest.raises(sim.InputError, match="weight of arm 'B'"):
            sim.Randomised({"A": 1.0, "B": weight}).check(arms)
    sim.Randomised({"A": 1.0, "B": 1e6}).check(arms)
    numbers = np.arange(1000)
    one = sim.Randomised({"A": 1.0, "B": 3.0}).members(arms, 3, numbers)
    assert (one.sum(axis=0) == 1).all()
    np.testing.assert_array_equal(
        sim.Randomised({"A": 10.0, "B": 30.0}).members(arms, 3, numbers), one
    )
    assert sim.Paired().members(arms, 3, numbers).all()
    assert (sim.Paired().paired, sim.Randomised().paired) == (True, False)
