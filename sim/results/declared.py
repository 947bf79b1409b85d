"""How much a file says that it holds: a few kilobytes can unpack to terabytes."""

import math
from pathlib import Path


def declared_in_netcdf(source: Path) -> float:
    """Return how much the arrays in a netCDF file take in memory [bytes]."""
    import h5py

    sizes: list[float] = []

    def note(name: str, thing: object) -> None:
        if isinstance(thing, h5py.Dataset) and thing.shape is not None:
            sizes.append(float(math.prod(thing.shape)) * thing.dtype.itemsize)

    with h5py.File(source, "r") as file:
        file.visititems(note)
    return sum(sizes)


def declared_in_zarr(source: Path) -> float:
    """Return how much the arrays in a zarr folder take in memory [bytes]."""
    import zarr

    arrays = zarr.open_group(source, mode="r", use_consolidated=False).arrays()
    return sum(float(math.prod(array.shape)) * array.dtype.itemsize for _, array in arrays)
