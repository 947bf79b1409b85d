"""The README keeps its word: its code runs, its commands parse, its names and files exist."""

import re
import shlex
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import sim
from sim.cli.parser import parser

TOP = Path(__file__).parents[1]
DOCS = TOP / "docs"
PAGES = [TOP / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("howto/*.md"))]
IDS = [page.name for page in PAGES]


def blocks(page):
    """Return the Python of a page, one text per block."""
    return re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), flags=re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_block_of_code_runs_in_order(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    space = {}
    for text in blocks(page):
        few = re.sub(r"\bpatients=\d[\d_]*(?!\d)", "patients=8", text)
        exec(compile(few, page.name, "exec"), space)
    plt.close("all")
    if page == PAGES[0]:
        made = {path.name for path in tmp_path.iterdir()}
        of_the_sweep = {"cost-by-mutation", "winners.png"}
        of_figures = {"slide.pdf", "slide.png", "dark.png", "dark.csv", "adaptive.gif"}
        assert made == {"burden.png", "runs.nc"} | of_the_sweep | of_figures


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_name_exists(page):
    for name in set(re.findall(r"\bsim\.([A-Za-z_.]+\w)", page.read_text("utf-8"))):
        found = sim
        for part in name.split("."):
            found = getattr(found, part)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_command_is_understood():
    lines = re.findall(r"^    (sim .*?)(?:\s+#.*)?$", PAGES[0].read_text("utf-8"), flags=re.M)
    assert len(lines) >= 5
    for line in lines:
        if not line.endswith("--help"):
            words = parser().parse_args(shlex.split(line)[1:])
            what = getattr(words, "what", "")
            assert not what.endswith(".toml") or (TOP / what).exists()


def test_the_tables_name_every_strategy_and_every_part():
    text = PAGES[0].read_text("utf-8")
    named = set(re.findall(r"`@?(?:sim\.)?(\w+)`", text))
    known = {name for name in sim.__all__ if isinstance(getattr(sim, name), type)}
    parts_of_others = {
        "BurdenAbove", "BurdenBelow", "Days", "Line", "Progression",  # of Lines
        "Recist", "RatioToBaseline", "RatioToNadir", "Pcwg3", "Reappearance", "Confirmed",
        "Cells", "Volume", "Diameter", "Lesions", "Marker", "CirculatingDna", "Noise",
        "Toxicity", "DoseRules", "Quality",  # of Clinic, in docs/trials.md
        "Biomarker", "Conduct", "Paired", "Randomised",  # of Trial
        "Regimen", "Runs", "InputError", "Tumour", "Visits", "Endpoints",
        "Jump", "Gillespie", "MeanField", "Lattice",  # by their names as texts
        "Grid", "Sobol", "LatinHypercube", "Sensitivity", "Points", "Table", "Sweep",  # docs/sweeps
        "Search", "Objective", "AtMost", "AtLeast",  # docs/search
        "SweepResults", "LinearAxis", "LogAxis", "IntegerAxis",
    }  # fmt: skip
    assert not known - named - parts_of_others
