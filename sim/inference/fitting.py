"""From what the clinic saw of a patient to the tumour behind it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, listed, shown
from sim.base.typed import typed
from sim.data import Observations
from sim.engines.cannot import check_jump
from sim.inference.asked import (
    check_taken,
    checked_measures,
    checked_noise,
    with_unknown_noise,
)
from sim.inference.chance import by_chance
from sim.inference.climb import climb
from sim.inference.errors import MEASURED
from sim.inference.exact import check_exact
from sim.inference.fitted import Fit
from sim.inference.held import warn_of_held
from sim.inference.measures import InProportion
from sim.inference.priors import Priors, even
from sim.inference.problem import Problem
from sim.inference.several import Fits
from sim.model import Tumour
from sim.running.asked import check_largest

LIKELIHOODS = ("meanfield", "particle", "exact")
TRIED = 256
"""Parameters drawn from the prior to see whether the data are within reach."""
FAR = 10.0
"""A first result so many times outside of what all of these show is out of reach."""


@typed
def fit(
    observations: Observations,
    tumour: Callable[..., Tumour],
    parameters: Mapping[str, Any],
    *,
    measure: Any = None,
    noise: Any = None,
    likelihood: str = "meanfield",
    particles: int | None = None,
    starts: int = 25,
    seed: int = 1,
) -> "Fit | Fits":
    """Return which parameters of a tumour could have given what was seen.

    The best are looked for by least squares from many starts, on the scale on which the prior is
    even; what the data cannot tell is said by `Fit.identified`, and `Fit.posterior` draws all that
    could be.

    Parameters
    ----------
    observations : Observations
        What was seen, and what was given. Several patients are fitted one by one.
    tumour : function
        Returns the tumour of parameters: a preset such as ``sim.presets.mcrpc_abiraterone``, or a
        function of your own. It is called with an array for each parameter.
    parameters : mapping of name to distribution
        The prior of each parameter that is unknown, a frozen distribution of `scipy.stats`. Only
        values within its range are considered.
    measure : Measure, InProportion, function, or mapping of series to these, optional
        What is measured. A function takes parameters and returns a measure. Default: by the unit
        of the series, `sim.Cells`, `sim.Volume` or `sim.Diameter`; `sim.InProportion` for others.
    noise : Noise, Additive, str, or mapping of series to these, optional
        How results err: ``sim.Noise(0.2)`` by 20 % (the default), ``sim.Additive(0.5)`` by half a
        unit, ``sim.UnknownNoise()`` by nobody knows how much, which is fitted with the rest, or
        the name of a parameter, which is the relative error.
    likelihood : {"meanfield", "particle", "exact"}
        The chance of the data given the parameters: around the expected course of the tumour; by
        the exact stochastic model, small clones included, with a particle filter over the jump
        engine; or, of one clone of up to some thousand cells that are counted, by its exact law.
        These begin where the mean field has arrived.
    particles : int, optional
        Copies of each tumour in the filter. Default: as many as hold the standard error of the
        log-likelihood at 0.5.
    starts : int
        How many starts, spread over the prior.
    seed : int
        Of where they are, and of the particles.

    Returns
    -------
    Fit, or Fits for several patients

    Raises
    ------
    InputError
        If something does not fit; before anything is looked for.

    Examples
    --------
    >>> import sim
    >>> from scipy import stats
    >>> psa = sim.Observations.read("patient.csv", value="psa",   # doctest: +SKIP
    ...                             doses={"abiraterone": "on"})
    >>> unknown = {"cost": stats.uniform(0, 1), "turnover": stats.uniform(0, 0.9)}
    >>> print(sim.fit(psa, sim.presets.mcrpc_abiraterone, unknown))   # doctest: +SKIP
    """
    checks.one_of("likelihood", likelihood, LIKELIHOODS, "likelihood")
    checks.whole("starts", starts, 1, 10_000)
    checks.whole("seed", seed)
    if particles is not None:
        checks.whole("particles", particles, 2, 1_000_000)
        if likelihood != "particle":
            raise InputError(
                f"particles is {particles}, but the likelihood is {likelihood!r}, which has none; "
                "say likelihood='particle', or leave particles out."
            )
    if isinstance(tumour, Tumour):
        raise InputError(
            "The tumour of a fit is one tumour; give a function of the parameters that returns it: "
            "lambda cost: sim.presets.mcrpc_abiraterone(cost=cost)."
        )
    noise, parameters = with_unknown_noise(noise, observations.series, parameters)
    priors = Priors(parameters)
    measures = checked_measures(measure, observations)
    errors = checked_noise(noise, observations, priors)
    problems = []
    for patient in observations.patients:
        one = observations.measured() if len(observations) == 1 else observations.of(patient)
        problems.append(Problem(one, tumour, priors, measures, errors))
    for problem in problems:
        _check(problem, seed)
        if likelihood == "exact":
            check_exact(problem)
        if likelihood == "particle":
            check_jump(problem.example)
    found = {p.observations.patients[0]: _best(p, starts, seed) for p in problems}
    for each in found.values():
        warn_of_held(each)
    if likelihood != "meanfield":
        exact = likelihood == "exact"
        found = {name: by_chance(one, particles, seed, exact) for name, one in found.items()}
    return next(iter(found.values())) if len(found) == 1 else Fits(found)


def _check(problem: Problem, seed: int) -> None:
    """Refuse data and priors that cannot lead anywhere."""
    seen, priors = problem.observations, problem.priors
    who = f"patient {seen.patients[0]!r}"
    check_taken(problem)
    example = problem.example
    _ = problem.meaning  # (before anything changes)
    points = sum(len(problem.counted(place)) for place in range(len(seen.series)))
    for drug in seen.given.drugs:
        if drug not in example.drug_names:
            raise InputError(
                f"{who} was given {drug!r}, but the tumour's drugs are {listed(example.drug_names)}"
                "; name it so in doses= of sim.Observations.read."
            )
    check_largest(example, f"{who} was given", seen.given)
    if example.grown_from_one_cell:
        raise InputError(
            "The tumour of a fit is grown from one cell, which is by chance; the mean field begins "
            "with stated counts. Give its clones a start."
        )
    if points < len(priors):
        raise InputError(
            f"{who} has {points} result{'s' * (points != 1)}{_besides(problem)}, but "
            f"{len(priors)} parameters are unknown ({listed(priors.names)}); say some of them in "
            "the tumour, or fit several patients who share them."
        )
    if not (seen.censored == MEASURED).any():
        raise InputError(
            f"Every result of {who} is beyond a limit; there is nothing to fit a curve to. "
            "sim.Observations.read takes '< 0.1' for a limit and 0.1 for a result."
        )
    _check_level(problem)
    _check_reach(problem, seed)


def _besides(problem: Problem) -> str:
    """Say that the first result of a series is no data where it is the level of the others."""
    levels = [name for name in problem.observations.series if problem.is_exact(name)]
    return f" besides the first of {listed(levels)}, which sets the level" if levels else ""


def _check_level(problem: Problem) -> None:
    """Refuse a limit as the first result of a series whose level is that of its first result."""
    seen = problem.observations
    for number, series in enumerate(seen.series):
        first = int(np.flatnonzero(seen.what == number)[0])
        sign = seen.censored[first]
        if sign == MEASURED or not isinstance(problem.example_measure(series), InProportion):
            continue
        raise InputError(
            f"The first {series!r} of patient {seen.patients[0]!r} is a limit, "
            f"{'<' if sign < 0 else '>'} {seen.value[first]:g}, and sim.InProportion() takes the "
            "level of a series from its first result. Leave out its results before the first that "
            "was measured, or say how much a cell makes: measure=lambda per_cell: "
            f"sim.Marker({series!r}, per_cell), with a prior for 'per_cell'."
        )


def _check_reach(problem: Problem, seed: int) -> None:
    """Refuse a first result that no tumour of the prior comes near to: mostly a slip of units."""
    seen = problem.observations
    said = problem.predict(problem.priors.draw(TRIED, seed))
    places = problem.course.places(problem.days)
    for number, series in enumerate(seen.series):
        mine = np.flatnonzero(seen.what == number)
        shows = said[series][:, places[mine]]
        if not np.isfinite(shows).any():
            raise InputError(
                f"No tumour of the prior has a finite {series!r}: they grow beyond 1e15 cells. "
                "Narrow the priors, or give the tumour a capacity."
            )
        if isinstance(problem.measures[series], InProportion):
            continue
        value, first = float(seen.value[mine[0]]), shows[:, 0] / problem.factors[series]
        low, high = np.nanmin(first), np.nanmax(first)
        if not low / FAR <= value <= high * FAR:
            raise InputError(
                f"The first {series!r} of patient {seen.patients[0]!r} is {value:.4g}, but the "
                f"tumours of the prior begin with {low:.3g} to {high:.3g}. Check the unit (mm3 and "
                "cm3 differ by 1000, cells and cm3 by 1e9), the measure, and the prior of the "
                "start."
            )


def _best(problem: Problem, starts: int, seed: int) -> Fit:
    priors = problem.priors
    begin = even(starts, len(priors), seed)
    climbed = climb(lambda u: problem.residuals(priors.values(u)), begin, priors.limits())
    if not np.isfinite(climbed.cost).any():
        raise InputError(
            f"No start led anywhere for patient {problem.observations.patients[0]!r}: "
            f"{shown(priors.names)} give no finite likelihood. Narrow the priors."
        )
    return Fit(problem, climbed)
