"""Blocks on a Dask cluster: a laptop's, somebody else's scheduler, or one made by dask-jobqueue.

A worker that sees the folder of the sweep writes its blocks there itself; from one that does not,
they travel here and are written here.
"""

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sim.base import advice
from sim.base.errors import InputError
from sim.sweeps.blocks import Block
from sim.sweeps.job import Job, unpacked
from sim.sweeps.points import Outcome

PATIENCE = 10.0
"""Seconds to wait for a scheduler, and then for a first worker before saying so."""

SLOW_DISK = 60
"""Seconds after which what a worker has written must be seen here."""

AHEAD = 2
"""Blocks handed out for each thread of the cluster: it has always work, and little is lost."""


@contextmanager
def on_cluster(job: Job, client: Any):
    """Yield what runs blocks, and words for the progress bar."""
    with _connected(client) as connected:
        address = getattr(connected.scheduler, "address", client)
        data = job.packed()
        yield lambda blocks: _run(job, data, blocks, connected), f"{job.sweep.name} on {address}"


@contextmanager
def _connected(client: Any):
    try:
        from distributed import Client
    except ImportError:
        raise InputError(f"client= needs dask and distributed: {advice.install('sweep')}") from None
    if isinstance(client, Client):
        if client.status != "running":
            raise InputError(f"The Dask client is {client.status}; give one that is connected.")
        yield client
        return
    if not isinstance(client, str):
        raise InputError(
            f"client is {client!r}; give a dask.distributed.Client, or the address of a scheduler: "
            "'tcp://10.0.0.1:8786'."
        )
    try:
        connected = Client(client, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"No Dask scheduler answers at {client!r} (tried for {PATIENCE:g} seconds: "
            f"{error or type(error).__name__}). Start one with `dask scheduler`, or give the "
            "address it prints. What is stored stays stored."
        ) from None
    try:
        yield connected
    finally:
        connected.close()


def _run(job: Job, data: bytes, blocks: list[Block], client: Any) -> Iterator[tuple[Block, int]]:
    """Yield every block when it is stored, with how many of its points failed."""
    from distributed import as_completed

    waiting = iter(blocks)
    places: dict[str, Block] = {}
    futures_out: dict[str, Any] = {}

    def hand_out(count: int) -> list:
        futures = []
        for block in waiting:
            future = client.submit(
                execute, data, block, job.points(block), pure=False, retries=1,
                key=f"sweep-{block.part}-{block.number}-{id(places):x}",
            )  # fmt: skip
            places[future.key] = block
            futures_out[future.key] = future
            futures.append(future)
            if len(futures) >= count:
                break
        return futures

    _wait_for_workers(client)
    threads = max(1, sum(client.nthreads().values()))
    finished = as_completed(hand_out(AHEAD * threads), loop=client.loop)
    try:
        for future in finished:
            block = places.pop(future.key)
            futures_out.pop(future.key)
            yield block, _stored(job, block, future)
            for more in hand_out(1):
                finished.add(more)
    except (OSError, TimeoutError) as error:
        raise InputError(
            f"The Dask scheduler is gone ({error or type(error).__name__}). What is finished is "
            f"stored in {job.path!r}; run the sweep again to go on."
        ) from None
    finally:
        if places:
            client.cancel(list(futures_out.values()), force=True)


def _stored(job: Job, block: Block, future: Any) -> int:
    """Return how many points of a block failed; write it, if its worker could not."""
    from distributed.scheduler import KilledWorker

    try:
        answer = future.result()
    except KilledWorker as error:
        why = f"every worker that ran it died (killed, or out of memory): {error}"
        return job.gave_up(block.part, block.number, why.split("\n")[0])
    except (InputError, OSError):  # a connection that breaks is an OSError
        raise
    except Exception as error:
        if future.status in ("cancelled", "lost"):
            raise OSError("its tasks were cancelled") from None
        raise InputError(f"Block {block.number} failed on the cluster: {error!r}") from error
    if isinstance(answer, Outcome):
        job.store(block, answer)
        return len(answer.failed)
    for _ in range(SLOW_DISK):
        if job.is_stored(block):
            return int(answer)
        time.sleep(1.0)
    raise InputError(
        f"A worker has written block {block.number}, but it does not appear in {job.path!r}: the "
        "worker has a folder of that name of its own. Give a folder that all share."
    )


def execute(data: bytes, block: Block, points: list[dict[str, Any]]) -> int | Outcome:
    """Run a block on a worker; store it if the folder is seen there, else return it."""
    job = _unpacked(data)
    outcome = job.outcome(block, points)
    if not job.sees_store():
        return outcome
    job.store(block, outcome)
    return len(outcome.failed)


@lru_cache(maxsize=4)
def _unpacked(data: bytes) -> Job:
    return unpacked(data)


def _wait_for_workers(client: Any) -> None:
    if client.nthreads():
        return
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        warnings.warn(
            "The Dask scheduler has no workers yet; the sweep waits for the first one.",
            stacklevel=2,
        )
