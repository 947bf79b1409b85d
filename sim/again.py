"""Saved runs made again, from what stands in them alone."""

import json
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.made.build import Built, NotBuilt
from sim.made.own import code_version
from sim.results import Endpoints, Runs, Visits
from sim.results.interrupted import INTERRUPTED, MISSING
from sim.results.patients import COHORT, LABEL
from sim.results.said import json_said
from sim.running.provenance import versions
from sim.running.recipe import FORMAT
from sim.simulate import simulate

KEPT = (INTERRUPTED, MISSING, LABEL, COHORT)
"""Attributes that no run says of itself."""


@dataclass(frozen=True)
class Recipe:
    """What makes runs again; print it.

    Attributes
    ----------
    arms : tuple of str
        Names of the arms.
    days : float
        How long [days].
    seed : int
        The seed.
    code : mapping of str to str
        The text of every function of the user that has a part in it, as it would be run, with what
        its names stand for; by what it is called. Nothing of it has been run.
    missing : mapping of str to str
        What cannot be built again, and why.
    """

    arms: tuple[str, ...]
    days: float
    seed: int
    code: Mapping[str, str]
    missing: Mapping[str, str]
    _data: Mapping[str, Any] = field(repr=False)

    @typed
    def build(self, allow_code: bool = False) -> dict[str, Any]:
        """Return the arguments of `sim.simulate`, but for the patients.

        Parameters
        ----------
        allow_code : bool
            Whether functions of the user may be run, whose text is in `code`. Text from a file can
            do anything that you can do: allow it only if you have read it, or trust who wrote it.

        Raises
        ------
        InputError
            If a part cannot be built; it says which.
        """
        if self.missing:
            listed = "; ".join(f"{what}: {why}" for what, why in self.missing.items())
            raise NotBuilt(
                f"These runs cannot be made again from what is kept of them. {listed}. Everything "
                "else can be looked at: sim.recipe(runs)."
            )
        built = Built(self._data, allow_code)
        return {
            "tumour": built["the tumour"],
            "arms": {name: built[f"arm {name!r}"] for name in self.arms},
            "clinic": built["the clinic"],
            "engine": built["the engine"],
            "record": built["what is kept"],
            "days": self.days,
            "seed": self.seed,
        }

    @typed
    def part(self, name: str, allow_code: bool = False) -> Any:
        """Return one part alone: ``"the tumour"``, ``"the clinic"``, ``"arm 'daily'"``."""
        parts = self._data["parts"]
        if name not in parts:
            raise unknown(f"Part {name!r}", "part", name, parts)
        return Built(self._data, allow_code)[name]

    def __str__(self) -> str:
        lines = [f"{len(self.arms)} arms ({', '.join(self.arms)}), {self.days:g} days, seed "
                 f"{self.seed}"]  # fmt: skip
        for name, text in self.code.items():
            lines += ["", f"code of {name}:", text]
        for name, why in self.missing.items():
            lines += ["", f"cannot be built again: {name}: {why}"]
        return "\n".join(lines)


def _refers_to(said: Mapping[str, Any], number: int) -> str:
    """Return what the names in the text of a function stand for, as comments."""
    function = said["functions"][number]
    values = said["spaces"][function["space"]]["values"]
    return "".join(
        f"# {name} is {json.dumps(value)[:100]}\n"
        for name, value in values.items()
        if re.search(rf"\b{name}\b", function["text"]) and value != {"function": number}
    )


@typed
def recipe(runs: Runs) -> Recipe:
    """Return what makes runs again, without building or running anything of it.

    Parameters
    ----------
    runs : Runs
        Fresh or loaded.

    Raises
    ------
    InputError
        If it is not written in them: files of older versions, single points of sweeps.
    """
    text = runs.attrs.get("recipe")
    if not text:
        raise InputError(
            "These runs do not say in full what made them: they were saved by an older version of "
            "sim, or are points of a sweep, whose store says it."
        )
    try:
        said = json.loads(str(text))
        if said["format"] > FORMAT:
            raise InputError("What made these runs was written by a newer version of sim.")
        functions = {
            f"{one['called']} ({one['name']})": _refers_to(said, number) + one["text"]
            for number, one in enumerate(said["functions"])
        }
        return Recipe(
            tuple(said["arms"]), float(said["days"]), int(said["seed"]), functions,
            dict(said["missing"]), said,
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise InputError(
            f"What is written of how the runs were made is damaged: {error}."
        ) from None


@typed
def rerun(
    runs: Runs,
    *,
    patients: Sequence[int] | None = None,
    record: Visits | Endpoints | None = None,
    allow_code: bool = False,
    progress: bool | None = None,
    threads: int | None = None,
) -> Runs:
    """Make runs again from what stands in them: the same patients with the same luck.

    Parameters
    ----------
    runs : Runs
        Fresh or loaded; nothing else is needed.
    patients : sequence of int, optional
        Only some of them. Default: all.
    record : Visits or Endpoints, optional
        What is kept this time: ``sim.Visits()`` gives the curves of a patient whose end points
        were kept. Default: the same as then.
    allow_code : bool
        Whether functions that the file holds, of policies, may be run. They are code from whoever
        wrote the file, and can do anything that you can do: `sim.recipe` shows them.
    progress, threads
        As in `sim.simulate`.

    Returns
    -------
    Runs
        The same bits. Where they are not, a warning says what differs, and which versions do.

    Raises
    ------
    InputError
        If a part cannot be built again, or is code and code is not allowed; it says which.
    """
    described = recipe(runs).build(allow_code)
    if record is not None:
        described["record"] = record
    numbers = runs.values("patient")
    if patients is not None:
        absent = sorted(set(patients) - set(numbers.tolist()))
        if absent:
            raise InputError(
                f"These runs have no patient {absent[0]!r}; they have {_in_words(numbers)}."
            )
        numbers = np.array(patients, dtype=np.int64)
    again = simulate(
        **described, patients=numbers.tolist(), progress=progress, threads=threads, partial=False
    )
    again = _with_what_was_added(again, runs)
    _warn_of_differences(runs, again)
    return again


def _with_what_was_added(again: Runs, runs: Runs) -> Runs:
    """Return runs with what others say of the same patients that no run says: their table."""
    there = runs.data.sel(patient=again.values("patient"))
    more = {
        name: variable
        for name, variable in there.data_vars.items()
        if variable.dims == ("patient",) and name not in again.data
    }
    kept = {name: runs.attrs[name] for name in KEPT if name in runs.attrs}
    return Runs(again.data.assign(more).assign_attrs(kept))


def _warn_of_differences(runs: Runs, again: Runs) -> None:
    there = runs.data.sel(patient=again.values("patient"))
    apart = [
        str(name)
        for name in there.data_vars
        if name in again.data
        and there[name].dims == again.data[name].dims
        and there[name].shape == again.data[name].shape
        and not there[name].equals(again.data[name])
    ]
    if not apart:
        return
    before, now = json_said(runs.attrs, "versions", {}), versions()
    other = [f"{name} {before[name]} there and {now.get(name)} here" for name in before
             if before[name] != now.get(name)]  # fmt: skip
    if runs.attrs.get("code") != code_version():
        other.insert(0, f"the code of sim is {runs.attrs.get('code')} there, {code_version()} here")
    why = "; ".join(other) or "a function gave something else than then"
    warnings.warn(
        f"The runs are not the same bits as those they were made from: {', '.join(apart[:5])} "
        f"differ. {why[0].upper()}{why[1:]}.",
        stacklevel=3,
    )


def _in_words(numbers: np.ndarray) -> str:
    """Return the numbers of patients as they are read: from one to another, or one by one."""
    first, last = int(numbers.min()), int(numbers.max())
    if len(numbers) > 2 and last - first + 1 == len(numbers):
        return f"{first} to {last}"
    some = ", ".join(str(number) for number in sorted(numbers.tolist())[:20])
    return f"{some}, ..." if len(numbers) > 20 else some
