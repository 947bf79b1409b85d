"""The paired difference under loss to follow-up: the truth, its interval, and what is refused.

The patients are those of Marshall and Olkin (1967): each has a shared exponential time and one of
their own under each treatment, and the event is at the earlier. So restricted means, and the shares
of patients who do better, worse and the same, are known exactly, and the pairs are correlated.
"""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.base.errors import InputError
from sim.results.followed import Followup
from sim.results.survival import (
    Estimate,
    PairedDifference,
    kaplan_meier,
    known_until,
    paired_difference,
    restricted_mean_difference,
)

SHARED, OWN, OTHERS = 1 / 600, 1 / 1200, 1 / 500
HORIZON = 1000.0


def pairs(rng, count, dropout, *, common=True):
    """Return (days, happened) of the same patients under two treatments."""
    shared, one, other = (rng.exponential(1 / rate, count) for rate in (SHARED, OWN, OTHERS))
    found = []
    lost = rng.exponential(1 / dropout, count) if dropout else np.full(count, np.inf)
    for own in (one, other):
        end = np.minimum(lost, HORIZON)
        days = np.minimum(shared, own)
        found.append((np.minimum(days, end), days <= end))
        if not common and dropout:
            lost = rng.exponential(1 / dropout, count)
    return found


def truth(until):
    def mean(rate):
        return -np.expm1(-rate * until) / rate

    return mean(SHARED + OWN) - mean(SHARED + OTHERS)


def last(one, other):
    return min(known_until(*one), known_until(*other), HORIZON)


def at_a_random_end(groups, until, count, dropout):
    """Return what the end that the data choose adds to the mean, to the truth in expectation.

    A Kaplan-Meier curve over the true one, less 1, is a martingale M until nobody is at risk (Gill
    1980), and ends at a time T that its past decides. With R(t) the true restricted mean, the error
    of the restricted mean within T is the integral of M dR = M(T) R(T) - the integral of R dM, and
    the last has the mean 0. So the bias is that of M(T) R(T); M(T) has the mean 0, too, and any
    number may be taken from R: here R on the day on which one patient is left on average.
    """
    added = []
    for group, rate in zip(groups, (SHARED + OWN, SHARED + OTHERS), strict=True):
        usual = min(HORIZON, np.log(count) / (rate + dropout))
        error = kaplan_meier(*group).at(until) / np.exp(-rate * until) - 1.0
        added.append(error * (np.exp(-rate * usual) - np.exp(-rate * until)) / rate)
    return added[0] - added[1]


def z_score(values):
    return values.mean() / (values.std() / np.sqrt(values.size))


def coverage(rng, count, dropout, repeats, **words):
    """Return how often the interval holds the truth, and the mean error's z, without its bias."""
    hits, errors = 0, []
    for _ in range(repeats):
        groups = pairs(rng, count, dropout, **words)
        until = last(*groups)
        found = paired_difference(*groups, until).mean
        hits += found.low <= truth(until) <= found.high
        errors.append(found.value - truth(until) - at_a_random_end(groups, until, count, dropout))
    return hits / repeats, z_score(np.array(errors))


@pytest.mark.parametrize("dropout", [0, 0.001, 0.005])
def test_the_interval_holds_the_truth_as_often_as_it_says(dropout):
    """Of 500 trials: a coverage below 0.90 or a bias of a fifth of the standard error is seen."""
    share, z = coverage(np.random.default_rng(7), 80, dropout, 500)
    assert abs(share - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 500)
    assert abs(z) < 5


@pytest.mark.slow
@pytest.mark.parametrize("common", [True, False])
@pytest.mark.parametrize("count", [20, 60, 200])
@pytest.mark.parametrize("dropout", [0, 0.001, 0.005])
def test_the_interval_holds_the_truth_in_large_simulations(dropout, count, common):
    """Few patients with two thirds lost are not exact, and theory says by how much.

    The last follow-up is a matter of luck, and a curve is too low near it: 0.06 standard deviations
    of 20 patients, as `at_a_random_end` has it. What is left has the mean 0, and 10,000 trials
    would show an error of 0.05. The interval of 20 patients holds the truth in 93.4 of 100.
    """
    share, z = coverage(np.random.default_rng(8), count, dropout, 10_000, common=common)
    assert abs(share - 0.95) < (0.025 if count == 20 else 0.015)
    assert abs(z) < 5


def test_loss_to_follow_up_does_not_draw_the_difference_to_nothing():
    """What was printed before: with 0.005 lost a day it came to a fifth of the truth."""
    rng = np.random.default_rng(3)
    for dropout in (0.001, 0.005):
        one, other = pairs(rng, 20_000, dropout)
        found = paired_difference(one, other, 800.0)
        naive = (np.minimum(one[0], 800) - np.minimum(other[0], 800)).mean()
        error = (found.mean.high - found.mean.value) / 1.96
        assert abs(found.mean.value - truth(800.0)) < 5 * error < 0.25 * truth(800.0)
        assert abs(naive - truth(800.0)) > 10 * error


def test_without_loss_it_is_the_paired_t_test():
    one, other = pairs(np.random.default_rng(4), 50, 0)
    found = paired_difference(one, other, HORIZON)
    theirs = stats.ttest_rel(one[0], other[0]).confidence_interval(0.95)
    np.testing.assert_allclose(found.mean[1:], [theirs.low, theirs.high], rtol=1e-10)
    assert found.mean.value == pytest.approx((one[0] - other[0]).mean(), rel=1e-12)
    assert found.median == np.median(one[0] - other[0])
    assert found.until == HORIZON


def test_every_number_of_the_sentence_is_the_right_one():
    found = PairedDifference(Estimate(3.14, 1.0, 5.2), 2.0, 0.2, 0.12, 0.64, 0.04, 25, 99.6)
    assert str(found) == (
        "+3.1 days (+1.0 to +5.2) within 100 days; better for 20 %, worse for 12 %, the same for "
        "64 %, undecided for 4 % of 25"
    )
    known = dataclasses.replace(found, mean=Estimate(-3.14, np.nan, np.nan), undecided=0.0)
    assert str(known) == (
        "-3.1 days (no interval) within 100 days; better for 20 %, worse for 12 %, the same for "
        "64 % of 25"
    )


@pytest.mark.parametrize("day", [30.0, 100.0])
def test_where_no_patient_gains_more_than_another_there_is_no_interval(day):
    """It used to have no width: known exactly, of three patients without an event."""
    days = np.full(3, day)
    for one, other in ((days, days), (days, days / 2)):
        for happened in (np.zeros(3, bool), np.ones(3, bool)):
            until = float(other[0])
            found = paired_difference((one, happened), (other, happened), until).mean
            assert np.isnan([found.low, found.high]).all()
            assert found.value == pytest.approx(
                restricted_mean_difference((one, happened), (other, happened), until).value
            )


def test_it_is_narrower_than_that_of_independent_groups_and_of_the_same_value():
    one, other = pairs(np.random.default_rng(5), 400, 0.001)
    paired = paired_difference(one, other, 900.0).mean
    independent = restricted_mean_difference(one, other, 900.0)
    assert paired.value == pytest.approx(independent.value, rel=1e-12)
    assert paired.high - paired.low < 0.9 * (independent.high - independent.low)


def test_shares_of_patients_are_those_of_the_model():
    one, other = pairs(np.random.default_rng(6), 50_000, 0.0005)
    found = paired_difference(one, other, last(one, other))
    # the first event of all comes before the loss and decides: at once if it is the shared one
    rate = SHARED + OWN + OTHERS + 0.0005
    gone = -np.expm1(-rate * HORIZON)
    for share, expected in (
        (found.same, SHARED / rate * gone),
        (found.better, OTHERS / rate * gone),
        (found.worse, OWN / rate * gone),
    ):
        assert abs(share - expected) < 5 * np.sqrt(expected * (1 - expected) / 50_000)
    assert found.better + found.worse + found.same + found.undecided == pytest.approx(1)
    ratio = found.win_ratio
    assert ratio.low < OTHERS / OWN < ratio.high
    assert ratio.value == pytest.approx(found.better / found.worse)


def times(*arms, horizon=100.0):
    """Return a Followup from text: one arm each, "5 7+ -" (lost on day 7; not in the arm)."""
    words = [arm.split() for arm in arms]
    days = [[np.nan if w == "-" else float(w.rstrip("+")) for w in arm] for arm in words]
    happened = [[not w.endswith("+") and w != "-" for w in arm] for arm in words]
    names = tuple("abc"[: len(arms)])
    return Followup(
        "survival", names, np.arange(len(words[0])), np.array(days), np.array(happened), horizon
    )


def test_by_hand():
    # gains 3; lost, at least 2; lost under both; the same; loses 4; lost on the other's last day
    found = times("8 9+ 4+ 6 1 7+", "5 7 4+ 6 5 7")
    pair = found.paired_difference("a", "b")
    shares = np.array([pair.better, pair.worse, pair.same, pair.undecided]) * 6
    assert shares.round(9).tolist() == [3, 1, 1, 1]
    assert pair.until == 9  # arm b has come to 0 on day 7, arm a is known to day 9
    differences = found.difference("a", "b", 9)
    np.testing.assert_array_equal(differences, [3, 2, np.nan, 0, -4, np.nan])
    # the other's 7 days are the patient's own, cut at 7: all but one are known
    np.testing.assert_array_equal(found.difference("a", "b", 7), [2, 0, np.nan, 0, -4, 0])
    assert pair.win_ratio.value == pytest.approx(3)


def test_the_median_is_said_only_where_the_lost_leave_it_no_choice():
    """One of five is lost: whatever their difference is, the middle one stays 2, or does not."""
    firm = times("9 8 7 3 9+", "7 6 5 9 9")
    assert firm.paired_difference("a", "b", 9).median == 2
    assert times("9 8 7 3+ 1", "7 6 5 9 9").paired_difference("a", "b", 9).median == 2
    loose = times("9 8 3+ 3 9+", "7 6 5 9 9")
    assert np.isnan(loose.paired_difference("a", "b", 9).median)


def test_limits_are_the_smaller_last_follow_up():
    found = times("5 9 20+", "5 12+ 15+", "2 3 4")
    assert found.known_until("a", "b") == 15
    assert found.known_until("a") == 20
    # arm c has come to 0: it is known as long as anybody is followed
    assert found.known_until("a", "c") == 20
    assert found.known_until("c") == 4
    assert found.known_until() == 15
    assert found.restricted_mean("c", 15).value == 3
    assert "mean within 15 days [days]" in found.table().columns
    for ask in (
        lambda until: found.restricted_mean_difference("a", "b", until),
        lambda until: found.paired_difference("a", "b", until),
        lambda until: found.difference("a", "b", until),
        lambda until: found.restricted_mean("b", until),
    ):
        ask(15), ask(1e-3)
        for wrong in (15.1, 1e6, 0, -3, np.nan):
            with pytest.raises(InputError, match=r"allowed is above 0 to 15 days, the last day"):
                ask(wrong)


def test_all_lost_on_the_first_day_is_no_number_and_no_error():
    found = times("0+ 0+", "0+ 0+")
    pair = found.paired_difference("a", "b")
    assert np.isnan([*pair.mean, pair.median]).all()
    assert pair.undecided == 1
    assert np.isnan(found.restricted_mean("a")).all()
    assert np.isnan(found.restricted_mean_difference("a", "b")).all()
    assert np.isnan(found.difference("a", "b")).all()
    assert np.isnan(pair.win_ratio).all()
    for mean in (found.restricted_mean("a"), pair.mean, pair.win_ratio):
        assert str(mean) == "not known"  # (a mean is nothing that is reached)
        assert repr(mean) == "Estimate(value=nan, low=nan, high=nan)"
    assert str(found.median("a")) == "not reached"


def test_one_pair_has_a_difference_and_no_interval():
    pair = times("9", "4").paired_difference("a", "b")
    assert pair.mean.value == 5
    assert np.isnan(pair.mean[1:]).all()
    assert str(pair).startswith("+5.0 days (no interval) within 9 days; better for 100 %")


def test_only_pairs_count():
    found = times("9 - 8 7+", "4 5 - 6")
    assert found.paired_difference("a", "b").patients == 2
    with pytest.raises(InputError, match=r"Nobody is in both 'a' and 'b'.*sim.Paired"):
        times("9 -", "- 4").paired_difference("a", "b")


def test_an_empty_arm_is_named():
    found = times("9 8", "- -", "4 5+")
    for ask in (
        lambda: found.kaplan_meier("b"), lambda: found.median("b"),
        lambda: found.quantile("b", 0.1),
        lambda: found.restricted_mean("b"), lambda: found.restricted_mean_difference("b", "a"),
        lambda: found.restricted_mean_difference("a", "b"), lambda: found.log_rank("a", "b"),
        lambda: found.hazard_ratio("b", "a"), lambda: found.paired_difference("a", "b"),
        lambda: found.difference("b", "a"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=r"Nobody is counted in arm 'b'.*are 'a', 'c'"):
            ask()
    assert found.known_until("a", "b") == 9
    row = found.table().set_index("arm").loc["b"]
    assert row["patients"] == 0
    assert row.iloc[2:].isna().all()
    with pytest.raises(InputError, match="no arm has any"):
        times("- -", "- -").median("a")


def test_quantiles_of_an_arm():
    found = times("1 2 3 4 5 6 7 8 9 10")
    assert found.quantile("a", 0.1).value == 1
    assert found.quantile("a", 0.9).value == 9
    assert found.quantile("a", np.array(0.9)).value == 9  # (a number, as NumPy has them)
    assert found.median("a").value == 5
    with pytest.raises(InputError, match="share of a quantile is 1; allowed"):
        found.quantile("a", 1)


def test_less_than_a_day_is_time_too():
    found = times("0.5 0.9+", "0.2 0.8+")
    assert found.known_until("a", "b") == 0.8
    assert found.restricted_mean("a", 0.4).value == pytest.approx(0.4)
    assert found.restricted_mean_difference("a", "b", 0.4).value == pytest.approx(0.1)
    assert found.paired_difference("a", "b", 0.4).mean.value == pytest.approx(0.1)
    assert found.difference("a", "b", 0.4).tolist() == pytest.approx([0.2, 0])
    assert found.difference("a", "b")[0] == pytest.approx(0.3)
    assert found.table()["mean within 0.8 days [days]"].notna().all()


def test_those_who_are_lost_on_the_first_day_are_one_of_many():
    pair = times("0+ 8 9", "0+ 5 7").paired_difference("a", "b")
    assert pair.patients == 3
    assert pair.undecided == pytest.approx(1 / 3)
    lost = times("0+ 0+ 0+", "0+ 0+ 0+").paired_difference("a", "b")
    assert (lost.patients, lost.until) == (3, 0)
    assert (lost.better, lost.worse, lost.same) == (0, 0, 0)


def test_all_with_the_event_on_the_first_day_are_the_same_and_not_undecided():
    pair = times("0 0 0+", "0 0+ 0").paired_difference("a", "b")
    assert (pair.same, pair.worse, pair.better, pair.undecided) == (1 / 3, 1 / 3, 1 / 3, 0)
    assert np.isnan([*pair.mean, pair.median]).all()
    assert str(pair).startswith("not known within 0 days; better for 33 %, worse for 33 %")


def test_who_is_lost_is_lost_on_a_day():
    """NaN left everybody in, without events: a curve that never falls."""
    found = times("9 8 7+", "4 5 6")
    for wrong in (np.nan, -1, np.array([3, np.nan, 5])):
        with pytest.raises(InputError, match=r"at of censored is .*at least 0, and inf"):
            found.censored(wrong)
    kept = found.censored(np.array([np.inf, 2, 0]))
    assert kept.days.tolist() == [[9, 2, 0], [4, 2, 0]]
    assert kept.happened.tolist() == [[True, False, False], [True, False, False]]


@pytest.mark.parametrize(
    ("days", "happened", "message"),
    [
        (np.zeros((2, 3)), np.zeros((2, 3), bool), r"days of Followup is float64 of shape \(2, 3"),
        (np.zeros((1, 2)), np.zeros((2, 2), bool), r"happened of Followup is bool of shape"),
        (np.zeros((1, 2)), np.zeros((1, 2)), r"happened of Followup is float64.* yes or no"),
        ([["a", "b"]], [[True, True]], r"days of Followup is <U1"),
    ],
)
def test_times_that_do_not_fit_the_arms_are_refused(days, happened, message):
    with pytest.raises(InputError, match=message):
        Followup("end", ("a",), np.arange(2), days, happened, 9.0)


def test_lists_are_times_too():
    found = Followup("end", ("a",), [0, 1], [[1, 2]], [[True, False]], 9.0)
    assert found.median("a").value == 1
    with pytest.raises(InputError, match="who is masked_array"):
        found.only(np.ma.array([True, True], mask=[False, True]))
