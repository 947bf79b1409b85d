"""Calls of what trials and sweeps have, and of the figures of them, for the fuzzer."""

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

import sim
import sim.plots
import sim.search
import sim.trials

Given = tuple[Callable, dict[str, Any]]
CLINIC = sim.Clinic(visit_every=14, scan_every=28)


def cheap(cost=0.1, turnover=0.9) -> sim.Tumour:
    """Return a tumour of few cells."""
    return sim.Tumour(
        [
            sim.Clone("S", 0.14, 0.14 * turnover, start=500),
            sim.Clone("R", 0.14 * (1 - cost), 0.13, start=9, fold={"A": 50.0}),
        ],
        drugs=[sim.Drug("A", sim.Hill(0.05, 0.3, 2.0)), sim.Drug("B", sim.Proportional(0.02))],
    )


ARMS = {"one": sim.Continuous("A"), "two": sim.Intermittent("A", 14, 14)}


def cohort() -> sim.Cohort:
    return sim.Cohort(cheap, 4, {"cost": stats.uniform(0.1, 0.1)}, table={"old": [0, 1, 0, 1]})


@functools.cache
def result() -> sim.trials.TrialResult:
    """Return a small trial that has been run."""
    return sim.Trial(cohort(), ARMS, CLINIC, days=112.0).run(1, progress=False, threads=1)


@functools.cache
def swept(spread: bool = False) -> sim.SweepResults:
    """Return a small sweep that has been run."""
    design = sim.Sensitivity(4, cost=(0.0, 0.2), turnover=(0.7, 0.9)) if spread else GRID
    return sweep(design=design).run(tempfile.mkdtemp(), progress=False)


GRID = sim.Grid(cost=[0.0, 0.2], turnover=[0.7, 0.8])
KEPT = "final_burden"


def sweep(**changes) -> sim.Sweep:
    given = {
        "build": cheap, "design": GRID, "arms": ARMS, "days": 56.0, "patients": 3, "clinic": CLINIC,
        "keep": [sim.final_burden, sim.burden_curve], "record": sim.Visits(),
    }  # fmt: skip
    return sim.Sweep("small", **given | changes)


def examples() -> list:
    """Return one of every kind of description of a trial or a sweep."""
    return [
        sim.Biomarker("old"), cohort(), sim.Conduct(), sim.Paired(), sim.Randomised({"one": 1.0}),
        sim.Trial(cohort(), ARMS, CLINIC, days=112.0), sweep(), search(),
        sim.Objective(sim.survival_time, "median"), sim.AtMost(sim.cumulative_dose, 50.0),
        sim.AtLeast(sim.cumulative_dose, 1.0),
    ]  # fmt: skip


def functions() -> list[Given]:
    """Return the functions and methods, with arguments that are right."""
    return [*_of_trials(), *_of_followup(), *_of_sweeps(), *_of_searches(), *_figures()]


def search() -> sim.Search:
    """Return a small search."""
    return sim.Search(
        dosed, {"dose": (0.2, 1.0)}, cohort(), sim.final_burden, days=28.0, clinic=CLINIC
    )


def dosed(dose) -> sim.Regimen:
    """Return a rule of one parameter."""
    return sim.Continuous({"A": dose})


@functools.cache
def found() -> sim.search.Best:
    """Return what a small search has found."""
    return search().run(1, budget=4, progress=False, threads=1)


@functools.cache
def traded() -> sim.search.Tradeoff:
    """Return a small trade-off."""
    return search().tradeoff(sim.cumulative_dose, levels=2, budget=4, progress=False, threads=1)


def _of_searches() -> list[Given]:
    few = {"seed": 1, "budget": 2, "folder": None, "progress": False, "threads": 1}
    return [
        (sim.Search.run, {"self": search(), **few}),
        (sim.optimise, {
            "regimen": dosed, "space": {"dose": (0.2, 1.0)}, "cohort": cohort(),
            "objective": sim.final_burden, **few, "days": 28.0,
        }),
        (sim.look_ahead, {
            "tumour": cohort().draw(1).tumour, "among": ["A", {"A": 0.5}], "days": 90.0,
            "every": 45.0, "avoid": [], "unless_above": 1e11, "fatal": 1e13, "patients": 1,
            "seed": 1,
        }),
        (sim.Search.tradeoff, {
            "self": search(), "other": sim.cumulative_dose, "levels": 2, **few,
        }),
        (sim.search.Best.on, {"self": found(), "cohort": cohort(), "clinic": CLINIC, "seed": 2}),
    ]  # fmt: skip


def _of_trials() -> list[Given]:
    r, of = sim.trials.TrialResult, {"self": result()}
    pair = of | {"arm": "two", "control": "one"}
    timed = pair | {"endpoint": "overall survival"}
    group = np.array([True, False, True, False])
    return [
        (sim.Cohort.draw, {"self": cohort(), "seed": 1}),
        (sim.Trial.run, {
            "self": sim.Trial(cohort(), ARMS, CLINIC, days=56.0), "seed": 1, "progress": False,
            "threads": 1, "partial": False,
        }),
        (r.followup, of | {"endpoint": "overall survival"}), (r.compare, timed), (r.paired, timed),
        (r.needed_to_treat, timed | {"day": 56.0}), (r.comparisons, of | {"endpoints": [PFS]}),
        (r.subgroups, timed | {"by": {"old": group}}), (r.interim, timed | {"looks": [56.0]}),
        (r.audit, of | {"patient": 1, "arm": "one"}),
        (r.follow, of | {"patients": [1], "arms": ["one"]}),
        (r.adtte, of | {"endpoints": [PFS], "start": "2030-01-31"}),
        (r.adtr, of | {"start": "2030-01-31"}),
        (r.save, of | {"path": "no such folder/trial.txt"}),
        (r.load, {"path": "no such file", "allow_code": False}),
        (r.power, of | {"arm": "two", "patients": 10}), (r.sample_size, of | {"arm": "two"}),
        (sim.join, {"parts": [result().runs]}),
        (sim.trials.followup, {"runs": result().runs, "endpoint": "overall survival"}),
    ]  # fmt: skip


PFS = "progression-free survival"


def _of_followup() -> list[Given]:
    of = {"self": result().followup(PFS)}
    f, pair = type(of["self"]), of | {"arm": "two", "control": "one"}
    days, events = of["self"].of("one")
    alone = f(PFS, ("one",), np.arange(days.size), days[None], events[None], 100.0)
    return [
        *((method, of | {"arm": "one"}) for method in (
            f.kaplan_meier, f.cumulative_incidence, f.cumulative_hazard, f.median, f.of)),
        *((method, pair) for method in (f.log_rank, f.hazard_ratio, f.pairs)),
        *((method, pair | {"until": 56.0}) for method in (
            f.restricted_mean_difference, f.difference, f.paired_difference,
        )),
        (f.quantile, of | {"arm": "one", "share": 0.5}),
        (f.restricted_mean, of | {"arm": "one", "until": 56.0}),
        (f.only, of | {"who": np.array([True, True, False, True])}),
        (f.censored, of | {"at": 56.0}),
        (f.by, of | {"groups": ["x", "y", "x", "y"]}),
        (f.with_pooled, {"self": alone, "name": "all"}),
    ]  # fmt: skip


def _of_sweeps() -> list[Given]:
    of, measured = {"self": swept()}, {"self": swept(), "measure": KEPT}
    s = sim.SweepResults
    place = {"x": "cost", "y": "turnover", "first": "one", "second": "two"}
    return [
        *((method, measured) for method in (s.means, s.values, s.regression, s.best)),
        (s.sobol_indices, {"self": swept(True), "measure": KEPT}),
        (s.frontier, measured | place), (s.check, of | {"discard": False}),
        (sim.Sweep.point, {"self": sweep(), "number": 1}),
        (sim.Sweep.described, {"self": sweep(), "point": {"cost": 0.1, "turnover": 0.8}}),
        (sim.versioned, {"version": "1"}),
        (_run, {
            "workers": None, "client": None, "part": "1/1", "seconds_per_point": None,
            "progress": False,
        }),
    ]  # fmt: skip


def _run(**how):
    """Run a sweep in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sweep(design=sim.Grid(cost=[0.1])).run(Path(folder) / "store", **how)


_run.kind = sim.Sweep.run


def _figures() -> list[Given]:
    p, times = sim.plots, result().followup(PFS)
    plain = {"ax": None, "size": None}
    plane = {"results": swept(), "x": "cost", "y": "turnover"}
    line = swept().frontier("cost", "turnover", "one", "two", measure=KEPT)
    groups = result().subgroups({"old": np.array([True, False, True, False])}, "two")
    return [
        (p.kaplan_meier, plain | {
            "times": times, "arms": ["one"], "band": True, "control": "one", "statistics": True,
            "view": p.EventView("with event"),
        }),
        (p.cumulative_incidence, plain | {"times": times, "arms": ["one"], "band": True}),
        (p.paired, plain | {"times": times, "arm": "two", "control": "one"}),
        (p.forest, plain | {"table": groups}),
        (p.winners, plain | plane | {
            "measure": KEPT, "at": None, "each": None, "larger_is_better": True,
        }),
        (p.burden_grid, plane | {"measure": "burden_curve", "at": None, "size": None}),
        (p.frontier, plain | {"found": line}),
        (p.tradeoff, {"found": traded(), "size": None}),
        (p.parallel, plain | {"results": swept(), "measure": KEPT, "arm": "one"}),
        (p.tornado, plain | {"table": swept(True).sobol_indices(KEPT), "most": 3}),
        (p.sensitivity, plain | {"indices": swept(True).sobol_indices(KEPT)}),
        *_files(),
    ]  # fmt: skip


def _files() -> list[Given]:
    axes = {"axes": None}
    return [
        (_saved(sim.plots.save), axes | {"name": "figure.png", "data": True}),
        (_saved(sim.plots.animate), axes | {
            "name": "film.gif", "seconds": 0.2, "fps": 10, "progress": False,
        }),
        (_saved(sim.plots.reveal), axes | {"name": "step.png", "steps": 2}),
        (_styled, {"name": "paper", "colours": None}),
        (_shared, {"figure": None}),
        (_told, {"figure": None}),
        (sim.plots.compose, {"panels": [_panel], "letters": True, "size": None, "legend": True}),
    ]  # fmt: skip


def _saved(function: Callable) -> Callable:
    """Return a function that writes a figure into a folder of its own."""

    def write(axes, name, **more):
        axes = sim.plots.burden(result().follow([0])) if axes is None else axes
        with tempfile.TemporaryDirectory() as folder:
            name = Path(folder) / name if isinstance(name, str) and "/" not in name else name
            function(axes, name, **more)

    write.kind = function
    return write


def _panel(ax):
    sim.plots.burden(result().follow([0]), "two", ax=ax)


def _told(figure):
    figure = sim.plots.burden(result().follow([0])) if figure is None else figure
    assert sim.plots.describe(figure)


_told.kind = sim.plots.describe


def _shared(figure):
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained") if figure is None else figure
    with sim.plots.shared_legend(figure):
        _panel(figure.subplots())


_shared.kind = sim.plots.shared_legend


def _styled(name, colours):
    with sim.plots.style(name, colours):
        sim.plots.burden(result().follow([0]))


_styled.kind = sim.plots.style
