"""The exact likelihood of one clone that divides and dies by chance, counted with errors.

The law of the number of cells goes forward from result to result: what it was is put through the
generating function of a birth-death process (`sim.theory`), weighted by how well each number
explains the result, and so on. Nothing is drawn; the error is that of a Fourier transform.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.clinic import Cells
from sim.inference.errors import constant, is_additive, residuals
from sim.model import Exponential, Tumour
from sim.theory import BirthDeath, Rates

if TYPE_CHECKING:
    from sim.inference.course import Leg
    from sim.inference.problem import Problem

MOST = 4096
"""Cells that are counted with; what is beyond is left out."""
FAR = 6.0
"""Standard errors of a result beyond which the number of cells is not looked for."""
DAMPED = 1e-7
"""What is beyond the numbers counted with comes back by the Fourier transform by this factor."""


def check_exact(problem: "Problem") -> None:
    """Refuse a tumour whose law is not known, and measures that do not count its cells."""
    tumour, seen = problem.example, problem.observations
    wrong = {
        "several clones": len(tumour.clones) > 1,
        "growth that is crowded": not isinstance(tumour.growth, Exponential),
        "transitions": bool(tumour.mutations or tumour.switches),
        "an immune system": tumour.immune is not None,
        "drugs with kinetics": any(drug.is_timed for drug in tumour.drugs),
        "single doses": any(leg.once is not None for leg in problem.course.legs),
    }
    for what, there in wrong.items():
        if there:
            raise InputError(
                f"The exact likelihood is that of one clone with rates that a dose sets at once; "
                f"this tumour has {what}. Say likelihood='particle', which takes any."
            )
    for series in seen.series:
        if not isinstance(problem.example_measure(series), Cells):
            raise InputError(
                f"The exact likelihood counts cells, and {series!r} is measured by "
                f"{problem.example_measure(series)!r}; say likelihood='particle', or read it in "
                "cells."
            )
    largest = max(float(seen.value.max()), float(np.max(tumour.clones[0].start)))
    if largest > MOST / 2:
        raise InputError(
            f"The exact likelihood goes over all numbers of cells up to {MOST:,}, and here are "
            f"{largest:,.0f}; for so many say likelihood='particle', or 'meanfield'."
        )


def exact_log_likelihood(problem: "Problem", theta: np.ndarray) -> np.ndarray:
    """Return the log-likelihood (tumour,) of parameters (tumour, parameter), one by one.

    References
    ----------
    Kendall (1948), Ann Math Stat 19:1 (the law); Rabiner (1989), Proc IEEE 77:257 (the forward
    pass).
    """
    return np.array([_forward(problem, row) for row in theta])


def _forward(problem: "Problem", row: np.ndarray) -> float:
    tumour, course, seen = problem.one(row), problem.course, problem.observations
    rates, start = Rates(tumour), round(float(np.max(tumour.clones[0].start)))
    size = _numbers(problem, row, start)
    if start >= size:
        return -np.inf
    numbers, chance, total = np.arange(size), np.zeros(size), 0.0
    chance[start] = 1.0
    points = course.places(problem.days)
    for stop in range(len(course.stops)):
        if stop:
            chance = _after(chance, rates, tumour, course.legs[stop - 1])
        here = np.flatnonzero(points == stop)
        if not here.size:
            continue
        log = np.zeros(size)
        for point in here:
            log += _density(problem, row, int(seen.what[point]), int(point), numbers)
        weighted = chance * np.exp(log - log.max())
        mass = float(weighted.sum())
        if not mass > 0:
            return -np.inf
        total += float(log.max()) + np.log(mass)
        chance = weighted / mass
    return total


def _numbers(problem: "Problem", row: np.ndarray, start: int) -> int:
    """Return up to how many cells are counted with: a power of 2."""
    highest, seen = float(start), problem.observations
    for place, series in enumerate(seen.series):
        value = float(seen.value[seen.what == place].max())
        size = float(np.ravel(problem.size_of_errors(series, row[None])[0])[0])
        additive = is_additive(problem.noise[series])
        highest = max(highest, value + FAR * size if additive else value * np.exp(FAR * size))
    return int(min(MOST, 2 ** np.ceil(np.log2(2.0 * highest + 64.0))))


def _density(
    problem: "Problem", row: np.ndarray, place: int, point: int, numbers: np.ndarray
) -> np.ndarray:
    """Return the log density (number,) of a result, if so many cells there are."""
    seen = problem.observations
    series = seen.series[place]
    size, least = problem.size_of_errors(series, row[None])
    value, sign = seen.value[point : point + 1], seen.censored[point : point + 1]
    said = numbers[:, None].astype(float)
    r = residuals(problem.noise[series], value, sign, said, np.ravel(size)[:1], least)
    told = constant(problem.noise[series], value, sign, least)
    return np.asarray(told - 0.5 * (r * r).sum(axis=1))


def _after(chance: np.ndarray, rates: Rates, tumour: Tumour, leg: "Leg") -> np.ndarray:
    """Return the law of the number of cells (number,) at the end of a leg."""
    birth, death = rates.birth_and_death(rates.under(leg.doses[0]))
    law, days = BirthDeath(float(birth[0]), float(death[0])), leg.until - leg.day
    gone = float(law.extinction(days))
    left = (1.0 - gone) / float(law.mean(days))  # 1 - q: sizes of living families are geometric
    size = len(chance)
    radius = DAMPED ** (1.0 / size)
    z = radius * np.exp(2j * np.pi * np.arange(size // 2 + 1) / size)
    family = gone + (1.0 - gone) * left * z / (1.0 - (1.0 - left) * z)
    last = int(np.flatnonzero(chance)[-1])
    found = np.zeros(len(z), dtype=complex)
    for number in range(last, -1, -1):  # (Horner: the sum of chance[n] * family^n)
        found *= family
        found += chance[number]
    # the real law has coefficients chance(k) radius^k; e^(+i) in z is the conjugate transform
    law_now = np.fft.irfft(found.conj(), size) * radius ** -np.arange(size)
    return np.maximum(law_now, 0.0)
