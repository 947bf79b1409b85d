"""A new part of a store: its points, its size, and arrays in which nothing is done yet."""

import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.full_disk import say_it_once
from sim.sweeps.blocks import Size
from sim.sweeps.sealed import checksum, write_sealed


def make_part(
    folder: Path, size: Size, columns: Mapping[str, np.ndarray], variables: Mapping[str, Any]
) -> None:
    """Fill an empty folder with a part in which nothing is done yet.

    Parameters
    ----------
    folder : Path
        Where.
    size : Size
        How large.
    columns : mapping of str to ndarray (point,)
        Its points.
    variables : mapping of str to dict
        What is kept: ``shape`` (arm, ...without patient...) and ``dims`` of each.
    """
    import zarr
    from zarr.codecs import ZstdCodec

    say_it_once()
    (folder / "done").mkdir()
    (folder / "points.npz").write_bytes(_packed(columns))
    group = zarr.create_group(folder / "data", zarr_format=3)
    for name, about in variables.items():
        arms, *more = about["shape"]
        group.create_array(
            name,
            shape=(size.points, arms, size.patients, *more),
            chunks=(size.points_per_block, arms, size.patients_per_block, *more),
            dtype="float64",
            fill_value=float("nan"),
            # the checksum finds a flipped bit, which would otherwise be read as a number
            compressors=[ZstdCodec(level=3, checksum=True)],
            dimension_names=["point", "arm", "patient", *about["dims"]],
        )
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    sums = {file.relative_to(folder).as_posix(): checksum(file.read_bytes()) for file in files}
    write_sealed(folder / "part.json", asdict(size) | {"files": sums})


def _packed(columns: Mapping[str, np.ndarray]) -> bytes:
    """Return columns as an .npz; as `numpy.savez`, to which "file" could not be a name."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, values in columns.items():
            with packed.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, values, allow_pickle=False)
    return content.getvalue()
