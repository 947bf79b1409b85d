"""Which patients a figure is of: one of them by number, and who is drawn beside the others."""

from sim.base.checks import is_whole
from sim.base.errors import InputError, shown, unknown
from sim.results import Runs


def one_patient(runs: Runs, patient: int | None) -> Runs:
    """Return the runs of one patient, the first if none is named."""
    if patient is None:
        patient = int(runs.values("patient")[0])
    known(runs, patient)
    return runs.patient(patient)


def known(runs: Runs, patient: int) -> None:
    """Refuse the number of a patient who is not in the runs."""
    numbers = runs.values("patient")
    if patient not in numbers:
        raise unknown(f"patient {patient!r}", "patient", patient, [int(n) for n in numbers[:8]])


def whom(runs: Runs, patient: int | None, patients: int, highlight: int | None) -> None:
    """Check who is to be drawn: one patient alone, or all with some of them as lines."""
    if not is_whole(patients) or patients < 0:
        raise InputError(
            f"patients is {shown(patients)}; give how many single patients to draw, or, for one of "
            "them by number, patient= (alone) or highlight= (over the others)."
        )
    if patients > runs.count:
        raise InputError(
            f"patients is {patients}: so many single patients are to be drawn, and the runs have "
            f"{runs.count}. Give a number up to {runs.count}."
        )
    if patient is not None and (patients or highlight is not None):
        raise InputError(
            f"patient={patient} is drawn alone, without other patients; leave patients= and "
            f"highlight= out, or draw patient {patient} over the others with highlight={patient}."
        )
    if highlight is not None:
        known(runs, highlight)
