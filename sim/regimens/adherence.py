"""Doses that are prescribed and not always taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT, multiples
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.forgotten import Chance
from sim.base.seen import Seen
from sim.model import Drug
from sim.regimens.around import Around
from sim.regimens.as_given import AsGiven
from sim.regimens.continuous import Steady
from sim.regimens.lines import Treatment, as_regimen
from sim.regimens.parts import parts_of
from sim.regimens.words import number_words

_HINT = "It is a share of the doses: 0.9 is nine of ten, not a percentage."


@dataclass(frozen=True)
class Adherence(Around):
    """A regimen of which each dose is taken only with a probability.

    A dose is one administration of a drug with a half-life, every `interval` days (`sim.Drug`), and
    a day of a drug without; a single dose (`sim.Doses`) may be forgotten too. Each is taken or
    forgotten by itself, whatever came before, and what is forgotten is not made up for. The clinic
    does not know: what it sees as given, counts as a pause or as days on treatment is what was
    prescribed. What was taken is in ``cumulative_dose``, ``dose`` and ``concentration``.

    A patient forgets the same doses in every arm: the draw has the address (seed, patient, drug,
    moment).

    Parameters
    ----------
    give : str, mapping of drug to number, or Regimen
        What is prescribed.
    taken : float, array (patient,) or distribution
        The probability that a dose is taken, 0 to 1, such as ``scipy.stats.beta(9, 1)``.
    block : float
        Days whose doses are taken or forgotten together: 7 for who forgets whole weeks. 0: each
        dose by itself.

    Notes
    -----
    For a drug without a half-life the patient is seen every day, in this arm only. Local treatments
    are never forgotten.

    References
    ----------
    Vrijens and others (2012), Br J Clin Pharmacol 73:691 (implementation, as a part of adherence).

    Examples
    --------
    >>> from sim.regimens import Adherence, Continuous
    >>> print(Adherence(Continuous("A"), 0.9))
    Adherence: A; 9 of 10 doses are taken.
    """

    give: Treatment
    taken: Number = 0.9
    block: float = 0.0

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "give", as_regimen(self.give))
        taken = checks.number("taken of Adherence", self.taken, high=1.0, hint=_HINT)
        set_(self, "taken", taken)
        hint = "0 is each dose by itself, 7 whole weeks."
        block = checks.one_number(
            "block of Adherence", self.block, high=3660.0, unit="days", hint=hint
        )
        if 0.0 < block < 1.0:
            raise InputError(f"block of Adherence is {block:g} days; give 0, or 1 or more. {hint}")
        set_(self, "block", block)
        if any(parts_of(self.give, Adherence)):
            raise InputError(
                "Adherence is given a plan of which doses may already be forgotten (Adherence); "
                "multiply the two shares, and say it once."
            )

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses that are prescribed; see `Regimen.decide`."""
        if not memory:
            memory.update(inner={}, doses=None, on=np.zeros((1, 1), bool), begun=np.zeros((1, 1)))
        first = len(seen.said().given)
        doses = self.inside.decide(seen, memory["inner"])
        fresh = np.ndim(seen.since) > 0
        if fresh or doses is not memory["doses"]:
            on = doses > 0
            new = on & ~memory["on"]
            if fresh:  # some may begin this line today
                new = new | (on & (np.asarray(seen.since) <= SAME_MOMENT)[:, None])
            begun = np.where(new, seen.day, memory["begun"])
            memory.update(doses=doses, on=on, begun=begun)
        if np.ndim(self.taken) > 0 or self.taken < 1.0:
            chance = Chance(self.taken, self.block)
            seen.may_forget(doses, memory["begun"], chance, first)
        return doses

    def words(self) -> str:
        """Return in words how much of it is taken."""
        together = f", {self.block:g} day{'s' * (self.block != 1)} at a time" if self.block else ""
        return f"{_of_ten(self.taken)} doses are taken{together}"

    def describe(self) -> str:
        """Return the plan in one line."""
        give = self.inside
        word = f"{type(give).__name__}: "
        what = give.words() if isinstance(give, Steady) else give.describe().removeprefix(word)
        return f"Adherence: {what.rstrip('.')}; {self.words()}."

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        return (*self.inside.rules(), f"{self.words()}.")


def days_by_days(regimen: Any, drugs: Sequence[Drug], horizon: float) -> np.ndarray:
    """Return the days (n,) on which a drug without a half-life may be forgotten, or none.

    Parameters
    ----------
    regimen : Regimen, or any part of one
        The plan.
    drugs : sequence of Drug
        Of the tumour.
    horizon : float
        Days.
    """
    timed = {drug.name for drug in drugs if drug.is_timed}
    if isinstance(regimen, AsGiven):
        parts = regimen.periods(horizon)
    else:
        parts = [(0.0, horizon, regimen)]
    found = [np.zeros(0)]
    for begin, end, what in parts:
        for part in parts_of(what, Adherence):
            # (a policy need not say what it gives)
            if not part.drugs or not set(part.drugs) <= timed:
                days = multiples(max(part.block, 1.0), end)
                found.append(days[days >= begin])
    return np.unique(np.concatenate(found))


def _of_ten(taken: Number) -> str:
    if is_distribution(taken) or np.ndim(taken) > 0:
        return f"{number_words(taken)} of all"
    share = float(np.asarray(taken))
    if share in (0.0, 1.0):
        return "all" if share else "none of the"
    of = 10 if abs(10 * share - round(10 * share)) < 1e-9 else 100
    return f"{of * share:.4g} of {of}"
