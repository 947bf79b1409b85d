"""Synthetic runs of the shape `simulate` returns, made by hand and without an engine."""

import numpy as np

from sim.base.units import FATAL_CELLS
from sim.results import Runs, runs_from_arrays

DAYS = 1826.0
DETECTION, FATAL = 6.5e7, FATAL_CELLS


def make_runs(
    arms=("continuous", "combination", "holidays", "observation"),
    drugs=("vemurafenib", "partner"),
    patients=20,
    clones=("sensitive", "resistant"),
    days=DAYS,
    kinds=("relapse", "dying", "holidays", "constant"),
    seed=0,
    whole=True,
    curves=True,
) -> Runs:
    """Return made-up runs; `kinds` says what happens in each arm (repeated as needed)."""
    rng = np.random.default_rng(seed)
    time = np.unique(np.append(np.arange(0.0, days, 7.0), days))
    kinds = [kinds[i % len(kinds)] for i in range(len(arms))]
    cells = np.stack([_cells(kind, time, patients, len(clones), rng) for kind in kinds])
    cells = np.minimum(cells, FATAL)
    burden = cells.sum(axis=-1)
    end, ending = _endings(burden, time)
    frozen = np.minimum(np.arange(time.size), np.searchsorted(time, end)[..., None])
    cells = np.take_along_axis(cells, frozen[..., None], axis=2)
    cells = np.floor(cells).astype(np.int64) if whole else cells
    dose = np.stack([_doses(kind, time, patients, len(drugs)) for kind in kinds])
    scan = np.arange(0.0, days, 56.0)
    seen = cells.sum(axis=-1)[:, :, np.searchsorted(time, scan)]
    observed = np.maximum(seen * np.exp(0.1 * rng.standard_normal(seen.shape)), DETECTION)
    worse = observed > 1.73 * np.minimum.accumulate(observed, axis=-1)
    progression = np.where(worse.any(-1), scan[worse.argmax(-1)], np.nan)
    kept = {
        "time": time, "cells": cells, "dose": dose, "concentration": dose,
        "scan": scan, "observed": observed, "detected": seen >= DETECTION,
    }  # fmt: skip
    return runs_from_arrays(
        arms=arms, patients=np.arange(patients), clones=clones, drugs=drugs,
        baseline=observed[..., 0], nadir=observed.min(-1), progression_day=progression,
        end_day=end, ending=ending, final_cells=cells[:, :, -1],
        attrs={
            "title": "made up", "engine": "none: made by hand", "seed": str(seed), "days": days,
            "detection": DETECTION, "fatal": FATAL, "call": "make_runs()",
        },
        more={"lasting_growth_day": _lasting(burden, time)},
        **(kept if curves else {}),
    )  # fmt: skip


def _lasting(burden, time):
    """Return the first day from which the burden stays above 1.2 x its start; NaN: none."""
    below = burden <= 1.2 * burden[..., :1]
    after = time.size - below[..., ::-1].argmax(-1)
    return np.where(after < time.size, time[np.minimum(after, time.size - 1)], np.nan)


def _cells(kind, time, patients, clones, rng):
    day = time[None, :]
    luck = np.exp(0.25 * rng.standard_normal((patients, 1)))
    start = 1e9 * np.exp(0.2 * rng.standard_normal((patients, 1)))
    sensitive = start * np.exp(-0.03 * luck * day)
    resistant = np.zeros_like(sensitive)
    if kind == "relapse":
        resistant = 50 * luck * np.exp(0.013 * luck * day)
    elif kind == "holidays":
        on = np.clip(np.minimum(day % 56, 28) + 28 * (day // 56), 0, None)
        sensitive = start * np.exp(0.01 * (day - on) - 0.02 * luck * on)
        resistant = 5 * luck * np.exp(0.009 * luck * day)
    elif kind == "constant":
        sensitive = np.broadcast_to(start, sensitive.shape).copy()
    elif kind == "growing":
        sensitive = start * np.exp(0.01 * luck * day)
    cells = np.zeros((patients, time.size, clones))
    cells[..., 0] = sensitive
    if clones > 1:
        cells[..., 1] = resistant
    return cells


def _doses(kind, time, patients, drugs):
    dose = np.zeros((patients, time.size, drugs))
    if kind in ("relapse", "dying"):
        dose[..., 0] = 1.0
    if kind == "dying" and drugs > 1:
        dose[..., 1] = 0.5
    if kind == "holidays":
        dose[..., 0] = time % 56 < 28
    return dose


def _endings(burden, time):
    gone, fatal = burden < 1, burden >= FATAL
    ending = np.where(fatal.any(-1), 2, np.where(gone.any(-1), 1, 0))
    first = np.where(ending == 2, fatal.argmax(-1), gone.argmax(-1))
    return np.where(ending == 0, time[-1], time[first]), ending
