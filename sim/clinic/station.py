"""One measure at work on a block of patients: its scans, what is shown, how they are judged.

A clinic has one of these for each of its measures (`Desk`).
"""

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.chart import Chart
from sim.clinic.criteria import Criteria
from sim.clinic.history import History
from sim.clinic.pauses import Pauses
from sim.clinic.scan import Scan, shown
from sim.clinic.scanner import Scanner
from sim.clinic.verdicts import Verdicts


class Station:
    """A running measure. Made by `Clinic.open`.

    Parameters
    ----------
    name : str
        How it is called; empty where it is the only one.
    scanner : Scanner
        Makes the scans.
    criteria : Criteria or None
        Judges them; None: they are only looked at.
    chart : Chart
        Shows the results.
    verdicts : Verdicts, optional
        Where it is kept what each result was taken for.

    Attributes
    ----------
    history : History or None
        What the results say; None before the first, or where they are not judged.
    new_result : bool
        Whether a result arrived at this visit.
    arrived : ndarray (patient,), bool
        Whose, read only.
    off : ndarray (patient,), bool, or None
        Who had no drug from the scan before until the latest that was filed; None: nobody.
    """

    def __init__(
        self, name: str, scanner: Scanner, criteria: Criteria | None, chart: Chart,
        verdicts: Verdicts | None = None,
    ):  # fmt: skip
        self.name, self.scanner = name, scanner
        self.criteria, self.chart, self.verdicts = criteria, chart, verdicts
        self.history: History | None = None
        count = len(chart.burden)
        self._nobody, self._everybody = (shown(np.full(count, yes)) for yes in (False, True))
        self.begin_visit()
        self.off: np.ndarray | None = None
        self._opened = False
        self._begun: np.ndarray | None = None  # of lines, where there is no history

    def begin_visit(self) -> None:
        """Begin another visit: no result has arrived at it."""
        self.new_result, self.arrived = False, self._nobody

    def examine(
        self, day: float, burden: np.ndarray, cells: np.ndarray | None, pauses: Pauses
    ) -> None:
        """Let time pass, and scan if today is the day; parameters as of `Desk.look`."""
        seen = self.scanner.counted(burden, cells)
        self.scanner.pass_time(day, seen)
        self.scanner.scan(day, seen, pauses)

    def file(
        self,
        day: float,
        scan: Scan,
        pauses: Pauses,
        agreed: np.ndarray | None = None,
    ) -> np.ndarray | None:
        """Read a result; return who (patient,) has progressed by it for the first time, or None.

        `agreed` is as in `History.file`.
        """
        chart, history = self.chart, self.history
        self.new_result = True
        if not self._opened:
            self._opened, self.arrived = True, self._everybody
            chart.open(scan)
            if self.criteria is not None:
                self.history = History(self.criteria, scan, self.verdicts, alone=agreed is None)
            return None
        self.arrived = self._everybody if scan.came is None else shown(self.arrived | scan.came)
        chart.write(scan, self._early(scan), self._begun is None)
        if history is None:
            return None
        first = history.file(scan, day, pauses, agreed)
        self.off = scan.off
        self._show(history)
        return first

    def begin_line(
        self, day: float, begun: np.ndarray, treated: np.ndarray, asked: np.ndarray | None
    ) -> None:
        """Begin a line today for some; as `History.begin_line`, `asked` None: the plan says none.

        What a regimen is shown as the smallest result counts from the lines of its plan.
        """
        if asked is not None:
            self.chart.begin_line(asked)
            before = np.zeros(len(asked)) if self._begun is None else self._begun
            self._begun = np.where(asked, day, before)
        if self.history is not None:
            plan = np.zeros_like(begun) if asked is None else asked
            self.history.begin_line(day, begun, treated, plan)
            self._show(self.history)

    def end_pauses(self, resumed: np.ndarray, day: float) -> None:
        """End the pause of some; see `History.end_pauses`."""
        if self.history is not None:
            self.history.end_pauses(resumed, day)
            self._show(self.history)

    def findings(self) -> dict[str, np.ndarray]:
        """Return what this measure found, beside what the clinic finds by all of them.

        ``observed`` and ``detected`` (patient, scan) and what of its parts is kept, where scans
        are; ``progression_day`` (patient,) where it is judged.
        """
        found: dict[str, np.ndarray] = {}
        if self.scanner.kept is not None:
            found["observed"], found["detected"] = self.scanner.kept
            found |= self.scanner.kept_parts
        if self.history is not None:
            found["progression_day"] = self.history.whole.progression_day
        return found

    def _show(self, history: History) -> None:
        """Show a regimen what the results say of the present line."""
        line = history.line
        self.chart.progressed = shown(line.progressed)
        self.chart.regrown, self.chart.outgrown = shown(line.regrew), shown(line.outgrew)

    def _early(self, scan: Scan) -> np.ndarray | None:
        """Return whose scan was made before their line began; None: nobody's."""
        return None if self._begun is None else scan.day <= self._begun + SAME_MOMENT
