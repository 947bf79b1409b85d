"""The map of Strobl et al. 2021 over cost and turnover, and the same map where chance acts."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import sim
from experiments.published.strobl2021.reproduce import ARMS, EVERY_DAY

START, RESISTANT_FRACTION = 0.45, 0.01
"""One of the nine starts of figure 3; progression at 0.54 K, which a tumour without drug reaches
while deaths are below 0.46 of the growth rate."""

DAYS = 2000.0
"""Who has not progressed until then counts as progression-free for good."""

SIZES = {"mean field": None, "1e9 cells": 1e9, "1e5 cells": 1e5, "1e3 cells": 1e3}
"""Capacities K [cells]."""

WORTH = 0.1
"""Adaptive treatment is called better where its median is later by this share."""


@dataclass(frozen=True)
class Map:
    """Days to progression (arm, cost, turnover, patient), `DAYS` if none; arms as in `ARMS`."""

    axis: np.ndarray
    days: np.ndarray

    @property
    def medians(self) -> np.ndarray:
        """Median days (arm, cost, turnover)."""
        return np.median(self.days, axis=-1)

    @property
    def gain(self) -> np.ndarray:
        """Median of adaptive over continuous, less 1 (cost, turnover); NaN where both never."""
        continuous, adaptive = self.medians
        return np.where(continuous < DAYS, adaptive / continuous - 1.0, np.nan)

    @property
    def later(self) -> np.ndarray:
        """Share of patients whom adaptive treatment serves longer, by a day or more."""
        continuous, adaptive = self.days
        return (adaptive >= continuous + 1).mean(axis=-1)

    @property
    def earlier(self) -> np.ndarray:
        """Share of patients whom it serves less long, by a day or more."""
        continuous, adaptive = self.days
        return (continuous >= adaptive + 1).mean(axis=-1)

    @property
    def never(self) -> np.ndarray:
        """Share of patients (arm, cost, turnover) without progression."""
        return (self.days >= DAYS).mean(axis=-1)


def map_of(capacity: float | None, points: int, patients: int) -> Map:
    """Return the map for a capacity [cells], or of the mean field; one cohort for all its points.

    Parameters
    ----------
    capacity : float or None
        K; None is the mean field, which needs one patient.
    points : int
        Costs, and turnovers, from 0 to 0.5.
    patients : int
        For each cost and turnover.
    """
    axis = np.linspace(0.0, 0.5, points)
    patients = 1 if capacity is None else patients
    cost, turnover = (x.ravel() for x in np.meshgrid(axis, axis, indexing="ij"))
    tumour = sim.presets.mcrpc_abiraterone(
        cost=np.repeat(cost, patients),
        turnover=np.repeat(turnover, patients),
        start=START,
        resistant_fraction=RESISTANT_FRACTION,
        capacity=1e10 if capacity is None else capacity,
    )
    runs = sim.simulate(
        tumour,
        ARMS,
        patients=cost.size * patients,
        days=DAYS,
        seed=2021,
        clinic=EVERY_DAY,
        engine="meanfield" if capacity is None else "auto",
        record=sim.Endpoints(),
    )
    days = runs.data["progression_day"].fillna(DAYS).values
    return Map(axis, days.reshape(len(ARMS), points, points, patients))


def changed(noisy: Map, smooth: Map) -> int:
    """Return in how many points the medians give another verdict than the mean field's."""

    def verdict(one: Map) -> np.ndarray:
        return np.where(np.isnan(one.gain), -1, one.gain >= WORTH)

    return int((verdict(noisy) != verdict(smooth)).sum())


def show(maps: dict[str, Map]) -> str:
    """Return what chance changes, a line for each capacity."""
    smooth = maps["mean field"]
    decided = ~np.isnan(smooth.gain) & (smooth.gain > 0)
    lines = []
    for name, one in maps.items():
        if one is smooth:
            continue
        free = one.never[0][~np.isnan(smooth.gain)].max()
        lines.append(
            f"{name}: another verdict in {changed(one, smooth)} of {smooth.gain.size} points; "
            f"adaptive serves {100 * one.earlier[decided].mean():.0f} % of patients less long "
            f"(up to {100 * one.earlier[decided].max():.0f} %) where the mean field has it better; "
            f"up to {100 * free:.0f} % never progress on continuous drug where the mean field does."
        )
    return "\n".join(lines)


def write(maps: dict[str, Map], path: Path) -> None:
    """Write every point of every map."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        arms = list(ARMS)
        writer.writerow(
            ["capacity", "cost", "turnover"]
            + [f"{arm}: median day of progression" for arm in arms]
            + [f"{arm}: share without progression" for arm in arms]
            + ["share later on adaptive", "share earlier on adaptive"]
        )
        for name, one in maps.items():
            for i, cost in enumerate(one.axis):
                for j, turnover in enumerate(one.axis):
                    numbers = (*one.medians[:, i, j], *one.never[:, i, j])
                    rest = (one.later[i, j], one.earlier[i, j])
                    texts = (f"{x:.5g}" for x in (cost, turnover, *numbers, *rest))
                    writer.writerow([name, *texts])
