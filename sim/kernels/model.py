"""The arrays that a tumour becomes (filled in `sim.lower`): all that kernels know of it.

r runs over rows of parameters (1 row when every patient has the same numbers, else one per
patient), i and j over clones, d over drugs, m over mutations, w over switches.
"""

from typing import NamedTuple

import numpy as np

# What a drug's effect acts on, and the shape of its dose-response.
ON_DEATH, ON_BIRTH, ON_DIVISION, ON_MECHANISM, ON_CAPACITY = 0, 1, 2, 3, 4
HILL, PROPORTIONAL, CURVE = 0, 1, 2
# How drugs add up.
BLISS, HIGHEST, LOEWE, PARALLEL = 0, 1, 2, 3
# How crowding acts.
NO_CROWDING, LOGISTIC_BIRTH, LOGISTIC_DEATH, GOMPERTZ = 0, 1, 2, 3
ALLEE, GAME = -1, -2
"""Laws under which more cells may bring more births (`rates.crowding`): not for the jump engine."""
CURVED = 4
"""A law that is a table; this and every number above: CURVED + s - 1 falls by at most s for each
e-fold of cells."""

CEILING = 1e15
"""No clone counts beyond this; reaching it ends the run of that patient, by name."""

RUNNING, FULL, EVENTS = 0, 3, 4
"""What kernels know of a patient's state: running, a clone at the ceiling, too many events."""

# Columns of the tables below. Few arrays with named columns, not many arrays: each array that a
# kernel takes costs compile time, and a pair of atomic operations at every call.
BIRTH, DEATH, STAY, PER_CAPACITY, ARRIVALS, BATCH = 0, 1, 2, 3, 4, 5
MAXIMUM, SLOPE, DECAY, TABLE = 0, 1, 2, 3
SHAPE, ACTS = 0, 1
FIRST_EDGE, END_EDGE, HAS_SOURCE = 0, 1, 2
SOURCE, TARGET = 0, 1
KEPT, PUMPING, CAPACITY, HALF, STEEP, INHIBITED = 0, 1, 2, 3, 4, 5
INTERACTION, PAIR_A, PAIR_B, CROWDING, UNIFORM, OTHER = 0, 1, 2, 3, 4, 5
MOMENT, BOLUS_DRUG, DOSE, DURATION = 0, 1, 2, 3
ROOMS = 3
"""Numbers of a drug beside its concentration, where there are bodies (`rates.body`)."""


class Model(NamedTuple):
    """A tumour and its drugs as arrays."""

    clone: np.ndarray
    """(r, i, 4 or 6): BIRTH and DEATH [1/day], STAY (probability that a division brings no mutant),
    PER_CAPACITY [1/cells]; where cells come from elsewhere, ARRIVALS [1/day] of BATCH cells."""
    drug: np.ndarray
    """(r, d, 3 or more): MAXIMUM (largest effect, or effect at concentration 1; of a drug that acts
    on a mechanism, the largest share it blocks), SLOPE (Hill), DECAY [1/day; 0: concentration is
    the dose]; from TABLE on that of a dose-response which is one (`rates.table`)."""
    potency: np.ndarray
    """(r, d, i): uptake / (EC50 x fold), or uptake / fold; over 1 + pumps where nothing blocks
    them."""
    kind: np.ndarray
    """(d, 2) int64: SHAPE (HILL, PROPORTIONAL, CURVE) and ACTS (ON_DEATH, ...)."""
    interval: np.ndarray
    """(d,): days between administrations."""
    flow: np.ndarray
    """(i, 3) int64: mutations of clone i stand at FIRST_EDGE..END_EDGE; HAS_SOURCE is 1 where
    any mutation makes it."""
    target: np.ndarray
    """(m,) int64: the clone a mutation makes."""
    probability: np.ndarray
    """(r, m or more): per division; behind that, where drugs raise any, for each mutation and drug
    how many times more at full effect (`rates.raised`)."""
    switch_ends: np.ndarray
    """(w, 2) int64: SOURCE and TARGET."""
    switch_rate: np.ndarray
    """(r, w, 1 + d): rate without drug, then what each drug adds at full effect [1/day]."""
    rules: np.ndarray
    """(5 or more,) int64: INTERACTION, its PAIR_A and PAIR_B, CROWDING, and UNIFORM: 1 where all
    clones are crowded alike. From OTHER on, where divisions bring two cells of other kinds, what
    the other daughter of each mutation is, (m,)."""
    competition: np.ndarray
    """(i, j or more): crowding of i by one cell of j; behind that, in every row, the law of growth
    where it is a table, and the number that an Allee effect or a game needs (`rates.crowding`)."""
    bolus: np.ndarray
    """(bolus, 4): what is given once in this interval, row by row: MOMENT, counted from the start
    of the interval [days], BOLUS_DRUG, DOSE [standard doses], and its DURATION [days; 0: at once;
    below 0: as the drug has it]. Mostly empty. With bodies, moments may lie before the
    interval."""
    bolus_of: np.ndarray
    """(r + 1,) int64: where the boluses of each row begin in `bolus`; (2,) where they are the same
    for all."""
    inside: np.ndarray | None = None
    """None where no clone pumps with an inhibitor, inactivates, repairs or has a second pathway.
    Else (r, d, i, 5 + 2 d): KEPT (share of the maximum that repair leaves), PUMPING (all pumps),
    CAPACITY and HALF [EC50] of inactivation, STEEP (largest d ln inside / d ln outside), from
    INHIBITED on the part of the pumps that each drug blocks, then the share of the effect that
    needs each drug."""

    @property
    def body(self) -> np.ndarray | None:
        """None; no field, for which see `BodyModel`."""
        return None


class BodyModel(NamedTuple):
    """The same where any drug is absorbed, infused, or shared between two compartments.

    A class of its own, because each array, and even a None, that kernels hand on costs all: one
    field more made crowded tumours take more than twice as long.
    """

    clone: np.ndarray
    drug: np.ndarray
    potency: np.ndarray
    kind: np.ndarray
    interval: np.ndarray
    flow: np.ndarray
    target: np.ndarray
    probability: np.ndarray
    switch_ends: np.ndarray
    switch_rate: np.ndarray
    rules: np.ndarray
    competition: np.ndarray
    bolus: np.ndarray
    bolus_of: np.ndarray
    inside: np.ndarray | None
    body: np.ndarray
    """(r, d, BODY_COLUMNS): how each drug is taken up and passes on (`rates.body`)."""


def width(model: Model) -> int:
    """Return how many numbers a vector of concentrations has: one for each drug, or more."""
    drugs: int = model.kind.shape[0]
    return drugs * (1 + ROOMS) if model.body is not None else drugs
