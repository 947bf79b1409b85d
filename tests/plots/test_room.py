"""Room for every word: nothing touches or leaves the page; and no empty years."""

from dataclasses import replace
from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
import sim.plots as plots
from sim.plots.boxes import labels_of
from sim.results import Runs
from tests.factory import make_runs
from tests.results.test_paired_difference import times

LONG = "continuous maximum tolerated dose of dabrafenib"


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def chain(count, drugs=2):
    names = ["sensitive", *(f"subclone {k} with a name" for k in range(1, count))]
    return sim.Tumour(
        [sim.Clone(name, 0.14, 0.12, start=1e9 * (name == "sensitive")) for name in names],
        [sim.Mutation(a, b, 1e-6) for a, b in pairwise(names)],
        [sim.Drug(f"drug {k}", sim.Hill(0.06, 0.3, 2)) for k in range(drugs)],
    )


def inside(box, figure):
    return (
        box.x0 >= -1
        and box.y0 >= -1
        and box.x1 <= figure.bbox.x1 + 1
        and box.y1 <= figure.bbox.y1 + 1
    )


@pytest.mark.parametrize("style", ["talk", "paper"])
def test_boxes_of_a_long_line_of_descent_do_not_touch(style):
    """Of sixteen clones in a row each covered the one above it."""
    with plots.style(style):
        ax = plots.clone_tree(chain(16))
    ax.figure.canvas.draw()
    boxes = [t.get_bbox_patch().get_window_extent() for t in ax.texts if t.get_bbox_patch()]
    named = [box for box in boxes if box.width > 5]
    assert len(named) >= 16
    assert all(inside(box, ax.figure) for box in named)
    clones = [
        t.get_bbox_patch().get_window_extent()
        for t in ax.texts if t.get_text().replace("\n", " ") in chain(16).clone_names
    ]  # fmt: skip
    assert len(clones) == 16
    assert not any(one.overlaps(other) for one, other in combinations(clones, 2))


def test_words_in_boxes_stay_whole():
    """The founder, alone in its row, was "sensi-tive" because the next row had six."""
    names = {"sensitive": 0} | {f"resists drug {letter}": 1 for letter in "ABCDEF"}
    found = labels_of(names, 3.3 * 72 / 7)
    for name, (words, share) in found.items():
        assert set(words.split()) == set(name.split())
        assert 0.5 <= share <= 0.9
    assert found["sensitive"] == ("sensitive", 0.9)
    (parted,) = {
        words for words, _ in labels_of({"x" * 40: 0, "y": 0}, 20.0).values() if "x" in words
    }
    assert "\n" in parted  # what has no room at all


def test_a_page_of_many_panels_without_a_legend_grows():
    """The surfaces of twelve clones lay on one another on a slide."""
    with plots.style("talk"):
        axes = plots.interaction(chain(12))
    figure = axes[0].figure
    figure.canvas.draw()
    assert min(ax.bbox.height / figure.dpi for ax in axes) > 8 * 12 / 72
    boxes = [ax.bbox for ax in axes]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_label_is_no_longer_than_its_panel():
    """Beside a low panel under many strips it ran into the names of the strips."""
    with plots.style("paper"):
        axes = plots.burden(make_runs(arms=(LONG, "b"), kinds=("dying", "dying")))
    figure = axes[0].figure
    figure.set_size_inches(3.5, 2.2)
    figure.canvas.draw()
    label = axes[0].yaxis.label
    assert "\n[" in label.get_text()


def test_a_legend_of_one_long_name_stays_on_the_page():
    """Both its ends were cut off."""
    two = times("300 400+", "200 500+", horizon=700.0)
    renamed = replace(two, arms=(LONG + " and trametinib", "b"))
    with plots.style("paper"):
        ax = plots.kaplan_meier(renamed)
    ax.figure.canvas.draw()
    (legend,) = ax.figure.legends
    assert inside(legend.get_window_extent(), ax.figure)


def dead_by(day, alive=0):
    runs = make_runs(arms=("x",), kinds=("constant",), patients=10)
    data = runs.data.copy()
    end = np.full((1, 10), float(day))
    ending = np.full((1, 10), 2, np.int8)
    end[:, :alive], ending[:, :alive] = runs.days, 0
    return Runs(data.assign(
        end_day=runs.data["end_day"].copy(data=end), ending=runs.data["ending"].copy(data=ending)
    ))  # fmt: skip


@pytest.mark.parametrize("kind", ["burden", "clones", "muller"])
def test_years_after_the_last_death_are_not_shown(kind):
    """Of thirty years in which all died in the third, a tenth of the panel showed anything."""
    days = make_runs(arms=("x",)).days
    ax = getattr(plots, kind)(dead_by(0.1 * days))
    assert ax.get_xlabel() == "time [months]"
    assert ax.get_xlim()[1] == pytest.approx(0.11 * days / sim.MONTH)
    ax.figure.canvas.draw()
    assert ax.get_position().width > 0.6  # (strips that went on took the room)
    for alive, day in ((1, 0.1 * days), (0, 0.6 * days)):
        if kind == "muller" and alive:
            continue  # (of one patient)
        whole = getattr(plots, kind)(dead_by(day, alive))
        assert whole.get_xlim()[1] == pytest.approx(days / sim.YEAR, rel=0.01)


def test_what_is_marked_later_is_shown():
    days = make_runs(arms=("x",)).days
    ax = plots.burden(dead_by(0.1 * days), marks=plots.Marks(days={"audit": 0.3 * days}))
    assert ax.get_xlim()[1] * sim.MONTH == pytest.approx(0.3 * days, rel=1e-3)


def test_a_patient_alone_is_no_block():
    runs = sim.simulate(
        chain(1), {"a": sim.Continuous("drug 0")}, patients=1, days=100.0, seed=1, progress=False,
        engine="meanfield",
    )  # fmt: skip
    swum = plots.swimmer(runs, "a")
    lane = swum.patches[0]
    assert lane.get_height() < 0.2 * abs(np.diff(swum.get_ylim())[0])
    fell = plots.waterfall(runs, "a")
    assert fell.patches[0].get_width() < 0.2 * np.diff(fell.get_xlim())[0]
