"""The likelihood of the exact stochastic model, small clones included: a bootstrap particle filter.

Many copies of a tumour ("particles") go by chance from one result to the next. There each is
weighted by how well it explains the result, and as many are drawn anew by these weights. The
product of the mean weights is an unbiased estimate of the likelihood (Del Moral 2004).

Randomness has an address: particle 7 of every tumour has the same luck between the same days, and
tumours are drawn anew in the order of their size with the same number. So the estimate changes
little from one parameter to the next (common random numbers).
"""

from typing import Any

import numpy as np

from sim.base.streams import ROLE_PARTICLES, fold_in, patient_keys, uniforms
from sim.clinic.measures import Measure
from sim.engines.forecast import Work
from sim.engines.jump import Jump
from sim.engines.ways import way_for
from sim.inference.errors import constant, residuals
from sim.inference.measures import InProportion
from sim.inference.problem import Problem
from sim.kernels.model import FULL

FEWEST, MOST = 64, 8192
"""Particles that are tried."""
NOISY = 0.5
"""Standard error of a log-likelihood that is small enough: beside 1 it adds little to what a
posterior draws (Pitt et al. 2012, J Econometrics 171:134)."""
TRIES = 12
"""Seeds by which it is measured."""
SIDE_BY_SIDE = 65_536
"""Particles of all tumours that are calculated at once."""


def particle_log_likelihood(
    problem: Problem, theta: np.ndarray, particles: int, seed: int
) -> np.ndarray:
    """Return estimates of the log-likelihood (tumour,), tumours side by side.

    Parameters
    ----------
    problem : Problem
        Of one patient.
    theta : ndarray (tumour, parameter)
        The parameters.
    particles : int
        Copies of each tumour.
    seed : int
        Of everything random.

    References
    ----------
    Gordon, Salmond and Smith (1993), IEE Proc F 140:107; Kitagawa (1996), J Comput Graph Stat 5:1
    (systematic resampling).
    """
    at_once = max(1, SIDE_BY_SIDE // particles)
    parts = [theta[at : at + at_once] for at in range(0, len(theta), at_once)]
    return np.concatenate([_filtered(problem, part, particles, seed) for part in parts])


def enough_particles(problem: Problem, theta: np.ndarray, seed: int) -> tuple[int, float]:
    """Return how many particles hold the standard error at `NOISY`, and what it is.

    Parameters
    ----------
    problem : Problem
        Of one patient.
    theta : ndarray (1, parameter)
        Where: at good parameters.
    seed : int
        The first of some by which it is measured.
    """
    particles = FEWEST
    while True:
        tries = [
            particle_log_likelihood(problem, theta, particles, seed + k)[0] for k in range(TRIES)
        ]
        spread = float(np.std(tries, ddof=1)) if np.isfinite(tries).all() else np.inf
        if spread <= NOISY or particles >= MOST:
            return particles, spread
        particles *= 2


def _filtered(problem: Problem, theta: np.ndarray, particles: int, seed: int) -> np.ndarray:
    tumours, count = len(theta), len(theta) * particles
    each = np.repeat(theta, particles, axis=0)
    tumour = problem.tumour(each)
    engine, course = Jump(), problem.course
    way = way_for(engine, tumour, Work(count, count * len(course.legs)))
    way.prepare(lambda text: None)
    numbers = np.tile(np.arange(particles, dtype=np.int64), tumours)
    body = engine.body(engine.block(tumour, numbers, seed, None, way))
    seen = problem.observations
    watches = [_Watch(problem, place, each) for place in range(len(seen.series))]
    points = course.places(problem.days)
    total = np.zeros(tumours)
    keys = patient_keys(seed, np.arange(len(course.stops)), ROLE_PARTICLES)
    lots = uniforms(fold_in(keys, 1))
    for watch in watches:
        watch.begin(body.cells, tumour.clone_names)
    for stop in range(len(course.stops)):
        if stop:
            leg = course.legs[stop - 1]
            before = body.cells.copy()
            body.take(leg.once)
            body.advance(leg.doses, leg.day, leg.until)
            for watch in watches:
                watch.follow(before, body.cells, leg.until - leg.day)
        here = np.flatnonzero(points == stop)
        if not here.size:
            continue
        chance = np.zeros(count)
        for watch in watches:
            chance += watch.chance(here, body.cells)
        chance[body.state == FULL] = -np.inf
        table = chance.reshape(tumours, particles)
        best = table.max(axis=1, keepdims=True)
        weights = np.exp(table - np.where(np.isfinite(best), best, 0.0))
        with np.errstate(divide="ignore"):
            total += best[:, 0] + np.log(weights.mean(axis=1))
        chosen = _drawn_anew(weights, body.cells.sum(axis=1), float(lots[stop]))
        body.choose(chosen)
        for watch in watches:
            watch.choose(chosen)
    return total


def _drawn_anew(weights: np.ndarray, size: np.ndarray, lot: float) -> np.ndarray:
    """Return which particles go on (tumour x particle,), each tumour's among its own."""
    tumours, particles = weights.shape
    order = np.argsort(size.reshape(tumours, particles), axis=1, kind="stable")
    sorted_ = np.take_along_axis(weights, order, axis=1)
    total = sorted_.sum(axis=1, keepdims=True)
    sorted_ = np.where(total > 0, sorted_, 1.0)  # (nothing explains the result: all go on)
    edges = np.cumsum(sorted_, axis=1)
    edges /= edges[:, -1:]
    places = (np.arange(particles) + lot) / particles
    # one search for all tumours: each has its own whole number in front
    whole = np.arange(tumours)[:, None]
    found = np.searchsorted((edges + whole).ravel(), (places + whole).ravel())
    found = np.minimum(found, (np.repeat(whole, particles) + 1) * particles - 1)
    rank = found - np.repeat(whole, particles) * particles
    chosen = np.take_along_axis(order, rank.reshape(tumours, particles), axis=1)
    return (chosen + whole * particles).ravel()


class _Watch:
    """One series, as it is seen of every particle."""

    def __init__(self, problem: Problem, place: int, theta: np.ndarray):
        seen, series = problem.observations, problem.observations.series[place]
        self._mine = np.flatnonzero(seen.what == place)
        self._counts = np.isin(self._mine, problem.counted(place))
        self._measure = problem._measure(series, theta)
        self._values, self._sign = problem._values[series], seen.censored[self._mine]
        self._error = problem.noise[series]
        self._size, self._least = problem.size_of_errors(series, theta)
        self._state: Any = None
        self._names: tuple[str, ...] = ()

    def begin(self, cells: np.ndarray, names: tuple[str, ...]) -> None:
        self._names = names
        if isinstance(self._measure, Measure):
            self._state = self._measure.begin(self._burden(cells))

    def follow(self, before: np.ndarray, now: np.ndarray, days: float) -> None:
        if isinstance(self._measure, Measure) and self._state is not None:
            self._state = self._measure.follow(
                self._state, self._burden(before), self._burden(now), days
            )

    def choose(self, chosen: np.ndarray) -> None:
        if self._state is not None:
            self._state = np.asarray(self._state)[..., chosen]

    def chance(self, points: np.ndarray, cells: np.ndarray) -> np.ndarray | float:
        """Return the log density (particle,) of the results at a stop."""
        mine = np.flatnonzero(np.isin(self._mine, points))
        if not mine.size:
            return 0.0
        shows = self._shows(cells)  # (which notes the level, too, at the first result)
        mine = mine[self._counts[mine]]
        said = np.repeat(shows[:, None], mine.size, axis=1)
        value, sign = self._values[mine], self._sign[mine]
        r = residuals(self._error, value, sign, said, self._size, self._least)
        least = constant(self._error, value, sign, self._least)
        return np.asarray(least - 0.5 * (r * r).sum(axis=1))

    def _shows(self, cells: np.ndarray) -> np.ndarray:
        burden = self._burden(cells)
        if isinstance(self._measure, InProportion):
            if self._state is None:  # (the first result: what it is in proportion to)
                self._state = np.maximum(burden, 1.0)
            return self._values[0] * self._measure.first * burden / self._state
        error = np.ones((self._measure.parts, len(burden)))
        sizes, _ = self._measure.sizes(burden, self._state, error, 0.0)
        return self._measure.total(sizes, 0.0, None)

    def _burden(self, cells: np.ndarray) -> np.ndarray:
        if isinstance(self._measure, Measure) and self._measure.sees_clones:
            columns = cells.astype(float).T
            return self._measure.counted(dict(zip(self._names, columns, strict=True)))
        return cells.sum(axis=1).astype(float)
