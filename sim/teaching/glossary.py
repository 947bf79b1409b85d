"""The words of the course, as ``glossary.md`` beside the notebooks explains them."""

import re
from functools import lru_cache
from typing import NamedTuple

from sim.teaching.copies import GLOSSARY, notebooks

LINK = f"]({GLOSSARY}#"
"""How a notebook links to a word; what follows is the word's anchor."""


class Word(NamedTuple):
    """A word and what it means."""

    word: str
    meaning: str


@lru_cache(1)
def glossary() -> dict[str, Word]:
    """Return the words by their anchors: ``drug-holiday`` is "Drug holiday"."""
    text = (notebooks()[0].parent / GLOSSARY).read_text("utf-8")
    found = re.findall(r"^## (.+)\n(.+)$", text, flags=re.M)
    return {word.lower().replace(" ", "-"): Word(word, meaning) for word, meaning in found}


def linked(text: str) -> list[str]:
    """Return the anchors that a text links to, each once."""
    return list(dict.fromkeys(re.findall(re.escape(LINK) + r"([\w-]+)\)", text)))
