"""Survival times in steps of 45 days, their medians and the hazard ratio of two strategies."""

from dataclasses import dataclass

import numpy as np

from experiments.published.beckman2012.ode import STEP, STEPS

END = STEP * STEPS


@dataclass(frozen=True)
class Times:
    """Survival of some patients under one strategy.

    Parameters
    ----------
    days : ndarray (patient,)
        Day of death, at the end of its 45 days; `END` for who lives, 45 more for who is cured.
    died : ndarray (patient,), bool
    """

    days: np.ndarray
    died: np.ndarray

    def take(self, who) -> "Times":
        """Return some of the patients."""
        return Times(self.days[who], self.died[who])

    @property
    def median(self) -> float:
        """Median survival [days]."""
        return float(np.median(self.days))


def times(death: np.ndarray, cured: np.ndarray) -> Times:
    """Return survival as the paper counts it, from the day of death, inf for who lives."""
    died = np.isfinite(death)
    days = np.where(died, STEP * np.ceil(np.where(died, death, END) / STEP), END)
    return Times(np.where(cured, END + STEP, days), died)


def hazard_ratio(control: Times, other: Times) -> float:
    """Return Cox's hazard ratio of `other` to `control`, ties as in Breslow (1974).

    One covariate, so Newton's method on one number: at each day of death, the share of the deaths
    that fall to `other` beside the share expected of who is still at risk.
    """
    days = np.unique(np.concatenate([control.days[control.died], other.days[other.died]]))
    risk_0, risk_1 = ((one.days >= days[:, None]).sum(axis=1) for one in (control, other))
    deaths_0, deaths_1 = (
        ((one.days == days[:, None]) & one.died).sum(axis=1) for one in (control, other)
    )
    deaths, beta = deaths_0 + deaths_1, 0.0
    for _ in range(50):
        expected = risk_1 * np.exp(beta) / (risk_0 + risk_1 * np.exp(beta))
        step = (deaths_1 - deaths * expected).sum() / (deaths * expected * (1 - expected)).sum()
        beta += step
        if abs(step) < 1e-10:
            break
    return float(np.exp(beta))


def kaplan_meier(one: Times) -> tuple[np.ndarray, np.ndarray]:
    """Return the days of deaths and the share that is alive after each; nobody is lost before."""
    days = np.arange(0, END + 1, STEP)
    return days, np.array([((one.days > day) | ~one.died).mean() for day in days])


def spread(
    measure, patients: int, sample: int, seed: int, times: int = 1000
) -> tuple[float, float]:
    """Return the middle 99.9 % of a measure over random samples of patients, drawn with return.

    Parameters
    ----------
    measure : callable
        ``measure(who)`` for indices of patients.
    patients, sample : int
        How many there are, and how many each sample has.
    """
    random = np.random.default_rng(seed)
    values = [measure(random.integers(0, patients, sample)) for _ in range(times)]
    low, high = np.quantile(values, [0.0005, 0.9995])
    return float(low), float(high)
