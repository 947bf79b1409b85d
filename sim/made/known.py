"""What may be built from a file without trusting it: our own descriptions, and functions of these.

A file names classes and functions. Only those below are looked up, and each is a description or a
function of numbers: none reads, writes or runs anything.
"""

import types
from dataclasses import is_dataclass
from importlib import import_module
from typing import Any

DESCRIPTIONS = (
    "sim.base.citations", "sim.base.derived", "sim.model", "sim.regimens", "sim.clinic",
    "sim.engines.jump", "sim.engines.gillespie", "sim.engines.mean_field",
    "sim.engines.lattice", "sim.engines.vessels", "sim.results.snapshots",
    "sim.results.noted", "sim.results.recorders", "sim.trials.design", "sim.inference.errors",
    "sim.inference.measures", "sim.inference.posterior", "sim.inference.chance",
    "sim.inference.laws", "sim.data.observations", "sim.presets.cml_imatinib",
    "sim.presets.mcrpc_abiraterone", "sim.presets.melanoma_vemurafenib", "sim.gym.learned",
)  # fmt: skip
"""Modules, and rooms, of descriptions."""
FUNCTIONS = (
    "sim.base.derived", "sim.model", "sim.inference.laws", "sim.presets.cml_imatinib",
    "sim.presets.mcrpc_abiraterone", "sim.presets.melanoma_vemurafenib",
)  # fmt: skip
"""Those whose functions make a number of others (`sim.base.derived.Derived`), or a tumour."""


class Unknown(Exception):
    """A name that is none of ours."""


def name_of(thing: Any) -> str | None:
    """Return the name under which a class or function of ours is found again; None: it is none."""
    kinds = type | types.FunctionType
    if not isinstance(thing, kinds):
        return None
    name = f"{thing.__module__}:{thing.__qualname__}"
    try:
        return name if called(name) is thing else None
    except Unknown:
        return None


def called(name: str) -> Any:
    """Return the class or function of ours that has a name.

    Raises
    ------
    Unknown
        If there is none, or it is neither a description nor a function of numbers.
    """
    module, _, member = name.partition(":")
    if not _within(module, DESCRIPTIONS):
        raise Unknown(name)
    found = vars(import_module(module)).get(member)
    if getattr(found, "__module__", None) != module:
        raise Unknown(name)
    if isinstance(found, type) and is_dataclass(found):
        return found
    if isinstance(found, types.FunctionType) and _within(module, FUNCTIONS):
        return found
    raise Unknown(name)


def _within(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)
