"""The notebooks are kept clean. That they run is tested by nbmake (see pyproject.toml)."""

import json
import re
from pathlib import Path

import pytest

from sim.teaching.glossary import glossary, linked

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]


def read(path):
    return json.loads(path.read_text("utf-8"))


def code(path):
    return [c for c in read(path)["cells"] if c["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_it_is_kept_without_outputs(path):
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code(path))
    assert set(read(path)["metadata"]) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_it_has_what_every_notebook_of_the_course_has(path):
    text = "".join("".join(cell["source"]) + "\n" for cell in read(path)["cells"])
    assert "**Question.**" in text or "**You are the doctor.**" in text
    for word in ("Write down", "## Exercises", "## What to take away", "## Further reading"):
        assert word in text, word
    assert "sim.plots." in text or "plt." in text or "sim.teaching.treat" in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_its_cells_are_short(path):
    assert max(len(cell["source"]) for cell in code(path)) <= 30


def test_the_list_names_every_notebook():
    text = (NOTEBOOKS[0].parent / "README.md").read_text("utf-8")
    for path in NOTEBOOKS:
        assert f"]({path.name})" in text, path.name


def test_the_glossary_is_in_order_and_explains_each_word_once():
    text = (NOTEBOOKS[0].parent / "glossary.md").read_text("utf-8")
    heads = re.findall(r"^## (.+)$", text, flags=re.M)
    assert heads == sorted(set(heads), key=str.lower)
    assert [one.word for one in glossary().values()] == heads
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(glossary())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_its_new_words_are_in_the_glossary(path):
    words = linked(path.read_text("utf-8"))
    assert words
    assert set(words) <= set(glossary())
