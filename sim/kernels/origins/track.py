"""Where cells of a clone came from: its cells divided by origin, and by founder.

The engine draws whole clones; here what it drew falls on the parts of each, given the whole. So
following lineages changes no number of a run, and all draws here have addresses of their own.
Small clones are divided by the exact law (hypergeometric for who survives, Dirichlet-multinomial
for what survivors have more); a large one is drawn part by part and what the sum misses is shared
out by variance, which is exact for normal parts.

A founder is a cell that began a line in its clone: by a mutation, or by a switch out of the first
clone, whose cells are in no line. Any other switch takes a cell along with its origin (where KEEPS
is 0, it founds too). Parts of a clone stand in slots: OLD (there at the start, or founded before
treatment) and NEW (founded on treatment) are pools; from LINEAGES on each slot is one founder's
lineage, while there are free slots.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death.law import (
    CUMULANT,
    EXTRA,
    NODE,
    NODE_MOMENT,
    NODE_TREE,
    NODES,
    SURVIVAL,
)
from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.random.samplers import binomial, extra_descendants, from_cumulants, poisson
from sim.kernels.random.sharing import hypergeometric, share_of_extra
from sim.kernels.random.streams import fold_in, normal, open_stream, uniform

OLD, NEW, LINEAGES = 0, 1, 2
BEFORE, DURING, ARRIVED, BROUGHT = 0, 1, 2, 3
START, LENGTH, PHASE, KEEPS = 0, 1, 2, 3
ENOUGH_VARIANCE = 1000.0
"""A part with this variance or more is drawn by its cumulants."""
_DIVIDE = np.uint64(0x5EED)


class Tracks(NamedTuple):
    """The parts of every clone, for a block of patients."""

    parts: np.ndarray
    """(patient, clone, slot) cells, whole numbers; they add up to the clone's."""
    born: np.ndarray
    """(patient, clone, slot) day on which a lineage was founded."""
    shown: np.ndarray
    """(patient, clone, slot) 1 where a lineage was recorded: its slot is not used again."""
    founders: np.ndarray
    """(patient, clone, 5) founders BEFORE treatment and DURING it. ARRIVED, founders that have just
    switched, and from BROUGHT on cells that keep their origin (OLD, NEW) are work space."""
    clock: np.ndarray
    """(4,) START [day] and LENGTH [days] of the present step, PHASE: BEFORE or DURING, and KEEPS: 1
    where a cell that switches keeps its origin."""
    who: np.ndarray
    """(1,) int64: the patient at hand."""
    work: np.ndarray
    """(slot,) work space."""


@inlined
def set_step(tracks, p, start, length):
    """Note the patient and the step at hand."""
    tracks.who[0] = p
    tracks.clock[START] = start
    tracks.clock[LENGTH] = length


@called
def found(tracks, k, day, cells):
    """Give a founder's lineage of that many cells a slot, or pool it; clone k."""
    out_of_line()
    p = tracks.who[0]
    phase = np.int64(tracks.clock[PHASE])
    for j in range(LINEAGES, tracks.parts.shape[2]):
        if tracks.parts[p, k, j] == 0.0 and tracks.shown[p, k, j] == 0.0:
            tracks.parts[p, k, j] = cells
            tracks.born[p, k, j] = day
            return True
    tracks.parts[p, k, OLD if phase == BEFORE else NEW] += cells
    return False


@called
def divide_survivors(tracks, k, survivors, more, s):
    """Divide the survivors of clone k, and what they have more, among its parts."""
    out_of_line()
    p = tracks.who[0]
    parts = tracks.parts[p, k]
    left = 0.0
    for j in range(parts.shape[0]):
        left += parts[j]
    for j in range(parts.shape[0]):
        n = parts[j]
        if n == 0.0:
            continue
        left -= n
        kept, s = hypergeometric(s, n, left, survivors)
        survivors -= kept
        # What follows shares the rest of `more`.
        extra, s = share_of_extra(s, more, kept, survivors)
        more -= extra
        parts[j] = kept + extra
    return s


@inlined
def divide_own(tracks, k, survivors, more, key):
    """Divide what became of the cells that clone k had at the start of a step."""
    s = open_stream(fold_in(fold_in(key, _DIVIDE), np.uint64(k)))
    divide_survivors(tracks, k, survivors, more, s)


@called
def divide_founders(tracks, k, q, founders, survivors, more, key, again):
    """Divide the families of founders of clone k, founded at node q of the step."""
    out_of_line()
    p = tracks.who[0]
    phase = np.int64(tracks.clock[PHASE])
    tracks.founders[p, k, phase] += founders
    day = tracks.clock[START] + NODE[q] * tracks.clock[LENGTH]
    s = open_stream(fold_in(fold_in(fold_in(key, _DIVIDE + np.uint64(1 + q)), np.uint64(k)), again))
    while survivors > 0.0:
        extra, s = share_of_extra(s, more, 1.0, survivors - 1.0)
        survivors -= 1.0
        more -= extra
        if not found(tracks, k, day, 1.0 + extra):
            break
    tracks.parts[p, k, OLD if phase == BEFORE else NEW] += survivors + more


@called
def divide_large(tracks, k, row, f0, f1, f2, count, key):
    """Divide a clone that was drawn as one number, founders and their families included.

    Parameters
    ----------
    row : ndarray (WIDTH,)
        Its law (`birth_death.law`).
    f0, f1, f2 : float
        Expected founders at the nodes.
    count : float
        What was drawn.
    """
    out_of_line()
    p = tracks.who[0]
    parts, spread = tracks.parts[p, k], tracks.work
    s = open_stream(fold_in(fold_in(key, _DIVIDE), np.uint64(k)))
    for j in range(parts.shape[0]):
        n = parts[j]
        spread[j] = n * row[CUMULANT + 1]
        if n == 0.0:
            continue
        if spread[j] > ENOUGH_VARIANCE:
            z, s = normal(s)
            parts[j] = from_cumulants(
                z, n * row[CUMULANT], spread[j], n * row[CUMULANT + 2], n * row[CUMULANT + 3]
            )
        else:
            kept, s = binomial(s, n, row[SURVIVAL])
            extra, s = extra_descendants(s, kept, row[EXTRA])
            parts[j] = kept + extra
    pool = OLD if tracks.clock[PHASE] == BEFORE else NEW
    for q in range(NODES):
        mean = f0 if q == 0 else (f1 if q == 1 else f2)
        if mean <= 0.0:
            continue
        n, s = poisson(s, mean)
        tracks.founders[p, k, np.int64(tracks.clock[PHASE])] += n
        spread[pool] += mean * row[NODE_MOMENT + 4 * q + 1]
        e, g = row[NODE_TREE + 3 * q], row[NODE_TREE + 3 * q + 1]
        kept, s = binomial(s, n, e / (1.0 + g))
        day = tracks.clock[START] + NODE[q] * tracks.clock[LENGTH]
        while kept > 0.0:
            extra, s = extra_descendants(s, 1.0, g)
            kept -= 1.0
            if not found(tracks, k, day, 1.0 + extra):
                break
        extra, s = extra_descendants(s, kept, g)
        parts[pool] += kept + extra
    _fit(parts, spread, count)


@called
def _fit(parts, spread, count):
    """Make the parts add up to `count`: what is missing is shared out by their variances."""
    out_of_line()
    missing, variance, widest = count, 0.0, 0
    for j in range(parts.shape[0]):
        missing -= parts[j]
        variance += spread[j]
        if spread[j] > spread[widest]:
            widest = j
    per_variance = missing / variance if variance > 0.0 else 0.0
    for j in range(parts.shape[0]):
        if j != widest and spread[j] > 0.0:
            change = max(np.floor(spread[j] * per_variance + 0.5), -parts[j])
            parts[j] += change
            missing -= change
    parts[widest] += missing
    for j in range(parts.shape[0]):  # hardly ever: the widest part was too small for the rest
        if parts[widest] < 0.0 and j != widest:
            taken = min(parts[j], -parts[widest])
            parts[j] -= taken
            parts[widest] += taken


@called
def divide_switching(tracks, i, j, leaving, s):
    """Let that many cells of clone i switch to clone j; they settle in `settle`."""
    out_of_line()
    p = tracks.who[0]
    parts = tracks.parts[p, i]
    founds = i == 0 or tracks.clock[KEEPS] == 0.0
    left = 0.0
    for a in range(parts.shape[0]):
        left += parts[a]
    rest = leaving
    for a in range(parts.shape[0]):
        n = parts[a]
        left -= n
        gone, s = hypergeometric(s, n, left, rest)
        parts[a] = n - gone
        rest -= gone
        if not founds:
            old = a == OLD or (a >= LINEAGES and _began_before(tracks, i, a))
            tracks.founders[p, j, BROUGHT + (OLD if old else NEW)] += gone
    if founds:
        tracks.founders[p, j, ARRIVED] += leaving
    return s


@inlined
def _began_before(tracks, k, slot):
    """Tell whether a lineage of clone k was founded before treatment."""
    return tracks.clock[PHASE] == BEFORE or tracks.born[tracks.who[0], k, slot] < 0.0


@called
def settle(tracks):
    """Let the cells that switched join their new clones, as founders or by their origin."""
    out_of_line()
    p = tracks.who[0]
    phase = np.int64(tracks.clock[PHASE])
    for k in range(tracks.parts.shape[1]):
        for pool in range(LINEAGES):
            tracks.parts[p, k, pool] += tracks.founders[p, k, BROUGHT + pool]
            tracks.founders[p, k, BROUGHT + pool] = 0.0
        n = tracks.founders[p, k, ARRIVED]
        if n == 0.0:
            continue
        tracks.founders[p, k, ARRIVED] = 0.0
        tracks.founders[p, k, phase] += n
        while n > 0.0:
            n -= 1.0
            if not found(tracks, k, tracks.clock[START] + tracks.clock[LENGTH], 1.0):
                break
        tracks.parts[p, k, OLD if phase == BEFORE else NEW] += n


@called
def one_more(tracks, k, change, s):
    """Let one cell of clone k, picked at random, divide (+1) or die (-1)."""
    out_of_line()
    parts = tracks.parts[tracks.who[0], k]
    total = 0.0
    for j in range(parts.shape[0]):
        total += parts[j]
    u, s = uniform(s)
    u *= total
    for j in range(parts.shape[0]):
        if u < parts[j]:
            parts[j] += change
            return s
        u -= parts[j]
    return s


@called
def one_founder(tracks, k, day):
    """Let one cell be founded in clone k."""
    out_of_line()
    tracks.founders[tracks.who[0], k, np.int64(tracks.clock[PHASE])] += 1.0
    found(tracks, k, day, 1.0)


@called
def begin(tracks, p, cells):
    """Put all cells (clone,) of a patient among the old ones, and forget everything else."""
    out_of_line()
    tracks.who[0] = p
    for k in range(cells.shape[0]):
        for j in range(tracks.parts.shape[2]):
            tracks.parts[p, k, j] = 0.0
            tracks.born[p, k, j] = 0.0
        tracks.parts[p, k, OLD] = cells[k]
        for j in range(tracks.founders.shape[2]):
            tracks.founders[p, k, j] = 0.0


@called
def from_first_cell(tracks, days):
    """Count the founding days of a patient from day 0, `days` after the first cell."""
    out_of_line()
    p = tracks.who[0]
    for k in range(tracks.parts.shape[1]):
        for j in range(LINEAGES, tracks.parts.shape[2]):
            # (the very last event may fall on day 0 itself, which belongs to treatment)
            tracks.born[p, k, j] = min(tracks.born[p, k, j] - days, -1e-9)


@kernel
def divide_thinned(tracks, cells, keys):
    """Divide what survived a local treatment among the parts.

    Parameters
    ----------
    tracks : Tracks
        Their parts still add up to the cells before it.
    cells : ndarray (patient, clone), int64
        After it.
    keys : ndarray (patient,), uint64
        Address of these draws.
    """
    for p in range(cells.shape[0]):
        tracks.who[0] = p
        for k in range(cells.shape[1]):
            s = open_stream(fold_in(fold_in(keys[p], _DIVIDE), np.uint64(k)))
            divide_survivors(tracks, k, np.float64(cells[p, k]), 0.0, s)
