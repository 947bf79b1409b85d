"""A straight line through a sweep: how an end point changes with each parameter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults


def regression(
    results: "SweepResults",
    measure: str | None = None,
    *,
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
        wrong picture.

    Notes
    -----
    Standard errors are robust against unequal variances (HC3; MacKinnon and White 1985, J
    Econometrics 29:305).
    """
    import pandas as pd
    from scipy import stats

    names = [n for n, v in results.parameters.items() if v.dtype.kind in "iufb"]
    for name in log:
        if name not in names:
            raise unknown(f"log of {name!r}", "parameter", name, names)
    if not names:
        raise InputError("The sweep has no parameter that is a number, so no line goes through it.")
    columns = [_column(results, name, name in log) for name in names]
    names = [n for n, c in zip(names, columns, strict=True) if np.ptp(c) > 0]
    x = np.stack([c for c in columns if np.ptp(c) > 0], axis=1)
    means = results.means(measure)["mean"].values
    rows = []
    for a, arm in enumerate(results.arms):
        good = np.isfinite(means[:, a])
        y, at = means[good, a], x[good]
        free = len(y) - len(names) - 1
        if free < 2:
            raise InputError(
                f"Arm {arm!r} has {len(y)} points for {len(names)} parameters; a regression needs "
                f"at least {len(names) + 3}."
            )
        middle = at.mean(axis=0)
        design = np.column_stack([np.ones(len(y)), at - middle])
        inverse = np.linalg.pinv(design.T @ design)
        fitted = inverse @ design.T @ y
        residual = y - design @ fitted
        leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
        weight = (residual / np.maximum(1 - leverage, 1e-12)) ** 2
        covariance = inverse @ (design.T * weight) @ design @ inverse
        error = np.sqrt(np.diag(covariance))[1:]
        slope, half = fitted[1:], stats.t.ppf(0.5 + level / 2, free) * error
        with np.errstate(divide="ignore", invalid="ignore"):
            p = 2 * stats.t.sf(np.abs(slope / error), free)
            r2 = 1 - residual.var() / y.var()
            standard = slope * at.std(axis=0) / y.std()
        rows += [
            (arm, name, slope[k], slope[k] - half[k], slope[k] + half[k], p[k], standard[k], r2)
            for k, name in enumerate(names)
        ]
    labels = ["arm", "parameter", "slope", "low", "high", "p", "standardised", "r2"]
    return pd.DataFrame(rows, columns=labels).set_index(["arm", "parameter"])


def _column(results: "SweepResults", name: str, log: bool) -> np.ndarray:
    values = results.parameters[name].astype(float)
    if log and (values <= 0).any():
        raise InputError(f"{name!r} has values that are not above 0; it has no logarithm.")
    return np.log10(values) if log else values
