"""Scenario files, and slips in them: a value of another kind, a table for a list, half a line."""

# ruff: noqa: E501

import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[2] / "experiments"
DEEP = "[" * 3000 + "]" * 3000

VALUES = [
    "1", "-1", "0", "0.5", "1e308", "nan", "inf", "-inf", "true", "false", '""', '"x"', '"A"', "[]",
    "{}", "[1, []]", '["x"]', "[[1]]", "{a = 1}", "1979-05-27", "07:32:00", "5", '"S"', "10000000000",
    '{distribution = "lognorm", s = 1, scale = "x"}', '{distribution = "uniform"}',
    '{distribution = "norm", loc = []}', '{distribution = 3}', '{strategy = ["x"]}', "{strategy = {}}",
    '{treatment = "surgery", removed = []}', "{kind = []}", '{kind = "hill"}', '"\\u0000"',
    "[0.1, 0.2]", "[true]", '["continuous", 3]', "[{}]", '{A = "A"}', '{"" = 1}', '"$"', "99999999999",
]  # fmt: skip
EXTRA = [
    "preset = []", "control = {}", "keep = 5", "axis = [1, []]", "tumour = 3", "arms = 3", "niches = {}",
    "growth = []", "immune = 3", "founder = 1", "mechanisms = 2", "clinic = []", "drugs = [1]",
    "[tumour]\npreset = []", "[arms.x]\nstrategy = []", "[arms.x]\nstrategy = \"continuous\"\ndrug = []",
    "[[clones]]", "[[clones]]\nname = 3", "[growth]\nkind = {}", "x = " + DEEP, '"" = 1', "seed = 1",
    "engine = []", "patients = []", "title = 3", "days = []", "years = {}", "switches = [[]]",
]  # fmt: skip


def examples() -> list[tuple[str, str]]:
    """Return what each example file describes, and its text."""
    kinds = ("scenarios", "trials", "sweeps", "search")
    files = [(kind, file) for kind in kinds for file in sorted((FOLDER / kind).glob("*.toml"))]
    return [(kind, file.read_text(encoding="utf-8")) for kind, file in files]


def mutated(text: str, chance: np.random.Generator) -> str:
    """Return a text with one or two slips in it."""
    for _ in range(chance.integers(1, 3)):
        if "=" in text:
            text = SLIPS[chance.integers(len(SLIPS))](text, chance)
    return text


def _lines_with_values(text: str) -> tuple[list[str], list[int]]:
    lines = text.splitlines()
    return lines, [k for k, line in enumerate(lines) if "=" in line.split("#")[0]] or [0]


def _other_value(text: str, chance: np.random.Generator) -> str:
    lines, places = _lines_with_values(text)
    k = places[chance.integers(len(places))]
    lines[k] = lines[k].split("=")[0] + "= " + VALUES[chance.integers(len(VALUES))]
    return "\n".join(lines)


def _inner_value(text: str, chance: np.random.Generator) -> str:
    """Put another value into a table or a list on one line."""
    inner = [found for found in re.finditer(r"(?<=[\[{,=] )[^\[\]{},=\n]+(?=[,}\]])", text)]
    if not inner:
        return text
    found = inner[chance.integers(len(inner))]
    return text[: found.start()] + VALUES[chance.integers(len(VALUES))] + text[found.end() :]


def _other_key(text: str, chance: np.random.Generator) -> str:
    lines, places = _lines_with_values(text)
    k, j = chance.choice(places), chance.choice(places)
    lines[k] = lines[j].split("=")[0] + "=" + lines[k].partition("=")[2]
    return "\n".join(lines)


def _line_gone(text: str, chance: np.random.Generator) -> str:
    lines = text.splitlines()
    del lines[chance.integers(len(lines))]
    return "\n".join(lines)


def _line_twice(text: str, chance: np.random.Generator) -> str:
    lines = text.splitlines()
    lines.insert(chance.integers(len(lines)), lines[chance.integers(len(lines))])
    return "\n".join(lines)


def _more(text: str, chance: np.random.Generator) -> str:
    extra = EXTRA[chance.integers(len(EXTRA))]
    return f"{extra}\n{text}" if chance.integers(2) else f"{text}\n{extra}\n"


def _half(text: str, chance: np.random.Generator) -> str:
    return text[: chance.integers(len(text))]


def _letter(text: str, chance: np.random.Generator) -> str:
    k = chance.integers(len(text))
    return text[:k] + "[]{}=\"'#.,\n 0x-é\x00"[chance.integers(17)] + text[k + 1 :]


SLIPS: list[Any] = [
    _other_value, _other_value, _inner_value, _inner_value, _other_key, _line_gone, _line_twice, _more, _half, _letter,
]  # fmt: skip


def is_toml(text: str) -> bool:
    """Tell whether a text is a file at all."""
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True
