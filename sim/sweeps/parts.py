"""A part of a store: a rectangle of points x patients, cut into blocks, each written once.

A part lies in a folder: ``points.npz`` (its points), ``part.json`` (its size, and the checksums of
what is written once), ``data`` (a zarr group with one chunk per block and variable) and ``done``
(one small file per finished block, which is written last: the checksums of its chunks, and which of
its points failed and why). A block without that file, or without its chunks, is run again, and
gives the same bits.
"""

import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.base.full_disk import say_it_once
from sim.base.whole import keep, keep_names
from sim.sweeps.blocks import Block, Size
from sim.sweeps.points import Outcome
from sim.sweeps.sealed import (
    ANOTHER,
    RUN_AGAIN,
    checksum,
    damaged,
    read_sealed,
    way_out,
    write_sealed,
)


@dataclass(frozen=True)
class Part:
    """One part of a store."""

    folder: Path
    number: int
    size: Size
    files: Mapping[str, str]
    """Checksums of what is written once, by path."""

    @classmethod
    def read(cls, folder: Path) -> "Part":
        """Return the part that lies in a folder.

        Raises
        ------
        InputError
            If its description is damaged.
        """
        file = folder / "part.json"
        said = read_sealed(file, way_out(folder))
        try:
            files = dict(said.pop("files", {}))
            return cls(folder, int(folder.name), Size(**said), files)
        except (TypeError, ValueError):
            raise damaged(file, ANOTHER, way_out(folder)) from None

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """The parameters (point,) of its points."""
        file = self.folder / "points.npz"
        try:
            content = file.read_bytes()
            if checksum(content) != self.files.get(file.name, checksum(content)):
                raise ValueError("it is not what was written")
            with np.load(BytesIO(content), allow_pickle=False) as columns:
                return {name: columns[name] for name in columns.files}
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise damaged(file, error, way_out(self.folder)) from None

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

    def mark(self, number: int) -> Path:
        """Return the file that says that a block is finished."""
        return self.folder / "done" / f"{number}.json"

    def done(self) -> dict[int, dict[str, Any]]:
        """Return what its finished blocks say, by their number.

        Raises
        ------
        InputError
            If what one says is damaged.
        """
        try:
            names = [entry.name for entry in os.scandir(self.folder / "done")]
        except OSError as error:
            raise damaged(self.folder / "done", error, way_out(self.folder)) from None
        numbers = sorted(int(n[:-5]) for n in names if n.endswith(".json") and n[:-5].isdigit())
        return {number: self.read_mark(number) for number in numbers}

    def read_mark(self, number: int) -> dict[str, Any]:
        """Return what a finished block says of itself."""
        said = read_sealed(self.mark(number), RUN_AGAIN)
        place = self._place(number)
        mine = all(key.split("/")[1:5] == place for key in said.get("chunks", {}))
        if not ({"failed", "again"} <= said.keys() and mine):
            raise damaged(self.mark(number), ANOTHER, RUN_AGAIN)
        return said

    def _place(self, number: int) -> list[str]:
        """Return where in an array the chunk of a block lies."""
        down, right = divmod(number, self.size.across)
        return ["c", str(down), "0", str(right)]

    def _check_there(self) -> None:
        """Check that what is written once is there; zarr would see an empty group."""
        for name in self.files:
            if not (self.folder / name).is_file():
                raise damaged(self.folder / name, "it is missing", way_out(self.folder))

    def wanting(self, number: int, said: Mapping[str, Any]) -> str:
        """Return what of a finished block is not there, as far as names and sizes tell; or nothing.

        Parameters
        ----------
        number : int
            The block.
        said : mapping
            What it says of itself.
        """
        for key, (size, _) in said.get("chunks", {}).items():
            file = self.folder / "data" / key
            try:
                there = file.stat().st_size
            except OSError:
                return f"{str(file)!r} is missing"
            if there != size:
                return f"{str(file)!r} has {there} bytes of {size}"
        return ""

    def missing(self) -> Iterator[tuple[Block, str]]:
        """Yield the blocks that are not finished, or that another try may finish better.

        With each goes what of it is damaged: nothing, if it was never finished.
        """
        self._check_there()
        for number in range(self.size.blocks):
            if not self.mark(number).exists():
                yield self.block(number), ""
                continue
            try:
                said = self.read_mark(number)
                wrong, again = self.wanting(number, said), said["again"]
            except InputError as error:
                wrong, again = str(error).partition(" is damaged")[0] + " is damaged", False
            if wrong or again:
                yield self.block(number), wrong

    def arrays(self, marks: Mapping[int, Mapping[str, Any]] | None = None) -> Any:
        """Return the zarr store of its arrays; what is read from it is compared with checksums.

        Parameters
        ----------
        marks : mapping of int to mapping, optional
            What the finished blocks say of themselves: then their chunks must be there.
        """
        from sim.sweeps.zarr_store import CheckedStore

        self._check_there()
        inside = {k.removeprefix("data/"): v for k, v in self.files.items() if k.startswith("data")}
        for said in (marks or {}).values():
            inside |= {key: digits for key, (_, digits) in said.get("chunks", {}).items()}
        return CheckedStore(self.folder / "data", files=inside, way_out=way_out(self.folder))

    def write(self, block: Block, outcome: Outcome) -> None:
        """Write what came out of a block: every variable whole, then the word that it is done."""
        import zarr

        say_it_once()
        data = zarr.open_group(self.arrays(), mode="r+")
        size, place = self.size, self._place(block.number)
        start = block.patients.start - size.first_patient
        across = slice(start, start + len(block.patients))
        chunks: dict[str, tuple[int, str]] = {}
        for name, values in outcome.values.items():
            # (a chunk that holds no number is written too: else it would be missed)
            array = data[name].with_config({"write_empty_chunks": True})  # type: ignore[union-attr]
            array[block.points, :, across] = values  # type: ignore[index]
            key = "/".join([name, *place, *["0"] * (values.ndim - 3)])
            file = self.folder / "data" / key
            _keep_chunk(file, self.folder / "data" / name)
            content = file.read_bytes()
            chunks[key] = len(content), checksum(content)
        self.mark(block.number).parent.mkdir(exist_ok=True)
        failed = {str(block.points.start + i): why for i, why in sorted(outcome.failed.items())}
        said = {"points": block.points.stop - block.points.start, "failed": failed}
        write_sealed(self.mark(block.number), said | {"again": outcome.again, "chunks": chunks})


def _keep_chunk(file: Path, array: Path) -> None:
    """Have a chunk on the disk, with the names of all folders that lead to it."""
    keep(file)
    folder = file.parent
    while folder != array.parent:
        keep_names(folder)
        folder = folder.parent
