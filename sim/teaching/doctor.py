"""Treat one patient from scan to scan: the game's state, without a screen.

The patient is treated step by step (`sim.start`). Chance has an address, so the final comparison
treats the same patient with the same luck.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.regimens import Regimen, Schedule
from sim.results import Runs
from sim.start import start
from sim.teaching import mystery
from sim.teaching.diary import Diary
from sim.teaching.score import Score, scores, standings

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SEED = 2026
VISITS = 32
"""Decisions in a game: 32 times eight weeks are nearly five years."""


class Doctor:
    """One patient of the mystery cohort, and you decide.

    Parameters
    ----------
    patient : int
        Which patient: 0, 1, 2, ... Each has another tumour.

    Attributes
    ----------
    decisions : list of dict
        The doses of every period so far, by drug [standard doses].

    Notes
    -----
    What is aimed at has two sides, life and what it is worth: a cure first, then days alive, then
    days well (`Score`). A day is worth less with side effects, which grow with the doses, on days
    of treatment, and with a large tumour (`sim.teaching.mystery`).

    Examples
    --------
    >>> doctor = sim.teaching.Doctor(patient=7)      # doctest: +SKIP
    >>> doctor.next_visit(A=1.0)                     # doctest: +SKIP
    >>> doctor.next_visit(A=0.5, B=0.5)              # doctest: +SKIP
    """

    def __init__(self, patient: int = 7):
        if isinstance(patient, bool) or not isinstance(patient, int) or patient < 0:
            raise InputError(f"patient is {patient!r}; give the number of a patient: 0, 1, 2, ...")
        self.patient = patient
        self.decisions: list[dict[str, float]] = []
        self._tumour, self._clinic = mystery.cohort(), mystery.clinic()
        self._run = start(
            self._tumour, [patient], self._clinic, SEED, days=float(VISITS * mystery.SCAN_EVERY)
        )
        self._seen = [self._run.look()]
        self._written: Diary | None = None

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs there are."""
        return mystery.DRUGS

    @property
    def _dead(self) -> bool:
        return bool(self._run.dead[0])

    @property
    def day(self) -> int:
        """Today [days from the first visit]."""
        return len(self.decisions) * mystery.SCAN_EVERY

    @property
    def ending(self) -> str:
        """How it ended: ``"died"``, ``"time over"``, or an empty text while it goes on.

        A doctor is not told that the last cell is gone; the visits go on.
        """
        if self._dead:
            return "died"
        return "time over" if len(self.decisions) >= VISITS else ""

    def next_visit(self, doses: Mapping[str, float] | None = None, **more: float) -> None:
        """Give these doses until the next scan, eight weeks later.

        Parameters
        ----------
        doses : mapping of drug to float, optional
            Doses [standard doses]; drugs that are not named are not given.
        **more : float
            The same, written ``A=1.0``.

        Raises
        ------
        InputError
            If a drug or a dose is not allowed, or the game is over.
        """
        if self.ending:
            raise InputError(f"There is no next visit: {self.words()}")
        if doses is not None and not isinstance(doses, Mapping):
            raise InputError(
                f"The doses are {doses!r}; write them by drug, next_visit(A=1.0, B=0.5); "
                "next_visit() is a holiday."
            )
        wanted = {**(doses or {}), **more}
        for drug, dose in wanted.items():
            if drug not in self.drugs:
                raise unknown(f"A dose of {drug!r}", "drug", drug, self.drugs)
            hint = "1 is the standard dose, 0.5 half of it; not a percentage."
            wanted[drug] = checks.number(f"the dose of {drug}", dose, high=2.0, hint=hint)
        self.decisions.append({drug: wanted.get(drug, 0.0) for drug in self.drugs})
        self._run.give(wanted)
        self._run.advance(mystery.SCAN_EVERY)
        if not self._dead:  # the dead are not scanned
            self._seen.append(self._run.look())

    def plan(self) -> Schedule:
        """Return what was decided so far as a regimen."""
        days = [mystery.SCAN_EVERY * place for place in range(len(self.decisions))]
        return Schedule(days, list(self.decisions))

    def scans(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the days of the scans so far, what they showed [cells], and what was detected."""
        days, shown, detected = zip(
            *((seen.day, seen.burden[0], seen.detected[0]) for seen in self._seen), strict=True
        )
        return np.array(days), np.array(shown), np.array(detected)

    def words(self) -> str:
        """Return where the patient stands, in one sentence."""
        if self.ending == "died":
            return f"The patient died on day {self._diary().now.last_day}."
        if self.ending:
            return f"Day {self.day}: the patient lives. The study ends."
        return f"Day {self.day}: decide the doses for the next eight weeks."

    def felt(self) -> np.ndarray:
        """Return what a day was worth on average in every period so far (period,), 0 to 1.

        The patient says so. In the last period of a life only the days alive count.
        """
        return self._diary().felt if self.decisions else np.zeros(0)

    def condition(self) -> str:
        """Return how the patient feels, in one sentence."""
        return str(self._diary()) if self.decisions else "Nothing was given yet."

    def _diary(self) -> Diary:
        """Return the diary until today: on demand, for the patient is treated once more for it."""
        if self._written is None or len(self._written.felt) != len(self.decisions):
            self._written = Diary(self._run.result(), self.decisions)
        return self._written

    @typed
    def score(self, *, today: bool = False) -> Score:
        """Return what becomes of the patient: ordered, the better is the larger.

        Parameters
        ----------
        today : bool
            What is known today: the days until now, and nothing of a cure, which no scan can
            show. Otherwise to the end of the study: if you stopped early, your last doses go on,
            as in `compare`.
        """
        now = self._diary().now if self.decisions else Score(0, 0, "alive", 0)
        if not today or self.ending:
            return now if self._dead else scores(self.runs({}))["you"]
        given = mystery.SCAN_EVERY * sum(sum(doses.values()) for doses in self.decisions)
        return Score(self.day, now.days_well, "alive", round(given))

    def figure(self) -> "Figure":
        """Draw what the clinic knows: the scans so far, and what was given."""
        from sim.teaching.chart import chart

        return chart(self)

    def truth(self) -> mystery.Truth:
        """Return what was hidden in this patient."""
        return mystery.truth(self._tumour, self.patient, SEED)

    @typed
    def runs(self, others: Mapping[str, Regimen] | None = None) -> Runs:
        """Return the patient under your plan and others, to the end of the study.

        If you stopped early, your last doses go on.

        Parameters
        ----------
        others : mapping of name to Regimen, optional
            What to compare with. Default: every built-in strategy.
        """
        from sim.presets import strategies
        from sim.simulate import simulate

        if not self.decisions:
            raise InputError("Nothing was decided yet: call next_visit(A=1.0) first.")
        if others is None:
            others = strategies.arms(self._tumour, strategies.STRATEGIES)
        return simulate(
            self._tumour, {"you": self.plan(), **others}, patients=[self.patient],
            days=float(VISITS * mystery.SCAN_EVERY), seed=SEED, clinic=self._clinic,
            progress=False, threads=1,
        )  # fmt: skip

    def compare(self) -> "pd.DataFrame":
        """Return a table: you and every built-in strategy on the same patient, the best first.

        Columns: how it ended; last day alive [days]; days well [days]; standard doses given in
        all. The order is that of `Score`.
        """
        return standings(self.runs())

    def uncover(self) -> "Figure":
        """Draw the truth: every kind of cell under your plan, and how long each strategy lasted."""
        from sim.teaching.chart import uncovered

        return uncovered(self)
