"""The concentration after doses that are absorbed or infused, as a closed form for NumPy.

For figures; the kernels have their own, which hands on amounts (`sim.kernels.rates.body`).
"""

from collections.abc import Sequence

import numpy as np

from sim.base.checks import Number
from sim.model.kinetics import Infused, Kinetics, Oral, compartments

Given = tuple[float, float, float]
"""From when, for how long [days; 0: at once], and how many standard doses."""
SOON = 1e-9
"""Two moments closer than this [days] are one."""


def curve_numbers(kinetics: Kinetics) -> list[float] | None:
    """Return what the curve follows from; None where patients differ.

    Absorption, early and late half-life [days], share of the early one, bioavailability, lag and
    length of an infusion [days].
    """
    absorption: Number = 0.0
    lag: Number = 0.0
    lasts: Number = 0.0
    available: Number = 1.0
    if isinstance(kinetics, Oral):
        absorption, lag = kinetics.absorption, kinetics.lag
        available = kinetics.bioavailability
    if isinstance(kinetics, Infused):
        lasts = kinetics.lasts
    numbers = [absorption, *compartments(kinetics), available, lag, lasts]
    return numbers if all(isinstance(number, float) for number in numbers) else None


def concentration_after(
    given: Sequence[Given], numbers: Sequence[float], interval: float, when: np.ndarray
) -> np.ndarray:
    """Return concentrations (time,), 1 being the mean steady state of the standard dose.

    Parameters
    ----------
    given : sequence of (from, for, doses)
        What gets into the body: lags are over.
    numbers : sequence of float
        `curve_numbers`.
    interval : float
        Days between two administrations.
    when : ndarray (time,)
        In order [days].

    References
    ----------
    Gibaldi and Perrier (1982), Pharmacokinetics, 2nd ed., chapters 1 and 2.
    """
    absorption, early, late, share, available, _, _ = numbers
    shares = (share, 1.0 - share)
    rates = (np.log(2.0) / early, np.log(2.0) / late)
    out = 1.0 / sum(part / rate for part, rate in zip(shares, rates, strict=True))
    dose = available * out * interval
    level = np.zeros(len(when))
    for start, lasts, amount in given:
        first = int(np.searchsorted(when, start))
        t = when[first:] - start
        for part, rate in zip(shares, rates, strict=True):
            if part == 0.0:
                continue
            if lasts > 0.0:
                ended = np.maximum(t - lasts, 0.0)
                seen = (np.exp(-rate * ended) - np.exp(-rate * t)) / (rate * lasts)
            elif absorption > 0.0:
                seen = _absorbed(np.log(2.0) / absorption, rate, t)
            else:
                seen = np.exp(-rate * t)
            level[first:] += dose * amount * part * seen
    return level


def given_between(
    time: np.ndarray, dose: np.ndarray, stop: float, numbers: Sequence[float], interval: float
) -> list[Given]:
    """Return what gets in at doses (visit,) that hold from each visit to the next.

    What is on its way at a visit, in its lag or while its infusion runs, goes on at the new dose.
    """
    lag, lasts = numbers[-2:]
    given: list[Given] = []
    begun = np.inf
    for visit, (day, amount) in enumerate(zip(time, dose, strict=True)):
        if amount <= 0:
            begun = np.inf
            continue
        begun = min(begun, float(day))
        until = time[visit + 1] if visit + 1 < len(time) else stop + interval
        n = max(int(np.floor((day - begun) / interval)) - 1, 0)
        while (due := begun + n * interval) < until:
            start, end = due + lag, due + lag + lasts
            n += 1
            if lasts == 0.0 and day - SOON <= start < until - SOON:
                given.append((start, 0.0, float(amount)))
            elif lasts > 0.0:
                part = min(end, until) - max(start, day)
                if part > SOON:
                    given.append((max(start, day), part, float(amount) * part / lasts))
    return given


def _absorbed(absorption: float, rate: float, t: np.ndarray) -> np.ndarray:
    """Return what is in the blood of a dose that is absorbed, if it were not diluted."""
    x = abs(absorption - rate) * t
    mean = np.where(x > 1e-9, -np.expm1(-x) / np.maximum(x, 1e-9), 1.0 - 0.5 * x)
    return absorption * t * np.exp(-min(absorption, rate) * t) * mean
