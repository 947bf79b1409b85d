"""A run, checked and laid out before anything is computed."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base import days as calendar
from sim.base.errors import InputError, unknown
from sim.base.resolve import check_lengths, resolve
from sim.base.units import YEAR
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Regimen
from sim.regimens.local import local_treatments
from sim.results import Endpoints, Visits
from sim.running.born import check_alive

if TYPE_CHECKING:
    from sim.engines import Compiled, Engine, Python

MOST_DAYS = 200 * YEAR
SHORT = 20
"""Whole numbers of days up to this are taken for years more often than for days."""
LARGEST_RESULT = 8e9
"""Curves of more bytes than this are refused: end points or fewer days say the same."""


@dataclass(frozen=True)
class Plan:
    """Everything that decides a run; two equal plans give the same numbers."""

    tumour: Tumour
    arms: Mapping[str, Regimen]
    patients: np.ndarray
    days: float
    seed: int
    clinic: Clinic
    engine: "Engine"
    record: Visits | Endpoints
    visits: np.ndarray
    """Days (visit,) on which the clinic sees patients: those of all arms together."""
    kept: np.ndarray
    """Days (time,) of which curves are kept; none with `Endpoints`."""
    rows: np.ndarray | None = None
    """Place (patient,) of every patient in the arrays of the descriptions. None: the patient's
    own number. Sweeps run the same patients at many points, each with numbers of its own."""

    @cached_property
    def way(self) -> "Compiled | Python":
        """How its kernels are run; the numbers do not depend on it."""
        from sim.engines import way_for

        visits = len(self.arms) * len(self.patients) * len(self.visits)
        compiled = self.record.follow is not None or self.tumour.immune is not None
        return way_for(self.engine, self.tumour, visits, compiled)

    @property
    def one_step(self) -> bool:
        """Whether a kernel goes from visit to visit in one step, and so is quickly done."""
        from sim.engines import Jump

        return isinstance(self.engine, Jump) and self.engine.one_step(self.tumour)

    def resolved(self, description: Any, block: slice, path: str) -> Any:
        """Return a description with numbers for the patients of a block."""
        places = self.patients if self.rows is None else self.rows
        return resolve(description, self.seed, places[block], path)

    def __post_init__(self):
        per_day = len(self.tumour.clones) + 1 + 2 * len(self.tumour.drugs)
        if self.record.follow:
            per_day += self.record.follow * len({t.target for t in self.tumour.transitions})
        size = 8.0 * len(self.arms) * len(self.patients) * len(self.kept) * per_day
        if size > LARGEST_RESULT:
            raise InputError(
                f"The curves of {len(self.patients)} patients in {len(self.arms)} arms on "
                f"{len(self.kept)} days would take {size / 1e9:.0f} GB. Keep end points only, "
                "record=sim.Endpoints(), or fewer days, record=sim.Visits(every=28)."
            )


def make_plan(
    tumour: Tumour,
    arms: Mapping[str, Regimen],
    patients: int | Sequence[int],
    days: float,
    seed: int | None,
    clinic: Clinic | None,
    engine: "str | Engine",
    record: Visits | Endpoints | None,
) -> Plan:
    """Return the plan of a run, or say what is wrong with it."""
    from sim.engines import engine_for

    if clinic is None:
        _note_short(days)
        clinic = Clinic()
    record = Visits() if record is None else record
    _check_kinds(tumour, arms, clinic, record)
    numbers = _numbers(patients)
    days = _days(days)
    seed = _seed(seed)
    _check_arms(tumour, arms)
    named = not isinstance(patients, int | float | np.integer)
    check_lengths({"tumour": tumour, "clinic": clinic, **arms}, numbers, named=named)
    # Every patient's own numbers are drawn once here, so that a distribution which reaches
    # beyond what is allowed is found before anything runs.
    check_alive(resolve(tumour, seed, numbers, "tumour"), resolve(clinic, seed, numbers, "clinic"))
    if clinic.toxicity is not None:
        clinic.toxicity.check_drugs(tumour.drug_names)
    asked = [regimen.days_to_ask(days) for regimen in arms.values()]
    visits = calendar.merge(clinic.days(days), *asked)
    visits = visits[visits < days - calendar.SAME_MOMENT]
    return Plan(
        tumour=tumour,
        arms=dict(arms),
        patients=numbers,
        days=days,
        seed=seed,
        clinic=clinic,
        engine=engine_for(_following(engine, record), tumour),
        record=record,
        visits=visits,
        kept=record.times(visits, days),
    )


def _following(engine, record):
    """Return an engine that can follow where cells came from, if that was asked for."""
    from sim.engines import Jump

    if record.follow is None or isinstance(engine, Jump) or engine == "jump":
        return engine
    if engine != "auto":
        raise InputError(
            f"{type(record).__name__} needs the jump engine, which follows where cells came from; "
            f"the engine is {engine!r}. Leave engine= out, or take record=sim.Visits()."
        )
    return Jump()


def _check_kinds(tumour, arms, clinic, record) -> None:
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
            f"record is {record!r}; give sim.Visits(), sim.Endpoints(), sim.Origins() or "
            "sim.Lineages()."
        )


def _check_arms(tumour: Tumour, arms: Mapping[str, Regimen]) -> None:
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
        for local in local_treatments(regimen):
            local.check(tumour, f"Arm {name!r}")


def _numbers(patients: float | Sequence[int]) -> np.ndarray:
    if isinstance(patients, float) and patients.is_integer():
        patients = int(patients)  # 1e4 patients
    if isinstance(patients, bool | str | float):
        raise InputError(f"patients is {patients!r}; give how many, or a list of their numbers.")
    if isinstance(patients, int | np.integer):
        if patients < 1:
            raise InputError(f"patients is {patients}; at least 1 is needed.")
        return np.arange(int(patients), dtype=np.int64)
    numbers = np.asarray(patients)
    if numbers.ndim != 1 or numbers.size == 0 or not np.issubdtype(numbers.dtype, np.integer):
        raise InputError(f"patients is {patients!r}; give how many, or a list of their numbers.")
    if (numbers < 0).any() or len(np.unique(numbers)) != len(numbers):
        raise InputError("patients must be different numbers of at least 0.")
    return numbers.astype(np.int64)


def _note_short(days: object) -> None:
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


def _days(days: float) -> float:
    value = checks.number(
        "days", days, above=True, high=MOST_DAYS, unit="days", hint="5 * sim.YEAR is five years."
    )
    if not isinstance(value, float):
        raise InputError("days must be one number, the same for all patients.")
    return value


def _seed(seed: int | None) -> int:
    if seed is None:
        return int(np.random.SeedSequence().generate_state(1)[0])
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        raise InputError(f"seed is {seed!r}; give a whole number of at least 0.")
    return int(seed)
