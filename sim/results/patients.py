"""Who the patients are: what each drew or was given, and the names that their table gives them."""

import json
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError, unknown
from sim.results.said import json_said

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.runs import Runs

LABEL = "label"
"""The attribute that names the variable with the patients' own names."""
COHORT = "cohort"
"""The attribute that says under which names the values of a cohort are kept."""
CUT_OFF = "cut_off_days"
OF_TRIALS = ("counted", "entry_day", "followed_days", "entry", "followed", CUT_OFF)
"""Names under which a trial says, in a file or a table, who was counted and how long."""
NAMES = ("id", "patient", "patient_id", "subject", "usubjid")
"""Columns of a table, in small letters, that name its patients."""


def patients_table(runs: "Runs") -> "pd.DataFrame":
    """Return one row a patient: what they drew, were given, and what their table says of them."""
    import pandas as pd

    data = runs.data
    own = {str(n): v.values for n, v in data.data_vars.items() if v.dims == ("patient",)}
    label = runs.attrs.get(LABEL)
    index = pd.Index(data["patient"].values, name="patient")
    if label in own:
        index = pd.Index(own.pop(label), name=str(label))
        own = {"patient": data["patient"].values, **own}
    return pd.DataFrame(own, index=index)


def number_of(runs: "Runs", patient: Any) -> int:
    """Return the number of a patient who is named by it, or by the name in their table."""
    numbers = runs.values("patient")
    if isinstance(patient, str):
        label = runs.attrs.get(LABEL)
        names = runs.values(str(label)) if label else np.empty(0, dtype=str)
        found = np.flatnonzero(names == patient)
        if not found.size:
            there = _some(names if names.size else numbers)
            raise unknown(f"Patient {patient!r}", "patient", patient, there)
        return int(numbers[found[0]])
    if patient not in numbers:
        raise unknown(f"Patient {patient!r}", "patient", patient, _some(numbers))
    return int(patient)


def label_of(columns: Mapping[str, np.ndarray]) -> str | None:
    """Return which column of a table names its patients; None: none does.

    Raises
    ------
    InputError
        If it names two alike.
    """
    for name, values in columns.items():
        if name.lower() not in NAMES:
            continue
        texts, times = np.unique(np.asarray(values).astype(str), return_counts=True)
        if (times > 1).any():
            raise InputError(
                f"The table of the cohort has one row a patient, and its column {name!r} names "
                f"{str(texts[times > 1][0])!r} {times.max()} times. Give each a name of their own, "
                "or call the column otherwise."
            )
        return name
    return None


def with_patients(runs: "Runs", values: Mapping[str, np.ndarray], label: str | None) -> "Runs":
    """Return runs that say of every patient what their cohort knows: values (patient,) by name.

    A name that the runs or a trial use already gets ``cohort.`` before it.
    """
    from sim.results.runs import Runs

    data = runs.data
    taken, names = {*map(str, data.variables), *OF_TRIALS}, {}
    for name in values:
        names[name] = _stored(name, taken)
        taken.add(names[name])
    more = {
        names[name]: (
            ("patient",), _storable(array), {"long_name": f"{name}, of the cohort", "units": "1"}
        )
        for name, array in values.items()
    }  # fmt: skip
    said = {COHORT: json.dumps(names)} | ({} if label is None else {LABEL: names[label]})
    if label is not None:
        place, array, about = more[names[label]]
        more[names[label]] = place, array.astype(str), about
    return Runs(data.assign(more).assign_attrs(said))


def cohort_of(runs: "Runs") -> dict[str, np.ndarray]:
    """Return what the cohort knows of its patients, by the cohort's own names."""
    names = json_said(runs.attrs, COHORT, {})
    return {name: runs.values(where) for name, where in names.items()}


def _stored(name: str, taken: Container[str]) -> str:
    name = name.replace("/", "|")  # (a slash would make a folder of a file)
    while name in taken:
        name = f"cohort.{name}"
    return name


def _storable(values: Any) -> np.ndarray:
    """Return values as numbers, truth values or texts, which any file can hold."""
    array = np.asarray(values)
    if array.dtype.kind in "biuf":
        return array
    return np.array(["" if one is None or one != one else str(one) for one in array], dtype=str)


def _some(names: np.ndarray) -> list[object]:
    listed = names.tolist()
    return listed if len(listed) <= 8 else [*listed[:4], "...", *listed[-2:]]
