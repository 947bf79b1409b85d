"""Names are drawn as they were typed, in every kind of figure: `$` and `_` are no formulas."""

import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots
from sim.plots.typed_text import as_typed, plain
from tests.plots.every import ARM, FIGURES, NAMES


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_no_kind_of_figure_is_left_out():
    other = {"animate", "reveal", "save", "style", "looks", "shared_legend", "compose", "describe"}
    other |= {"EventView", "Marks", "View", "lattice_film"}
    assert {name.split()[0] for name in FIGURES} == {
        name for name in plots.__all__ if name not in other
    }


@pytest.mark.parametrize("kind", FIGURES)
def test_names_are_drawn_as_typed(kind, made):
    FIGURES[kind](made)
    figure = plt.gcf()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.canvas.draw()
    shown = [t for t in figure.findobj(mpl.text.Text) if t.get_visible() and t.get_text()]
    for text in shown:
        for line in text.get_text().split("\n"):  # (a line is read as a formula by itself)
            assert not text._preprocess_math(line)[1], line
    flat = "".join("".join(t._preprocess_math(t.get_text())[0].split()) for t in shown)
    there = [name for name in NAMES if "".join(name.split()) in flat]
    assert (
        there
        or kind in ("sensitivity", "frontier", "profiles", "pairs", "tradeoff")
        or kind == "burden_grid"
    ), flat
    assert "\\$" not in flat.replace("2\\a$", "")


def test_a_table_beside_a_figure_has_the_names(made, tmp_path):
    axes = plots.burden(made.runs)
    plots.save(axes, tmp_path / "burden.png", data=True)
    text = (tmp_path / "burden.csv").read_text()
    assert ARM in text
    assert "\\$" not in text


def test_what_is_plain_comes_back():
    for name in (*NAMES, "a\\$b", "$$", "line\nline", "腫瘍", "50 % {x}"):
        assert as_typed(plain(name)) == name
        assert not mpl.text.Text(text=plain(name))._preprocess_math(plain(name))[1]
        assert mpl.text.Text()._preprocess_math(plain(name))[0] == name
    with mpl.rc_context({"text.usetex": True}):
        assert plain("a_b 5% $x$ {c}^2") == r"a\_b 5\% \$x\$ \{c\}\textasciicircum{}2"
        assert as_typed(plain("a_b 5% $x$ {c}^2")) == "a_b 5% $x$ {c}^2"


def test_thirty_drugs_with_long_names_have_letters():
    """Of more than 26 drugs the letters ran into brackets and a backslash: a parser's error."""
    drugs = [sim.Drug(f"a long name of drug {k} $", sim.Proportional(0.001)) for k in range(30)]
    many = sim.Tumour([sim.Clone("S", 0.14, 0.13, start=1e6)], drugs=drugs)
    plan = {"all": sim.Combination({drug.name: 1.0 for drug in drugs})}
    plots.burden(sim.simulate(many, plan, patients=2, days=60.0, seed=1, progress=False))
    plt.gcf().canvas.draw()
    assert np.isfinite(plt.gcf().get_size_inches()).all()
