"""What is known of each patient, as a regimen is shown it: in the unit of the measure.

Every array is read only and is replaced, never changed, so what a policy keeps in its memory stays
what it was. A visit without a result shows the arrays of the visit before.
"""

import numpy as np

from sim.base.seen import Seen
from sim.base.seen_parts import Parts, Shown
from sim.clinic.parts_seen import PartsSeen
from sim.clinic.scan import Scan, of_those, shown


class Chart:
    """The results of a block of patients that have arrived.

    Attributes
    ----------
    burden, baseline, reference, nadir : ndarray (patient,)
        The latest result, the first, that at the start of the line, and the smallest since; in the
        unit of the measure, NaN before there is one.
    whole_nadir : ndarray (patient,)
        The smallest of the whole run.
    detected, progressed : ndarray (patient,), bool
        Whether the latest scan saw anything; whether a result met the criteria in this line.
    regrown, outgrown : ndarray (patient,), bool
        Whose progression in this line is growth in a pause; who of these has outgrown its start.
    scan_day : ndarray (patient,)
        When the scan of the latest result was made [days].
    doses : ndarray (patient, drug)
        Given up to now.
    """

    def __init__(
        self,
        drugs: tuple[str, ...],
        count: int,
        highest: np.ndarray | None = None,
        parts: PartsSeen | None = None,
    ):
        self._drugs, self._highest, self._parts = drugs, highest, parts
        unknown, no = shown(np.full(count, np.nan)), shown(np.zeros(count, dtype=bool))
        self.burden = self.baseline = self.reference = self.nadir = self.whole_nadir = unknown
        self.scan_day = unknown
        self.detected = self.progressed = self.regrown = self.outgrown = no
        self.doses = np.broadcast_to(np.zeros(len(drugs)), (count, len(drugs)))

    def seen(self, day: float, new_result: bool, arrived: np.ndarray) -> Seen:
        """Return what is known today."""
        return Seen(
            day=day,
            drugs=self._drugs,
            doses=self.doses,
            burden=self.burden,
            detected=self.detected,
            new_result=new_result,
            baseline=self.baseline,
            reference=self.reference,
            nadir=self.nadir,
            progressed=self.progressed,
            regrown=self.regrown,
            outgrown=self.outgrown,
            scan_day=self.scan_day,
            arrived=arrived,
            highest=self._highest,
            _parts=self.parts,
        )

    @property
    def parts(self) -> Parts | None:
        """What is known of the parts of the measure; None where they are not shown."""
        return None if self._parts is None else self._parts.shown

    def shown(self, new_result: bool, arrived: np.ndarray) -> Shown:
        """Return what this measure shows today, beside others."""
        return Shown(
            self.burden, self.detected, new_result, self.baseline, self.reference, self.nadir,
            self.progressed, self.regrown, self.outgrown, self.scan_day, self.parts, arrived,
        )  # fmt: skip

    def open(self, scan: Scan) -> None:
        """Write down the first result."""
        self.burden, self.detected = scan.value, scan.detected
        self.baseline = self.reference = self.nadir = self.whole_nadir = scan.value
        self.scan_day = np.broadcast_to(scan.day, scan.value.shape)
        if self._parts is not None:
            self._parts.open(scan)

    def write(self, scan: Scan, early: np.ndarray | None, one_line: bool) -> None:
        """Write down a result.

        Parameters
        ----------
        scan : Scan
            What was measured.
        early : ndarray (patient,), bool, or None
            Whose scan was made before their line began, and is where it starts from; None:
            nobody's.
        one_line : bool
            Whether no line has begun but the first.
        """
        came, value = scan.came, scan.value
        self.burden = shown(of_those(came, value, self.burden))
        self.detected = shown(of_those(came, scan.detected, self.detected))
        made = np.broadcast_to(scan.day, value.shape)
        self.scan_day = shown(of_those(came, made, self.scan_day))
        least = np.minimum(self.whole_nadir, value)
        self.whole_nadir = shown(of_those(came, least, self.whole_nadir))
        if self._parts is not None:
            self._parts.write(scan, early)
        if one_line:
            self.nadir = self.whole_nadir
            return
        nadir = np.minimum(self.nadir, value)
        if early is not None:
            took = early if came is None else early & came
            self.reference = shown(np.where(took, value, self.reference))
            nadir = np.where(took, value, nadir)
        self.nadir = shown(of_those(came, nadir, self.nadir))

    def begin_line(self, begun: np.ndarray) -> None:
        """Begin a line today for some: it starts from their present result."""
        self.reference = shown(np.where(begun, self.burden, self.reference))
        self.nadir = shown(np.where(begun, self.burden, self.nadir))
        if self._parts is not None:
            self._parts.begin_line(begun)
