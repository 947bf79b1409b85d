"""What the sweeps of this folder share: where results go, and who computes."""

import argparse
from pathlib import Path

import numpy as np

import sim


def folder() -> Path:
    """Return the folder of results."""
    path = Path("results/sweeps")
    path.mkdir(parents=True, exist_ok=True)
    return path


def run(sweep: sim.Sweep) -> sim.SweepResults:
    """Run a sweep, or what is missing of it, as the command line says."""
    words = argparse.ArgumentParser(description=f"the sweep {sweep.name!r}")
    words.add_argument("--workers", type=int, metavar="N", help="processes (this one, in threads)")
    words.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler")
    asked = words.parse_args()
    results = sweep.run(folder() / sweep.name, workers=asked.workers, client=asked.scheduler)
    print(results)
    return results


def verdicts(results: sim.SweepResults, measure: str, each: str) -> None:
    """Print for every value of a parameter where each arm is clearly better, and by how much."""
    best = results.best(measure)
    unit = results.values(measure).attrs.get("units", "")
    for value in np.unique(results.parameters[each]):
        here = results.parameters[each] == value
        for arm in results.arms:
            wins = here & (best["winner"].values == arm) & best["clear"].values
            said = (
                f"  {each} {value:g}: {arm} clearly better at {wins.sum()} of {here.sum()} points"
            )
            if wins.any():
                at = int(np.where(wins, best["lead"].values, -np.inf).argmax())
                point = {k: float(v[at]) for k, v in results.parameters.items() if k != each}
                where = ", ".join(f"{name} {v:.4g}" for name, v in point.items())
                said += f", at most by {best['lead'].values[at]:.3g} {unit} ({where})"
            print(said)
