"""Sliders: move one and the picture follows; without widgets there is still a picture."""

import base64
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


def test_it_is_shown_as_widgets_and_as_a_picture():
    pytest.importorskip("ipywidgets")
    shown = explore(line, height=(0.0, 10.0, 1.0))
    forms = shown._repr_mimebundle_()
    assert WIDGET in forms
    assert base64.b64decode(forms["image/png"]) == shown.picture
    shown.box.children[0].value = 3.0
    assert shown._image.value == shown.picture
    assert base64.b64decode(shown._repr_mimebundle_()["image/png"]) == shown.picture


@pytest.mark.parametrize("make", [lambda: explore(line, height=(0.0, 9.0, 1.0)), lambda: treat(1)])
def test_without_widgets_the_picture_is_there(monkeypatch, make):
    from sim.teaching import sliders

    for module in (pictures, sliders, __import__("sys").modules["sim.teaching.treat"]):
        monkeypatch.setattr(module, "widgets", lambda: None)
    shown = make()
    forms = shown._repr_mimebundle_()
    assert WIDGET not in forms
    assert base64.b64decode(forms["image/png"]).startswith(b"\x89PNG")


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
        (lambda: explore(3, height=(0, 1, 0)), "takes a function"),
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
    """50 patients, four years: simulated, drawn, encoded. The best of five: others compute too."""
    tumour = sim.presets.melanoma_vemurafenib()

    def draw(dose):
        arms = {"treated": sim.Continuous("vemurafenib", dose=dose)}
        return sim.simulate(tumour, arms, patients=50, days=4 * sim.YEAR, seed=1, progress=False)

    shown = explore(draw, dose=(0.0, 2.0, 1.0))
    took = []
    for dose in (0.1, 0.5, 0.9, 1.3, 1.7):
        start = time.perf_counter()
        shown.set(dose=dose)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.3
