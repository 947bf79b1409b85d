"""Descriptions and results are never changed, and what a call does by default is a promise."""

import dataclasses
import importlib
import inspect
import json
import pkgutil
import types
from pathlib import Path

import pytest

import sim

CHANGED = {
    "sim.base.seen.Seen": "a policy writes into it whose line begins and who is treated",
    "sim.engines.defence.Part": "the state of a run",
    "sim.search.rules.Tried": "is filled while a rule meets more patients",
    "sim.sweeps.points.Outcome": "is filled while the points of a block run",
    "sim.teaching.written_down.Notes": "is filled while a notebook is worked through",
    "sim.teaching.written_down.Predicted": "is written before what comes out is shown",
    "sim.teaching.written_down.Tried": "counts tries",
}
"""The few that are no descriptions, and what they are."""
DEFAULTS = Path(__file__).with_name("defaults.json")
"""What is not said in a call, by its name. A change here changes numbers: it goes with a line in
CHANGELOG.md, under *Numbers change* (see CONTRIBUTING.md)."""
ROOMS = (
    "clinic",
    "data",
    "gym",
    "inference",
    "regimens",
    "results",
    "search",
    "sweeps",
    "theory",
    "trials",
)
"""Whose names, and those of their methods, are public too."""
WRITE = "python -m tests.test_frozen"
"""What writes them down as they are now."""
PLAIN = (bool, int, float, str, type(None))


def classes():
    """Yield every dataclass of the package with its full name."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        if module.name.startswith("sim.kernels") or module.name.endswith("__main__"):
            continue
        for name, found in vars(importlib.import_module(module.name)).items():
            if not isinstance(found, type):
                continue
            if dataclasses.is_dataclass(found) and found.__module__ == module.name:
                yield f"{module.name}.{name}", found


def test_no_description_and_no_result_can_be_changed():
    loose = {name for name, found in classes() if not found.__dataclass_params__.frozen}
    assert loose == set(CHANGED)


def test_nothing_can_be_added_to_a_description():
    """What inherits from one and is not said to be one takes any attribute, also a misspelt one."""
    found = {
        name
        for name, kind in classes()
        if kind.__dataclass_params__.frozen and "__setattr__" not in vars(kind)
    }
    assert found == {"sim.lower.effects.Unchecked", "sim.lower.effects.Fed"}  # (nobody's but ours)


def called():
    """Yield everything public that is called, and the methods of what it is or returns."""
    seen = {getattr(sim, name): name for name in sim.__all__ if callable(getattr(sim, name))}
    yield from sorted((name, made) for made, name in seen.items())
    for room in ROOMS:
        for name in importlib.import_module(f"sim.{room}").__all__:
            made = getattr(importlib.import_module(f"sim.{room}"), name)
            if callable(made) and made not in seen:
                seen[made] = f"{room}.{name}"
                yield seen[made], made
    methods = {}
    for made in [made for made in seen if isinstance(made, type)]:
        for word in dir(made):
            kind = inspect.getattr_static(made, word)
            if not word.startswith("_") and isinstance(kind, types.FunctionType | classmethod):
                methods[getattr(made, word).__qualname__] = getattr(made, word)
    yield from sorted(
        (name, method) for name, method in methods.items() if method.__module__.startswith("sim.")
    )


def defaults():
    """Return the plain defaults of everything public that is called."""
    found = {}
    for name, called_ in called():
        try:
            parameters = inspect.signature(called_).parameters.values()
        except ValueError:
            continue
        plain = {p.name: _listed(p.default) for p in parameters if _is_plain(p.default)}
        if plain:
            found[name] = plain
    return found


def _is_plain(value):
    return isinstance(value, PLAIN) or (
        isinstance(value, tuple) and all(isinstance(one, PLAIN) for one in value)
    )


def _listed(value):
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", sorted(json.loads(DEFAULTS.read_text("utf-8"))))
def test_what_is_not_said_stays_what_it_was(name):
    assert defaults()[name] == json.loads(DEFAULTS.read_text("utf-8"))[name], f"meant? {WRITE}"


def test_every_default_is_listed():
    listed = set(json.loads(DEFAULTS.read_text("utf-8")))
    assert set(defaults()) == listed, f"once they are meant: {WRITE}"


if __name__ == "__main__":
    before, now = json.loads(DEFAULTS.read_text("utf-8")), defaults()
    kept = [
        *(name for name in before if name in now),
        *(name for name in now if name not in before),
    ]
    DEFAULTS.write_text(json.dumps({name: now[name] for name in kept}, indent=1) + "\n", "utf-8")
