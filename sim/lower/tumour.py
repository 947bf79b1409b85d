"""A tumour becomes the arrays of `sim.kernels.model.Model`."""

from collections.abc import Mapping

import numpy as np

from sim.base.errors import InputError
from sim.kernels import model as codes
from sim.kernels.model import BodyModel, Model
from sim.lower.body import body_columns, elimination, has_bodies
from sim.lower.curve import STEEP, curve_columns, growth_columns
from sim.lower.effects import acting
from sim.lower.inside import inside_columns, is_handled, potency
from sim.model import (
    Allee,
    Bliss,
    Curve,
    Exponential,
    Game,
    Gompertz,
    GrowthCurve,
    HighestSingleAgent,
    Loewe,
    Logistic,
    Mutation,
    Parallel,
    Proportional,
    Tumour,
)
from sim.model.growing_capacity import growing

ROUNDING = 1e-12
"""By how much probabilities that add up to 1 may be above it."""
_ACTS = {
    "death": codes.ON_DEATH,
    "birth": codes.ON_BIRTH,
    "division": codes.ON_DIVISION,
    "mechanism": codes.ON_MECHANISM,
    "capacity": codes.ON_CAPACITY,
}
_INTERACTION = {
    Bliss: codes.BLISS,
    HighestSingleAgent: codes.HIGHEST,
    Loewe: codes.LOEWE,
    Parallel: codes.PARALLEL,
}


def lower(tumour: Tumour) -> Model:
    """Return the arrays of a tumour whose numbers are scalars or arrays over patients.

    Parameters
    ----------
    tumour : Tumour
        Resolved (`sim.base.resolve`): no distributions left.
    """
    clone = {name: i for i, name in enumerate(tumour.clone_names)}
    drug = {name: d for d, name in enumerate(tumour.drug_names)}
    drugs = acting(tumour)
    further = [0.0] * (len(drugs) - len(drug))
    mutations = sorted(tumour.mutations, key=lambda m: clone[m.source])
    switches = tumour.switches
    parts = {
        "birth": _rows([c.birth for c in tumour.clones]),
        "death": _rows([c.death for c in tumour.clones]),
        "maximum": _rows([_height(d.effect) for d in drugs]),
        "slope": _rows([_slope(d.effect) for d in drugs]),
        "potency": _rows([[potency(c, d) for c in tumour.clones] for d in drugs]),
        "decay": _rows([elimination(d) for d in drugs]),
        "probability": _rows([m.per_division for m in mutations]),
        "raised": _rows(_raised(tumour, mutations, further)),
        "switch_rate": _rows(
            [
                [w.rate, *(w.induced.get(d, 0.0) for d in tumour.drug_names), *further]
                for w in switches
            ]
        ),
        "per_capacity": _rows(_per_capacity(tumour)),
    }
    if tumour.immigration:
        parts["arrivals"] = _rows(_of_clones(tumour, "rate"))
        parts["batch"] = _rows(_of_clones(tumour, "batch"))
    if is_handled(tumour):
        parts["inside"] = _rows(inside_columns(tumour, drugs))
    if has_bodies(tumour):
        parts["body"] = _rows(body_columns(drugs))
    n, k = len(clone), len(drugs)
    others = [clone[m.source if m.other is None else m.other] for m in mutations]
    others = others if any(m.other is not None for m in mutations) else []
    sources = np.array([clone[m.source] for m in mutations], dtype=np.int64)
    targets = np.array([clone[m.target] for m in mutations], dtype=np.int64)
    parts["stay"] = _stay(parts["probability"], sources, n, tumour)
    rows = max(len(part) for part in parts.values())
    # Copies of one memory layout, which numba compiles once.
    parts = {
        name: np.array(np.broadcast_to(part, (rows, part.shape[1])), order="C")
        for name, part in parts.items()
    }
    tables = curve_columns(drugs)
    coming = ("arrivals", "batch") if tumour.immigration else ()
    clone_columns = ("birth", "death", "stay", "per_capacity", *coming)
    drug_columns = ("maximum", "slope", "decay")
    edges = np.searchsorted(sources, np.arange(n + 1))
    model = Model(
        clone=np.stack([parts[name] for name in clone_columns], axis=2).copy(order="C"),
        drug=np.concatenate(
            [np.stack([parts[name] for name in drug_columns], axis=2), *_repeated(tables, rows)],
            axis=2,
        ).copy(order="C"),
        potency=parts["potency"].reshape(rows, k, n),
        kind=np.array([_kind(d.effect) for d in drugs], dtype=np.int64).reshape(k, 2),
        interval=np.array([d.interval for d in drugs], dtype=float),
        flow=np.stack([edges[:-1], edges[1:], np.isin(np.arange(n), targets)], axis=1),
        target=targets,
        probability=np.concatenate([parts["probability"], parts["raised"]], axis=1),
        switch_ends=np.array(
            [[clone[w.source], clone[w.target]] for w in switches], dtype=np.int64
        ).reshape(len(switches), 2),
        switch_rate=parts["switch_rate"].reshape(rows, len(switches), 1 + k),
        rules=np.array(
            [*_interaction(tumour, drug), _crowding(tumour), _is_uniform(tumour), *others],
            dtype=np.int64,
        ),
        competition=_competition(tumour),
        bolus=np.zeros((0, 4)),
        bolus_of=np.zeros(2, dtype=np.int64),
        inside=parts["inside"].reshape(rows, k, n, -1) if "inside" in parts else None,
    )
    if "body" not in parts:
        return model
    # (the same fields, and one more)
    return BodyModel(*model, parts["body"].reshape(rows, k, -1))  # type: ignore[return-value]


def start_cells(tumour: Tumour, patients: int) -> np.ndarray:
    """Return the cells (patient, clone) int64 of a tumour that starts as stated counts."""
    return np.rint(start_numbers(tumour, patients)).astype(np.int64)


def start_numbers(tumour: Tumour, patients: int) -> np.ndarray:
    """Return the same as they are stated (patient, clone) float64, not as whole numbers."""
    starts = [clone.start for clone in tumour.clones]
    if tumour.size is not None:
        starts[0] = tumour.size
    return np.stack([np.broadcast_to(start, patients) for start in starts], axis=1).astype(float)


def _of_clones(tumour: Tumour, word: str) -> list:
    """Return of each clone what a field of its immigration says, 0 where none comes."""
    found = {part.clone: getattr(part, word) for part in tumour.immigration}
    return [found.get(name, 0.0) for name in tumour.clone_names]


def _rows(columns) -> np.ndarray:
    """Stack numbers (scalars or arrays over patients) to (row, ...) float64."""
    flat = [x for c in columns for x in (c if isinstance(c, list) else [c])]
    arrays = np.broadcast_arrays(np.zeros(1), *[np.atleast_1d(x) for x in flat])[1:]
    if not arrays:
        return np.zeros((1, 0))
    return np.stack(arrays, axis=1).astype(float)


def _repeated(tables: np.ndarray | None, rows: int) -> list[np.ndarray]:
    """Return columns of drugs (drug, column) for every row of parameters; none for none."""
    return [] if tables is None else [np.broadcast_to(tables, (rows, *tables.shape))]


def _height(effect):
    return effect.at_standard_dose if isinstance(effect, Proportional) else effect.maximum


def _slope(effect):
    if isinstance(effect, Curve):
        return STEEP
    return 1.0 if isinstance(effect, Proportional) else effect.slope


def _stay(probability: np.ndarray, sources: np.ndarray, clones: int, tumour: Tumour) -> np.ndarray:
    leave = np.zeros((len(probability), clones))
    for m, source in enumerate(sources):
        leave[:, source] += probability[:, m]
    if (leave > 1.0 + ROUNDING).any():
        patient, clone = np.argwhere(leave > 1.0 + ROUNDING)[0]
        raise InputError(
            f"The mutations of clone {tumour.clone_names[clone]!r} add up to "
            f"{leave[patient, clone]:g} per division for patient {patient}; at most 1 is possible."
        )
    return np.maximum(1.0 - leave, 0.0)


def _raised(tumour: Tumour, mutations: list[Mutation], further: list[float]) -> list:
    """Return for each mutation and drug how many times more at full effect; nothing for none."""
    if not any(m.raised for m in mutations):
        return []
    names = tumour.drug_names
    rows = [[np.asarray(m.raised.get(d, 1.0)) - 1.0 for d in names] for m in mutations]
    return [number for row in rows for number in (*row, *further)]


def _per_capacity(tumour: Tumour) -> list:
    growth = tumour.growth
    if isinstance(growth, Exponential):
        return [0.0] * len(tumour.clones)
    if isinstance(growth, Game):  # (its capacity stands behind the payoffs)
        return [1.0] * len(tumour.clones)
    room = growing(growth)
    capacity = growth.capacity if room is None else room.ceiling
    if isinstance(capacity, Mapping):
        return [1.0 / np.asarray(capacity[name]) for name in tumour.clone_names]
    return [1.0 / np.asarray(capacity)] * len(tumour.clones)


def _crowding(tumour: Tumour) -> int:
    growth = tumour.growth
    if isinstance(growth, Logistic):
        return codes.LOGISTIC_BIRTH if growth.acts == "birth" else codes.LOGISTIC_DEATH
    if isinstance(growth, Allee | Game):
        return codes.ALLEE if isinstance(growth, Allee) else codes.GAME
    if isinstance(growth, GrowthCurve):  # the number says how steep it may be, too
        return codes.CURVED + max(int(np.ceil(growth.steepness)), 1) - 1
    return codes.GOMPERTZ if isinstance(growth, Gompertz) else codes.NO_CROWDING


def _is_uniform(tumour: Tumour) -> bool:
    growth = tumour.growth
    if isinstance(growth, Exponential):
        return True
    if isinstance(growth, Game) or any(d.effect.acts == "capacity" for d in acting(tumour)):
        return False  # (whom a drug does not touch keeps its room)
    return growth.competition is None and not isinstance(growth.capacity, Mapping)


def _competition(tumour: Tumour) -> np.ndarray:
    n = len(tumour.clones)
    matrix = None if isinstance(tumour.growth, Exponential) else tumour.growth.competition
    weights = np.ones((n, n)) if matrix is None else np.array(matrix, dtype=float)
    growth = tumour.growth
    if isinstance(growth, Allee):
        return np.column_stack([weights, np.full(n, growth.half / growth.capacity)]).copy(order="C")
    if isinstance(growth, Game):
        inverse = 0.0 if growth.capacity is None else 1.0 / growth.capacity
        return np.column_stack([weights, np.full(n, inverse)]).copy(order="C")
    if not isinstance(growth, GrowthCurve):
        return weights
    table = np.tile(growth_columns(growth), (n, 1))
    return np.concatenate([weights, table], axis=1).copy(order="C")


def _kind(effect) -> list[int]:
    shape = codes.PROPORTIONAL if isinstance(effect, Proportional) else codes.HILL
    if isinstance(effect, Curve):
        shape = codes.CURVE
    return [shape, _ACTS[effect.acts]]


def _interaction(tumour: Tumour, drug: dict[str, int]) -> list[int]:
    joint = tumour.interaction
    pair = [drug[joint.first], drug[joint.second]] if isinstance(joint, Parallel) else [-1, -1]
    return [_INTERACTION[type(joint)], *pair]
