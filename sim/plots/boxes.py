"""Boxes with names in rows: words whole, and rows that do not touch."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.plots.layout import Panels

SMALLEST = 0.6
"""Letters in a box become no smaller than this share of the others."""
BETWEEN_ROWS = 2.6
"""Lines of text between two rows of boxes: their edges, and the rate beside the arrow."""


def labels_of(depth: Mapping[str, int], width: float) -> dict[str, tuple[str, float]]:
    """Return the words of every box, in lines, and the size of their letters (share of the font).

    Words stay whole: where the longest has no room beside the other boxes of its row, letters are
    smaller, down to three fifths; only then is it parted.
    """
    steps = list(depth.values())
    found = {}
    for step in dict.fromkeys(steps):
        row = [name for name, at in depth.items() if at == step]
        room, longest = _letters(row, width), _longest(row)
        share = float(np.clip(room / longest, SMALLEST, 1.0)) if longest else 1.0
        letters = int(np.clip(room / share, 3, 24))
        for name in row:
            found[name] = (textwrap.fill(name, letters, break_on_hyphens=False), 0.9 * share)
    return found


def parted(row: Sequence[str], width: float) -> bool:
    """Tell whether the words of a row of names are parted, however small their letters are."""
    return _letters(row, width) < SMALLEST * _longest(row)


def _letters(row: Sequence[str], width: float) -> float:
    """Return for how many letters, at nine tenths of the font, each box of a row has room."""
    return 0.9 * width / (len(row) + 0.2) / 0.5 - 2.0


def _longest(row: Sequence[str]) -> int:
    return max(len(word) for name in row for word in name.split() or [""])


def give_height(
    panels: Panels, depth: Mapping[str, int], labels: Mapping[str, tuple[str, float]]
) -> None:
    """Make the page higher where the rows of boxes would touch."""
    if not (panels.ours and panels.grows):
        return
    lines = [
        max(labels[n][0].count("\n") + 1 for n, at in depth.items() if at == step)
        for step in set(depth.values())
    ]
    needed = sum(1.25 * count + BETWEEN_ROWS for count in lines) * 0.9 * panels.font / 72 + 0.6
    figure: Any = panels.figure
    if needed > figure.get_figheight():
        figure.set_size_inches(figure.get_figwidth(), needed, forward=False)
