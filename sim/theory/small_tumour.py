"""Resistance in a small tumour grown from one cell, with no approximation.

The order of events does not depend on their times, so the counts (sensitive S, resistant R) walk
on a grid: one random walk, absorbed where S + R is 0 or M. The law of R where it reaches M comes
from one sparse linear system with M^2 / 2 unknowns, the expected visits to each state (Kemeny and
Snell 1960, Finite Markov Chains, ch. III). It is the referee for `sim.theory.preexisting`.
"""

import numpy as np

from sim.base import checks
from sim.base.typed import typed

LARGEST = 600
"""Largest size [cells]; the system then has 180,000 unknowns and takes seconds."""


@typed
def resistant_cells_at_size(
    *,
    size: int,
    per_division: float,
    birth: float,
    death: float,
    resistant_birth: float,
    resistant_death: float,
) -> np.ndarray:
    """Return the probabilities (size + 1,) of 0, 1, ..., M resistant cells at total size M.

    Conditioned on reaching M from one sensitive cell.

    Parameters
    ----------
    size : int
        M [cells], at most 600.
    per_division : float
        Probability per division of a sensitive cell that one daughter is resistant.
    birth, death, resistant_birth, resistant_death : float
        Rates [1/day per cell].
    """
    from scipy.sparse import csr_matrix, identity
    from scipy.sparse.linalg import spsolve

    checks.whole("size", size, 2, LARGEST)
    checks.number("per_division", per_division, high=1.0)
    birth, death, resistant_birth, resistant_death = (
        checks.one_number(word, rate, high=checks.FASTEST, unit="per day")
        for word, rate in (
            ("birth", birth),
            ("death", death),
            ("resistant_birth", resistant_birth),
            ("resistant_death", resistant_death),
        )
    )
    total, r = (grid.ravel() for grid in np.mgrid[1:size, 0:size])
    inside = r <= total
    total, r = total[inside], r[inside]
    s = total - r
    mutations = s * birth * per_division
    flows = [  # change of S, change of R, rate
        (1, 0, s * birth - mutations),
        (0, 1, mutations + r * resistant_birth),
        (-1, 0, s * death),
        (0, -1, r * resistant_death),
    ]
    everything = np.sum([rate for _, _, rate in flows], axis=0)
    everything[everything == 0.0] = 1.0
    place = np.full((size + 2, size + 2), -1)
    place[s, r] = np.arange(s.size)

    rows, columns, chances = [], [], []
    for ds, dr, rate in flows:
        walks = (rate > 0) & (total + ds + dr > 0) & (total + ds + dr < size)
        rows.append(place[s[walks] + ds, r[walks] + dr])
        columns.append(place[s[walks], r[walks]])
        chances.append((rate / everything)[walks])
    stacked = [np.concatenate(part) for part in (chances, rows, columns)]
    step = csr_matrix((stacked[0], (stacked[1], stacked[2])), shape=(s.size, s.size))
    begin = np.zeros(s.size)
    begin[place[1, 0]] = 1.0
    visits = spsolve((identity(s.size) - step).tocsc(), begin)

    law = np.zeros(size + 1)
    edge = total == size - 1
    for _, dr, rate in flows[:2]:
        np.add.at(law, r[edge] + dr, (visits * rate / everything)[edge])
    return law / law.sum()
