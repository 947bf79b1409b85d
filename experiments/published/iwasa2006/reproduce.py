"""Resistance present at size M (Iwasa, Nowak and Michor 2006): closed form and simulation."""

from itertools import product

import numpy as np

import sim
from experiments.published.table import Row, mean, share

BIRTH, DEATH = 0.14, 0.13
"""Divisions and deaths of sensitive cells [1/day]."""

COSTS = (0.0, 0.05, 0.1)
"""Share of its divisions that a resistant cell gives up: neutral, growing at 0.3 of the sensitive
rate, and declining. (The net growth is small, so a cost of 7 % of the divisions takes all of it.)
"""

SIZE = 1e6
"""Cells at which is looked, M."""

SUPPLY = (0.1, 1.0, 10.0)
"""M times the probability of a resistance mutation per division."""

BASE = 0.99
"""The mean of this to the power of the number of resistant cells looks at the whole law of that
number up to some hundreds, where even a neutral mutant has a finite variance."""

SEED = 2006


def tumour(cost, supply) -> sim.Tumour:
    """Return sensitive cells and one resistant clone, grown from one cell to `SIZE`."""
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=BIRTH, death=DEATH),
            sim.Clone("resistant", birth=BIRTH * (1.0 - cost), death=DEATH),
        ],
        transitions=[sim.Mutation("sensitive", "resistant", supply / SIZE)],
        size=SIZE,
        grown_from_one_cell=True,
    )


def resistant_cells(costs, supplies, patients: int) -> np.ndarray:
    """Return the resistant cells (setting, patient) at size M; one cohort for all settings."""
    cohort = tumour(np.repeat(costs, patients), np.repeat(supplies, patients))
    runs = sim.simulate(
        cohort,
        {"look": sim.Observation()},
        patients=patients * len(costs),
        days=1,
        seed=SEED,
        clinic=sim.Clinic(visit_every=1, scan_every=1, noise=0, detection=0),
    )
    found = runs.data["cells"].sel(arm="look", clone="resistant").isel(time=0).values
    return found.reshape(len(costs), patients)


def closed_form(cost: float, supply: float) -> dict[str, float]:
    """Return P(no resistant cell) and, for a costly mutant, the mean number of resistant cells."""
    rates = {
        "size": SIZE,
        "per_division": supply / SIZE,
        "birth": BIRTH,
        "death": DEATH,
        "resistant_birth": BIRTH * (1.0 - cost),
        "resistant_death": DEATH,
    }
    found = {"none": sim.theory.chance_of_no_resistance(**rates)}
    if cost > 0:
        found["mean"] = sim.theory.mean_resistant(**rates)
    return found


def rows(patients: int) -> list[Row]:
    """Return the table; `patients` are simulated for each cost and supply of mutations."""
    settings = list(product(COSTS, SUPPLY))
    costs, supplies = zip(*settings, strict=True)
    simulated = resistant_cells(costs, supplies, patients)
    found = []
    for (cost, supply), cells in zip(settings, simulated, strict=True):
        exact, what = closed_form(cost, supply), f"cost {cost:.0%}, M u = {supply:g}"
        absent = (cells == 0).sum()
        # four digits, as a paper would print them: beyond, the closed form has an error of 1 / M
        text = f"{100 * exact['none']:.2f}"
        found.append(share(f"no resistant cell, {what} [%]", text, absent, patients))
        if "mean" in exact:  # a neutral mutant has no finite variance to speak of
            text = f"{exact['mean']:#.4g}"
            found.append(mean(f"resistant cells, mean, {what}", text, cells))
        law = sim.theory.generating_at_size(tumour(cost, supply), (1.0, BASE))
        text = f"{law.item():.4f}"
        found.append(mean(f"mean of {BASE}^(resistant cells), {what}", text, BASE**cells))
    return found
