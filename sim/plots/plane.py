"""The plane of two parameters of a sweep: which points lie in it, its cells and its axes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.base.alike import nearest
from sim.base.errors import InputError, unknown
from sim.plots.axis import power_label
from sim.plots.typed_text import plain


def points_in(results: Any, x: str, y: str, at: Mapping[str, Any] | None) -> np.ndarray:
    """Return the places of the points of a sweep at some values of its other parameters.

    Raises
    ------
    InputError
        If a parameter is unknown or not a number, or a parameter that is not fixed varies on a
        grid: then several points would lie on one another.
    """
    for name in (x, y, *(at or {})):
        if name not in results.parameters:
            raise unknown(f"The parameter {name!r}", "parameter", name, results.parameters)
    for name in (x, y):
        if results.parameters[name].dtype.kind not in "iuf":
            raise InputError(f"Parameter {name!r} has words for values; an axis needs numbers.")
    chosen = np.ones(len(results), dtype=bool)
    for name, value in (at or {}).items():
        values = results.parameters[name]
        same = nearest(values, value) if values.dtype.kind in "iuf" else values == value
        if not same.any():
            there = ", ".join(map(str, np.unique(values)[:8].tolist()))
            raise InputError(f"No point has {name}={value!r}; there are {there}.")
        chosen &= same
    places = np.flatnonzero(chosen)
    pairs = np.stack([results.parameters[name][places] for name in (x, y)], axis=1)
    if len(np.unique(pairs, axis=0)) < len(places):
        free = [
            name for name, values in results.parameters.items()
            if name not in (x, y) and len(np.unique(values[places])) > 1
        ]  # fmt: skip
        said = ", ".join(f"{name!r}: ..." for name in free)
        raise InputError(f"Several points have one {x} and {y}; fix the others: at={{{said}}}")
    return places


def grid_of(at_x: np.ndarray, at_y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Return (x,), (y,) and the place (y, x) of every point, if the points fill a grid."""
    xs, column = np.unique(at_x, return_inverse=True)
    ys, row = np.unique(at_y, return_inverse=True)
    if len(xs) * len(ys) != len(at_x) or min(len(xs), len(ys)) < 2:
        return None
    place = np.full((len(ys), len(xs)), -1)
    place[row, column] = np.arange(len(at_x))
    return (xs, ys, place) if (place >= 0).all() else None


def is_logarithmic(values: np.ndarray) -> bool:
    """Tell whether values are spread evenly in their logarithm, over a factor of 100 or more."""
    values = np.unique(values)
    if values[0] <= 0 or values[-1] < 100 * values[0]:
        return False
    middle = np.median(values)
    off_centre = abs(np.log(middle**2 / (values[0] * values[-1])))
    return bool(off_centre < np.log(values[-1] / values[0]) / 2)


def edges(values: np.ndarray) -> np.ndarray:
    """Return the borders of cells around values, halfway between neighbours."""
    log = is_logarithmic(values)
    v = np.log(values) if log else values.astype(float)
    middle = (v[1:] + v[:-1]) / 2
    found = np.concatenate([[2 * v[0] - middle[0]], middle, [2 * v[-1] - middle[-1]]])
    return np.exp(found) if log else found


def name_axes(ax: Axes, x: str, y: str, at_x: np.ndarray, at_y: np.ndarray, font: float) -> None:
    """Name and scale the two axes."""
    if is_logarithmic(at_x):
        ax.set_xscale("log")
    if is_logarithmic(at_y):
        ax.set_yscale("log")
    ax.set_xlabel(plain(x.replace("_", " ")), fontsize=font)
    ax.set_ylabel(plain(y.replace("_", " ")), fontsize=font)
    ax.tick_params(labelsize=0.9 * font)


def measure_words(attrs: Mapping[str, Any], name: str) -> str:
    """Return the name of an end point with its unit, for an axis."""
    unit = str(attrs.get("units", "1"))
    unit = {"1": "", "day": " [days]"}.get(unit, f" [{unit}]")
    return f"{attrs.get('long_name', name)}{unit}"


def short_number(value: float) -> str:
    """Return a number in three digits, as a reader writes it: 1,940 and 1.42·10⁹."""
    if not np.isfinite(value):
        return f"{value:g}"
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        return f"{float(f'{value:.3g}'):,.10g}"
    digits, power = f"{value:.2e}".split("e")
    return f"{float(digits):g}·{power_label(int(power))}"
