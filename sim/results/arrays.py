"""Labelled arrays before xarray: what a run fills, and all that a figure of it asks for.

Importing xarray, with the pandas below it, takes as long as treating twenty patients and drawing
them. So a run is kept as NumPy arrays with the names of their axes, and becomes an
`xarray.Dataset` when somebody asks for `Runs.data`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import xarray as xr


class Labelled(NamedTuple):
    """One array: the names of its axes, its numbers, and what they are."""

    dims: tuple[str, ...]
    values: np.ndarray
    attrs: dict[str, Any]


@dataclass(frozen=True)
class Arrays:
    """Arrays by name, on axes with labels; read as an `xarray.Dataset` is, by ``arrays[name]``.

    Parameters
    ----------
    variables : dict of str to Labelled
        What was found out.
    coordinates : dict of str to Labelled
        The labels of each axis.
    attrs : dict
        What made it.
    """

    variables: dict[str, Labelled]
    coordinates: dict[str, Labelled]
    attrs: dict[str, Any]

    def __contains__(self, name: str) -> bool:
        return name in self.variables or name in self.coordinates

    def __getitem__(self, name: str) -> Labelled:
        return self.variables[name] if name in self.variables else self.coordinates[name]

    @property
    def sizes(self) -> Mapping[str, int]:
        """The length of every axis."""
        return {name: len(labels.values) for name, labels in self.coordinates.items()}

    def dataset(self) -> "xr.Dataset":
        """Return the same as an `xarray.Dataset`; no number is copied."""
        import xarray as xr

        return xr.Dataset(self.variables, self.coordinates, self.attrs)
