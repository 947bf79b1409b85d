"""What is measured of each series and how it errs, as it was asked for: checked."""

import inspect
from collections.abc import Mapping
from typing import Any

from sim.base.errors import InputError, listed, shown, unknown
from sim.base.functions import is_function
from sim.clinic import Noise
from sim.clinic.measures import Measure
from sim.data import Observations
from sim.inference.errors import Additive, Error, UnknownNoise, parameter_of
from sim.inference.measures import InProportion, default_measure
from sim.inference.priors import Priors
from sim.inference.problem import Problem
from sim.inference.taken import taken_by

NOISE = "noise"
"""What the parameter of an unknown noise is called."""


def with_unknown_noise(
    noise: Any, series: tuple[str, ...], parameters: Mapping[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Return noise in which what is unknown is named, and the parameters with those names."""
    from scipy import stats

    found, more = by_series("noise", noise, series, lambda _: Noise(0.2)), dict(parameters)
    for name, one in found.items():
        if not isinstance(one, UnknownNoise):
            continue
        called = NOISE if len(series) == 1 else f"{NOISE}_{name}"
        if called in parameters:
            raise InputError(
                f"noise is sim.UnknownNoise(), which becomes the parameter {called!r}, but that is "
                f"a parameter already; say noise={called!r} if it is the relative error, or "
                "rename it."
            )
        found[name], more[called] = called, stats.loguniform(one.low, one.high)
    return found, more


def check_taken(problem: Problem) -> None:
    """Refuse a parameter that nothing takes."""
    functions = [problem.make, *(m for m in problem.measures.values() if callable(m))]
    taken = {name for f in functions for name in taken_by(f, problem.priors.names)}
    taken |= {name for e in problem.noise.values() if (name := parameter_of(e)) is not None}
    for name in problem.priors.names:
        if name not in taken:
            known = list(inspect.signature(problem.make).parameters)
            raise unknown(f"The prior of {name!r}", "parameter of the tumour", name, known,
                          "parameters of the tumour")  # fmt: skip


def by_series(what: str, given: Any, series: tuple[str, ...], default: Any) -> dict[str, Any]:
    """Return one thing for each series, of which one, or one for each, was given."""
    if given is None:
        return {name: default(name) for name in series}
    if not isinstance(given, Mapping):
        return dict.fromkeys(series, given)
    missing = [name for name in series if name not in given]
    if missing:
        raise InputError(
            f"{what} says nothing of {listed(missing)}; give one for each of {listed(series)}."
        )
    return {name: given[name] for name in series}


def checked_measures(measure: Any, seen: Observations) -> dict[str, Any]:
    """Return the measure of every series."""
    found = by_series("measure", measure, seen.series, lambda s: default_measure(seen.units[s]))
    for series, one in found.items():
        if not isinstance(one, Measure | InProportion) and not is_function(one):
            raise InputError(
                f"measure of {series!r} is {shown(one)}; give a measure of the clinic, such as "
                "sim.Diameter(), sim.InProportion(), or a function of parameters that returns one."
            )
    return found


def checked_noise(noise: Any, seen: Observations, priors: Priors) -> dict[str, Error]:
    """Return how each series errs."""
    found = by_series("noise", noise, seen.series, lambda _: Noise(0.2))
    for series, one in found.items():
        if isinstance(one, str):
            if one not in priors.names:
                raise unknown(f"noise of {series!r}", "parameter", one, priors.names)
        elif isinstance(one, Noise):
            if one.relative == 0 or one.lasting:
                raise InputError(
                    f"noise of {series!r} is {one!r}; a fit takes errors above 0 that do not last: "
                    "sim.Noise(0.2)."
                )
        elif not isinstance(one, Additive):
            raise InputError(
                f"noise of {series!r} is {shown(one)}; give sim.Noise(0.2) for errors of 20 %, "
                "sim.Additive(0.5) for errors of the same size, sim.UnknownNoise() where nobody "
                "knows, or the name of a parameter."
            )
    return found
