"""Runs that were stopped on the way: which patients are missing, said wherever they are shown."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.results.said import json_said

INTERRUPTED, MISSING = "interrupted", "missing_patients"
"""Attributes: in words, and the numbers of those who are missing as first and last of each row."""


def interrupted_attrs(missing: np.ndarray, finished: int) -> dict[str, str]:
    """Return what is written into the attributes; nothing if nobody is missing.

    Parameters
    ----------
    missing : ndarray (patient,)
        Numbers of the patients who were not finished.
    finished : int
        How many were.
    """
    if not missing.size:
        return {}
    asked = finished + missing.size
    return {
        INTERRUPTED: f"interrupted: {finished} of {asked} patients were finished",
        MISSING: json.dumps(_rows_of(np.sort(missing))),
    }


def missing_of(attrs: Mapping[str, Any]) -> np.ndarray:
    """Return the numbers (patient,) of those who are missing."""
    rows = json_said(attrs, MISSING, [])
    none = np.empty(0, dtype=np.int64)
    return np.concatenate([none, *(np.arange(first, last + 1) for first, last in rows)])


def joined_attrs(parts: Iterable[Mapping[str, Any]], patients: np.ndarray) -> dict[str, str]:
    """Return the attributes of several parts together: who is in another part is not missing."""
    missing = np.unique(np.concatenate([missing_of(attrs) for attrs in parts]))
    return interrupted_attrs(missing[~np.isin(missing, patients)], len(patients))


def _rows_of(numbers: np.ndarray) -> list[list[int]]:
    ends = np.flatnonzero(np.diff(numbers) != 1)
    firsts = numbers[np.concatenate([[0], ends + 1])]
    lasts = numbers[np.concatenate([ends, [numbers.size - 1]])]
    return [[int(first), int(last)] for first, last in zip(firsts, lasts, strict=True)]
