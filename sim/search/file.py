"""A search written in a TOML file: a scenario in which ``"$stop"`` stands for a parameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.results.measures import MEASURES, burden_curve
from sim.scenario.part import read_part
from sim.scenario.place import Place
from sim.search.objective import AtLeast, AtMost, Objective
from sim.search.search import Search
from sim.sweeps.file import TABLES, Template, axis_of, parameters_in
from sim.trials import Cohort

WORDS = (
    "arm", "objective", "summary", "lower", "at_most", "at_least", "within", "budget", "axes",
)  # fmt: skip
CALLED = {name: measure for name, measure in MEASURES.items() if measure is not burden_curve}
"""Measures by the names that a file has for them."""
_MIDDLE = np.array([0.5])


@dataclass(frozen=True)
class SearchFile:
    """What a file says: the search, and how it is run."""

    search: Search
    seed: int
    budget: int
    title: str


def read_search(path: str | PathLike) -> SearchFile:
    """Return the search that is written in a TOML file.

    Parameters
    ----------
    path : str or path
        A scenario (see `sim.scenario`) with a table ``[search]``; ``experiments/search`` has one.

    Raises
    ------
    InputError
        If it cannot be read, has an unknown key, or a parameter that no axis gives values to.
    """
    file = Path(path)
    said, place, table, text = read_part(
        file, "search", WORDS,
        "write [search], and its axes in [search.axes]: stop = { low = 0.2, high = 1.0 }.",
    )  # fmt: skip
    axes = _axes(said.get("axes"), place)
    arm = _arm(said, table, list(axes), place)
    template = Template(text, str(file))
    point = {name: axis.at(_MIDDLE).item() for name, axis in axes.items()}
    scenario = template.scenario(point)
    try:
        objective = Objective(
            _measure(str(said.get("objective", "progression_free_survival"))),
            said.get("summary", "mean"), said.get("lower", False),
        )  # fmt: skip
        limits = [
            kind(_measure(name), value)
            for word, kind in (("at_most", AtMost), ("at_least", AtLeast))
            for name, value in _limits(word, said.get(word, {})).items()
        ]
        search = Search(
            partial(template.arm, arm), axes, Cohort(scenario.tumour, scenario.patients), objective,
            days=scenario.days, clinic=scenario.clinic, constraints=limits, engine=scenario.engine,
            within=said.get("within", 0.01),
        )  # fmt: skip
        budget = checks.whole("budget", said.get("budget", 300), 1)
    except InputError as error:
        raise place.error(error) from None
    return SearchFile(search, scenario.seed, budget, scenario.title or file.stem)


def _axes(given: Any, place: Place) -> dict[str, Any]:
    from sim.search.space import Space

    if not isinstance(given, Mapping) or not given:
        raise place.error("no axes; write [search.axes] with stop = { low = 0.2, high = 1.0 }")
    try:
        return Space({name: axis_of(name, value, "sobol") for name, value in given.items()}).axes
    except InputError as error:
        raise place.error(error) from None


def _arm(said: Mapping[str, Any], table: Mapping[str, Any], names: list[str], place: Place) -> str:
    """Return the name of the arm that is searched, and see that all parameters stand in it."""
    arms = table.get("arms")
    arms = arms if isinstance(arms, Mapping) else {}
    name = str(said.get("arm", next(iter(arms)) if len(arms) == 1 else ""))
    if name not in arms:
        if "arm" in said:
            raise place.error(unknown(f"arm {name!r}", "arm", name, arms), "arm")
        raise place.error(f'say which of the {len(arms)} arms is searched: arm = "..."')
    inside = parameters_in(arms[name])
    elsewhere = parameters_in({k: v for k, v in table.items() if k not in (*TABLES, "arms")})
    elsewhere |= parameters_in({k: v for k, v in arms.items() if k != name})
    for parameter in sorted(inside | elsewhere):
        if parameter not in names:
            raise place.error(unknown(f'"${parameter}"', "axis", parameter, names, "axes"))
    for parameter in sorted(elsewhere):
        raise place.error(f'"${parameter}" stands outside [arms.{name}]; only a rule is searched.')
    for parameter in names:
        if parameter not in inside:
            raise place.error(f"axis {parameter!r} is nowhere in [arms.{name}]; write it there.")
    return name


def _limits(word: str, given: Any) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError(f"{word} is {given!r}; write {word} = {{ cumulative_dose = 300 }}")
    return given


def _measure(name: str) -> Any:
    if name not in CALLED:
        raise unknown(f"measure {name!r}", "measure", name, CALLED)
    return CALLED[name]
