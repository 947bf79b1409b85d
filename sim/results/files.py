"""Runs on disk: one netCDF 4 file (HDF5), or a zarr folder.

A file is written beside its place under another name and moved there when it is whole, so
that a crash, a full disk or a kill never leaves half a file under the right name.
"""

import contextlib
import os
import shutil
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.results.runs import FORMAT_VERSION, Runs

if TYPE_CHECKING:
    import xarray as xr


def save(runs: Runs, path: str | PathLike) -> None:
    """Write `runs` to `path` (``.nc`` or ``.zarr``); see `Runs.save`."""
    target = Path(path)
    kind = _kind(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".nc":
            # the fastest compression: curves shrink three times, doses to nothing
            packed = {
                name: {"zlib": True, "complevel": 1}
                for name, variable in runs.data.data_vars.items()
                if variable.ndim > 2
            }
            runs.data.to_netcdf(part, engine="h5netcdf", encoding=packed)
        else:
            # zarr 3 has no specification yet for text of fixed width
            data = _with_names_as(object, runs.data)
            data.to_zarr(part, mode="w", zarr_format=3, consolidated=False)
            _remove(target)
        os.replace(part, target)
    except OSError as error:
        raise InputError(
            f"The runs cannot be saved as {str(target)!r}: {_reason(error)}. "
            "They are still in memory: save them to another folder."
        ) from error
    finally:
        _remove(part)


def _reason(error: OSError) -> str:
    """Return the system's words for an error, also for those that HDF5 wraps in its own."""
    return os.strerror(error.errno) if error.errno else str(error)


def load(path: str | PathLike) -> Runs:
    """Read runs back from a file written by `Runs.save`.

    Parameters
    ----------
    path : str or path
        A ``.nc`` file or ``.zarr`` folder.

    Returns
    -------
    Runs
        As they were saved.

    Raises
    ------
    InputError
        If nothing is there, or it is not a file of runs, or a newer version of sim wrote it.
    """
    source = Path(path)
    kind = _kind(source)
    if not source.exists():
        raise InputError(f"There is no file {str(source)!r}.{_neighbours(source, kind)}")
    try:
        data = _read(source, kind)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{str(source)!r} is not a file of runs, or it is damaged: {error}"
        ) from error
    version = data.attrs.get("format_version")
    if version is None:
        raise InputError(f"{str(source)!r} holds data, but not runs saved by sim.")
    if int(version) > FORMAT_VERSION:
        raise InputError(
            f"{str(source)!r} was saved by a newer version of sim (format {int(version)}; this one "
            f"reads up to {FORMAT_VERSION}). Upgrade: pip install -U tumour-resistance-sim"
        )
    return Runs(data)


def _read(source: Path, kind: str) -> "xr.Dataset":
    import xarray as xr

    if kind == ".nc":
        return xr.load_dataset(source, engine="h5netcdf", decode_times=False)
    with xr.open_zarr(source, consolidated=False, decode_times=False) as data:
        return _with_names_as(str, data.load())


def _with_names_as(type_: Any, data: "xr.Dataset") -> "xr.Dataset":
    for axis in {"arm", "clone", "drug", "origin", "founded"} & set(data.dims):
        names = np.array(data[axis].values.tolist(), dtype=type_)
        data = data.assign_coords({axis: (axis, names, data[axis].attrs)})
    return data


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".nc", ".zarr"):
        raise InputError(f"{str(path)!r}: name a file that ends in .nc (or .zarr), as in runs.nc.")
    if kind == ".zarr" and find_spec("zarr") is None:
        raise InputError(
            f"{str(path)!r} needs zarr: pip install 'tumour-resistance-sim[sweep]', or use .nc."
        )
    return kind


def _neighbours(path: Path, kind: str) -> str:
    if not path.parent.is_dir():
        return f" There is not even a folder {str(path.parent)!r}."
    there = sorted(p.name for p in path.parent.glob(f"*{kind}"))[:5]
    return f" Beside it: {', '.join(there)}." if there else ""


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
