"""A small sweep that runs in a moment, and what tells two stores apart."""

import hashlib
from pathlib import Path

import numpy as np

import sim

KEEP = [sim.time_to_progression, sim.resistant_fraction]


def build(cost=0.1, turnover=0.8, half_life=None, kill=0.08):
    """Return a tumour of two clones."""
    death = 0.14 * turnover
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=0.14, death=death, start=1e9),
            sim.Clone("resistant", birth=0.14 * (1 - cost), death=death, fold={"A": 100}, start=20),
        ],
        transitions=[sim.Mutation("sensitive", "resistant", per_division=1e-8)],
        drugs=[
            sim.Drug("A", sim.Hill(maximum=kill, ec50=0.2, slope=2), half_life=half_life),
            sim.Drug("B", sim.Proportional(0.05)),
        ],
    )


ARMS = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}
DESIGN = sim.Sobol(64, cost=(0.0, 0.3), turnover=(0.5, 0.95))


def sweep(**changes):
    """Return a sweep of four blocks."""
    settings = dict(build=build, design=DESIGN, arms=ARMS, keep=KEEP, days=112, patients=50, seed=5)
    return sim.Sweep("small", **{**settings, **changes})


def fingerprint(path):
    """Return what tells the results in two folders apart: a hash over every file of them."""
    found = hashlib.sha256()
    root = Path(path)
    for file in sorted((root / "parts").rglob("*")):
        if file.is_file() and ".partial" not in file.name:
            found.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return found.hexdigest()


def assert_rows_equal_single_points(swept, results, places=None):
    """Compare points of a sweep with `simulate` of each alone, bit for bit."""
    for place in range(len(results)) if places is None else places:
        point = swept.point(place)
        tumour, arms, clinic = swept.described(point)
        alone = sim.simulate(
            tumour, arms, patients=swept.patients, days=swept.days, seed=swept.seed,
            clinic=clinic, engine=swept.engine, threads=1,
        )  # fmt: skip
        for name, measure in swept.measures.items():
            np.testing.assert_array_equal(
                results.data[name].values[place], measure(alone).values, err_msg=f"{name} {point}"
            )
