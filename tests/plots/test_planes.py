"""Figures of sweeps: numbers as a reader writes them, and lines that stand out from the paper."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

import sim.plots as plots
from sim.plots.parallel import _shades
from sim.plots.plane import short_number
from sim.plots.styles import STYLES
from sim.plots.typed_text import plain
from sim.plots.winners import _draw_cells, _unsure
from tests.plots import every
from tests.plots.seeing import contrast, lightness


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"), (1943.2, "1,940"), (0.3999, "0.4"), (1.42e9, "1.42·10⁹"),
        (999_999.0, "1,000,000"), (1e6, "1·10⁶"), (-2.5e-5, "-2.5·10⁻⁵"), (np.nan, "nan"),
    ],
)  # fmt: skip
def test_numbers_have_three_digits_and_no_e(value, written):
    """The largest lead was 1.94e+03 days."""
    assert short_number(value) == written


@pytest.mark.parametrize("style", STYLES)
def test_lines_of_every_value_stand_out_and_darken_one_way(style):
    """The lines of the largest values were yellow on white: a contrast of 1.2."""
    with plots.style(style) as chosen:
        shades = [to_hex(shade) for shade in _shades(np.linspace(0, 1, 30))]
    assert min(contrast(shade, to_hex(chosen.paper)) for shade in shades) >= 3
    assert (np.diff(lightness(shades)) > 0).all()
    assert np.ptp(lightness(shades)) > 35


def test_a_frontier_says_what_is_above_it(made):
    found = made.sweep.frontier("cost", "turnover", every.ARM, every.OTHER, measure="final_burden")
    for above, arm in ((1.0, every.ARM), (-1.0, every.OTHER), (np.nan, None)):
        ax = plots.frontier(found.assign_attrs(above=above))
        said = " ".join(text.get_text() for text in ax.texts).replace("\n", " ")
        assert ("above the line" in said) == (arm is not None)
        assert arm is None or f"more under {plain(arm)}" in said


@pytest.mark.parametrize("style", ["notebook", "dark"])
def test_hatches_of_no_clear_winner_are_seen_on_every_cell(style, made):
    """In the dark they were light on light cells, and dark on dark in the legend."""
    with plots.style(style) as chosen:
        ax = plots.winners(made.sweep, "cost", "turnover", measure="final_burden")
        _draw_cells(
            ax, (np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([[0, 1], [2, 3]])),
            np.array([[0.0, 0, 0], [1, 1, 1], [0.1, 0.2, 0.5], [0.9, 0.8, 0.4]]),
            np.zeros(4, dtype=bool),
        )  # fmt: skip
        sign = _unsure(True)
    hatched = [each for each in ax.collections if each.get_hatch()]
    cells = {"black": 0, "white": 0}
    for each in hatched[-2:]:
        ink = to_hex(each.get_edgecolor()[0])
        cells["black" if ink == "#000000" else "white"] += len(each.get_paths())
    assert cells == {"black": 2, "white": 2}
    assert contrast(to_hex(sign.get_edgecolor()), to_hex(chosen.paper)) >= 3
