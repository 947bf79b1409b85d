"""A trial file (TOML): a scenario file with two more tables, ``[trial]`` and ``[cohort]``.

A number of the tumour can be a parameter of the cohort: ``birth = {parameter = "growth", plus =
0.13}``. Each patient's own value then stands there, times `times`, plus `plus`.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.checks import names, number, one_number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, listed, shown, unknown
from sim.model import Tumour
from sim.results import Endpoints
from sim.results.followup import EVENTS
from sim.scenario import Scenario
from sim.scenario.build import plain
from sim.scenario.place import Place, first_named
from sim.scenario.read import parsed, read_text, scenario_from_table, tumour_from_table
from sim.trials.biomarker import Biomarker
from sim.trials.cohort import Cohort
from sim.trials.design import Conduct, Design, Paired, Randomised
from sim.trials.rows import read_rows
from sim.trials.trial import Trial

OF_TRIAL = ("design", "weights", "enrolled_over", "closes", "dropout", "control", "end_points")
OF_COHORT = ("table", "parameters", "correlations", "select")
DESIGNS = ("paired", "randomised")
END_POINTS = ("progression-free survival", "overall survival")


@dataclass(frozen=True)
class TrialFile:
    """What a trial file says.

    Attributes
    ----------
    trial : Trial
        To be run.
    seed : int
        With this seed.
    end_points : tuple of str
        What is compared.
    title : str
        For figures.
    scenario : Scenario
        The same as for ``sim compare``, every number that is a parameter at its median.
    """

    trial: Trial
    seed: int
    end_points: tuple[str, ...]
    title: str
    scenario: Scenario


def read_trial(path: str | PathLike, **changes: Any) -> TrialFile:
    """Return the trial written in a TOML file; ``experiments/trials`` has examples.

    Parameters
    ----------
    path : str or path
        The file.
    **changes
        Of `patients`, `days`, `seed`: what stands here instead of in the file.

    Raises
    ------
    InputError
        If it cannot be read, or something in it is unknown or does not fit, with the place.
    """
    file = Path(path)
    text = read_text("trial", file)
    table = parsed(text, str(file))
    table |= {word: value for word, value in changes.items() if value is not None}
    if "days" in changes and changes["days"] is not None:
        table.pop("years", None)
    return _trial(table, Place(str(file), text), file.parent, "patients" in table)


def _trial(table: dict[str, Any], place: Place, folder: Path, counted: bool) -> TrialFile:
    of_trial = _checked(table.pop("trial", {}), OF_TRIAL, place.inside("[trial]"))
    of_cohort = _checked(table.pop("cohort", {}), OF_COHORT, place.inside("[cohort]"))
    parameters = {
        name: plain(name, value, place.inside("[cohort.parameters]"))
        for name, value in _mapping("parameters", of_cohort, place.inside("[cohort]")).items()
    }
    rows = None
    if "table" in of_cohort:
        rows = read_rows(folder / str(of_cohort["table"]))
        if not counted:
            table["patients"] = len(rows)
    wanted = _wanted(table)
    typical = {
        name: _typical(f"parameter {name!r} of the cohort", value)
        for name, value in parameters.items()
    }
    if rows is not None:
        typical |= {str(c): rows[c].iloc[0] for c in rows.columns if str(c) in wanted}
    for name in wanted:
        if name not in typical:
            raise place.error(unknown(f"parameter {name!r}", "parameter", name, typical), name)
    scenario = scenario_from_table(_plugged(table, typical), place)
    cohort = _cohort(scenario, table, wanted, parameters, rows, of_cohort, place)
    try:
        trial = Trial(
            cohort, scenario.arms, scenario.clinic, days=scenario.days,
            design=_design(of_trial, place), control=of_trial.get("control"),
            conduct=Conduct(**{k: of_trial[k] for k in OF_TRIAL[2:5] if k in of_trial}),
            engine=scenario.engine, record=Endpoints(scans=True),
        )  # fmt: skip
    except InputError as error:
        raise place.inside("[trial]").error(error, first_named(error, of_trial)) from None
    try:
        end_points = names("end_points", of_trial.get("end_points", END_POINTS))
    except InputError as error:
        raise place.inside("[trial]").error(error, "end_points") from None
    for name in end_points:
        if name not in (*EVENTS, "duration of response"):
            wrong = unknown(f"end point {name!r}", "end point", name, EVENTS)
            raise place.inside("[trial]").error(wrong, "end_points")
    return TrialFile(trial, scenario.seed, end_points, scenario.title, scenario)


def _cohort(scenario, table, wanted, parameters, rows, of_cohort, place) -> Cohort:
    inside = place.inside("[cohort]")
    try:
        select = of_cohort.get("select")
        chosen = None if select is None else Biomarker(**select)
        pairs = {(a, b): rank for a, b, rank in of_cohort.get("correlations", [])} or None
        if not wanted and not parameters:
            return Cohort(scenario.tumour, scenario.patients, table=rows, select=chosen)
        build = _Build(table, place, tuple(dict.fromkeys([*wanted, *parameters])), wanted)
        return Cohort(build, scenario.patients, parameters, pairs, rows, chosen)
    except (InputError, TypeError, ValueError) as error:
        raise inside.error(error) from None


class _Build:
    """Makes the tumour of a file from the parameters of its patients."""

    def __init__(self, table: Mapping[str, Any], place: Place, names, needed):
        self._table, self._place = table, place
        self.__name__ = "the tumour of the file"
        kind = inspect.Parameter.KEYWORD_ONLY
        self.__signature__ = inspect.Signature(
            [
                inspect.Parameter(n, kind, default=inspect.Parameter.empty if n in needed else None)
                for n in names
            ]
        )

    def __call__(self, **values: np.ndarray) -> Tumour:
        return tumour_from_table(_plugged(self._table, values), self._place)


def _plugged(part: Any, values: Mapping[str, Any]) -> Any:
    """Return what stands in a file with every parameter replaced by its values."""
    if isinstance(part, Mapping) and "parameter" in part:
        value = np.asarray(values[part["parameter"]], dtype=float)
        times, plus = part.get("times", 1.0), part.get("plus", 0.0)
        value = value * one_number("times", times, low=-np.inf)
        value = value + one_number("plus", plus, low=-np.inf)
        return float(value) if value.ndim == 0 else value
    if isinstance(part, Mapping):
        return {key: _plugged(inner, values) for key, inner in part.items()}
    if isinstance(part, list):
        return [_plugged(inner, values) for inner in part]
    return part


def _wanted(part: Any) -> list[str]:
    """Return the names of the parameters that stand somewhere in a file."""
    if isinstance(part, Mapping) and "parameter" in part:
        extra = [key for key in part if key not in ("parameter", "times", "plus")]
        if extra:
            raise InputError(
                f"{{parameter = {part['parameter']!r}}} has {listed(extra)}; allowed besides it "
                "are times and plus."
            )
        return [str(part["parameter"])]
    inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
    return list(dict.fromkeys(name for one in inner for name in _wanted(one)))


def _typical(what: str, value: Any) -> float:
    value = number(what, value, low=-np.inf)
    return float(value.ppf(0.5)) if is_distribution(value) else float(np.ravel(value)[0])


def _mapping(key: str, table: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, Mapping):
        raise place.error(f"{key} is {shown(found)}; it must be a table.", key)
    return found


def _design(of_trial: Mapping[str, Any], place: Place) -> Design:
    word = str(of_trial.get("design", "paired"))
    if word not in DESIGNS:
        error = unknown(f"design {word!r}", "design", word, DESIGNS)
        raise place.inside("[trial]").error(error, "design")
    return Paired() if word == "paired" else Randomised(of_trial.get("weights"))


def _checked(table: Any, allowed: tuple[str, ...], place: Place) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        raise place.error(f"it is {table!r}; it must be a table.")
    for key in table:
        if key not in allowed:
            raise place.error(unknown(repr(key), "key", key, allowed), key)
    return dict(table)
