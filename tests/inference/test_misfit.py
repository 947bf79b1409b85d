"""How far results lie from the best curve, what counts as data, and parameters left at defaults."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.inference.climb import Climbed
from sim.inference.spread import _runs
from tests.inference.test_fit import DAYS, LINE, SIGMA, cells, grown, line

RATE = {"growth": stats.uniform(-0.1, 0.2)}
PSA = 20 * np.exp(-0.02 * DAYS) * np.array([1.1, 1.3, 0.8, 0.9, 1.2, 0.95])


def shrinking(growth):
    return grown(20.0, growth)


def psa(values=PSA):
    return sim.Observations.read(pd.DataFrame({"day": DAYS, "psa": values}), value="psa")


def slope_through_the_first():
    off = np.log(PSA[1:] / PSA[0])
    slope = (off @ DAYS[1:]) / (DAYS[1:] @ DAYS[1:])
    return slope, off - slope * DAYS[1:]


def test_the_first_result_of_a_series_in_proportion_is_no_data():
    """5 results about a line through the first one, one slope: 4 degrees of freedom."""
    fit = sim.fit(psa(), shrinking, RATE, noise=sim.Noise(0.05), starts=3)
    slope, off = slope_through_the_first()
    assert fit.best["growth"] == pytest.approx(slope, rel=1e-4)
    assert fit.misfit == pytest.approx(np.sqrt(off @ off / 4) / 0.05, rel=1e-4)
    value = stats.lognorm(0.05, scale=PSA[0] * np.exp(slope * DAYS[1:])).logpdf(PSA[1:]).sum()
    assert fit.highest == pytest.approx(value, abs=1e-5)
    assert "to 5 results and 1 that sets the level (psa)" in str(fit)
    # A size of errors that is fitted does not take the level for a result without error.
    unknown = sim.fit(psa(), shrinking, RATE, noise=sim.UnknownNoise(), starts=6)
    assert unknown.best["noise"] == pytest.approx(np.sqrt((off**2).mean()), rel=1e-3)
    priors = RATE | {"a": stats.uniform(0, 1), "b": stats.uniform(0, 1), "c": stats.uniform(0, 1)}
    with pytest.raises(
        InputError, match=r"5 results besides the first of 'psa', which sets the lev"
    ):
        sim.fit(
            psa(), lambda growth, a, b, c, d, e: shrinking(growth + 0 * (a + b + c + d + e)),
            priors | {"d": stats.uniform(0, 1), "e": stats.uniform(0, 1)}, starts=1,
        )  # fmt: skip


def test_a_level_that_may_err_counts_once():
    """With an even prior of its logarithm the posterior is that of a line with an intercept."""
    pytest.importorskip("emcee")
    fit = sim.fit(
        psa(), shrinking, RATE | {"first": stats.loguniform(0.3, 3.0)}, starts=6,
        measure=lambda first: sim.InProportion(first), noise=sim.Noise(SIGMA),
    )  # fmt: skip
    design = np.stack([np.ones(len(DAYS)), DAYS], axis=1)
    inverse = np.linalg.inv(design.T @ design)
    best = inverse @ design.T @ np.log(PSA)
    assert fit.best["first"] == pytest.approx(np.exp(best[0]) / PSA[0], rel=1e-3)
    draws = fit.posterior(progress=False).chain.reshape(-1, 2)
    level, error = np.log(draws[:, 1]), SIGMA * np.sqrt(np.diag(inverse))
    assert level.mean() == pytest.approx(best[0] - np.log(PSA[0]), abs=0.1 * error[0])
    assert level.std() == pytest.approx(error[0], rel=0.06)
    assert draws[:, 0].std() == pytest.approx(error[1], rel=0.06)


def test_an_unknown_noise_becomes_a_parameter_with_a_name():
    fit = sim.fit(cells(line()), grown, LINE, noise=sim.UnknownNoise(0.05, 2.0), starts=6)
    said = sim.fit(cells(line()), grown, LINE | {"noise": stats.loguniform(0.05, 2.0)},
                   noise="noise", starts=6)  # fmt: skip
    assert fit.best == said.best
    assert fit.widened == 1.0
    table = pd.DataFrame({"day": DAYS, "a": line(3), "b": line(5)})
    both = sim.Observations.read(table, value=["a", "b"], unit="cells")
    two = sim.fit(both, grown, LINE, noise=sim.UnknownNoise(), starts=3)
    assert two.names == ("log_start", "growth", "noise_a", "noise_b")
    with pytest.raises(InputError, match="becomes the parameter 'noise', but that is a parameter"):
        sim.fit(cells(line()), grown, LINE | {"noise": stats.uniform(0, 1)},
                noise=sim.UnknownNoise())  # fmt: skip
    with pytest.raises(InputError, match=r"between 1 and 0.5; give a low below the high"):
        sim.UnknownNoise(1.0, 0.5)


def test_a_function_that_takes_anything_takes_no_size_of_errors():
    fit = sim.fit(cells(line()), lambda **theta: grown(**theta), LINE, noise=sim.UnknownNoise(),
                  starts=3)  # fmt: skip
    assert fit.names[-1] == "noise"


def test_of_several_series_only_those_whose_noise_was_said_tell_of_a_misfit():
    table = pd.DataFrame({"day": DAYS, "a": line(3), "b": line(5)})
    both = sim.Observations.read(table, value=["a", "b"], unit="cells")
    priors = LINE | {"sigma": stats.loguniform(0.01, 1)}
    noise = {"a": sim.Noise(SIGMA / 10), "b": "sigma"}
    fit = sim.fit(both, grown, priors, noise=noise, starts=6)
    assert fit.misfit > 3
    assert [len(off) for off in fit.off.values()] == [6, 6]
    said = np.exp(fit.best["log_start"] + fit.best["growth"] * DAYS)
    assert fit.off["a"] == pytest.approx(np.log(line(3) / said) / (SIGMA / 10), abs=1e-3)
    assert fit.off["b"] == pytest.approx(np.log(line(5) / said) / fit.best["sigma"], abs=1e-3)


def test_a_curve_that_is_bent_is_the_model_and_not_the_noise():
    days = np.arange(0.0, 300, 10)
    turning = 1e8 * np.exp(0.02 * np.minimum(days, 150) - 0.01 * np.maximum(days - 150, 0))
    fit = sim.fit(cells(turning, days), grown, LINE, noise=sim.Noise(0.3), starts=4)
    assert fit.bent == ("cells",)
    assert "Neighbouring results of cells lie on the same side" in str(fit)
    straight = 1e8 * np.exp(0.02 * days + 0.3 * np.random.default_rng(1).standard_normal(30))
    assert not sim.fit(cells(straight, days), grown, LINE, noise=sim.Noise(0.3), starts=4).bent


def test_few_runs_of_signs_are_as_rare_as_said():
    """Shuffled signs: the share of p below 5 % is 5 %, to what whole numbers of runs allow."""
    random = np.random.default_rng(2)
    signs = np.repeat([1.0, -1.0], [15, 17])
    found = np.array([_runs(random.permutation(signs)) for _ in range(4000)])
    assert 0.02 < (found < 0.05).mean() < 0.065
    assert _runs(np.array([1.0, 1, 1, -1, 1])) == 1.0


def test_a_noise_said_too_large_is_said():
    near = np.exp(20 + 0.03 * DAYS + 0.01 * np.array([1, -1, 1, 1, -1, -1]))
    fit = sim.fit(cells(near), grown, LINE, noise=sim.Noise(SIGMA), starts=4)
    assert fit.narrower
    assert "times as far from the best curve as the noise says: it was said too large" in str(fit)


def test_a_parameter_left_at_its_default_is_named_where_the_data_want_it_elsewhere():
    """Patient A has a start of 0.6; the preset's default is 0.75."""
    seen = sim.Observations.example().of("A")
    two = {"cost": stats.uniform(0, 1), "turnover": stats.uniform(0, 0.9)}
    with pytest.warns(UserWarning, match=r"'A': start was held at its default, 0.75, but at") as s:
        fit = sim.fit(seen, sim.presets.mcrpc_abiraterone, two, noise=sim.Noise(0.1), starts=8)
    assert s[0].filename == __file__
    found = {one.name: one for one in fit.held}
    assert found["start"].better == pytest.approx(0.6, abs=0.03)
    assert "start was held at its default, 0.75" in str(fit)
    # What it says of the gain is what a fit with a prior for it gains.
    three = sim.fit(seen, sim.presets.mcrpc_abiraterone, two | {"start": stats.uniform(0.3, 0.7)},
                    noise=sim.Noise(0.1), starts=8)  # fmt: skip
    assert found["start"].gain == pytest.approx(three.highest - fit.highest, abs=0.05)
    assert "start" not in {one.name for one in three.held}


def test_profiles_never_show_anything_better_than_the_best():
    """A fit whose starts have all missed: its profiles find the valley, and the best moves."""
    whole = sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=6)
    far = np.array([[0.9, 0.1]])
    r = whole.problem.residuals(whole.prior.values(far))
    missed = Climbed(far, 0.5 * (r**2).sum(axis=1), whole.climbed.slopes[:1] * 0 + 1.0, 1)
    fit = replace(whole, climbed=missed, _posteriors={})
    assert fit.highest < whole.highest - 10
    assert min(loss.min() for loss in fit.profiles().loss) > -1e-9
    assert fit.highest == pytest.approx(whole.highest, abs=1e-4)
    assert fit.theta == pytest.approx(whole.theta, rel=1e-3)
    assert len(fit.starts()) == 2


def test_particles_without_the_likelihood_that_has_them_are_refused():
    with pytest.raises(InputError, match=r"particles is 100, but the likelihood is 'meanfield'"):
        sim.fit(cells(line()), grown, LINE, particles=100)
