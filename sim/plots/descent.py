"""Which clone comes from which: the tree inside a Muller plot, and the drawing of the tree."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.base.errors import InputError, unknown
from sim.results import Runs
from sim.results.said import json_said

Edge = tuple[str, str, str]
"""Source, target, and how: ``"Mutation"`` or ``"Switch"``."""


SHADES = (0.0, 0.45, 0.2, 0.6, 0.32)
"""How pale lineages of one clone are drawn, in turn: neighbours differ."""


class Parts(NamedTuple):
    """What a Muller plot is made of: whole clones, or lineages and what is left of the clones."""

    cells: np.ndarray
    """Cells (time, part)."""
    parent: np.ndarray
    """Place of the part that each came from (part,), -1 for a founder."""
    clone: np.ndarray
    """Place of the clone that each is or belongs to (part,)."""
    shade: np.ndarray
    """How pale each is drawn (part,), 0 to 1."""

    def names(self, clones: Sequence[str]) -> list[str]:
        """Return a name for each part."""
        count: dict[int, int] = {}
        names = []
        for clone in self.clone:
            count[int(clone)] = count.get(int(clone), -1) + 1
            number = count[int(clone)]
            names.append(clones[clone] + (f", lineage {number}" if number else ""))
        return names


def whole_clones(cells: np.ndarray, parent: np.ndarray) -> Parts:
    """Return the clones as parts."""
    return Parts(cells, parent, np.arange(parent.size), np.zeros(parent.size))


def by_lineage(runs: Runs, arm: str, whole: Parts, least: float) -> Parts:
    """Return the parts with each lineage taken out of its clone.

    A lineage that never reaches the share `least` of the tumour stays in its clone, with those
    that were not followed. Of which lineage another clone came is not recorded: it is drawn in
    the one that had the most cells before, as in `parents`.
    """
    if not runs.keeps("lineage_cells"):
        raise InputError(
            "These runs do not tell lineages apart. Simulate again with record=sim.Lineages()."
        )
    followed = runs.data["lineage_cells"].sel(arm=arm).isel(patient=0)
    cells, burden = whole.cells.copy(), np.maximum(whole.cells.sum(axis=1), 1.0)
    columns, clone, shade = [], [], []
    for name in followed["founded"].values:
        place = runs.clones.index(str(name))
        each = followed.sel(founded=name).transpose("time", "lineage").values.astype(float)
        large = (each / burden[:, None]).max(axis=0) >= least
        for turn, column in enumerate(each[:, large].T):
            cells[:, place] -= column
            columns.append(column)
            clone.append(place)
            shade.append(SHADES[turn % len(SHADES)])
    if not columns:
        return whole
    every = np.column_stack([np.maximum(cells, 0.0), *columns])
    belongs = np.append(whole.clone, clone)
    parent = [_largest(every, belongs, part, whole.parent) for part in range(belongs.size)]
    return Parts(every, np.array(parent), belongs, np.append(whole.shade, shade))


def _largest(cells: np.ndarray, belongs: np.ndarray, part: int, parent: np.ndarray) -> int:
    """Return the part of the parent's clone with the most cells before this part is there."""
    source = parent[belongs[part]]
    if source < 0:
        return -1
    first = int(np.argmax(cells[:, part] > 0))
    before = cells[: max(first, 1)].sum(axis=0)
    return int(max(np.flatnonzero(belongs == source), key=lambda other: before[other]))


def edges_of(runs: Runs) -> list[Edge]:
    """Return the transitions kept with the runs; none if they were not made by `simulate`."""
    return [(s, t, how) for s, t, how in json_said(runs.attrs, "transitions", [])]


def parents(
    clones: Sequence[str],
    edges: Sequence[Edge],
    cells: np.ndarray,
    given: Mapping[str, str] | None = None,
) -> np.ndarray:
    """Return the place of each clone's parent in the tree that is drawn, -1 for a founder.

    In a lattice a clone may come from several others; it hangs from the one that had the most
    cells before the clone itself was there, where the first mutant most likely came from.

    Parameters
    ----------
    cells : ndarray (time, clone)
        Cells of the patient drawn.
    given : mapping of clone to clone, optional
        Parents by name, instead of `edges`.
    """
    place = {name: i for i, name in enumerate(clones)}
    if given is not None:
        _check(given, clones)
        edges = [(parent, clone, "given") for clone, parent in given.items()]
    found = np.full(len(clones), -1)
    into: dict[int, list[int]] = {}
    for source, target, _ in edges:
        if source in place and target in place:
            into.setdefault(place[target], []).append(place[source])
    first = np.where(cells.any(axis=0), (cells > 0).argmax(axis=0), len(cells))
    rooted = _roots(into, len(clones))
    if given is None:
        rooted = [int(i) for i in np.flatnonzero(first == 0)]
    if given is None and rooted:  # of those present on day 0 only the first has no parent
        rooted = [i for i in rooted if i not in into] or rooted[:1]
    reached = set(rooted or [0])
    while True:  # from the founders outwards, so that switching back never makes a circle
        open_ = {i: [s for s in into[i] if s in reached] for i in into if i not in reached}
        open_ = {i: sources for i, sources in open_.items() if sources}
        if not open_:
            return found
        for i in sorted(open_):
            before = cells[: max(int(first[i]), 1)].sum(axis=0, dtype=float)
            found[i] = max(open_[i], key=lambda source: before[source])
        reached |= set(open_)


def _roots(into: Mapping[int, Sequence[int]], count: int) -> list[int]:
    return [i for i in range(count) if i not in into]


def _check(given: Mapping[str, str], clones: Sequence[str]) -> None:
    for clone, parent in given.items():
        for name in (clone, parent):
            if name not in clones:
                raise unknown(f"parents: {name!r}", "clone", name, clones)
    for clone in given:
        seen, at = {clone}, given.get(clone)
        while at is not None:
            if at in seen:
                raise InputError(f"parents: {clone!r} descends from itself; a tree has no circles.")
            seen.add(at)
            at = given.get(at)


def merged(shares: np.ndarray, parent: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Return for each clone the one it is drawn as, and whether it is drawn itself.

    A clone that never reaches the share `least` is drawn as its nearest ancestor that does; so
    nothing is left out and nothing is counted twice.
    """
    large = shares.max(axis=0) >= least
    drawn_as = np.arange(parent.size)
    for i in np.flatnonzero(~large):
        at = int(i)
        while at >= 0 and not large[at]:
            at = int(parent[at])
        drawn_as[i] = at if at >= 0 else i
    return drawn_as, drawn_as == np.arange(parent.size)


def layers(parent: np.ndarray, drawn: np.ndarray) -> list[tuple[int, float]]:
    """Return the bands of a Muller plot from bottom to top: (clone, share of its own cells).

    A clone's own cells are split around its children, half below and half above, so that each
    child lies inside its parent. The shares of every clone add up to one: nested clones are
    never counted twice.
    """
    children: dict[int, list[int]] = {}
    for i in np.flatnonzero(drawn):
        at = int(parent[i])
        while at >= 0 and not drawn[at]:
            at = int(parent[at])
        children.setdefault(at, []).append(int(i))
    bands: list[tuple[int, float]] = []

    def add(clone: int) -> None:
        inside = children.get(clone, [])
        if not inside:
            bands.append((clone, 1.0))
            return
        part = 1.0 / (len(inside) + 1)
        for child in inside:
            bands.append((clone, part))
            add(child)
        bands.append((clone, part))

    for founder in children.get(-1, []):
        add(founder)
    return bands
