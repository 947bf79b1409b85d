"""Tumours grown from one cell event by event: slow, exact, and written from the description.

Only which event is next matters for what a tumour is made of when it reaches its size, not when.
"""

import numpy as np

import sim


def grown(tumour: sim.Tumour, size: float, count: int, luck: np.random.Generator) -> np.ndarray:
    """Return cells (tumour, clone) of so many tumours, each grown to `size` cells or more.

    Parameters
    ----------
    tumour : Tumour
        One patient; what dies out is begun again.
    """
    names = tumour.clone_names
    birth = np.array([c.birth for c in tumour.clones])
    death = np.array([c.death for c in tumour.clones])
    changes, rates_of = _events(tumour, names)
    first = np.eye(len(names))[0]
    cells, done = np.tile(first, (count, 1)), []
    while len(cells):
        cells[cells.sum(axis=1) == 0] = first
        rates = rates_of(cells, birth, death)
        edges = np.cumsum(rates, axis=1)
        pick = luck.random(len(cells)) * edges[:, -1]
        event = (pick[:, None] >= edges[:, :-1]).sum(axis=1)
        cells += changes[event]
        there = cells.sum(axis=1) >= size
        if there.any():
            done.append(cells[there])
            cells = cells[~there]
    return np.concatenate(done)


def _events(tumour: sim.Tumour, names: tuple[str, ...]):
    """Return what events change (event, clone), and a function that gives their rates."""
    unit = np.eye(len(names))
    mutations = [(names.index(m.source), names.index(m.target), m) for m in tumour.mutations]
    switches = [(names.index(s.source), names.index(s.target), s) for s in tumour.switches]
    changes = [*unit, *-unit]
    changes += [unit[j] for _, j, _ in mutations] + [unit[j] - unit[i] for i, j, _ in switches]
    kept = np.ones(len(names))
    for i, _, m in mutations:
        kept[i] -= m.per_division

    def rates(cells, birth, death):
        factor, added = _crowding(tumour.growth, cells)
        births = cells * birth * factor
        columns = [births * kept, cells * (death + birth * added)]
        columns += [births[:, [i]] * m.per_division for i, _, m in mutations]
        columns += [cells[:, [i]] * s.rate for i, _, s in switches]
        return np.concatenate(columns, axis=1)

    return np.array(changes), rates


def _crowding(growth, cells):
    """Return (factor on births, deaths added per birth rate) (tumour, 1)."""
    total = cells.sum(axis=1, keepdims=True)
    if isinstance(growth, sim.Gompertz):
        return np.maximum(np.log(growth.capacity / total), 0.0), 0.0
    if isinstance(growth, sim.Logistic):
        x = total / growth.capacity
        return (np.maximum(1.0 - x, 0.0), 0.0) if growth.acts == "birth" else (1.0, x)
    return 1.0, 0.0
