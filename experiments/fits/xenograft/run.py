"""Resistance of lung xenografts to erlotinib and gefitinib, there before or made by the drug.

    python experiments/fits/xenograft/run.py ../shared/data/lxf_xenograft.csv

Volumes of 56 mice, of which 48 were given a drug once a day for two weeks (Eigenmann et al. 2017, J
Pharmacokinet Pharmacodyn 44:617; table of DavAug/ErlotinibGefitinib). Models that say what the drug
does are ranked by what they foresee of the last results of each mouse, which are off drug.
"""

import argparse
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import sim

DRUGS = {1: "gefitinib", 2: "erlotinib"}
DENSITY = 1e9
"""Cells of a cubic centimetre: a scale only, as nothing hangs on how many cells a volume is."""
FEWEST = 9
"""Results of a mouse that is fitted."""
TURNOVER = 0.05
"""Deaths without drug [1/day]: a scale only, as means hang on births less deaths."""
HALF_LIFE = {"erlotinib": 0.168, "gefitinib": 0.090}
"""Of the drug in blood [days]: ln 2 over the middle KE of treated groups, 4.13 and 7.67 a day."""
GROWS = {"start": stats.loguniform(0.02, 1.0), "growth": stats.uniform(0.0, 0.25)}
KILLED = GROWS | {"kill": stats.loguniform(0.005, 2.0)}
RESISTANT = KILLED | {"share": stats.loguniform(1e-6, 0.9), "cost": stats.uniform(0.0, 1.0)}
ACQUIRED = KILLED | {"turns": stats.loguniform(1e-6, 0.5), "cost": stats.uniform(0.0, 1.0)}
"""Volume on day 0 [cm3], growth and killing at the mouse's own dose [1/day], the share that the
drug does not touch, what it costs (of growth), and how often the drug makes a cell such [1/day]."""


def mice(path: Path) -> dict[tuple[str, float], pd.DataFrame]:
    """Return the rows of the table, by drug and dose [mg/kg]."""
    table = pd.read_csv(path, sep=";", na_values=".").rename(columns={"#ID": "ID"})
    enough = table.groupby("ID")["Y"].transform("count") >= FEWEST
    table = table[enough]
    groups = table.groupby([table["DRUG"].map(DRUGS), "DOSE GROUP"])
    return {(str(drug), float(dose)): rows for (drug, dose), rows in groups}


def observations(rows: pd.DataFrame, dose: float) -> sim.Observations:
    """Return the volumes [cm3] and doses of mice; a dose is 1 where it is `dose` a kilogram."""
    given, seen = rows["DOSE"] > 0, rows["Y"].notna()
    events = pd.DataFrame({
        "ID": rows["ID"], "TIME": rows["TIME"], "EVID": np.where(given, 1, 0),
        "AMT": np.where(given, rows["DOSE"] / rows["BW"] / max(dose, 1.0), 0.0),
        "II": rows["II"].fillna(0.0), "ADDL": rows["ADDL"].fillna(0.0),
        "DV": rows["Y"] / 1000.0, "MDV": np.where(seen, 0, 1),
    })[given | seen]  # fmt: skip
    events = events.sort_values(["ID", "TIME", "EVID"], kind="stable")
    return sim.Observations.read_nonmem(events, "drug", time="days", unit="cm3")


def tumour(half_life, start, growth, kill=0.0, share=None, cost=0.0, turns=None):
    """Return what the drug kills, and what it does not: a share from the start, or made by it."""
    cells, drug = start * DENSITY, "drug"
    before = 0.0 if share is None else share
    clones = [sim.Clone("killed", growth + TURNOVER, TURNOVER, start=cells * (1.0 - before))]
    moves = []
    if share is not None or turns is not None:
        births = growth * (1.0 - cost) + TURNOVER
        fold = {drug: np.inf}
        clones.append(sim.Clone("resistant", births, TURNOVER, fold=fold, start=cells * before))
    if turns is not None:
        moves.append(sim.Switch("killed", "resistant", 0.0, induced={drug: turns}))
    drugs = [sim.Drug(drug, sim.Proportional(kill), half_life=half_life, interval=1.0)]
    return sim.Tumour(clones, moves, drugs)


def models(drug: str) -> dict:
    """Return what a drug may do, as tumours of parameters and their priors."""
    made = partial(tumour, HALF_LIFE[drug])
    return {
        "not touched": (made, GROWS),
        "all killed alike": (made, KILLED),
        "a share resistant": (made, RESISTANT),
        "made resistant by the drug": (made, ACQUIRED),
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--starts", type=int, default=25)
    parser.add_argument("--holdouts", type=int, default=3, help="last results to foresee (3)")
    asked = parser.parse_args()
    begin, noise = time.perf_counter(), sim.UnknownNoise(0.02, 1.0)
    for (drug, dose), rows in mice(asked.table).items():
        seen = observations(rows, dose)
        print(f"\n{drug}, {dose:g} mg/kg: {len(seen.patients)} mice, {len(seen.value)} volumes")
        may_be = models(drug) if dose > 0 else sim.growth_laws
        print(sim.compare_models(seen, may_be, holdouts=asked.holdouts, noise=noise))
        told = models(drug)["a share resistant" if dose > 0 else "not touched"]
        table = sim.fit(seen, *told, noise=noise, starts=asked.starts).table()
        print("; ".join(f"{name} {spread(table[name])}" for name in [*told[1], "r2_value"]))
    print(f"{time.perf_counter() - begin:.0f} s")


def spread(values: pd.Series) -> str:
    """Return the middle of several mice, and the quartiles."""
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


if __name__ == "__main__":
    main()
