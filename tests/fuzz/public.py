"""Every public callable with arguments that are right, for a fuzzer to put wrong ones in."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
import sim.gym
import sim.plots
import sim.presets
import sim.search
import sim.teaching
import sim.testing
import sim.theory
import sim.trials
from sim.model.mechanisms.mechanism import Mechanism
from tests.fuzz import fits_and_gyms, rooms, trials_and_sweeps
from tests.fuzz.fits_and_gyms import fitted, grown, seen_table

MODULES = (
    sim,
    *(part for part in (getattr(sim, name) for name in sim.__all__) if inspect.ismodule(part)),
)
"""Those that the reference has pages of: `sim`, and what is public in it."""


class Call(NamedTuple):
    """A public callable, and arguments that it takes."""

    name: str
    function: Callable
    right: dict[str, Any]


@functools.cache
def tumour() -> sim.Tumour:
    return sim.Tumour(
        [sim.Clone("S", 0.14, 0.13, start=500), sim.Clone("R", 0.14, 0.13, fold={"A": 50.0})],
        [sim.Mutation("S", "R", 1e-3)],
        [sim.Drug("A", sim.Hill(0.05, 0.3, 2.0)), sim.Drug("B", sim.Proportional(0.02))],
    )


@functools.cache
def runs() -> sim.Runs:
    arms = {"one": sim.Continuous("A"), "two": sim.Intermittent("A", 14, 14)}
    return sim.simulate(tumour(), arms, patients=3, days=56.0, seed=1, progress=False)


@functools.cache
def on_a_lattice() -> sim.Runs:
    """Return runs with lattices that nobody has simulated: nothing is compiled here."""
    data = runs().data
    shape = (*(data.sizes[axis] for axis in ("arm", "patient", "time")), 4, 4)
    grids = np.random.default_rng(1).integers(0, 3, shape).astype(np.uint8)
    return sim.Runs(data.assign(lattice=(("arm", "patient", "time", "y", "x"), grids)))


@functools.cache
def measured() -> sim.Runs:
    sites = tumour().in_niches([sim.Niche("liver", share=1.0), sim.Niche("bone")])
    clinic = sim.Clinic(measures={"ct": sim.LesionsBySite()})
    arms = {"one": sim.Continuous("A")}
    return sim.simulate(
        sites, arms, patients=2, days=56.0, seed=1, clinic=clinic, progress=False
    )  # fmt: skip


def examples() -> list:
    """Return one of every kind of description, made as somebody would make it."""
    clone, drug, two = sim.Clone("S", 0.2, 0.1, start=100), tumour().drugs[0], ["A", "B"]
    line = sim.Line("A", until=sim.Progression())
    return [
        *(kind("A") for kind in (
            sim.BeyondProgression, sim.Continuous, sim.Escalation, sim.Metronomic, sim.Adaptive,
            sim.AdaptiveDose, sim.Rechallenge, sim.TargetMutation, sim.GeneAmplification,
            sim.Efflux, sim.ReducedUptake, sim.Repair, sim.Inactivation, sim.Silencing,
            sim.Tolerance, sim.Ladder, sim.ExtrachromosomalDna,
        )),
        sim.Alternating(two, 28), sim.Combination({"A": 1.0, "B": 0.5}), sim.Sequential(two),
        sim.Intermittent("A", 28, 28), sim.Schedule([0, 28], ["A", {}]), sim.Lines([line]), line,
        sim.Multimodal("A", {30: sim.Surgery(0.9)}), sim.Surgery(), sim.Radiotherapy(),
        sim.Doses("A", [(0, 1.0), (2.5, "reset")]), sim.Together(two), sim.Adherence("A", 0.9),
        sim.Given({"A": [[0, 0, 1.0], [0, 28, 0]]}),
        sim.Additive(0.5), sim.InProportion(),
        sim.Observation(), sim.Days(28), sim.Progression(), sim.BurdenAbove(), sim.BurdenBelow(),
        sim.Undetectable(28), sim.Detected(), sim.Not(sim.Detected()), sim.When(_large),
        sim.SecondStrike("A", "B", at=0.05, third="A"), sim.Nadir(), sim.ByTurns(two),
        sim.Backbone("A", "B"), sim.RangeBounded("A", 0.3, 0.8), sim.Phases("A", "B"),
        sim.TreatmentFreeRemission("A"),
        sim.Absolute(4.0, "ng/ml"), sim.TimesBaseline(3.0), sim.MarkerBelow(4.0, "ng/ml"),
        sim.MarkerAbove(10.0), sim.Rebound(0.25), sim.Lasting(sim.BurdenBelow(0.1), 84),
        sim.AllOf([sim.Undetectable(28), sim.Days(90)]),
        sim.AnyOf([sim.Progression(), sim.Days(90)]),
        sim.Bypass("A", "B"), clone, drug, sim.Mutation("S", "R", 1e-8), sim.Switch("S", "R", 0.1),
        sim.Oral(0.05, 0.5), sim.Infused(0.1, 0.5), sim.TwoCompartments(0.1, 1.5, 0.7),
        sim.Hill(0.05, 0.3), sim.Proportional(0.1), sim.Inhibition(0.1), sim.Exponential(),
        sim.Curve([0.1, 1.0], [0.01, 0.05]), sim.ByClone(sim.Cells(), {"R": 0.0}),
        sim.Feeding(0.5), sim.GrowingCapacity(1e8, 1e9, 0.01),
        sim.Immigration("S", 0.1, 5), sim.Allee(1e9, 1e3), sim.Game([[1.0, 1.2], [0.9, 1.0]], 1e9),
        sim.Logistic(1e9), sim.Gompertz(1e9), sim.GrowthCurve([1e6, 1e9], [1.0, 0.0]),
        sim.Bliss(), sim.Loewe(), sim.HighestSingleAgent(), sim.Parallel("A", "B"),
        sim.Immune(), sim.Suppressors(), sim.Inside(), sim.Pump(10.0),
        sim.Niche("bone"), sim.Metastases(1e-9), tumour(), sim.Clinic(), sim.Noise(),
        sim.Recist(), sim.Pcwg3(),
        sim.RatioToBaseline(), sim.RatioToNadir(), sim.Reappearance(), sim.Confirmed(sim.Recist()),
        sim.Cells(), sim.Volume(), sim.Diameter(), sim.Lesions(), sim.LesionsBySite(),
        sim.Marker("PSA", 1e-8), sim.CirculatingDna(1e-6),
        sim.Sequencing({"T790M": ["R"]}), sim.Biopsy({"T790M": ["R"]}),
        sim.Exam(sim.Cells()), sim.AlleleBelow("T790M"), sim.AlleleAbove("T790M"),
        sim.NewLesion(), sim.By("ct", sim.Progression()),
        sim.Toxicity({"A": {"rash": 0.5}}), sim.DoseRules(), sim.Quality(),
        sim.Visits(), sim.Endpoints(), sim.Origins(), sim.Lineages(),
        sim.Noted({"size": _size}), sim.Jump(), sim.Gillespie(), sim.MeanField(),
        sim.Lattice(50), sim.Snapshots(), sim.Oxygen(), sim.Vessels(5, {"A": 65.0}),
        sim.LinearAxis(0.1, 0.2, 3), sim.LogAxis(0.1, 0.2, 3),
        sim.IntegerAxis(1, 3),
        sim.theory.BirthDeath(0.2, 0.1),
    ]  # fmt: skip


def calls() -> list[Call]:
    """Return a call of every public callable, but those in `LEFT_OUT`."""
    with pytest.MonkeyPatch.context() as patch:  # tests are collected: nothing is compiled
        patch.setenv("SIM_COMPILE", "never")
        of_kinds = [
            Call(type(made).__name__, type(made), {
                f.name: getattr(made, f.name) for f in fields(made) if f.init
            })
            for made in [
                *examples(), *trials_and_sweeps.examples(), *fits_and_gyms.examples(),
                *rooms.examples(),
            ]
        ]  # fmt: skip
        return [*of_kinds, *_functions()]


def _functions() -> list[Call]:
    arms = {"one": sim.Continuous("A")}
    few = {
        "patients": 2,
        "days": 14.0,
        "seed": 1,
        "progress": False,
        "threads": 1,
        "partial": False,
    }
    design = {"cost": [0.1, 0.2]}
    measures = [
        "cumulative_dose", "cured", "depth_of_response", "died", "final_burden", "progressed",
        "progressed_or_died", "progression_free_survival", "survival_time", "time_on_treatment",
        "time_to_lasting_growth", "time_to_progression",
    ]  # fmt: skip
    record = sim.Endpoints()
    given: list[tuple[Callable, dict[str, Any]]] = [
        (sim.simulate, {
            "tumour": tumour(), "arms": arms, "clinic": sim.Clinic(), "engine": "auto",
            "record": record, **few,
        }),
        (sim.start, {
            "tumour": tumour(), "patients": 2, "clinic": sim.Clinic(), "seed": 1, "days": 14.0,
            "engine": "auto",
        }),
        *((getattr(sim, name), {"runs": runs()}) for name in measures),
        (sim.burden_curve, {"runs": runs(), "every": 28.0}),
        (sim.resistant_fraction, {"runs": runs(), "clones": ["R"]}),
        (sim.cells_from_diameter_mm, {"diameter": 10.0, "cells_per_cm3": 1e9}),
        (sim.diameter_mm_from_cells, {"cells": 1e9, "cells_per_cm3": 1e9}),
        (sim.doubling_time, {"days": 70.0}), (sim.half_life, {"days": 70.0}),
        (sim.hours, {"x": 57.0}), (sim.cite, {"what": tumour()}),
        (sim.policy, {"function": _treat, "drugs": "A"}),
        (sim.read_doses, {"table": "none.csv", "standard": 150.0, "patients": ["a", "b"]}),
        (sim.read_nonmem, {
            "table": "none.csv", "drug": "A", "time": "hours", "standard": 1.0, "patients": None,
        }),
        (sim.Observations.read, {
            "table": seen_table(), "value": "psa", "day": "day", "patient": None,
            "doses": {"A": "on"}, "unit": "ng/ml", "standard": 1.0,
        }),
        (sim.Observations.read_nonmem, {
            "table": "none.csv", "drug": "A", "time": "days", "standard": 1.0, "series": None,
            "unit": "", "log10": False,
        }),
        (sim.fit, {
            "observations": sim.Observations.read(seen_table(), value="psa", unit="ng/ml"),
            "tumour": grown, "parameters": {"rate": stats.uniform(0, 0.1)}, "measure": None,
            "noise": sim.Noise(0.2), "likelihood": "meanfield", "particles": None,
            "starts": 2, "seed": 1,
        }),
        (sim.UnknownNoise, {"low": 0.01, "high": 1.0}),
        (sim.compare_models, {
            "observations": sim.Observations.read(seen_table(), value="psa", unit="ng/ml"),
            "models": {"one": (grown, {"rate": stats.uniform(0, 0.1)})}, "holdouts": 1,
            "measure": None, "noise": sim.Noise(0.2), "starts": 2, "seed": 1,
        }),
        (sim.growth_laws, {"observations": sim.Observations.read(seen_table(), value="psa")}),
        (sim.load, {"path": "no such file"}), (sim.open_sweep, {"path": "no such folder"}),
        (sim.Grid, design), (sim.Points, {"points": design}),
        (sim.Table, {"path": "none.csv", "columns": None}),
        *((_spread(kind), {"points": 4, "seed": 1, "cost": (0.1, 0.2)})
          for kind in (sim.Sobol, sim.LatinHypercube, sim.Sensitivity)),
        (sim.presets.build, {"name": "melanoma_vemurafenib", "arguments": {}}),
        (sim.presets.describe, {"name": "melanoma_vemurafenib"}),
        (sim.presets.references_text, {"what": tumour()}),
        (sim.presets.melanoma_vemurafenib, _defaults(sim.presets.melanoma_vemurafenib)),
        (sim.presets.cml_imatinib, _defaults(sim.presets.cml_imatinib)),
        (sim.presets.mcrpc_abiraterone, _defaults(sim.presets.mcrpc_abiraterone)),
        (sim.Runs.long, {"self": runs(), "name": "burden"}),
        (sim.Runs.lines, {"self": runs(), "of": "plan"}),
        (sim.save_table, {"table": runs().table(), "path": "no such folder/patients.txt"}),
        (sim.recipe, {"runs": runs()}),
        (sim.rerun, {
            "runs": runs(), "patients": [1], "record": sim.Endpoints(), "allow_code": False,
            "progress": False, "threads": 1,
        }),
        (sim.Runs.classify, {"self": runs(), "response": None}),
        (sim.Runs.patient, {"self": runs(), "number": 1}),
        (sim.Runs.values, {"self": runs(), "name": "burden", "arm": "one"}),
        (sim.Runs.keeps, {"self": runs(), "name": "burden"}),
        (sim.Tumour.from_founder, {
            "founder": sim.Clone("S", 0.2, 0.1, start=1e3),
            "mechanisms": [sim.TargetMutation("A")], "drugs": list(tumour().drugs), "at_most": None,
        }),
        (sim.Tumour.in_niches, {"self": tumour(), "niches": [sim.Niche("bone", share=0.5)]}),
        (sim.Tumour.with_metastases, {"self": tumour(), "metastases": sim.Metastases(1e-9, 3)}),
        (sim.Regimen.calendar, {"self": sim.Intermittent("A", 28, 28), "horizon": 100.0}),
        *_theory(), *_plots(), *trials_and_sweeps.functions(), *fits_and_gyms.functions(),
        *rooms.functions(), (sim.presets.cite, {"what": tumour()}),
        (sim.theory.family_survival, {
            "tumour": tumour(), "schedule": sim.Continuous("A"), "days": np.array([7.0, 14.0]),
            "ends": np.ones((2, 2)),
        }),
    ]  # fmt: skip
    return _named(given)


def room_calls() -> list[Call]:
    """Return those of rooms that no other file names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIM_COMPILE", "never")
        return _named(rooms.functions())


def _named(given: list[tuple[Callable, dict[str, Any]]]) -> list[Call]:
    return [Call(_name(function), function, right) for function, right in given]


def _theory() -> list[tuple[Callable, dict[str, Any]]]:
    t, plan, few = sim.theory, sim.Continuous("A"), tumour()
    times = {"tumour": few, "schedule": plan, "times": [7.0, 14.0]}
    small = sim.Tumour([sim.Clone("S", 0.2, 0.1)], size=1e3, grown_from_one_cell=True)
    rates = {"size": 100, "per_division": 1e-3, "birth": 0.2, "death": 0.1}
    other = {"resistant_birth": 0.2, "resistant_death": 0.1}
    two = few.replace(
        clones=[few.clones[0], sim.Clone("R", 0.14, 0.13, start=50, fold={"A": 50.0})]
    )
    return [
        *((f, times) for f in (t.extinction, t.mean_and_covariance, t.mean_field)),
        (t.extinction_of_grown, times | {"tumour": small, "schedule": sim.Observation()}),
        (t.absent, times | {"clone": "R"}),
        (t.count_probabilities, {
            "tumour": few, "schedule": plan, "time": 7.0, "clone": "R", "largest": 8,
        }),
        (t.probability_generating, {
            "tumour": few, "schedule": plan, "time": 7.0, "z": [0.5, 0.5],
        }),
        (t.exposure, {"tumour": few, "schedule": plan, "horizon": 14.0}),
        (t.generating_at_size, {"tumour": small, "z": [0.5]}),
        (t.stable_composition, {"tumour": small}), (t.Rates, {"tumour": few}),
        (t.chance_of_no_resistance, rates | other), (t.mean_resistant, rates | other),
        (t.resistant_cells_at_size, rates | other),
        (t.longest_time, {
            "tumour": two, "drug": "A", "grown": 1.2, "days": 100.0, "rows": 20, "doses": 2,
        }),
        (t.aggressive_time, {"tumour": two, "until": 900.0}),
        (t.containment_time, {"tumour": two, "size": 800.0, "until": 900.0}),
        (t.segregation, {"divisions": 6.0, "copies": 20, "at_start": 1}),
        (t.copy_numbers, {"gain": 0.02, "loss": 0.1, "copies": 4, "first": None}),
    ]  # fmt: skip


def _plots() -> list[tuple[Callable, dict[str, Any]]]:
    p = sim.plots
    of_runs, of_tumour = {"runs": runs(), "arms": None}, {"tumour": tumour()}
    return [
        (p.burden, of_runs | {
            "ax": None, "patients": 1, "quantiles": (0.1, 0.9), "unit": "cells", "size": None,
            "highlight": 0, "view": p.View(time="days"), "marks": p.Marks(days={"a": 3.0}),
        }),
        (p.burden, {"runs": runs(), "patient": 0, "layout": "overlay"}),
        (p.View, {"scale": "log", "time": "weeks", "seen": False}),
        (p.EventView, {"shown": "with event", "time": "weeks", "quantiles": [0.25, 0.5]}),
        (p.Marks, {"lines": {"MRD": 1e3}, "days": {"a": 3.0}, "spans": {"b": (1.0, 7.0)}}),
        (p.dose_map, of_runs | {"drug": ["A"], "ax": None}),
        (p.visual_check, {
            "runs": runs(), "data": pd.DataFrame({"day": [0.0], "value": [1e3]}), "arm": "one",
            "series": None,
        }),
        (p.clones, of_runs | {"unit": "cells", "ax": None}),
        (p.concentration, of_runs | {"patient": 0, "days": 28.0}),
        (p.muller, of_runs | {"patient": 0, "scale": "relative", "parents": None, "least": 0.01}),
        (p.phase, of_runs | {"x": "S", "y": "R", "patient": 0}),
        (p.seen, {"runs": measured(), "arms": None, "patient": 0, "measure": "ct", "ax": None}),
        (p.lattice, {
            "runs": on_a_lattice(), "arms": None, "patient": 0, "days": [0.0], "ax": None,
        }),
        (p.lattice_film, {
            "runs": on_a_lattice(), "path": "no such folder/a.gif", "arms": "one", "patient": 0,
            "fps": 10,
        }),
        (p.slide, of_runs | {"patient": 0, "scale": "log"}),
        (p.swimmer, {"runs": runs(), "arm": "one", "ax": None, "labels": {0: "surgery"}}),
        (p.waterfall, {"result": runs(), "arm": "one"}),
        (p.spider, {"result": runs(), "arm": "one", "most": 5}),
        (p.clone_tree, of_tumour | {"ax": None, "size": None}),
        (p.dose_response, of_tumour | {"drugs": "A", "clones": None}),
        (p.interaction, of_tumour | {"drugs": ["A", "B"], "clones": None, "highest": 2.0}),
        (p.isobologram, of_tumour | {"drugs": ["A", "B"], "clones": None, "rate": 0.0}),
        (p.landscape, of_tumour | {"drugs": ["A"], "ax": None}),
        (p.fitted, {"fit": fitted(), "series": "psa", "band": False, "ax": None}),
        (p.pairs, {"fit": fitted(), "names": ["rate"], "ax": None}),
        (p.fan, {
            "fit": fitted(), "arms": {"none": sim.Observation()}, "days": 28.0, "series": "psa",
            "patients": 3, "seed": 1, "clinic": None, "ax": None,
        }),
        (p.profiles, {"fit": fitted(), "names": ["rate"], "ax": None}),
        (p.looks, {"names": ["A", "B"]}),
    ]  # fmt: skip


LEFT_OUT = {
    "sim": {
        # what nobody makes by hand: it is returned, raised, or what others are made from
        "SweepResults", "InputError", "Observations", "Fit", "Fits", "ModelComparison", "Regimen",
        "Runs", "Population",
    },
    "sim.plots": set(),
    "sim.theory": {"Exposure", "Optimum"},
    "sim.presets": {"names"},  # (it takes nothing)
    # what is returned, or handed to a reward, and what reads a file: `test_files` does
    "sim.gym": {"Step", "days_gained"},
    "sim.search": {"Best", "Tradeoff", "SearchFile", "read_search"},
    "sim.trials": {"Design", "Followup", "Patients", "TrialResult"},
    "sim.teaching": {
        "Explorer", "Game", "Outcome", "Prediction", "Progress", "Score", "Verdict",
    },
    "sim.testing": set(),
}  # fmt: skip
"""Public callables without a call here, and why."""


def left_out() -> set[str]:
    """Return public callables that have neither a call nor a reason."""
    called = {call.function for call in calls()}
    kinds = {getattr(function, "kind", function) for function in called}
    found = set()
    for module in MODULES:
        for name in module.__all__:
            thing = getattr(module, name)
            if not callable(thing) or name in LEFT_OUT[module.__name__]:
                continue
            if thing not in kinds:
                found.add(f"{module.__name__}.{name}")
    return found


def _large(seen):
    return seen.burden > 1e9


def _size(now):
    return now.burden


def _treat(seen, memory):
    return {"A": np.where(seen.burden > 0, 1.0, 0.0)}


def _spread(kind: type) -> Callable:
    """Return a design whose number of points may be named."""

    def design(points, seed, cost):
        return kind(points, seed=seed, cost=cost).columns()

    design.kind = kind
    return design


def _name(function: Callable) -> str:
    return getattr(function, "kind", function).__qualname__


def _defaults(function: Callable) -> dict[str, Any]:
    return {name: p.default for name, p in inspect.signature(function).parameters.items()}


def use(made: Any) -> None:
    """Do with a description what comes next: print it, and write out a plan."""
    str(made)
    repr(made)
    if isinstance(made, sim.Regimen):
        made.calendar(100.0)
    if isinstance(made, sim.Clinic):
        made.days(100.0)
    if isinstance(made, sim.Cohort) and made.patients < 10:
        made.draw(1)
    if isinstance(made, sim.Trial) and made.cohort.patients < 10 and made.days < 300:
        str(made.run(1, progress=False, threads=1))
    if isinstance(made, sim.Sweep):
        made.plan(made.point(0), range(1))
    if is_dataclass(made) and isinstance(made, sim.LinearAxis | sim.LogAxis):
        made.steps_of_grid()
    how: dict[str, Any] = {"patients": 2, "seed": 1, "progress": False, "threads": 1}
    for tumour_, arms, clinic in _cases(made):
        sim.simulate(tumour_, arms, days=14.0, clinic=clinic, **how)
    if isinstance(made, sim.Lattice | sim.Gillespie | sim.Jump | sim.MeanField):
        sim.simulate(tumour(), {"one": sim.Continuous("A")}, days=3.0, engine=made, **how)
    plt.close("all")


def _cases(made: Any) -> list[tuple[sim.Tumour, dict[str, sim.Regimen], sim.Clinic]]:
    """Return what can be run with a description, for a fortnight."""
    arms, clinic = {"one": sim.Continuous("A")}, sim.Clinic(visit_every=7, scan_every=7)
    clones, moves, drugs = tumour().clones, tumour().transitions, tumour().drugs
    if isinstance(made, sim.Tumour):
        none = {"none": sim.Observation()}
        return [(made, none, clinic)]
    if (
        isinstance(made, sim.Regimen)
        and not hasattr(made, "function")
        and set(made.drugs) <= {"A", "B"}
    ):
        return [(tumour(), {"one": made}, clinic)]
    if isinstance(made, sim.Clinic):
        return [(tumour(), arms, made)]
    if isinstance(made, Mechanism) and set(made.named_drugs) <= {"A", "B"}:
        return [(sim.Tumour.from_founder(clones[0], [made], drugs), arms, clinic)]
    if isinstance(made, sim.Clone) and made.name not in ("R", "A"):
        alone = sim.Tumour([made, sim.Clone("other", 0.1, 0.1, start=1)], drugs=drugs)
        return [(alone, {"none": sim.Observation()}, clinic)]
    if isinstance(made, sim.Drug) and made.name == "A":
        return [(sim.Tumour(clones, moves, [made]), arms, clinic)]
    if isinstance(made, sim.Hill | sim.Proportional | sim.Curve | sim.Inhibition):
        return [(sim.Tumour(clones, moves, [sim.Drug("A", made)]), arms, clinic)]
    laws = sim.Logistic | sim.Gompertz | sim.GrowthCurve | sim.Allee | sim.Game
    if isinstance(made, laws):
        return [(tumour().replace(growth=made), arms, clinic)]
    if isinstance(made, sim.Immigration):
        return [(tumour().replace(immigration=[made]), arms, clinic)]
    if isinstance(made, sim.Metastases):
        return [(tumour().with_metastases(made), arms, clinic)]
    if isinstance(made, sim.Oral | sim.Infused | sim.TwoCompartments):
        fed = sim.Drug("A", sim.Hill(0.05, 0.3), kinetics=made)
        return [(sim.Tumour(clones, moves, [fed]), arms, clinic)]
    if isinstance(made, sim.Mutation | sim.Switch) and {made.source, made.target} == {"S", "R"}:
        return [(sim.Tumour(clones, [made], drugs), arms, clinic)]
    return []
