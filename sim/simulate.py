"""The one loop over visits: the clinic looks, the regimen decides, the tumours live on."""

import warnings
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from sim.base import checks
from sim.base.notebook import in_notebook
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Regimen
from sim.results import Endpoints, Runs, Visits

if TYPE_CHECKING:
    from sim.engines import Engine


FEW_PATIENTS = 100
"""How many are treated where nobody says how many."""


@runtime_checkable
class KnownPatients(Protocol):
    """Patients who are known, such as the virtual twins of one (`sim.Fit.patients`)."""

    @property
    def now(self) -> Tumour:
        """Their tumours today; numbers are arrays over the patients."""

    def __len__(self) -> int:
        """Return how many they are."""


def simulate(
    tumour: Tumour | KnownPatients,
    arms: Mapping[str, Regimen],
    *,
    patients: int | Sequence[int] | None = None,
    days: float,
    seed: int | None = None,
    clinic: Clinic | None = None,
    engine: "str | Engine" = "auto",
    record: Visits | Endpoints | None = None,
    progress: bool | None = None,
    threads: int | None = None,
    partial: bool | None = None,
) -> Runs:
    """Treat the same patients in every arm, and return what happened.

    The arms are paired: a patient has the same tumour and the same luck in each, and two arms are
    identical until the last visit before their doses, or their days of visits, first differ.

    Parameters
    ----------
    tumour : Tumour or Twins
        What is treated; of the virtual twins of a patient (`sim.Fit.patients`), their tumours as
        they are on the day of the last result, which is day 0 here.
    arms : mapping of name to Regimen
        How it is treated.
    patients : int or sequence of int, optional
        How many patients, or which: patient 7 is the same patient whoever else is run. Default:
        100, or all twins.
    days : float
        How long [days].
    seed : int, optional
        Makes the run reproducible. Without, one is drawn and kept in ``runs.seed``.
    clinic : Clinic, optional
        What is seen of the tumour, and when. Default: ``Clinic()``.
    engine : str or engine
        ``"auto"``, ``"jump"``, ``"gillespie"``, ``"meanfield"``, ``"lattice"``, or one with
        options such as ``sim.Jump(tolerance=1e-4)``.
    record : Visits, Endpoints, Origins, Lineages, Noted or Snapshots, optional
        What is kept. Default: curves at every visit.
    progress : bool, optional
        Whether to show a progress bar. Default: in terminals and notebooks only.
    threads : int, optional
        How many threads at most; the result does not depend on it. Default: one per processor.
    partial : bool, optional
        Whether Ctrl-C returns the patients who are finished (then ``runs.interrupted`` says so, and
        every print and figure of them). Default: in notebooks only. Elsewhere it raises, so that no
        script goes on with a part of what it asked for.

    Returns
    -------
    Runs
        Labelled curves and end points, and how they were made.

    Raises
    ------
    InputError
        If something does not fit; before anything runs.
    KeyboardInterrupt
        If Ctrl-C was pressed, unless the patients who are finished are wanted (`partial`).

    Notes
    -----
    Every arm has a calendar of its own: the clinic's visits, and the days on which its regimen
    asks to act. So an arm has the same bits alone and beside any others. From a visit after which
    two arms go on to different days, as 44 and 49, they have different draws until the next visit
    in common; ``Clinic(extra_visits=[44])`` gives the day to all, and pairs them to it.

    Results have one time axis with the days of all arms. On a day that only another arm has, an
    arm shows sizes between those of its own visits, and the drugs as they are
    (``runs.data["own_visit"]`` is False there). A patient whose tumour is gone, or who has died,
    stays as they are.
    """
    from sim.running.blocks import FEW, run_blocks, slices, thread_count
    from sim.running.effort import note_effort
    from sim.running.plan import make_plan
    from sim.running.progress import ticking
    from sim.running.provenance import warn_of_error
    from sim.running.recipe import recipe_of
    from sim.running.room import check_room
    from sim.running.tables import Tables

    threads = thread_count(threads)
    if progress is not None:
        checks.yes_or_no("progress", progress)
    partial = in_notebook() if partial is None else checks.yes_or_no("partial", partial)
    if patients is None:
        patients = len(tumour) if isinstance(tumour, KnownPatients) else FEW_PATIENTS
    tumour = tumour.now if isinstance(tumour, KnownPatients) else tumour
    plan = make_plan(tumour, arms, patients, days, seed, clinic, engine, record)
    check_room(plan)
    note_effort(plan.effort)
    threads = 1 if plan.way.python else threads  # Python itself runs one thread at a time
    tables = Tables(plan, recipe_of(plan))  # (a function may change what it refers to)
    blocks = slices(len(plan.patients), threads, FEW if plan.one_step else 1, plan.at_once)

    with ticking(plan, len(blocks), progress) as tick:
        finished = run_blocks(
            blocks, lambda block, tick: treat(plan, block, tables, tick), threads, tick
        )
    warn_of_error(plan, tables.step_error)
    if len(finished) == len(blocks):
        return tables.runs()
    return _interrupted(plan, tables, finished, partial)


def _interrupted(plan, tables, finished: list[slice], partial: bool) -> Runs:
    """Return the patients who were finished before Ctrl-C, where they are wanted."""
    places = [np.arange(block.start, block.stop) for block in finished]
    count = sum(map(len, places))
    said = f"{count} of {len(plan.patients)} patients were finished"
    if not (partial and finished):
        lost = "; simulate(..., partial=True) would return them" if count else ""
        raise KeyboardInterrupt(f"Interrupted: {said}{lost}.")
    warnings.warn(f"Interrupted: {said} and are returned, the others are not.", stacklevel=3)
    return tables.runs(np.concatenate(places))


def treat(plan, block: slice, tables, tick) -> None:
    """Treat one block of patients in every arm of a plan, and put what happened into the tables."""
    from sim.running.treatment import Patients

    patients = Patients(plan, block)
    for arm, regimen in enumerate(plan.arms.values()):
        regimen = plan.resolved(regimen, block, "regimen")
        treatment = patients.begin(arm, tables)
        memory: dict[str, Any] = {}
        for day, until in pairwise([*plan.calendars[arm].tolist(), plan.days]):
            seen = treatment.look(day)
            treatment.go(seen, regimen.decide(seen, memory), until)
            tick()
        treatment.close(plan.days)
