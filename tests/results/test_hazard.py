"""Cumulative hazards, and follow-ups taken apart and together, against tables and by hand."""

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.results.followed import Followup
from sim.results.survival import cumulative_hazard, kaplan_meier
from tests.results.test_survival import MERCAPTOPURINE, parse, random_group


def test_cumulative_hazard_of_the_leukaemia_trial():
    found = cumulative_hazard(kaplan_meier(*parse(MERCAPTOPURINE)))
    # Klein and Moeschberger (2003), table 4.2: estimates, and standard errors from sum of d/n^2
    table = [0.0, 0.1428, 0.2017, 0.2683, 0.3517, 0.4426, 0.5854, 0.7521]
    error = np.array([0.0825, 0.1015, 0.1212, 0.1473, 0.1729, 0.2243, 0.2795])
    np.testing.assert_allclose(found.value, table, atol=1.1e-4)
    factor = np.exp(1.959964 * error / table[1:])
    np.testing.assert_allclose(found.high[1:], table[1:] * factor, rtol=3e-3)
    np.testing.assert_allclose(found.low[1:], table[1:] / factor, rtol=3e-3)
    assert np.isnan([found.low[0], found.high[0]]).all()


def test_a_long_exponential_follow_up_has_a_straight_hazard():
    rng = np.random.default_rng(3)
    days, lost = rng.exponential(500.0, 20_000), rng.uniform(0, 1500, 20_000)
    curve = kaplan_meier(np.minimum(days, lost), days <= lost)
    found = cumulative_hazard(curve)
    some = (found.days > 50) & (found.days < 1200)
    inside = (found.low <= found.days / 500) & (found.days / 500 <= found.high)
    assert abs(found.value[some] / (found.days[some] / 500) - 1).max() < 0.06
    assert inside[some].mean() > 0.8  # (one wandering curve, not independent days)


def followup(arms=2, count=40, both=False):
    made = [random_group(k, count) for k in range(arms)]
    days = np.array([days for days, _ in made])
    if not both:
        days[np.arange(count) % arms != np.arange(arms)[:, None]] = np.nan
    happened = np.array([happened for _, happened in made])
    return Followup("time", tuple("abc"[:arms]), np.arange(count), days, happened, 3000.0)


def test_pooled_patients_are_those_of_all_arms():
    one = followup()
    all_of = one.with_pooled("all patients")
    assert all_of.arms == ("a", "b", "all patients")
    by_hand = [np.concatenate(parts) for parts in zip(one.of("a"), one.of("b"), strict=True)]
    order = np.lexsort((by_hand[1], by_hand[0]))
    days, happened = all_of.of("all patients")
    mine = np.lexsort((happened, days))
    np.testing.assert_array_equal(days[mine], by_hand[0][order])
    np.testing.assert_array_equal(happened[mine], by_hand[1][order])
    np.testing.assert_array_equal(all_of.of("a")[0], one.of("a")[0])


def test_nobody_counts_twice_and_no_arm_is_called_as_another():
    with pytest.raises(InputError, match=r"40 patients are in several .*Randomised"):
        followup(both=True).with_pooled()
    with pytest.raises(InputError, match="There is an arm 'a'"):
        followup().with_pooled("a")


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        (np.arange(40) % 2 == 0, ["no", "yes"]),
        (np.arange(40) % 3, ["0", "1", "2"]),
        (["x", "y"] * 20, ["x", "y"]),
        (np.array(["x", "y"] * 20, dtype=object), ["x", "y"]),
        (np.where(np.arange(40) < 9, 0.5, 10.0), ["0.5", "10"]),
    ],
)
def test_groups_are_named_in_order_and_hold_everybody_once(groups, names):
    one = followup()
    found = one.by(groups)
    assert list(found) == names
    together = np.concatenate([each.numbers for each in found.values()])
    np.testing.assert_array_equal(np.sort(together), one.numbers)
    values = np.asarray(groups)
    last = found[names[-1]]
    assert (values[last.numbers] == np.unique(values)[-1]).all()
    np.testing.assert_array_equal(last.days, one.days[:, last.numbers])


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        (["x"] * 39, "each of the 40 patients"),
        (np.full(40, np.nan), "not a number"),
        ([[1]] * 39 + [[1, 2]], "rows that are equally long"),
        ([None] * 40, r"groups is \[None, .* Leave out those of whom it is not known"),
        (["x", None] * 20, "Leave out those of whom it is not known"),
        (np.array(["NaT"] * 40, "datetime64[D]"), "Leave out those of whom it is not known"),
        ([object()] * 40, "a word, number or yes or no"),
    ],
)
def test_what_are_no_groups_is_said(groups, why):
    with pytest.raises(InputError, match=why):
        followup().by(groups)
    many = Followup("t", ("a",), np.arange(200), np.ones((1, 200)), np.ones((1, 200), bool), 9.0)
    with pytest.raises(InputError, match="200 groups; make few"):
        many.by(np.arange(200) / 7)
