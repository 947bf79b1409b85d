"""Decitabine before carboplatin in resistant ovarian cancer (Matei et al. 2012), with silencing."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

import sim
from experiments.published.rechallenge.reproduce import RESPONSE, trial_row
from experiments.published.table import Row, exact

PLATINUM, ERASER = "carboplatin", "decitabine"

SEED = 2012

RESPONDERS, PATIENTS = 6, 17
"""Of the trial: 35 % of 17 patients."""

BIRTH, DEATH = 0.14, 0.12
"""Divisions and deaths without drug [1/day]; a doubling time of 35 days. Ours."""

KILL = stats.lognorm(s=0.4, scale=1.2)
"""Deaths of open cells on the day of carboplatin [1/day]: 70 % of them a cycle. Ours."""

ERASED = stats.lognorm(s=0.5, scale=0.2)
"""Rate at which decitabine opens silenced cells [1/day]; the median is `sim.Silencing`'s."""

SENSITIVE = 0.05
"""Share of cells that still respond to carboplatin when the tumour is called resistant. Ours."""

SIZE = 1e10

CYCLE, CYCLES = 28, 6
"""Days of a cycle, and how many are given."""

CLINIC = sim.Clinic(visit_every=28, scan_every=56, noise=0.05)


def tumour(patients: int, silenced) -> sim.Tumour:
    """Return platinum-resistant tumours.

    Parameters
    ----------
    patients : int
    silenced : float or array (patient,)
        Share of the resistant cells that are silenced; the others have a stable mutation.
    """
    random = np.random.default_rng(SEED)
    made = sim.Tumour.from_founder(
        sim.Clone("open", birth=BIRTH, death=DEATH),
        mechanisms=[
            sim.Silencing(
                PLATINUM, eraser=ERASER, erased=ERASED.rvs(patients, random_state=random)
            ),
            sim.TargetMutation(PLATINUM, name="mutated"),
        ],
        drugs=[
            sim.Drug(PLATINUM, sim.Proportional(KILL.rvs(patients, random_state=random))),
            sim.Drug(ERASER, sim.Inhibition(ec50=0.1)),
        ],
        at_most=1,
        size=SIZE,
    )
    share = np.broadcast_to(np.asarray(silenced, dtype=float), (patients,))
    starts = {
        "open": SENSITIVE * np.ones(patients),
        "silenced": (1 - SENSITIVE) * share,
        "mutated": (1 - SENSITIVE) * (1 - share),
    }
    clones = [replace(clone, start=SIZE * starts[clone.name]) for clone in made.clones]
    return made.replace(clones=clones, size=None)


def cycles(erased: tuple[int, int] | None) -> sim.Schedule:
    """Return cycles with carboplatin on day 8 (a day), and the eraser from one day to another.

    Parameters
    ----------
    erased : tuple of int, optional
        First day of the eraser in a cycle, and the day after its last; day 1 is the first.
    """
    days, doses = [], []
    for cycle in range(CYCLES):
        given = {day: {} for day in range(1, CYCLE + 1)}
        given[8] = {PLATINUM: 1.0}
        if erased:
            for day in range(*erased):
                given[day] = {**given[day], ERASER: 1.0}
        for day, dose in given.items():
            if not doses or dose != doses[-1]:
                days.append(float(cycle * CYCLE + day - 1))
                doses.append(dose)
    return sim.Schedule(tuple(days), doses)


ARMS = {
    "carboplatin alone": cycles(None),
    "decitabine days 1-5, before": cycles((1, 6)),
    "decitabine days 9-13, after": cycles((9, 14)),
}
"""The trial gave it before."""


@dataclass(frozen=True)
class Responses:
    """Share of the patients who respond, by arm."""

    rate: dict[str, float]


def responses(patients: int, silenced) -> Responses:
    """Return the rates of response, by scans every 8 weeks during the six cycles."""
    runs = sim.simulate(
        tumour(patients, silenced), ARMS, patients=patients, days=CYCLE * CYCLES + 1, seed=SEED,
        clinic=CLINIC,
    )  # fmt: skip
    scans = runs.data["observed"].transpose("arm", "patient", "scan").values
    responded = np.nanmin(scans[:, :, 1:], axis=2) <= RESPONSE * scans[:, :, 0]
    return Responses(dict(zip(runs.arms, responded.mean(axis=1).tolist(), strict=True)))


SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Shares of silenced cells among the resistant ones over which the response is drawn."""


def mixed(patients: int) -> np.ndarray:
    """Return a share of silenced cells for each patient: any is as likely as any other. Ours."""
    return np.random.default_rng(SEED + 1).random(patients)


def rows(patients: int) -> list[Row]:
    """Return the table: the trial's interval, and its rate beside three assumptions."""
    found = stats.binomtest(RESPONDERS, PATIENTS).proportion_ci(0.95, method="exact")
    table = [
        exact(
            "decitabine, then carboplatin: lower end of the 95 % interval [%]",
            "14",
            100 * found.low,
        ),
        exact(
            "decitabine, then carboplatin: upper end of the 95 % interval [%]",
            "62",
            100 * found.high,
        ),
    ]
    settings = {"all resistance silenced": 1.0, "no resistance silenced": 0.0}
    for what, silenced in {**settings, "any share silenced": mixed(patients)}.items():
        rate = responses(patients, silenced).rate["decitabine days 1-5, before"]
        table.append(trial_row(f"response, {what} [%]", "35", rate, PATIENTS))
    return table
