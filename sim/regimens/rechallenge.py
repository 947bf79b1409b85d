"""Rechallenge: the drug that failed is tried again after a time without it."""

from dataclasses import dataclass

from sim.base.checks import Number
from sim.base.errors import InputError
from sim.regimens.brackets import check_brackets
from sim.regimens.doses import check_differ, checked_days
from sim.regimens.lines import Line, Lines, Treatment, as_regimen
from sim.regimens.made_of_lines import MadeOfLines
from sim.regimens.until import Days, Progression, Until

USUAL_HOLIDAY = 84.0


@dataclass(frozen=True)
class Rechallenge(MadeOfLines):
    """The drug until progression; then time without it; then the drug until progression again.

    The time without it is a holiday of fixed length, or a bridge: another treatment until
    progression on that. After the second progression on the drug it has failed twice, so it is
    stopped, and `then` is given for ever: nothing, unless another treatment is named. A holiday
    begins at a visit, with the result that showed progression, and ends at the first visit on
    or after its length.

    Parameters
    ----------
    drug : str, mapping of drug to number, or Regimen
        What is tried, and tried again.
    holiday : float, array (patient,), distribution or None
        Days with nothing [days]; 84 if there is no bridge.
    bridge : str, mapping of drug to number, Regimen or None
        What is given instead of a holiday.
    when : Until, optional
        What ends the time without it, instead of a number of days: ``sim.AlleleBelow("KRAS",
        0.005)``. With a bridge, it ends that: ``sim.Progression() & sim.AlleleBelow("KRAS")``.
    then : str, mapping of drug to number, Regimen or None
        What is given after the second progression. ``None``: nothing.
    """

    drug: Treatment
    holiday: Number | None = None
    bridge: Treatment | None = None
    then: Treatment | None = None
    when: Until | None = None

    def __post_init__(self):
        set_ = object.__setattr__
        for word in ("drug", "bridge", "then"):
            treatment = getattr(self, word)
            if treatment is not None or word == "drug":
                set_(self, word, as_regimen(treatment))
        if self.bridge is not None and self.holiday is not None:
            raise InputError(
                "Rechallenge has both a holiday and a bridge; give one of the two, or write the "
                "plan with sim.Lines."
            )
        bridge = [("drug", self.drug), ("bridge", self.bridge)]
        check_differ("Rechallenge", bridge, "name another drug, or a holiday=84.")
        if self.when is not None:
            check_brackets("when of Rechallenge", self.when)
            if not isinstance(self.when, Until):
                raise InputError(
                    f"when of Rechallenge is {self.when!r}; give a reason such as "
                    'sim.AlleleBelow("KRAS", 0.005).'
                )
            if self.holiday is not None:
                raise InputError(
                    "Rechallenge has both a holiday and when=; give one, or both as a reason: "
                    "when=sim.Days(84) & ..."
                )
        elif self.bridge is None:
            holiday = USUAL_HOLIDAY if self.holiday is None else self.holiday
            set_(self, "holiday", checked_days("holiday of Rechallenge", holiday))

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        drug = Line(self.drug, until=Progression())
        if self.bridge is None:
            between = Line({}, until=Days(self.holiday) if self.when is None else self.when)
        else:
            between = Line(self.bridge, until=Progression() if self.when is None else self.when)
        last = [] if self.then is None else [Line(self.then)]
        return Lines([drug, between, drug, *last])
