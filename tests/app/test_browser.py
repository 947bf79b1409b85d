"""The app in a real browser: compare, take home, a link, a game to its end, a lesson, keys only."""

import base64
import io
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from sim.app.form import controls
from tests.app.browser import served
from tests.teaching.browser import FLAGS, found_browser

PATIENCE = 120_000
"""Milliseconds: the first simulation may have to be compiled."""
FIGURES = ("burden", "clones", "kaplan_meier")

pytest.importorskip("playwright", reason="playwright is not installed: pip install -e '.[test]'")
pytestmark = pytest.mark.skipif(
    found_browser() is None,
    reason="no browser on the PATH; on Debian and Ubuntu: apt-get install chromium",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served(tmp_path_factory.mktemp("app"), "--class", "biology") as app:
        yield app.address


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    opened = chromium.new_page(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    opened.set_default_timeout(PATIENCE)
    wrong = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    opened.close()
    assert wrong == []


def open_(page, address, query=""):
    page.goto(f"{address}/{query}", timeout=PATIENCE)
    for kind in FIGURES:
        page.locator(f"#{kind} img").wait_for()
    page.locator("#table table").wait_for()


def settled(page):
    """Wait until nothing is computed any more."""
    page.wait_for_function(
        "() => !document.querySelector('.tab-pane.active .recalculating') && "
        "!document.documentElement.classList.contains('shiny-busy')"
    )


def pixels(page):
    """Return the burden figure as it was sent, without what is written in the file beside it."""
    _, data = page.get_attribute("#burden img", "src").split(",")
    return imread(io.BytesIO(base64.b64decode(data)), format="png")


def test_a_change_is_drawn_and_the_address_says_it(page, address):
    open_(page, address)
    before = page.get_attribute("#burden img", "src")
    page.select_option("#arm2", "combination")
    page.wait_for_function("old => document.querySelector('#burden img').src !== old", arg=before)
    page.locator("#table").get_by_role("rowheader", name="combination").wait_for()
    page.wait_for_function("() => location.search === '?arm2=combination'")
    settled(page)
    drawn = pixels(page)
    open_(page, address, "?arm2=combination")
    settled(page)
    np.testing.assert_array_equal(pixels(page), drawn)
    assert page.input_value("#arm2") == "combination"


def test_what_is_wrong_stands_beside_its_control(page, address):
    open_(page, address)
    page.fill("#melanoma_vemurafenib_birth", "0.1")
    beside = page.locator("#melanoma_vemurafenib_birth_wrong")
    beside.filter(has_text="does not grow").wait_for()
    assert page.get_attribute("#melanoma_vemurafenib_birth", "aria-invalid") == "true"
    assert page.locator("#refused").inner_text().startswith("Not drawn anew")
    page.fill("#melanoma_vemurafenib_birth", "0.15")
    page.wait_for_function(
        "() => document.getElementById('melanoma_vemurafenib_birth_wrong').textContent === ''"
    )


def test_everything_can_be_taken_home(page, address, tmp_path):
    open_(page, address, "?patients=5&years=1")
    settled(page)
    taken = {}
    for button in ("take_picture", "take_numbers", "take_scenario", "take_program"):
        with page.expect_download() as download:
            page.click(f"#{button}")
        taken[button] = tmp_path / download.value.suggested_filename
        download.value.save_as(taken[button])
    assert taken["take_picture"].read_bytes().startswith(b"\x89PNG")
    assert "continuous" in taken["take_numbers"].read_text()
    page.select_option("#take_figure", "kaplan_meier")
    page.select_option("#take_look", "paper")
    page.select_option("#take_ending", "pdf")
    settled(page)
    with page.expect_download() as download:
        page.click("#take_picture")
    assert download.value.suggested_filename == "kaplan_meier.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")

    from sim.cli import main

    assert (
        main(["compare", str(taken["take_scenario"]), "--output", str(tmp_path / "out"), "--quiet"])
        == 0
    )
    assert (tmp_path / "out" / "summary.csv").exists()


def test_a_game_is_played_to_its_end(page, address):
    page.goto(address)
    page.get_by_role("tab", name="Play").click()
    page.locator("#chart img").wait_for()
    page.fill("#player", "<b>Ann & Bob, who have a very long name</b>")
    for visit in range(1, 4):
        page.click("#next" if visit < 3 else "#holiday")
        page.locator("#chart").filter(has_text=f"Day {56 * visit}:").wait_for()
    page.click("#stop")
    page.locator("#truth table").wait_for()
    page.locator("#truth").get_by_role("rowheader", name="you", exact=True).wait_for()
    page.locator("#standing").get_by_text("<b>Ann & Bob, who have a").first.wait_for()
    page.wait_for_function("() => document.getElementById('next').disabled")
    page.fill("#patient", "12")
    page.click("#start")
    page.locator("#chart").filter(has_text="Patient 12. Day 0").wait_for()
    page.locator("#standing").filter(has_text="Nobody yet").wait_for()
    page.wait_for_function("() => !document.getElementById('next').disabled")


def test_a_lesson_is_read_a_slider_moved_an_answer_checked(page, address):
    page.goto(address)
    page.get_by_role("tab", name="Learn").click()
    page.locator("#reading .cell").first.wait_for()
    picture = page.locator("#reading .cell .shiny-html-output img").first
    picture.wait_for()
    before = picture.get_attribute("src")
    handle = page.locator("#reading .irs-handle").first
    handle.click()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelector('#reading .cell .shiny-html-output img').src !== old",
        arg=before,
    )
    answer = page.get_by_label("Your answer to 1.1")
    answer.fill("13.86")
    page.locator(".exercise", has=answer).get_by_role("button", name="Check").click()
    page.locator(".right").first.wait_for()


def test_keys_alone_are_enough(page, address):
    """Tab goes through the controls in their order, and what has the focus is to be seen."""
    open_(page, address)
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("() => document.activeElement.id"))
        if seen[-1] == "arm1":
            break
    wanted = ["tumour", "melanoma_vemurafenib_n12", "melanoma_vemurafenib_kill", "arm1"]
    assert [id_ for id_ in seen if id_ in wanted] == wanted
    before = page.get_attribute("#burden img", "src")
    page.keyboard.press("m")  # (metronomic)
    page.wait_for_function("old => document.querySelector('#burden img').src !== old", arg=before)
    assert page.input_value("#arm1") == "metronomic"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
@pytest.mark.parametrize("tab", ["Compare", "Play", "Learn"])
def test_nothing_is_wider_than_the_screen(page, address, width, height, tab):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    toggle = page.locator(".navbar-toggler")
    if toggle.is_visible():
        toggle.click()
    page.get_by_role("tab", name=tab).click()
    first = {"Compare": "#burden img", "Play": "#chart img", "Learn": "#reading .cell"}[tab]
    page.locator(first).first.wait_for(state="attached")
    settled(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """Return the text of axe-core, which finds what keeps people from using a page."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("axe")
    if npm is None:
        pytest.skip("no npm, which brings axe-core")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "axe-core@4"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    if done.returncode != 0:
        pytest.skip("axe-core cannot be had from npm here")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.mark.parametrize("tab", ["Compare", "Play", "Learn"])
def test_screen_readers_have_no_serious_trouble(page, address, axe, tab):
    page.goto(address)
    page.get_by_role("tab", name=tab).click()
    first = {"Compare": "#table table", "Play": "#chart img", "Learn": "#reading .cell"}[tab]
    page.locator(first).first.wait_for()
    settled(page)
    page.evaluate(axe)
    found = page.evaluate("() => axe.run()")
    serious = [
        (one["id"], [node["html"][:150] for node in one["nodes"]][:3])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == [], json.dumps(serious, indent=1)


def test_all_controls_are_on_the_page(page, address):
    open_(page, address)
    there = page.evaluate("() => [...document.querySelectorAll('input,select')].map(x => x.id)")
    assert set(controls()) <= set(there)
