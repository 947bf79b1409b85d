"""The laws of a step from what has passed in it, and steps in which nothing changes."""

from sim.kernels.birth_death.law import GIVEN, NODES, PIECE, PIECE_TREE, RATE, complete
from sim.kernels.birth_death.tree import compose, constant_tree, of_more
from sim.kernels.compile import called, out_of_line
from sim.kernels.model import END_EDGE, FIRST_EDGE, HAS_SOURCE, STAY
from sim.kernels.rates.drugs import drug_rates


@called
def put_given(path, h, given):
    """Fill what the laws of a step of h days follow from, which `path` has passed.

    Parameters
    ----------
    given : ndarray (clone, GIVEN)
        Overwritten: the last numbers of a law (`birth_death.law`).
    """
    out_of_line()
    for i in range(given.shape[0]):
        for piece in range(NODES + 1):
            for c in range(3):
                given[i, 3 * piece + c] = path.trees[piece, i, c]
        for q in range(NODES):
            given[i, RATE - PIECE_TREE + q] = path.births[q, i] * h


@called
def add_more(more, share, given):
    """Let there be so many times more of each clone (clone,), to a power, at the end of a step.

    Parameters
    ----------
    share : float
        The power: this step is such a part of the one after which there are.
    given : ndarray (clone, GIVEN)
        What the laws of the step follow from; overwritten.
    """
    out_of_line()
    last = 3 * NODES
    for i in range(more.shape[0]):
        if more[i] != 1.0:
            first = given[i, last], given[i, last + 1], given[i, last + 2]
            then = of_more(more[i] ** share)
            given[i, last], given[i, last + 1], given[i, last + 2] = compose(first, then)


@called
def put_laws(flow, given, law):
    """Fill the laws (clone, WIDTH) of a step from what they follow from (clone, GIVEN)."""
    out_of_line()
    for i in range(law.shape[0]):
        row = law[i]
        for c in range(GIVEN):
            row[PIECE_TREE + c] = given[i, c]
        founds, founded = flow[i, END_EDGE] > flow[i, FIRST_EDGE], flow[i, HAS_SOURCE] == 1
        complete(row, founds, founded)


@called
def pass_constant_step(model, r, h, concentration, path):
    """Let a step pass in which no rate changes; fills what is needed of `path`.

    Parameters
    ----------
    concentration : ndarray (drug,)
        All the time.
    path : Path
        Overwritten.
    """
    out_of_line()
    births, deaths, linked = path.crowded[0, 0], path.crowded[0, 1], path.crowded[0, 2]
    drug_rates(model, r, concentration, births, deaths, linked)
    for i in range(births.shape[0]):
        b, d = births[i] * model.clone[r, i, STAY], deaths[i] + linked[i] * births[i]
        for piece in range(NODES + 1):
            e, g, a = constant_tree(b, d, h * PIECE[piece])
            path.trees[piece, i, 0], path.trees[piece, i, 1] = e, g
            path.trees[piece, i, 2] = a
        for q in range(NODES):
            path.births[q, i] = births[i]
