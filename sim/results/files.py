"""Runs on disk: one netCDF 4 file (HDF5), or a zarr folder; whole or not at all.

What is read is what was saved, or is refused: chunks have checksums (Fletcher 32, CRC 32C), the
content has a seal (`sim.results.seal`), and a netCDF file ends in the checksum of all before it
(`sim.results.trailer`), which is looked at first.
"""

import os
import warnings
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import advice
from sim.base.checks import is_whole
from sim.base.errors import InputError, shown
from sim.base.full_disk import say_it_once
from sim.base.room import check_fits
from sim.base.scratch import MARK
from sim.base.typed import typed
from sim.base.whole import in_words, whole
from sim.results.build import COORDINATES, VARIABLES
from sim.results.declared import declared_in_netcdf, declared_in_zarr
from sim.results.long_texts import long, short
from sim.results.runs import FORMAT_VERSION, Runs
from sim.results.seal import sealed, unsealed
from sim.results.trailer import check_trailer, trailer

if TYPE_CHECKING:
    import xarray as xr

SMALL = 2**12
"""Bytes of an array that need no compression."""
META = "zarr.json"
"""In every folder of zarr's."""
PART = "Open it with xarray, and give a part of its patients to sim.Runs."
"""The way out where a file does not fit into memory."""


def save(runs: Runs, path: str | PathLike) -> None:
    """Write `runs` to `path` (``.nc`` or ``.zarr``); see `Runs.save`."""
    target = Path(path)
    kind = _kind(target)
    if kind == ".zarr":
        _check_replaced(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".nc":
            # in memory: HDF5 crashes when it cannot write, now or when Python ends
            content = _as_netcdf(runs.data)
            with whole(target) as scratch, open(scratch, "wb") as file:
                for piece in (content, trailer(content)):
                    file.write(piece)
        else:
            with whole(target) as scratch:
                _write_zarr(runs.data, scratch)
    except OSError as error:
        raise InputError(
            f"The runs cannot be saved as {str(target)!r}: {in_words(error)}. "
            "They are still in memory: save them to another folder."
        ) from error


@typed
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
        If nothing is there, or it is not a file of runs, or it is damaged, or a newer version of
        sim wrote it.
    """
    source = Path(path)
    kind = _kind(source)
    if not os.path.exists(source):  # (it refuses no name)
        raise InputError(f"There is no file {str(source)!r}.{_neighbours(source, kind)}")
    if not (source.is_file() or source.is_dir()):  # (a pipe: reading would wait for ever)
        raise InputError(f"{str(source)!r} is no file and no folder; runs are read from one.")
    try:
        data = _read(source, kind)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # the libraries raise anything when a file is damaged
        raise InputError(
            f"{str(source)!r} is not a file of runs, or it is damaged: "
            f"{str(error) or type(error).__name__}. Use another copy, or run it again."
        ) from error
    version = data.attrs.get("format_version")
    if version is None:
        raise InputError(f"{str(source)!r} holds data, but not runs saved by sim.")
    if not is_whole(version) or version < 1:
        raise InputError(
            f"{str(source)!r} says that its format is {shown(version)}, and there is none such. It "
            "is damaged; use another copy."
        )
    if int(version) > FORMAT_VERSION:
        raise InputError(
            f"{str(source)!r} was saved by a newer version of sim (format {int(version)}; this one "
            f"reads up to {FORMAT_VERSION}). {advice.upgrade()}."
        )
    _check_axes(source, data)
    try:
        return Runs(unsealed(data))
    except ValueError as error:  # (InputError is one)
        raise InputError(
            f"{str(source)!r}: {str(error).rstrip('.')}. It is damaged, or another program has "
            "changed it. Use another copy; if you changed it yourself, open it with xarray and "
            "give that to sim.Runs."
        ) from None


def _as_netcdf(data: "xr.Dataset") -> memoryview:
    """Return the content of a netCDF file."""
    packed: dict[str, Any] = {}
    for name, variable in data.variables.items():
        if variable.size and variable.dtype.kind in "biuf":
            packed[str(name)] = {"fletcher32": True}
            if variable.ndim > 2 or variable.nbytes > SMALL:
                # the fastest compression: curves shrink three times, doses to nothing
                packed[str(name)] |= {"zlib": True, "complevel": 1}
    return short(sealed(data)).to_netcdf(None, engine="h5netcdf", encoding=packed)


def _write_zarr(data: "xr.Dataset", folder: Path) -> None:
    from zarr.codecs import Crc32cCodec, ZstdCodec

    say_it_once()
    # zarr 3 has no specification yet for text of fixed width
    data = _with_names_as(object, sealed(data))
    codecs = {"compressors": [ZstdCodec(), Crc32cCodec()]}
    with warnings.catch_warnings():
        # One file with all metadata is no part of the specification yet; without it xarray warns
        # whoever opens the folder.
        warnings.filterwarnings("ignore", message="Consolidated metadata")
        data.to_zarr(
            folder, mode="w", zarr_format=3, consolidated=True,
            encoding={str(name): codecs for name in data.variables},
        )  # fmt: skip


def _read(source: Path, kind: str) -> "xr.Dataset":
    import xarray as xr

    if kind == ".nc":
        check_trailer(source)
        check_fits(f"What is in {str(source)!r}", declared_in_netcdf(source), PART)
        return long(xr.load_dataset(source, engine="h5netcdf", decode_times=False))
    check_fits(f"What is in {str(source)!r}", declared_in_zarr(source), PART)
    with xr.open_zarr(source, consolidated=False, decode_times=False) as data:
        return _with_names_as(str, data.load())


def _check_axes(source: Path, data: "xr.Dataset") -> None:
    """Check that every variable that is known lies on its axes."""
    known = {name: dims for name, (dims, *_) in VARIABLES.items()}
    for name, dims in (known | {name: (name,) for name in COORDINATES}).items():
        if name in data.variables and data[name].dims != dims:
            there = ", ".join(map(str, data[name].dims))
            raise InputError(
                f"{str(source)!r}: {name!r} lies on the axes {there}, and not "
                f"on {', '.join(dims)}. Another program has changed the file; use another copy."
            )


def _with_names_as(type_: Any, data: "xr.Dataset") -> "xr.Dataset":
    for name, variable in data.variables.items():
        if variable.dtype.kind in "OUT":
            texts = np.array(variable.values.tolist(), dtype=type_).reshape(variable.shape)
            put = data.assign_coords if name in data.coords else data.assign
            data = put({str(name): (variable.dims, texts, variable.attrs)})
    return data


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".nc", ".zarr"):
        raise InputError(f"{str(path)!r}: name a file that ends in .nc (or .zarr), as in runs.nc.")
    if kind == ".zarr" and find_spec("zarr") is None:
        raise InputError(f"{str(path)!r} needs zarr: {advice.install('sweep')}, or use .nc.")
    return kind


def _check_replaced(folder: Path) -> None:
    """Refuse to put runs in the place of a folder in which something else is, which would go."""
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    others = [path.name for path in inside if not (path.name == META or (path / META).is_file())]
    if others:
        raise InputError(
            f"{str(folder)!r} is a folder with something else in it ({', '.join(others[:3])}), "
            "which would be lost. Save the runs under another name."
        )


def _neighbours(path: Path, kind: str) -> str:
    if not path.parent.is_dir():
        return f" There is not even a folder {str(path.parent)!r}."
    left = sorted(path.parent.glob(f"{MARK}*.{path.name}"))
    if left:  # killed between two renames; the older one is whole
        return f" A save that was cut off has left {left[0].name!r} beside it: rename that."
    there = sorted(p.name for p in path.parent.glob(f"*{kind}"))[:5]
    return f" Beside it: {', '.join(there)}." if there else ""
