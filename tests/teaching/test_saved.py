"""A notebook that was run and saved: what is still there without its kernel."""

import json
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def saved():
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipywidgets")
    (path,) = NOTEBOOKS.glob("03_*.ipynb")
    notebook = nbformat.read(path, 4)
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    return notebook


def test_every_slider_leaves_a_picture_that_needs_no_widget(saved):
    sliders = [cell["outputs"] for cell in saved["cells"] if "explore(" in "".join(cell["source"])]
    assert sliders
    for outputs in sliders:
        data = [output["data"] for output in outputs if "data" in output]
        assert any("image/png" in forms and WIDGET not in forms for forms in data)


def test_no_progress_bar_is_left(saved):
    text = json.dumps([cell.get("outputs", []) for cell in saved["cells"]])
    assert "Treating" not in text
    assert "visit/s" not in text


def test_a_page_made_from_it_shows_the_picture(saved):
    nbconvert = pytest.importorskip("nbconvert")
    page, _ = nbconvert.HTMLExporter().from_notebook_node(saved)
    pictures = sum(
        "image/png" in output.get("data", {})
        for cell in saved["cells"]
        for output in cell.get("outputs", [])
    )
    assert pictures >= 1
    assert page.count('src="data:image/png;base64,') == pictures
    assert "model not found" not in page
