"""Whether the kernels that a run needs have been compiled on this machine before."""

from sim.engines.choose import Engine
from sim.engines.gillespie import Gillespie
from sim.engines.mean_field import MeanField
from sim.model import Exponential, Tumour


def is_compiled(engine: Engine, tumour: Tumour) -> bool:
    """Tell whether the compiled kernel that treats this tumour lies on disk."""
    from sim.kernels.cache import CACHE_FOLDER

    return any(CACHE_FOLDER.rglob(f"{_kernel(engine, tumour)}-*.nbi"))


def _kernel(engine: Engine, tumour: Tumour) -> str:
    """Return the module and function of the kernel, as numba names its file."""
    crowded = not isinstance(tumour.growth, Exponential)
    if isinstance(engine, MeanField):
        return "mean_field._advance"
    if isinstance(engine, Gillespie):
        changing = crowded or any(drug.half_life is not None for drug in tumour.drugs)
        return f"gillespie._advance_{'changing' if changing else 'constant'}"
    return "crowded.advance" if crowded else "jump.advance"
