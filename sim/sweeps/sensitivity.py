"""Global sensitivity: how much of the variance of an end point comes from each parameter."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults


def sobol_indices(
    results: "SweepResults", measure: str | None = None, *, level: float = 0.95, seed: int = 0
) -> "pd.DataFrame":
    """Return Sobol indices of the mean over patients, of a sweep over `Sensitivity` points.

    Parameters
    ----------
    results : SweepResults
        All its points done.
    measure : str, optional
        Which end point; the first that was kept unless said.
    level : float
        Of the intervals, by bootstrap over the base points.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per arm and parameter. `first`: share of the variance due to the parameter alone;
        `total`: with all its interactions; each with its interval. `noise`: the share of the
        variance that is luck, because patients are finitely many (the same at every point, so
        part of it cancels): indices below it say nothing.

    References
    ----------
    Saltelli et al. (2010), Comput Phys Commun 181:259; computed by `scipy.stats.sobol_indices`.
    """
    import pandas as pd
    from scipy import stats

    count = _base_points(results)
    means = results.means(measure)
    values = means["mean"].values.T  # (arm, point)
    if not np.isfinite(values).all():
        bad = int((~np.isfinite(values)).any(axis=0).sum())
        raise InputError(
            f"{bad} points have no value of {means.attrs['measure']!r} (not run, failed, or no "
            "patient has one); Sobol indices need all. results.failed lists those that failed."
        )
    d = len(results.parameters)
    samples = values.reshape(len(values), d + 2, count)
    spread = samples[:, :2].reshape(len(values), -1).var(axis=1)
    rows = []
    for a, arm in enumerate(results.arms):
        if spread[a] == 0:
            raise InputError(
                f"{means.attrs['measure']!r} is the same at every point in arm {arm!r}: nothing "
                "varies, so no parameter has a share of it."
            )
        f = samples[a]
        # centred: the estimator of the first index is poor for values far from 0
        f = f - f[:2].mean()
        found = stats.sobol_indices(
            func={"f_A": f[None, 0], "f_B": f[None, 1], "f_AB": f[2:, None, :]}, n=count
        )
        rng = np.random.default_rng(seed)
        ends = _bootstrap(f, level, rng)
        noise = float((means["error"].values[:, a] ** 2).mean() / spread[a])
        for k, name in enumerate(results.parameters):
            rows.append(
                (arm, name, np.ravel(found.first_order)[k], *ends[0, :, k],
                 np.ravel(found.total_order)[k], *ends[1, :, k], noise)
            )  # fmt: skip
    columns = ["arm", "parameter", "first", "first low", "first high",
               "total", "total low", "total high", "noise"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index(["arm", "parameter"])


def _bootstrap(f: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Return intervals (first or total, low or high, parameter) over resampled base points.

    (scipy's own bootstrap draws other numbers each time.)
    """
    count, drawn = f.shape[1], 500
    found = np.empty((2, drawn, len(f) - 2))
    for b in range(drawn):
        a_, b_, *mixed = f[:, rng.integers(0, count, count)]
        spread = np.concatenate([a_, b_]).var()
        found[0, b] = [(b_ * (ab - a_)).mean() / spread for ab in mixed]
        found[1, b] = [((a_ - ab) ** 2).mean() / (2 * spread) for ab in mixed]
    tail = (1 - level) / 2
    return np.quantile(found, [tail, 1 - tail], axis=1).swapaxes(0, 1)


def _base_points(results: "SweepResults") -> int:
    """Return the number of base points, if these are the points of `Sensitivity` in their order."""
    d = len(results.parameters)
    count, rest = divmod(len(results), d + 2)
    columns = [v.reshape(d + 2, count) for v in results.parameters.values()] if not rest else []
    for k, column in enumerate(columns):
        a, b, *mixed = column
        if not all((m == (b if k == j else a)).all() for j, m in enumerate(mixed)):
            columns = []
            break
    if d == 1:
        raise InputError("With one parameter all variance is due to it; vary at least two.")
    if not columns or count < 2:
        raise InputError(
            "Sobol indices need the points of sim.Sensitivity(n, ...), in their order; this sweep "
            "has others. (From sim.open_sweep the order can be lost: use what sweep.run returns.) "
            "For any design there is results.regression()."
        )
    return count
