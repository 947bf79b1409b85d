"""The states of a tumour of two clones on a grid, and where each dose leads from each of them.

A state is (R, S): cells of the second clone and of the first. R stands on rows that are even in
ln R; S on columns u = S / (limit - R) from 0 to 1, so that the last column is the limit itself,
along which a tumour can be held. From a state, a constant dose is followed until R comes to the
next row, by Heun's method on the rates of growth of both clones.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.model import Tumour
from sim.theory.rates import Rates

LONGEST = 1.0
"""Longest step, as a share of the time in which the fastest rate acts once: where R hardly
changes, S does, and the step ends between two rows."""
SMALLEST = 1e-300
ROUNDING = 1e-12
"""Room for S beside R, as a share of the limit, that is none."""


class Flow:
    """Rates of growth of both clones under some doses, for many states at once.

    Parameters
    ----------
    tumour : Tumour
        Two clones, drugs without half-lives.
    levels : ndarray (dose, drug)
        Concentrations [standard doses].
    """

    def __init__(self, tumour: Tumour, levels: np.ndarray):
        self._rates = Rates(tumour)
        self._treated = [self._rates.under(level) for level in levels]

    def at(self, dose: int, sensitive: np.ndarray, resistant: np.ndarray) -> np.ndarray:
        """Return d ln S / dt and d ln R / dt (2, ...) [1/day] at states of any shape."""
        cells = np.stack([np.ravel(sensitive), np.ravel(resistant)])
        treated = self._treated[dose]
        birth, death = (
            rate if rate.ndim == 2 else rate[:, None]  # (without crowding, the same in all states)
            for rate in self._rates.birth_and_death(treated, cells)
        )
        mutation, switching = treated.mutation, treated.switching
        leaves = birth.T * (1.0 - mutation.sum(axis=1)) - death.T - switching.sum(axis=1)
        comes = birth[::-1] * mutation[[1, 0], [0, 1]][:, None]
        comes = comes + switching[[1, 0], [0, 1]][:, None]
        growth = leaves.T + comes * cells[::-1] / np.maximum(cells, SMALLEST)
        return growth.reshape(2, *np.shape(sensitive))


@dataclass(frozen=True)
class Grid:
    """Rows of R and columns of S.

    Parameters
    ----------
    limit : float
        The size that is not to be passed [cells].
    rows : ndarray (row,)
        R [cells], even in its logarithm; the last is the limit.
    columns : ndarray (column,)
        u, from 0 to 1.
    """

    limit: float
    rows: np.ndarray
    columns: np.ndarray

    @cached_property
    def step(self) -> float:
        """The distance of two rows, in ln R."""
        return float(np.log(self.rows[1] / self.rows[0]))

    def sensitive(self, row: int) -> np.ndarray:
        """Return S (column,) on a row [cells]."""
        return self.columns * (self.limit - self.rows[row])

    def column(self, sensitive: np.ndarray, resistant: np.ndarray) -> np.ndarray:
        """Return u; above 1 is beyond the limit."""
        room = np.maximum(self.limit - resistant, ROUNDING * self.limit)
        return sensitive / room


class Moves(NamedTuple):
    """Where doses lead from the states of one row; each ndarray (move, column)."""

    days: np.ndarray
    """How long it takes [days]."""
    share: np.ndarray
    """How far it comes, as a share of the distance to the next row."""
    up: np.ndarray
    """Whether R grows."""
    to: np.ndarray
    """u on arrival."""
    ends: np.ndarray
    """Whether it leads beyond the limit; `days` is then the time until there."""


class Followed(NamedTuple):
    """Doses followed from all states of a row; each ndarray (dose, column), as in `Moves`."""

    days: np.ndarray
    share: np.ndarray
    up: np.ndarray
    to: np.ndarray
    speed: np.ndarray
    """d ln R / dt at the start [1/day]."""


def moves_from(flow: Flow, doses: int, grid: Grid, row: int, longest: float) -> Moves:
    """Return the moves from one row: every dose, and of two doses what ends on the limit."""
    each = [_under(flow, dose, grid, row, longest) for dose in range(doses)]
    one = Followed(*(np.array(part) for part in zip(*each, strict=True)))
    ends = one.to > 1.0 + 1e-12
    # until the limit is passed, S grows as at the start
    here = grid.columns
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        part = np.log(1.0 / here) / np.log(one.to / here)
    days = np.where(ends, one.days * np.clip(np.nan_to_num(part), 0.0, 1.0), one.days)
    held = _holding(flow, one, grid, row, longest)
    single = Moves(days, one.share, one.up, np.clip(one.to, 0.0, 1.0), ends)
    return Moves(*map(np.concatenate, zip(single, held, strict=True)))


def _under(flow: Flow, dose: int, grid: Grid, row: int, longest: float):
    """Follow one dose from all states of a row."""
    resistant, sensitive = grid.rows[row], grid.sensitive(row)
    here = np.full_like(sensitive, resistant)
    first = flow.at(dose, sensitive, here)
    days = np.minimum(grid.step / np.maximum(np.abs(first[1]), SMALLEST), longest)
    for _ in range(2):  # Heun, and once more with the time that it finds
        arrived = here * np.exp(np.clip(first[1] * days, -grid.step, grid.step))
        second = flow.at(dose, sensitive * np.exp(np.clip(first[0] * days, -700, 700)), arrived)
        speed = 0.5 * (first + np.where(np.isfinite(second), second, first))
        days = np.minimum(grid.step / np.maximum(np.abs(speed[1]), SMALLEST), longest)
    way = np.clip(speed[1] * days, -grid.step, grid.step)
    then = sensitive * np.exp(np.clip(speed[0] * days, -700, 700))
    to = grid.column(then, here * np.exp(way))
    return days, np.abs(way) / grid.step, way > 0, to, first[1]


def _holding(flow: Flow, followed: Followed, grid: Grid, row: int, longest: float) -> Moves:
    """Mix two doses of which one leads beyond the limit and the other not, to arrive on it.

    A mixture is two doses in turn, in stretches as short as one likes. It ends on the limit, and
    R grows on the way as it does at the start and there; beyond, as under the first dose alone,
    it would grow otherwise.
    """
    doses = len(followed.to)
    one = np.append(np.arange(doses - 1), 0)
    other = np.append(np.arange(1, doses), doses - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.log(followed.to[one]), np.log(followed.to[other])
        part = low / (low - high)  # of `other`: ln u is linear in the share of time
    fits = (part >= 0) & (part <= 1) & (followed.up[one] == followed.up[other])
    part = np.where(fits, part, 0.0)
    after = np.array([_at_limit(flow, dose, grid, row) for dose in range(doses)])
    arrived = np.where(followed.up, after[:, 1:], after[:, :1])
    speed = 0.5 * (followed.speed + arrived)
    mixed = np.abs((1.0 - part) * speed[one] + part * speed[other])
    days = np.minimum(grid.step / np.maximum(mixed, SMALLEST), longest)
    return Moves(
        np.where(fits, days, 0.0), np.minimum(mixed * days / grid.step, 1.0), followed.up[one],
        np.ones_like(part), ~fits,
    )  # fmt: skip


def _at_limit(flow: Flow, dose: int, grid: Grid, row: int) -> np.ndarray:
    """Return d ln R / dt at the limit on the row below and on the row above (2,) [1/day]."""
    near = grid.rows[[max(row - 1, 0), row + 1]]
    return flow.at(dose, grid.limit - near, near)[1]
