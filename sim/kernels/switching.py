"""Switching of state: every cell on its own, with the probabilities of a matrix exponential."""

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.model import SOURCE, TARGET
from sim.kernels.random import fold_in, open_stream
from sim.kernels.samplers import binomial
from sim.kernels.track import divide_switching, settle

MOST = 1 << 20
"""Above any number of steps: addresses of switching begin here."""


@called
def transition_matrix(model, amounts, out, work):
    """Fill `out` (clone, clone) with the probabilities of ending in each state.

    Parameters
    ----------
    amounts : ndarray (switch,)
        Integrals of the switching rates.
    out : ndarray (clone, clone)
        Result.
    work : ndarray (3, clone, clone)
        Work space.
    """
    out_of_line()
    n, generator = out.shape[0], work[0]
    for i in range(n):
        for j in range(n):
            generator[i, j] = 0.0
    for w in range(amounts.shape[0]):
        x = amounts[w]
        generator[model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]] += x
        generator[model.switch_ends[w, SOURCE], model.switch_ends[w, SOURCE]] -= x
    exponential(generator, out, work[1], work[2])
    for i in range(n):
        for j in range(n):
            out[i, j] = max(out[i, j], 0.0)


@called
def exponential(matrix, out, term, square):
    """Fill `out` with the exponential of a matrix, which is overwritten.

    Its diagonal and, of a row, the rest are of the same size; `term` and `square` are work space.
    """
    out_of_line()
    n = out.shape[0]
    largest = 0.0
    for i in range(n):
        largest = max(largest, abs(matrix[i, i]))
    doublings = 0
    while largest > 0.25:
        largest *= 0.5
        doublings += 1
    scale = 0.5**doublings
    for i in range(n):
        for j in range(n):
            matrix[i, j] *= scale
            out[i, j] = 0.0
            term[i, j] = 0.0
        out[i, i] = 1.0
        term[i, i] = 1.0
    for order in range(1, 15):
        multiply(term, matrix, square)
        for i in range(n):
            for j in range(n):
                term[i, j] = square[i, j] / order
                out[i, j] += term[i, j]
    for _ in range(doublings):
        multiply(out, out, square)
        for i in range(n):
            for j in range(n):
                out[i, j] = square[i, j]


@called
def multiply(x, y, out):
    """Fill `out` with the matrix product of x and y."""
    out_of_line()
    n = x.shape[0]
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += x[i, k] * y[k, j]
            out[i, j] = total


@called
def switch(matrix, cells, moved, key, tracks):
    """Let every cell switch or stay.

    `moved` is work space (clone,), zero on entry and exit; `tracks` follows where cells came from,
    or is None.
    """
    out_of_line()
    clones = cells.shape[0]
    s = open_stream(key)
    t = open_stream(fold_in(key, np.uint64(1)))
    for i in range(clones):
        left = cells[i]
        if left == 0.0:
            continue
        rest = 1.0 - matrix[i, i]
        if rest <= 0.0:
            moved[i] += left
            continue
        leaving, s = binomial(s, left, rest)
        moved[i] += left - leaving
        for j in range(clones):
            if leaving == 0.0:
                break
            if j == i or matrix[i, j] <= 0.0:
                continue
            p = matrix[i, j] / rest
            n, s = binomial(s, leaving, p if p < 1.0 - 1e-12 else 1.0)
            moved[j] += n
            leaving -= n
            rest -= matrix[i, j]
            if tracks is not None and n > 0.0:
                t = divide_switching(tracks, i, j, n, t)
        moved[i] += leaving
    for i in range(clones):
        cells[i] = moved[i]
        moved[i] = 0.0
    if tracks is not None:
        settle(tracks)
