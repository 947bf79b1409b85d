"""The posterior beside its closed form, its convergence, and twins that go on."""

import sys

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.inference.converged import autocorrelation_time, split_r_hat
from sim.inference.posterior import LOST, Posterior, _send_the_lost
from tests.inference.test_fit import DAYS, LINE, SIGMA, cells, grown, least_squares, line

pytest.importorskip("emcee", reason="needs the extra fit")


@pytest.fixture(scope="module")
def fitted():
    return sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=6)


def test_the_posterior_is_the_normal_of_least_squares(fitted):
    """A flat prior and a straight line: mean, spread, correlation and quantiles are known."""
    best, covariance = least_squares(line())
    posterior = fitted.posterior(progress=False)
    assert posterior.converged
    assert (posterior.r_hat < 1.02).all()
    draws = posterior.chain.reshape(-1, 2)
    error = np.sqrt(np.diag(covariance))
    some = 5 / np.sqrt(posterior.effective)  # five standard errors of a mean
    assert np.abs((draws.mean(axis=0) - best) / error).max() < some
    assert np.abs(draws.std(axis=0) / error - 1).max() < some
    wanted = covariance[0, 1] / error.prod()
    assert np.corrcoef(draws.T)[0, 1] == pytest.approx(wanted, abs=some)
    table = posterior.summary(0.9)
    assert table.loc["growth", "low"] == pytest.approx(
        best[1] - 1.645 * error[1], abs=0.2 * error[1]
    )
    assert posterior.log_likelihood.max() <= fitted.highest + 1e-6
    data = posterior.to_dataset()
    assert data["growth"].dims == ("chain", "draw")
    assert data.attrs["converged"] == 1


def test_the_same_seed_draws_the_same_and_another_does_not(fitted):
    again = sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=6)
    one, two = (f.posterior(seed=1, progress=False) for f in (fitted, again))
    assert np.array_equal(one.chain, two.chain)
    assert np.array_equal(one.draw(5, seed=3), two.draw(5, seed=3))
    assert not np.array_equal(one.draw(5, seed=3), two.draw(5, seed=4))
    assert fitted.posterior(seed=1) is one  # (not calculated again)


@pytest.fixture(scope="module")
def too_sure():
    return sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA / 10), starts=4)


def test_a_noise_too_small_is_said_where_something_is_drawn(too_sure):
    """Everything that stands on the posterior says it, at the line of the user who asked."""
    fit = too_sure
    times = f"{fit.misfit:.1f} times as far"
    assert f"lie {times}" in str(fit)
    arms = {"none": sim.Observation()}
    for draw in (
        lambda: fit.posterior(progress=False),
        lambda: fit.patients(3, progress=False),
        lambda: fit.band([0.0]),
        lambda: fit.forecast(arms, 28, patients=3, progress=False),
    ):
        with pytest.warns(UserWarning, match=f"{times} .* 'noise_times'") as said:
            draw()
        assert [one.filename for one in said] == [__file__]
        assert said[0].lineno == draw.__code__.co_firstlineno
    priors = LINE | {"sigma": stats.uniform(0.01, 1.0)}
    erring = sim.fit(cells(line()), grown, priors, noise="sigma", starts=4)
    assert erring.posterior(steps=100, progress=False) is not None  # (warnings are errors here)


@pytest.mark.filterwarnings("ignore:Results lie")
def test_with_a_noise_too_small_the_posterior_is_that_of_students_t(too_sure):
    """Normal errors of unknown size (Jeffreys): parameters, and results, have t with 4 degrees."""
    fit = too_sure
    best, covariance = least_squares(line())
    design = np.stack([np.ones(len(DAYS)), DAYS], axis=1)
    off = np.log(line()) - design @ best
    scale = np.sqrt(off @ off / 4) / SIGMA
    posterior = fit.posterior(progress=False)
    assert posterior.names == ("log_start", "growth", "noise_times")
    student = stats.t(4)
    for k, name in enumerate(fit.names):
        error = np.sqrt(covariance[k, k]) * scale
        found = posterior.summary(0.9).loc[name]
        assert found["low"] == pytest.approx(best[k] + student.ppf(0.05) * error, abs=0.2 * error)
        assert found["high"] == pytest.approx(best[k] + student.ppf(0.95) * error, abs=0.2 * error)
    twins = fit.patients(50, seed=1, progress=False)
    assert list(twins.to_frame()) == ["log_start", "growth", "noise_times", "cells_a"]
    new = fit.band([30.0], 0.9).iloc[0]
    at = np.array([1.0, 30.0])
    error = np.sqrt(at @ covariance @ at + SIGMA**2) * scale
    wide = student.ppf(0.95) * error
    assert np.log(new["high"]) == pytest.approx(at @ best + wide, abs=0.3 * error)
    assert np.log(new["low"]) == pytest.approx(at @ best - wide, abs=0.3 * error)


def test_errors_of_the_same_size_may_be_too_small_too():
    """The likelihood with a factor is that of scipy, in the unit in which results were read."""
    cubic = np.exp(20 + 0.01 * DAYS) / 1e6 + 60.0 * np.array([1, -1, 1, -1, 1, -1])
    seen = sim.Observations.read(pd.DataFrame({"day": DAYS, "v": cubic}), value="v", unit="mm3")
    fit = sim.fit(seen, lambda log_start: grown(log_start, 0.01), {"log_start": LINE["log_start"]},
                  noise=sim.Additive(3.0), starts=3)  # fmt: skip
    wider = fit._wider
    assert wider.names == ("log_start", "noise_times")
    design = np.exp(0.01 * DAYS)
    least = np.linalg.lstsq(design[:, None], cubic, rcond=None)
    size = np.sqrt(least[1][0] / 6)
    assert wider.best["noise_times"] == pytest.approx(size / 3.0, rel=1e-3)
    # (of results in cm3, which is what the measure shows)
    expected = stats.norm(least[0][0] * design, size).logpdf(cubic).sum() + 6 * np.log(1e3)
    assert wider.highest == pytest.approx(expected, abs=1e-4)
    assert wider.widened == 1.0


def test_the_axis_of_a_profile_says_by_what_it_is_widened(fitted, too_sure):
    fit = too_sure
    label = sim.plots.profiles(fit, "growth").get_ylabel().replace("\n", " ")
    assert label == f"log-likelihood / {fit.widened:.3g}\u00b2 [less the best]"
    label = sim.plots.profiles(fitted, "growth").get_ylabel().replace("\n", " ")
    assert label == "log-likelihood [less the best]"


def test_a_prior_counts(fitted):
    """A normal prior times a normal likelihood: precisions add up."""
    best, covariance = least_squares(line())
    prior = {"log_start": stats.uniform(15, 10), "growth": stats.norm(0.035, 0.005)}
    fit = sim.fit(cells(line()), grown, prior, noise=sim.Noise(SIGMA), starts=6)
    draws = fit.posterior(progress=False).chain.reshape(-1, 2)
    precision = 1 / covariance[1, 1] + 1 / 0.005**2
    mean = (best[1] / covariance[1, 1] + 0.035 / 0.005**2) / precision
    assert draws[:, 1].mean() == pytest.approx(mean, abs=0.15 / np.sqrt(precision))
    assert draws[:, 1].std() == pytest.approx(1 / np.sqrt(precision), rel=0.1)


def test_what_has_not_converged_is_refused(fitted):
    short = fitted.posterior(steps=100, progress=False)
    assert not short.converged
    assert str(short).startswith("Posterior, not converged: ")
    with pytest.raises(InputError, match=r"has not converged: .* Let it run longer"):
        short.draw(10, seed=1)
    with pytest.raises(InputError, match="has not converged"):
        short.summary()
    assert short.to_dataset().attrs["converged"] == 0
    # Walkers that are long but disagree have not converged either.
    rng = np.random.default_rng(1)
    chain = rng.standard_normal((8, 2000, 1)) + np.arange(8)[:, None, None]
    apart = Posterior(("a",), chain, np.zeros((8, 2000)), np.ones(1), split_r_hat(chain), 0.3)
    assert not apart.converged


def test_autocorrelation_and_r_hat_of_known_chains():
    """AR(1) with correlation a has the time (1 + a) / (1 - a)."""
    rng, a = np.random.default_rng(5), 0.8
    noise = rng.standard_normal((20_000, 10, 1)) * np.sqrt(1 - a * a)
    chain = np.zeros_like(noise)
    for k in range(1, len(chain)):
        chain[k] = a * chain[k - 1] + noise[k]
    assert autocorrelation_time(chain)[0] == pytest.approx((1 + a) / (1 - a), rel=0.05)
    assert split_r_hat(chain.transpose(1, 0, 2))[0] == pytest.approx(1, abs=0.005)
    assert np.isinf(split_r_hat(np.zeros((4, 100, 1)))[0])
    assert autocorrelation_time(np.zeros((100, 4, 1)))[0] == 100


def test_without_emcee_it_is_said_how_to_get_it(fitted, monkeypatch):
    monkeypatch.setitem(sys.modules, "emcee", None)
    with pytest.raises(InputError, match=r"The posterior needs emcee: .*\[fit\]"):
        fitted.posterior(steps=150)


def test_twins_go_on_from_the_last_day():
    """One drug that halves growth: each twin's course after the last day is a closed form."""

    def treated(log_start, growth):
        drug = sim.Drug("A", sim.Proportional(0.05))
        return sim.Tumour(
            [sim.Clone("a", growth + 0.2, 0.2, start=np.exp(log_start))], drugs=[drug]
        )

    values = line() * np.exp(-0.05 * np.clip(DAYS - 20, 0, 25))
    table = pd.DataFrame({"day": DAYS, "cells": values, "on": [0, 0, 1, 1, 0, 0]})
    seen = sim.Observations.read(table, value="cells", unit="cells", doses={"A": "on"})
    fit = sim.fit(seen, treated, LINE, noise=sim.Noise(SIGMA), starts=6)
    twins = fit.patients(40, seed=2, progress=False)
    on = 25.0  # days on drug, 20 to 45
    start, growth = np.exp(twins.theta[:, 0]), twins.theta[:, 1]
    then = start * np.exp(60 * growth - 0.05 * on)
    assert twins.cells[:, 0] == pytest.approx(then, rel=1e-5)
    assert twins.now.clones[0].start == pytest.approx(then, rel=1e-5)
    assert str(twins) == "40 virtual twins of patient '1', until day 60."
    assert list(twins.to_frame()) == ["log_start", "growth", "cells_a"]
    arms = {"on": sim.Continuous("A"), "off": sim.Observation()}
    runs = fit.forecast(arms, 50, patients=40, seed=2, clinic=sim.Clinic(fatal=1e15),
                        record=sim.Visits(), history=True, progress=False)  # fmt: skip
    end = runs.data["burden"].sel(time=110)
    # (runs begin with whole cells)
    assert end.sel(arm="off").to_numpy() == pytest.approx(then * np.exp(50 * growth), rel=1e-5)
    assert end.sel(arm="on").to_numpy() == (
        pytest.approx(then * np.exp(50 * (growth - 0.05)), rel=1e-5)
    )
    # From today: day 0 is the day of the last result, and measures count from there.
    new = fit.forecast(arms, 50, patients=40, seed=2, clinic=sim.Clinic(fatal=1e15), progress=False)
    assert new.values("burden", "off")[:, 0] == pytest.approx(then, rel=1e-5)
    later = new.data["burden"].sel(time=50, arm="on").to_numpy()
    assert later == pytest.approx(then * np.exp(50 * (growth - 0.05)), rel=1e-5)
    fatal = sim.Clinic(fatal=float(then.max() * 2.0), visit_every=5, scan_every=5)
    how = {"patients": 40, "clinic": fatal, "progress": False}
    whole = fit.forecast({"off": sim.Observation()}, 200, seed=2, history=True, **how)
    today = fit.forecast({"off": sim.Observation()}, 200, seed=2, **how)
    late = (sim.survival_time(whole) - sim.survival_time(today)).to_numpy()
    assert np.isfinite(late).any()
    assert late[np.isfinite(late)] == pytest.approx(60.0)
    before = runs.data["burden"].sel(time=slice(0, 60))
    assert np.array_equal(before[0], before[1])
    with pytest.raises(InputError, match=r"Arm 'on' is 'A'|arms is"):
        twins.forecast({"on": "A"}, 50)
    with pytest.raises(InputError, match="arms is empty"):
        twins.forecast({}, 50)


def test_the_band_holds_new_results_at_its_level(fitted):
    """Normal theory: a new result at day x lies around the line with both errors."""
    best, covariance = least_squares(line())
    found = fitted.band([0.0, 30.0], 0.9)
    for day, row in zip((0.0, 30.0), found.itertuples(), strict=True):
        at = np.array([1.0, day])
        error = np.sqrt(at @ covariance @ at + SIGMA**2)
        assert row.day == day
        assert np.log(row.low) == pytest.approx(at @ best - 1.645 * error, abs=0.3 * error)
        assert np.log(row.high) == pytest.approx(at @ best + 1.645 * error, abs=0.3 * error)
        assert np.log(row.median) == pytest.approx(at @ best, abs=0.3 * error)


@pytest.mark.parametrize(("unit", "size"), [("mm3", 1.0), ("cm3", 1e-3)])
def test_the_band_is_in_the_unit_in_which_results_were_read(unit, size):
    """Errors of 20 mm3 around a line of which all but nothing is open: 1.645 of them, each side."""
    millimetres = np.exp(20 + 0.03 * DAYS) / 1e6 + 20.0 * np.array([1, -1, 1, -1, 1, -1])
    table = pd.DataFrame({"day": DAYS, "v": millimetres * size})
    seen = sim.Observations.read(table, value="v", unit=unit)
    start = {"log_start": stats.uniform(19.999, 0.002)}
    fit = sim.fit(
        seen, lambda log_start: grown(log_start, 0.03), start, noise=sim.Additive(20.0 * size),
        starts=2,
    )  # fmt: skip
    found = fit.band([0.0], 0.9).iloc[0]
    middle = np.exp(20.0) / 1e6 * size
    assert found["median"] == pytest.approx(middle, abs=5.0 * size)
    assert found["high"] - found["low"] == pytest.approx(2 * 1.645 * 20.0 * size, rel=0.15)


def test_the_first_result_may_err():
    """A first result that is 1.5 times too high bends the curve, unless it may err."""
    values = 20 * np.exp(-0.02 * DAYS) * np.array([1.5, 1, 1, 1, 1, 1])
    table = pd.DataFrame({"day": DAYS, "psa": values})
    seen = sim.Observations.read(table, value="psa")
    rate = {"growth": stats.uniform(-0.1, 0.2)}

    def shrinking(growth):
        return grown(20.0, growth)

    exact = sim.fit(seen, shrinking, rate, noise=sim.Noise(0.05), starts=3)
    erring = sim.fit(
        seen, shrinking, rate | {"first": stats.uniform(0.5, 1)}, starts=8,
        measure=lambda first: sim.InProportion(first), noise=sim.Noise(0.05),
    )  # fmt: skip
    line_ = np.polyfit(DAYS, np.log(values), 1)
    assert erring.best["growth"] == pytest.approx(line_[0], rel=1e-3)
    off = np.log(values[1:] / values[0])
    assert exact.best["growth"] == pytest.approx((off @ DAYS[1:]) / (DAYS[1:] @ DAYS[1:]), rel=1e-3)


def test_walkers_that_are_lost_are_sent_to_the_others():
    class State:
        coords = np.arange(12.0).reshape(6, 2)
        log_prob = np.array([-10.0, -200.0, -12.0, -30.0, -36.0, -np.inf])

    state, kept = State(), State.coords.copy()
    assert _send_the_lost(state, np.random.RandomState(1))
    assert state.log_prob.min() >= -10.0 - LOST
    for k in (0, 2, 3):
        np.testing.assert_array_equal(state.coords[k], kept[k])
    for k in (1, 4, 5):
        at = np.flatnonzero((kept == state.coords[k]).all(axis=1))
        assert state.log_prob[k] == [-10.0, np.nan, -12.0, -30.0][int(at[0])]
    assert not _send_the_lost(state, np.random.RandomState(1))


def test_twins_are_treated_from_today_on(fitted):
    twins = fitted.patients(7, seed=1)
    arms = {"none": sim.Observation()}
    runs = sim.simulate(twins, arms, days=28.0, engine="meanfield", progress=False)
    first = runs.values("burden", "none")[:, 0]
    np.testing.assert_allclose(first, twins.cells.sum(axis=1), rtol=1e-6)
    some = sim.simulate(
        twins, arms, patients=[2], days=28.0, engine="meanfield", progress=False
    )  # which of them
    np.testing.assert_allclose(some.values("burden", "none")[0, 0], first[2], rtol=1e-6)
