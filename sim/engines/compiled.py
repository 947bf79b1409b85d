"""Whether the kernels that a run needs have been compiled on this machine before."""

import hashlib
from pathlib import Path

import numpy as np

from sim.base.resolve import resolve
from sim.engines.choose import Engine
from sim.engines.gillespie import Gillespie
from sim.engines.kernels import side_by_side
from sim.engines.mean_field import MeanField
from sim.engines.ways import was_run
from sim.kernels.model import Model
from sim.lower import lower
from sim.model import Exponential, Tumour


def is_compiled(engine: Engine, tumour: Tumour) -> bool:
    """Tell whether the compiled kernels that treat this tumour lie on disk."""
    from sim.kernels.cache import CACHE_FOLDER

    if isinstance(engine, Gillespie | MeanField):
        return any(CACHE_FOLDER.rglob(f"{_kernel(engine, tumour)}-*.nbi"))
    return _mark(tumour).exists()


def note_compiled(engine: Engine, tumour: Tumour) -> None:
    """Remember that what treats this tumour was compiled: a run of it has come to its end."""
    if isinstance(engine, Gillespie | MeanField):
        return
    # A run may need only one of the kernels that the next one needs.
    if not all(was_run(module, "advance") for module in _modules(_lowered(tumour), tumour)):
        return
    try:
        _mark(tumour).touch()
    except OSError:  # a folder that cannot be written to any more: it is compiled again
        return


def _lowered(tumour: Tumour) -> Model:
    """Return the tumour as two patients: arrays have two rows if patients may differ."""
    return lower(resolve(tumour, 1, np.zeros(2, dtype=np.int64), "tumour"))


def _modules(model: Model, tumour: Tumour) -> tuple[str, ...]:
    kinetics = any(drug.half_life is not None for drug in tumour.drugs)
    return side_by_side(model, kinetics, len(model.clone) > 1)


def _mark(tumour: Tumour) -> Path:
    """Return the file that stands for everything which the kernels' machine code depends on."""
    from sim.kernels.cache import CACHE_FOLDER

    model = _lowered(tumour)
    parts = [
        *_modules(model, tumour),
        *(part is None for part in model),
        any(drug.half_life is not None for drug in tumour.drugs),
        bool(tumour.switches),
        tumour.grown_from_one_cell,
    ]
    return CACHE_FOLDER / f"ready-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"


def _kernel(engine: Gillespie | MeanField, tumour: Tumour) -> str:
    """Return the module and function of the kernel, as numba names its file."""
    if isinstance(engine, MeanField):
        return "mean_field._advance"
    crowded = not isinstance(tumour.growth, Exponential)
    if crowded or any(drug.half_life is not None for drug in tumour.drugs):
        return "gillespie._advance_changing"
    return "one_clone._advance" if len(tumour.clones) == 1 else "many_clones._advance"
