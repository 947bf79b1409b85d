"""What each kind of figure is drawn from, how, and which options of ``sim figure`` it takes."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.base.errors import InputError, listed, unknown

RUNS, TRIAL, SWEEP, TUMOUR = "saved runs", "a saved trial", "the folder of a sweep", "a tumour"
"""What can be drawn."""


class Drawing(NamedTuple):
    """How one kind is drawn."""

    of: tuple[str, ...]
    """What it may be drawn from."""
    draw: Callable[[Any, Any, Namespace], Any]
    """From the plots, what was read, and the options."""
    takes: tuple[str, ...] = ()
    """Options that it takes, beside those that all do."""
    needs: tuple[str, ...] = ()
    """Those of them that must be given."""


def _arms(options: Namespace) -> dict[str, Sequence[str]]:
    """Return ``arms=`` where they were named."""
    return {} if options.arms is None else {"arms": named(options.arms)}


def named(words: str) -> list[str]:
    """Return the names in a text, parted by commas."""
    return [word.strip() for word in words.split(",") if word.strip()]


def _of_patient(kind: str) -> Callable[[Any, Any, Namespace], Any]:
    return lambda plots, runs, options: getattr(plots, kind)(
        runs, **_arms(options), patient=options.patient
    )


def _of_runs(kind: str) -> Callable[[Any, Any, Namespace], Any]:
    return lambda plots, runs, options: getattr(plots, kind)(runs, **_arms(options))


def _of_tumour(kind: str) -> Callable[[Any, Any, Namespace], Any]:
    return lambda plots, tumour, options: getattr(plots, kind)(tumour)


def _burden(plots: Any, runs: Any, options: Namespace) -> Any:
    return plots.burden(
        runs, **_arms(options), patients=options.patients, patient=options.patient,
        highlight=options.highlight, layout=options.layout or "columns",
        unit=options.unit or "cells",
        view=plots.View(options.scale or "log", options.time),
    )  # fmt: skip


def _seen(plots: Any, runs: Any, options: Namespace) -> Any:
    return plots.seen(
        runs, **_arms(options), measure=options.measure or "", patient=options.patient
    )  # fmt: skip


def _muller(plots: Any, runs: Any, options: Namespace) -> Any:
    return plots.muller(
        runs, **_arms(options), patient=options.patient, sampled=options.measure
    )  # fmt: skip


def _visual_check(plots: Any, runs: Any, options: Namespace) -> Any:
    from sim.base.table import read_table

    observed = read_table("The table of --observed", options.observed)
    return plots.visual_check(runs, observed, _one_arm(options, runs.arms))


def _one_arm(options: Namespace, arms: Sequence[str]) -> str:
    """Return the arm that is asked for, or the first."""
    chosen = list(arms)[:1] if options.arms is None else named(options.arms)
    if len(chosen) != 1:
        raise InputError(f"--kind {options.kind} draws one arm; --arms names {listed(chosen)}.")
    return chosen[0]


def _two_arms(options: Namespace, arms: Sequence[str]) -> tuple[str, str]:
    chosen = list(arms)[:2] if options.arms is None else named(options.arms)
    if len(chosen) != 2:
        raise InputError(f"--kind {options.kind} compares two arms; name them: --arms A,B.")
    return chosen[0], chosen[1]


def _times(result: Any, options: Namespace) -> Any:
    from sim.results.followup import followup

    endpoint = options.endpoint or "progression-free survival"
    return result.followup(endpoint) if hasattr(result, "followup") else followup(result, endpoint)


def _kaplan_meier(plots: Any, result: Any, options: Namespace) -> Any:
    return plots.kaplan_meier(_times(result, options), **_arms(options))


def _incidence(plots: Any, result: Any, options: Namespace) -> Any:
    return plots.cumulative_incidence(_times(result, options), **_arms(options))


def _paired(plots: Any, result: Any, options: Namespace) -> Any:
    return plots.paired(_times(result, options), *_two_arms(options, result.arms))


def _changes(kind: str) -> Callable[[Any, Any, Namespace], Any]:
    return lambda plots, result, options: getattr(plots, kind)(
        result, _one_arm(options, result.arms)
    )


def _swimmer(plots: Any, result: Any, options: Namespace) -> Any:
    arm = _one_arm(options, result.arms)
    if not hasattr(result, "follow"):
        return plots.swimmer(result, arm)
    inside = np.flatnonzero(result.members[list(result.arms).index(arm)])
    return plots.swimmer(result.follow(inside[: options.patients or 20].tolist()), arm)


def _forest(plots: Any, result: Any, options: Namespace) -> Any:
    if options.by not in result.values:
        raise unknown(f"--by {options.by!r}", "number of the patients", options.by, result.values)
    arm = next(one for one in result.arms if one != result.control)
    arm = arm if options.arms is None else _one_arm(options, result.arms)
    parts = _parts(options.by, np.asarray(result.values[options.by]))
    endpoint = {} if options.endpoint is None else {"endpoint": options.endpoint}
    return plots.forest(result.subgroups(parts, arm, **endpoint))


def _parts(name: str, values: np.ndarray) -> Mapping[str, np.ndarray]:
    """Return who is in which part: by value where there are few, else parted at the middle."""
    kinds = np.unique(values)
    if values.dtype.kind not in "iuf" or len(kinds) <= 4:
        return {f"{name} {kind}": values == kind for kind in kinds}
    middle = float(np.median(values))
    return {f"{name} below {middle:.3g}": values < middle, "above": values >= middle}


def _of_sweep(kind: str) -> Callable[[Any, Any, Namespace], Any]:
    def draw(plots: Any, results: Any, options: Namespace) -> Any:
        measure = {} if options.measure is None else {"measure": options.measure}
        return getattr(plots, kind)(results, options.x, options.y, **measure)

    return draw


def _frontier(plots: Any, results: Any, options: Namespace) -> Any:
    measure = {} if options.measure is None else {"measure": options.measure}
    arms = _two_arms(options, results.arms)
    return plots.frontier(results.frontier(options.x, options.y, *arms, **measure))


def _parallel(plots: Any, results: Any, options: Namespace) -> Any:
    return plots.parallel(
        results, measure=options.measure, arm=_one_arm(options, results.arms)
    )  # fmt: skip


def _tornado(plots: Any, results: Any, options: Namespace) -> Any:
    return plots.tornado(results.regression(options.measure, **_arms(options)))


def _sensitivity(plots: Any, results: Any, options: Namespace) -> Any:
    return plots.sensitivity(results.sobol_indices(options.measure, **_arms(options)))


OF_A_BURDEN = ("arms", "patients", "patient", "highlight", "layout", "unit", "scale", "time")

DRAWINGS: dict[str, Drawing] = {
    "burden": Drawing((RUNS,), _burden, OF_A_BURDEN),
    "dose_map": Drawing((RUNS,), _of_runs("dose_map"), ("arms",)),
    "clones": Drawing((RUNS,), _of_runs("clones"), ("arms",)),
    "muller": Drawing((RUNS,), _muller, ("arms", "patient", "measure")),
    "phase": Drawing((RUNS,), _of_patient("phase"), ("arms", "patient")),
    "concentration": Drawing((RUNS,), _of_patient("concentration"), ("arms", "patient")),
    "seen": Drawing((RUNS,), _seen, ("arms", "patient", "measure")),
    "visual_check": Drawing((RUNS,), _visual_check, ("arms", "observed"), ("observed",)),
    "slide": Drawing((RUNS,), _of_runs("slide"), ("arms",)),
    "kaplan_meier": Drawing((TRIAL, RUNS), _kaplan_meier, ("arms", "endpoint")),
    "cumulative_incidence": Drawing((TRIAL, RUNS), _incidence, ("arms", "endpoint")),
    "paired": Drawing((TRIAL, RUNS), _paired, ("arms", "endpoint")),
    "waterfall": Drawing((TRIAL, RUNS), _changes("waterfall"), ("arms",)),
    "spider": Drawing((TRIAL, RUNS), _changes("spider"), ("arms",)),
    "swimmer": Drawing((TRIAL, RUNS), _swimmer, ("arms", "patients")),
    "forest": Drawing((TRIAL,), _forest, ("arms", "endpoint", "by"), ("by",)),
    "winners": Drawing((SWEEP,), _of_sweep("winners"), ("x", "y", "measure"), ("x", "y")),
    "frontier": Drawing((SWEEP,), _frontier, ("x", "y", "arms", "measure"), ("x", "y")),
    "burden_grid": Drawing((SWEEP,), _of_sweep("burden_grid"), ("x", "y", "measure"), ("x", "y")),
    "parallel": Drawing((SWEEP,), _parallel, ("arms", "measure")),
    "tornado": Drawing((SWEEP,), _tornado, ("arms", "measure")),
    "sensitivity": Drawing((SWEEP,), _sensitivity, ("arms", "measure")),
    "clone_tree": Drawing((TUMOUR,), _of_tumour("clone_tree")),
    "landscape": Drawing((TUMOUR,), _of_tumour("landscape")),
    "dose_response": Drawing((TUMOUR,), _of_tumour("dose_response")),
    "isobologram": Drawing((TUMOUR,), _of_tumour("isobologram")),
    "interaction": Drawing((TUMOUR,), _of_tumour("interaction")),
}
"""All kinds."""
