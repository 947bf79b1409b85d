import json
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import sim.plots as plots
from sim.base.errors import InputError
from tests.factory import make_runs


@pytest.fixture
def axes():
    yield plots.burden(make_runs(patients=3))
    plt.close("all")


def test_saves_what_a_plot_returned_in_several_formats(axes, tmp_path):
    plots.save(axes, tmp_path / "new" / "a.png", tmp_path / "a.pdf", tmp_path / "a.svg")
    assert (tmp_path / "new" / "a.png").stat().st_size > 10_000
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert b"/FontFile2" in pdf  # embedded as TrueType: text stays text
    assert b"/Type3" not in pdf
    assert "continuous</text>" in (tmp_path / "a.svg").read_text()


def test_what_made_the_runs_is_in_every_file(axes, tmp_path):
    plots.save(axes, tmp_path / "a.png", tmp_path / "a.pdf", tmp_path / "a.svg")
    with Image.open(tmp_path / "a.png") as picture:
        said = picture.info
    assert said["Title"] == "made up"
    assert json.loads(said["Description"])["call"] == "make_runs()"
    assert said["Software"].startswith("sim ")
    assert b"make_runs" in (tmp_path / "a.pdf").read_bytes().replace(b"\\(", b"(")
    assert "make_runs()" in (tmp_path / "a.svg").read_text()


def test_the_same_call_gives_the_same_file(tmp_path):
    for name in "ab":
        plots.save(plots.burden(make_runs(patients=3)), tmp_path / f"{name}.pdf")
    plt.close("all")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_the_numbers_that_are_drawn_are_written_beside(tmp_path):
    runs = make_runs(patients=5)
    plots.save(plots.burden(runs), tmp_path / "a.pdf", tmp_path / "a.png", data=True)
    table = pd.read_csv(tmp_path / "a.csv")
    part = table[table["panel"] == "continuous"]
    burden = runs.data["burden"].sel(arm="continuous").values
    alive = part["alive [share]"] == 1.0
    median = np.median(burden, axis=0)[alive]
    assert len(median) > 50
    found = part["50 % of patients below: tumour burden [cells]"]
    assert found[alive].tolist() == median.tolist()
    assert part["time [days]"].tolist() == runs.data["time"].values.tolist()
    plt.close("all")


def test_a_figure_of_ones_own_gives_its_labelled_lines(tmp_path):
    figure, ax = plt.subplots()
    ax.plot([1, 2, 3], [4, 5, 6], label="mine")
    ax.set(xlabel="dose", ylabel="effect", title="own")
    plots.save(figure, tmp_path / "own.png", data=True)
    table = pd.read_csv(tmp_path / "own.csv")
    assert table.to_dict("list") == {
        "panel": ["own"] * 3, "what": ["mine"] * 3, "dose": [1, 2, 3], "effect": [4, 5, 6],
    }  # fmt: skip
    plt.close("all")


def test_ten_thousand_patients_make_a_small_file(tmp_path):
    runs = make_runs(arms=("A",), kinds=("relapse",), patients=10_000)
    ax = plots.burden(runs, patients=10_000, size="slide")
    plots.save(ax, tmp_path / "a.pdf", tmp_path / "a.svg")
    assert (tmp_path / "a.pdf").stat().st_size < 2e6
    assert (tmp_path / "a.svg").stat().st_size < 2e6
    (crowd,) = (image for image in ax.images if image.get_gid() == "crowd")
    # every curve is in the picture, from the left edge on
    assert crowd.get_array()[..., 3].max() > 0.7
    assert (crowd.get_array()[:, 0, 3] > 0).any()
    plt.close("all")


def test_a_crowd_covers_what_its_lines_would():
    from sim.plots.crowd import COLUMNS, ROWS, passing

    x = np.array([0.0, 0.4, 0.5, 1.0])
    curves = np.array([[0.101, 0.101, 0.9, 0.9], [0.501, 0.501, np.nan, np.nan]])
    count = passing(x, curves)
    assert count.shape == (ROWS, COLUMNS)
    rows = np.flatnonzero(count[:, : int(0.39 * COLUMNS)].any(axis=1))
    assert set(rows) == {int(0.1 * ROWS), int(0.5 * ROWS)}
    assert (count[int(0.5 * ROWS), int(0.51 * COLUMNS) :] == 0).all()  # that patient has ended
    steep = count[:, int(0.4 * COLUMNS) : int(0.5 * COLUMNS)]
    assert steep[int(0.1 * ROWS) + 1 : int(0.9 * ROWS)].any(axis=1).all()  # no holes
    assert count.max() == 1


def test_saves_a_figure_and_a_single_axes(axes, tmp_path):
    plots.save(axes[0].figure, tmp_path / "figure.png")
    plots.save(axes[0], str(tmp_path / "axes.png"))
    assert {p.name for p in tmp_path.iterdir()} == {"figure.png", "axes.png"}


def test_a_place_that_cannot_be_written_is_named(axes, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"file/a\.png.*another folder"):
        plots.save(axes, tmp_path / "file" / "a.png")


def test_an_unknown_format_is_refused_before_anything_is_written(axes, tmp_path):
    with pytest.raises(InputError, match=r"ending '\.docx'"):
        plots.save(axes, tmp_path / "a.png", tmp_path / "a.docx")
    assert not list(tmp_path.iterdir())


def test_something_else_than_a_figure_is_refused(tmp_path):
    with pytest.raises(InputError, match="needs a figure"):
        plots.save("figure", tmp_path / "a.png")
    with pytest.raises(InputError, match=re.escape("save(figure, 'curves.png')")):
        plots.save(plt.figure())
    plt.close("all")


@pytest.mark.parametrize(
    ("size", "dots"), [("column", 300), ("double column", 300), ("slide", 200)]
)
def test_pictures_for_print_have_300_dots_per_inch(size, dots, tmp_path):
    """All had 200, of which journals accept none."""
    from PIL import Image

    ax = plots.burden(make_runs(arms=("A",), patients=2), size=size)
    plots.save(ax, tmp_path / "a.png", tmp_path / "a.tiff")
    for name in ("a.png", "a.tiff"):
        with Image.open(tmp_path / name) as picture:
            assert picture.width == pytest.approx(dots * ax.figure.get_figwidth(), abs=1)
            assert picture.info["dpi"][0] == pytest.approx(dots, abs=0.5)
    with plt.rc_context({"savefig.dpi": 72}):
        plots.save(ax, tmp_path / "b.png")
    with Image.open(tmp_path / "b.png") as picture:
        assert picture.width == pytest.approx(72 * ax.figure.get_figwidth(), abs=1)
    plt.close("all")


def test_two_columns_of_a_journal_have_small_letters_and_room():
    axes = plots.burden(make_runs(patients=2), size="double column")
    figure = axes[0].figure
    assert figure.get_figwidth() == 7.0
    assert 5 <= axes[0].xaxis.label.get_fontsize() <= 7
    assert plots.compose([lambda ax: None] * 2, size="double column")[0].figure.get_figwidth() == 7
    plt.close("all")


def test_figures_that_were_saved_do_not_pile_up(tmp_path):
    """All stayed in memory, 2,000 of them in a loop, and matplotlib warned of the 21st."""
    runs = make_runs(arms=("A",), patients=2)
    for _ in range(22):
        ax = plots.burden(runs, size="column")
        plots.save(ax, tmp_path / "a.png")
    assert not plt.get_fignums()
    plots.save(ax, tmp_path / "again.pdf")  # it is still what it was
    figure, own = plt.subplots()  # a figure of the user's stays where it is
    plots.burden(runs, ax=own)
    plots.save(figure, tmp_path / "own.png")
    assert plt.get_fignums() == [figure.number]
    plt.close("all")
