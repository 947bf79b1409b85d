"""A clinic: when patients are seen and scanned, how well, and what counts as progression."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from sim.base import checks, days, streams
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.forgotten import Luck
from sim.base.spelled import spelled
from sim.base.units import FATAL_CELLS, cells_from_diameter_mm
from sim.clinic.agreed import Agreed
from sim.clinic.criteria import Criteria
from sim.clinic.desk import Desk
from sim.clinic.exam import Exam, brief, checked_measures, exams, main_of
from sim.clinic.fates import Fates
from sim.clinic.given import Given
from sim.clinic.how_well import how_well
from sim.clinic.joint import Joint
from sim.clinic.ledger import Ledger
from sim.clinic.measures import Cells, Measure
from sim.clinic.noise import Noise
from sim.clinic.opened import named_keys, station
from sim.clinic.quality import Quality
from sim.clinic.recist import Recist
from sim.clinic.scan import shown
from sim.clinic.stated_days import stated_days
from sim.clinic.toxicity import Toxicity
from sim.model.fading import Fading

SEVERAL = ("measures", "progression")
"""What only a clinic with several measures says."""


@dataclass(frozen=True, repr=False)
class Clinic:
    """A clinic: a description, nothing runs until `open`.

    Its visits are the same for all patients; what belongs to a patient (`scan_days`, `fatal`,
    `other_death`, the numbers of markers, side effects and quality of life) may differ between
    them. The clinic looks before the dose of the same day is given, and a regimen learns results
    only, never the truth.

    Parameters
    ----------
    visit_every : float
        Days between visits, at which doses can change and results arrive.
    scan_every : float
        Days between scans, from day 0 on. A scan is a visit too.
    noise : float, Noise or None
        Relative error of a result: it shows what is measured times exp(noise z), z standard
        normal. What is measured decides what it is an error of: 0.05 of a diameter is 0.15 of
        cells or volume. None: the error that the measure has by publications, 0.15 of cells and
        volume, 0.05 of a diameter or of each lesion, 0.09 of a blood marker (`Measure.noise`,
        with the sources). ``sim.Noise(0.1, lasting=90)`` for errors that are alike from scan to
        scan.
    delay : float
        Days from a scan until its result is known. The result arrives at the first visit on or
        after that; the baseline scan is read on day 0.
    detection : float
        The smallest ball a scan shows [cells]; below, it shows this number, "not detected". Blood
        markers have a detection limit of their own.
    criteria : Recist, RatioToBaseline, RatioToNadir, Pcwg3, Reappearance or Confirmed
        What counts as response and as progression.
    fatal : float, array (patient,) or distribution
        The burden a patient dies of [cells]; by default about 1 kg (`sim.base.units.FATAL_CELLS`,
        with the sources).
    measure : Cells, Volume, Diameter, Lesions, Marker, CirculatingDna or ByClone
        What is measured, or a `sim.clinic.Measure` of one's own. Everything a regimen is shown is
        in its unit.
    missed : float
        Chance that a patient misses a scan; treatment goes on by the plan. The first is never
        missed.
    other_death : float, array (patient,), distribution or None
        Day on which a patient dies of something else [days], such as
        ``scipy.stats.expon(scale=20 * sim.YEAR)``. None: never.
    toxicity : Toxicity, optional
        Side effects, and what is done about them.
    quality : Quality, optional
        What a day is worth, for quality-adjusted time.
    extra_visits : sequence of float
        More days on which patients are seen.
    scan_days : sequence of float, or such a sequence for each patient, optional
        The days of scans, instead of `scan_every`: ``[0, 42, 90]``, or one such list for each
        patient. Day 0, the baseline, is one of them in any case. Where patients have days of their
        own, all are seen on all of these, and only those who are due are scanned.
    visit_days : sequence of float, optional
        The days of visits, instead of `visit_every`; scans and what a regimen asks for are visits
        too.
    measures : mapping of name to measure or Exam, optional
        Several measures at once, instead of `measure`: ``{"ct": sim.Lesions(3), "psa":
        sim.Exam(sim.Marker("PSA", 3e-8), every=28, criteria=sim.Pcwg3())}``. What an exam does not
        say (calendar, noise, delay, detection, missed) is as the clinic has it; `criteria` are
        those of sizes that say no others. The main measure is the first that has criteria:
        ``seen.burden``, responses and the scans of results are its; of all, ``seen["psa"]``.
    progression : str, optional
        Which of several measures must say so: ``"psa or ct"``, ``"(psa and ct) or bone"``. Default:
        any that has criteria.

    Examples
    --------
    >>> from sim.clinic import Clinic
    >>> Clinic(visit_every=14, scan_every=28).days(60)
    array([ 0., 14., 28., 42., 56.])
    """

    visit_every: float = 7.0
    scan_every: float = 56.0
    noise: float | Noise | None = None
    delay: float = 0.0
    detection: float = float(cells_from_diameter_mm(5))
    criteria: Criteria = field(default_factory=Recist)
    fatal: Number = FATAL_CELLS
    measure: Measure = field(default_factory=Cells)
    missed: float = 0.0
    other_death: Number | None = None
    toxicity: Toxicity | None = None
    quality: Quality | None = None
    extra_visits: Sequence[float] = ()
    scan_days: Any = None
    visit_days: Sequence[float] | None = None
    measures: Mapping[str, Measure | Exam] | None = None
    progression: str | None = None

    def __post_init__(self):
        in_days = "It is in days: sim.WEEK, sim.MONTH and sim.YEAR are numbers of days."
        self._check("visit_every", 1 / 24, 3660.0, unit="days", hint=in_days)
        self._check("scan_every", 1 / 24, 36600.0, unit="days", hint=in_days)
        if self.noise is not None and not isinstance(self.noise, Noise):
            self._check("noise", 0.0, 2.0, hint="It is a fraction: 0.1 is 10 %.")
        self._check("delay", 0.0, 3660.0, unit="days", hint=in_days)
        self._check(
            "detection", 0.0, 1e15, unit="cells", hint="sim.cells_from_diameter_mm(5) is 5 mm."
        )
        self._check("missed", 0.0, 1.0, hint="It is a chance: 0.05 is one scan in twenty.")
        self._check_deaths()
        self._check_parts()
        extra = checks.several("a day of extra_visits", self.extra_visits, unit="days")
        object.__setattr__(self, "extra_visits", extra)
        if self.scan_days is not None:
            days = stated_days("scan_days of the clinic", self.scan_days)
            object.__setattr__(self, "scan_days", days)
        if self.visit_days is not None:
            visits = checks.several("a day of visit_days", self.visit_days, unit="days")
            object.__setattr__(self, "visit_days", visits)
        self._check_measures()

    @property
    def exams(self) -> dict[str, Exam]:
        """All measures by name, the main one first; one alone has the name ``""``."""
        every = None if self.scan_days is not None else self.scan_every
        own = Exam(
            self.measure, every, self.scan_days, self.noise, self.delay, self.detection,
            self.criteria, self.missed,
        )  # fmt: skip
        if self.measures is None:
            return {"": own}
        all_ = exams(self.measures, own)
        main = main_of(all_)
        return {main: all_[main]} | all_

    @property
    def main(self) -> Exam:
        """The measure that `Seen` shows directly, with its calendar, errors and criteria."""
        return next(iter(self.exams.values()))

    @property
    def judged_by(self) -> Criteria:
        """The criteria of the main measure."""
        criteria = self.main.criteria
        assert criteria is not None  # or it were not the main one
        return criteria

    @property
    def scan_noise(self) -> Noise:
        """How a result of the main measure errs: as was said, or as the measure does."""
        return self.main.scan_noise

    def days(self, horizon: float) -> np.ndarray:
        """Return the days (visit,) of all visits, scans included, from 0 to before `horizon`."""
        visits = days.multiples(self.visit_every, horizon)
        if self.visit_days is not None:
            visits = np.array(self.visit_days)
        scans = [exam.scans(horizon) for exam in self.exams.values()]
        all_days = days.merge(*scans, visits, np.array(self.extra_visits))
        return all_days[all_days < horizon - days.SAME_MOMENT]

    def scans(self, horizon: float) -> np.ndarray:
        """Return the days (scan,) of scans: 0, and so on, `horizon` too if one falls on it.

        Of the main measure, where there are several. Where patients have days of their own, these
        are the days of all together (`scanned`).
        """
        return self.main.scans(horizon)

    def scanned(self, horizon: float) -> np.ndarray | None:
        """Return who (patient, scan) is due on which day of `scans`; None: all on all."""
        return self.main.scanned(horizon)

    def open(
        self,
        seed: int,
        patients: np.ndarray,
        drugs: tuple[str, ...],
        horizon: float,
        *,
        keep_scans: bool = True,
        fadings: Sequence[Fading | None] | None = None,
        intervals: Sequence[float] | None = None,
        clones: Sequence[str] = (),
        highest: Sequence[float] | None = None,
    ) -> Desk:
        """Open the clinic for some patients.

        Parameters
        ----------
        seed : int
            Of the run: with the patient's number and the day it fixes the noise of a scan.
        patients : ndarray (patient,), int64
            Their numbers.
        drugs : tuple of str
            Names of the drugs, in the order of the columns of doses.
        horizon : float
            Days the run lasts.
        keep_scans : bool
            Whether `Desk.findings` should list every scan.
        fadings : sequence of (share, rate) pairs or None, optional
            How the exposure to every drug fades (`sim.model.fading`), for side effects; None where
            the concentration is the dose.
        intervals : sequence of float, optional
            Days between two administrations of every drug, to add up what was given.
        clones : sequence of str
            Names of the clones, in the order of the columns of cells, for measures that tell them
            apart.
        highest : sequence of float, optional
            Largest dose of every drug that may be given [standard doses].
        """
        patients = np.asarray(patients, dtype=np.int64)
        count, drugs = len(patients), tuple(drugs)
        fadings = fadings or [None] * len(drugs)
        intervals = intervals or [1.0] * len(drugs)
        timed = np.array([fading is not None for fading in fadings], dtype=bool)
        ledger = Ledger(
            Given(timed, intervals, count),
            None if self.toxicity is None else self.toxicity.open(drugs, fadings, count),
            self.quality,
            (count, len(drugs)),
        )
        fates = Fates(self.fatal, self.other_death, count, horizon)
        most = None if highest is None else shown(np.array(highest, dtype=float))
        keys = streams.patient_keys(seed, patients, streams.ROLE_SCAN)
        stations = [
            station(name, exam, keys if not place else named_keys(keys, name), horizon, keep_scans,
                    clones, (drugs, most))
            for place, (name, exam) in enumerate(self.exams.items())
        ]  # fmt: skip
        joint = None
        if self.agreed is not None:
            joint = Joint(self.agreed, {s.name: s for s in stations}, count)
        luck = Luck(streams.patient_keys(seed, patients, streams.ROLE_DOSE), timed)
        return Desk(stations, joint, ledger, fates, drugs, intervals, count, luck)

    @property
    def agreed(self) -> Agreed | None:
        """Which of several measures must say that it is progression; None: there is one."""
        if self.measures is None:
            return None
        judged = [name for name, exam in self.exams.items() if exam.judged]
        return Agreed(" or ".join(judged) if self.progression is None else self.progression)

    def __repr__(self) -> str:
        """Return it written out, the noise as a number: what made a result says it in full."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        if self.measures is None:
            said = {word: value for word, value in said.items() if word not in SEVERAL}
            if self.noise is None:
                said["noise"] = self.scan_noise.relative
        words = ", ".join(f"{name}={spelled(value)}" for name, value in said.items())
        return f"{type(self).__name__}({words})"

    def __str__(self) -> str:
        if self.agreed is not None:
            return self._in_words(self.agreed)
        visits, scans = f"every {self.visit_every:g} days", f"every {self.scan_every:g} days"
        if self.visit_days is not None:
            visits = f"on {len(self.visit_days)} stated days"
        if self.scan_days is not None:
            scans = "on stated days"
            scans += "" if self.scan_days.row is None else " of each patient"
        seen = how_well(self.main, self.detection)
        return f"Visits {visits}, scans {scans} ({seen}); progression by {brief(self.criteria)}."

    def _in_words(self, agreed: Agreed) -> str:
        """Return a clinic of several measures in words."""
        visits = f"every {self.visit_every:g} days" if self.visit_days is None else "on stated days"
        each = "; ".join(f"{name}: {exam.words()}" for name, exam in self.exams.items())
        return f"Visits {visits}; {each}; progression: {agreed.text}."

    def _check_measures(self) -> None:
        """Check several measures, and that what is said of one is not said besides."""
        if self.measures is None:
            if self.progression is not None:
                raise InputError(
                    f"progression of the clinic is {self.progression!r}, but it has one measure; "
                    'give names: measures={"psa": ..., "ct": ...}.'
                )
            return
        if not isinstance(self.measure, Cells):
            raise InputError(
                f"The clinic has measure={self.measure!r} and measures= too; put it among these, "
                'with a name: measures={"ct": ...}.'
            )
        object.__setattr__(self, "measures", checked_measures(self.measures))
        all_ = self.exams
        others = [name for name, exam in all_.items() if not exam.judged]
        agreed = self.agreed
        assert agreed is not None  # (of several measures)
        agreed.check([name for name in all_ if name not in others], others)

    def _check_deaths(self) -> None:
        fatal = checks.number(
            "fatal of the clinic", self.fatal, 0.0, 1e15, above=True, unit="cells"
        )
        object.__setattr__(self, "fatal", fatal)
        if not is_distribution(fatal) and np.min(fatal) <= self.detection:
            raise InputError(
                f"fatal of the clinic is {np.min(fatal):g} cells, which is not above its "
                f"detection limit of {self.detection:g} cells; patients would die unseen."
            )
        if self.other_death is not None:
            hint = "It is the day of death, counted from the start."
            other = checks.number(
                "other_death of the clinic", self.other_death, above=True, infinite=True,
                unit="days", hint=hint,
            )  # fmt: skip
            object.__setattr__(self, "other_death", other)

    def _check_parts(self) -> None:
        if not isinstance(self.criteria, Criteria):
            raise InputError(
                f"criteria of the clinic is {self.criteria!r}; give sim.Recist(), "
                "sim.RatioToBaseline(1.2), sim.RatioToNadir(1.2), sim.Pcwg3() or "
                "sim.Reappearance()."
            )
        for word, kind, example in (
            ("measure", Measure, "sim.Lesions(3)"),
            ("toxicity", Toxicity, 'sim.Toxicity({"A": {"skin": 2.0}})'),
            ("quality", Quality, "sim.Quality()"),
        ):
            part = getattr(self, word)
            if not isinstance(part, kind) and not (part is None and word != "measure"):
                raise InputError(f"{word} of the clinic is {part!r}; give {example}.")
        if self.measures is None:
            self.criteria.check_unit(self.measure.unit, type(self.measure).__name__)

    def _check(self, word: str, low: float, high: float, **more) -> None:
        value = checks.number(f"{word} of the clinic", getattr(self, word), low, high, **more)
        if not isinstance(value, float):
            raise InputError(f"{word} of the clinic must be one number, the same for all patients.")
        object.__setattr__(self, word, value)
