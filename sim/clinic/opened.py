"""A measure is put to work on a block of patients."""

from collections.abc import Sequence

import numpy as np

from sim.base import streams
from sim.clinic.appointments import Appointments
from sim.clinic.chance import Chance
from sim.clinic.chart import Chart
from sim.clinic.criteria import Criteria
from sim.clinic.exam import Exam
from sim.clinic.parts_seen import PartsSeen
from sim.clinic.scanner import Scanner
from sim.clinic.station import Station
from sim.clinic.verdicts import Verdicts


def named_keys(keys: np.ndarray, name: str) -> np.ndarray:
    """Return the addresses (patient,) of everything random in a measure beside the main one.

    Its name is part of them: adding a measure, or their order, changes no other's luck.
    """
    return streams.fold_in(keys, streams.text_number(name))


def station(
    name: str,
    exam: Exam,
    keys: np.ndarray,
    horizon: float,
    keep: bool,
    clones: Sequence[str],
    drugs: tuple[tuple[str, ...], np.ndarray | None],
) -> Station:
    """Return a measure at work.

    Parameters
    ----------
    name : str
        How it is called; empty where it is the only one.
    exam : Exam
        The measure, of which everything is said.
    keys : ndarray (patient,), uint64
        Address of everything random in it.
    horizon : float
        Days the run lasts.
    keep : bool
        Whether every scan is kept.
    clones : sequence of str
        Names of the clones.
    drugs : tuple
        Names of the drugs, and the largest dose of each (drug,) or None.
    """
    measure, days = exam.measure.among(clones), exam.scans(horizon).tolist()
    parts = bool(measure.part_kind) and (bool(name) or measure.keeps_parts)
    chance = Chance(keys, days, exam.scan_noise, measure.parts, exam.missed or 0.0, measure.samples)
    scanner = Scanner(
        measure, exam.criteria or Unjudged(), float(exam.detection or 0.0), chance,
        Appointments(days, exam.delay or 0.0), len(keys), keep, exam.scanned(horizon), clones,
        parts,
    )  # fmt: skip
    names, most = drugs
    seen = PartsSeen(measure.part_kind, measure.part_names) if parts else None
    chart = Chart(names, len(keys), most, seen)
    verdicts = Verdicts(days, len(keys)) if keep and exam.judged else None
    return Station(name, scanner, exam.criteria, chart, verdicts)


class Unjudged(Criteria):
    """Of a measure that is only looked at."""

    def progressive(self, reading):
        """Tell that no result is a progression."""
        return np.zeros_like(reading.detected)

    def partial(self, reading):
        """Tell that no result is a response."""
        return np.zeros_like(reading.detected)
