"""A zarr store that compares every file with its checksum; imported only where zarr is there."""

from pathlib import Path
from typing import Any

from zarr.core.buffer import default_buffer_prototype
from zarr.storage import LocalStore

from sim.sweeps.sealed import RUN_AGAIN, checksum, damaged


class CheckedStore(LocalStore):
    """The files of a zarr group, each with the checksum that it must have.

    Parameters
    ----------
    root : Path
        The folder of the group.
    read_only : bool
        As for every store.
    files : mapping of str to str
        Checksum of every file that must be there, by its path inside the folder.
    way_out : str
        What to do where one is damaged that is not a chunk.
    """

    def __init__(
        self,
        root: Path | str,
        *,
        read_only: bool = False,
        files: dict[str, str] | None = None,
        way_out: str = RUN_AGAIN,
    ) -> None:
        super().__init__(root, read_only=read_only)
        self.files, self.way_out = files or {}, way_out

    def with_read_only(self, read_only: bool = False) -> "CheckedStore":
        """Return the same store, for reading only or not."""
        return type(self)(self.root, read_only=read_only, files=self.files, way_out=self.way_out)

    async def get(self, key: str, prototype: Any = None, byte_range: Any = None) -> Any:
        """Return the content of a file, compared with its checksum."""
        prototype = prototype or default_buffer_prototype()
        found = await super().get(key, prototype, byte_range)
        expected = self.files.get(key)
        if expected is not None and byte_range is None:
            content = None if found is None else found.to_bytes()
            if content is None or checksum(content) != expected:
                why = "it is missing" if content is None else "it is not what was written"
                way_out = RUN_AGAIN if "/c/" in key else self.way_out
                raise damaged(Path(self.root) / key, why, way_out)
        return found
