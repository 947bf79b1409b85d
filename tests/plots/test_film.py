import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

import sim.plots as plots
from sim.base.errors import InputError
from sim.plots import film
from sim.plots.growing import stages
from tests.factory import make_runs


@pytest.fixture
def drawn():
    yield plots.burden(make_runs(patients=3), ["continuous", "holidays"], size=(6, 3))
    plt.close("all")


def test_a_frame_is_whole_on_the_left_and_empty_on_the_right(drawn):
    both = stages(drawn[0].figure, 640)
    assert (both.whole != both.empty).any()
    for top, bottom, left, right in both.boxes:
        middle, frame = (left + right) // 2, both.frame(0.5)
        before = np.s_[top:bottom, left : middle - 2]
        after = np.s_[top:bottom, middle + 2 : right]
        assert (frame[before] == both.whole[before]).all()
        assert (frame[after] == both.empty[after]).all()
    assert (both.frame(1.0) == both.whole).all()
    assert (both.frame(0.0) == both.empty).all()
    # all that changes lies inside the panels
    changed = np.argwhere((both.whole != both.empty).any(axis=2))
    inside = [
        (changed[:, 0] >= top) & (changed[:, 0] < bottom + 8)
        & (changed[:, 1] >= left - 8) & (changed[:, 1] < right + 8)
        for top, bottom, left, right in both.boxes
    ]  # fmt: skip
    assert np.any(inside, axis=0).all()


def test_a_film_leaves_the_figure_as_it_was(drawn):
    figure = drawn[0].figure
    before = figure.dpi, figure.canvas, figure.get_layout_engine()
    stages(figure, 640)
    assert (figure.dpi, figure.canvas, figure.get_layout_engine()) == before
    assert all(part.get_visible() for part in drawn[0].lines)


def test_a_gif_has_its_frames(drawn, tmp_path):
    path = plots.animate(drawn, tmp_path / "new" / "a.gif", seconds=1, fps=10)
    with Image.open(path) as picture:
        assert picture.size[0] == film.WIDTH
        assert picture.n_frames >= 10
        assert picture.info["duration"] == 100


def test_an_mp4_is_written_where_there_is_ffmpeg(drawn, tmp_path):
    if film.ffmpeg() is None:
        pytest.skip("no ffmpeg")
    path = plots.animate(drawn, tmp_path / "a.mp4", seconds=1, fps=10)
    assert path.suffix == ".mp4"
    assert path.read_bytes()[4:8] == b"ftyp"


def test_without_ffmpeg_a_gif_is_written_and_said_so(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(film, "ffmpeg", lambda: None)
    with pytest.warns(UserWarning, match=r"a\.gif.*pip install -e .*\[video\]'"):
        path = plots.animate(drawn, tmp_path / "a.mp4", seconds=1, fps=5)
    assert path == tmp_path / "a.gif"
    assert path.exists()


def test_a_reveal_goes_panel_by_panel_or_along_time(drawn, tmp_path):
    paths = plots.reveal(drawn, tmp_path / "a.png")
    assert [p.name for p in paths] == ["a.0.png", "a.1.png", "a.2.png"]
    first, second, whole = (np.asarray(Image.open(p)).astype(int) for p in paths)
    assert np.abs(whole - second).sum() > 0
    assert np.abs(second - first).sum() > 0
    assert len(plots.reveal(drawn, tmp_path / "b.png", steps=5)) == 6


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda d, p: plots.animate(d, p / "a.avi"), r"ends in \.mp4 or \.gif"),
        (lambda d, p: plots.animate(d, p / "a.gif", fps=0), "fps is 0"),
        (lambda d, p: plots.animate(d, p / "a.gif", seconds=-1), "seconds is -1"),
        (lambda d, p: plots.animate(plt.figure(), p / "a.gif"), "Nothing in this figure grows"),
        (lambda d, p: plots.reveal(d, p / "a.pdf"), r"end in \.png"),
        (lambda d, p: plots.reveal(d, p / "a.png", steps=0), "steps is 0"),
    ],
)
def test_bad_requests_are_explained(drawn, tmp_path, call, message):
    with pytest.raises(InputError, match=message):
        call(drawn, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_film_that_cannot_be_written_is_explained(drawn, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="another folder"):
        plots.animate(drawn, tmp_path / "file" / "a.gif", seconds=0.2, fps=5)
