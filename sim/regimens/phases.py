"""Treatment in phases: induction, consolidation and maintenance; stopping in remission."""

from dataclasses import dataclass

from sim.base.errors import InputError
from sim.regimens.brackets import check_brackets
from sim.regimens.conditions import Detected, Undetectable
from sim.regimens.doses import check_differ
from sim.regimens.lines import Line, Lines, Treatment, as_regimen
from sim.regimens.made_of_lines import MadeOfLines
from sim.regimens.until import Days, Progression, Until


@dataclass(frozen=True)
class Phases(MadeOfLines):
    """Induction, consolidation if there is one, maintenance until progression, and what follows.

    Parameters
    ----------
    induction : str, mapping of drug to number, or Regimen
        What is begun with.
    maintenance : str, mapping of drug to number, or Regimen
        What is given afterwards, until progression.
    induction_until : Until
        What ends the induction, by default 84 days (six courses of two weeks, or four of three).
        It goes on even if the tumour grows, unless ``| sim.Progression()`` is added.
    consolidation : str, mapping of drug to number, Regimen or None
        What is given between the two; ``None``: nothing comes between.
    consolidation_until : Until
        What ends the consolidation.
    then : str, mapping of drug to number, Regimen or None
        What is given after progression on maintenance. ``None``: nothing.
    """

    induction: Treatment
    maintenance: Treatment
    induction_until: Until = Days(84.0)
    consolidation: Treatment | None = None
    consolidation_until: Until = Days(84.0)
    then: Treatment | None = None

    def __post_init__(self):
        for word in ("induction", "maintenance", "consolidation", "then"):
            value = getattr(self, word)
            if value is not None or word in ("induction", "maintenance"):
                object.__setattr__(self, word, as_regimen(value))
        for word in ("induction_until", "consolidation_until"):
            _check_reason(self, word, "sim.Days(84)")
        if self.consolidation is None and self.consolidation_until != Days(84.0):
            raise InputError(
                "consolidation_until of Phases is given "
                f"({self.consolidation_until.describe()}), but no consolidation; say "
                "consolidation=, or leave it out."
            )
        phases = [
            (word, getattr(self, word))
            for word in ("induction", "consolidation", "maintenance", "then")
        ]
        check_differ("Phases", phases, "one treatment until progression is sim.Line.")

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        lines = [Line(self.induction, until=self.induction_until)]
        if self.consolidation is not None:
            lines.append(Line(self.consolidation, until=self.consolidation_until))
        lines.append(Line(self.maintenance, until=Progression()))
        return Lines(lines if self.then is None else [*lines, Line(self.then)])


@dataclass(frozen=True)
class TreatmentFreeRemission(MadeOfLines):
    """The drug is stopped in a lasting remission, and given again when the disease is back.

    Parameters
    ----------
    drug : str, mapping of drug to number, or Regimen
        What is given, stopped and given again.
    stop_when : Until
        When it is stopped: by default after two years in which nothing was detected, as in trials
        of stopping imatinib (STIM). In all, three years of treatment and one of them undetectable:
        ``sim.Days(1095) & sim.Undetectable(365)``.
    restart_when : Until
        When it is given again, by default as soon as the disease is detected; at a level:
        ``sim.MarkerAbove(0.1, "%")``.
    again : bool
        Whether it may be stopped a second time, and so on, by the same rule.

    References
    ----------
    Mahon et al. (2010), Lancet Oncol 11:1029 (STIM: stopped after two years undetectable).
    """

    drug: Treatment
    stop_when: Until = Undetectable(730.5)
    restart_when: Until = Detected()
    again: bool = False

    def __post_init__(self):
        object.__setattr__(self, "drug", as_regimen(self.drug))
        _check_reason(self, "stop_when", "sim.Undetectable(730)")
        _check_reason(self, "restart_when", "sim.Detected()")
        if not isinstance(self.again, bool):
            raise InputError(f"again of TreatmentFreeRemission is {self.again!r}; True or False.")

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        lines = [Line(self.drug, until=self.stop_when), Line({}, until=self.restart_when)]
        return Lines(lines, repeat=True) if self.again else Lines([*lines, Line(self.drug)])


def _check_reason(plan: object, word: str, example: str) -> None:
    value = getattr(plan, word)
    check_brackets(f"{word} of {type(plan).__name__}", value)
    if not isinstance(value, Until):
        raise InputError(
            f"{word} of {type(plan).__name__} is {value!r}; give what is waited for: {example}."
        )
