"""The ink of a strip is the dose that was given, at every size, length and resolution."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from sim import plots
from sim.plots.doses import NARROW, averaged, shares
from tests.factory import make_runs


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def ink(ax, dpi):
    """Return the part of a strip's first row that is inked, as its pixels say: 1 is all of it."""
    figure, strip = ax.figure, ax.child_axes[0]
    for outline in strip.lines:
        outline.set_visible(False)
    figure.set_dpi(dpi)
    figure.canvas.draw()
    picture = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(float)
    ends = [(x, 0.5) for x in strip.get_xlim()]
    (x0, y), (x1, _) = strip.transData.transform(ends)
    row = picture[picture.shape[0] - 1 - round(y), round(x0) - 2 : round(x1) + 2]
    (cells,) = (c for c in strip.collections if type(c).__name__ == "DoseCells")
    full = 255 * np.array(cells._full)
    return float(((255 - row) @ (255 - full)).sum() / ((255 - full) @ (255 - full)) / (x1 - x0))


@pytest.mark.parametrize("years", [1, 3, 10, 30])
@pytest.mark.parametrize("style", ["paper", "talk"])
@pytest.mark.parametrize("dpi", [72, 200])
def test_28_days_on_and_28_off_are_half_of_the_ink(years, style, dpi):
    """It was 67 % after three years in a column, and all of it after ten."""
    runs = make_runs(
        arms=["holidays", "none"], kinds=["constant", "observation"], days=years * 364.0,
        patients=1, drugs=("A",),
    )  # fmt: skip
    runs.data["dose"][:] = (runs.data["time"] % 56 < 28).astype(float)
    with plots.style(style):
        axes = plots.burden(runs)
        assert ink(axes[0], dpi) == pytest.approx(7 / 13 if years == 1 else 0.5, abs=3 / dpi)


def test_shares_keep_every_integral():
    rng = np.random.default_rng(1)
    time = np.concatenate(([0.0], np.cumsum(rng.exponential(1.0, 400))))
    shade = rng.random(400) * (rng.random(400) < 0.6)
    for point in (1e-3, 0.3, 1.0, 10.0, 1e4):
        edges, mean = shares(time, shade, point)
        assert (edges[0], edges[-1]) == (time[0], time[-1])
        assert (np.diff(edges) > 0).all()
        total = np.interp(edges, time, np.concatenate(([0], np.cumsum(shade * np.diff(time)))))
        np.testing.assert_allclose(np.cumsum(mean * np.diff(edges)), total[1:], rtol=1e-9)


def test_wide_cells_are_as_they_were_given_and_equal_neighbours_are_one():
    time = np.arange(0.0, 365.0, 7.0)
    shade = (time[:-1] % 56 < 28).astype(float)
    edges, mean = shares(time, shade, 1.0)
    assert edges.tolist() == [*np.arange(0.0, 364.0, 28.0), 364.0]
    assert mean.tolist() == [1.0, 0.0] * 6 + [1.0]
    assert not averaged(time, shade, 364.0)
    assert averaged(time, shade, 364.0 * NARROW / 29)


def test_a_short_pause_in_a_long_dose_stays():
    time = np.array([0.0, 500.0, 502.0, 1000.0])
    edges, mean = shares(time, np.array([1.0, 0.0, 1.0]), 1.0)
    assert edges.tolist() == time.tolist()
    assert mean.tolist() == [1.0, 0.0, 1.0]


def test_the_legend_says_what_pale_is():
    runs = make_runs(arms=["A"], kinds=["constant"], days=3640.0, patients=1)
    runs.data["dose"][:] = (runs.data["time"] % 56 < 28).astype(float)
    with plots.style("paper"):
        ax = plots.burden(runs)
    said = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert "standard dose (paler: less)" in said


@pytest.mark.parametrize("inches", [1.1, 1.3, 1.7, 3.2])
@pytest.mark.parametrize("days", [14, 28])
def test_cycles_that_are_alike_have_one_shade(days, inches):
    """Columns of one width held now more and now less of a cycle: an uneven strip."""
    horizon = 5 * 364
    time = np.arange(0.0, horizon + 1, days)
    shade = (np.arange(time.size - 1) % 2 == 0).astype(float)
    point = horizon / (72 * inches)
    if days >= NARROW * point:
        pytest.skip("wide enough to be drawn one by one")
    edges, drawn = shares(time, shade, point)
    assert drawn[:-1] == pytest.approx(0.5)  # (the last days are an odd one)
    assert (drawn * np.diff(edges)).sum() == pytest.approx((shade * np.diff(time)).sum())
