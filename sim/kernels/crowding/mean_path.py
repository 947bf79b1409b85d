"""The mean path of a tumour whose cells switch into other crowds, by steps or parts of them."""

import math
from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death.law import (
    MEAN_BIRTHS,
    MEAN_DEATHS,
    MEAN_LINKED,
    OF_PIECES,
    PIECE,
    RATE_ROWS,
)
from sim.kernels.compile import allocating, called, inlined, out_of_line
from sim.kernels.crowding.average import foresee
from sim.kernels.crowding.space import (
    ADDED,
    END_ADDED,
    END_FACTOR,
    FACTOR,
    NET,
    START_ADDED,
    START_FACTOR,
    average_of,
    net_of,
)
from sim.kernels.crowding.uneven import follow_rates
from sim.kernels.model import BIRTH, END_EDGE, FIRST_EDGE, SOURCE, TARGET, UNIFORM
from sim.kernels.rates.bent import in_piece
from sim.kernels.rates.crowding import net_growth
from sim.kernels.switching.split import mean_between

SHORTEST = 1e-6
"""No part of a step is shorter."""
SMALLEST = 1e-9
"""Terms of a series that add less are left out."""
MOST_GROWN = 300.0
"""No clone is followed beyond such a growth, as a logarithm, in a step."""


class Flows(NamedTuple):
    """Whether flows matter, and work space to follow them."""

    matter: bool
    """Whether cells switch into other crowds."""
    split: np.ndarray
    """(1, 2, switch): what switches at the start and at the end of every step, of several that are
    taken as one, or of a piece of one."""
    rates: np.ndarray
    """(1, RATE_ROWS, clone): of several steps that are taken as one, or of a piece of one."""
    part: np.ndarray
    """(2, switch): what switches at the start and at the end of part of a step."""
    paths: np.ndarray
    """(2, clone): cells by steps, and by halves of them."""
    terms: np.ndarray
    """(2, clone)"""
    notes: np.ndarray
    """(3, clone): what is noted on the way (`crowding.flows`)."""


@called
def _matter(model):
    """Tell whether any cell that switches then crowds others than before, or crowds them more."""
    out_of_line()
    if model.rules[UNIFORM] == 1:
        return False
    for w in range(model.switch_ends.shape[0]):
        i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
        for k in range(model.clone.shape[1]):
            if model.competition[k, i] != model.competition[k, j]:
                return True
    return False


@allocating
def new_flows(model):
    """Return what following the flows of such tumours takes."""
    clones, switches = model.clone.shape[1], model.switch_ends.shape[0]
    return Flows(
        _matter(model),
        np.zeros((1, 2, switches)),
        np.zeros((1, RATE_ROWS, clones)),
        np.zeros((2, switches)),
        np.zeros((2, clones)),
        np.zeros((2, clones)),
        np.zeros((3, clones)),
    )


@called
def let_switch(model, amounts, cells, terms):
    """Let the mean of what switches do so: the series of an exponential, so far as it counts.

    Parameters
    ----------
    amounts : ndarray (switch,)
        Integrals of the switching rates.
    cells : ndarray (clone,)
        Overwritten.
    terms : ndarray (2, clone)
        Work space.
    """
    out_of_line()
    term, after, largest = terms[0], terms[1], 0.0
    for i in range(cells.shape[0]):
        term[i] = 0.0
    for v in range(amounts.shape[0]):
        term[model.switch_ends[v, SOURCE]] += amounts[v]
    for i in range(cells.shape[0]):
        largest = max(largest, term[i])
    parts = math.ceil(largest)
    for _ in range(parts):
        number, left = 1.0, 1.0
        for i in range(cells.shape[0]):
            term[i] = cells[i]
        while left > SMALLEST:
            for i in range(cells.shape[0]):
                after[i] = 0.0
            for v in range(amounts.shape[0]):
                moved = amounts[v] / (parts * number) * term[model.switch_ends[v, SOURCE]]
                after[model.switch_ends[v, SOURCE]] -= moved
                after[model.switch_ends[v, TARGET]] += moved
            for i in range(cells.shape[0]):
                term[i] = after[i]
                cells[i] += after[i]
            left *= 2.0 * largest / (parts * number)
            number += 1.0


@inlined
def _average(model, r, h, rates, cells, w):
    """Fill w[FACTOR], w[ADDED] with the average crowding of a step; return as `foresee`."""
    steep = foresee(model, r, h, rates, cells, w)
    for i in range(cells.shape[0]):
        w[FACTOR, i], w[ADDED, i] = average_of(w, i)
    return steep


@called
def _go_on(model, r, h, rates, cells, grown, w):
    """Let cells grow by the logarithms in `grown`, and found others, on average."""
    out_of_line()
    for i in range(cells.shape[0]):
        grown[i] = min(max(grown[i], -MOST_GROWN), MOST_GROWN)
        w[NET, i] = cells[i] * math.exp(grown[i])
    for i in range(cells.shape[0]):
        births = h * rates[MEAN_BIRTHS, i] * w[FACTOR, i] * cells[i]
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            j = model.target[m]
            w[NET, j] += model.probability[r, m] * births * mean_between(grown[i], grown[j])
    for i in range(cells.shape[0]):
        cells[i] = w[NET, i]


@called
def let_grow(model, r, h, rates, cells, grown, w):
    """Let cells grow for h days at rates that stay as they are, and found others, on average.

    Parameters
    ----------
    grown : ndarray (clone,)
        Work space.

    Returns
    -------
    float
        By how much the logarithm of any clone changes, at the rates of the start.
    """
    out_of_line()
    steep = _average(model, r, h, rates, cells, w)
    for i in range(cells.shape[0]):
        grown[i] = h * net_of(model, r, i, rates, w[FACTOR, i], w[ADDED, i])
    _go_on(model, r, h, rates, cells, grown, w)
    return steep


@called
def let_grow_unevenly(model, r, h, rates, cells, grown, w):
    """Let cells grow where rates change: piece by piece, as `crowding.leap` does."""
    out_of_line()
    _average(model, r, h, rates, cells, w)
    follow_rates(model, r, h, rates, cells, w, 0.0)
    for i in range(cells.shape[0]):
        grown[i] = 0.0
        for q in range(PIECE.shape[0]):
            f = in_piece(w[FACTOR, i], w[START_FACTOR, i], w[END_FACTOR, i], q)
            a = in_piece(w[ADDED, i], w[START_ADDED, i], w[END_ADDED, i], q)
            at = OF_PIECES + 3 * q
            deaths, untreated = rates[at + 1, i], model.clone[r, i, BIRTH]
            net = net_growth(rates[at, i], rates[at + 2, i], deaths, untreated, f, a)
            grown[i] += h * PIECE[q] * net
    _go_on(model, r, h, rates, cells, grown, w)


@called
def _fastest(model, moved, out):
    """Return the largest share of a clone, as a logarithm, that switches in a step.

    Parameters
    ----------
    moved : ndarray (2, switch)
        Of the step: at its start and at its end.
    out : ndarray (clone,)
        Work space.
    """
    out_of_line()
    for i in range(out.shape[0]):
        out[i] = 0.0
    for v in range(moved.shape[1]):
        out[model.switch_ends[v, SOURCE]] += moved[0, v] + moved[1, v]
    largest = 0.0
    for i in range(out.shape[0]):
        largest = max(largest, out[i])
    return largest


@called
def _follow_part(model, r, h, part, rates, moved, flows, w):
    """Follow the fine path through this part of a step of h days.

    The share that switches at its start is 1/2 and what is proportional to its length.
    """
    out_of_line()
    fine, terms = flows.paths[1], flows.terms
    for v in range(moved.shape[1]):
        half = 0.5 * (moved[0, v] + moved[1, v])
        flows.part[0, v] = part * (half + part * (moved[0, v] - half))
        flows.part[1, v] = part * 2.0 * half - flows.part[0, v]
    let_switch(model, flows.part[0], fine, terms)
    let_grow(model, r, part * h, rates, fine, terms[0], w)
    let_switch(model, flows.part[1], fine, terms)


@called
def follow_parts(model, r, h, rates, moved, most, flows, w):
    """Follow the fine path through a step, by halves or finer at first.

    Each part is as long as all before it, and the first so short that no clone loses more than the
    share `most` in it: what switches faster than steps show has other crowds at once.

    Returns
    -------
    float
        The largest share of a clone, as a logarithm, that switches in the step.
    """
    out_of_line()
    part, fastest = 0.5, _fastest(model, moved, flows.terms[0])
    while part * fastest > most and part > SHORTEST:
        part *= 0.5
    _follow_part(model, r, h, part, rates, moved, flows, w)
    while part < 1.0:
        _follow_part(model, r, h, part, rates, moved, flows, w)
        part *= 2.0
    return fastest


@called
def follow_pieces(model, r, h, rates, moved, most, flows, w):
    """Follow the fine path through a step whose rates change: by its pieces, each by its parts."""
    out_of_line()
    for q in range(PIECE.shape[0]):
        at = OF_PIECES + 3 * q
        for i in range(rates.shape[1]):
            flows.rates[0, MEAN_BIRTHS, i] = rates[at, i]
            flows.rates[0, MEAN_DEATHS, i] = rates[at + 1, i]
            flows.rates[0, MEAN_LINKED, i] = rates[at + 2, i]
        for v in range(moved.shape[1]):
            half = 0.5 * PIECE[q] * (moved[0, v] + moved[1, v])
            flows.split[0, 0, v], flows.split[0, 1, v] = half, half
        most = most if q == 0 else np.inf
        follow_parts(model, r, h * PIECE[q], flows.rates[0], flows.split[0], most, flows, w)
