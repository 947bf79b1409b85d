"""Rechallenge with anti-EGFR antibodies in RAS wild-type colorectal cancer.

    python -m experiments.trials.rechallenge_colon

What trials found: after a first response and progression, and months of another treatment, the
same antibody shrinks the tumour again in 21 % of patients (CRICKET: Cremolini et al. 2019, JAMA
Oncol 5:343) to 30 % (CHRONOS, chosen by ctDNA: Sartore-Bianchi et al. 2022, Nat Med 28:1612). In
blood the resistant clones decay without the antibody, with a half-life of 3.7 months (RAS) and 4.7
months (EGFR) (Parseghian et al. 2019, Ann Oncol 30:243).

The question: does decay at that rate alone explain those responses? A clone that loses half of its
share in 3.7 months grows ln 2 / 3.7 months = 0.0062 a day slower than the sensitive cells without
the antibody. That number is taken as it is. **Nothing is fitted.** Two models:

- ``fast kill``: under the antibody the sensitive cells shrink by about 0.035 a day;
- ``slow kill``: by about 0.01 a day, and differently in each patient (assumed: lognormal, 0.5).

In both, resistant cells are not killed, and cost as much. Between the two treatments the bridge
holds the whole tumour: all cells die 0.01 a day faster.

What comes out: no. Nobody responds again after any interval up to a year. When progression is
seen, sensitive cells are a small part of the tumour (the column says how many are when the second
treatment begins: in the median patient less than one in twenty), and doubling their share every
3.7 months takes years to bring them to the two thirds that a partial response needs. So either
progression is called while most of the tumour is still sensitive (new lesions, sites that the drug
reaches differently), or cells change back. The published decay in blood alone does not make
rechallenge work.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy import stats

import sim
from experiments.trials.rows import report
from sim.trials.estimates import share

PUBLISHED = {"CRICKET": 0.21, "CHRONOS": 0.30}
HALF_LIFE = {"RAS": 3.7 * sim.MONTH, "EGFR": 4.7 * sim.MONTH}
DEATH = 0.13
INTERVALS = (2.0, 4.0, 8.0, 12.0)
"""Months between the two treatments."""


def build(half_life: float):
    """Return the function that makes the tumours; `growth` and `kill` [1/day] per patient."""
    cost = np.log(2) / half_life

    def tumour(growth, kill, resistant):
        clones = [
            sim.Clone("sensitive", birth=DEATH + growth, death=DEATH, start=1e10),
            sim.Clone("resistant", birth=DEATH + growth - cost, death=DEATH, start=resistant,
                      fold={"antibody": 1e6}),
        ]  # fmt: skip
        drugs = [
            sim.Drug("antibody", sim.Proportional(growth + kill)),
            sim.Drug("bridge", sim.Proportional(0.01)),
        ]
        return sim.Tumour(clones, drugs=drugs)

    return tumour


KILL = {"fast kill": 0.035, "slow kill": stats.lognorm(0.5, scale=0.01)}
"""Decline of the sensitive cells under the antibody [1/day]."""


def arms() -> dict[str, sim.Regimen]:
    """Return rechallenge after each interval, with the bridge in between."""
    first = sim.Line("antibody", until=sim.Progression())
    return {
        f"{months:g} months": sim.Lines(
            [first, sim.Line("bridge", until=sim.Days(months * sim.MONTH)), sim.Line("antibody")]
        )
        for months in INTERVALS
    }


def second_response(runs, arm: str) -> tuple[int, int, float]:
    """Return how many respond to the second treatment (RECIST, unconfirmed), and of how many.

    The third number is the median share of sensitive cells when it began.
    """
    data = runs.data.sel(arm=arm)
    begun = (data["happened"].values & 1) > 0
    time, dose = data["time"].values, data["dose"].sel(drug="antibody").values
    again = begun & (dose > 0)  # the first line has no mark: it begins with the run
    start = time[again.argmax(axis=1)]
    treated = again.any(axis=1) & (start < data["end_day"].values)
    scan = data["scan"].values
    diameter = np.cbrt(data["observed"].values)
    at = np.searchsorted(scan, start + 1e-6) - 1
    before = diameter[np.arange(len(at)), at]
    later = (scan > start[:, None]) & (scan <= start[:, None] + 184)
    smallest = np.where(later, diameter, np.inf).min(axis=1)
    cells = data["cells"].values[np.arange(len(at)), again.argmax(axis=1)]
    sensitive = float(np.median((cells[:, 0] / cells.sum(axis=1))[treated]))
    return int((smallest[treated] <= 0.7 * before[treated]).sum()), int(treated.sum()), sensitive


def run(model: str, clone: str, patients: int):
    """Return one row for each interval."""
    parameters = {
        "growth": stats.lognorm(0.4, scale=0.015),
        "resistant": stats.loguniform(1e3, 1e7),
        "kill": KILL[model],
    }
    cohort = sim.Cohort(build(HALF_LIFE[clone]), patients, parameters)
    clinic = sim.Clinic(scan_every=56)
    trial = sim.Trial(cohort, arms(), clinic, days=5 * sim.YEAR, record=sim.Visits())
    result = trial.run(29, progress=False)
    rows = []
    for arm in result.arms:
        hits, count, sensitive = second_response(result.runs, arm)
        rate = share(hits, count)
        data = result.runs.data.sel(arm=arm)
        first = share(int((data["best_response"].values >= 3).sum()), patients)
        rows.append(
            {
                "model": model, "clone": clone, "interval": arm, "treated again": count,
                "first response": round(first.value, 3), "second response": round(rate.value, 3),
                "from": round(rate.low, 3), "to": round(rate.high, 3),
                "sensitive cells": round(sensitive, 4),
                "published": " to ".join(f"{x:.2f}" for x in PUBLISHED.values()),
            }
        )  # fmt: skip
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=400)
    parser.add_argument("--output", type=Path, default=Path("results/trials"))
    arguments = parser.parse_args()
    rows = [
        row
        for model in KILL
        for clone in HALF_LIFE
        for row in run(model, clone, arguments.patients)
    ]
    report(rows, arguments.output / "rechallenge_colon.csv")


if __name__ == "__main__":
    main()
