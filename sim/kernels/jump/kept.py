"""What intervals needed of each patient, kept for when they come again.

What happens in an interval follows from a patient's numbers, from doses and concentrations, from
how long it is to the next administration and to the next visit. Under doses that go on these come
to rest, and under cycles they come again, to the bit (`rates.exposure`); then so does all else.
"""

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.steps.group import BEGUN, DOSE, ENDED, WAIT

# Columns of an entry. In the first entry of a patient, NEXT is which is to be overwritten next,
# LAST which was used last. Then into how many STEPS the interval was cut, how many KINDS of steps
# are filled in, the ERROR that is left, and at which LEVEL of crowding it holds (0: at any;
# `crowding.levels`). From KEY on stand, each for all drugs: doses, concentrations, waits; then
# concentrations at the next visit; then the BODY.
NEXT, LAST, DAYS, STEPS, KINDS, ERROR, LEVEL = 0, 1, 2, 3, 4, 5, 6
KEY = 7
MOST_KEPT = 64
"""Intervals that are kept of each patient. A drug with a half-life of days, seen weekly, takes a
dozen until it is at rest, half as many until it is gone, and a dozen again after each length of a
pause: adaptive treatment has a few of these, and whatever falls out is planned anew each time."""
ROOM = 256_000_000
"""Bytes for them, of a block."""


@inlined
def body(drugs):
    """Return the column at which the body begins, with so many drugs."""
    return KEY + 4 * drugs


def entries_for(patients, drugs, numbers, beside=0, most=MOST_KEPT):
    """Return for how many intervals of each patient there is room; 0 if not even for one.

    Parameters
    ----------
    patients, drugs : int
    numbers : int
        Of the body.
    beside : int
        Numbers that are kept of each entry elsewhere.
    most : int
        No more.
    """
    return min(most, ROOM // (8 * patients * (KEY + 4 * drugs + numbers + beside)))


def new_kept(patients, entries, drugs, numbers):
    """Return room (patient, entry, column) for what intervals need."""
    return np.zeros((patients, entries, KEY + 4 * drugs + numbers))


@inlined
def whose(kept, leader):
    """Return whose entries a group finds its own in: everybody's, where all share them."""
    return leader if kept.shape[0] > 1 else 0


@inlined
def knows_whose(kept, model):
    """Tell whether what is kept is a patient's own, or everybody's: else nothing is found in it."""
    return kept.shape[0] > 1 or model.clone.shape[0] == 1


@inlined
def _is(entry, days, drugs, kinetics, level):
    """Tell whether an entry is of such an interval."""
    if entry[DAYS] != days or entry[LEVEL] != level:
        return False
    count = drugs.shape[1]
    for d in range(count):
        if entry[KEY + d] != drugs[DOSE, d]:
            return False
        if kinetics is not None:
            same = entry[KEY + count + d] == drugs[BEGUN, d]
            if not same or entry[KEY + 2 * count + d] != drugs[WAIT, d]:
                return False
    return True


@inlined
def same_again(kept, p, days, doses, row):
    """Return the entry of patient p that was used last if doses are the same, -1 if not.

    Where no drug has a half-life they are all that matters; this is found at nearly every visit.
    """
    last = int(kept[p, 0, LAST])
    if kept[p, last, DAYS] != days:
        return -1
    for d in range(doses.shape[1]):
        if kept[p, last, KEY + d] != doses[row, d]:
            return -1
    return last


@called
def find(kept, days, drugs, kinetics, level=0.0):
    """Return which entry is of such an interval, -1 if none is.

    Parameters
    ----------
    kept : ndarray (entry, column)
        Of a patient.
    drugs : ndarray (DRUG_ROWS, drug)
        At the visit (`steps.group.begin_group`).
    """
    out_of_line()
    last, entries = int(kept[0, LAST]), kept.shape[0]
    for ahead in range(entries):  # (rest comes again at once, a cycle one after the other)
        e = last + ahead if last + ahead < entries else last + ahead - entries
        if _is(kept[e], days, drugs, kinetics, level):
            kept[0, LAST] = e
            return e
    return -1


@called
def keep(kept, days, drugs, steps, kinds, error, level=0.0):
    """Begin an entry, whose body is to be filled; return which."""
    out_of_line()
    at, count = int(kept[0, NEXT]), drugs.shape[1]
    entry = kept[at]
    entry[DAYS], entry[STEPS], entry[KINDS], entry[ERROR] = days, steps, kinds, error
    entry[LEVEL] = level
    for d in range(count):
        entry[KEY + d] = drugs[DOSE, d]
        entry[KEY + count + d], entry[KEY + 2 * count + d] = drugs[BEGUN, d], drugs[WAIT, d]
        entry[KEY + 3 * count + d] = drugs[ENDED, d]
    kept[0, NEXT], kept[0, LAST] = (at + 1) % kept.shape[0], at
    return at
