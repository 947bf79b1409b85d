"""Every kind of figure, of one small set of results with names that are hard to draw."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
from scipy import stats

import sim
from sim import plots as P

ARM, OTHER = "$10 drug$ x", "_{5%}^2\\a $"
CLONE, BEFORE = "a_b^c", "$S_1$"
DRUG, SECOND = "$A$", "_B%#&~"
NAMES = (ARM, OTHER, CLONE, BEFORE, DRUG, SECOND)


def tumour(cost=0.1, turnover=0.9):
    return sim.Tumour(
        [
            sim.Clone(BEFORE, 0.14, 0.14 * turnover, start=1e9, site="$here$"),
            sim.Clone(CLONE, 0.14 * (1 - cost), 0.13, start=10, fold={DRUG: 50.0}),
        ],
        [sim.Mutation(BEFORE, CLONE, 1e-6)],
        [sim.Drug(DRUG, sim.Hill(0.06, 0.3, 2.0)), sim.Drug(SECOND, sim.Proportional(0.02))],
    )


ARMS = {ARM: sim.Continuous(DRUG), OTHER: sim.Alternating([DRUG, SECOND], 28)}
CLINIC = sim.Clinic(visit_every=14, scan_every=28, fatal=1e10)


DATA = pd.DataFrame({"day": [0.0, 28.0, 56.0], "value": [1e9, 7e8, 5e8]})


class Made(NamedTuple):
    """Results of every kind that figures are drawn of."""

    runs: sim.Runs
    measured: sim.Runs
    trial: "sim.trials.TrialResult"
    sweep: sim.SweepResults
    spread: sim.SweepResults
    tradeoff: "sim.search.Tradeoff"
    fit: "sim.Fit"
    sites: sim.Runs


def make(folder: Path) -> Made:
    """Return the results; stores of sweeps are written below a folder."""
    runs = sim.simulate(
        tumour(), ARMS, patients=6, days=280.0, seed=1, clinic=CLINIC, progress=False
    )
    sites = sim.Tumour(
        [sim.Clone(BEFORE, 0.15, 0.13, start=1e9), sim.Clone(CLONE, 0.16, 0.13, start=1e5)],
        drugs=[sim.Drug(DRUG, sim.Proportional(0.02)), sim.Drug(SECOND, sim.Proportional(0.02))],
    ).in_niches([
        sim.Niche("$liver$", share=0.9, migration={"_bone_": 1e-4}), sim.Niche("_bone_", share=0.1)
    ])  # fmt: skip
    reads = sim.Sequencing({"V_{600}E": [CLONE], "$TP53$": [BEFORE, CLONE]}, shedding=1e-7)
    clinic = sim.Clinic(
        visit_every=14, scan_every=28, measures={"ct": sim.LesionsBySite(), "dna": reads}
    )
    measured = sim.simulate(
        sites, ARMS, patients=2, days=280.0, seed=1, clinic=clinic, progress=False
    )
    cohort = sim.Cohort(tumour(), 12, table={"$group$": ["x", "y"] * 6})
    trial = sim.Trial(cohort, ARMS, CLINIC, days=280.0).run(1, progress=False)
    keep = [sim.final_burden, sim.burden_curve]
    of_sweep = dict(arms=ARMS, days=112.0, patients=5, clinic=CLINIC, record=sim.Visits())
    grid = sim.Grid(cost=[0.0, 0.2], turnover=[0.7, 0.8, 0.9])
    sweep = sim.Sweep("$s$", build=tumour, design=grid, keep=keep, **of_sweep)
    spread = sim.Sensitivity(16, cost=(0.0, 0.2), turnover=(0.7, 0.9))
    spread = sim.Sweep("t", build=tumour, design=spread, keep=keep[:1], **of_sweep)
    return Made(
        runs, measured, trial, sweep.run(folder / "a", progress=False),
        spread.run(folder / "b", progress=False), _searched(), fit(), _on_a_lattice(),
    )  # fmt: skip


def _on_a_lattice() -> sim.Runs:
    """Return two patients of some hundred cells, with names that are hard to draw."""
    few = sim.Tumour(
        [
            sim.Clone(BEFORE, 0.03, 0.01, start=100),
            sim.Clone(CLONE, 0.03, 0.01, start=10, fold={DRUG: 50.0}),
        ],
        drugs=[sim.Drug(DRUG, sim.Hill(0.06, 0.3, 2.0)), sim.Drug(SECOND, sim.Proportional(0.02))],
    )
    return sim.simulate(
        few, ARMS, patients=2, days=84.0, seed=1, clinic=sim.Clinic(detection=0),
        engine=sim.Lattice(20, start="nests"), record=sim.Snapshots(), progress=False,
    )  # fmt: skip


def _searched() -> "sim.search.Tradeoff":
    """Return the doses that leave few cells for little drug, with names that are hard to draw."""
    search = sim.Search(
        lambda dose: sim.Continuous({DRUG: dose}), {"dose": (0.0, 1.0)}, sim.Cohort(tumour(), 20),
        sim.Objective(sim.final_burden, lower=True), days=56.0, clinic=CLINIC, engine="meanfield",
    )  # fmt: skip
    return search.tradeoff(sim.cumulative_dose, levels=3, budget=30, progress=False)


def fit():
    days = [0.0, 28, 56, 84, 112, 140]
    table = pd.DataFrame({"day": days, ARM: [9.0, 5, "< 3", 4, 6, 9], "on": [1, 1, 0, 0, 0, 1]})
    seen = sim.Observations.read(table, value=ARM, doses={DRUG: "on"}, unit="ng/ml")

    def shrinking(growth, effect):
        drug = sim.Drug(DRUG, sim.Proportional(effect))
        return sim.Tumour([sim.Clone(CLONE, growth + 0.1, 0.1, start=1e8)], drugs=[drug])

    priors = {"growth": stats.uniform(0, 0.05), "effect": stats.uniform(0, 0.2)}
    return sim.fit(seen, shrinking, priors, starts=4)


def _forest(trial, **options):
    group = trial.values["$group$"]
    parts = {"$group$ 1": group == "x", "_other_": group == "y"}
    table = trial.subgroups(parts, ARM, control=OTHER, endpoint="overall survival")
    return P.forest(table, **options)


def _frontier(sweep, **options):
    found = sweep.frontier("cost", "turnover", ARM, OTHER, measure="final_burden")
    return P.frontier(found, **options)


FIGURES = {
    "burden": lambda m, **o: P.burden(m.runs, patients=2, **o),
    "burden of one": lambda m, **o: P.burden(
        m.runs, patient=2, marks=P.Marks({"$l$": 1e8}, {"_d_": 30.0}, {"s%": (60, 90)}), **o
    ),
    "burden overlay": lambda m, **o: P.burden(m.runs, layout="overlay", **o),
    "clones": lambda m, **o: P.clones(m.runs, **o),
    "concentration": lambda m, **o: P.concentration(m.runs, **o),
    "muller": lambda m, **o: P.muller(m.runs, **o),
    "phase": lambda m, **o: P.phase(m.runs, x=BEFORE, y=CLONE, **o),
    "slide": lambda m, **o: P.slide(m.runs, **o),
    "seen": lambda m, **o: P.seen(m.measured, measure="dna", **o),
    "seen of lesions": lambda m, **o: P.seen(m.measured, **o),
    "swimmer": lambda m, **o: P.swimmer(m.runs, OTHER, **o),
    "clone_tree": lambda m, **o: P.clone_tree(tumour(), **o),
    "dose_response": lambda m, **o: P.dose_response(tumour(), **o),
    "interaction": lambda m, **o: P.interaction(tumour(), [DRUG, SECOND], **o),
    "isobologram": lambda m, **o: P.isobologram(tumour(), [DRUG, SECOND], rate=-0.01, **o),
    "landscape": lambda m, **o: P.landscape(tumour(), [DRUG], **o),
    "waterfall": lambda m, **o: P.waterfall(m.trial, ARM, **o),
    "spider": lambda m, **o: P.spider(m.trial, ARM, **o),
    "kaplan_meier": lambda m, **o: P.kaplan_meier(m.trial.followup(), **o),
    "cumulative_incidence": lambda m, **o: P.cumulative_incidence(m.trial.followup(), **o),
    "paired": lambda m, **o: P.paired(m.trial.followup(), ARM, OTHER, **o),
    "forest": lambda m, **o: _forest(m.trial, **o),
    "lattice": lambda m, **o: P.lattice(m.sites, **o),
    "dose_map": lambda m, **o: P.dose_map(m.runs, **o),
    "visual_check": lambda m, **o: P.visual_check(m.runs, DATA, ARM, **o),
    "tornado": lambda m, **o: P.tornado(m.spread.regression("final_burden"), **o),
    "winners": lambda m, **o: P.winners(m.sweep, "cost", "turnover", measure="final_burden", **o),
    "frontier": lambda m, **o: _frontier(m.sweep, **o),
    "fitted": lambda m, **o: P.fitted(m.fit, band=False, **o),
    "profiles": lambda m, **o: P.profiles(m.fit, **o),
    "pairs": lambda m, **o: P.pairs(m.fit, **o),
    "fan": lambda m, **o: P.fan(
        m.fit, {ARM: sim.Continuous(DRUG), OTHER: sim.Observation()}, 84.0, patients=20, **o
    ),
    "burden_grid": lambda m, **o: P.burden_grid(m.sweep, "cost", "turnover", **o),
    "parallel": lambda m, **o: P.parallel(m.sweep, measure="final_burden", arm=ARM, **o),
    "sensitivity": lambda m, **o: P.sensitivity(m.spread.sobol_indices("final_burden"), **o),
    "tradeoff": lambda m, **o: P.tradeoff(m.tradeoff, **o),
}
"""Each draws into ``ax=`` or a figure of its own."""

ONE_PANEL = {kind: draw for kind, draw in FIGURES.items() if kind not in ("slide", "burden_grid")}
ONE_PANEL |= {
    "burden": lambda m, **o: P.burden(m.runs, OTHER, patients=2, **o),
    "burden of one": lambda m, **o: P.burden(
        m.runs, OTHER, patient=2, unit="% of baseline", view=P.View("linear", "weeks"), **o
    ),
    "clones": lambda m, **o: P.clones(m.runs, OTHER, **o),
    "concentration": lambda m, **o: P.concentration(m.runs, OTHER, **o),
    "muller": lambda m, **o: P.muller(m.runs, OTHER, **o),
    "seen": lambda m, **o: P.seen(m.measured, OTHER, measure="dna", **o),
    "seen of lesions": lambda m, **o: P.seen(m.measured, OTHER, **o),
    "lattice": lambda m, **o: P.lattice(m.sites, OTHER, days=84.0, **o),
    "dose_map": lambda m, **o: P.dose_map(m.runs, OTHER, drug=SECOND, **o),
    "tornado": lambda m, **o: P.tornado(m.spread.regression("final_burden", arms=[ARM]), **o),
    "dose_response": lambda m, **o: P.dose_response(tumour(), DRUG, **o),
    "interaction": lambda m, **o: P.interaction(tumour(), [DRUG, SECOND], clones=[CLONE], **o),
    "landscape": lambda m, **o: P.landscape(tumour(), [], **o),
    "profiles": lambda m, **o: P.profiles(m.fit, "growth", **o),
    "fan": lambda m, **o: P.fan(m.fit, {ARM: sim.Observation()}, 84.0, patients=20, **o),
    "sensitivity": lambda m, **o: P.sensitivity(
        m.spread.sobol_indices("final_burden", arms=[ARM]), **o
    ),
}
"""The same, of one panel each: for a mosaic."""
