"""Treat a patient in a real browser: JupyterLab, a slider, a button, a figure that changes."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.teaching.browser import (
    FLAGS,
    PATIENCE,
    found_browser,
    jupyterlab,
    wait_for_kernel,
)

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "10_treat_this_patient.ipynb"
ROOM = 640
"""Pixels that JupyterLab's menus and toolbars leave of 768."""

pytest.importorskip("playwright", reason="playwright is not installed: pip install -e '.[test]'")
pytest.importorskip("jupyterlab", reason="jupyterlab is not installed: pip install -e '.[test]'")


@pytest.mark.skipif(
    found_browser() is None,
    reason="no browser on the PATH; on Debian and Ubuntu: apt-get install chromium",
)
def test_a_slider_and_a_button_change_the_figure(tmp_path):
    from playwright.sync_api import expect, sync_playwright

    shutil.copy(NOTEBOOK, tmp_path)
    with jupyterlab(tmp_path) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 2400})
        page.goto(f"{address}/lab/tree/{NOTEBOOK.name}", timeout=PATIENCE)
        page.locator(".jp-CodeCell").first.wait_for(timeout=PATIENCE)
        wait_for_kernel(page)
        _run_first_cell(page)
        board = page.locator(".jp-CodeCell").first.locator(".jp-OutputArea")
        chart = board.locator(".jp-RenderedImage img").first
        chart.wait_for(timeout=PATIENCE)
        before = _pixels(chart)

        slider = board.locator(".widget-slider", has_text="dose of A")
        expect(slider.locator(".widget-readout")).to_have_text("0.00")
        slider.locator(".noUi-handle").focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        expect(slider.locator(".widget-readout")).to_have_text("1.00")
        assert _pixels(chart) == before  # a dose that was not given yet changes nothing

        board.get_by_role("button", name="next visit").click()
        expect(chart).not_to_have_attribute("src", before, timeout=PATIENCE)
        # at the size at which it was drawn, and sharp
        assert chart.evaluate("image => image.naturalWidth") == 1600
        assert chart.evaluate("image => image.width") <= 800
        # sliders, buttons and chart together, without scrolling, on a screen of 1366 x 768
        top, bottom = slider.bounding_box(), chart.bounding_box()
        assert bottom["y"] + bottom["height"] - top["y"] < ROOM
        after = _pixels(chart)
        _save(page)
        browser.close()

        # opened again, without a kernel that knows the sliders: the picture has stayed
        browser = play.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 2400})
        page.goto(f"{address}/lab/tree/{NOTEBOOK.name}", timeout=PATIENCE)
        kept = page.locator(".jp-CodeCell").first.locator(".jp-RenderedImage img").first
        kept.wait_for(timeout=PATIENCE)
        assert _pixels(kept) == after
        browser.close()
    saved = json.loads((tmp_path / NOTEBOOK.name).read_text("utf-8"))
    assert "image/png" in json.dumps(saved["cells"][1]["outputs"])


def _save(page) -> None:
    with page.expect_response(
        lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url
    ):
        page.keyboard.press("Control+s")


def _run_first_cell(page) -> None:
    """Press Shift+Enter until JupyterLab takes it: while it loads, a key can be lost."""
    from playwright.sync_api import TimeoutError

    prompt = page.locator(".jp-CodeCell").first.locator(".jp-InputPrompt")
    for _ in range(12):
        page.locator(".jp-CodeCell .jp-Editor").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            prompt.filter(has_text=re.compile(r"[*\d]")).wait_for(timeout=10_000)
            return
        except TimeoutError:
            continue
    raise AssertionError("JupyterLab never began to run the first cell")


def _pixels(image) -> str:
    """Return the address of the picture that is shown; another picture has another one."""
    return image.get_attribute("src")
