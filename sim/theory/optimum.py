"""The longest that any treatment can hold a tumour of two clones, by dynamic programming.

The mean field of two clones under a dose that may change at any moment, by a doctor who sees both
clones: no rule that sees less, or acts less often, does better. V(S, R) is the longest time until
the tumour passes the limit; it solves Bellman's equation

    max over doses of  1 + dV/dt along the flow of the dose  =  0,   V = 0 beyond the limit,

on a grid (`sim.theory.states`), row by row of R, down and up until nothing changes. Where R only
ever grows, one pass is the solution (Bellman 1957, Dynamic Programming; semi-Lagrangian scheme:
Falcone and Ferretti 2013, SIAM, chapter 5).
"""

from dataclasses import dataclass, field

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.patient import start_counts
from sim.theory.states import Flow, Grid, Moves, moves_from

ENOUGH = 1e-3
"""A change of the longest time by less [days] is none."""
MOST_PASSES = 500


@dataclass(frozen=True)
class Optimum:
    """The longest time until a tumour passes a size, whatever is given.

    Attributes
    ----------
    days : float
        From the start of the tumour [days]; the horizon, if it can be held as long.
    held : bool
        Whether it can be held to the horizon.
    limit : float
        The size [cells].
    horizon : float
        [days]
    """

    days: float
    held: bool
    limit: float
    horizon: float
    _grid: Grid = field(repr=False)
    _table: np.ndarray = field(repr=False)

    def at(self, sensitive: float, resistant: float) -> float:
        """Return the longest time from another state of the same tumour [days].

        Parameters
        ----------
        sensitive, resistant : float
            Cells of the first clone and of the second.
        """
        return _value(self._grid, self._table, float(sensitive), float(resistant))


@typed
def longest_time(
    tumour: Tumour,
    drug: str | None = None,
    *,
    grown: float = 1.2,
    days: float = 3652.5,
    rows: int = 400,
    doses: int = 5,
) -> Optimum:
    """Return the longest time until a tumour of two clones has grown so much, whatever is given.

    Parameters
    ----------
    tumour : Tumour
        Two clones, the sensitive one first; one patient, stated start counts, any growth law, no
        immune system; a drug whose concentration is its dose.
    drug : str, optional
        The drug that is given, at 0 to 1 standard doses. Default: the tumour's only one.
    grown : float
        The size that is not to be passed, as a multiple of that on day 0.
    days : float
        The horizon [days]: who is held as long counts as held for good.
    rows : int
        Rows of the grid: 400 give 0.5 %, 800 give 0.1 % (`tests/theory`).
    doses : int
        Doses that are tried, even from 0 to 1; what holds the tumour at the limit is mixed of
        two of them.

    Returns
    -------
    Optimum
        The longest time, from the start and from every other state.

    Raises
    ------
    InputError
        If the tumour has other than two clones, no resistant cells on day 0, or a drug whose
        concentration lags behind its dose.
    """
    limit_factor = checks.one_number("grown", grown, 1.0, above=True, hint="1.2 is a fifth more.")
    horizon = checks.one_number("days", days, above=True, unit="days")
    rows, doses = checks.whole("rows", rows, 20, 5000), checks.whole("doses", doses, 2, 101)
    sensitive, resistant = start_of_two(tumour)
    level = _place(tumour, drug)
    levels = np.zeros((doses, len(tumour.drugs)))
    levels[:, level] = np.linspace(0.0, 1.0, doses)
    flow = Flow(tumour, levels)
    limit = limit_factor * (sensitive + resistant)
    grid = _grid(flow, doses, limit, resistant, rows)
    table = _solve(flow, doses, grid, horizon)
    value = _value(grid, table, sensitive, resistant)
    held = value >= horizon * (1.0 - 1e-9)
    return Optimum(min(value, horizon), held, limit, horizon, grid, table)


def start_of_two(tumour: Tumour) -> tuple[float, float]:
    """Return the cells of both clones on day 0, or refuse what is not two of them alone."""
    if len(tumour.clones) != 2 or tumour.immune is not None:
        said = "an immune system" if tumour.immune is not None else f"{len(tumour.clones)} clones"
        raise InputError(
            f"The longest time is known for two clones by themselves, but the tumour has {said}. "
            "For others, search: sim.optimise."
        )
    sensitive, resistant = start_counts(tumour).tolist()
    if resistant <= 0 or sensitive < 0:
        raise InputError(
            f"The second clone, {tumour.clones[1].name!r}, has {resistant:g} cells on day 0; the "
            "longest time needs resistant cells: Clone(start=)."
        )
    return sensitive, resistant


def _place(tumour: Tumour, drug: str | None) -> int:
    names = tumour.drug_names
    if drug is None and len(names) != 1:
        raise InputError(f"The tumour has {len(names)} drugs; name the one that is given: drug=.")
    name = names[0] if drug is None else drug
    if name not in names:
        raise unknown(f"drug={name!r}", "drug", name, names)
    place = names.index(name)
    if tumour.drugs[place].is_timed:
        raise InputError(
            f"The concentration of {name!r} lags behind its dose (half_life=); the longest time "
            "is known where the concentration is the dose: sim.Drug without a half-life."
        )
    return place


def _grid(flow: Flow, doses: int, limit: float, resistant: float, rows: int) -> Grid:
    """Return a grid from a little below the start, or far below it if R can fall, to the limit."""
    columns = np.linspace(0.0, 1.0, 2 * rows + 1) ** 1.5
    sizes = np.linspace(0.0, limit - resistant, 64)
    slowest = min(flow.at(k, sizes, np.full(64, resistant))[1].min() for k in range(doses))
    low = np.log(resistant) - (np.log(100.0) if slowest < 0 else 0.05)
    return Grid(limit, np.exp(np.linspace(low, np.log(limit), rows)), columns)


def _solve(flow: Flow, doses: int, grid: Grid, horizon: float) -> np.ndarray:
    """Return the longest time (row, column) from every state [days]."""
    fastest = max(
        np.abs(flow.at(k, grid.sensitive(row), np.full(grid.columns.size, grid.rows[row]))[1]).max()
        for k in (0, doses - 1) for row in (0, len(grid.rows) // 2, len(grid.rows) - 2)
    )  # fmt: skip
    longest = 1.0 / max(fastest, 1e-9)
    moves = [moves_from(flow, doses, grid, row, longest) for row in range(len(grid.rows) - 1)]
    # From above: what is not yet known counts as held for good, so every pass is an upper bound,
    # and who can be held for good is so at once.
    table = np.full((len(grid.rows), grid.columns.size), horizon)
    table[-1] = 0.0
    fresh = np.ones(len(moves) + 2, dtype=bool)  # what has changed since, below row 0 and above
    for number in range(MOST_PASSES):
        wanted = np.flatnonzero(fresh[:-2] | fresh[1:-1] | fresh[2:])
        if not wanted.size:
            break
        for row in wanted if number % 2 else wanted[::-1]:
            new = _improved(moves[row], grid, table, row, horizon)
            fresh[row + 1] = np.abs(new - table[row]).max() > ENOUGH
            table[row] = new
        fresh[0] = fresh[-1] = False
    return table


def _improved(moves: Moves, grid: Grid, table: np.ndarray, row: int, horizon: float):
    """Return the longest time (column) from the states of a row, by what is known of all rows."""
    below = max(row - 1, 0)
    here = np.interp(moves.to, grid.columns, table[row])
    above, under = (np.interp(moves.to, grid.columns, table[k]) for k in (row + 1, below))
    there = np.where(moves.up, above, under)
    later = (1.0 - moves.share) * here + moves.share * there
    total = moves.days + np.where(moves.ends, 0.0, later)
    return np.minimum(total.max(axis=0), horizon)


def _value(grid: Grid, table: np.ndarray, sensitive: float, resistant: float) -> float:
    """Return the longest time from a state, between rows and columns."""
    if sensitive + resistant > grid.limit * (1.0 + 1e-12):
        return 0.0
    u = min(grid.column(np.array(sensitive), np.array(resistant)).item(), 1.0)
    places = np.log(np.array(grid.rows))
    by_row = np.array([np.interp(u, grid.columns, row) for row in table])
    return float(np.interp(np.log(resistant), places, by_row))
