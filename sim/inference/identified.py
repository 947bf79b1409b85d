"""What the data fix, and what they do not, in words."""

from typing import TYPE_CHECKING

import numpy as np

from sim.inference.held import said

if TYPE_CHECKING:
    from sim.inference.fitted import Fit

LEVEL = 0.9
NARROW = 0.35
"""A parameter is fixed if its interval covers less of the prior than this, and ends inside it."""
WIDE = 0.6
"""A parameter that covers more says next to nothing, even if it ends inside."""
LOOSE = 0.25
"""A combination whose standard error is a larger part of the prior is not fixed."""
IN_IT = 0.3
"""Smallest weight with which a parameter counts as part of a combination."""


def kind_of(fit: "Fit", name: str) -> str:
    """Return what the data say of a parameter: "fixed", "bounded", "loose" or "not"."""
    found = fit.profiles().interval(name, LEVEL)
    if found.open_below and found.open_above:
        return "not"
    if found.open_below or found.open_above:
        return "bounded" if found.width < WIDE else "loose"
    return "fixed" if found.width < NARROW else "loose"


def identified(fit: "Fit") -> str:
    """Return sentences, one a line."""
    kinds = {name: kind_of(fit, name) for name in fit.names}
    fixed = [name for name, kind in kinds.items() if kind == "fixed"]
    count = len(kinds)
    said = [f"The data fix {_number(len(fixed))} of {count} parameters{_which(fixed)}."]
    for name, kind in kinds.items():
        if kind != "fixed":
            said.append(_sentence(fit, name, kind))
    said += _combinations(fit)
    ends = _equal_ends(fit)
    if ends:
        said.append(ends)
    return "\n".join(said)


def _which(names: list[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _number(count: int) -> str:
    return "none" if count == 0 else str(count)


def _sentence(fit: "Fit", name: str, kind: str) -> str:
    found = fit.profiles().interval(name, LEVEL)
    low, high = f"{found.low:.3g}", f"{found.high:.3g}"
    if kind == "not":
        return (
            f"{name} is not identified: any value of its prior, {low} to {high}, explains the data "
            "nearly as well."
        )
    if kind == "bounded" and found.open_below:
        return f"{name} is at most {high}; how small it is, the data do not tell."
    if kind == "bounded":
        return f"{name} is at least {low}; how large it is, the data do not tell."
    return f"{name} is hardly identified: anything from {low} to {high} explains the data."


def _combinations(fit: "Fit") -> list[str]:
    """Return which combinations of parameters the data leave open."""
    slopes = fit.climbed.slopes[int(np.nanargmin(fit.climbed.cost))]
    _, size, ways = np.linalg.svd(slopes, full_matrices=True)
    size = np.concatenate([size, np.zeros(len(ways) - len(size))])
    error = fit.widened / np.maximum(size, 1e-9)
    said: list[str] = []
    loose = ways[error > LOOSE]
    if len(loose) >= (np.abs(loose) >= IN_IT).any(axis=0).sum():
        return said  # (each of them is free by itself, which is said already)
    for way in loose:
        parts = [k for k in range(len(way)) if abs(way[k]) >= IN_IT]
        if len(parts) < 2:
            continue
        sign = np.sign(way[parts[0]])
        up = [fit.names[k] for k in parts if way[k] * sign > 0]
        down = [fit.names[k] for k in parts if way[k] * sign < 0]
        both = f"{_listed(up)} can rise"
        both += f" while {_listed(down)} fall{'s' * (len(down) == 1)}" if down else " together"
        said.append(f"{both}, and the curve stays nearly the same.")
    return said


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _equal_ends(fit: "Fit") -> str:
    """Say that starts have arrived at different places which explain the data equally."""
    cost, u = fit.climbed.cost, fit.climbed.u
    equal = u[cost <= np.nanmin(cost) + 0.5 * fit.widened**2]
    apart = np.ptp(equal, axis=0)
    names = [name for name, far in zip(fit.names, apart, strict=True) if far > 0.1]
    if not names:
        return ""
    return (
        f"Starts have arrived at different values of {_listed(names)} that explain the data "
        "equally well: these are not told apart."
    )


def summary(fit: "Fit") -> str:
    """Return the best values with intervals, and what is not identified and why."""
    fit.profiles()  # (which may find a better best)
    seen, cost = fit.observations, fit.climbed.cost
    arrived = int((cost <= np.nanmin(cost) + 0.01).sum())
    lines = [
        f"Fit of {len(fit.names)} parameters to {_results(fit)} "
        f"({', '.join(seen.series)}) of patient {seen.patients[0]!r}; "
        f"{arrived} of {len(cost)} starts arrived at the best.",
        f"  {'parameter':<20} {'best':>10}   90 % interval",
    ]
    for name, value in fit.best.items():
        found = fit.profiles().interval(name, LEVEL)
        low = f"{'<' if found.open_below else ''}{found.low:.3g}"
        high = f"{found.high:.3g}{'<' if found.open_above else ''}"
        note = f"   (at the {fit.at_limit[name]} of its prior)" if name in fit.at_limit else ""
        lines.append(f"  {name:<20} {value:>10.4g}   {low} to {high}{note}")
    explained = ", ".join(f"{name} {r:.3f}" for name, r in fit.r_squared().items())
    lines.append(f"Variance explained (R^2): {explained}. Log-likelihood {fit.highest:.2f}.")
    if fit.problem.exact:
        lines.append(
            "Likelihood by the exact law of one clone; intervals, and what is fixed, by the mean "
            "field."
        )
    elif fit.chance is not None:
        lines.append(
            f"Likelihood by {fit.problem.particles} particles (standard error "
            f"{fit.chance.error:.2g}); intervals, and what is fixed, by the mean field."
        )
    lines += _of_noise(fit) + _by_chance(fit)
    lines += [said(one) for one in fit.held]
    return "\n".join([*lines, fit.identified()])


def _by_chance(fit: "Fit") -> list[str]:
    """Say where the best by chance is none of the mean field, whose intervals stand beside it."""
    if fit.chance is None:
        return []
    intervals = {name: fit.profiles().interval(name, LEVEL) for name in fit.names}
    outside = [name for name, one in intervals.items() if not one.low <= fit.best[name] <= one.high]
    if not outside:
        return []
    return [
        f"The best {_listed(outside)} lies outside the interval of the mean field: chance counts "
        "here, and that interval does not. fit.posterior() has those of this likelihood."
    ]


def _results(fit: "Fit") -> str:
    """Return how many results there are, without those that set a level."""
    problem, seen = fit.problem, fit.observations
    count = sum(len(problem.counted(place)) for place in range(len(seen.series)))
    levels = len(seen.day) - count
    said = f"{count} results"
    return f"{said} and {levels} that set{'s' * (levels == 1)} the level" if levels else said


def _of_noise(fit: "Fit") -> list[str]:
    """Return what residuals say of the noise, and of the model."""
    found = []
    if fit.widened > 1.0:
        found.append(
            f"Results lie {fit.misfit:.1f} times as far from the best curve as the noise says: the "
            "model or the noise is wrong. The intervals are widened by as much, and the posterior "
            "takes the noise as unknown."
        )
    elif fit.narrower:
        found.append(
            f"Results lie only {fit.misfit:.2g} times as far from the best curve as the noise "
            "says: it was said too large, and the intervals are too wide."
        )
    for series in fit.bent:
        found.append(
            f"Neighbouring results of {series} lie on the same side of the curve, which chance "
            "hardly does: the model is wrong, and the intervals are those of the best wrong one."
        )
    return found
