"""Who of an arm is there on which day: counted in it, alive and followed; and their doses.

Runs that come out of a trial say who is counted in an arm and how long each patient was followed
(`sim.results.counted`): nothing is drawn of others, or of days that the trial has not seen.
"""

import numpy as np

from sim.results import Runs
from sim.results.counted import counted_in
from sim.results.endings import ERADICATED, TIME_OVER, dead


def counted(runs: Runs, arm: str) -> np.ndarray:
    """Tell which patients (patient,) are counted in an arm: all, except in a trial's runs."""
    who = counted_in(runs, arm)
    return np.ones(runs.count, dtype=bool) if who is None else who.inside


def followed(runs: Runs, arm: str) -> np.ndarray:
    """Return the day (patient,) of drop-out or data cut-off; infinite for who stays to the end."""
    who = counted_in(runs, arm)
    if who is None:
        return np.full(runs.count, np.inf)
    return np.where(who.followed < runs.days, who.followed, np.inf)


def death_day(runs: Runs, arm: str) -> np.ndarray:
    """Return the day (patient,) of each death that was seen; infinite for who lives."""
    died = np.where(dead(runs.values("ending", arm)), runs.values("end_day", arm), np.inf)
    return np.where(died <= followed(runs, arm), died, np.inf)


def last_day(runs: Runs, arm: str) -> np.ndarray:
    """Return the day (patient,) of death, or from which on nobody saw; infinite: neither."""
    return np.minimum(death_day(runs, arm), followed(runs, arm))


def until(runs: Runs, last: np.ndarray) -> np.ndarray:
    """Tell (patient, time) what is drawn up to a day (patient,): the first kept on or past it."""
    time = runs.values("time")
    return np.arange(time.size) <= np.searchsorted(time, last)[:, None]


def among_living(runs: Runs, arm: str, values: np.ndarray) -> np.ndarray:
    """Return values (patient, time, ...) that are NaN of who is not there: dead, lost, not counted.

    A death is drawn; of who was lost, nothing after the last day on which they were followed.
    """
    there = until(runs, death_day(runs, arm)) & counted(runs, arm)[:, None]
    there &= runs.values("time") <= followed(runs, arm)[:, None]
    if there.all():
        return values
    return np.where(there.reshape(there.shape + (1,) * (values.ndim - 2)), values, np.nan)


def share_there(runs: Runs, arm: str) -> np.ndarray:
    """Return the share of the patients (time,) who are alive and still followed."""
    last = last_day(runs, arm)[counted(runs, arm)]
    return (runs.values("time") < last[:, None]).mean(axis=0) if last.size else np.ones(1)


def lost(runs: Runs, arm: str) -> int:
    """Return how many patients left, or were cut off, before the end."""
    gone = np.isfinite(followed(runs, arm)) & ~np.isfinite(death_day(runs, arm))
    return int((gone & counted(runs, arm)).sum())


def mean_dose(runs: Runs, arm: str) -> np.ndarray:
    """Return the dose (time, drug), mean over the patients whose run goes on; 0 without any."""
    over = runs.values("ending", arm) != TIME_OVER
    end = np.where(over, runs.values("end_day", arm), np.inf)
    end = np.where(counted(runs, arm), np.minimum(end, followed(runs, arm)), -np.inf)
    there = runs.values("time") < end[:, None]
    dose = np.where(there[..., None], runs.values("dose", arm), 0.0)
    return dose.sum(axis=0) / np.maximum(there.sum(axis=0), 1)[:, None]


def head_count(runs: Runs, arm: str) -> str:
    """Return how many patients there are and how many ended early: ``n = 20, 3 dead``.

    And whether others are missing, because the run was interrupted.
    """
    inside, ending = counted(runs, arm), runs.values("ending", arm)
    gone = (ending == ERADICATED) & (runs.values("end_day", arm) <= followed(runs, arm))
    words = [f"n = {int(inside.sum())}"]
    for count, word in (
        (int((np.isfinite(death_day(runs, arm)) & inside).sum()), "dead"),
        (int((gone & inside).sum()), "eradicated"),
        (lost(runs, arm), "not followed to the end"),
    ):
        words += [f"{count} {word}"] if count else []
    words += ["interrupted"] if runs.interrupted else []
    return ", ".join(words)


def ending_of(runs: Runs, arm: str) -> str:
    """Return how the run of a single patient ended early: ``, dead``; nothing if it did not."""
    ending = runs.values("ending", arm)[:1]
    if dead(ending)[0]:
        return ", dead"
    return ", eradicated" if ending[0] == ERADICATED else ""


def lasting_growth(runs: Runs, arm: str) -> float:
    """Return the day from which half of the patients have grown for good [days]; NaN: fewer have.

    For good: more than 1.2 x the cells of day 0 until the end.
    """
    inside = counted(runs, arm)
    if not runs.keeps("lasting_growth_day") or not inside.any():
        return np.nan
    day = np.nan_to_num(runs.values("lasting_growth_day", arm), nan=np.inf)
    day = np.where(day <= last_day(runs, arm), day, np.inf)[inside]
    half = float(np.quantile(day, 0.5, method="inverted_cdf"))
    return half if np.isfinite(half) else np.nan
