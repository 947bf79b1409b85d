"""The last line of a netCDF file of ours: the checksum of all before it.

HDF5 does not mind what stands behind its end, and hangs or crashes on some damaged files. So a file
is looked at before HDF5 sees it.
"""

import hashlib
from pathlib import Path
from typing import Any

MARK = b"\nchecksum of all before (BLAKE2b-128): "
"""What a netCDF file ends in, and then 32 digits. HDF5 does not mind what stands behind its end."""

DIGITS = 32


def trailer(content: bytes | memoryview) -> bytes:
    """Return what is written behind the content of a file."""
    hasher = _hasher()
    hasher.update(content)
    return MARK + hasher.hexdigest().encode()


def check_trailer(source: Path) -> None:
    """Compare a file with the checksum at its end; one that has none is left to HDF5 to judge.

    Raises
    ------
    ValueError
        If it is not what was written.
    """
    length = len(MARK) + DIGITS
    with open(source, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - length))
        said = file.read()
        if not said.startswith(MARK):
            return
        file.seek(0)
        hasher, left = _hasher(), size - length
        while left and (piece := file.read(min(left, 2**24))):
            hasher.update(piece)
            left -= len(piece)
    if hasher.hexdigest().encode() != said[len(MARK) :]:
        raise ValueError("its checksum is not that of what was saved")


def _hasher() -> Any:
    return hashlib.blake2b(digest_size=DIGITS // 2)
