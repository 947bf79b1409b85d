"""Descriptions and results are never changed, and what a call does by default is a promise."""

import dataclasses
import importlib
import inspect
import json
import pkgutil
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


def defaults():
    """Return the plain defaults of everything public that is called."""
    found = {}
    for name in sorted(sim.__all__):
        called = getattr(sim, name)
        if not callable(called):
            continue
        try:
            parameters = inspect.signature(called).parameters.values()
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
    assert defaults()[name] == json.loads(DEFAULTS.read_text("utf-8"))[name]


def test_every_default_is_listed():
    listed = set(json.loads(DEFAULTS.read_text("utf-8")))
    assert set(defaults()) == listed, f"list them in {DEFAULTS.name}, once they are meant"
