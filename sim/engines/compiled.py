"""Whether the kernels that a run needs have been compiled on this machine before."""

import hashlib
from pathlib import Path

import numpy as np

from sim.base.resolve import resolve
from sim.engines.choose import Engine
from sim.engines.gillespie import Gillespie
from sim.engines.kernels import one_by_one, side_by_side
from sim.engines.mean_field import MeanField
from sim.engines.ways import was_run
from sim.kernels.model import Model
from sim.lower import lower
from sim.model import Exponential, Tumour


def is_compiled(engine: Engine, tumour: Tumour, follows: bool = False) -> bool:
    """Tell whether the compiled kernels that treat this tumour lie on disk.

    Parameters
    ----------
    follows : bool
        Whether it is followed where cells come from.
    """
    from sim.kernels.cache import CACHE_FOLDER

    if isinstance(engine, Gillespie | MeanField):
        return any(CACHE_FOLDER.rglob(f"{_kernel(engine, tumour)}-*.nbi"))
    model = _lowered(tumour)
    needed = one_by_one(model) if follows else _needed(model, tumour)
    return all(_mark(module, model, tumour).exists() for module in needed)


def note_compiled(engine: Engine, tumour: Tumour) -> None:
    """Remember which kernels that treat this tumour were compiled: a run came to its end."""
    if isinstance(engine, Gillespie | MeanField):
        return
    model = _lowered(tumour)
    try:
        for module in {*_needed(model, tumour), *one_by_one(model)}:
            if was_run(module, "advance"):
                _mark(module, model, tumour).touch()
    except OSError:  # a folder that cannot be written to any more: it is compiled again
        return


def _lowered(tumour: Tumour) -> Model:
    """Return the tumour as two patients: arrays have two rows if patients may differ."""
    return lower(resolve(tumour, 1, np.zeros(2, dtype=np.int64), "tumour"))


def _has_kinetics(tumour: Tumour) -> bool:
    return any(drug.half_life is not None for drug in tumour.drugs)


def _needed(model: Model, tumour: Tumour) -> tuple[str, ...]:
    # (with an immune system each patient has deaths of their own)
    differ = len(model.clone) > 1 or tumour.immune is not None
    return side_by_side(model, _has_kinetics(tumour), differ)


def _mark(module: str, model: Model, tumour: Tumour) -> Path:
    """Return the file that stands for everything which a kernel's machine code depends on."""
    from sim.kernels.cache import CACHE_FOLDER

    parts = [
        module,
        *(part is None for part in model),
        _has_kinetics(tumour),
        bool(tumour.switches),
        tumour.grown_from_one_cell,
    ]
    return CACHE_FOLDER / f"ready-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"


def _kernel(engine: Gillespie | MeanField, tumour: Tumour) -> str:
    """Return the module and function of the kernel, as numba names its file."""
    if isinstance(engine, MeanField):
        return "mean_field._advance"
    crowded = not isinstance(tumour.growth, Exponential)
    if crowded or _has_kinetics(tumour):
        return "gillespie._advance_changing"
    return "one_clone._advance" if len(tumour.clones) == 1 else "many_clones._advance"
