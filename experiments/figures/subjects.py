"""What the gallery draws: cohorts under strategies, a trial, sweeps, and their tumours."""

from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

import sim
import sim.search

if TYPE_CHECKING:
    import pandas as pd

DRUGS = ("dabrafenib", "trametinib")


@cache
def lattice(drugs: int = 2) -> sim.Tumour:
    """Return a tumour with a clone for every set of drugs that it can resist."""
    names = [*DRUGS, "a third drug"][:drugs]
    sets = [has for k in range(drugs + 1) for has in combinations(range(drugs), k)]
    clones = [
        sim.Clone(
            _name(has),
            birth=0.14 - 0.004 * len(has),
            death=0.12,
            start=0 if has else 1e9,
            fold={names[i]: 60.0 for i in has},
        )
        for has in sets
    ]
    steps = [
        sim.Mutation(_name(has), _name(tuple(sorted((*has, i)))), 10.0 ** (-6 - 0.5 * i))
        for has in sets
        for i in set(range(drugs)) - set(has)
    ]
    given = [
        sim.Drug(name, sim.Hill(maximum=0.06 - 0.008 * i, ec50=0.3, slope=2), half_life=1.5 + i)
        for i, name in enumerate(names)
    ]
    return sim.Tumour(clones=clones, transitions=steps, drugs=given)


def _name(has: tuple[int, ...]) -> str:
    return "+".join("ABC"[i] for i in has) or "sensitive"


@cache
def runs() -> sim.Runs:
    """Return 200 patients under four strategies, for three years."""
    one, two = DRUGS
    arms = {
        "continuous": sim.Continuous(one),
        "adaptive": sim.Adaptive(one),
        "alternating": sim.Alternating([one, two], every=84),
        "sequential": sim.Sequential([one, two]),
    }
    return sim.simulate(lattice(), arms, patients=200, days=3 * sim.YEAR, seed=8)


@cache
def measured() -> sim.Runs:
    """Return patients whose lesions and blood are seen, under a drug that one lesion escapes."""
    tumour = sim.Tumour(
        [
            sim.Clone("sensitive", birth=0.15, death=0.13, start=2e10),
            sim.Clone("KRAS", birth=0.146, death=0.13, start=1e5, fold={"antibody": np.inf}),
        ],
        drugs=[sim.Drug("antibody", sim.Proportional(0.05))],
    ).in_niches([
        sim.Niche("liver", share=0.7, migration={"bone": 1e-6}), sim.Niche("lung", share=0.25),
        sim.Niche("brain", share=0.05, penetration=0.35),
        sim.Niche("bone", share=0.0, penetration=0.0),
    ])  # fmt: skip
    reads = sim.Sequencing({"KRAS": ["KRAS"], "TP53": ["sensitive", "KRAS"]}, shedding=2e-9)
    clinic = sim.Clinic(
        scan_every=56, fatal=1e13,
        measures={"ct": sim.LesionsBySite(), "blood": sim.Exam(reads, every=28)},
    )  # fmt: skip
    arms = {
        "until progression": sim.Lines([sim.Line("antibody", until=sim.Progression())]),
        "until KRAS": sim.Lines([sim.Line("antibody", until=sim.AlleleAbove("KRAS", 0.01))]),
    }
    return sim.simulate(tumour, arms, patients=4, days=500.0, seed=4, clinic=clinic)


@cache
def tradeoff() -> sim.search.Tradeoff:
    """Return which thresholds keep patients free of progression the longest, by dose."""

    def patient(resistant):
        return sim.presets.mcrpc_abiraterone(start=0.5, resistant_fraction=resistant, turnover=0.1)

    search = sim.Search(
        lambda stop, dose: sim.Adaptive("abiraterone", stop, 1.0, dose),
        {"stop": (0.2, 1.0), "dose": (0.3, 1.0)},
        sim.Cohort(patient, 120, {"resistant": stats.loguniform(1e-4, 1e-1)}), days=1000,
        clinic=sim.Clinic(visit_every=28, scan_every=28, criteria=sim.RatioToBaseline(1.2)),
        engine="meanfield",
    )  # fmt: skip
    return search.tradeoff(sim.cumulative_dose, budget=200)


@cache
def observed() -> "pd.DataFrame":
    """Return results of twelve patients of whom each scan shows half as much again: made up."""
    import pandas as pd

    scans, seen = runs().values("scan"), runs().values("observed", "adaptive")
    table = {"patient": np.repeat(np.arange(12), scans.size), "day": np.tile(scans, 12)}
    table["value"] = 1.5 * seen[:12].ravel()
    return pd.DataFrame(table).dropna()


@cache
def tolerant() -> sim.Tumour:
    """Return a tumour whose cells slip into a drug-tolerant state and back."""
    drug = sim.Drug("vemurafenib", sim.Hill(maximum=0.06, ec50=0.2, slope=2), half_life=2.4)
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=0.14, death=0.12, start=1e9),
            sim.Clone("persister", birth=0.02, death=0.01, fold={"vemurafenib": 30}),
        ],
        transitions=[
            sim.Switch("sensitive", "persister", 1e-3),
            sim.Switch("persister", "sensitive", 2e-2),
        ],
        drugs=[drug],
    )


def crowded(cost: float = 0.1, turnover: float = 0.3) -> sim.Tumour:
    """Return a tumour that fills three quarters of its room, with a few resistant cells."""
    birth, death = 0.04, 0.04 * turnover
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth, death, start=7.4e9),
            sim.Clone("resistant", birth * (1 - cost), death, start=1e8, fold={"A": np.inf}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(0.06))],
        growth=sim.Logistic(capacity=1e10),
    )


TWO = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}
COST, TURNOVER = [0.0, 0.1, 0.2, 0.3, 0.4], [0.1, 0.3, 0.5, 0.7]


@cache
def trial() -> "sim.trials.TrialResult":
    """Return a trial of adaptive against continuous therapy, each patient in both arms."""
    cohort = sim.Cohort(
        crowded,
        patients=80,
        parameters={"cost": stats.uniform(0, 0.4), "turnover": stats.uniform(0.1, 0.6)},
    )
    others = stats.expon(scale=8 * sim.YEAR)
    clinic = sim.Clinic(scan_every=28, noise=0.1, fatal=9.5e9, other_death=others)
    return sim.Trial(cohort, TWO, clinic, days=6 * sim.YEAR).run(1, progress=False)


def _swept(name: str, design) -> sim.SweepResults:
    sweep = sim.Sweep(
        name, build=crowded, design=design, arms=TWO, days=6 * sim.YEAR, patients=8, seed=1,
        keep=[sim.time_to_progression, sim.burden_curve], record=sim.Visits(),
    )  # fmt: skip
    # (a folder of another day holds what another version of the code made, and is refused)
    return sweep.run(Path(mkdtemp(prefix="sim-figures-"), name), progress=False)


@cache
def sweep() -> sim.SweepResults:
    """Return a grid: what resistance costs, and how quickly cells are replaced."""
    return _swept("cost_and_turnover", sim.Grid(cost=COST, turnover=TURNOVER))


@cache
def spread() -> sim.SweepResults:
    """Return the same two numbers drawn at random, for how much each decides."""
    return _swept("sensitivity", sim.Sensitivity(64, cost=(0.0, 0.4), turnover=(0.1, 0.7)))


@cache
def fit_of_a_patient() -> sim.Fit:
    """Return what PSA tells of a patient who was treated adaptively, of the example."""
    unknown = {
        "start": stats.uniform(0.1, 0.9),
        "resistant_fraction": stats.loguniform(1e-5, 0.3),
        "cost": stats.uniform(0, 1),
        "turnover": stats.uniform(0, 0.9),
    }
    seen = sim.Observations.example().of("A")
    return sim.fit(seen, sim.presets.mcrpc_abiraterone, unknown, noise=sim.Noise(0.1))
