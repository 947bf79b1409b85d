"""From the words of a command to a scenario: a preset by name, or a file."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim import presets
from sim.base.errors import InputError, unknown
from sim.presets import strategies
from sim.regimens import Regimen
from sim.scenario import Scenario, read_scenario


def scenario_of(what: str, settings: Iterable[str] = ()) -> Scenario:
    """Return the scenario that a preset's name or the path of a TOML file stands for.

    Parameters
    ----------
    what : str
        Name of a preset, or a path.
    settings : iterable of str
        Arguments of the preset, each ``NAME=VALUE``.
    """
    settings = list(settings)
    if what.endswith(".toml") or Path(what).is_file():
        if settings:
            raise InputError(f"--set {settings[0]}: only presets have arguments; edit {what!r}.")
        return read_scenario(what)
    if what not in presets.names():
        error = unknown(f"{what!r} is neither a preset nor a file", "preset", what, presets.names())
        raise InputError(f"{error} A scenario file ends in .toml.")
    tumour = presets.build(what, dict(_setting(text) for text in settings))
    return Scenario(tumour, strategies.arms(tumour), title=what)


def arms_of(scenario: Scenario, names: str) -> dict[str, Regimen]:
    """Return the arms named ``a,b``: those of the scenario, or else those that any tumour has."""
    chosen: dict[str, Regimen] = {}
    for name in (word.strip() for word in names.split(",") if word.strip()):
        if name in chosen:
            raise InputError(f"--arms {names}: {name!r} is named twice.")
        if name in scenario.arms:
            chosen[name] = scenario.arms[name]
        elif name in strategies.STRATEGIES:
            chosen[name] = strategies.arm(scenario.tumour, name)
        else:
            known = dict.fromkeys([*scenario.arms, *strategies.STRATEGIES])
            raise unknown(f"--arms {name!r}", "arm", name, known)
    if not chosen:
        raise InputError(f"--arms {names!r} names no arm; write --arms continuous,holidays.")
    return chosen


def _setting(text: str) -> tuple[str, Any]:
    """Return the name and the value of ``n12=1``."""
    name, equals, value = text.partition("=")
    try:
        if not equals:
            raise ValueError
        return name.strip(), tomllib.loads(f"value = {value}")["value"]
    except ValueError:
        raise InputError(f"--set {text}: write a name and a number, as in --set n12=1.") from None
