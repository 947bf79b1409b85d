"""What else is kept of every visit: functions of one's own of what happened at it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.functions import is_function
from sim.results.recorders import Visits

EXAMPLE = '{"share": lambda now: now.cells["R"] / np.maximum(now.burden, 1)}'


@dataclass(frozen=True, eq=False)
class Now:
    """The truth at a visit, after the clinic has looked and the doses are given; read only.

    Parameters
    ----------
    day : float
        Of the visit [days].
    cells : mapping of clone to ndarray (patient,)
        Cells of each clone.
    burden : ndarray (patient,)
        All cells.
    dose, concentration : mapping of drug to ndarray (patient,)
        As in the results: doses from this day on [standard doses], and concentrations just after
        this day's.
    happened : mapping of str to ndarray (patient,), bool
        What happened at the visit, by the words of ``runs.data["happened"]``: ``"result"``,
        ``"first_progression"``, ``"dose_held_or_reduced"``, ...
    """

    day: float
    cells: Mapping[str, np.ndarray]
    burden: np.ndarray
    dose: Mapping[str, np.ndarray]
    concentration: Mapping[str, np.ndarray]
    happened: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Noted(Visits):
    """Keep the curves, and functions of one's own of every visit that is kept.

    Parameters
    ----------
    functions : mapping of name to callable
        Each takes `Now`, what happened at a visit, and returns a number for each patient, ndarray
        (patient,), or one for all. It stands in the data under its name, (arm, patient, time); NaN
        on days on which only another arm has a visit. Patients must not know of each other: no
        means over patients, no random numbers, nothing that is remembered.
    every : float, optional
        Of the curves, as in `Visits`.

    Raises
    ------
    InputError
        If a name is one that results have already. In the run: if a function returns something
        else.

    Notes
    -----
    Nothing else of the run changes. To make saved runs again the functions must be allowed
    (``sim.rerun(runs, allow_code=True)``), as policies must.

    Examples
    --------
    >>> import sim
    >>> record = sim.Noted({"share": lambda now: now.cells["R"] / now.burden.clip(1)})
    """

    functions: Mapping[str, Callable[[Now], Any]]
    every: float | None = field(default=None, kw_only=True)

    def __post_init__(self):
        from sim.results.build import COORDINATES, PLACE, VARIABLES

        of_a_lattice = {*PLACE, "carried"}  # (which is not kept beside)
        taken = {*VARIABLES, *COORDINATES} - of_a_lattice
        super().__post_init__()
        if not isinstance(self.functions, Mapping) or not self.functions:
            raise InputError(
                f"functions of Noted is {self.functions!r}; give functions by name: {EXAMPLE}."
            )
        for name, function in self.functions.items():
            checks.name("A name of Noted", name)
            if name in taken or "/" in name or "." in name:
                raise InputError(
                    f"Noted calls something {name!r}; results have that name already, or it has a "
                    "point or a slash in it. Choose another."
                )
            if not is_function(function):
                raise InputError(
                    f"{name!r} of Noted is {function!r}; give a function of a visit: {EXAMPLE}."
                )
        object.__setattr__(self, "functions", dict(self.functions))

    def of(self, now: Now) -> dict[str, np.ndarray]:
        """Return what the functions say of a visit, by name: each (patient,) or (1,) float64."""
        return {name: _said(name, function, now) for name, function in self.functions.items()}


def _said(name: str, function: Callable[[Now], Any], now: Now) -> np.ndarray:
    what = f"The function {name!r} of sim.Noted on day {now.day:g}"
    try:
        found = function(now)
    except Exception as error:
        error.add_note(f"{what} failed.")
        raise
    try:
        values = None if found is None else np.asarray(found, dtype=float)
    except (TypeError, ValueError):
        values = None
    if values is None or values.shape not in ((), (1,), now.burden.shape):
        raise InputError(
            f"{what} returned {found!r}; it must return a number for each of the "
            f"{len(now.burden)} patients, or one for all."
        )
    return np.atleast_1d(values)
