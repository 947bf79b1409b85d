"""A clinic: when patients are seen and scanned, how well, and what counts as progression."""

from dataclasses import dataclass, field

import numpy as np

from sim.base import checks, days
from sim.base.errors import InputError
from sim.base.units import cells_from_diameter_mm
from sim.clinic.criteria import Criteria, Recist
from sim.clinic.desk import Desk


@dataclass(frozen=True)
class Clinic:
    """A clinic: a description, nothing runs until `open`.

    All its numbers are the same for all patients. The clinic looks before the dose of the same
    day is given, and a regimen learns results only, never the truth.

    Parameters
    ----------
    visit_every : float
        Days between visits, at which doses can change and results arrive.
    scan_every : float
        Days between scans, from day 0 on. A scan is a visit too.
    noise : float
        Relative error of a scan: it shows the burden times exp(noise z), z standard normal.
    delay : float
        Days from a scan until its result is known. The result arrives at the first visit on or
        after that; the baseline scan is read on day 0.
    detection : float
        The smallest burden a scan shows [cells]; below, it shows this number, "not detected".
    criteria : Recist, RatioToBaseline or RatioToNadir
        What counts as progression.
    fatal : float
        The burden a patient dies of [cells].

    Examples
    --------
    >>> from sim.clinic import Clinic
    >>> Clinic(visit_every=14, scan_every=28).days(60)
    array([ 0., 14., 28., 42., 56.])
    """

    visit_every: float = 7.0
    scan_every: float = 56.0
    noise: float = 0.1
    delay: float = 0.0
    detection: float = float(cells_from_diameter_mm(5))
    criteria: Criteria = field(default_factory=Recist)
    fatal: float = 1e13

    def __post_init__(self):
        in_days = "It is in days: sim.WEEK, sim.MONTH and sim.YEAR are numbers of days."
        self._check("visit_every", 1 / 24, 3660.0, unit="days", hint=in_days)
        self._check("scan_every", 1 / 24, 36600.0, unit="days", hint=in_days)
        self._check("noise", 0.0, 2.0, hint="It is a fraction: 0.1 is 10 %.")
        self._check("delay", 0.0, 3660.0, unit="days", hint=in_days)
        self._check(
            "detection", 0.0, 1e15, unit="cells", hint="sim.cells_from_diameter_mm(5) is 5 mm."
        )
        self._check("fatal", 0.0, 1e15, above=True, unit="cells")
        if self.fatal <= self.detection:
            raise InputError(
                f"fatal of the clinic is {self.fatal:g} cells, which is not above its detection "
                f"limit of {self.detection:g} cells; patients would die unseen."
            )
        if not isinstance(self.criteria, Criteria):
            raise InputError(
                f"criteria of the clinic is {self.criteria!r}; give sim.Recist(), "
                "sim.RatioToBaseline(1.2) or sim.RatioToNadir(1.2)."
            )

    def days(self, horizon: float) -> np.ndarray:
        """Return the days (visit,) of all visits, scans included, from 0 to before `horizon`."""
        scans = self.scan_days(horizon)
        scans = scans[scans < horizon - days.SAME_MOMENT]
        return days.merge(scans, days.multiples(self.visit_every, horizon))

    def scan_days(self, horizon: float) -> np.ndarray:
        """Return the days (scan,) of scans: 0, and so on, `horizon` too if one falls on it."""
        return days.multiples(self.scan_every, horizon, with_end=True)

    def open(
        self,
        seed: int,
        patients: np.ndarray,
        drugs: tuple[str, ...],
        horizon: float,
        *,
        keep_scans: bool = True,
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
        """
        return Desk(self, seed, patients, drugs, horizon, keep_scans=keep_scans)

    def __str__(self) -> str:
        late = f", known {self.delay:g} days later" if self.delay else ""
        return (
            f"Visits every {self.visit_every:g} days, scans every {self.scan_every:g} days "
            f"(noise {100 * self.noise:g} %, nothing seen below {self.detection:.3g} cells"
            f"{late}); progression by {self.criteria!r}."
        )

    def _check(self, word: str, low: float, high: float, **more) -> None:
        value = checks.number(f"{word} of the clinic", getattr(self, word), low, high, **more)
        if not isinstance(value, float):
            raise InputError(f"{word} of the clinic must be one number, the same for all patients.")
        object.__setattr__(self, word, value)
