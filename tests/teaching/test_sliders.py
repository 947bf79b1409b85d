"""Sliders: move one and the picture follows; without widgets there is still a picture."""

import base64
import io
import time

import matplotlib.pyplot as plt
import pytest

import sim
from sim.base.errors import InputError
from sim.teaching import Slider, explore, pictures, treat

WIDGET = "application/vnd.jupyter.widget-view+json"


def line(height):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1], [0, height])
    return fig


def test_a_moved_slider_changes_the_picture():
    shown = explore(line, height=(0.0, 10.0, 1.0))
    first = shown.picture
    shown.set(height=1.0)
    assert shown.picture == first
    shown.set(height=7.0)
    assert shown.picture != first
    assert shown.picture.startswith(b"\x89PNG")
    assert plt.get_fignums() == []  # else the notebook would show every figure once more


@pytest.fixture
def outputs(monkeypatch):
    """What a cell's output would hold: (forms, metadata), replaced where a place is."""
    from IPython import display

    shown = []

    class Handle:
        def __init__(self, where):
            self.where = where

        def update(self, data, metadata=None, raw=False):
            shown[self.where] = (data, metadata)

    def show(data, metadata=None, raw=False, display_id=False):
        assert raw
        shown.append((data, metadata))
        return Handle(len(shown) - 1) if display_id else None

    monkeypatch.setattr(display, "display", show)
    return shown


def picture_of(output):
    return base64.b64decode(output[0]["image/png"])


def test_the_picture_is_an_output_of_its_own_and_stays_when_the_widgets_are_gone(outputs):
    pytest.importorskip("ipywidgets")
    shown = explore(line, height=(0.0, 10.0, 1.0))
    shown._ipython_display_()
    widget, picture = outputs
    assert WIDGET in widget[0]
    assert "Sliders" in widget[0]["text/plain"]
    assert WIDGET not in picture[0]
    assert picture_of(picture) == shown.picture
    shown.box.children[0].value = 3.0
    assert len(outputs) == 2
    assert picture_of(outputs[1]) == shown.picture != picture_of(picture)


def test_a_picture_is_shown_at_the_size_it_was_drawn_with_two_dots_for_a_pixel(outputs):
    shown = explore(line, height=(0.0, 10.0, 1.0))
    shown._ipython_display_()
    _, metadata = outputs[-1]
    shown_at = metadata["image/png"]
    assert (shown_at["width"], shown_at["height"]) == (200, 100)  # 2 by 1 inches
    assert shown_at["alt"] == "Figure with sliders, at height = 1"
    size = plt.imread(io.BytesIO(picture_of(outputs[-1]))).shape
    assert size[:2] == (200, 400)


def test_axes_stay_while_a_slider_moves():
    limits = []

    def seen(height):
        fig, ax = plt.subplots(figsize=(2, 1))
        ax.plot([0, height], [0, height])
        limits.append(ax)
        return fig

    shown = explore(seen, height=(0.0, 10.0, 8.0))
    wide = limits[0].get_xlim(), limits[0].get_ylim()
    shown.set(height=2.0)
    assert (limits[1].get_xlim(), limits[1].get_ylim()) == wide
    shown.set(height=10.0)
    assert limits[2].get_xlim()[1] > wide[0][1]
    shown.set(height=1.0)
    assert limits[3].get_xlim() == limits[2].get_xlim()


def test_an_axis_of_cells_that_is_widened_has_ticks_in_all_of_it():
    axes = []

    def grown(first_cells):
        clone = sim.Clone("cells", 0.14, 0.12, start=first_cells)
        arms = {"growth": sim.Observation()}
        tumour = sim.Tumour(clones=[clone])
        runs = sim.simulate(tumour, arms, patients=2, days=90, seed=1, progress=False)
        axes.append(sim.plots.burden(runs))
        return axes[-1]

    shown = explore(grown, first_cells=Slider(1e4, 1e10, 1e10, log=True))
    shown.set(first_cells=1e5)
    shown.set(first_cells=1e10)
    low, high = axes[-1].get_ylim()
    ticks = axes[-1].get_yticks()
    assert low < 1e5
    assert high > 1e10
    assert min(ticks) < 30 * low
    assert max(ticks) > high / 30


@pytest.mark.parametrize("make", [lambda: explore(line, height=(0.0, 9.0, 1.0)), lambda: treat(1)])
def test_without_widgets_the_picture_is_there(monkeypatch, outputs, capsys, make):
    from sim.teaching import sliders

    for module in (pictures, sliders, __import__("sys").modules["sim.teaching.treat"]):
        monkeypatch.setattr(module, "widgets", lambda: None)
    make()._ipython_display_()
    assert not any(WIDGET in data for data, _ in outputs)
    assert picture_of(outputs[0]).startswith(b"\x89PNG")
    assert "Sliders need ipywidgets" in capsys.readouterr().out


def test_without_widgets_sliders_are_moved_by_calls(monkeypatch):
    from sim.teaching import sliders

    for module in (pictures, sliders):
        monkeypatch.setattr(module, "widgets", lambda: None)
    shown = explore(line, height=(0.0, 9.0, 1.0))
    before = shown.picture
    assert shown.set(height=5.0) is shown
    assert shown.picture != before


def test_a_logarithmic_slider_and_one_of_whole_numbers():
    pytest.importorskip("ipywidgets")
    log = Slider(1, 1e9, 1000, log=True).widget("cells")
    assert (log.min, log.max, log.value) == (0, 9, 1000)
    whole = Slider(1, 100, 1, step=1).widget("first_cells")
    assert (type(whole).__name__, whole.description) == ("IntSlider", "first cells")


def test_an_error_in_the_function_is_shown_under_the_sliders():
    pytest.importorskip("ipywidgets")

    def picky(dose):
        sim.Continuous("A", dose=dose)
        return line(dose)

    shown = explore(picky, dose=(0.0, 2000.0, 1.0))
    shown.set(dose=2000.0)
    assert "not a percentage" in shown._words.value
    shown.set(dose=2.0)
    assert shown._words.value == ""


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: explore(line), "needs a slider"),
        (lambda: explore(3, height=(0, 1, 0)), "explore needs a function"),
        (lambda: explore(line, height=5), "give .low, high, start."),
        (lambda: explore(line, height=(0, 1, 2)), "a start between"),
        (lambda: explore(lambda x: None, x=(0, 1, 0)), "Is `return` missing"),
        (lambda: Slider(0, 1, 0.5, log=True), "must be above 0"),
        (lambda: explore(line, height=(0, 1, 0)).set(hight=1), "Did you mean 'height'"),
    ],
)
def test_slips_are_explained(call, text):
    with pytest.raises(InputError, match=text):
        call()


@pytest.mark.slow
def test_from_slider_to_curve_in_less_than_a_third_of_a_second():
    """50 patients, four years: simulated, drawn, encoded. Processor time: others compute too."""
    tumour = sim.presets.melanoma_vemurafenib()

    def draw(dose):
        arms = {"treated": sim.Continuous("vemurafenib", dose=dose)}
        return sim.simulate(tumour, arms, patients=50, days=4 * sim.YEAR, seed=1, progress=False)

    shown = explore(draw, dose=(0.0, 2.0, 1.0))
    took = []
    for dose in (0.1, 0.5, 0.9, 1.3, 1.7):
        start = time.process_time()
        shown.set(dose=dose)
        took.append(time.process_time() - start)
    assert min(took) < 0.3
