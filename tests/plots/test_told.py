"""Every figure says in words what is to be seen on it, and what made it, in its files too."""

import json
import re
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

import sim
from sim.plots.kept import made_by
from tests.plots import every


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return every.make(tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize("kind", list(every.FIGURES))
def test_every_kind_is_told_and_says_what_made_it(kind, made, tmp_path):
    drawn = every.FIGURES[kind](made)
    words = sim.plots.describe(drawn)
    assert re.match(r"A figure of \d+ panels?\. ", words)
    assert ": " in words
    assert "nan" not in words.lower().split()
    sim.plots.save(drawn, tmp_path / "a.png", tmp_path / "a.svg", tmp_path / "a.pdf")
    text = Image.open(tmp_path / "a.png").text
    assert text["Comment"] == words
    story = json.loads(text["Description"])
    assert story["title"]
    assert "sim" in story["versions"]
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))
    assert root.get("role") == "img"
    tags = {child.tag.rsplit("}")[-1]: child.text for child in root}
    assert tags["desc"] == words
    assert tags["title"] == story["title"]


def test_the_words_are_the_numbers(made):
    words = sim.plots.describe(sim.plots.burden(made.runs, every.OTHER))
    half = np.median(np.asarray(made.runs.values("burden", every.OTHER)), axis=0)
    assert f"50 % of patients below: tumour burden [cells] {half[0]:.3g} at time [days] 0" in words
    assert f"{half[-1]:.3g} at 280" in words
    assert "logarithmic" in words


def test_a_figure_of_ones_own_is_told_by_its_axes_and_writes_no_words(tmp_path):
    figure, ax = plt.subplots()
    ax.plot([1, 2], [3, 4])
    ax.set(xlabel="dose", ylabel="cells", title="Mine")
    assert "The panel, Mine: dose from" in sim.plots.describe(ax)
    sim.plots.save(figure, tmp_path / "mine.png")
    assert "Comment" not in Image.open(tmp_path / "mine.png").text


def test_what_is_no_figure_is_refused():
    with pytest.raises(sim.InputError, match="needs a figure"):
        sim.plots.describe("burden.png")


def test_a_page_of_several_says_what_made_them(made):
    kinds = [every.ONE_PANEL[kind] for kind in ("burden", "kaplan_meier")]
    axes = sim.plots.compose([lambda ax, draw=draw: draw(made, ax=ax) for draw in kinds])
    assert made_by(axes.flat[0].figure)["seed"] == "1"
