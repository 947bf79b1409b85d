"""What not seeing costs: the same policy on the truth and on what a clinic measures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.base.checks import one_number
from sim.base.days import merge
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.clinic import Cells, Clinic
from sim.clinic.criteria import SIZES
from sim.results import Visits
from sim.results.endings import dead
from sim.results.survival import paired_difference

if TYPE_CHECKING:
    import pandas as pd

    from sim.trials.trial import Trial


@typed
def regret(
    trial: "Trial", clinics: Mapping[str, Clinic], arm: str, *, seed: int = 1, grown: float = 1.2
) -> "pd.DataFrame":
    """Return how much time patients lose because a policy does not see the truth.

    The policy of one arm runs once on the truth (every visit, no noise, no delay, no limit of
    detection) and once with each of the clinics. All are judged by the same yardstick, which no
    clinic can bend: the day on which the *true* burden is `grown` times what it was on day 0, or
    the day of death. The visits are the same in all, so patients keep their luck.

    Parameters
    ----------
    trial : Trial
        Cohort, arms and days.
    clinics : mapping of name to Clinic
        Ways to look: other scan intervals, noise, detection limits.
    arm : str
        Whose policy.
    seed : int
        Of the run.
    grown : float
        True growth over the start that counts as failure.

    Returns
    -------
    DataFrame
        One row per clinic: mean days to failure; mean regret with its 95 % interval, truth less
        clinic [days]; the shares of patients who lose and who gain by not seeing. Attribute
        ``regret``: the differences, ndarray (clinic, patient).
    """
    import pandas as pd

    from sim.simulate import simulate

    if arm not in trial.arms:
        raise InputError(f"Regret of arm {arm!r}: the trial's arms are {', '.join(trial.arms)}.")
    if not clinics:
        raise InputError('Regret needs clinics by name: {"every 12 weeks": sim.Clinic(...)}.')
    grown = one_number(
        "grown", grown, 1.0, above=True, hint="1.2 is a fifth more than at the start."
    )
    days = merge(*(clinic.days(trial.days) for clinic in (trial.clinic, *clinics.values())))
    patients = trial.cohort.draw(seed)

    def failure(clinic: Clinic) -> np.ndarray:
        runs = simulate(
            patients.tumour, {arm: trial.arms[arm]}, patients=patients.numbers.tolist(),
            days=trial.days, seed=seed, clinic=replace(clinic, extra_visits=tuple(days)),
            engine=trial.engine, record=Visits(), progress=False,
        )  # fmt: skip
        return first_growth(runs, grown)

    truth = failure(all_seeing(trial.clinic))
    rows, lost = {}, []
    for name, clinic in clinics.items():
        found = failure(clinic)
        lost.append(truth - found)
        # who has not failed by the last day is followed to it
        one, other = ((days_, days_ < trial.days) for days_ in (truth, found))
        difference = paired_difference(one, other, trial.days)
        rows[name] = {
            "mean days to failure": float(found.mean()),
            "seeing everything": float(truth.mean()),
            "regret [days]": difference.mean.value,
            "from (95 %)": difference.mean.low, "to (95 %)": difference.mean.high,
            "lose by not seeing": difference.better, "gain by not seeing": difference.worse,
        }  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "clinic"
    table.attrs["regret"] = np.array(lost)
    return table


def all_seeing(clinic: Clinic) -> Clinic:
    """Return the clinic that sees the truth at every visit, and counts in the same way."""
    measure = clinic.main.measure if clinic.main.measure.unit in SIZES else Cells()
    criteria = clinic.judged_by if clinic.main.measure.unit in SIZES else Clinic().criteria
    if clinic.measures is not None:
        exams = {
            name: replace(
                exam, every=clinic.visit_every, days=clinic.visit_days, delay=0.0, missed=0.0,
                noise=None if exam.measure.samples else 0.0, detection=0.0,
            )
            for name, exam in clinic.exams.items()
        }  # fmt: skip
        return replace(clinic, measures=exams)
    return replace(
        clinic, scan_every=clinic.visit_every, scan_days=clinic.visit_days, noise=0.0, delay=0.0,
        missed=0.0, detection=0.0, measure=measure, criteria=criteria,
    )  # fmt: skip


def first_growth(runs, grown: float) -> np.ndarray:
    """Return the day (patient,) of true growth over the start, of death, or the last day."""
    data = runs.data.isel(arm=0)
    burden, time = data["burden"].values, data["time"].values
    # (what was never there has not grown)
    worse = (burden >= grown * burden[:, :1]) & (burden > 0)
    first = np.where(worse.any(axis=1), time[worse.argmax(axis=1)], runs.days)
    died = dead(data["ending"].values)
    return np.minimum(first, np.where(died, data["end_day"].values, runs.days))
