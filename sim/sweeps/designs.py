"""Designs: the points of a sweep, each a value for every parameter.

A design is a value; `columns` lists its points: all combinations of some values, or a list that is
written out; those that fill a space are in `sim.sweeps.spread`. A larger design of the same kind
keeps the points of the smaller one where its mathematics allows that (a grid with more values, a
longer Sobol sequence), and a sweep then runs only what is new.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.errors import InputError, unknown
from sim.base.table import read_table
from sim.base.typed import typed
from sim.sweeps.axes import axes_of, check_count, column


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

    A column is one of numbers if every cell is one; otherwise it is one of words, and `NA` and
    `None` are words as any other. Whole numbers that begin with a zero, as `01`, are words too.

    Parameters
    ----------
    path : str or path
        ``points.csv`` (also ``.csv.gz`` and so on) or ``points.parquet``.
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
    table = read_table("The table of points", path)
    missing = [name for name in wanted or () if name not in table]
    if missing:
        raise unknown(f"The table of points {str(path)!r}", "column", missing[0], table.columns)
    table = table if wanted is None else table[list(wanted)]
    empty = table.isna()
    if empty.to_numpy().any():
        row, place = (int(k[0]) for k in np.nonzero(empty.to_numpy()))
        raise InputError(
            f"{str(path)!r}: column {str(table.columns[place])!r} has nothing in row {row} "
            f"(counting from 0; line {row + 2} of a CSV file). Every point needs a value there: "
            "fill it in, or leave the row out."
        )
    return {
        str(name): values.tolist() if values.dtype.kind not in "biuf" else values.to_numpy()
        for name, values in table.items()
    }
