"""What is asked of a run, checked: what is treated, how, whom, for how long."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np

from sim.base import checks
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError, unknown
from sim.base.room import check_fits
from sim.base.units import YEAR
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Doses, Regimen
from sim.regimens.local import LocalTreatment
from sim.regimens.parts import largest_doses, parts_of
from sim.results import Endpoints, Visits

MOST_DAYS = 200 * YEAR
MOST_PATIENTS = 100_000_000
LIST = 40.0
"""Bytes that it takes to number a patient, and to draw a number for each."""
SHORT = 20
"""Whole numbers of days up to this are taken for years more often than for days."""


def check_kinds(tumour, arms, clinic, record) -> None:
    """Refuse what is not a tumour, arms by name, a clinic and a recorder."""
    if type(tumour).__name__ in ("Cohort", "SavedCohort"):
        raise InputError(
            "This is a cohort, whose patients a trial treats: sim.Trial(cohort, arms, clinic, "
            "days=...).run(seed), and .runs of what that returns is what simulate returns."
        )
    if not isinstance(tumour, Tumour):
        raise InputError(
            f"The tumour is {tumour!r}; give sim.Tumour(...) or a preset such as "
            "sim.presets.melanoma_vemurafenib()."
        )
    if not isinstance(arms, Mapping) or not arms:
        raise InputError(
            'Arms are given by name: {"continuous": sim.Continuous("vemurafenib")}; at least one.'
        )
    if not isinstance(clinic, Clinic):
        raise InputError(f"clinic is {clinic!r}; give sim.Clinic(...).")
    if not isinstance(record, Visits | Endpoints):
        raise InputError(
            f"record is {record!r}; give sim.Visits(), sim.Endpoints(), sim.Origins(), "
            "sim.Lineages(), sim.Noted(functions) or sim.Snapshots()."
        )


def check_arms(tumour: Tumour, arms: Mapping[str, Regimen]) -> None:
    """Refuse arms without a name, that are no regimens, or name what the tumour has not."""
    for name, regimen in arms.items():
        if not isinstance(name, str) or not name.strip():
            raise InputError(f"An arm is named {name!r}; its name must be a text.")
        if not isinstance(regimen, Regimen):
            raise InputError(
                f"Arm {name!r} is {regimen!r}; give a regimen such as "
                'sim.Continuous("vemurafenib"), or a function decorated with @sim.policy.'
            )
        for drug in regimen.drugs:
            if drug not in tumour.drug_names:
                raise unknown(f"Arm {name!r} gives {drug!r}", "drug", drug, tumour.drug_names)
        for local in parts_of(regimen, LocalTreatment):
            local.check(tumour, f"Arm {name!r}")
        check_largest(tumour, f"Arm {name!r} gives", regimen)
        _check_doses(tumour, name, regimen)


def check_largest(tumour: Tumour, what: str, regimen: Regimen) -> None:
    """Refuse doses above what a drug allows; `what` begins the message: ``"Arm 'a' gives"``."""
    drugs = {drug.name: drug for drug in tumour.drugs}
    for name, dose in largest_doses(regimen).items():
        if name in drugs and dose > drugs[name].highest:
            raise InputError(
                f"{what} up to {dose:.4g} of {name!r}; allowed is 0 to "
                f"{drugs[name].highest:g} standard doses. A dose is in units of the standard dose, "
                "not a percentage and not milligrams (sim.Doses, sim.read_doses and "
                "sim.Observations.read take mg: standard=). If it is meant, say so: "
                f"sim.Drug({name!r}, ..., highest={dose:.4g})."
            )


def _check_doses(tumour: Tumour, arm: str, regimen: Regimen) -> None:
    """Refuse single doses of a drug without kinetics."""
    drugs = {drug.name: drug for drug in tumour.drugs}
    for doses in parts_of(regimen, Doses):
        if not drugs[doses.drug].is_timed:
            raise InputError(
                f"Arm {arm!r} gives single doses of {doses.drug!r}, but without a half-life its "
                "concentration is the dose in force, and a moment's dose is nothing. Say "
                f"sim.Drug({doses.drug!r}, ..., half_life=), or give it over days: sim.Schedule."
            )


def patient_numbers(patients: float | Sequence[int]) -> np.ndarray:
    """Return the numbers (patient,) of the patients: how many, or which."""
    if isinstance(patients, float) and patients.is_integer():
        patients = int(patients)  # 1e4 patients
    if isinstance(patients, bool | str | float | np.timedelta64):  # (numpy calls that an integer)
        raise InputError(f"patients is {patients!r}; give how many, or a list of their numbers.")
    if isinstance(patients, int | np.integer):
        if patients < 1:
            raise InputError(f"patients is {patients}; at least 1 is needed.")
        _check_count(int(patients))
        return np.arange(int(patients), dtype=np.int64)
    if isinstance(patients, range):
        _check_count(len(patients))
    numbers = checks.as_array("patients", patients)
    if numbers.ndim != 1 or numbers.size == 0 or not np.issubdtype(numbers.dtype, np.integer):
        raise InputError(f"patients is {patients!r}; give how many, or a list of their numbers.")
    if (numbers < 0).any() or len(np.unique(numbers)) != len(numbers):
        raise InputError("patients must be different numbers of at least 0.")
    return numbers.astype(np.int64)


def _check_count(patients: int) -> None:
    """Refuse more patients than their end points fit into memory, before they are counted out."""
    parts = (
        "Run parts of them, patients=range(0, 1_000_000) and so on, and put these together with "
        "sim.join."
    )
    if patients > MOST_PATIENTS:
        raise InputError(
            f"patients is {patients:.3g}; at most {MOST_PATIENTS:.0e} are treated at once, whose "
            f"end points alone take some 20 GB. {parts}"
        )
    check_fits(f"The list of {patients:,} patients", LIST * patients, parts)


def note_short(days: object) -> None:
    """Say that `days=5` is five days, where somebody may have meant years.

    Only for a small whole number that is not one of weeks, with the default clinic: whoever means
    so short a run says when to look, or writes 5.0.
    """
    if isinstance(days, int) and not isinstance(days, bool) and 1 < days <= SHORT and days % 7:
        warnings.warn(
            f"days={days} is {days} days, and the first scan after the start is on day 56. For "
            f"years write days={days} * sim.YEAR. If you mean days: days={days}.0, or say when to "
            "look with clinic=sim.Clinic(...).",
            stacklevel=4,
        )


def checked_days(days: float) -> float:
    """Return how long a run lasts [days]."""
    hint = "5 * sim.YEAR is five years."
    days = checks.one_number("days", days, above=True, high=MOST_DAYS, unit="days", hint=hint)
    if days <= SAME_MOMENT:
        raise InputError(f"days is {days:g}, which is no time at all. {hint}")
    return days


def checked_seed(seed: int | None) -> int:
    """Return the seed, or one that is drawn here."""
    if seed is None:
        return int(np.random.SeedSequence().generate_state(1)[0])
    return checks.whole("seed", seed)
