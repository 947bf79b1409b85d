"""Whether the kernels that a run needs have been compiled on this machine before."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.resolve import resolve, varies
from sim.engines.at_doses import hangs_on_doses
from sim.engines.choose import Engine
from sim.engines.gillespie import Gillespie
from sim.engines.kernels import all_of, one_by_one
from sim.engines.lattice import Lattice
from sim.engines.mean_field import MeanField
from sim.kernels.model import Model
from sim.lower import lower
from sim.model import Exponential, Tumour
from sim.results.recorders import Follow

_known: set[tuple] = set()
"""Kinds of tumours whose kernels were found on disk: many runs are of one kind."""


def is_compiled(engine: Engine, tumour: Tumour, follow: Follow | None = None) -> bool:
    """Tell whether the compiled kernels that treat this tumour lie on disk.

    Parameters
    ----------
    engine, tumour
        What is run.
    follow : Follow, optional
        Whether, and how, it is followed where cells come from.
    """
    kind = type(engine), follow is None, _shape(tumour)
    if kind not in _known and all(mark.exists() for mark in _marks(engine, tumour, follow)):
        _known.add(kind)
    return kind in _known


def note_compiled(engine: Engine, tumour: Tumour, follow: Follow | None = None) -> None:
    """Remember that the kernels which treat this tumour were compiled: all have been run."""
    try:
        for mark in _marks(engine, tumour, follow):
            mark.touch(mode=0o600)
    except OSError:  # a folder that cannot be written to any more: it is compiled again
        return


def lock_of(engine: Engine, tumour: Tumour, follow: Follow | None) -> Path:
    """Return the file that is locked while somebody compiles for such tumours."""
    marks = _marks(engine, tumour, follow)
    together = hashlib.sha256(" ".join(mark.name for mark in marks).encode()).hexdigest()[:16]
    return marks[0].with_name(f"compiling-{together}")


def _shape(description: Any) -> Any:
    """Return what a description is made of, whatever its numbers: that decides the code."""
    if isinstance(description, str | bool | None):
        return description
    if is_dataclass(description):
        parts = (_shape(getattr(description, part.name)) for part in fields(description))
        return (type(description), *parts)
    if isinstance(description, Mapping):
        return tuple((_shape(key), _shape(value)) for key, value in description.items())
    if isinstance(description, list | tuple):
        return tuple(map(_shape, description))
    return "differs" if varies(description) else "number"


def _lowered(tumour: Tumour) -> Model:
    """Return the tumour as two patients: arrays have two rows if patients may differ."""
    return lower(resolve(tumour, 1, np.zeros(2, dtype=np.int64), "tumour"))


def _has_kinetics(tumour: Tumour) -> bool:
    return any(drug.is_timed for drug in tumour.drugs)


def kernels_of(engine: Engine, tumour: Tumour, follow: Follow | None = None) -> tuple[str, ...]:
    """Return the modules of the kernels that treat a tumour, and grow it.

    Parameters
    ----------
    engine, tumour
        What is run.
    follow : Follow, optional
        Whether, and how, it is followed where cells come from.
    """
    growing = ("growth.grow",) if tumour.grown_from_one_cell else ()
    if isinstance(engine, Gillespie | MeanField | Lattice):
        return (_kernel(engine, tumour), *growing)
    model = _lowered(tumour)
    if follow is not None:
        return (*one_by_one(model), *growing)
    # (with an immune system each patient has deaths of their own)
    differ = len(model.clone) > 1 or tumour.immune is not None or hangs_on_doses(model)
    return (*all_of(model, _has_kinetics(tumour), differ), *growing)


def _marks(engine: Engine, tumour: Tumour, follow: Follow | None) -> list[Path]:
    """Return the files that stand for everything which the machine code depends on."""
    from sim.kernels.cache import CACHE_FOLDER

    kind = [
        *(part is None for part in _lowered(tumour)), _has_kinetics(tumour),
        bool(tumour.switches), follow is not None, tumour.immune is not None,
    ]  # fmt: skip
    names = [
        hashlib.sha256(repr([module, *kind]).encode()).hexdigest()[:16]
        for module in kernels_of(engine, tumour, follow)
    ]
    return [CACHE_FOLDER / f"ready-{name}" for name in names]


def _kernel(engine: Gillespie | MeanField | Lattice, tumour: Tumour) -> str:
    """Return the module of the kernel, and what of it is compiled."""
    if isinstance(engine, Lattice):
        return "lattice.exact" if engine.exact else "lattice.steps"
    if isinstance(engine, MeanField):
        return "mean_field.advance"
    crowded = not isinstance(tumour.growth, Exponential)
    if crowded or _has_kinetics(tumour):
        return "gillespie.advance"
    return "gillespie.one_clone" if len(tumour.clones) == 1 else "gillespie.many_clones"
