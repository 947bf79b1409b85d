"""The best threshold of the patients of Gallagher et al. 2024, for every interval of looking.

Gallagher et al. (2024, Cancer Res 84:1929) trained a deep network to decide at each visit, and say
that it more than doubles the time to progression of continuous treatment. Their model is that of
Strobl et al. 2021; seven of their virtual patients stand in ``../shared/data`` (not in this
project). Here the best single threshold is searched, with continuous treatment, AT50 and the bound
of all treatments (`sim.theory.longest_time`) beside it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import sim

DAYS = 3000.0
INTERVALS = (1.0, 7.0, 14.0, 30.0, 60.0)
BASE = {"n0": 0.75, "fR": 0.001, "cost": 0.0, "turnover": 0.0}
"""The patient who is the base case of the paper's figures."""
DATA = Path(__file__).parents[3] / "shared" / "data" / "gallagher_patients.csv"
DRUG = "abiraterone"


@dataclass(frozen=True)
class Looking:
    """How a clinic looks: how often [days], with which relative error, how late [days]."""

    every: float
    noise: float = 0.0
    delay: float = 0.0

    def clinic(self) -> sim.Clinic:
        """Return the clinic; progression is a fifth above the start."""
        return sim.Clinic(
            visit_every=self.every, scan_every=self.every, noise=self.noise, delay=self.delay,
            detection=0, criteria=sim.RatioToBaseline(1.2),
        )  # fmt: skip


def patients() -> dict[str, dict[str, float]]:
    """Return the base case, and the seven patients where their file is."""
    found = {"base": BASE}
    if DATA.exists():
        table = pd.read_csv(DATA)
        for row in table.to_dict("records"):
            found[f"{int(row.pop('patient'))}"] = row
    return found


def tumour(patient: dict[str, float]) -> sim.Tumour:
    """Return the tumour of a patient."""
    return sim.presets.mcrpc_abiraterone(
        cost=patient["cost"], turnover=patient["turnover"], start=patient["n0"],
        resistant_fraction=patient["fR"],
    )  # fmt: skip


def threshold(stop: float) -> sim.Regimen:
    """On above a share of the start, off below it."""
    return sim.Adaptive(DRUG, stop, stop)


def compared(one: sim.Tumour, looking: Looking, budget: int = 300) -> dict[str, float]:
    """Return the days to progression under continuous treatment, AT50 and the best threshold."""
    fixed = sim.simulate(
        one, {"continuous": sim.Continuous(DRUG), "AT50": sim.Adaptive(DRUG)}, patients=1,
        days=DAYS, seed=1, clinic=looking.clinic(), engine="meanfield", record=sim.Endpoints(),
        progress=False,
    )  # fmt: skip
    continuous, at50 = sim.time_to_progression(fixed).values[:, 0]
    best = sim.optimise(
        threshold, {"stop": (0.2, 1.2)}, sim.Cohort(one, 1), sim.time_to_progression, days=DAYS,
        clinic=looking.clinic(), engine="meanfield", budget=budget, progress=False,
    )  # fmt: skip
    return {
        "continuous": continuous, "AT50": at50, "best threshold": best.value.value,
        "at": best.rule["stop"],
    }  # fmt: skip


def by_interval(names: list[str] | None = None) -> pd.DataFrame:
    """Return the table of patients and intervals, without error or delay."""
    rows = []
    for name, patient in patients().items():
        if names is not None and name not in names:
            continue
        one = tumour(patient)
        bound = sim.theory.longest_time(one, days=DAYS).days
        for every in INTERVALS:
            found = compared(one, Looking(every))
            rows.append({"patient": name, "every": every, **found, "bound": bound})
            print(rows[-1], flush=True)
    return pd.DataFrame(rows)


def under_error(count: int = 400) -> pd.DataFrame:
    """Return what noise and a late result do to the best threshold of the base case.

    With chance there is no threshold for all: `count` patients who differ by luck only, the best
    by their mean, judged on the half that the search never saw.
    """
    rows = []
    for looking in (
        Looking(30), Looking(30, noise=0.05), Looking(30, noise=0.15), Looking(30, noise=0.3),
        Looking(30, delay=14), Looking(30, delay=30), Looking(30, noise=0.15, delay=30),
    ):  # fmt: skip
        best = sim.optimise(
            threshold, {"stop": (0.2, 1.2)}, sim.Cohort(tumour(BASE), count),
            sim.time_to_progression, days=DAYS, clinic=looking.clinic(), engine="meanfield",
            budget=100, progress=False,
        )  # fmt: skip
        without = best.on(sim.Cohort(tumour(BASE), 1), clinic=Looking(30).clinic())
        rows.append({
            "noise": looking.noise, "delay": looking.delay, "at": best.rule["stop"],
            "days": best.value.value, "from (95 %)": best.value.low, "to (95 %)": best.value.high,
            "this threshold without error": float(without.iloc[0, 1]),
        })  # fmt: skip
        print(rows[-1], flush=True)
    return pd.DataFrame(rows)


def main() -> None:
    """Write both tables beside this file."""
    folder = Path(__file__).parent
    table = by_interval()
    table.round(4).to_csv(folder / "gallagher.csv", index=False)
    errors = under_error()
    errors.round(4).to_csv(folder / "gallagher_error.csv", index=False)
    print(table.to_string(float_format="{:.4g}".format))
    print(errors.to_string(float_format="{:.4g}".format))
    held = np.mean(table["best threshold"] >= DAYS)
    print(f"held to day {DAYS:g}: {held:.0%} of rows")


if __name__ == "__main__":
    main()
