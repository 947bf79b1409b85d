"""A screen of virtual resistant lines, after Crystal et al. 2014: how many pairs work in each.

Every line is a tumour that depends on one pathway, and has opened one or more bypass routes around
it. The library has drugs that block some of the routes. Lines are patients, drugs are arms.
"""

from dataclasses import dataclass

import numpy as np

import sim
from experiments.published.table import Row, exact

PRIMARY = "primary"
"""The drug that the line has become resistant to."""

ROUTES = 6
"""Pathways by which a line may go around it."""

OPENED = (1, 2, 3)
"""Bypass routes of a line."""

LIBRARY = 24
"""Drugs of the screen, besides the primary one."""

HITS = 0.25
"""Probability that a drug of the library blocks a route."""

BIRTH, DEATH = 0.7, 0.1
"""Divisions and deaths in culture [1/day]. Ours."""

KILL = 1.2
"""Deaths that the primary drug adds where nothing bypasses it [1/day]. Ours."""

CELLS = 5_000
"""Cells of a line in a well at the start."""

DAYS = 5.0

WORKS = 0.25
"""A pair works where less than this share of the cells is left, relative to the better of its two
drugs alone: fourfold. Ours."""

SEED = 2014

BLOCKERS = tuple(f"blocks {route + 1}" for route in range(ROUTES))


def lines(opened: int, count: int, together: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return which routes each line has opened (line, route), and its start (line, clone).

    Parameters
    ----------
    opened : int
        Routes of a line, drawn without regard to the drugs.
    count : int
        Lines.
    together : bool
        Whether a cell has all routes of its line, or each a share of the cells.
    """
    random = np.random.default_rng([SEED, opened])
    chosen = np.argsort(random.random((count, ROUTES)), axis=1)[:, :opened]
    routes = np.zeros((count, ROUTES), dtype=bool)
    np.put_along_axis(routes, chosen, True, axis=1)
    if together:
        return routes, np.column_stack([np.zeros((count, ROUTES)), np.full(count, CELLS)])
    return routes, np.column_stack([CELLS * routes / opened, np.zeros(count)])


def library() -> np.ndarray:
    """Return which routes each drug of the library blocks (drug, route)."""
    return np.random.default_rng([SEED, 0]).random((LIBRARY, ROUTES)) < HITS


def panel(opened: int, count: int, together: bool) -> sim.Tumour:
    """Return the lines as one tumour: a clone for each route alone, and one for all of a line's.

    A bypass that a line has not opened has share 0 and changes nothing.
    """
    routes, start = lines(opened, count, together)
    drugs = [sim.Drug(PRIMARY, sim.Hill(KILL, ec50=0.1, slope=2))]
    drugs += [sim.Drug(name, sim.Inhibition(ec50=0.1, slope=2)) for name in BLOCKERS]
    clones = []
    for place in range(ROUTES + 1):
        own = routes if place == ROUTES else routes & (np.arange(ROUTES) == place)
        needs = {name: own[:, k].astype(float) for k, name in enumerate(BLOCKERS)}
        name = "all routes" if place == ROUTES else f"route {place + 1}"
        inside = {PRIMARY: sim.Inside(needs=needs)}
        clones.append(sim.Clone(name, BIRTH, DEATH, start=start[:, place], inside=inside))
    return sim.Tumour(clones=clones, drugs=drugs)


@dataclass(frozen=True)
class Screen:
    """Cells that are left (line, drug), as a share of an untreated well; and the routes.

    Parameters
    ----------
    routes : ndarray (line, route), bool
    alone, pair : ndarray (line, drug)
        With the drug of the library alone, and with the primary one beside it.
    primary : ndarray (line,)
        With the primary drug alone.
    """

    routes: np.ndarray
    alone: np.ndarray
    pair: np.ndarray
    primary: np.ndarray

    @property
    def works(self) -> np.ndarray:
        """Whether a pair works (line, drug)."""
        better = np.minimum(self.alone, self.primary[:, None])
        return self.pair < WORKS * better


def screen(opened: int, count: int, together: bool) -> Screen:
    """Screen a panel of lines with the whole library."""
    blocks = library()
    arms: dict[str, sim.Regimen] = {"untreated": sim.Observation()}
    arms["primary"] = sim.Continuous(PRIMARY)
    for place, hits in enumerate(blocks):
        doses = {name: 1.0 for name, hit in zip(BLOCKERS, hits, strict=True) if hit}
        arms[f"drug {place}"] = sim.Continuous(doses) if doses else sim.Observation()
        arms[f"pair {place}"] = sim.Continuous({PRIMARY: 1.0, **doses})
    runs = sim.simulate(
        panel(opened, count, together), arms, patients=count, days=DAYS, seed=SEED,
        clinic=sim.Clinic(visit_every=DAYS, scan_every=DAYS, noise=0, detection=0),
        record=sim.Endpoints(),
    )  # fmt: skip
    cells = runs.data["final_cells"].sum("clone").transpose("arm", "patient").values
    left = dict(zip(runs.arms, cells / cells[0], strict=True))
    return Screen(
        routes=lines(opened, count, together)[0],
        alone=np.column_stack([left[f"drug {k}"] for k in range(LIBRARY)]),
        pair=np.column_stack([left[f"pair {k}"] for k in range(LIBRARY)]),
        primary=left["primary"],
    )


def closing(routes: np.ndarray) -> np.ndarray:
    """Return how many drugs of the library (line,) block every route of a line."""
    closed = (routes[:, None, :] <= library()[None]).all(axis=2)
    return closed.sum(axis=1)


WAYS = {"in one cell": True, "in different cells": False}


def rows(count: int) -> list[Row]:
    """Return the table: pairs that work per line, beside the drugs that block all its routes."""
    found = []
    for way, together in WAYS.items():
        for opened in OPENED:
            done = screen(opened, count, together)
            expected = closing(done.routes).mean()
            what = f"pairs of {LIBRARY} that work per line, {opened} routes {way}"
            found.append(exact(what, f"{expected:.2f}", done.works.sum(axis=1).mean()))
    return found
