"""Two treatments of the same patients, some of whom are lost before it is known which was better.

A difference of two days of which one or both are days of censoring is not the patient's difference:
of two lost on the same day it is 0, and a mean of such numbers comes the nearer to 0 the more are
lost. So the mean is a difference of restricted means, in which the lost count as long as they are
followed, and its interval comes from pairs of pseudo-values, which keep what pairing knows.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.results.survival.estimate import UNKNOWN, Estimate
from sim.results.survival.means import (
    check_until,
    pseudo_values,
    restricted_mean_difference,
    within,
)
from sim.results.survival.times import Times, known_until


class Verdicts(NamedTuple):
    """For which patients one treatment was better, each ndarray (patient,) bool.

    Who is lost on a day is known to be without the event on it, as in a Kaplan-Meier curve. Of a
    patient who is in none of the first three, follow-up ended before it was known.
    """

    better: np.ndarray
    """The event is known to come later under the first, or not to have come when it came under
    the second."""
    worse: np.ndarray
    same: np.ndarray
    """It came on the same day."""
    undecided: np.ndarray


@dataclass(frozen=True)
class PairedDifference:
    """How much later the event comes under one treatment than under another, in the same patients.

    Attributes
    ----------
    mean : Estimate
        Difference of the mean days without the event within the first `until` days, with its 95 %
        interval [days]. Who is lost to follow-up counts as long as they were followed.
    median : float
        Median of the patients' own differences within `until` days [days]; NaN where those who
        were lost leave it open.
    better, worse, same, undecided : float
        Shares of the patients for whom the event comes later, earlier, on the same day, and of
        those whose follow-up ended before that was known.
    patients : int
        How many.
    until : float
        Days within which the mean and the median are taken [days].
    """

    mean: Estimate
    median: float
    better: float
    worse: float
    same: float
    undecided: float
    patients: int
    until: float

    @property
    def win_ratio(self) -> Estimate:
        """Patients for whom it is better to one for whom it is worse, with its 95 % interval.

        Of those of whom it is known; with the exact interval of a share (matched pairs: Pocock et
        al. 2012, Eur Heart J 33:176).
        """
        from scipy.stats import binomtest

        wins, losses = (round(share * self.patients) for share in (self.better, self.worse))
        if wins + losses == 0:
            return UNKNOWN
        interval = binomtest(wins, wins + losses).proportion_ci(0.95, method="exact")
        with np.errstate(divide="ignore"):
            shares = np.array([wins / (wins + losses), interval.low, interval.high])
            return Estimate(*(shares / (1.0 - shares)).tolist())

    def __str__(self) -> str:
        mean = self.mean
        words = f"{mean.value:+.1f} days" if mean.value == mean.value else "not known"
        if not np.isnan(mean.low):
            words += f" ({mean.low:+.1f} to {mean.high:+.1f})"
        elif mean.value == mean.value:
            words += " (no interval)"  # nobody had the event: that is not the same as no difference
        lost = f", undecided for {100 * self.undecided:.0f} %" if self.undecided else ""
        return (
            f"{words} within {self.until:.0f} days; better for {100 * self.better:.0f} %, worse "
            f"for {100 * self.worse:.0f} %, the same for {100 * self.same:.0f} %{lost} of "
            f"{self.patients}"
        )


def paired_difference(one: Times, other: Times, until: float) -> PairedDifference:
    """Return how much later the event comes under one treatment than under another.

    Parameters
    ----------
    one, other : (days, happened), each ndarray (patient,)
        The same patients in the same order under the two treatments, as in `kaplan_meier`.
    until : float
        Days within which the difference is taken [days]; at most to the last follow-up of both.

    Notes
    -----
    The loss to follow-up may be common to both (as in `Conduct`) or not; it must have nothing
    to do with what happens to a patient, as for all of these estimates.
    """
    verdicts, (low, high) = verdicts_of(one, other), bounds(one, other, until)
    least, most = float(np.median(low)), float(np.median(high))
    better, worse, same, undecided = (float(who.mean()) for who in verdicts)
    return PairedDifference(
        mean_difference(one, other, until), least if least == most else np.nan,
        better, worse, same, undecided, low.size, float(until),
    )  # fmt: skip


def mean_difference(one: Times, other: Times, until: float) -> Estimate:
    """Return the difference of the restricted means of the same patients, and its 95 % interval.

    The interval is that of the mean of the patients' paired pseudo-values, with Student's t;
    without censoring it is that of the paired t-test. There is none where no two patients differ
    in what they gain. Parameters as in `paired_difference`.

    Notes
    -----
    In simulated trials of 60 and 200 patients it held the truth in 94 to 96 of 100, whether none or
    two thirds were lost to follow-up under an arm. Of 20 patients with two thirds lost it was 93.4,
    and the mean was low by 0.06 of its standard deviation: few are left at the last follow-up.
    """
    value = restricted_mean_difference(one, other, until).value
    added = pseudo_values(*one, until) - pseudo_values(*other, until)
    if added.size < 2:
        return UNKNOWN._replace(value=value)
    from scipy.special import stdtrit

    half = stdtrit(added.size - 1, 0.975) * added.std(ddof=1) / np.sqrt(added.size)
    return within(value, float(half), until)


def verdicts_of(one: Times, other: Times) -> Verdicts:
    """Return for which patients (patient,) the first treatment was better; see `Verdicts`."""
    (first, came), (second, came_too) = one, other
    better = came_too & ((first > second) | ((first == second) & ~came))
    worse = came & ((second > first) | ((first == second) & ~came_too))
    same = came & came_too & (first == second)
    return Verdicts(better, worse, same, ~(better | worse | same))


def bounds(one: Times, other: Times, until: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest difference of days that each patient can have.

    Days without the event within the first `until` days, under the first treatment less those
    under the second, ndarray (patient,) [days]; the two are equal where it is known.
    """
    check_until(until, min(known_until(*one), known_until(*other)))
    least, most = [], []
    for days, happened in (one, other):
        least.append(np.minimum(days, until))
        most.append(np.where(happened, least[-1], until))
    return least[0] - most[1], most[0] - least[1]
