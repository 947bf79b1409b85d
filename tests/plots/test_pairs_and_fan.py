"""The posterior two by two, and what may come: what is drawn is what was found."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.path import Path

import sim
from sim import plots
from sim.plots.pairs import _regions, _scale
from tests.plots import every
from tests.slips import assert_says

pytest.importorskip("emcee", reason="needs the extra fit")
ARMS = {"on": sim.Continuous(every.DRUG), "off": sim.Observation()}


@pytest.fixture(scope="module")
def fit():
    return every.fit()


@pytest.mark.parametrize("correlation", [0.0, 0.9])
@pytest.mark.parametrize("log", [False, True])
def test_regions_hold_their_shares(correlation, log):
    """Draws of a normal, and of a log-normal over many decades."""
    random = np.random.default_rng(1)
    cov = [[1.0, correlation], [correlation, 1.0]]
    draws = random.multivariate_normal([10.0, 20.0], cov, 20_000)
    draws = np.exp(2.0 * draws) if log else draws
    scales = [_scale(draws[:, k]) for k in range(2)]
    assert [scale.log for scale in scales] == [log, log]
    found = _regions(draws, (0, 1), scales)
    assert found.correlation == pytest.approx(correlation, abs=0.03)
    figure, ax = plt.subplots()
    on = [scale.of(draws[:, k]) for k, scale in enumerate(scales)]
    x, y = (scale.of(v) for scale, v in zip(scales, (found.x, found.y), strict=True))
    for level, share in zip(found.levels, (0.9, 0.5), strict=True):
        (path,) = ax.contour(x, y, found.height.T, levels=[level]).get_paths()
        inside = Path(path.to_polygons()[0]).contains_points(np.stack(on, axis=1)).mean()
        assert inside == pytest.approx(share, abs=0.04)
    plt.close(figure)


def test_a_prior_that_ends_is_drawn_to_its_end():
    draws = np.random.default_rng(1).uniform(0, 1, (20_000, 2))
    found = _regions(draws, (0, 1), [_scale(draws[:, k]) for k in range(2)])
    inner = found.height[1:-1, 1:-1]
    assert inner.min() > 0.6 * inner.max()
    assert (found.height[[0, -1]] == 0).all()
    assert found.x[[0, -1]] == pytest.approx([0.0, 1.0], abs=0.01)


def test_every_two_parameters_have_a_panel(fit):
    names = fit.posterior().names
    axes = np.ravel(plots.pairs(fit))
    labels = {(ax.get_xlabel(), ax.get_ylabel()) for ax in axes}
    assert len(labels) == len(axes) == len(names) * (len(names) - 1) // 2
    first = axes[0]
    (best,) = [line for line in first.lines if line.get_label() == "_best"]
    x, y = first.get_xlabel(), first.get_ylabel()
    assert (best.get_xdata()[0], best.get_ydata()[0]) == (fit.best[x], fit.best[y])
    text = plots.describe(axes[0])
    assert "growth" in text
    assert "effect" in text


def test_the_fan_is_what_the_fit_says(fit):
    axes = plots.fan(fit, ARMS, 84.0, patients=40)
    assert [ax.get_title() for ax in axes] == ["on", "off"]
    found = fit.fan(ARMS, 84.0, patients=40)
    for ax, arm in zip(axes, ARMS, strict=True):
        mine = found.table[found.table["arm"] == arm]
        median = max(ax.lines, key=lambda line: len(line.get_xdata()))
        np.testing.assert_allclose(median.get_ydata(), mine["median"])
        today = next(line for line in ax.lines if list(line.get_ydata()) == [0, 1])
        days = median.get_xdata()[-1] / mine["day"].iloc[-1]
        assert today.get_xdata()[0] == pytest.approx(found.today * days)
        assert sum(line.get_label() == "_seen" for line in ax.lines) == 2  # (one is a limit)
    texts = [text.get_text() for text in plt.gcf().legends[0].get_texts()]
    assert {"seen", "today", "median", "50 % of results"} <= set(texts)


BAD = {
    "one parameter": (lambda f: plots.pairs(f, ["growth"]), ["two parameters", "growth"]),
    "unknown": (lambda f: plots.pairs(f, ["growth", "size"]), ["names", "'growth', 'effect'"]),
    "series": (lambda f: plots.fan(f, ARMS, 84.0, "psa"), ["series", "psa"]),
    "no fit": (lambda f: plots.fan("fit", ARMS, 84.0), ["fit", "'fit'"]),
}


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip, fit):
    make, words = BAD[slip]
    assert_says(lambda: make(fit), words)
