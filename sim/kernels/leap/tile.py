"""Tumours side by side: how the numbers of many lie in memory.

What large clones need is plain arithmetic, and a processor does it for several tumours at a time
where their numbers are neighbours. A tile holds up to TILE tumours; number c of the one at place i
is ``x[c + i]`` of a flat array, where names such as CELLS are multiples of SIDE. The compiler then
knows every distance, and need not check whether two of them overlap.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death import law
from sim.kernels.birth_death.law import NODES, WIDTH
from sim.kernels.compile import allocating

TILE = 128
"""Tumours in a tile: so few that its numbers stay in the caches near the processor."""
SIDE = np.int64(TILE + 8)
"""Distance between rows; no power of two, or all rows would fall on the same lines of a cache."""


def _rows(first: int, count: int) -> np.ndarray:
    # Not Python integers: numba would compile a copy of a function for each literal it is given.
    return SIDE * np.arange(first, first + count)


# Rows of each clone: its cells, and founders that are expected at the nodes of the step.
CELLS, FOUNDED0, FOUNDED1, FOUNDED2 = _rows(0, 4)
SHARED_ROWS = np.int64(4)
# Where tumours have laws of their own: the rates of the step without crowding (as the rows of
# `birth_death.law`), the share of divisions without mutant, births without drug, 1 / capacity.
BIRTHS, DEATHS, LINKED = _rows(4, 3)
PIECES, AT_NODES = SIDE * (4 + law.OF_PIECES), SIDE * (4 + law.AT_NODES)
UNEVEN, AHEAD_OF_MEANS = SIDE * (4 + law.UNEVEN), SIDE * (4 + law.AHEAD)
VARYING, LATER = SIDE * (4 + law.VARYING), SIDE * (4 + law.LATER)
_NEXT = 4 + law.RATE_ROWS
STAYS, UNTREATED, PER_CELL = _rows(_NEXT, 3)
# Net rates and cells that are predicted; the factor on births and the added deaths by crowding:
# average, at the start, at the end.
NET, AHEAD, FACTOR, ADDED, START_FACTOR, START_ADDED, END_FACTOR, END_ADDED = _rows(_NEXT + 3, 8)
# Rates as crowded: (births without mutant, deaths, divisions in a step at the node behind it) of
# each of the four pieces; the last has no node.
STEP = SIDE * (_NEXT + 11)
ASIDE = SIDE * (_NEXT + 22)
"""Cells of tumours that take no part in a step."""
# Crowding by the cells that are foreseen for the middle: by means of rates, and as they change.
EVEN_FACTOR, EVEN_ADDED, MOVED_FACTOR, MOVED_ADDED = _rows(_NEXT + 23, 4)
CLONE_ROWS = np.int64(_NEXT + 27)

# Rows of the work space of one clone, for the tumours that are lined up: what they start with, how
# they are drawn, and what they found.
N, F0, F1, F2, NORMAL, K1, K2, K3, K4, COUNT, OWN, KEPT, KIND, D0, D1, D2 = _rows(0, 16)
# The same rows before a step, for all tumours of a tile (`crowding.together`).
LOAD, TOTAL, EVENTS, CHANGE, STEEP, ERROR, PULL, STEPS, OFF, WRONG = _rows(0, 10)
# Their rates, as in STEP, and the days of their step; and laws (`birth_death.law`).
LINED, LINED_DAYS, LAW = SIDE * 16, SIDE * 27, SIDE * 28
# Of all tumours of a tile: the days of the step that each takes, where laws are their own.
DAYS = SIDE * (28 + WIDTH)
WORK_ROWS = 29 + WIDTH
SMALL, MIDDLING, LARGE = 0.0, 1.0, 2.0
"""KIND: how a clone is drawn (`leap.one`)."""


# Rows of whole numbers: the patients, their rows of parameters, whose rates stand at a place (0:
# nobody's), the fewest steps they may take, the places of the tumours that are lined up, which
# matrix they switch by, and the row where the plan of the interval is kept.
WHO, ROW, GROUP, FEWEST, PLACE, MATRIX, ENTRY = _rows(0, 7)
# Rows of addresses: of the interval, of this step, and of the tumours that are lined up.
BASE, HERE, LINED_UP = _rows(0, 3)
# Rows of what is true: founders wait; a clone hit the ceiling of 10^15 cells (it has that many).
HIT, FULL_NOW = _rows(0, 2)
# What is true of a clone: it expects founders in this step; its law is filled (`leap.own_laws`);
# some tumour of the tile has cells of it (`crowding.together`).
FED, READY, ALIVE = np.arange(3)


class Tile(NamedTuple):
    """Up to TILE tumours, and work space for them. Few arrays: each costs compile time."""

    clones: np.ndarray
    """(clone, CLONE_ROWS x SIDE) float64, or (clone, SHARED_ROWS x SIDE) where laws are shared."""
    work: np.ndarray
    """(WORK_ROWS x SIDE,) float64."""
    numbers: np.ndarray
    """(7 x SIDE,) int64: WHO to ENTRY."""
    keys: np.ndarray
    """(3 x SIDE,) uint64: BASE, HERE, LINED_UP."""
    waiting: np.ndarray
    """(SIDE, clone, NODES): founders that wait to grow; zero between steps."""
    true: np.ndarray
    """(2 x SIDE,) bool: HIT (False between steps), FULL_NOW."""
    marks: np.ndarray
    """(3, clone) bool: FED (False between steps), READY, ALIVE."""


@allocating
def new_tile(clones, rows):
    """Return an empty tile for tumours of so many clones: CLONE_ROWS of each, or SHARED_ROWS."""
    return Tile(
        np.zeros((clones, rows * SIDE)),
        np.zeros(WORK_ROWS * SIDE),
        np.zeros(7 * SIDE, np.int64),
        np.zeros(3 * SIDE, np.uint64),
        np.zeros((SIDE, clones, NODES)),
        np.zeros(2 * SIDE, np.bool_),
        np.zeros((3, clones), np.bool_),
    )
