"""Two drugs or more, steered by what is seen: by turns, together and then one, within a range."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.errors import InputError
from sim.regimens.brackets import check_brackets
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
from sim.regimens.threshold import ByThreshold, Threshold
from sim.regimens.until import BurdenAbove, BurdenBelow, Until
from sim.regimens.until_size import Rebound


@dataclass(frozen=True)
class ByTurns(MadeOfLines):
    """One treatment until something is seen, then the next, and again from the first.

    Evolutionary steering: each treatment leaves what the next one kills, above all where resistance
    to one makes cells sensitive to the other (a double bind). With a pause after each, two drugs
    are adaptive by turns: each holiday ends with the drug that the tumour has not had last.

    Parameters
    ----------
    treatments : sequence of str, mapping of drug to number, or Regimen
        In their order.
    change : Until, or a sequence of these
        What ends each of them: a rise from the nadir, by default of 20 %; or one for each, such as
        the allele of the clone that each leaves: then the drug is given whose clone is down.
    pause : Until or None
        After each nothing is given until this is seen; ``None``: no pause.

    Examples
    --------
    >>> from sim.regimens import ByTurns, Days
    >>> print(ByTurns(["A", "B"], change=Days(56)))
    ByTurns: A, for 56 days; then B, for 56 days; these in turn, again and again.

    References
    ----------
    Gatenby, Brown and Vincent (2009), Cancer Res 69:7499 (double bind); Nichol et al. (2015), PLoS
    Comput Biol 11:e1004493 (steering by the order of drugs).
    """

    treatments: Sequence[Treatment]
    change: Until | Sequence[Until] = Rebound(0.2)
    pause: Until | None = None
    results_every = 28.0

    def __post_init__(self):
        treatments = two_or_more("treatments of ByTurns", self.treatments, "['A', 'B']")
        object.__setattr__(self, "treatments", tuple(as_regimen(x) for x in treatments))
        turns = [(f"treatment {n}", x) for n, x in enumerate(self.treatments, start=1)]
        hint = "one drug with pauses is sim.Intermittent or sim.Adaptive."
        check_differ("ByTurns", [*turns, turns[0]], hint)
        if isinstance(self.change, list | tuple):
            object.__setattr__(self, "change", tuple(self.change))
            if len(self.change) != len(treatments):
                raise InputError(
                    f"change of ByTurns has {len(self.change)} reasons for {len(treatments)} "
                    "treatments; give one for all, or one for each."
                )
        for word, value in (*(("change", one) for one in self._changes()), ("pause", self.pause)):
            check_brackets(f"{word} of ByTurns", value)
            if not isinstance(value, Until) and (value is not None or word == "change"):
                raise InputError(
                    f"{word} of ByTurns is {value!r}; give what is waited for: sim.Rebound(0.2), "
                    "sim.BurdenBelow(0.5), sim.Days(56)."
                )

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        turns = zip(self.treatments, self._changes(), strict=True)
        lines = [Line(give, until=change) for give, change in turns]
        if self.pause is None:
            return Lines(lines, repeat=True)
        rest = Line({}, until=self.pause)
        return Lines([part for line in lines for part in (line, rest)], repeat=True)

    def _changes(self) -> tuple[Until, ...]:
        one = self.change
        return one if isinstance(one, tuple) else (one,) * len(self.treatments)  # type: ignore[return-value]


@dataclass(frozen=True)
class Backbone(MadeOfLines, ByThreshold):
    """A drug that is always given, and a partner that is added and taken away by what is seen.

    It starts with both. Below ``drop_below`` the partner is left out, above ``add_above`` it is
    given again: together, then one alone.

    Parameters
    ----------
    drug : str or mapping of drug to number
        What is always given.
    partner : str or mapping of drug to number
        What comes and goes.
    drop_below, add_above : float, array (patient,), distribution, Absolute or TimesBaseline
        Fractions of the baseline, or levels in the unit of what the clinic measures.
    """

    drug: DrugDoses
    partner: DrugDoses
    drop_below: Threshold = 0.5
    add_above: Threshold = 1.0
    thresholds = ("drop_below", "add_above")
    results_every = 28.0

    def __post_init__(self):
        for word in ("drug", "partner"):
            value = checked_drug(f"Backbone, {word},", getattr(self, word))
            object.__setattr__(self, word, value)
        both = sorted(set(drug_names(self.drug)) & set(drug_names(self.partner)))
        if both:
            raise InputError(f"Backbone has {both[0]!r} as drug and as partner; name another.")
        self.set_thresholds()
        why = "the partner must come back at the burden at which it is left out or above."
        self.check_order("drop_below", "add_above", why)

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        alone = scaled(self.drug)
        together = {**alone, **scaled(self.partner)}
        return Lines(
            [
                Line(together, until=BurdenBelow(self.drop_below)),
                Line(alone, until=BurdenAbove(self.add_above)),
            ],
            repeat=True,
        )


@dataclass(frozen=True)
class RangeBounded(MadeOfLines, ByThreshold):
    """The tumour is kept within a range: treated down to its lower end, left alone up to the upper.

    It starts with the drug. `Adaptive` is the same with a range from half of the baseline to the
    baseline; a range of one's own may lie below it, or above.

    Parameters
    ----------
    drug : str, mapping of drug to number, or Regimen
        What is given.
    low, high : float, array (patient,), distribution, Absolute or TimesBaseline
        The range: fractions of the baseline, or levels in the unit of what the clinic measures.

    References
    ----------
    Brady-Nicholls and Enderling (2022), Cancers 14:5319 (range-bounded adaptive therapy by PSA).
    """

    drug: Treatment
    low: Threshold
    high: Threshold
    thresholds = ("low", "high")
    results_every = 28.0

    def __post_init__(self):
        object.__setattr__(self, "drug", as_regimen(self.drug))
        self.set_thresholds()
        self.check_order("low", "high", "the range is from low to high.")

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        down = Line(self.drug, until=BurdenBelow(self.low))
        return Lines([down, Line({}, until=BurdenAbove(self.high))], repeat=True)
