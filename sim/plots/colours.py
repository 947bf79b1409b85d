"""Colours, dashes and markers that can be told apart in grey and by the colour-blind.

The palette is that of Okabe and Ito (2008), "Color universal design", without its yellow, which
is too light for a line on white, and with a grey. Nothing is said by colour alone: dashes and
markers repeat it.
"""

from dataclasses import dataclass
from typing import Any

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "0.55")
INK = "0.25"
"""Grey of everything that is not data."""
FAINT = "0.6"

_DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (6, 2, 1.2, 2)), (0, (1.5, 1.5)), (0, (10, 3)))
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")


@dataclass(frozen=True)
class Look:
    """How one arm or clone is drawn: its colour, its dashes, its marker."""

    colour: str
    dashes: Any
    marker: str


def look(index: int) -> Look:
    """Return the look of the arm or clone with this place in the order."""
    return Look(
        OKABE_ITO[index % len(OKABE_ITO)],
        _DASHES[index % len(_DASHES)],
        _MARKERS[index % len(_MARKERS)],
    )
