"""Which arm is best at each point of a sweep, by how much, and whether that is luck."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.sweeps.varying import check_level, values_of

if TYPE_CHECKING:
    import xarray as xr

    from sim.sweeps.results import SweepResults


@typed
def best(
    results: "SweepResults",
    measure: str | None = None,
    *,
    larger_is_better: bool = True,
    level: float = 0.95,
) -> "xr.Dataset":
    """Return the best arm at each point.

    Arms are paired, so the lead over the second best is the mean of the patients' own differences,
    and its error is theirs: much smaller than the errors of the two arms.

    Parameters
    ----------
    results : SweepResults
        A sweep with at least two arms.
    measure : str, optional
        Which end point; the first that was kept unless said.
    larger_is_better : bool
        Whether the best arm has the largest mean, or the smallest.
    level : float
        How sure a winner must be: the interval of its lead excludes 0.

    Returns
    -------
    xarray.Dataset
        (point,): ``winner`` (name of an arm; empty where a point has no values, and where the two
        best are equal), ``second``,
        ``lead`` (of the winner over the second, at least 0), ``error`` (standard error of the
        lead), ``clear`` (bool). The parameters are coordinates of the points.
    """
    from scipy.special import ndtri

    if len(results.arms) < 2:
        raise InputError("There is one arm only; which is best needs at least two.")
    check_level(level)
    values = values_of(results, measure).compute()
    table = values.transpose("point", "arm", "patient").values
    sign = 1.0 if larger_is_better else -1.0
    means = _mean(table)
    ranked = np.argsort(np.where(np.isnan(means), np.inf, -sign * means), axis=1, kind="stable")
    rows = np.arange(len(table))
    first, second = ranked[:, 0], ranked[:, 1]
    with np.errstate(invalid="ignore"):
        apart = sign * (table[rows, first] - table[rows, second])
    count = (~np.isnan(apart)).sum(axis=1)
    lead = _mean(apart)
    # of those who have a number in both arms, the other may be the better
    behind = lead < 0
    first, second = np.where(behind, second, first), np.where(behind, first, second)
    apart, lead = np.where(behind[:, None], -apart, apart), np.abs(lead)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(np.nansum((apart - lead[:, None]) ** 2, axis=1) / (count - 1) / count)
        clear = lead > ndtri(0.5 + level / 2) * error
    names = np.array([*results.arms, ""], dtype=str)
    nobody = np.isnan(means).all(axis=1)
    found = values.to_dataset(name="x")[[]].drop_vars(["arm", "patient"], errors="ignore")
    found = found.assign(
        winner=("point", names[np.where(nobody | (lead == 0), len(results.arms), first)]),
        second=("point", names[np.where(np.isnan(lead), len(results.arms), second)]),
        lead=("point", lead, dict(values.attrs)),
        error=("point", error),
        clear=("point", clear & (lead > 0)),
    )
    found = found.assign_coords({k: ("point", v) for k, v in results.parameters.items()})
    found.attrs = {"measure": str(values.name), "level": level, "arms": results.arms}
    found.attrs["sweep"] = results.name
    return found


def _mean(table: np.ndarray) -> np.ndarray:
    """Return the mean over the last axis of what is a number."""
    good = ~np.isnan(table)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(good, table, 0.0).sum(axis=-1) / good.sum(axis=-1)
