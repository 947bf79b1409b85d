"""Two phases of chronic myeloid leukaemia on imatinib: how fast each is, and how much is slow.

    python experiments/fits/cml/run.py ../shared/data/cml_bcr_abl.csv

BCR-ABL1 [%] of 21 patients on a steady dose of imatinib (Hahnel et al. 2020, Cancer Res 80:2394, as
in radivot/myelo). Two kinds of cells, each with a rate of its own at which it falls, are fitted to
each patient, with an error of unknown size; then the population behind them.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import sim

PER_CELL = 1e-9
"""BCR-ABL1 [%] of a cell: a scale only, as nothing depends on how many cells a per cent is."""
UNKNOWN = {
    "level": stats.loguniform(0.1, 1000.0),
    "slow_share": stats.loguniform(1e-6, 0.5),
    "fast": stats.loguniform(0.005, 0.2),
    "slow": stats.uniform(-0.004, 0.016),
}
"""First level [%], share of the slow kind in it, and rates at which both fall [1/day]."""


def leukaemia(level, slow_share, fast, slow):
    """Return two kinds of cells that fall (or, where the rate is below 0, grow) by themselves."""
    count = level / PER_CELL
    return sim.Tumour([
        sim.Clone("fast", 0.01, 0.01 + fast, start=count * (1.0 - slow_share)),
        sim.Clone("slow", 0.01, 0.01 + slow, start=count * slow_share),
    ])  # fmt: skip


def observations(path: Path) -> sim.Observations:
    """Return the results of all patients; all were on one dose from day 0 on."""
    table = pd.read_csv(path, na_values=".")
    table = table[(table["EVID"] == 0) & (table["MDV"] == 0)]
    made = pd.DataFrame({
        "patient": table["ID"].astype(str), "day": table["TIME"] * sim.MONTH,
        "bcr_abl": table["DV"],
    })  # fmt: skip
    return sim.Observations.read(made, value="bcr_abl", unit="%")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--starts", type=int, default=25)
    asked = parser.parse_args()
    begin, seen = time.perf_counter(), observations(asked.table)
    print(seen)
    marker = sim.Marker("bcr_abl", PER_CELL, half_life=0.001, unit="%", detection=0.0)
    fits = sim.fit(seen, leukaemia, UNKNOWN, measure=marker, noise=sim.UnknownNoise(0.05, 3.0),
                   starts=asked.starts)  # fmt: skip
    table = fits.table()
    print(table.to_string(float_format="%.3g"))
    for name in ("fast", "slow", "slow_share"):
        low, middle, high = np.quantile(table[name], [0.25, 0.5, 0.75])
        print(f"{name}: median {middle:.3g}, quartiles {low:.3g} to {high:.3g}")
    population = fits.population(progress=False)
    print(population)
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
