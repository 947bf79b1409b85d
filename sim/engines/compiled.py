"""Whether the kernels that a run needs have been compiled on this machine before."""

import hashlib
from pathlib import Path

import numpy as np

from sim.base.resolve import resolve
from sim.engines.choose import Engine
from sim.engines.gillespie import Gillespie
from sim.engines.mean_field import MeanField
from sim.lower import lower
from sim.model import Exponential, Tumour


def is_compiled(engine: Engine, tumour: Tumour) -> bool:
    """Tell whether the compiled kernel that treats this tumour lies on disk."""
    from sim.kernels.cache import CACHE_FOLDER

    if isinstance(engine, Gillespie | MeanField):
        return any(CACHE_FOLDER.rglob(f"{_kernel(engine, tumour)}-*.nbi"))
    return _mark(engine, tumour).exists()


def note_compiled(engine: Engine, tumour: Tumour) -> None:
    """Remember that what treats this tumour was compiled: a run of it has come to its end."""
    if isinstance(engine, Gillespie | MeanField):
        return
    try:
        _mark(engine, tumour).touch()
    except OSError:  # a folder that cannot be written to any more: it is compiled again
        return


def _mark(engine: Engine, tumour: Tumour) -> Path:
    """Return the file that stands for everything which the kernels' machine code depends on."""
    from sim.kernels.cache import CACHE_FOLDER

    model = lower(resolve(tumour, 1, np.zeros(1, dtype=np.int64), "tumour"))
    parts = [
        _kernel(engine, tumour),
        *(part is None for part in model),
        any(drug.half_life is not None for drug in tumour.drugs),
        bool(tumour.switches),
        tumour.grown_from_one_cell,
    ]
    return CACHE_FOLDER / f"ready-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"


def _kernel(engine: Engine, tumour: Tumour) -> str:
    """Return the module and function of the kernel, as numba names its file."""
    crowded = not isinstance(tumour.growth, Exponential)
    if isinstance(engine, MeanField):
        return "mean_field._advance"
    if isinstance(engine, Gillespie):
        if crowded or any(drug.half_life is not None for drug in tumour.drugs):
            return "gillespie._advance_changing"
        return "one_clone._advance" if len(tumour.clones) == 1 else "many_clones._advance"
    return "crowded.advance" if crowded else "jump.advance"
