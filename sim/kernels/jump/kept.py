"""What intervals needed of each patient, kept for when they come again.

What happens in an interval follows from a patient's numbers, from doses and concentrations, from
how long it is to the next administration and to the next visit. Under doses that go on these come
to rest, and under cycles they come again, to the bit (`rates.exposure`); then so does all else.

Which intervals are kept of a patient is one array, small and looked through at every visit; what
they needed another, whose rows are taken one after the other, by whoever needs one.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.steps.group import BEGUN, DOSE, ENDED, WAIT

# Columns of what is kept of an interval: the row where it is kept, from 1 on (0: none); and what it
# is known by: the LEVEL of crowding at which it holds (0: at any; `crowding.levels`), and of which
# states (`switching.mixed`); its DAYS, and from THERE on, each for all drugs, concentrations,
# doses, waits. In the first of a patient, NEXT is which is to be overwritten next, LAST which was
# used last.
AT_ROW, NEXT, LAST, LEVEL, DAYS, THERE = 0, 1, 2, 3, 4, 5
# Columns of a row: into how many STEPS the interval was cut, how many KINDS of steps are filled in,
# the ERROR that is left; from AFTER on the concentrations at the next visit; then the body.
STEPS, KINDS, ERROR, AFTER = 0, 1, 2, 3
MOST_KEPT = 64
"""Intervals that are kept of each patient. A drug with a half-life of days, seen weekly, takes a
dozen until it is at rest, half as many until it is gone, and a dozen again after each length of a
pause: adaptive treatment has a few of these, and whatever falls out is planned anew each time."""
ROOM = 256_000_000
"""Bytes for what they needed, of a block."""


class Kept(NamedTuple):
    """The intervals of patients, or of all where they share them, and what they needed."""

    known: np.ndarray
    """(patient or 1, interval, column): AT_ROW to the last wait."""
    rows: np.ndarray
    """(row, column): STEPS to the last of the body. The first are one for each patient."""
    used: np.ndarray
    """(1,) int64: rows that are taken."""


@inlined
def body(drugs):
    """Return the column of a row at which its body begins, with so many drugs."""
    return AFTER + drugs


def rows_for(patients, drugs, numbers, beside=0, most=MOST_KEPT):
    """Return how many rows there is room for: `most` for each patient, or fewer.

    Parameters
    ----------
    patients, drugs : int
    numbers : int
        Of the body.
    beside : int
        Numbers that are kept of each interval elsewhere.
    """
    return min(patients * most, ROOM // (8 * (AFTER + drugs + numbers + beside)))


def new_kept(patients, rows, drugs, numbers, most=MOST_KEPT):
    """Return room for what intervals need, with so many numbers in the body.

    Parameters
    ----------
    rows : int
        At least one for each patient; if not, nothing is kept.
    """
    if rows < patients:
        patients, rows, most = 1, 0, 0
    known = np.zeros((patients, most, THERE + 3 * drugs))
    return Kept(known, np.zeros((rows, AFTER + drugs + numbers)), np.array([patients]))


@inlined
def whose(kept, leader):
    """Return whose intervals a group finds its own in: everybody's, where all share them."""
    return leader if kept.known.shape[0] > 1 else 0


@inlined
def knows_whose(kept, model):
    """Tell whether what is kept is a patient's own, or everybody's: else nothing is found in it."""
    return kept.known.shape[0] > 1 or model.clone.shape[0] == 1


@inlined
def _is(known, p, e, days, drugs, kinetics, level):
    """Tell whether number e that is known of patient p is such an interval."""
    count = drugs.shape[1]
    if kinetics is not None:  # (what differs mostly)
        for d in range(count):
            if known[p, e, THERE + d] != drugs[BEGUN, d]:
                return False
            if known[p, e, THERE + 2 * count + d] != drugs[WAIT, d]:
                return False
    for d in range(count):
        if known[p, e, THERE + count + d] != drugs[DOSE, d]:
            return False
    return known[p, e, DAYS] == days and known[p, e, LEVEL] == level


@inlined
def same_again(kept, p, days, doses, row, level=0.0):
    """Return the row of what patient p used last if doses are the same, -1 if not.

    Where no drug has a half-life they are all that matters; this is found at nearly every visit.
    """
    known = kept.known
    last = int(known[p, 0, LAST])
    if known[p, last, DAYS] != days or known[p, last, LEVEL] != level:
        return -1
    count = (known.shape[2] - THERE) // 3
    for d in range(doses.shape[1]):
        if known[p, last, THERE + count + d] != doses[row, d]:
            return -1
    return int(known[p, last, AT_ROW]) - 1


@called
def find(kept, p, days, drugs, kinetics, level=0.0):
    """Return the row where such an interval of patient p is kept, -1 if it is not.

    Parameters
    ----------
    drugs : ndarray (DRUG_ROWS, drug)
        At the visit (`steps.group.begin_group`).
    """
    out_of_line()
    known = kept.known
    count = known.shape[1]
    if count == 0:
        return -1
    last = int(known[p, 0, LAST])
    for ahead in range(count):  # (rest comes again at once, a cycle one after the other)
        e = last + ahead if last + ahead < count else last + ahead - count
        if _is(known, p, e, days, drugs, kinetics, level):
            known[p, 0, LAST] = e
            return int(known[p, e, AT_ROW]) - 1
    return -1


@called
def keep(kept, p, days, drugs, steps, kinds, error, level=0.0):
    """Begin a row of an interval of patient p, whose body is to be filled; return which.

    A row of their own; where none is left, that of the oldest interval of this patient.
    """
    out_of_line()
    known = kept.known
    rows = kept.rows
    count = drugs.shape[1]
    at = int(known[p, 0, NEXT])
    row = int(known[p, at, AT_ROW]) - 1
    if row < 0 and at > 0 and kept.used[0] == rows.shape[0]:
        at = 0
        row = int(known[p, at, AT_ROW]) - 1
    if row < 0:
        row = p
        if at > 0:
            row = int(kept.used[0])
            kept.used[0] += 1
    known[p, at, AT_ROW], known[p, at, LEVEL], known[p, at, DAYS] = row + 1.0, level, days
    rows[row, STEPS], rows[row, KINDS], rows[row, ERROR] = steps, kinds, error
    for d in range(count):
        known[p, at, THERE + d], known[p, at, THERE + count + d] = drugs[BEGUN, d], drugs[DOSE, d]
        known[p, at, THERE + 2 * count + d] = drugs[WAIT, d]
        rows[row, AFTER + d] = drugs[ENDED, d]
    known[p, 0, NEXT], known[p, 0, LAST] = (at + 1) % known.shape[1], at
    return row
