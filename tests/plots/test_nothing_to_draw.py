"""Figures of what is not there say so: no crossing, a constant arm; what matters is in sight."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots
from tests.sweeps.test_analysis import Made, ishigami

GRID = sim.Grid(a=np.linspace(0, 1, 9), b=np.linspace(0, 1, 9))


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(ax):
    return " ".join([ax.get_title(), *(text.get_text() for text in ax.texts)]).replace("\n", " ")


@pytest.mark.parametrize(("other", "word"), [(5.0, "smaller"), (-5.0, "larger")])
def test_a_frontier_without_a_crossing_says_so(other, word):
    """The axes were empty, and those of a legend of lines that were not there."""
    never = Made(GRID, lambda a, b: b + 0 * a, lambda a, b: other + 0 * a)
    ax = plots.frontier(never.frontier("a", "b", "arm 0", "arm 1"))
    assert f"no crossing: the end is {word} under arm 0 than under arm 1 everywhere" in words(ax)
    assert not ax.figure.legends
    assert (*ax.get_xlim(), *ax.get_ylim()) == (0, 1, 0, 1)


def test_a_frontier_of_a_part_says_of_which():
    part = Made(GRID, lambda a, b: b + 0 * a, lambda a, b: 2 * a)
    ax = plots.frontier(part.frontier("a", "b", "arm 0", "arm 1"))
    assert "no crossing at 4 of 9 values" in words(ax)
    assert ax.get_xlim() == (0, 1)
    both = Made(GRID, lambda a, b: b + 0 * a, lambda a, b: 0.2 + 0.5 * a)
    assert "no crossing" not in words(plots.frontier(both.frontier("a", "b", "arm 0", "arm 1")))


def test_a_constant_arm_is_drawn_as_constant_beside_the_others():
    points = sim.Sensitivity(64, a=(0, 1), b=(0, 1), c=(0, 1))
    made = Made(points, ishigami, lambda a, b, c: 0 * a + 3)
    axes = plots.sensitivity(made.sobol_indices())
    assert "constant" not in words(axes[0])
    assert max(bar.get_width() for bar in axes[0].patches) > 0.2
    assert words(axes[1]).startswith("arm 1")
    assert "constant 'end' is the same at every point" in words(axes[1])
    axes[0].figure.canvas.draw()


@pytest.mark.parametrize("name", ["melanoma_vemurafenib", "mcrpc_abiraterone"])
def test_in_the_dose_response_of_a_preset_what_matters_is_in_sight(name):
    """The axis ran to -40 per day, and growth of hundredths was a line at 0."""
    tumour = getattr(sim.presets, name)()
    for ax in np.ravel(plots.dose_response(tumour)):
        bottom, top = ax.get_ylim()
        growth = [ln.get_ydata() for ln in ax.lines if ln.get_marker() != "None"]
        without = max(rate[0] for rate in growth)
        assert bottom > -25 * without
        assert (top - 0) / (top - bottom) > 0.05
        left, right = ax.get_xlim()
        assert left < 1 < right
        # the dose at which the drug holds the sensitive clone is well inside
        still = np.interp(0, -growth[0], growth_at := ax.lines[0].get_xdata())
        assert growth_at[0] < 0.5 * still
        assert still < growth_at[-1] / 3


def test_a_saturating_effect_is_drawn_to_its_end():
    tumour = sim.Tumour(
        [sim.Clone("s", 0.14, 0.12, start=1e9)],
        drugs=[sim.Drug("A", sim.Hill(maximum=0.06, ec50=0.3, slope=2))],
    )
    ax = plots.dose_response(tumour)
    rate = ax.lines[0].get_ydata()
    assert rate[-1] == pytest.approx(0.02 - 0.06, rel=0.05)
    assert ax.get_ylim()[0] < -0.04
