"""Matrices of switching: the probabilities of ending in each state after some time, and products.

Of many of them, which neither overflow nor vanish.
"""

import math

from sim.kernels.compile import called, out_of_line
from sim.kernels.model import SOURCE, TARGET

MOST_TERMS = 14
"""Of the series of an exponential: what is left out then is nothing to a float."""
WHOLLY = 1e-17
"""Terms that are no larger part of a sum than this do not change it."""
LARGEST, LEAST = 1e100, 1e-100
"""Matrices are brought back between these, so that what cancels never overflows."""


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
    exponential(generator, out, work[1], work[2], WHOLLY)
    for i in range(n):
        for j in range(n):
            out[i, j] = max(out[i, j], 0.0)


@called
def exponential(matrix, out, term, square, nothing):
    """Fill `out` with the exponential of a matrix, which is overwritten.

    Parameters
    ----------
    matrix : ndarray (n, n)
        Its diagonal and, of a row, the rest are of the same size.
    term, square : ndarray (n, n)
        Work space.
    nothing : float
        A share of each number that may be left out.
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
    order, more = 0, True
    while more and order < MOST_TERMS:
        order += 1
        multiply(term, matrix, square)
        # (what is reached by a path of so many switches is all of its sum, and so there is more)
        more = False
        for i in range(n):
            for j in range(n):
                term[i, j] = square[i, j] / order
                out[i, j] += term[i, j]
                more = more or abs(term[i, j]) > nothing * abs(out[i, j])
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
def scaled(matrix):
    """Divide a matrix by its largest entry where that is huge or tiny; return its logarithm."""
    out_of_line()
    largest = 0.0
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[0]):
            largest = max(largest, matrix[i, j])
    if (LEAST < largest < LARGEST) or largest == 0.0:
        return 0.0
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[0]):
            matrix[i, j] /= largest
    return math.log(largest)


@called
def go_on(total, factor, spare):
    """Multiply `total` by one more factor; return the logarithm of what it was divided by then."""
    out_of_line()
    multiply(total, factor, spare)
    for i in range(total.shape[0]):
        for j in range(total.shape[0]):
            total[i, j] = spare[i, j]
    return scaled(total)
