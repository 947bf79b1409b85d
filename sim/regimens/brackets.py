"""Brackets that were forgotten: ``sim.Nadir`` in the place of ``sim.Nadir()``."""

from inspect import Parameter, signature

from sim.base.errors import InputError
from sim.regimens.until import Until


def check_brackets(what: str, value: object) -> None:
    """Refuse the class of a reason where a reason is meant.

    Parameters
    ----------
    what : str
        How the message names it: ``"at of SecondStrike"``.
    value
        What was given; everything else is left to who asked.
    """
    if not isinstance(value, type) or not issubclass(value, Until):
        return
    needed = any(p.default is Parameter.empty for p in signature(value).parameters.values())
    ours = "sim." if value.__module__.startswith("sim.") else ""
    name, inside = f"{ours}{value.__name__}", "..." if needed else ""
    raise InputError(f"{what} is the class {name}; write {name}({inside}), with brackets.")
