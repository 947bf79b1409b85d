"""Virtual patients of Beckman, Schemmann and Yeang (2012): the grid, and draws from it."""

from dataclasses import dataclass, fields

import numpy as np

GROWTH = (0.001, 0.0026, 0.007, 0.0184, 0.0487, 0.1287, 0.34)
"""Growth g0 of all cells [1/day]."""

START_SHARES = (0.0, 1e-9, 1e-7, 1e-5, 1e-3, 0.1, 0.9)
"""Shares of R1 and of R2 among the cells at the start."""

SENSITIVITY = (5.6e-4, 0.0054, 0.0517, 0.4964, 4.7683, 45.8045, 440.0)
"""Kill of S by drug 1, in units of its growth."""

SECOND_TO_FIRST = (4e-4, 0.0015, 0.0054, 0.02, 0.0737, 0.2714, 1.0)
"""Kill of S by drug 2, in units of that by drug 1."""

RESISTANT_TO_SENSITIVE = (0.0, 1e-5, 9.5635e-5, 9.1461e-4, 0.0087, 0.0837, 0.8)
"""Kill of R1 by drug 1 in units of that of S, and of R2 by drug 2."""

MUTATION = (1e-11, 2.154e-10, 4.642e-9, 1e-7, 2.154e-6, 4.642e-5, 1e-3)
"""Probability per division of becoming resistant to drug 1, and to drug 2."""

CELLS = 5e9
"""At the start."""

CLONES = ("S", "R1", "R2", "R12")


@dataclass(frozen=True)
class Patients:
    """Virtual patients, one value each.

    Parameters
    ----------
    growth : ndarray (patient,)
        Divisions of every cell [1/day]; no cell dies but of a drug.
    start : ndarray (patient, clone)
        Cells of S, R1, R2, R12 on day 0.
    kill : ndarray (patient, clone, drug)
        Deaths at the full dose of one drug [1/day].
    mutation : ndarray (patient, drug)
        Probability per division of resistance to that drug.
    """

    growth: np.ndarray
    start: np.ndarray
    kill: np.ndarray
    mutation: np.ndarray

    def __len__(self) -> int:
        return len(self.growth)

    def take(self, who) -> "Patients":
        """Return some of the patients."""
        return Patients(*(getattr(self, field.name)[who] for field in fields(self)))


def draw(count: int, seed: int) -> Patients:
    """Return `count` points of the grid, each as likely as any, where no share is negative."""
    random = np.random.default_rng(seed)
    grids = (GROWTH, START_SHARES, START_SHARES, SENSITIVITY, SECOND_TO_FIRST)
    grids += (RESISTANT_TO_SENSITIVE, RESISTANT_TO_SENSITIVE, MUTATION, MUTATION)
    points = np.column_stack([random.choice(grid, count) for grid in grids])
    points = points[points[:, 1] + points[:, 2] <= 1.0]
    growth, one, two, first, ratio, resistant_1, resistant_2, to_1, to_2 = points.T
    first = first * growth
    second = ratio * first
    none = np.zeros_like(one)
    kill = np.stack(
        [
            np.column_stack([first, second]),
            np.column_stack([resistant_1 * first, second]),
            np.column_stack([first, resistant_2 * second]),
            np.column_stack([resistant_1 * first, resistant_2 * second]),
        ],
        axis=1,
    )
    rest = np.maximum(1.0 - one - two, 0.0)  # 0.9 and 0.1 leave a rounding error
    start = CELLS * np.column_stack([rest, one, two, none])
    return Patients(growth, start, kill, np.column_stack([to_1, to_2]))
