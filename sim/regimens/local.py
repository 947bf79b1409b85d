"""Local treatments: surgery and radiotherapy, which take cells away at one moment.

A regimen gives one by saying so to what it sees, ``seen.treat(sim.Surgery(0.9))``, at a visit; the
cells that survive are then drawn one by one, each with the probability said here.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError, unknown
from sim.base.seen import Seen
from sim.model import Tumour
from sim.regimens.words import number_words

SITTINGS_PER_WEEK = 5


class LocalTreatment(ABC):
    """Something done on one day, or in sittings on several, that each cell survives or not."""

    @abstractmethod
    def survival(self, tumour: Tumour) -> np.ndarray:
        """Return the probability (patient or 1, clone) that a cell survives one sitting."""

    @abstractmethod
    def words(self) -> str:
        """Return it in words."""

    def sittings(self) -> tuple[float, ...]:
        """Return the days of its sittings, counted from the first."""
        return (0.0,)

    def one(self) -> "LocalTreatment":
        """Return one sitting of it."""
        return self

    @abstractmethod
    def check(self, tumour: Tumour, what: str) -> None:
        """Refuse a tumour that lacks what is named.

        Parameters
        ----------
        tumour : Tumour
            What it is for.
        what : str
            Who asks, for the message.
        """


@dataclass(frozen=True)
class Surgery(LocalTreatment):
    """A part of the tumour is cut out: each cell of the site is removed with the same probability.

    Parameters
    ----------
    removed : float, array (patient,) or distribution
        Fraction of the cells removed, 0 to 1; on average, as whole cells are drawn.
    site : str, optional
        The site operated on (``Clone(site=)``). Default: the whole tumour.
    """

    removed: Number = 0.9
    site: str | None = None

    def __post_init__(self):
        hint = "It is a fraction of the cells: 0.9 is nine in ten, not a percentage."
        value = checks.number("removed of Surgery", self.removed, high=1.0, hint=hint)
        object.__setattr__(self, "removed", value)
        if self.site is not None:
            checks.name("The site of Surgery", self.site)

    def survival(self, tumour: Tumour) -> np.ndarray:
        """Return the probability (patient or 1, clone) that a cell stays."""
        here = [self.site is None or clone.site == self.site for clone in tumour.clones]
        return np.where(here, 1.0 - np.atleast_1d(self.removed)[:, None], 1.0)

    def check(self, tumour: Tumour, what: str) -> None:
        """Refuse a tumour without that site."""
        sites = tuple(dict.fromkeys(c.site for c in tumour.clones if c.site is not None))
        if self.site is not None and self.site not in sites:
            raise unknown(f"{what} operates on {self.site!r}", "site", self.site, sites)

    def words(self) -> str:
        """Return it in words."""
        where = "" if self.site is None else f" at {self.site}"
        return f"surgery{where}: {number_words(self.removed)} of the cells removed"


@dataclass(frozen=True)
class Radiotherapy(LocalTreatment):
    """Radiation in fractions: a cell survives each with the probability exp(-alpha d - beta d^2).

    d is the dose of a fraction: the linear-quadratic law. Fractions come on consecutive days, five
    a week unless told otherwise, and cells divide in between as at any other time.

    Parameters
    ----------
    gray : float, array (patient,) or distribution
        Dose of one fraction [Gy].
    fractions : int
        How many fractions; the same for all patients.
    alpha : float, array (patient,) or distribution
        Linear coefficient [1/Gy].
    beta : float, array (patient,) or distribution
        Quadratic coefficient [1/Gy^2]. With the defaults alpha / beta is 10 Gy and half of the
        cells (0.49) survive 2 Gy, as is typical of carcinomas.
    per_week : int
        Fractions a week, on consecutive days: 5 is Monday to Friday, 7 every day.
    site : str, optional
        The site irradiated (``Clone(site=)``). Default: the whole tumour.
    fold : mapping of clone or site to number
        How many times the dose its cells need for the same effect: about 2.5 to 3 without oxygen.

    References
    ----------
    Fowler (1989), Br J Radiol 62:679 (the law, and alpha 0.3 with alpha / beta 10 Gy).
    Hall and Giaccia, Radiobiology for the Radiologist, ch. 6 (oxygen enhancement 2.5 to 3).
    """

    gray: Number = 2.0
    fractions: int = 30
    alpha: Number = 0.3
    beta: Number = 0.03
    per_week: int = SITTINGS_PER_WEEK
    site: str | None = None
    fold: Mapping[str, Number] = field(default_factory=dict)

    def __post_init__(self):
        set_ = object.__setattr__
        of = "of Radiotherapy"
        hint = "It is the dose of one fraction; 2 Gy is the usual one."
        set_(self, "gray", checks.number(f"gray {of}", self.gray, high=100.0, unit="Gy", hint=hint))
        set_(self, "alpha", checks.number(f"alpha {of}", self.alpha, high=10.0, unit="per Gy"))
        set_(self, "beta", checks.number(f"beta {of}", self.beta, high=10.0, unit="per Gy^2"))
        for word, most in (("fractions", 200), ("per_week", 7)):
            value = getattr(self, word)
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
                raise InputError(
                    f"{word} {of} is {value!r}; give a whole number from 1 to {most}, the same "
                    "for all patients."
                )
        if self.site is not None:
            checks.name(f"The site {of}", self.site)
        if not isinstance(self.fold, Mapping):
            raise InputError(f"fold {of} is {self.fold!r}; give it by name: {{'hypoxic': 2.8}}.")
        fold = {
            name: checks.number(f"fold {of} for {name!r}", x, above=True, infinite=True)
            for name, x in self.fold.items()
        }
        set_(self, "fold", fold)

    def survival(self, tumour: Tumour) -> np.ndarray:
        """Return the probability (patient or 1, clone) that a cell survives one fraction."""
        columns = []
        for clone in tumour.clones:
            if self.site is not None and clone.site != self.site:
                columns.append(np.ones(1))
                continue
            fold = np.asarray(self.fold.get(clone.name, 1.0)) * np.asarray(
                self.fold.get(clone.site or "", 1.0)
            )
            dose = np.asarray(self.gray) / fold
            columns.append(np.atleast_1d(np.exp(-dose * (self.alpha + self.beta * dose))))
        return np.stack(np.broadcast_arrays(*columns), axis=1)

    def sittings(self) -> tuple[float, ...]:
        """Return the days of the fractions, counted from the first."""
        return tuple(
            float(7 * (n // self.per_week) + n % self.per_week) for n in range(self.fractions)
        )

    def one(self) -> "Radiotherapy":
        """Return one fraction."""
        return self if self.fractions == 1 else replace(self, fractions=1)

    def check(self, tumour: Tumour, what: str) -> None:
        """Refuse a tumour without the site, or without what `fold` names."""
        sites = tuple(dict.fromkeys(c.site for c in tumour.clones if c.site is not None))
        if self.site is not None and self.site not in sites:
            raise unknown(f"{what} irradiates {self.site!r}", "site", self.site, sites)
        for name in self.fold:
            if name not in (*tumour.clone_names, *sites):
                known = (*tumour.clone_names, *sites)
                raise unknown(f"{what}: fold of Radiotherapy for {name!r}", "clone", name, known)

    def words(self) -> str:
        """Return it in words."""
        where = "" if self.site is None else f" of {self.site}"
        dose = number_words(self.gray, "Gy")
        return f"radiotherapy{where}: {self.fractions} x {dose}"


Plan = Sequence[tuple[float, LocalTreatment]]
"""Local treatments, each with the day of its (first) sitting."""


def sittings(plan: Plan) -> tuple[tuple[float, LocalTreatment], ...]:
    """Return every sitting of a plan, each with its day, in order of the days."""
    found = [(day + later, what.one()) for day, what in plan for later in what.sittings()]
    return tuple(sorted(found, key=lambda sitting: sitting[0]))


def treat_when_due(seen: Seen, memory: dict[str, Any], plan: Plan) -> None:
    """Give each sitting of a plan once: at the first visit on or after its day.

    Days count from the day the regimen began (`Seen.since`); a line of therapy that begins once
    more has its local treatments once more.
    """
    if "sittings" not in memory:
        memory["sittings"] = sittings(plan)
        memory["done"] = np.zeros((len(memory["sittings"]), seen.patients), dtype=bool)
    done, since = memory["done"], np.broadcast_to(seen.since, (seen.patients,))
    done[:, since <= SAME_MOMENT] = False
    for number, (day, what) in enumerate(memory["sittings"]):
        due = (since >= day - SAME_MOMENT) & ~done[number]
        if due.any():
            done[number] |= due
            seen.treat(what, due)
