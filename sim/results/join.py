"""Parts of one run, made apart (on the nodes of a cluster), put together again."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError, shown
from sim.results.interrupted import INTERRUPTED, MISSING, joined_attrs
from sim.results.runs import Runs

if TYPE_CHECKING:
    import xarray as xr

MAY_DIFFER = ("call", "created", "kernels", "step_error", INTERRUPTED, MISSING)
"""What made the parts is the same, besides who was treated, when, and by which kernel."""

IN_WORDS = {
    "seed": "the seed", "days": "the horizon [days]", "tumour": "the tumour", "arms": "the arms",
    "tumour_repr": "the tumour", "clinic": "the clinic", "engine": "the engine",
    "versions": "the versions of sim and its libraries", "code": "the code of sim",
    "recipe": "what makes it again", "label": "the column that names patients",
    "cohort": "what the cohort's table says of patients",
}  # fmt: skip


def join(parts: Iterable[Runs]) -> Runs:
    """Return the runs of all patients of several parts, which were made by one and the same call.

    Parameters
    ----------
    parts : iterable of Runs
        In the order in which the patients are wanted.

    Returns
    -------
    Runs
        What one call with all patients would have returned. Those of a part that was interrupted
        are missing from the whole, unless they are in another part.

    Raises
    ------
    InputError
        If two parts differ in the seed, the horizon, the tumour, the arms, the clinic, the engine,
        what was kept or the versions, or have a patient in common.

    Examples
    --------
    >>> runs = sim.join(sim.load(f"part-{job}.nc") for job in range(20))      # doctest: +SKIP
    """
    import xarray as xr

    if not isinstance(parts, Iterable | Runs) or (hasattr(parts, "ndim") and not parts.ndim):
        raise InputError(f"join is given {shown(parts)}; give it a list of runs.")
    given: list[Runs] = []
    for part in [parts] if isinstance(parts, Runs) else parts:
        if not isinstance(part, Runs):  # (said at the first: a list of others may be long)
            raise InputError(
                f"join puts runs together, and {shown(part)} are none; sim.load reads some."
            )
        given.append(part)
    if not given:
        raise InputError("join is given no runs; give it a list of them.")
    for place, part in enumerate(given[1:], start=1):
        _check_alike(given[0], part, place)
    _check_disjoint(given)
    whole = xr.concat(
        [part.data for part in given], "patient", data_vars="minimal", coords="minimal",
        compat="equals", join="exact", combine_attrs="override",
    )  # fmt: skip
    whole.attrs = {k: v for k, v in whole.attrs.items() if k not in (INTERRUPTED, MISSING)}
    return Runs(whole.assign_attrs(_attributes(given, whole)))


def _check_alike(first: Runs, part: Runs, place: int) -> None:
    def refuse(what: str, there: Any, here: Any) -> InputError:
        return InputError(
            f"Part {place} differs from part 0 in {what}: {_short(here)} and not {_short(there)}. "
            "Parts of one run differ in their patients only; make it again."
        )

    def compare(name: str) -> None:
        there, here = first.attrs.get(name), part.attrs.get(name)
        if not np.array_equal(np.asarray(there), np.asarray(here)):
            raise refuse(IN_WORDS.get(name, f"what it says of {name!r}"), there, here)

    for name in sorted({*first.attrs, *part.attrs} - {*MAY_DIFFER, "recipe"}):
        compare(name)
    kept = [set(map(str, runs.data.variables)) for runs in (first, part)]
    if kept[0] != kept[1]:
        raise refuse("what was kept", *(sorted(k - kept[0] & kept[1]) for k in kept))
    # Axes first: along another axis everything differs.
    for name in sorted(
        map(str, first.data.variables), key=lambda name: name not in first.data.dims
    ):
        variable = first.data.variables[name]
        other = part.data.variables[name]
        if variable.dims != other.dims:
            raise refuse(f"the axes of {name!r}", variable.dims, other.dims)
        if "patient" not in variable.dims and not variable.equals(other):
            raise refuse(f"{name!r}", variable.values.tolist(), other.values.tolist())
    compare("recipe")  # the text of a policy, a global: what nothing before has shown


def _check_disjoint(parts: list[Runs]) -> None:
    numbers = [part.values("patient") for part in parts]
    part_of = np.repeat(np.arange(len(parts)), [len(n) for n in numbers])
    everybody = np.concatenate(numbers)
    order = np.argsort(everybody, kind="stable")
    twice = np.flatnonzero(np.diff(everybody[order]) == 0)
    if len(twice):
        first, second = order[twice[0]], order[twice[0] + 1]
        raise InputError(
            f"Patient {everybody[first]} is in part {part_of[first]} and in part "
            f"{part_of[second]}: every patient counts once. Give each job patients of its own: "
            "patients=range(first, last)."
        )


def _attributes(parts: list[Runs], whole: "xr.Dataset") -> dict[str, Any]:
    """Return what is said of all patients together: the call that would have made them."""
    attrs: dict[str, Any] = joined_attrs([p.attrs for p in parts], whole["patient"].values)
    call = str(parts[0].attrs.get("call", ""))
    numbers = whole["patient"].values
    count = len(numbers)
    everybody = str(count if (numbers == np.arange(count)).all() else numbers.tolist())
    if call:
        attrs["call"] = re.sub(r"patients=(\d+|\[[^\]]*\])", f"patients={everybody}", call, count=1)
    for name in ("created", "step_error"):
        said = [part.attrs[name] for part in parts if name in part.attrs]
        attrs |= {name: max(said)} if said else {}
    return attrs


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:56] + " ..."
