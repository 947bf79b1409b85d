"""The exact law of a small crowded tumour: the master equation over all numbers of cells.

Written from `sim.theory.Rates`, which is tested against hand-written rates by itself
(`tests/theory/test_against_naive.py`). Drugs act and stop at once here.
"""

from itertools import product

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import expm_multiply

from sim.theory import Rates, exposure
from sim.theory.patient import start_counts


class Law:
    """Chances of all states (state,) of a tumour on one day.

    Parameters
    ----------
    tumour : Tumour
        Whose total never reaches `largest` but with a negligible chance.
    schedule : object or None
        An open-loop schedule.
    day : float
        When.
    largest : int
        The largest total; `lost` says how much chance sits at it.
    """

    def __init__(self, tumour, schedule, day, largest):
        clones = len(tumour.clones)
        grid = [s for s in product(range(largest + 1), repeat=clones) if sum(s) <= largest]
        self.states = np.array(grid)
        place = {state: at for at, state in enumerate(grid)}
        chance = np.zeros(len(grid))
        chance[place[tuple(start_counts(tumour).astype(int))]] = 1.0
        rates = Rates(tumour)
        for piece in exposure(tumour, schedule, day).cut_at(np.array([day])):
            assert piece.constant, "the master equation here needs drugs without half-life"
            flow = _flow(rates, rates.under(piece.level), grid, place, largest)
            chance = expm_multiply(flow * (piece.right - piece.left), chance)
        self.chance = chance
        self.lost = chance[self.states.sum(axis=1) == largest].sum()
        self.mean = chance @ self.states
        self.off = self.states - self.mean

    def moment(self, *clones):
        """Return the mean product of the deviations of some clones."""
        return self.chance @ np.prod(self.off[:, clones], axis=1)

    def share(self, which):
        """Return the chance of the states for which `which` (state,) is true."""
        return self.chance @ which


def _flow(rates, treated, grid, place, largest):
    """Return the generator, transposed: d chance / dt = flow @ chance."""
    rows, columns, values = [], [], []
    clones = len(grid[0])
    step = np.eye(clones, dtype=int)
    for state in grid:
        cells = np.array(state)
        if not cells.any():
            continue
        birth, death = rates.birth_and_death(treated, cells.astype(float))
        moves = []
        for i in range(clones):
            moves.append((-step[i], death[i] * cells[i]))
            moves.append((step[i], birth[i] * cells[i] * (1.0 - rates.mutation[i].sum())))
            for j in range(clones):
                moves.append((step[j], birth[i] * cells[i] * rates.mutation[i, j]))
                moves.append((step[j] - step[i], treated.switching[i, j] * cells[i]))
        for change, rate in moves:
            there = cells + change
            if rate > 0.0 and there.sum() <= largest:
                rows += [place[tuple(there.tolist())], place[state]]
                columns += [place[state], place[state]]
                values += [rate, -rate]
    return csr_matrix((values, (rows, columns)), shape=(len(grid), len(grid)))
