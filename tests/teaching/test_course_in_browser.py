"""The whole course in JupyterLab and a real browser, as a student who knows no Python walks it."""

import json
import shutil
import time
from pathlib import Path

import pytest

from sim.teaching.exercises import exercise_named, names
from sim.teaching.kinds import Choice, Number
from tests.teaching.browser import (
    FLAGS,
    PATIENCE,
    found_browser,
    jupyterlab,
    run_all_cells,
    wait_for_kernel,
)

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[01]*.ipynb"))

pytest.importorskip("playwright", reason="playwright is not installed: pip install -e '.[test]'")
pytest.importorskip("jupyterlab", reason="jupyterlab is not installed: pip install -e '.[test]'")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        found_browser() is None,
        reason="no browser on the PATH; on Debian and Ubuntu: apt-get install chromium",
    ),
]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_student_can_walk_it_without_typing_python(notebook, tmp_path):
    from playwright.sync_api import sync_playwright

    shutil.copy(notebook, tmp_path)
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    own = [n for n in names() if n.split(".")[0] == str(int(notebook.stem[:2]))]
    exercises = [exercise_named(name) for name in own]
    with jupyterlab(tmp_path) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        # (so high that every cell is drawn: JupyterLab leaves out what is far away)
        page = browser.new_page(viewport={"width": 1366, "height": 12_000})
        page.goto(f"{address}/lab/tree/{notebook.name}", timeout=PATIENCE)
        page.locator(".jp-CodeCell").first.wait_for(timeout=PATIENCE)
        wait_for_kernel(page)
        run_all_cells(page, len(cells))
        predictions = page.get_by_placeholder("your prediction, then Enter")
        asked = "".join("".join(cell["source"]) for cell in cells).count("teaching.predict(")
        assert predictions.count() == asked
        for box in predictions.all():
            box.fill("about 100")
            box.press("Enter")
        numbers = page.get_by_placeholder("your answer, then Enter")
        assert numbers.count() == sum(isinstance(each, Number) for each in exercises)
        for box in numbers.all():
            box.fill("1,5e-17")
            box.press("Enter")
            _said(box, "Not yet.")
        letters = page.get_by_role("button", name="a", exact=True)
        assert letters.count() == sum(isinstance(each, Choice) for each in exercises)
        page.keyboard.press("Control+s")
        time.sleep(2)
        browser.close()
    saved = json.loads((tmp_path / notebook.name).read_text("utf-8"))["cells"]
    outputs = [each for cell in saved for each in cell.get("outputs", [])]
    assert [each for each in outputs if each["output_type"] == "error"] == []
    # (a bar that has gone leaves spaces; what is compiled says so)
    said = "".join("".join(each["text"]) for each in outputs if each.get("name") == "stderr")
    assert "Warning" not in said
    assert "Error" not in said


def _said(box, words: str) -> None:
    """Wait until words stand in the output that a box is in."""
    area = box.locator("xpath=ancestor::*[contains(@class,'jp-OutputArea-child')][1]")
    area.get_by_text(words).first.wait_for(timeout=20_000)
