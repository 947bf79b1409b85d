"""Say which plain law of growth predicts the last two diameters of lesions best.

    python experiments/fits/atezolizumab/run.py ../shared/data/atezolizumab_lesions.csv

Target lesions of patients on atezolizumab or docetaxel (Ghaffari Laleh et al. 2022, PLoS Comput
Biol 18:e1009822), as in TumorGrowth.jl: lesions with at least six measurements, of which the last
two are held out. A lesion that has vanished (0 mm) is below what is measured, 5 mm.
"""

import argparse
import time
from pathlib import Path

import pandas as pd

import sim

FEWEST = 6
LEAST = 5.0
"""Smallest diameter that is measured [mm] (RECIST 1.1, section 4.2.1)."""


def lesions(path: Path) -> sim.Observations:
    """Return the lesions that are long enough, the first result being a diameter."""
    table = pd.read_csv(path)
    said = table.diameter_mm.map(lambda x: f"{x:g}" if x >= LEAST else f"< {LEAST:g}")
    table = table.assign(diameter_mm=said)
    count = table.groupby("lesion")["day"].transform("size")
    first = table.groupby("lesion")["diameter_mm"].transform("first").str.startswith("<")
    seen = table.groupby("lesion")["diameter_mm"].transform(
        lambda x: (~x.str.startswith("<")).sum()
    )
    kept = table[(count >= FEWEST) & ~first & (seen >= 4)]
    return sim.Observations.read(kept, value="diameter_mm", patient="lesion", unit="mm")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--noise", type=float, default=0.1, help="relative error of a diameter")
    asked = parser.parse_args()
    seen, begin = lesions(asked.table), time.perf_counter()
    print(seen)
    found = sim.compare_models(
        seen, sim.growth_laws, holdouts=2, noise=sim.Noise(asked.noise), starts=10
    )
    print(found)
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
