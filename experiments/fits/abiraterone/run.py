"""The patients of the adaptive abiraterone trial, fitted with two kinds of cells.

    python experiments/fits/abiraterone/run.py ../shared/data/mcrpc_abiraterone.csv

PSA of 17 patients on adaptive and 15 on standard abiraterone (Zhang et al. 2022, eLife 11:e76284).
The model is Strobl's (`sim.presets.mcrpc_abiraterone`). Zhang's own, in which the drug takes room
from the sensitive cells, has not been fitted (experiments/published/zhang2022 runs it).
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import sim

UNKNOWN = {
    "cost": stats.uniform(0, 1), "turnover": stats.uniform(0, 0.9),
    "start": stats.uniform(0.05, 0.94), "resistant_fraction": stats.loguniform(1e-5, 0.5),
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


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--starts", type=int, default=25)
    parser.add_argument("--population", action="store_true", help="and what they have in common")
    asked = parser.parse_args()
    begin, seen = time.perf_counter(), observations(asked.table)
    print(seen)
    fits = sim.fit(seen, sim.presets.mcrpc_abiraterone, UNKNOWN, noise=sim.UnknownNoise(0.05, 3.0),
                   starts=asked.starts)  # fmt: skip
    table = fits.table()
    table["bent"] = [bool(fit.bent) for fit in fits.values()]
    print(table.drop(columns="log_likelihood").to_string(float_format="%.3g"))
    for arm in "as":
        mine = table[table.index.str.startswith(arm)]
        print(f"{arm}: {len(mine)} patients, R2 median {mine['r2_psa'].median():.3f}, above 0.8 in "
              f"{(mine['r2_psa'] > 0.8).sum()}, bent curves {mine['bent'].sum()}")  # fmt: skip
    if asked.population:
        arms = {"adaptive": [float(name.startswith("a")) for name in fits]}
        population = fits.population(covariates=arms)
        print(population)
        print(population.covariates().to_string(float_format="%.3g"))
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
