"""A run, checked and laid out before anything is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import days as moments
from sim.base.checks import by_plain_name
from sim.base.errors import InputError
from sim.base.resolve import check_lengths, resolve
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Regimen
from sim.regimens.adherence import days_by_days
from sim.results import Endpoints, Visits
from sim.running import blocks
from sim.running.asked import (
    check_arms,
    check_kinds,
    checked_days,
    checked_seed,
    note_short,
    patient_numbers,
)
from sim.running.born import check_alive
from sim.running.by_name import check_by_name
from sim.running.effort import Effort, check_effort, effort_of
from sim.running.kinetics import check_kinetics
from sim.running.on_lattice import check_lattice
from sim.running.thresholds import check_thresholds

if TYPE_CHECKING:
    from sim.engines import Compiled, Engine, Python


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
    calendars: tuple[np.ndarray, ...]
    """Days (visit,) on which the patients of each arm are seen: the clinic's, and those on which
    its own regimen acts. No arm knows of another's."""
    kept: np.ndarray
    """Days (time,) of which curves are kept: those of all arms together; none with `Endpoints`."""
    rows: np.ndarray | None = None
    """Place (patient,) of every patient in the arrays of the descriptions. None: the patient's
    own number. Sweeps run the same patients at many points, each with numbers of its own."""
    effort: Effort = Effort(0.0, 0.0)
    """How much there is to do, where that grows with the number of cells."""

    @cached_property
    def way(self) -> "Compiled | Python":
        """How its kernels are run; the numbers do not depend on it."""
        from sim.engines import Work, way_for

        work = Work(len(self.patients), len(self.patients) * self.visits)
        return way_for(self.engine, self.tumour, work, self.record.follow)

    @property
    def visits(self) -> int:
        """How many visits a patient has in all arms."""
        return sum(len(calendar) for calendar in self.calendars)

    @property
    def one_step(self) -> bool:
        """Whether a kernel goes from visit to visit in one step, and so is quickly done."""
        from sim.engines import Jump

        return isinstance(self.engine, Jump) and self.engine.one_step(self.tumour)

    @property
    def at_once(self) -> int:
        """How many patients are run together at most."""
        return min(blocks.BLOCK, getattr(self.engine, "at_once", blocks.BLOCK))

    @property
    def lattice(self) -> tuple[int, int]:
        """Sites down and across, of which `Snapshots` keeps who stands there; (0, 0) for none."""
        across, down = getattr(self.engine, "shape", (0, 0))
        return down, across

    @property
    def carried(self) -> tuple[str, ...]:
        """What vessels carry to the sites of a lattice, of which `Snapshots` keeps how much."""
        vessels = getattr(self.engine, "vessels", None)
        return () if vessels is None else tuple(vessels.carried)

    def resolved(self, description: Any, block: slice, path: str) -> Any:
        """Return a description with numbers for the patients of a block."""
        places = self.patients if self.rows is None else self.rows
        return resolve(description, self.seed, places[block], path)


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
        note_short(days)
        clinic = Clinic()
    record = Visits() if record is None else record
    check_kinds(tumour, arms, clinic, record)
    arms = by_plain_name(arms)
    numbers = patient_numbers(patients)
    days = checked_days(days)
    seed = checked_seed(seed)
    check_arms(tumour, arms)
    named = not isinstance(patients, int | float | np.integer)
    treated = {f"arm {name}": regimen for name, regimen in arms.items()}
    check_lengths({"tumour": tumour, "clinic": clinic, **treated}, numbers, named=named)
    # Every patient's own numbers are drawn once here, so that a distribution which reaches
    # beyond what is allowed is found before anything runs.
    check_alive(resolve(tumour, seed, numbers, "tumour"), resolve(clinic, seed, numbers, "clinic"))
    check_by_name(clinic, arms)
    for exam in clinic.exams.values():
        exam.measure.check_clones(tumour.clone_names)
    if clinic.toxicity is not None:
        clinic.toxicity.check_drugs(tumour.drug_names)
    check_kinetics(tumour, arms)
    check_thresholds(clinic, arms)
    calendars = tuple(_calendar(tumour, clinic, regimen, days) for regimen in arms.values())
    chosen = engine_for(_following(engine, record), tumour)
    check_lattice(
        chosen, resolve(tumour, seed, numbers, "tumour"), arms, record, len(numbers), days
    )
    effort = effort_of(chosen, tumour, clinic, arms, numbers, days, seed)
    check_effort(effort, chosen)
    return Plan(
        tumour=tumour,
        arms=arms,
        patients=numbers,
        days=days,
        seed=seed,
        clinic=clinic,
        engine=chosen,
        record=record,
        calendars=calendars,
        kept=moments.merge(*(record.times(calendar, days) for calendar in calendars)),
        effort=effort,
    )


def _calendar(tumour: Tumour, clinic: Clinic, regimen: Regimen, days: float) -> np.ndarray:
    """Return the days (visit,) of one arm, before the last."""
    acts, daily = regimen.days_to_ask(days), days_by_days(regimen, tumour.drugs, days)
    visits = moments.with_more(clinic.days(days), acts, daily)
    return visits[visits < days - moments.SAME_MOMENT]


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
