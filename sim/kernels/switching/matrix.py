"""Matrices of switching: the probabilities of ending in each state after some time."""

from sim.kernels.compile import called, out_of_line
from sim.kernels.model import SOURCE, TARGET


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
