"""One drug after the other, at progression; and keeping a drug past progression."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.errors import InputError, listed
from sim.regimens.doses import (
    DrugDoses,
    check_differ,
    checked_drug,
    drug_names,
    scaled,
    two_or_more,
)
from sim.regimens.lines import Line, Lines, Treatment, as_regimen
from sim.regimens.made_of_lines import MadeOfLines
from sim.regimens.until import Progression


@dataclass(frozen=True)
class Sequential(MadeOfLines):
    """Each treatment until progression, then the next; the last is kept for ever.

    Parameters
    ----------
    treatments : sequence of str, mapping of drug to number, or Regimen
        In their order: ``["A", "B", {"A": 1.0, "B": 0.5}]``.
    """

    treatments: Sequence[Treatment]

    def __post_init__(self):
        treatments = two_or_more("treatments of Sequential", self.treatments, "['A', 'B']")
        object.__setattr__(self, "treatments", tuple(as_regimen(x) for x in treatments))
        steps = [(f"treatment {n}", x) for n, x in enumerate(self.treatments, start=1)]
        hint = "a drug that is kept past progression is sim.BeyondProgression."
        check_differ("Sequential", steps, hint)

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        *first, last = self.treatments
        return Lines([*(Line(give, until=Progression()) for give in first), Line(last)])


@dataclass(frozen=True)
class BeyondProgression(MadeOfLines):
    """The drug is kept past progression, with or without another drug added then.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses [standard doses].
    add : str, mapping of drug to number, or None
        What is added at progression.
    """

    drug: DrugDoses
    add: DrugDoses | None = None

    def __post_init__(self):
        object.__setattr__(self, "drug", checked_drug("BeyondProgression", self.drug))
        if self.add is None:
            return
        object.__setattr__(self, "add", checked_drug("BeyondProgression, add,", self.add))
        both = [name for name in drug_names(self.add) if name in drug_names(self.drug)]
        if both:
            raise InputError(
                f"BeyondProgression adds {listed(both)}, which is given already; add another "
                "drug, or raise the dose with Escalation."
            )

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        first = scaled(self.drug)
        then = first if self.add is None else {**first, **scaled(self.add)}
        return Lines([Line(first, until=Progression()), Line(then)])
