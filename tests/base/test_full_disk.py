"""A full disk is said once: what is logged of it later is not."""

import asyncio
import errno
import gc
import logging

import pytest

from sim.base.full_disk import say_it_once


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 0),
        (OSError(errno.EACCES, "Permission denied"), 1),
        (FileNotFoundError(errno.ENOENT, "none", "/out/parts/.partial.e2-30489.0000/zarr.json"), 0),
        (FileNotFoundError(errno.ENOENT, "none", "/out/parts/0001.zarr/zarr.json"), 1),
        (ValueError("of another kind"), 1),
    ],
)
def test_only_a_full_disk_is_not_logged_again(error, logged, caplog):
    say_it_once()

    async def forget():
        asyncio.get_running_loop().create_future().set_exception(error)
        gc.collect()

    with caplog.at_level(logging.ERROR, logger="asyncio"):
        asyncio.run(forget())
    assert sum("never retrieved" in r.getMessage() for r in caplog.records) == logged
