"""From ``engine="auto"`` to an engine that fits the tumour."""

import numpy as np

from sim.base import checks
from sim.base.checks import is_distribution, one_of
from sim.base.errors import InputError
from sim.base.ours import only_ours
from sim.engines.cannot import check_jump, jump_can
from sim.engines.gillespie import Gillespie
from sim.engines.jump import Jump
from sim.engines.lattice import Lattice
from sim.engines.mean_field import MeanField
from sim.model import Exponential, GrowingCapacity, GrowthCurve, Tumour

Engine = Jump | Gillespie | MeanField | Lattice
NAMES = {"jump": Jump, "gillespie": Gillespie, "meanfield": MeanField, "lattice": Lattice}

SMALL = 1000.0
"""Up to this many cells, where crowding keeps a tumour there, one event at a time is quick."""


def engine_for(engine: "str | Engine", tumour: Tumour) -> Engine:
    """Return the engine of that name; for ``"auto"``, the one that fits.

    Parameters
    ----------
    engine : str or engine
        ``"auto"``, ``"jump"``, ``"gillespie"``, ``"meanfield"``, ``"lattice"``, or one with its
        own options.
    tumour : Tumour
        What it is for.
    """
    kinds = tuple(NAMES.values())
    only_ours("engine", engine, kinds, "Take one of ours, with its options.")
    if isinstance(engine, Engine):
        return _checked(engine, tumour)
    if not isinstance(engine, str):
        raise InputError(
            f"engine is {engine!r}; give 'auto', 'jump', 'gillespie', 'meanfield', "
            "'lattice', or sim.Jump(tolerance=), sim.Gillespie(), sim.MeanField(), "
            "sim.Lattice(side)."
        )
    one_of("engine", engine, ("auto", *NAMES), "engine")
    if engine == "auto":
        small = _stays_small(tumour) or _begins_small(tumour)
        return _checked(Gillespie() if small else Jump(), tumour)
    return _checked(NAMES[engine](), tumour)


def _checked(engine: Engine, tumour: Tumour) -> Engine:
    """Return an engine that can run the tumour; refuse one that cannot, with the reason."""
    if isinstance(engine, Jump):
        check_jump(tumour)
    return engine


def _begins_small(tumour: Tumour) -> bool:
    """Tell whether a tumour that the jump engine cannot run begins with few cells."""
    return not jump_can(tumour) and all(_below(x, SMALL) for x in _sizes(tumour))


def _sizes(tumour: Tumour) -> list[checks.Number]:
    """Return how many cells there are of each clone, and in all where that is said, on day 0."""
    return [
        *(clone.start for clone in tumour.clones), *([] if tumour.size is None else [tumour.size])
    ]  # fmt: skip


def _stays_small(tumour: Tumour) -> bool:
    growth = tumour.growth
    if isinstance(growth, Exponential) or growth.capacity is None:
        return False
    if isinstance(growth, GrowthCurve) and (growth.births[-1] > 0 or is_distribution(growth.scale)):
        return False
    capacity = growth.capacity
    if isinstance(capacity, GrowingCapacity):
        capacity = capacity.ceiling
    limits = list(capacity.values()) if isinstance(capacity, dict) else [capacity]
    return all(_below(x, SMALL) for x in [*limits, *_sizes(tumour)])


def _below(value: checks.Number, limit: float) -> bool:
    if is_distribution(value):
        return bool(value.support()[1] <= limit)
    return bool(np.max(np.asarray(value)) <= limit)
