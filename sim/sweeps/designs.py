"""Designs: the points of a sweep, each a value for every parameter.

A design is a value; `columns` lists its points. A larger design of the same kind keeps the points
of the smaller one where its mathematics allows that (a grid with more values, a longer Sobol
sequence), and a sweep then runs only what is new.
"""

import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from sim.base import advice, checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.sweeps.axes import MOST_POINTS, axes_of, check_count, column


class Design(ABC):
    """The points of a sweep."""

    @abstractmethod
    def columns(self) -> dict[str, np.ndarray]:
        """Return the values (point,) of every parameter, by its name."""

    def __len__(self) -> int:
        return len(next(iter(self.columns().values())))

    def __repr__(self) -> str:
        words = [f"{k.lstrip('_')}={v!r}" for k, v in vars(self).items()]
        return f"{type(self).__name__}({', '.join(words)})"


class Grid(Design):
    """Every combination of the values of its axes; the last axis changes fastest.

    Parameters
    ----------
    **axes : list, array or Axis
        Values by parameter, or `LinearAxis`, `LogAxis` (with ``steps=``), `IntegerAxis`.

    Examples
    --------
    >>> import sim
    >>> len(sim.Grid(cost=[0, 0.1, 0.2], holiday=[28, 56]))
    6
    """

    def __init__(self, /, **axes: Any):
        self.axes = axes_of("Grid", axes, ends=False)
        self.columns()

    def columns(self) -> dict[str, np.ndarray]:
        """Return the values (point,) of every parameter."""
        values = [axis.steps_of_grid() for axis in self.axes.values()]
        check_count("Grid", math.prod(len(v) for v in values))
        places = np.indices([len(v) for v in values]).reshape(len(values), -1)
        return {n: v[at] for n, v, at in zip(self.axes, values, places, strict=True)}


class Points(Design):
    """A list of points, written out.

    Parameters
    ----------
    points : sequence of mapping, or mapping of sequences
        ``[{"cost": 0.1, "turnover": 0.5}, ...]``, or ``{"cost": [0.1, ...], "turnover": [...]}``.
    """

    def __init__(self, points: Sequence[Mapping[str, Any]] | Mapping[str, Sequence[Any]]):
        self._columns = _columns_of(points)

    def columns(self) -> dict[str, np.ndarray]:
        """Return the values (point,) of every parameter."""
        return dict(self._columns)

    def __repr__(self) -> str:
        return f"Points({len(self)} points of {', '.join(self._columns)})"


class Table(Design):
    """Points from a file: one row per point, one column per parameter, CSV or parquet.

    Parameters
    ----------
    path : str or path
        ``points.csv`` or ``points.parquet``.
    columns : sequence of str, optional
        Which columns are parameters. Default: all.
    """

    @typed
    def __init__(self, path: str | PathLike, columns: Sequence[str] | None = None):
        self.path = str(path)
        self._columns = _columns_of(_read(Path(path), columns))

    def columns(self) -> dict[str, np.ndarray]:
        """Return the values (point,) of every parameter."""
        return dict(self._columns)

    def __repr__(self) -> str:
        return f"Table({self.path!r}: {len(self)} points of {', '.join(self._columns)})"


class _Spread(Design):
    """Points spread over the space of all axes."""

    def __init__(self, points: int, /, seed: int = 0, **axes: Any):
        name = type(self).__name__
        self.points = checks.whole(f"points of {name}", points, 1, MOST_POINTS)
        self.seed = checks.whole(f"seed of {name}", seed)
        self.axes = axes_of(name, axes, ends=True)

    @abstractmethod
    def _places(self, dimensions: int) -> np.ndarray:
        """Return places (point, dimension) in [0, 1)."""

    def columns(self) -> dict[str, np.ndarray]:
        """Return the values (point,) of every parameter."""
        places = self._places(len(self.axes))
        return {
            name: axis.at(u) for (name, axis), u in zip(self.axes.items(), places.T, strict=True)
        }

    def __repr__(self) -> str:
        words = "".join(f", {name}={axis!r}" for name, axis in self.axes.items())
        return f"{type(self).__name__}({self.points}, seed={self.seed}{words})"


class Sobol(_Spread):
    """A scrambled Sobol sequence: points that fill the space evenly, however many.

    A longer sequence begins with the shorter one, so a sweep can be extended. Best with a power
    of two of points.

    Parameters
    ----------
    points : int
        How many.
    seed : int
        Of the scrambling.
    **axes : (low, high), list or Axis
        Ends or values by parameter, or `LogAxis`, `IntegerAxis`.

    References
    ----------
    Owen (1998), J Complexity 14:466 (scrambling); `scipy.stats.qmc`.
    """

    def _places(self, dimensions: int) -> np.ndarray:
        return _sobol(self.points, dimensions, self.seed)


class LatinHypercube(_Spread):
    """A Latin hypercube: each axis is cut into as many slices as points, each used once.

    A larger one has other points: to extend a sweep, use `Sobol`.

    Parameters
    ----------
    points : int
        How many.
    seed : int
        Another seed, another hypercube.
    **axes : (low, high), list or Axis
        Ends or values by parameter, or `LogAxis`, `IntegerAxis`.

    References
    ----------
    McKay, Beckman and Conover (1979), Technometrics 21:239; `scipy.stats.qmc`.
    """

    def _places(self, dimensions: int) -> np.ndarray:
        from scipy.stats import qmc

        return qmc.LatinHypercube(dimensions, rng=np.random.default_rng(self.seed)).random(
            self.points
        )


class Sensitivity(_Spread):
    """Points from which Sobol indices follow: two samples A and B, and A with columns of B.

    It has ``points x (axes + 2)`` points. The result's ``sobol_indices`` says how much of the
    variance of an end point comes from each parameter.

    Parameters
    ----------
    points : int
        Points of each sample; a power of two.
    seed : int
        Of the scrambling.
    **axes : (low, high), list or Axis
        Ends or values by parameter, or `LogAxis`, `IntegerAxis`.

    References
    ----------
    Saltelli et al. (2010), Comput Phys Commun 181:259; `scipy.stats.sobol_indices`.
    """

    def _places(self, dimensions: int) -> np.ndarray:
        if self.points & (self.points - 1):
            raise InputError(f"points of Sensitivity is {self.points}; give a power of two.")
        both = _sobol(self.points, 2 * dimensions, self.seed)
        a, b = both[:, :dimensions], both[:, dimensions:]
        mixed = []
        for k in range(dimensions):
            one = a.copy()
            one[:, k] = b[:, k]
            mixed.append(one)
        return np.concatenate([a, b, *mixed])


def _sobol(points: int, dimensions: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    with warnings.catch_warnings():
        # not a power of two: less even, but what was asked for
        warnings.simplefilter("ignore", UserWarning)
        return sequence.random(points)


def _columns_of(points: Any) -> dict[str, np.ndarray]:
    if isinstance(points, Sequence) and not isinstance(points, str) and points:
        names = list(points[0]) if isinstance(points[0], Mapping) else []
        for number, point in enumerate(points):
            if not isinstance(point, Mapping) or set(point) != set(names) or not names:
                raise InputError(
                    f"Point {number} is {point!r}; give a value for each of {', '.join(names)}, "
                    "the parameters of the first point."
                )
        points = {name: [point[name] for point in points] for name in names}
    if not isinstance(points, Mapping) or not points:
        raise InputError(
            f"Points is given {points!r}; give [{{'cost': 0.1}}, ...] or {{'cost': [0.1, ...]}}."
        )
    columns = {str(name): column(f"parameter {name!r}", v) for name, v in points.items()}
    counts = {len(values) for values in columns.values()}
    if len(counts) > 1 or 0 in counts:
        said = ", ".join(f"{name!r} has {len(v)}" for name, v in columns.items())
        raise InputError(f"Every parameter needs one value per point, but {said}.")
    return columns


def _read(path: Path, wanted: Sequence[str] | None) -> dict[str, Any]:
    import pandas as pd

    readers = {".csv": pd.read_csv, ".parquet": pd.read_parquet}
    if path.suffix.lower() not in readers:
        raise InputError(f"{str(path)!r}: a table of points is a .csv or a .parquet file.")
    try:
        table = readers[path.suffix.lower()](path)
    except ImportError:
        raise InputError(
            f"{str(path)!r} needs pyarrow: {advice.install_other('pyarrow')}, or use .csv."
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"The table of points {str(path)!r} cannot be read: {error}") from None
    missing = [name for name in wanted or () if name not in table]
    if missing:
        there = ", ".join(map(str, table.columns))
        raise InputError(f"{str(path)!r} has no column {missing[0]!r}; it has {there}.")
    table = table if wanted is None else table[list(wanted)]
    return {
        str(name): values.tolist() if values.dtype.kind not in "biuf" else values.to_numpy()
        for name, values in table.items()
    }
