"""Are intervals of 90 % right 90 % of the time? Simulation-based calibration.

    python experiments/fits/calibration/run.py one --datasets 1000
    python experiments/fits/calibration/run.py two --datasets 1000 --table results/two.csv

It may be stopped and started again: what is in the table is not calculated once more.

Parameters are drawn from the prior, data are simulated by an engine that knows nothing of the fit,
and the posterior of each is asked where the truth lies in it. Ranks must be even (Talts et al.
2018, arXiv:1804.06788): chi-square in 10 classes, and how often intervals of 50 and 90 % hold.

`one`: one clone, so large that chance does not show; the mean field. `two`: sensitive and resistant
cells, of which a few are there, under a drug that ends on day 60; the particle filter.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import sim
from sim.inference.adaptive import adapted_draws

NOISE = 0.2
ENOUGH = 1000.0
"""Independent draws of a quick posterior."""
LIMIT = 10.0
"""Of detection [cells]."""


@dataclass(frozen=True)
class Model:
    """What is unknown, and how it is seen."""

    priors: dict
    likelihood: str
    engine: str
    days: np.ndarray
    on: np.ndarray
    """Dose of A from each day on."""

    def tumour(self, **theta):
        """Return the tumour of parameters."""
        return one(**theta) if self.likelihood == "meanfield" else two(**theta)


def one(log_start, growth):
    """One clone that grows, and dies under the drug."""
    drug = sim.Drug("A", sim.Proportional(0.08))
    return sim.Tumour([sim.Clone("a", growth + 0.2, 0.2, start=10.0**log_start)], drugs=[drug])


def two(resistant, growth):
    """Sensitive cells, and a few that the drug does not touch."""
    return sim.Tumour(
        [sim.Clone("S", 0.2, 0.15, start=2000.0),
         sim.Clone("R", growth + 0.15, 0.15, start=resistant, fold={"A": np.inf})],
        drugs=[sim.Drug("A", sim.Proportional(0.2))],
    )  # fmt: skip


MODELS = {
    "one": Model(
        {"log_start": stats.uniform(7, 2), "growth": stats.uniform(0.0, 0.06)}, "meanfield",
        "meanfield", np.array([0.0, 10, 20, 35, 50]), np.array([0, 1, 1, 0, 0]),
    ),
    "two": Model(
        {"resistant": stats.uniform(1, 29), "growth": stats.uniform(0.0, 0.1)}, "particle",
        "gillespie", np.array([0.0, 15, 30, 45, 60]), np.array([1, 1, 1, 1, 0]),
    ),
}  # fmt: skip


def data_of(model: Model, theta: dict, seed: int) -> sim.Observations:
    """Return results of a tumour that an engine has simulated, with errors."""
    end = float(model.days[-1])
    plan = sim.Schedule(model.days, [{"A": float(x)} if x else {} for x in model.on])
    runs = sim.simulate(
        model.tumour(**theta), {"a": plan}, patients=[seed], days=end, seed=seed, progress=False,
        engine=model.engine, clinic=sim.Clinic(extra_visits=model.days[1:-1], fatal=1e15),
    )  # fmt: skip
    cells = runs.data["burden"].sel(time=model.days).to_numpy().ravel()
    error = np.exp(NOISE * np.random.default_rng(seed).standard_normal(len(cells)))
    shown = cells * error
    told = [f"{x:.6g}" if x >= LIMIT else f"< {LIMIT:g}" for x in shown]
    table = pd.DataFrame({"day": model.days, "cells": told, "on": model.on})
    return sim.Observations.read(table, value="cells", unit="cells", doses={"A": "on"})


def rank(model: Model, number: int, seed: int, quick: bool = False) -> list[float]:
    """Return where the truth lies in the posterior (parameter,) of one data set, 0 to 1."""
    random = np.random.default_rng([seed, number])
    truth = {name: float(p.ppf(random.uniform())) for name, p in model.priors.items()}
    seen = data_of(model, truth, 1000 * seed + number)
    fit = sim.fit(seen, model.tumour, model.priors, noise=sim.Noise(NOISE), starts=8,
                  likelihood=model.likelihood)  # fmt: skip
    if quick:
        draws = adapted_draws(fit, number, ENOUGH)
        flat, weight = draws.theta, draws.weight
    else:
        flat = fit.posterior(steps=6000, progress=False).chain.reshape(-1, len(model.priors))
        weight = np.full(len(flat), 1.0 / len(flat))
    return [float(weight @ (flat[:, k] < truth[name])) for k, name in enumerate(model.priors)]


def ranks(
    model: Model, datasets: int, seed: int = 1, table: Path | None = None, quick: bool = False
) -> np.ndarray:
    """Return the ranks (data set, parameter), going on from those in a table where one is given."""
    names, done = list(model.priors), {}
    if table is not None and table.exists():
        kept = pd.read_csv(table)
        kept = kept[kept["seed"] == seed]
        done = dict(zip(kept["number"].tolist(), kept[names].to_numpy().tolist(), strict=True))
    for number in range(datasets):
        if number in done:
            continue
        done[number] = rank(model, number, seed, quick)
        if table is not None:
            row = pd.DataFrame([[seed, number, *done[number]]], columns=["seed", "number", *names])
            row.to_csv(table, mode="a", header=not table.exists(), index=False)
    return np.array([done[number] for number in range(datasets)])


def verdict(model: Model, found: np.ndarray) -> pd.DataFrame:
    """Return for each parameter whether its ranks are even, and how often intervals hold."""
    rows = []
    for k, name in enumerate(model.priors):
        counts = np.histogram(found[:, k], bins=10, range=(0, 1))[0]
        inside = {level: float((np.abs(found[:, k] - 0.5) < level / 2).mean())
                  for level in (0.5, 0.9)}  # fmt: skip
        rows.append({"parameter": name, "p_even": stats.chisquare(counts).pvalue,
                     "holds_50": inside[0.5], "holds_90": inside[0.9]})  # fmt: skip
    return pd.DataFrame(rows).set_index("parameter")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", choices=sorted(MODELS))
    parser.add_argument("--datasets", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="weighted draws, and no walkers")
    parser.add_argument("--table", type=Path, help="where ranks are kept (results/fits)")
    asked = parser.parse_args()
    model, begin = MODELS[asked.model], time.perf_counter()
    name = f"{asked.model}-quick.csv" if asked.quick else f"{asked.model}.csv"
    kept = asked.table or Path("results/fits/calibration") / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    found = ranks(model, asked.datasets, asked.seed, kept, asked.quick)
    table = verdict(model, found)
    print(table.to_string(float_format="%.3f"))
    print(f"{asked.datasets} data sets, {time.perf_counter() - begin:.0f} s")
    return int((table.p_even < 0.01).any())


if __name__ == "__main__":
    sys.exit(main())
