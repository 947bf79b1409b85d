"""Twelve arms with long names: panels stay high enough, names can be told apart."""

import matplotlib.pyplot as plt
import pytest

import sim.plots as plots
from sim.base.errors import InputError
from sim.plots.arrange import LOWEST
from sim.plots.layout import open_panels
from sim.plots.typed_text import shortened
from tests.factory import make_runs
from tests.plots.test_mosaic import check

ARMS = [f"strategy number {k} with a rather long name, until progression" for k in range(12)]


@pytest.fixture(scope="module")
def runs():
    return make_runs(arms=ARMS, patients=4)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


KINDS = {
    "burden": plots.burden,
    "overlay": lambda runs, **o: plots.burden(runs, layout="overlay", **o),
    "kaplan_meier": plots.kaplan_meier,
}


@pytest.mark.parametrize("style", ["notebook", "talk", "paper"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_grows_until_panels_are_high_enough(kind, style, runs):
    """They were a few pixels high, below twelve titles or above twelve rows of names."""
    with plots.style(style):
        made = KINDS[kind](runs)
        axes = [made] if kind != "burden" else list(made)
        figure = axes[0].figure
        figure.canvas.draw()
        figure.canvas.draw()
    for ax in axes:
        lines = ax.bbox.height / figure.dpi * 72 / ax.xaxis.label.get_fontsize()
        assert lines > 0.97 * LOWEST


def test_a_size_in_inches_is_kept(runs):
    ax = plots.kaplan_meier(runs, size=(8.0, 5.0))
    ax.figure.canvas.draw()
    assert ax.figure.get_size_inches().tolist() == [8.0, 5.0]


def test_names_beside_the_numbers_at_risk_differ(runs):
    with plots.style("talk"):
        ax = plots.kaplan_meier(runs)
        check(ax.figure)
    names = [t.get_text() for t in ax.texts if not t.get_text().isdigit()]
    names = [name for name in names if name.startswith("…")]
    assert len(set(names)) == 12


def test_names_are_shortened_in_the_middle_and_never_alike():
    assert shortened(["short", "a long name that ends here"], 12) == {
        "short": "short", "a long name that ends here": "a long…here",
    }  # fmt: skip
    alike = [f"given every {k} weeks until progression" for k in (2, 3, 4)]
    found = shortened(alike, 16)
    assert len(set(found.values())) == 3
    assert all(len(short) <= 16 for short in found.values())
    hopeless = ["a" * 30 + "b" * 30 + letter + "c" * 30 for letter in "xy"]
    assert len(set(shortened(hopeless, 12).values())) == 2


def test_more_panels_than_anybody_sees_are_refused_before_they_are_drawn():
    """`sim.plots.lattice(days=...)` of 5,000 days drew for minutes."""
    with pytest.raises(InputError, match=r"That is 300 panels; one figure has at most 256\."):
        open_panels(300, None, None)
