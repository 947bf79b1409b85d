"""A straight line through a sweep: how an end point changes with each parameter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.results.story import story_of
from sim.sweeps.varying import check_level, chosen_arms, means_of, varies

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults

ALIKE = "the parameter is the same at every point"


@typed
def regression(
    results: "SweepResults",
    measure: str | None = None,
    *,
    arms: str | Sequence[str] | None = None,
    log: Sequence[str] = (),
    level: float = 0.95,
) -> "pd.DataFrame":
    """Return least squares of the mean over patients on all parameters, arm by arm.

    Parameters
    ----------
    results : SweepResults
        Points that failed or are not run are left out.
    measure : str, optional
        Which end point; the first that was kept unless said.
    arms : sequence of str, optional
        Which arms; all unless said.
    log : sequence of str
        Parameters that enter by their logarithm to base 10: `slope` is then per factor of ten.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        One row per arm and parameter: `slope` with its interval and p value, `standardised`
        (standard deviations of the end point per standard deviation of the parameter), and `r2`,
        the share of the variance that the line explains: where it is far below 1, a line is the
        wrong picture. Where nothing can be said the numbers are NaN and `reason` says why.

    Notes
    -----
    Standard errors are robust against unequal variances (HC3; MacKinnon and White 1985, J
    Econometrics 29:305).
    """
    import pandas as pd

    check_level(level)
    names = [n for n, v in results.parameters.items() if v.dtype.kind in "iufb"]
    for name in log:
        if name not in names:
            raise unknown(f"log of {name!r}", "parameter", name, names)
    if not names:
        raise InputError("The sweep has no parameter that is a number, so no line goes through it.")
    x = np.stack([_column(results, name, name in log) for name in names], axis=1)
    means = means_of(results, measure)["mean"]
    rows = []
    for arm in chosen_arms(results, arms):
        y = means.sel(arm=arm).values
        good = np.isfinite(y)
        found, reason = _line(x[good], y[good], names, level)
        for k, name in enumerate(names):
            why = reason or ("" if np.isfinite(found[k, 0]) else ALIKE)
            rows.append((arm, name, *found[k], why))
    labels = ["arm", "parameter", "slope", "low", "high", "p", "standardised", "r2", "reason"]
    table = pd.DataFrame(rows, columns=labels).set_index(["arm", "parameter"])
    table.attrs = {"made_by": story_of(results)}
    return table


def _line(
    x: np.ndarray, y: np.ndarray, names: Sequence[str], level: float
) -> tuple[np.ndarray, str]:
    """Return slope, ends, p, standardised slope and r2 (parameter, 6), and why there are none."""
    from scipy import stats

    table = np.full((len(names), 6), np.nan)
    used = [k for k in range(len(names)) if len(y) and varies(x[:, k])]
    free = len(y) - len(used) - 1
    if free < 2:
        least = len(used) + 3 if used else len(names) + 3
        return table, f"{len(y)} points with values; at least {least} are needed"
    if not used:
        return table, ""
    if not varies(y):
        return table, "the end point is the same at every point"
    at = x[:, used]
    # in units of its spread each: what cannot be told apart does not depend on units
    spread = at.std(axis=0)
    design = np.column_stack([np.ones(len(y)), (at - at.mean(axis=0)) / spread])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return table, "the parameters change together, so their shares cannot be told apart"
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ y
    residual = y - design @ fitted
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    weight = (residual / np.maximum(1 - leverage, 1e-12)) ** 2
    covariance = inverse @ (design.T * weight) @ design @ inverse
    slope, error = fitted[1:] / spread, np.sqrt(np.diag(covariance))[1:] / spread
    half = stats.t.ppf(0.5 + level / 2, free) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(slope / error), free)
    r2 = np.full(len(used), 1 - residual.var() / y.var())
    table[used] = np.stack([slope, slope - half, slope + half, p, fitted[1:] / y.std(), r2], axis=1)
    return table, ""


def _column(results: "SweepResults", name: str, log: bool) -> np.ndarray:
    values = results.parameters[name].astype(float)
    if log and (values <= 0).any():
        raise InputError(f"{name!r} has values that are not above 0; it has no logarithm.")
    return np.log10(values) if log else values
