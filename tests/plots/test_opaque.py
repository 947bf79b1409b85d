"""EPS has no transparency: what is pale is drawn in the colour that it is seen in."""

import re
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim.plots.opaque import opaque
from tests.plots import every


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return every.make(tmp_path_factory.mktemp("made"))


def pixels(figure):
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)


def test_colours_are_as_they_are_seen_and_then_as_they_were():
    figure, ax = plt.subplots(facecolor="white")
    ax.set_axis_off()
    ax.fill_between([0, 1], 0, 1, color="red", alpha=0.25, linewidth=0)
    ax.plot([0, 1], [2, 2], color="blue", alpha=0.5, linewidth=20)
    ax.add_patch(plt.Rectangle((0, 3), 1, 1, facecolor=(0, 1, 0, 0.5), edgecolor="none"))
    ax.text(0.5, 5, "T", alpha=0.5, fontsize=40)
    ax.imshow(np.full((2, 2, 4), [0.0, 0.0, 0.0, 0.5]), extent=(0, 1, 6, 7), aspect="auto")
    ax.set(xlim=(0, 1), ylim=(0, 7))
    before = pixels(figure)
    with opaque(figure):
        solid = pixels(figure)
        for artist in ax.findobj():
            assert artist.get_alpha() in (None, 1)
    assert np.abs(solid - before).max() <= 2
    np.testing.assert_array_equal(pixels(figure), before)
    plt.close(figure)


@pytest.mark.parametrize("kind", ["burden", "kaplan_meier", "muller", "paired", "winners"])
def test_eps_is_written_without_a_warning(kind, made, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sim.plots.save(every.FIGURES[kind](made), tmp_path / "a.eps")
    text = (tmp_path / "a.eps").read_text(encoding="latin-1")
    assert text.startswith("%!PS-Adobe")
    assert re.search("setrgbcolor|setgray", text)


def test_pgf_without_latex_is_refused_before_a_file_is_made(made, tmp_path, monkeypatch):
    monkeypatch.setitem(mpl.rcParams, "pgf.texsystem", "xelatex")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(sim.InputError, match=r"\.pgf file needs LaTeX"):
        sim.plots.save(every.FIGURES["burden"](made), tmp_path / "a.png", tmp_path / "a.pgf")
    assert list(tmp_path.iterdir()) == []
