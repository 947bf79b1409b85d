"""What an environment is: patients, a clinic, what may be given, and what is worth how much."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown, unknown
from sim.base.seen import Seen
from sim.base.typed import typed_methods
from sim.clinic import Clinic
from sim.model import Tumour
from sim.running.asked import checked_days

if TYPE_CHECKING:
    from sim.engines import Engine

ENDS = ("progression", "death")


class Step(NamedTuple):
    """What happened from one visit to the next, for rewards; arrays over patients."""

    before: Seen
    """What was known at the visit at which the doses were chosen."""
    after: Seen
    """What is known at the next."""
    doses: np.ndarray
    """What was chosen (patient, drug) [standard doses]."""
    days: np.ndarray
    """How long the patient lived between the two (patient,) [days]."""
    progressed: np.ndarray
    """Who is now known to have progressed, since the start (patient,) bool."""
    died: np.ndarray
    """Who has died (patient,) bool."""


def days_gained(step: Step) -> np.ndarray:
    """Return the days lived in the step: their sum is the time to the end of the episode."""
    return step.days


@typed_methods
@dataclass(frozen=True, eq=False)
class Setting:
    """What an environment is: patients, a clinic, what may be given, and what is worth how much.

    Parameters
    ----------
    tumour : Tumour
        Of the patients; its numbers may be distributions, so that every episode has another.
    days : float
        How long an episode lasts at most [days].
    clinic : Clinic
        What is seen, and when: a step is from one visit to the next.
    doses : mapping of str to sequence of float, or None
        The doses [standard doses] among which an action chooses, by drug; of ``None``, any from 0
        to 1. Default: ``[0, 1]`` of every drug.
    reward : callable
        Takes a `Step`, returns what it is worth (patient,). Default: the days lived, so that an
        episode's return is the time to its end.
    ends : "progression" or "death"
        What ends an episode.
    engine : str or engine
        As in `sim.simulate`.
    privileged : bool
        Whether observations tell the true cells of every clone too, which no clinic sees.
    """

    tumour: Tumour
    days: float
    clinic: Clinic = Clinic()
    doses: Mapping[str, Sequence[float] | None] | None = None
    reward: Callable[[Step], np.ndarray] = days_gained
    ends: str = "progression"
    engine: "str | Engine" = "auto"
    privileged: bool = False

    def __post_init__(self):
        set_ = object.__setattr__
        if not isinstance(self.tumour, Tumour):
            raise InputError(
                f"tumour of the setting is {shown(self.tumour)}; give a sim.Tumour, whose numbers "
                "may be distributions."
            )
        if not isinstance(self.clinic, Clinic):
            raise InputError(f"clinic is {shown(self.clinic)}; give sim.Clinic(...).")
        set_(self, "days", checked_days(self.days))
        checks.one_of("ends", self.ends, ENDS, "way to end")
        checks.yes_or_no("privileged", self.privileged)
        names = self.tumour.drug_names
        if self.doses is not None and not isinstance(self.doses, Mapping):
            raise InputError(
                f"doses is {shown(self.doses)}; give the doses of each drug: "
                f"{{{next(iter(names), 'A')!r}: [0, 1]}}."
            )
        given = dict.fromkeys(names, (0.0, 1.0)) if self.doses is None else dict(self.doses)
        if not given:
            raise InputError(f"doses is empty; name a drug: {{{names[0]!r}: [0, 1]}}.")
        for name, levels in given.items():
            if name not in names:
                raise unknown(f"doses of {name!r}", "drug", name, names)
            if levels is not None:
                given[name] = several = tuple(checks.several(f"a dose of {name!r}", levels))
                if len(several) < 2:
                    raise InputError(f"{name!r} has {len(several)} doses; give at least two.")
        if len({levels is None for levels in given.values()}) > 1:
            raise InputError("Doses are chosen from lists, or any dose of every drug; not both.")
        set_(self, "doses", given)
        self._check_highest()

    def _check_highest(self) -> None:
        highest = {drug.name: drug.highest for drug in self.tumour.drugs}
        for name, levels in self.given.items():
            most = 1.0 if levels is None else max(levels)
            if most > highest[name]:
                raise InputError(
                    f"A dose of {name!r} is {most:g}; allowed is up to {highest[name]:g} "
                    "(sim.Drug, highest)."
                )

    @property
    def given(self) -> Mapping[str, tuple[float, ...] | None]:
        """The doses that may be given, by drug; None: any from 0 to 1."""
        assert self.doses is not None  # (put there by __post_init__)
        return self.doses  # type: ignore[return-value]

    @property
    def is_listed(self) -> bool:
        """Whether doses are chosen from lists."""
        return next(iter(self.given.values())) is not None


def doses_of(
    actions: Any, given: Mapping[str, tuple[float, ...] | None], drugs: Sequence[str]
) -> np.ndarray:
    """Return doses (patient, drug) [standard doses] for actions (patient,) or (patient, n).

    Parameters
    ----------
    actions : ndarray
        Places in lists of doses, or doses.
    given : mapping of str to tuple of float, or None
        The doses that may be given, as in `Setting`.
    drugs : sequence of str
        All drugs of the tumour, the columns.

    Raises
    ------
    InputError
        If an action is none.
    """
    if isinstance(actions, np.ma.MaskedArray):
        raise InputError("Actions are masked; a masked entry is none. Say a dose for everybody.")
    chosen = checks.as_array("actions", actions)
    chosen = chosen[:, None] if chosen.ndim == 1 else chosen
    if not chosen.size or chosen.ndim != 2 or chosen.shape[1] != len(given):
        raise InputError(
            f"Actions have shape {np.shape(actions)}; give one for each patient and each of "
            f"{', '.join(given)}."
        )
    doses = np.zeros((len(chosen), len(drugs)))
    for place, (name, levels) in enumerate(given.items()):
        doses[:, drugs.index(name)] = _dose(name, levels, chosen[:, place])
    return doses


def _dose(name: str, levels: tuple[float, ...] | None, one: np.ndarray) -> np.ndarray:
    """Return the doses of one drug for actions (patient,)."""
    if levels is None:
        if not ((one >= 0) & (one <= 1)).all():
            raise InputError(f"A dose of {name!r} is not from 0 to 1.")
        return one
    if one.dtype.kind not in "iu" or one.min() < 0 or one.max() >= len(levels):
        raise InputError(
            f"An action for {name!r} is the place of a dose in {list(levels)}: a whole number from "
            f"0 to {len(levels) - 1}."
        )
    return np.array(levels)[one]
