"""Cumulative incidence against statsmodels, Greenwood, products of matrices, and by hand."""

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight

from sim.base.errors import InputError
from sim.results.followed import DIED, END, PROGRESSED, Followup
from sim.results.survival import competing, cumulative_incidence, kaplan_meier


def random_group(seed, count=200, grid=28.0):
    rng = np.random.default_rng(seed)
    times = np.stack([rng.exponential(scale, count) for scale in (900.0, 500.0, 1200.0)])
    lost = rng.uniform(100, 1500, count)
    cause = np.where(times.min(axis=0) <= lost, 1 + times.argmin(axis=0), 0)
    days = np.minimum(times.min(axis=0), lost)
    return np.ceil(days / grid) * grid if grid else days, cause


def test_by_hand():
    # day 1: 1 of 5 has the first event; day 2: one is lost; day 3: of the 3 left the second
    found = cumulative_incidence(np.array([1.0, 2, 3, 4, 5]), np.array([1, 0, 2, 1, 0]))
    assert found[1].days.tolist() == [0, 1, 3, 4]
    assert found[1].share == pytest.approx([0, 0.2, 0.2, 0.2 + 0.8 * 2 / 3 / 2])
    assert found[2].share == pytest.approx([0, 0, 0.8 / 3, 0.8 / 3])
    assert found[2].at([0, 2.9, 3, 5, 5.1])[:4] == pytest.approx([0, 0, 0.8 / 3, 0.8 / 3])
    assert np.isnan(found[2].at(5.1))


@pytest.mark.parametrize("grid", [0.0, 28.0])
@pytest.mark.parametrize("seed", range(5))
def test_shares_and_errors_are_those_of_statsmodels(seed, grid):
    days, cause = random_group(seed, grid=grid)
    with np.errstate(all="ignore"):  # theirs divides by 0 where all who are left have an event
        theirs = CumIncidenceRight(days, cause)
    for number, mine in cumulative_incidence(days, cause).items():
        share = theirs.cinc[number - 1][np.searchsorted(theirs.times, mine.days[1:])]
        error = theirs.cinc_se[number - 1][np.searchsorted(theirs.times, mine.days[1:])]
        known = np.isfinite(error)
        assert mine.share[1:] == pytest.approx(share, abs=1e-12)
        assert np.sqrt(mine.variance[1:][known]) == pytest.approx(error[known], rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_a_product_of_matrices(seed):
    """The chances of a Markov chain from "no event" to each event (Aalen and Johansen 1978)."""
    days, cause = random_group(seed, count=60)
    chances = np.eye(4)
    for day in np.unique(days[cause > 0]):
        step = np.eye(4)
        for number in (1, 2, 3):
            hit = ((days == day) & (cause == number)).sum() / (days >= day).sum()
            step[0, number] += hit
            step[0, 0] -= hit
        chances = chances @ step
    found = cumulative_incidence(days, cause)
    assert [found[k].share[-1] for k in (1, 2, 3)] == pytest.approx(chances[0, 1:])


def test_all_causes_and_nobody_add_up_to_everybody():
    days, cause = random_group(9)
    found = cumulative_incidence(days, cause)
    survival = kaplan_meier(days, cause > 0)
    total = sum(each.share for each in found.values())
    assert total + survival.share == pytest.approx(np.ones(total.size))


def test_with_one_cause_it_is_kaplan_meier_and_greenwood():
    days, cause = random_group(3)
    event = cause == 1
    (found,) = cumulative_incidence(days, event.astype(int)).values()
    curve = kaplan_meier(days, event)
    assert found.share == pytest.approx(1 - curve.share)
    assert found.variance[:-1] == pytest.approx(curve.variance[:-1])


def test_the_interval_holds_as_often_as_it_says():
    """Of 400 groups, 95 % (z below 4) hold the truth: competing exponentials, closed form."""
    rng = np.random.default_rng(5)
    rates, day, held = (1 / 400, 1 / 600), 300.0, 0
    total = sum(rates)
    truth = rates[0] / total * (1 - np.exp(-total * day))
    for _ in range(400):
        times = np.stack([rng.exponential(1 / rate, 120) for rate in rates])
        lost = rng.uniform(0, 1500, 120)
        cause = np.where(times.min(axis=0) <= lost, 1 + times.argmin(axis=0), 0)
        found = cumulative_incidence(np.minimum(times.min(axis=0), lost), cause)[1]
        place = np.searchsorted(found.days, day, side="right") - 1
        held += found.low[place] <= truth <= found.high[place]
    assert abs(held / 400 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 400)


def test_of_a_followup_causes_have_names():
    why = np.array([[PROGRESSED, DIED, END, PROGRESSED]], dtype=np.int8)
    days = np.array([[10.0, 20.0, 30.0, 40.0]])
    times = Followup("pfs", ("x",), np.arange(4), days, why != END, 50.0, why=why)
    found = times.cumulative_incidence("x")
    assert {name: each.share[-1] for name, each in found.items()} == pytest.approx(
        {"progression": 0.25 + 0.5, "death": 0.25}
    )
    cut = times.censored(15.0).cumulative_incidence("x")
    assert list(cut) == ["progression"]
    silent = Followup("pfs", ("x",), np.arange(4), days, why != END, 50.0)
    with pytest.raises(InputError, match="does not say which event"):
        silent.cumulative_incidence("x")


@pytest.mark.parametrize("wrong", [np.array([0.5, 1.0]), np.array([-1, 1])])
def test_causes_are_whole_numbers(wrong):
    with pytest.raises(InputError, match="whole numbers"):
        cumulative_incidence(np.array([1.0, 2.0]), wrong)


def test_a_share_of_all_or_nobody_has_no_interval():
    """Nor has one that is all but for a rounding."""
    share = np.array([0.0, 0.5, 1.0 - 1e-16, 1.0])
    low, high = competing._interval(share, np.full(4, 0.01))
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False, True, True]
    assert 0.0 < low[1] < 0.5 < high[1] < 1.0
