"""JSON files that know when they were changed, and what to say of a file that is damaged."""

import json
import zlib
from pathlib import Path
from typing import Any

from sim.base.errors import InputError
from sim.base.whole import write_whole

KEY = "checksum"

RUN_AGAIN = (
    "Remove it and run the sweep again: its block is run anew, with the same numbers. "
    "(For all files at once: results.check(discard=True), or sim sweep --check DIR --discard.)"
)
"""What to do where what belongs to a block is damaged."""

ANOTHER = "it is about something else"
"""What is wrong with a file that is whole, and not the one that belongs there."""


def checksum(content: bytes) -> str:
    """Return the CRC-32 of some bytes, 8 hexadecimal digits."""
    return f"{zlib.crc32(content):08x}"


def sealed_text(said: dict[str, Any]) -> str:
    """Return a mapping as JSON that holds its own checksum."""
    return _text(said | {KEY: checksum(_text(said).encode())})


def write_sealed(path: Path, said: dict[str, Any]) -> None:
    """Write a mapping as JSON, whole or not at all."""
    write_whole(path, sealed_text(said))


def read_sealed(path: Path, way_out: str) -> dict[str, Any]:
    """Return what is written in a file of `write_sealed`; one without a checksum is believed.

    Raises
    ------
    InputError
        If it is missing, is not JSON, or was changed. It ends with the way out.
    """
    try:
        said = json.loads(path.read_bytes())
        given = said.pop(KEY, None)
        if given is not None and given != checksum(_text(said).encode()):
            raise ValueError("its checksum is not that of what was written")
    except (OSError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise damaged(path, error, way_out) from None
    return said


def damaged(path: Path, why: object, way_out: str) -> InputError:
    """Return the error for a file that is not as it was written."""
    words = why.strerror if isinstance(why, OSError) and why.strerror else why
    words = "it is missing" if isinstance(why, FileNotFoundError) else words
    return InputError(f"{str(path)!r} is damaged ({words}). {way_out}")


def way_out(part: Path) -> str:
    """Return what to do when what describes a part is damaged."""
    return (
        f"Put back a copy of it; or remove the folder {str(part)!r} and run the sweep again: its "
        "points are run anew, with the same numbers."
    )


def _text(said: dict[str, Any]) -> str:
    return json.dumps(said, indent=1)
