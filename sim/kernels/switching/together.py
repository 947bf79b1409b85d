"""Switching of all tumours of a tile, each by its matrix: those of one group share theirs."""

from sim.kernels.compile import called, out_of_line
from sim.kernels.leap.tile import BASE, BIRTHS, CELLS, GROUP, MATRIX, ROW, SIDE
from sim.kernels.random.streams import fold_in
from sim.kernels.rates.drugs import switch_rate
from sim.kernels.switching.split import put_constant_switching
from sim.kernels.switching.switch import switch


@called
def switch_together(tile, matrices, shared, size, cells, moved, number):
    """Let the cells of every tumour switch.

    Parameters
    ----------
    matrices : ndarray (place, clone, clone)
        From `switching.matrix.transition_matrix`.
    shared : int
        The place of the one that all tumours have; -1 where each has the one in its row MATRIX.
    cells, moved : ndarray (clone,)
        Work space; `moved` is zero on entry and exit.
    number : uint64
        Of the draws, below the address of the interval.
    """
    out_of_line()
    for i in range(size):
        for k in range(cells.shape[0]):
            cells[k] = tile.clones[k, CELLS + i]
        matrix = matrices[shared if shared >= 0 else tile.numbers[MATRIX + i]]
        switch(matrix, cells, moved, fold_in(tile.keys[BASE + i], number), None)
        for k in range(cells.shape[0]):
            tile.clones[k, CELLS + i] = cells[k]


@called
def put_rates_at(tile, i, model, order, first, doses, rates, amounts):
    """Fill the rates of the tumour at place i, and amounts[0] with its switches [1/day].

    Returns
    -------
    int
        Its row of parameters.
    """
    out_of_line()
    leader = order[first[tile.numbers[GROUP + i] - 1]]
    dose = doses[leader if doses.shape[0] > 1 else 0]
    r = tile.numbers[ROW + i]
    for k in range(rates.shape[1]):
        for c in range(3):
            rates[c, k] = tile.clones[k, BIRTHS + c * SIDE + i]
    for v in range(amounts.shape[1]):
        amounts[0, v] = switch_rate(model, r, v, dose)
    return r


@called
def put_matrices(
    tile, size, model, order, first, doses, h, rates, amounts, starts, ends, between, work
):
    """Fill the matrices of the groups of a tile: at the start, at the end, and between steps.

    Parameters
    ----------
    h : float
        How long a step lasts [days].
    rates : ndarray (3 or more, clone)
        Work space.
    amounts : ndarray (3, switch)
        Work space.
    starts, ends, between : ndarray (place, clone, clone)
        Overwritten at the places that the row MATRIX then names.
    work : ndarray (3, clone, clone)
        Work space.
    """
    out_of_line()
    for i in range(size):
        if i > 0 and tile.numbers[GROUP + i] == tile.numbers[GROUP + i - 1]:
            tile.numbers[MATRIX + i] = tile.numbers[MATRIX + i - 1]
            continue
        tile.numbers[MATRIX + i] = i
        r = put_rates_at(tile, i, model, order, first, doses, rates, amounts)
        put_constant_switching(model, r, h, rates, amounts, starts[i], ends[i], between[i], work)
