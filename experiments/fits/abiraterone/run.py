"""The patients of the adaptive abiraterone trial, fitted with two kinds of cells.

    python experiments/fits/abiraterone/run.py ../shared/data/mcrpc_abiraterone.csv

PSA of 17 patients on adaptive and 15 on standard abiraterone (Zhang et al. 2022, eLife 11:e76284).
The model is Strobl's (`sim.presets.mcrpc_abiraterone`), in which the drug kills, or Zhang's own, in
which it takes room from the sensitive cells (`experiments/published/zhang2022` runs that).
"""

import argparse
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import sim
from experiments.published.zhang2022.reproduce import CAPACITY, Cohort

UNKNOWN = {
    "strobl": {
        "cost": stats.uniform(0, 1), "turnover": stats.uniform(0, 0.9),
        "start": stats.loguniform(0.005, 0.99), "resistant_fraction": stats.uniform(0, 0.99),
    },
    "zhang": {
        "multiplier": stats.loguniform(0.3, 20), "room": stats.uniform(0.2, 0.799),
        "start": stats.loguniform(0.005, 1.2), "resistant_fraction": stats.uniform(0, 0.99),
    },
}  # fmt: skip
FEWEST = 8
"""Results of a patient who is fitted."""


def observations(path: Path) -> sim.Observations:
    """Return the results of the patients of both arms; a PSA of 0 is below 0.02."""
    table = pd.read_csv(path)
    table["patient"] = table["arm"].str[0] + table["patient"].astype(str)
    psa = [f"{x:g}" if x >= 0.02 else "< 0.02" for x in table["psa"].fillna(-1.0)]
    table["psa"] = np.where(table["psa"].isna(), "", psa)
    table = table.sort_values(["patient", "day"], kind="stable")
    table = table.drop_duplicates(["patient", "day"])
    first = table[table["psa"] != ""].groupby("patient")["psa"].first()
    count = table[~table["psa"].str.startswith("<")].groupby("patient").size()
    good = [p for p in first.index if not first[p].startswith("<") and count.get(p, 0) >= FEWEST]
    kept = table[table["patient"].isin(good)]
    doses = {"abiraterone": "abiraterone"}
    return sim.Observations.read(kept, value="psa", unit="ng/ml", doses=doses)


def zhang(
    multiplier=8 / 6, room=0.95, start=0.5, resistant_fraction=0.1, competition=6.0
) -> sim.Tumour:
    """Return Zhang's tumour.

    Parameters
    ----------
    multiplier : float
        Of the growth of both.
    room : float
        Share of the capacity that the drug takes from sensitive cells.
    start, resistant_fraction : float
        All cells on day 0, as a share of the capacity, and those of them that are resistant.
    competition : float
        How much a sensitive cell crowds resistant ones, as many of their own.
    """
    there = CAPACITY * start
    cohort = Cohort(
        there * (1.0 - resistant_fraction), there * resistant_fraction, multiplier,
        CAPACITY * room, 0.0,
    )  # fmt: skip
    return cohort.tumour(competition)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--model", choices=UNKNOWN, default="strobl", help="(strobl)")
    parser.add_argument(
        "--competition",
        type=float,
        default=6.0,
        metavar="A",
        help="of sensitive with resistant cells, in Zhang's model: the same of all "
        "patients (6, the paper's)",
    )
    parser.add_argument("--starts", type=int, default=25, help="of each patient (25)")
    parser.add_argument("--population", action="store_true", help="and what they have in common")
    asked = parser.parse_args()
    begin, seen = time.perf_counter(), observations(asked.table)
    print(seen)
    model = sim.presets.mcrpc_abiraterone
    if asked.model == "zhang":
        model = partial(zhang, competition=asked.competition)
    fits = sim.fit(seen, model, UNKNOWN[asked.model], noise=sim.UnknownNoise(0.05, 3.0),
                   starts=asked.starts)  # fmt: skip
    table = fits.table()
    table["bent"] = [bool(fit.bent) for fit in fits.values()]
    print(table.drop(columns="log_likelihood").to_string(float_format="%.3g"))
    for arm in "as":
        mine = table[table.index.str.startswith(arm)]
        print(f"{arm}: {len(mine)} patients, R2 median {mine['r2_psa'].median():.3f}, above 0.8 in "
              f"{(mine['r2_psa'] > 0.8).sum()}, bent curves {mine['bent'].sum()}, "
              f"log-likelihood {mine['log_likelihood'].sum():.1f}")  # fmt: skip
    if asked.population:
        arms = {"adaptive": [float(name.startswith("a")) for name in fits]}
        population = fits.population(covariates=arms)
        print(population)
        print(population.covariates().to_string(float_format="%.3g"))
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
