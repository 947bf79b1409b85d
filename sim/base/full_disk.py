"""A full disk is said once.

Of several chunks that cannot be written zarr raises the first error; the others are logged by
asyncio, with a traceback, whenever their futures are forgotten.
"""

import errno
import logging

FULL = (errno.ENOSPC, errno.EDQUOT)


class _SaidAlready(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        forgotten = "never retrieved" in record.getMessage()
        return not (forgotten and isinstance(error, OSError) and error.errno in FULL)


_FILTER = _SaidAlready()


def say_it_once() -> None:
    """Log no more of a full disk than the error that is raised; to be called before zarr writes."""
    logging.getLogger("asyncio").addFilter(_FILTER)  # (again is as once)
