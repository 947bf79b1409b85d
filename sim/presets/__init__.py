"""Published tumours, one file each, with a source on every number.

To add one, write the file and name its function in `PRESETS`.
"""

import inspect
from collections.abc import Callable
from typing import Any

from sim.base.errors import unknown
from sim.base.typed import typed
from sim.model import Tumour
from sim.presets.cite import cite, references_text
from sim.presets.cml_imatinib import cml_imatinib
from sim.presets.mcrpc_abiraterone import mcrpc_abiraterone
from sim.presets.melanoma_vemurafenib import melanoma_vemurafenib

__all__ = [
    "PRESETS",
    "build",
    "cite",
    "cml_imatinib",
    "describe",
    "mcrpc_abiraterone",
    "melanoma_vemurafenib",
    "names",
    "references_text",
]

PRESETS: dict[str, Callable[..., Tumour]] = {
    function.__name__: function
    for function in (melanoma_vemurafenib, mcrpc_abiraterone, cml_imatinib)
}


def __getattr__(name: str) -> Any:
    raise AttributeError(str(unknown(f"sim.presets.{name}", "preset", name, PRESETS)))


def names() -> tuple[str, ...]:
    """Return the names of the presets."""
    return tuple(PRESETS)


@typed
def describe(name: str) -> str:
    """Return what a preset is, in one line."""
    return (_known(name).__doc__ or "").strip().splitlines()[0]


@typed
def build(name: str, arguments: dict[str, Any] | None = None) -> Tumour:
    """Return the tumour of a preset.

    Parameters
    ----------
    name : str
        One of `names`.
    arguments : dict, optional
        Arguments of the preset's function, by name.

    Raises
    ------
    InputError
        If there is no such preset or argument, with the nearest right spelling.
    """
    function = _known(name)
    allowed = tuple(inspect.signature(function).parameters)
    for word in arguments or {}:
        if word not in allowed:
            raise unknown(f"{word!r} for preset {name!r}", "argument", word, allowed)
    return function(**(arguments or {}))


def _known(name: str) -> Callable[..., Tumour]:
    if name not in PRESETS:
        raise unknown(f"Preset {name!r}", "preset", name, PRESETS)
    return PRESETS[name]
