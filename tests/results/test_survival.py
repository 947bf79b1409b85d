"""Survival statistics against statsmodels, tables made by hand, and what is exact."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from sim.base.errors import InputError
from sim.results.survival import (
    hazard_ratio,
    kaplan_meier,
    log_rank,
    median,
    quantile,
    restricted_mean,
    restricted_mean_difference,
)

# Freireich et al. (1963), Blood 21:699: weeks of remission of acute leukaemia, as in every
# textbook; Cox (1972), J R Stat Soc B 34:187, table 1. A plus is a censored time.
MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def parse(text):
    words = text.split()
    days = np.array([float(word.rstrip("+")) for word in words])
    return days, np.array([not word.endswith("+") for word in words])


def random_group(seed, count=300, scale=900.0, grid=56.0):
    rng = np.random.default_rng(seed)
    event, lost = rng.exponential(scale, count), rng.uniform(200, 2000, count)
    days = np.ceil(np.minimum(event, lost) / grid) * grid
    return days, event <= lost


def test_kaplan_meier_of_the_leukaemia_trial():
    curve = kaplan_meier(*parse(MERCAPTOPURINE))
    # Kalbfleisch and Prentice (2002), table 1.2 and section 1.4
    np.testing.assert_array_equal(curve.days, [0, 6, 7, 10, 13, 16, 22, 23])
    by_hand = np.cumprod([1, 18 / 21, 16 / 17, 14 / 15, 11 / 12, 10 / 11, 6 / 7, 5 / 6])
    np.testing.assert_allclose(curve.share, by_hand)
    assert median(curve).value == 23
    assert median(kaplan_meier(*parse(PLACEBO))).value == 8
    assert curve.at_risk([0, 6, 6.1, 20, 35, 36]).tolist() == [21, 21, 17, 8, 1, 0]
    # nobody is followed beyond week 35, and nothing is known after it
    found = curve.at([0, 5.9, 6, 35, 35.1, 100])
    np.testing.assert_allclose(found, [1, 1, 18 / 21, by_hand[-1], np.nan, np.nan])


def test_where_all_or_none_are_left_there_is_no_interval_and_no_variance():
    """Of four, one by one: Greenwood's variance of 3/4 is 3/64, as that of a share of four."""
    curve = kaplan_meier(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4, dtype=bool))
    assert curve.share.tolist() == [1.0, 0.75, 0.5, 0.25, 0.0]
    np.testing.assert_allclose(curve.variance, [0, 3 / 64, 4 / 64, 3 / 64, 0], rtol=1e-12)
    for edge in (curve.low, curve.high):
        assert np.isnan(edge).tolist() == [True, False, False, False, True]
    assert (curve.low[1:-1] < curve.share[1:-1]).all()
    assert (curve.share[1:-1] < curve.high[1:-1]).all()
    assert (curve.last, curve.known_until) == (4.0, np.inf)
    lost = kaplan_meier(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, False]))
    np.testing.assert_allclose(lost.share, [1.0, 0.75, 0.375])
    # 0.375^2 (1/12 + 1/2)
    np.testing.assert_allclose(lost.variance, [0, 3 / 64, 0.375**2 * 7 / 12], rtol=1e-12)
    assert (lost.last, lost.known_until) == (4.0, 4.0)
    assert lost.censored.tolist() == [2.0, 4.0]
    assert lost.followed.tolist() == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_a_quantile_is_of_some_and_not_of_all(share):
    curve = kaplan_meier(np.array([1.0, 2.0]), np.ones(2, dtype=bool))
    with pytest.raises(InputError, match=r"share of a quantile is .*above 0 and below 1"):
        quantile(curve, share)


@pytest.mark.parametrize("seed", range(4))
def test_kaplan_meier_is_that_of_statsmodels(seed):
    days, happened = random_group(seed)
    curve, other = kaplan_meier(days, happened), SurvfuncRight(days, happened.astype(int))
    np.testing.assert_allclose(curve.share[1:], other.surv_prob, rtol=1e-12)
    np.testing.assert_array_equal(curve.days[1:], other.surv_times)
    # log(-log) interval by hand from statsmodels' standard errors
    s, error = other.surv_prob, other.surv_prob_se
    half = stats.norm.ppf(0.975) * error / (s * np.abs(np.log(s)))
    left = s > 0
    np.testing.assert_allclose(curve.low[1:][left], (s ** np.exp(half))[left], rtol=1e-9)
    np.testing.assert_allclose(curve.high[1:][left], (s ** np.exp(-half))[left], rtol=1e-9)
    low, high = other.quantile_ci(0.5, method="cloglog")
    found = median(curve)
    assert found.value == other.quantile(0.5)
    assert found.low == low
    assert found.high == high or (np.isnan(found.high) and not np.isfinite(high))


@pytest.mark.parametrize("seed", range(4))
def test_log_rank_is_that_of_statsmodels(seed):
    one, other = random_group(seed), random_group(seed + 100, scale=1100.0)
    z, p = log_rank(one, other)
    days = np.concatenate([one[0], other[0]])
    happened = np.concatenate([one[1], other[1]]).astype(int)
    chi2, p_other = survdiff(days, happened, np.repeat([0, 1], 300))
    np.testing.assert_allclose([z**2, p], [chi2, p_other], rtol=1e-9)


@pytest.mark.parametrize("grid", [1e-3, 56.0, 365.0])
@pytest.mark.parametrize("seed", range(4))
def test_hazard_ratio_is_that_of_statsmodels(seed, grid):
    """From no ties at all to five event days, on which most events are tied."""
    one = random_group(seed, count=200, grid=grid)
    other = random_group(seed + 100, count=300, scale=1300.0, grid=grid)
    days = np.concatenate([one[0], other[0]])
    happened = np.concatenate([one[1], other[1]]).astype(int)
    group = np.repeat([1.0, 0.0], [200, 300])[:, None]
    fit = PHReg(days, group, status=happened, ties="efron").fit(disp=0)
    found = hazard_ratio(one, other)
    np.testing.assert_allclose(found.value, np.exp(fit.params[0]), rtol=1e-7)
    np.testing.assert_allclose([found.low, found.high], np.exp(fit.conf_int()[0]), rtol=1e-6)


def test_hazard_ratio_of_the_leukaemia_trial():
    # Efron's ties: coefficient 1.572, standard error 0.412 (Therneau and Grambsch 2000)
    found = hazard_ratio(parse(PLACEBO), parse(MERCAPTOPURINE))
    assert np.log(found.value) == pytest.approx(1.572, abs=5e-4)
    assert np.log(found.high / found.low) / (2 * 1.96) == pytest.approx(0.412, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("10 11 12", "1 2 3", "separate completely.*no event is in the first"),
        ("1 2 3", "10 11 12", "separate completely.*no event is in the second"),
        ("9+ 9+ 9+", "1 2 3", "separate completely.*the first"),
        ("9+ 9+", "9+ 9+", "no event while patients of both groups"),
        ("3+ 3+", "5 6", "no event while patients of both groups"),
    ],
)
def test_groups_that_separate_have_no_hazard_ratio(one, other, reason):
    found = hazard_ratio(parse(one), parse(other))
    assert np.isnan([found.value, found.low, found.high]).all()
    import re

    assert re.search(reason, str(found))


# What lifelines 0.30.3 returned for the same data (its own pins forbid it beside our pandas, so it
# was run once, by hand, on 24 November 2026): median and interval, share left and restricted mean
# on a day of the first group; log-rank chi2 and p; hazard ratio and interval.
LIFELINES = {
    "leukaemia": (
        (23.0, 13.0, np.nan), 20.0, 0.6274509803921566, 16.116526610644254,
        16.792940989216547, 4.168809109334511e-05,
        (0.20760358108978583, 0.09251286607350322, 0.46587300459441083),
    ),
    "made up": (
        (728.0, 616.0, 840.0), 800.0, 0.44497444581446455, 582.811554494386,
        0.4135652096478639, 0.5201654700261182,
        (1.0693509022648147, 0.870858145119573, 1.3130856713954988),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIFELINES)
def test_everything_is_that_of_lifelines(name):
    middle, day, left, mean, chi2, p, ratio = LIFELINES[name]
    one, other = {
        "leukaemia": (parse(MERCAPTOPURINE), parse(PLACEBO)),
        "made up": (random_group(0), random_group(100, scale=1100.0)),
    }[name]
    curve = kaplan_meier(*one)
    np.testing.assert_allclose(median(curve), middle)
    np.testing.assert_allclose(curve.at(day), left, rtol=1e-12)
    np.testing.assert_allclose(restricted_mean(*one, day).value, mean, rtol=1e-12)
    z, found = log_rank(one, other)
    np.testing.assert_allclose([z**2, found], [chi2, p], rtol=1e-9)
    # lifelines stops when its step is below 1e-7
    np.testing.assert_allclose(hazard_ratio(one, other)[:3], ratio, rtol=1e-6)


def test_groups_that_nearly_separate_have_one():
    found = hazard_ratio(parse("5 10 11 12"), parse("1 2 3 6"))
    assert np.isfinite(found.value)
    assert not found.reason


def test_a_restricted_mean_without_censoring_is_a_mean():
    rng = np.random.default_rng(5)
    days = rng.exponential(500.0, 400)
    found = restricted_mean(days, np.ones(400, dtype=bool), 700.0)
    capped = np.minimum(days, 700.0)
    assert found.value == pytest.approx(capped.mean(), rel=1e-12)
    # Greenwood's variance is then that of the sample, divided by n
    assert found.high - found.value == pytest.approx(1.959964 * capped.std() / 20, rel=1e-6)


def test_a_restricted_mean_is_the_area_under_the_curve():
    days, happened = random_group(3)
    curve = kaplan_meier(days, happened)
    edges = np.append(curve.days[curve.days < 800], 800.0)
    assert restricted_mean(days, happened, 800.0).value == pytest.approx(
        (np.diff(edges) * curve.at(edges[:-1])).sum()
    )
    one, other = random_group(3), random_group(4)
    difference = restricted_mean_difference(one, other, 800.0)
    assert difference.value == pytest.approx(
        restricted_mean(*one, 800.0).value - restricted_mean(*other, 800.0).value
    )


def test_no_mean_reaches_beyond_the_last_follow_up():
    """Of two groups, beyond the one that was followed for less."""
    one, other = parse("4 6 9+"), parse("3 5 7+")
    assert restricted_mean(*one, 9.0).value == pytest.approx((4 + 6 + 9) / 3)
    with pytest.raises(InputError, match=r"until is 9\.5; allowed is above 0 to 9 days"):
        restricted_mean(*one, 9.5)
    assert restricted_mean_difference(one, other, 7.0).value == pytest.approx(2 / 3)
    for pair in ((one, other), (other, one)):
        with pytest.raises(InputError, match=r"until is 8\.0; allowed is above 0 to 7 days"):
            restricted_mean_difference(*pair, 8.0)
    with pytest.raises(InputError, match="until is 0"):
        restricted_mean(*one, 0.0)


def test_where_all_have_the_event_at_once_chance_decides_nothing():
    """On the only day with events everybody has it, whichever group they are in."""
    for one, other in (("5 5", "5 5 5"), ("5", "5"), ("5 5", "2+ 5"), ("5 9+", "3+ 4+")):
        assert log_rank(parse(one), parse(other)) == (0.0, 1.0)
    assert log_rank(parse("5 5 6"), parse("5 6 6"))[1] < 1


def test_nobody_had_an_event():
    curve = kaplan_meier(np.full(5, 100.0), np.zeros(5, dtype=bool))
    assert curve.at([0, 100]).tolist() == [1, 1]
    assert np.isnan(curve.at(100.1))
    assert np.isnan(median(curve)).all()
    assert np.isnan([curve.low, curve.high]).all()
    assert log_rank(parse("9+ 9+"), parse("9+ 9+")) == (0.0, 1.0)


def test_everybody_has_the_event_on_one_day():
    curve = kaplan_meier(np.full(5, 100.0), np.ones(5, dtype=bool))
    assert curve.share.tolist() == [1, 0]
    # five deaths on one day say nothing of how far the median could be from it
    assert median(curve)[0] == 100
    assert np.isnan(median(curve)[1:]).all()
    assert curve.at([99.9, 100, 5000]).tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("days", "happened", "message"),
    [
        ([3, -1, 5], [True] * 3, "The survival time in row 1 is -1; it must be at least 0"),
        ([3, np.nan], [True] * 2, "in row 1 is nan"),
        ([3, np.inf], [True] * 2, "in row 1 is inf; it must be at least 0 days, and a number"),
        ([], [], "There are no patients"),
        ([1, 2], [True], "shape"),
    ],
)
def test_wrong_times_are_named(days, happened, message):
    with pytest.raises(InputError, match=message):
        kaplan_meier(np.array(days, dtype=float), np.array(happened, dtype=bool))


@pytest.mark.parametrize("happened", [False, True])
def test_what_does_not_vary_gives_no_restricted_mean_an_interval(happened):
    """Nobody of five has the event, or all on one day: the mean is not known without an error."""
    days, came = np.full(5, 100.0), np.full(5, happened)
    for found in (
        restricted_mean(days, came, 100.0),
        restricted_mean_difference((days, came), (days, came), 100.0),
    ):
        assert found.value in (0, 100)
        assert np.isnan(found[1:]).all()
    other = np.array([100.0, 100.0, 100.0, 100.0, 90.0])
    assert np.isfinite(restricted_mean(other, np.arange(5) == 4, 100.0)).all()
