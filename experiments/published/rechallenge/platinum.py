"""Platinum again: who relapses on treatment, and who later, and who responds to it a second time.

Marth et al. (1998): response to second-line platinum in ovarian cancer was 6 % if the first relapse
came on treatment, and 50 % if later.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

import sim
from experiments.published.rechallenge.reproduce import RESPONSE, SEED, trial_row
from experiments.published.table import Row

DRUG = "platinum"

BIRTH, DEATH = 0.14, 0.12
"""Divisions and deaths without drug [1/day]; a doubling time of 35 days. Ours."""

KILL = stats.lognorm(s=np.log(2) / stats.norm.ppf(0.9), scale=0.08)
"""Deaths that platinum adds [1/day]: the median and half and twice of it for 1 in 10. Ours."""

RESISTANT = stats.loguniform(1e-6, 1.0)
"""Share of resistant cells before the first treatment; all orders of magnitude alike. Ours."""

SIZE = 1e10
CYCLES = 126.0
"""Days of the first treatment: six cycles of three weeks."""

CLINIC = sim.Clinic(visit_every=21, scan_every=42, noise=0.05)
DAYS = 6 * sim.YEAR

PUBLISHED = {"on treatment": ("6", 50), "later": ("50", 50)}
"""Response to second-line platinum [%] by the first relapse, and patients of a trial to compare
with; the paper's own numbers of patients are not known here."""


@dataclass(frozen=True)
class Platinum:
    """Patients with a first relapse who got platinum again.

    Parameters
    ----------
    early, later : ndarray (patient,), bool
        Whether the first relapse came during the six cycles, or after.
    responded : ndarray (patient,), bool
        To platinum again.
    """

    early: np.ndarray
    later: np.ndarray
    responded: np.ndarray


def tumour(patients: int) -> sim.Tumour:
    """Return an ovarian tumour whose share of stably resistant cells differs between patients."""
    share = RESISTANT.rvs(patients, random_state=np.random.default_rng(SEED))
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=BIRTH, death=DEATH, start=SIZE * (1 - share)),
            sim.Clone(
                "resistant", birth=BIRTH, death=DEATH, start=SIZE * share, fold={DRUG: np.inf}
            ),
        ],
        drugs=[sim.Drug(DRUG, sim.Proportional(KILL))],
    )


def twice(patients: int) -> Platinum:
    """Treat: six cycles, nothing until a relapse, six cycles again."""
    plan = sim.Lines(
        [
            sim.Line(DRUG, until=sim.Days(CYCLES)),
            sim.Line({}, until=sim.Progression()),
            sim.Line(DRUG, until=sim.Days(CYCLES)),
        ]
    )
    runs = sim.simulate(
        tumour(patients), {"platinum": plan}, patients=patients, days=DAYS, seed=SEED, clinic=CLINIC
    )
    data = runs.data.sel(arm="platinum")
    given = (data["dose"].sel(drug=DRUG) > 0).transpose("patient", "time").values
    time, scan = data["time"].values, data["scan"].values
    scans = data["observed"].transpose("patient", "scan").values
    again = given & (time > CYCLES + 1)
    reached = again.any(axis=1)
    start = time[again.argmax(axis=1)][:, None]
    reference = np.take_along_axis(
        scans, ((scan <= start + 1e-6).sum(axis=1) - 1)[:, None], axis=1
    )[:, 0]
    counts = (scan > start) & (scan <= start + 2 * CYCLES) & np.isfinite(scans)
    best = np.where(counts, scans, np.inf).min(axis=1)
    # the relapse came on treatment where a scan of the first cycles was a progression
    early = data["progression_day"].values <= CYCLES
    return Platinum(reached & early, reached & ~early, reached & (best <= RESPONSE * reference))


def platinum_rows(patients: int) -> list[Row]:
    """Return the rows of platinum again."""
    found = twice(patients)
    return [
        trial_row(f"platinum again, first relapse {when} [%]", share, rate, n)
        for (when, (share, n)), rate in zip(
            PUBLISHED.items(),
            (found.responded[found.early].mean(), found.responded[found.later].mean()),
            strict=True,
        )
    ]
