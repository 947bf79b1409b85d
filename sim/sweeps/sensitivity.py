"""Global sensitivity: how much of the variance of an end point comes from each parameter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.results.story import story_of
from sim.sweeps.varying import check_level, chosen_arms, means_of, varies

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults


@typed
def sobol_indices(
    results: "SweepResults",
    measure: str | None = None,
    *,
    arms: str | Sequence[str] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> "pd.DataFrame":
    """Return Sobol indices of the mean over patients, of a sweep over `Sensitivity` points.

    Parameters
    ----------
    results : SweepResults
        All its points done.
    measure : str, optional
        Which end point; the first that was kept unless said.
    arms : sequence of str, optional
        Which arms; all unless said.
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
        part of it cancels): indices below it say nothing. Where nothing can be said the numbers
        are NaN and `reason` says why.

    References
    ----------
    Saltelli et al. (2010), Comput Phys Commun 181:259; computed by `scipy.stats.sobol_indices`.
    """
    import pandas as pd
    from scipy import stats

    check_level(level)
    count = _base_points(results)
    means = means_of(results, measure)
    rows = []
    for arm in chosen_arms(results, arms):
        values, errors = (means[word].sel(arm=arm).values for word in ("mean", "error"))
        f = values.reshape(-1, count)  # (sample, base point)
        reason = _reason(f, str(means.attrs["measure"]))
        if reason:
            rows += [(arm, name, *[np.nan] * 7, reason) for name in results.parameters]
            continue
        # centred: the estimator of the first index is poor for values far from 0
        f = f - f[:2].mean()
        found = stats.sobol_indices(
            func={"f_A": f[None, 0], "f_B": f[None, 1], "f_AB": f[2:, None, :]}, n=count
        )
        ends = _bootstrap(f, level, np.random.default_rng(seed))
        noise = float((errors**2).mean() / f[:2].var())
        for k, name in enumerate(results.parameters):
            rows.append(
                (arm, name, np.ravel(found.first_order)[k], *ends[0, :, k],
                 np.ravel(found.total_order)[k], *ends[1, :, k], noise, "")
            )  # fmt: skip
    columns = ["arm", "parameter", "first", "first low", "first high",
               "total", "total low", "total high", "noise", "reason"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).set_index(["arm", "parameter"])
    table.attrs = {"made_by": story_of(results)}
    return table


def _reason(samples: np.ndarray, measure: str) -> str:
    """Return why there are no indices of what was found at the points (sample, base point)."""
    bad = int((~np.isfinite(samples)).sum())
    if bad:
        return f"{bad} points have no value of {measure!r} (not run, failed, or no patient has one)"
    if not varies(samples[:2]):
        return f"{measure!r} is the same at every point, so no parameter has a share of it"
    return ""


def _bootstrap(f: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Return intervals (first or total, low or high, parameter) over resampled base points.

    (scipy's own bootstrap draws other numbers each time.)
    """
    count, drawn = f.shape[1], 500
    found = np.empty((2, drawn, len(f) - 2))
    for b in range(drawn):
        a_, b_, *mixed = f[:, rng.integers(0, count, count)]
        both = np.concatenate([a_, b_])
        # (where few points differ from the others, a sample may have none of them)
        spread = both.var() if varies(both) else np.nan
        found[0, b] = [(b_ * (ab - a_)).mean() / spread for ab in mixed]
        found[1, b] = [((a_ - ab) ** 2).mean() / (2 * spread) for ab in mixed]
    tail = (1 - level) / 2
    return np.nanquantile(found, [tail, 1 - tail], axis=1).swapaxes(0, 1)


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
