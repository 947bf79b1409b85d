import matplotlib.pyplot as plt
import pytest

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
