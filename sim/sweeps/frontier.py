"""The line in the plane of two parameters where one arm begins to beat another."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.alike import nearest
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.results.story import story_of
from sim.sweeps.varying import check_level, values_of

if TYPE_CHECKING:
    import xarray as xr

    from sim.sweeps.results import SweepResults

DRAWN = 400
"""Bootstrap samples of patients."""


@typed
def frontier(
    results: "SweepResults",
    x: str,
    y: str,
    first: str,
    second: str,
    *,
    measure: str | None = None,
    at: Mapping[str, Any] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> "xr.Dataset":
    """Return, for every value of `x`, the value of `y` at which two arms are equal on average.

    On a grid the mean difference is interpolated between neighbouring values of `y`. On scattered
    points a cubic surface is fitted to it, and parameters other than `x` and `y` that vary are
    averaged over. The interval is that of a bootstrap over patients: the same patients are at
    every point, so they are drawn for all points together.

    Parameters
    ----------
    results : SweepResults
        A sweep.
    x, y : str
        Two parameters.
    first, second : str
        Two arms.
    measure : str, optional
        Which end point; the first that was kept unless said.
    at : mapping of str, optional
        Values of other parameters: only points with these are used.
    level : float
        Of the interval.
    seed : int
        Of the bootstrap.

    Returns
    -------
    xarray.Dataset
        (x,): ``frontier``, ``low`` and ``high`` in units of `y`, NaN where the arms do not cross
        (``low`` and ``high``: where fewer than half of the samples do); ``share`` of the samples
        that cross; ``crossings``, how often they do: where more than once, ``frontier`` is the
        crossing at the smallest `y`. Arms that are equal at a value of `y`, or from one to another,
        cross there once, also at an end of the range; not if they are equal at all values. Its
        attributes say the range of `y`, and in ``side`` whether the first arm has the larger values
        everywhere (1), the smaller (-1), or neither (NaN); ``above`` says the same of the points
        above the line, where the arms cross once.
    """
    import xarray as xr

    for name in (x, y, *(at or {})):
        if name not in results.parameters:
            raise unknown(f"The parameter {name!r}", "parameter", name, results.parameters)
    for arm in (first, second):
        if arm not in results.arms:
            raise unknown(f"The arm {arm!r}", "arm", arm, results.arms)
    check_level(level)
    chosen = np.ones(len(results), dtype=bool)
    for name, value in (at or {}).items():
        column = results.parameters[name]
        chosen &= nearest(column, value) if column.dtype.kind in "iuf" else column == value
    values = values_of(results, measure)
    table = values.transpose("point", "arm", "patient").isel(point=np.flatnonzero(chosen)).values
    arms = [results.arms.index(first), results.arms.index(second)]
    apart = table[:, arms[0]] - table[:, arms[1]]  # (point, patient)
    good = np.isfinite(apart).any(axis=1)
    if good.sum() < 4:
        raise InputError(
            f"Only {good.sum()} points with values of {values.name!r} are left; a frontier needs "
            "at least 4. results.points shows what is done, at= which are used."
        )
    at_x, at_y = (results.parameters[name][chosen][good].astype(float) for name in (x, y))
    apart = apart[good]
    weights = _weights(apart.shape[1], seed)
    present = np.isfinite(apart)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (np.where(present, apart, 0.0) @ weights) / (present @ weights)
    grid_x, grid_y, surface = _surface(at_x, at_y, means)
    lines = _crossings(grid_y, surface)  # (x, sample); the first sample is the data itself
    signs = np.sign(surface[..., 0])
    changes = _equal(signs)
    drawn = lines[:, 1:]
    share = np.isfinite(drawn).mean(axis=1)
    low, high = np.full((2, len(grid_x)), np.nan)
    tail = (1 - level) / 2
    for k in np.flatnonzero(share >= 0.5):
        low[k], high[k] = np.nanquantile(drawn[k], [tail, 1 - tail])
    return xr.Dataset(
        {
            "frontier": (x, lines[:, 0]),
            "low": (x, low),
            "high": (x, high),
            "share": (x, share),
            "crossings": (x, changes),
        },
        coords={x: grid_x},
        attrs={
            **story_of(results),
            "sweep": results.name, "x": x, "y": y, "first": first, "second": second,
            "measure": str(values.name), "level": level,
            "side": _the_same(signs[np.isfinite(signs)]),
            "above": _the_same(signs[changes == 1, -1]),
            "y_from": float(grid_y.min()), "y_to": float(grid_y.max()),
        },
    )  # fmt: skip


def _weights(patients: int, seed: int) -> np.ndarray:
    """Return how often each patient is drawn (patient, sample); once in the first sample."""
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(patients, np.full(patients, 1 / patients), size=DRAWN).T
    return np.concatenate([np.ones((patients, 1)), drawn], axis=1)


def _surface(at_x: np.ndarray, at_y: np.ndarray, means: np.ndarray):
    """Return (x,), (y,) and the mean difference (x, y, sample) on a grid of the two."""
    xs, column = np.unique(at_x, return_inverse=True)
    ys, row = np.unique(at_y, return_inverse=True)
    if len(xs) * len(ys) == len(means):
        surface = np.full((len(xs), len(ys), means.shape[1]), np.nan)
        surface[column, row] = means
        if np.isfinite(surface[..., 0]).all():
            return xs, ys, surface
    scale = [(v.min(), max(np.ptp(v), 1e-300)) for v in (at_x, at_y)]
    terms = _cubic((at_x - scale[0][0]) / scale[0][1], (at_y - scale[1][0]) / scale[1][1])
    if len(means) < terms.shape[1] + 2:
        raise InputError(
            f"There are {len(means)} scattered points; a cubic surface needs at least "
            f"{terms.shape[1] + 2}. Use a full grid of the two parameters, or more points."
        )
    fitted = np.linalg.lstsq(terms, means, rcond=None)[0]
    fine = np.linspace(0, 1, 41)
    u, v = np.meshgrid(fine, np.linspace(0, 1, 201), indexing="ij")
    surface = (_cubic(u.ravel(), v.ravel()) @ fitted).reshape(*u.shape, -1)
    return scale[0][0] + fine * scale[0][1], scale[1][0] + v[0] * scale[1][1], surface


def _cubic(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.stack([u**i * v**j for i in range(4) for j in range(4 - i)], axis=1)


def _crossings(ys: np.ndarray, surface: np.ndarray) -> np.ndarray:
    """Return the first zero along y (x, sample), by linear interpolation; NaN without one."""
    before, after = surface[:, :-1], surface[:, 1:]
    crosses = (before * after <= 0) & (before != after)
    which = crosses.argmax(axis=1)
    f0 = np.take_along_axis(before, which[:, None], 1)[:, 0]
    f1 = np.take_along_axis(after, which[:, None], 1)[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = ys[which] + f0 / (f0 - f1) * (ys[which + 1] - ys[which])
    return np.where(crosses.any(axis=1), found, np.nan)


def _equal(signs: np.ndarray) -> np.ndarray:
    """Return how often (x,) the arms are equal along y, from which of them is ahead (x, y).

    Between two values of y, or at some: a row of zeros is one place, if there is anything else.
    """
    between = (np.abs(np.diff(signs, axis=1)) == 2).sum(axis=1)
    zero = signs == 0
    begins = zero[:, :1].sum(axis=1) + (zero[:, 1:] & ~zero[:, :-1]).sum(axis=1)
    return np.where(zero.all(axis=1), 0, between + begins)


def _the_same(signs: np.ndarray) -> float:
    """Return the sign that all have; NaN: they differ, or the arms are equal."""
    found = np.unique(signs)
    return float(found[0]) if found.size == 1 and found[0] != 0 else np.nan
