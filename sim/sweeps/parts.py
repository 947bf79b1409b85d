"""A part of a store: a rectangle of points x patients, cut into blocks, each written once.

A part lies in a folder: ``points.npz`` (its points), ``part.json`` (its size), ``data`` (a zarr
group with one chunk per block and variable) and ``done`` (one small file per finished block, which
is written last and says which of its points failed and why). A block without that file is run
again, and gives the same bits.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sim.sweeps.points import Outcome

ROWS = 16384
"""Rows (points x patients) of a block: enough to amortise Python, few enough to stay in cache."""

FEWEST_ROWS, BLOCKS = 1024, 16
"""A small sweep has smaller blocks, so that there is something to share out."""

BYTES = 2**29
"""The curves of a block take no more than this."""


@dataclass(frozen=True)
class Size:
    """Size of a part and of its blocks."""

    points: int
    first_patient: int
    patients: int
    points_per_block: int
    patients_per_block: int

    @property
    def blocks(self) -> int:
        """How many blocks it is cut into."""
        return -(-self.points // self.points_per_block) * self.across

    @property
    def across(self) -> int:
        """How many blocks lie side by side along the patients."""
        return -(-self.patients // self.patients_per_block)


def size_for(points: int, first_patient: int, patients: int, bytes_per_row: float) -> Size:
    """Return the size of a part; it follows from what is run, not from who runs it."""
    most = max(1, min(ROWS, int(BYTES / max(bytes_per_row, 1.0))))
    rows = min(most, max(FEWEST_ROWS, -(-points * patients // BLOCKS)))
    across = min(patients, rows)
    return Size(points, first_patient, patients, max(1, min(points, rows // across)), across)


@dataclass(frozen=True)
class Block:
    """One block: which points (places in its part) and which patients (their numbers)."""

    part: int
    number: int
    points: slice
    patients: range


@dataclass(frozen=True)
class Part:
    """One part of a store."""

    folder: Path
    number: int
    size: Size

    @classmethod
    def read(cls, folder: Path) -> "Part":
        """Return the part that lies in a folder."""
        said = json.loads((folder / "part.json").read_text("utf-8"))
        return cls(folder, int(folder.name), Size(**said))

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """The parameters (point,) of its points."""
        with np.load(self.folder / "points.npz", allow_pickle=False) as file:
            return {name: file[name] for name in file.files}

    def point(self, place: int) -> dict[str, Any]:
        """Return the parameters of one point."""
        return {name: values[place].item() for name, values in self.columns.items()}

    def block(self, number: int) -> Block:
        """Return one of its blocks."""
        size, (down, right) = self.size, divmod(number, self.size.across)
        first = down * size.points_per_block
        points = slice(first, min(first + size.points_per_block, size.points))
        start = right * size.patients_per_block
        stop = min(start + size.patients_per_block, size.patients)
        shift = size.first_patient
        return Block(self.number, number, points, range(shift + start, shift + stop))

    def done(self) -> dict[int, dict[str, Any]]:
        """Return what its finished blocks say, by their number."""
        found = {}
        for file in os.scandir(self.folder / "done"):
            if file.name.endswith(".json"):
                found[int(file.name[:-5])] = json.loads(Path(file.path).read_text("utf-8"))
        return found

    def missing(self) -> Iterator[Block]:
        """Yield the blocks that are not finished, or that another try may finish better."""
        done = self.done()
        for number in range(self.size.blocks):
            if number not in done or done[number]["again"]:
                yield self.block(number)

    def write(self, block: Block, outcome: Outcome) -> None:
        """Write what came out of a block: every variable whole, then the word that it is done."""
        import zarr

        data = zarr.open_group(self.folder / "data", mode="r+")
        size = self.size
        down, right = divmod(block.number, size.across)
        start = block.patients.start - size.first_patient
        across = slice(start, start + len(block.patients))
        for name, values in outcome.values.items():
            data[name][block.points, :, across] = values  # type: ignore[index]
            rest = ["0"] * (values.ndim - 3)
            _keep(self.folder.joinpath("data", name, "c", str(down), "0", str(right), *rest))
        failed = {str(block.points.start + i): why for i, why in sorted(outcome.failed.items())}
        said = {"points": block.points.stop - block.points.start, "failed": failed}
        write_whole(self.folder / "done" / f"{block.number}.json", said | {"again": outcome.again})


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

    (folder / "done").mkdir()
    (folder / "part.json").write_text(json.dumps(asdict(size), indent=1), "utf-8")
    np.savez(folder / "points.npz", **columns)  # type: ignore[arg-type]
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


def write_whole(path: Path, said: Any) -> None:
    """Write a JSON file that is there whole or not at all, whatever happens in the middle."""
    new = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.partial")
    try:
        new.write_text(json.dumps(said, indent=1), "utf-8")
        _keep(new)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def _keep(file: Path) -> None:
    """Have a file on the disk, not only in the machine's memory."""
    with open(file, "rb") as handle:
        os.fsync(handle.fileno())
