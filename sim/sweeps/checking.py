"""Every file of a store read and compared with its checksum; what is damaged can be run again."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.base.errors import InputError
from sim.base.scratch import remove
from sim.sweeps.parts import Part
from sim.sweeps.sealed import checksum
from sim.sweeps.store import Store


class Damage(NamedTuple):
    """One file that is not what was written."""

    file: str
    what: str
    block: str
    """The part and the block that it belongs to, as ``"0/17"``; empty if it is more than that."""


def check(store: Store, discard: bool) -> list[Damage]:
    """Return what is damaged; with `discard`, remove it where it belongs to a block."""
    found = []
    for part in store.parts:
        found += list(_of_part(part))
    if discard:
        for damage in found:
            if damage.block:
                part_number, number = (int(word) for word in damage.block.split("/"))
                part = next(part for part in store.parts if part.number == part_number)
                remove(part.mark(number))
    return found


def _of_part(part: Part) -> Iterator[Damage]:
    for name, expected in part.files.items():
        if wrong := _wrong(part.folder / name, expected):
            yield Damage(str(part.folder / name), wrong, "")
    for number in range(part.size.blocks):
        mark, block = part.mark(number), f"{part.number}/{number}"
        if not mark.exists():
            continue
        try:
            said = part.read_mark(number)
        except InputError:
            yield Damage(str(mark), "it is not what was written", block)
            continue
        for key, (_, expected) in said.get("chunks", {}).items():
            file = part.folder / "data" / key
            if wrong := _wrong(file, expected):
                yield Damage(str(file), wrong, block)


def _wrong(file: Path, expected: str) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        return error.strerror or str(error)
    return "" if checksum(content) == expected else "it is not what was written"
