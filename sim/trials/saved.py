"""A trial in a file: its runs, who was counted in which arm and for how long, and what it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.again import Recipe, recipe
from sim.base import advice
from sim.base.errors import InputError
from sim.made.build import Built, NotBuilt
from sim.made.write import written
from sim.regimens import Regimen
from sim.results import Runs, load
from sim.results.counted import COUNTED, ENTRY, FOLLOWED, Counted, with_counted
from sim.results.patients import cohort_of
from sim.results.said import json_said
from sim.trials.cohort import Cohort, Patients

if TYPE_CHECKING:
    from sim.trials.result import TrialResult

FORMAT = 1
TRIAL = "trial"
"""The attribute that says what a trial was, besides its runs."""


@dataclass(frozen=True, eq=False)
class SavedCohort(Cohort):
    """The patients of a trial as they were drawn for its seed."""

    drawn: Patients | None = field(default=None, repr=False)
    seed: int = 0

    def __post_init__(self):
        object.__setattr__(self, "patients", 0 if self.drawn is None else len(self.drawn.numbers))

    def draw(self, seed: int) -> Patients:
        """Return the patients; those of another seed are not in the file."""
        if seed != self.seed:
            raise InputError(
                f"This trial was loaded from a file, which holds the patients of seed {self.seed} "
                f"and not those of {seed}. Describe the cohort again: sim.Cohort(...)."
            )
        assert self.drawn is not None
        return self.drawn


@dataclass(frozen=True)
class NotLoaded(Regimen):
    """An arm that stands in the file as code, or cannot be built again; `why` says which."""

    why: str

    @property
    def drugs(self) -> tuple[str, ...]:
        """Unknown."""
        return ()

    def decide(self, seen: Any, memory: dict[str, Any]) -> np.ndarray:
        """Refuse to decide."""
        raise NotBuilt(self.why)

    def describe(self) -> str:
        """Return the plan in one line."""
        return "not loaded: code of a saved file."


def save(result: "TrialResult", path: str | PathLike) -> None:
    """Write a trial to one file; see `TrialResult.save`."""
    trial, data = result.trial, result.runs.data
    said = {"format": FORMAT, "control": result.control, "screened": int(result.screened)}
    said |= written({"the design": trial.design, "the conduct": trial.conduct})
    who = Counted(result.members, result.entry, result.followed)
    data = with_counted(data, who).assign_attrs({TRIAL: json.dumps(said)})
    Runs(data).save(path)


def load_trial(path: str | PathLike, allow_code: bool = False) -> "TrialResult":
    """Read a trial back; see `TrialResult.load`."""
    runs = load(path)
    if TRIAL not in runs.attrs:
        raise InputError(
            f"{str(path)!r} holds runs, and does not say of which trial; sim.load reads it."
        )
    told = json_said(runs.attrs, TRIAL, {})
    try:
        return _built(runs, told, allow_code)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"What {str(path)!r} says of its trial is damaged: {error}. Use another copy."
        ) from None


def _built(runs: Runs, said: Mapping[str, Any], allow_code: bool) -> "TrialResult":
    from sim.trials.result import TrialResult
    from sim.trials.trial import Trial

    if said["format"] > FORMAT:
        raise InputError(f"This trial was saved by a newer version of sim. {advice.upgrade()}.")
    how, made = recipe(runs), Built(said, allow_code)
    values = cohort_of(runs)
    drawn = Patients(
        how.part("the tumour", allow_code), runs.values("patient"), values, int(said["screened"])
    )
    trial = Trial(
        SavedCohort(drawn.tumour, drawn=drawn, seed=how.seed), _arms(how, allow_code),
        how.part("the clinic", allow_code), days=how.days, design=made["the design"],
        conduct=made["the conduct"], control=said["control"],
        engine=how.part("the engine"), record=how.part("what is kept"),
    )  # fmt: skip
    counted, entry, followed = (runs.values(name) for name in (COUNTED, ENTRY, FOLLOWED))
    data = runs.data.drop_vars([COUNTED, ENTRY, FOLLOWED])
    data.attrs = {key: value for key, value in data.attrs.items() if key != TRIAL}
    return TrialResult(
        trial=trial, seed=how.seed, runs=Runs(data), values=values, screened=drawn.screened,
        members=counted, entry=entry, followed=followed,
    )  # fmt: skip


def _arms(how: Recipe, allow_code: bool) -> Mapping[str, Regimen]:
    arms: dict[str, Regimen] = {}
    for name in how.arms:
        try:
            arms[name] = how.part(f"arm {name!r}", allow_code)
        except NotBuilt as error:  # what was found is there all the same
            why = str(error).replace("(runs)", "(result.runs)")
            arms[name] = NotLoaded(why)
    return arms
