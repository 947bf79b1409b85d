"""Your own regimen: a NumPy function of what the clinic sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, listed
from sim.base.functions import is_function
from sim.base.seen import Seen
from sim.base.units import HIGHEST_DOSE
from sim.regimens.own_numbers import advice_on_arrays, checked_numbers
from sim.regimens.regimen import Regimen
from sim.regimens.slips import advice, in_words


@dataclass(frozen=True)
class Policy(Regimen):
    """A regimen made of a function; see `policy`.

    Parameters
    ----------
    function : callable
        ``function(seen, memory)`` returns doses.
    may_give : tuple of str
        Drugs it may give; empty if that was not said.
    numbers : mapping of name to float, array (patient,) or distribution
        More that the function is given by name, for the patients it is asked about.
    """

    function: Callable[..., Any]
    may_give: tuple[str, ...] = ()
    numbers: Mapping[str, Number] = field(default_factory=dict)

    def __post_init__(self):
        if not is_function(self.function):
            raise InputError(
                f"policy is given {self.function!r}; it takes a function of (seen, memory) that "
                "returns doses."
            )
        given = (self.may_give,) if isinstance(self.may_give, str) else self.may_give
        names = checks.taken("may_give", given)
        for name in names:
            checks.name("A drug of a policy", name)
        object.__setattr__(self, "may_give", names)
        object.__setattr__(self, "numbers", checked_numbers(self.function, self.numbers))

    @property
    def name(self) -> str:
        """The name of the function."""
        return getattr(self.function, "__name__", repr(self.function))

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give, as far as they were said."""
        return self.may_give

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        where = f"Policy {self.name!r} on day {seen.day:g}"
        try:
            answer = self.function(seen, memory, **self.numbers)
            if isinstance(answer, str | Mapping):
                answer = seen.give(answer)
        except Exception as error:
            arrays, slip = self._arrays(seen, error), in_words(error, where)
            if slip is not None:
                raise InputError(f"{slip} {arrays}".rstrip()) from None
            if arrays:
                raise InputError(f"{where} failed ({error}). {arrays}") from error
            error.add_note(f"{where} failed. {advice(error)}".rstrip())
            raise
        try:
            doses = as_table(answer, seen, where)
        except InputError as error:
            raise InputError(f"{error} {self._arrays(seen, error)}".rstrip()) from None
        self._check_drugs(doses, seen, where)
        return doses

    def describe(self) -> str:
        """Return the plan in one line."""
        text = (getattr(self.function, "__doc__", None) or "").strip().split("\n")[0]
        return f"Policy {self.name}: {text}" if text else f"Policy {self.name}."

    def _arrays(self, seen: Seen, error: Exception) -> str:
        return advice_on_arrays(self.function, seen.patients, str(error))

    def _check_drugs(self, doses: np.ndarray, seen: Seen, where: str) -> None:
        if not self.may_give:
            return
        others = [k for k, drug in enumerate(seen.drugs) if drug not in self.may_give]
        given = [seen.drugs[k] for k in others if doses[:, k].any()]
        if given:
            raise InputError(
                f"{where} gives {listed(given)}, but was declared with drugs={self.may_give!r}."
            )


def policy(function=None, *, drugs: str | tuple[str, ...] = (), **numbers: Number):
    """Make a regimen of a function; a decorator, with or without arguments.

    Parameters
    ----------
    function : callable
        ``function(seen, memory)``: `seen` is what the clinic knows (`sim.base.seen.Seen`), and
        `memory` a dict that is empty at the first visit and kept. It returns doses in units of
        the standard dose: a drug's name, a mapping of drug to number or array (patient,), or an
        array (patient, drug) or (1, drug) with the columns of ``seen.drugs``. Patients must not
        influence each other: no means over patients, no random numbers but by patient.
    drugs : tuple of str
        The drugs it may give. If said, a wrong name is found before anything runs.
    **numbers : float, array (patient,) or distribution
        More arguments of the function, by name. An array has one value for each patient of the run,
        and the function is given those of the patients that it is asked about; of a distribution
        every patient draws their own.

    Returns
    -------
    Policy

    Examples
    --------
    >>> import numpy as np
    >>> from sim.regimens import policy
    >>> @policy(drugs=("A",))
    ... def half_dose_when_small(seen, memory):
    ...     return {"A": np.where(seen.burden < 0.5 * seen.baseline, 0.5, 1.0)}
    >>> print(half_dose_when_small)
    Policy half_dose_when_small.

    Thresholds of one's own for each patient:

    >>> @policy(drugs=("A",), pause=np.array([0.3, 0.5, 0.8]))
    ... def personal(seen, memory, pause):
    ...     return {"A": np.where(seen.burden < pause * seen.baseline, 0.0, 1.0)}
    """
    drugs = checks.names("drugs of a policy", drugs)
    if function is None:
        return lambda f: Policy(f, drugs, numbers)  # type: ignore[arg-type]
    return Policy(function, drugs, numbers)  # type: ignore[arg-type]


def as_table(doses: Any, seen: Seen, where: str) -> np.ndarray:
    """Return what is to be given as a fresh array, checked: who decided may change theirs later.

    Parameters
    ----------
    doses
        An array (patient, drug) or (1, drug), as it should be.
    seen : Seen
        What is known today.
    where : str
        Who says so, for the message.
    """
    wanted = f"({seen.patients}, {len(seen.drugs)}) or (1, {len(seen.drugs)})"
    hint = "seen.give({'A': 1.0}) makes such an array."
    if doses is None:
        raise InputError(f"{where} returned nothing; it must return doses. {hint}")
    try:
        doses = np.array(doses, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{where} returned {doses!r}, which is not doses. {hint}") from None
    if doses.shape not in ((seen.patients, len(seen.drugs)), (1, len(seen.drugs))):
        raise InputError(
            f"{where} gives doses of shape {doses.shape}; allowed is {wanted}, (patient, drug) "
            f"with the drugs {listed(seen.drugs)}. {hint}"
        )
    # Smallest and largest first: two passes, and a NaN fails both comparisons.
    most = HIGHEST_DOSE if seen.highest is None else seen.highest
    if doses.size and not (doses.min() >= 0.0 and (doses <= most).all()):
        row, column = np.argwhere(~((doses >= 0.0) & (doses <= most)))[0]
        allowed = np.broadcast_to(most, len(seen.drugs))[column]
        raise InputError(
            f"{where} gives {doses[row, column]:g} of {seen.drugs[column]!r} (row {row}); allowed "
            f"is 0 to {allowed:g} standard doses (sim.Drug, highest)."
        )
    doses.flags.writeable = False
    return doses
