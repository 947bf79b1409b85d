"""A sweep written in a TOML file: a scenario in which ``"$cost"`` stands for a parameter."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import Any

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Regimen
from sim.results.measures import MEASURES, burden_curve
from sim.results.recorders import Endpoints, Visits
from sim.scenario.part import read_part
from sim.scenario.place import Place
from sim.scenario.read import scenario_from_table
from sim.scenario.scenario import Scenario
from sim.sweeps.axes import IntegerAxis, LinearAxis, LogAxis
from sim.sweeps.designs import Design, Grid, Points, Table
from sim.sweeps.spread import LatinHypercube, Sensitivity, Sobol
from sim.sweeps.sweep import Sweep

SPREAD: dict[str, Any] = {
    "sobol": Sobol,
    "latin-hypercube": LatinHypercube,
    "sensitivity": Sensitivity,
}
DESIGNS = ("grid", *SPREAD, "points", "table")
ELSEWHERE = ("sweep", "search", "title", "patients", "days", "seed")
"""What of a file a sweep compares by itself, or has more of later."""

TABLES = ("sweep", "search")
"""Tables of a file that are no scenario's, but say what is done with it."""

WORDS = ("name", "design", "points", "seed", "keep", "file", "axes")


@dataclass(frozen=True)
class Template:
    """The scenario of a file, with parameters to be filled in.

    Parameters
    ----------
    text : str
        What is written in the file.
    file : str
        Its name, for errors.
    """

    text: str
    file: str

    def __sweep_identity__(self) -> Any:
        """Return what it is to a sweep: not which points, how many patients, or comments."""
        table = tomllib.loads(self.text)
        return {key: value for key, value in table.items() if key not in ELSEWHERE}

    def scenario(self, point: Mapping[str, Any]) -> Scenario:
        """Return the scenario at a point."""
        return _scenario(self, tuple(point.items()))

    def tumour(self, **point: Any) -> Tumour:
        """Return the tumour at a point."""
        return self.scenario(point).tumour

    def arm(self, name: str, **point: Any) -> Regimen:
        """Return the regimen of an arm at a point."""
        return self.scenario(point).arms[name]

    def clinic(self, **point: Any) -> Clinic:
        """Return the clinic at a point."""
        return self.scenario(point).clinic


@lru_cache(maxsize=8)
def _scenario(template: Template, point: tuple[tuple[str, Any], ...]) -> Scenario:
    table = {k: v for k, v in tomllib.loads(template.text).items() if k not in TABLES}
    return scenario_from_table(_filled(table, dict(point)), Place(template.file, template.text))


def read_sweep(path: str | PathLike) -> Sweep:
    """Return the sweep that is written in a TOML file.

    Parameters
    ----------
    path : str or path
        A scenario (see `sim.scenario`) with a table ``[sweep]``; ``experiments/sweeps`` has one.

    Raises
    ------
    InputError
        If it cannot be read, has an unknown key, or a parameter that no axis gives values to.
    """
    file = Path(path)
    said, place, table, text = read_part(
        file, "sweep", WORDS, 'write [sweep] with design = "grid" and its axes.'
    )
    design = _design(said, place, file)
    names = list(design.columns())
    used = parameters_in({k: v for k, v in table.items() if k not in TABLES})
    for name in sorted(used):
        if name not in names:
            raise place.error(unknown(f'"${name}"', "axis", name, names, "axes"))
    for name in names:
        if name not in used:
            raise place.error(f'axis {name!r} stands nowhere in the file; write "${name}" there.')
    template = Template(text, str(file))
    point = {name: values[0].item() for name, values in design.columns().items()}
    scenario = template.scenario(point)
    keep = _keep(said.get("keep", ["time_to_progression"]), place)
    return Sweep(
        str(said.get("name", file.stem)),
        build=template.tumour,
        design=design,
        arms={name: partial(template.arm, name) for name in scenario.arms},
        clinic=template.clinic,
        days=scenario.days,
        patients=scenario.patients,
        seed=scenario.seed,
        engine=scenario.engine,
        keep=keep,
        record=Visits() if burden_curve.__name__ in keep else Endpoints(),
    )


def _design(said: Mapping[str, Any], place: Place, file: Path) -> Design:
    kind = str(said.get("design", "grid")).replace("_", "-").lower()
    if kind not in DESIGNS:
        raise place.error(unknown(f"design {kind!r}", "design", kind, DESIGNS), "design")
    try:
        if kind == "points":
            return Points(said.get("points", []))
        if kind == "table":
            return Table(file.parent / str(said.get("file", "")))
        given = said.get("axes")
        if not isinstance(given, Mapping) or not given:
            raise InputError("no axes; write [sweep.axes] with cost = [0, 0.1, 0.2]")
        axes = {name: axis_of(name, value, kind) for name, value in given.items()}
        if kind == "grid":
            return Grid(**axes)
        return SPREAD[kind](said.get("points", 256), seed=said.get("seed", 0), **axes)
    except InputError as error:
        raise place.error(error) from None


def axis_of(name: str, value: Any, kind: str) -> Any:
    """Return an axis: a list of values, or {low = , high = , steps = , log = , integer = }."""
    if not isinstance(value, Mapping):
        return value
    words = ("low", "high", "steps", "log", "integer")
    for key in value:
        if key not in words:
            raise unknown(f"axis {name!r}: {key!r}", "key", key, words)
    if "low" not in value or "high" not in value:
        raise InputError(f"axis {name!r} needs low and high, or a list of values.")
    if value.get("integer"):
        return IntegerAxis(value["low"], value["high"])
    steps = value.get("steps", 11 if kind == "grid" else None)
    return (LogAxis if value.get("log") else LinearAxis)(value["low"], value["high"], steps)


def _keep(names: Any, place: Place) -> dict[str, Any]:
    try:
        names = checks.names("keep", names)
    except InputError as error:
        raise place.error(error, "keep") from None
    for name in names:
        if name not in MEASURES:
            raise place.error(unknown(f"keep {name!r}", "measure", name, MEASURES), "keep")
    return {name: MEASURES[name] for name in names}


def parameters_in(value: Any) -> set[str]:
    """Return the names of all parameters that stand in a table."""
    if isinstance(value, str):
        return {value[1:]} if value.startswith("$") else set()
    parts = value.values() if isinstance(value, Mapping) else value
    return set().union(*map(parameters_in, parts)) if isinstance(value, Mapping | list) else set()


def _filled(value: Any, point: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return point[value[1:]]
    if isinstance(value, Mapping):
        return {key: _filled(part, point) for key, part in value.items()}
    return [_filled(part, point) for part in value] if isinstance(value, list) else value
