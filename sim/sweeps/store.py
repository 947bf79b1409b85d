"""A store: the folder in which a sweep keeps its results, and what they were made from.

``manifest.json`` says what was run; ``parts/0000``, ``parts/0001``, ... hold the results
(`sim.sweeps.parts`). More points or more patients are a new part beside the old ones: nothing that
is stored is ever moved or overwritten.
"""

import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from sim.base import advice
from sim.base.errors import InputError
from sim.base.scratch import beside, remove
from sim.base.whole import appear, claim, in_words
from sim.sweeps.blocks import Block, size_for
from sim.sweeps.making import make_part
from sim.sweeps.parts import Part
from sim.sweeps.sealed import read_sealed, sealed_text

FORMAT = 1
"""Raised when an older `open_sweep` could no longer read what `run` writes."""

KIND = "sim sweep"


class Store:
    """The results of a sweep on disk."""

    def __init__(self, path: Path, manifest: dict[str, Any]):
        self.path, self.manifest = path, manifest

    @property
    def parts(self) -> list[Part]:
        """Its parts, in the order in which they were begun."""
        folder = self.path / "parts"
        names = (
            sorted(p.name for p in folder.iterdir() if p.name.isdigit()) if folder.is_dir() else []
        )
        return [Part.read(folder / name) for name in names]

    def missing(self) -> Iterator[tuple[Block, str]]:
        """Yield the blocks of all parts that are not finished, and what of each is damaged."""
        for part in self.parts:
            yield from part.missing()

    def extend(
        self, columns: Mapping[str, np.ndarray], patients: int, bytes_per_row: float
    ) -> None:
        """Begin new parts for those points and patients that no part holds yet."""
        covered: dict[tuple, int] = {}
        for part in self.parts:
            for key in keys(part.columns):
                end = part.size.first_patient + part.size.patients
                covered[key] = max(covered.get(key, 0), end)
        there = []
        for key in keys(columns):
            there.append(covered.get(key, 0))
            covered[key] = patients  # the same point twice in a design is run once
        have = np.array(there)
        for first in sorted(set(have[have < patients].tolist())):
            new = {name: values[have == first] for name, values in columns.items()}
            count = int((have == first).sum())
            self._begin(size_for(count, first, patients - first, bytes_per_row), new)

    def _begin(self, size, columns: Mapping[str, np.ndarray]) -> None:
        variables = self.manifest["variables"]
        number = max((part.number for part in self.parts), default=-1) + 1

        def fill(folder: Path) -> None:
            make_part(folder, size, columns, variables)

        target = self.path / "parts" / f"{number:04d}"
        if not appear(target, fill) and not _same(Part.read(target), size, columns):
            raise InputError(
                f"Another run is extending {str(self.path)!r} in another way at this moment; "
                "let it finish its first block, and run again."
            )


def keys(columns: Mapping[str, np.ndarray]) -> list[tuple]:
    """Return what tells points apart: their values, numbers to 12 digits, texts in quotes.

    A machine with another logarithm may give the last digits of a point otherwise; it is the
    same point.
    """
    texts = []
    for name in sorted(columns):
        values = columns[name].tolist()
        is_float = columns[name].dtype.kind == "f"
        texts.append([f"{v:.12g}" for v in values] if is_float else [repr(v) for v in values])
    return list(zip(*texts, strict=True))


def read_store(path: str | PathLike) -> Store:
    """Return the store that lies in a folder.

    Raises
    ------
    InputError
        If there is none, or a newer version of sim has written it.
    """
    folder = Path(path)
    need_zarr(folder)
    if not os.path.isdir(folder):  # (it refuses no name)
        raise InputError(f"There is no folder {str(folder)!r}.")
    file = folder / "manifest.json"
    if not file.is_file():
        raise InputError(f"{str(folder)!r} holds no sweep: there is no manifest.json in it.")
    way_out = "Put back a copy of it, or give the sweep a new folder."
    manifest = read_sealed(file, way_out)
    try:
        kind, version = manifest["kind"], int(manifest["format"])
    except (ValueError, KeyError, TypeError, OverflowError):
        raise InputError(
            f"{str(file)!r} is not the manifest of a sweep: it says nothing of what it is. "
            f"{way_out}"
        ) from None
    if kind != KIND:
        raise InputError(f"{str(folder)!r} holds {kind!r}, not a sweep.")
    if version > FORMAT:
        raise InputError(
            f"{str(folder)!r} was written by a newer version of sim (format {version}; this one "
            f"reads up to {FORMAT}). {advice.upgrade()}."
        )
    return Store(folder, manifest)


def make_store(path: Path, manifest: dict[str, Any]) -> Store:
    """Return a new store in an empty folder; if another run has just made it, that one's.

    Raises
    ------
    InputError
        If the folder cannot be written, or holds something else.
    """
    need_zarr(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        others = [p.name for p in path.iterdir() if not p.name.startswith(".")]
        if "manifest.json" in others:
            return read_store(path)
        if others:
            raise InputError(
                f"{str(path)!r} holds what is no sweep ({', '.join(sorted(others)[:3])}); "
                "give a new folder. Nothing was changed."
            )
        claim(path / "manifest.json", sealed_text(manifest))
    except OSError as error:
        raise InputError(
            f"The folder {str(path)!r} cannot be written: {in_words(error)}. Name another."
        ) from None
    return read_store(path)


def check_writable(store: Store) -> None:
    """Try to write into a store, so that hours of work do not end at a closed door."""
    probe = beside(store.path / "probe")
    try:
        probe.write_text("", "utf-8")
    except OSError as error:
        raise InputError(
            f"The folder {str(store.path)!r} cannot be written: {in_words(error)}. "
            "What is stored in it can be read with sim.open_sweep."
        ) from None
    finally:
        remove(probe)


def need_zarr(path: Path) -> None:
    """Say what to install where zarr is missing."""
    if find_spec("zarr") is None or find_spec("dask") is None:
        raise InputError(
            f"A sweep's store ({str(path)!r}) needs zarr and dask: {advice.install('sweep')}"
        )


def _same(part: Part, size, columns: Mapping[str, np.ndarray]) -> bool:
    return part.size == size and keys(part.columns) == keys(columns)
