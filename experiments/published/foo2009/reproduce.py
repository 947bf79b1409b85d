"""Pulsed against continuous dosing over one cycle (Foo and Michor 2009): theory, simulation."""

from dataclasses import dataclass

import numpy as np

import sim
from experiments.published.table import Row, mean, share

BIRTH, DEATH = 1.3, 1.0
"""Divisions and deaths of all cells without drug, and of resistant cells always [1/day]."""

CELLS = 1e9
"""Sensitive cells at the start of the cycle, M; no resistant one."""

PER_DIVISION = 5e-10
"""Probability per division of resistance, u."""

CYCLE = 28.0
"""Days."""

DRUG = "drug"

DAYS_ON = (1.0, 2.0, 3.5, 7.0, 14.0, 21.0, 28.0)
"""Lengths of a pulse at the start of the cycle [days]; 28 is continuous."""

CONTINUOUS = 0.6
"""Deaths that the drug adds at the dose that is tolerated without a break [1/day]."""

BOUNDS = {"total dose": 1.0, "high doses weigh more": 0.5}
"""What is tolerated: a pulse of T days may add 0.6 (28 / T)^power deaths per day."""

SEED = 2009


@dataclass(frozen=True)
class Pulses:
    """Schedules of one cycle, one value each.

    Parameters
    ----------
    days : ndarray (schedule,)
        Days on the drug, from the start of the cycle.
    kill : ndarray (schedule,)
        Deaths of sensitive cells it adds while on [1/day].
    """

    days: np.ndarray
    kill: np.ndarray

    def __len__(self) -> int:
        return len(self.days)


def tolerated(power: float, days=DAYS_ON) -> Pulses:
    """Return the schedules with the largest tolerated dose for each length."""
    days = np.asarray(days, dtype=float)
    return Pulses(days, CONTINUOUS * (CYCLE / days) ** power)


def closed_form(pulses: Pulses) -> dict[str, np.ndarray]:
    """Return the probabilities (schedule,) of resistance.

    Sensitive cells follow their mean X; resistant lines are founded at u b X and are still there
    at the end of the cycle with Kendall's s(28 - t), or for ever with 1 - d/b. So each probability
    is 1 - exp(-integral of u b X s dt), as the paper's (for s = 1 - d/b).

    Returns
    -------
    dict
        ``present``: a resistant cell at the end of the cycle; ``escapes``: a line that would never
        die out.
    """
    r, found = BIRTH - DEATH, {"present": [], "escapes": []}
    nodes, weights = np.polynomial.legendre.leggauss(200)
    for days, kill in zip(pulses.days, pulses.kill, strict=True):
        expected = {"present": 0.0, "escapes": 0.0}
        cells = CELLS
        for left, right, rate in ((0.0, days, r - kill), (days, CYCLE, r)):
            time = left + (right - left) * (nodes + 1) / 2
            new = PER_DIVISION * BIRTH * cells * np.exp(rate * (time - left))
            alive = r / (BIRTH - DEATH * np.exp(-r * (CYCLE - time)))
            expected["present"] += (right - left) / 2 * (weights * new * alive).sum()
            expected["escapes"] += (right - left) / 2 * (weights * new).sum() * (1 - DEATH / BIRTH)
            cells *= np.exp(rate * (right - left))
        for word, value in expected.items():
            found[word].append(-np.expm1(-value))
    return {word: np.array(values) for word, values in found.items()}


def resistant_cells(pulses: Pulses, patients: int) -> np.ndarray:
    """Return the resistant cells (schedule, patient) at the end of the cycle; one cohort."""
    days, kill = np.repeat(pulses.days, patients), np.repeat(pulses.kill, patients)
    tumour = sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=BIRTH, death=DEATH, start=CELLS),
            sim.Clone("resistant", birth=BIRTH, death=DEATH, fold={DRUG: np.inf}),
        ],
        transitions=[sim.Mutation("sensitive", "resistant", PER_DIVISION)],
        drugs=[sim.Drug(DRUG, sim.Proportional(kill))],
    )
    runs = sim.simulate(
        tumour,
        {"cycle": sim.Intermittent(DRUG, on=days, off=CYCLE)},
        patients=days.size,
        days=CYCLE,
        seed=SEED,
        clinic=sim.Clinic(visit_every=0.5, scan_every=0.5, noise=0, detection=0, fatal=1e15),
        record=sim.Endpoints(),
    )
    found = runs.data["final_cells"].sel(arm="cycle", clone="resistant").values
    return found.reshape(len(pulses), patients)


def rows(patients: int) -> list[Row]:
    """Return the table; `patients` are simulated for every schedule."""
    found = []
    for bound, power in BOUNDS.items():
        pulses = tolerated(power)
        exact, simulated = closed_form(pulses), resistant_cells(pulses, patients)
        for place, cells in enumerate(simulated):
            what = f"{bound}: {pulses.days[place]:g} days at {pulses.kill[place]:.3g} more deaths"
            text = f"{100 * exact['present'][place]:.2f}"
            present = (cells > 0).sum()
            found.append(share(f"{what}: resistant cell on day 28 [%]", text, present, patients))
            text = f"{100 * exact['escapes'][place]:.2f}"
            # the line of each cell that is there escapes with probability 1 - d/b
            escapes = 100 * (1 - (DEATH / BIRTH) ** cells)
            found.append(mean(f"{what}: resistance for good [%]", text, escapes))
    return found


def best(power: float) -> tuple[float, float, float]:
    """Return the best pulse under a bound: days on, death rate on the drug, P(for good)."""
    pulses = tolerated(power, np.linspace(0.5, CYCLE, 551))
    risk = closed_form(pulses)["escapes"]
    place = int(risk.argmin())
    return float(pulses.days[place]), float(DEATH + pulses.kill[place]), float(risk[place])
