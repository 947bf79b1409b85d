"""A full disk is said once.

Of several chunks that cannot be written zarr raises the first error; the others are logged by
asyncio, with a traceback, whenever their futures are forgotten. Some of these come late, when what
was begun has been taken away.
"""

import errno
import logging

from sim.base.scratch import MARK

FULL = (errno.ENOSPC, errno.EDQUOT)


def _is_full(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno in FULL


def _came_late(error: BaseException | None) -> bool:
    """Tell whether a chunk was to go where nothing is any more: what was begun is taken away."""
    return isinstance(error, FileNotFoundError) and MARK in str(error.filename)


class _SaidAlready(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        forgotten = "never retrieved" in record.getMessage()
        return not (forgotten and (_is_full(error) or _came_late(error)))


_FILTER = _SaidAlready()


def say_it_once() -> None:
    """Log no more of a full disk than the error that is raised; to be called before zarr writes."""
    logging.getLogger("asyncio").addFilter(_FILTER)  # (again is as once)
