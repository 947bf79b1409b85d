"""On Dask: the same bits, also when a worker dies; and errors that say what was tried."""

import os
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

import sim
from sim.sweeps import cluster
from sim.sweeps import job as jobs
from tests.sweeps.small import build, fingerprint, sweep

distributed = pytest.importorskip("distributed")
# what distributed itself says when a cluster is closed is not ours to judge
pytestmark = pytest.mark.filterwarnings("ignore")


def dies_once_in_a_worker(cost, turnover):
    mark = Path(os.environ["SWEEP_TEST_MARK"])
    is_worker = any("spawn" in word or "forkserver" in word for word in sys.orig_argv)
    if abs(cost - 0.151) < 0.01 and is_worker and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return build(cost, turnover)


def test_a_local_cluster_makes_the_same_store_and_survives_a_killed_worker(tmp_path, monkeypatch):
    monkeypatch.setenv("SWEEP_TEST_MARK", str(tmp_path / "died"))
    sweep().run(tmp_path / "here")
    options = {"n_workers": 1, "threads_per_worker": 2, "dashboard_address": None}
    with distributed.LocalCluster(**options) as local, distributed.Client(local) as client:
        results = sweep(build=dies_once_in_a_worker).run(tmp_path / "there", client=client)
        assert (tmp_path / "died").exists()
        assert (results.status == 0).all(), results.failed
        assert fingerprint(tmp_path / "there") == fingerprint(tmp_path / "here")
        # a scheduler by its address, and workers that do not see the folder
        monkeypatch.setattr(cluster.Job, "packed", packed_with_another_path)
        address = local.scheduler_address
        sweep().run(tmp_path / "gathered", client=address)
        assert fingerprint(tmp_path / "gathered") == fingerprint(tmp_path / "here")


packed = cluster.Job.packed


def packed_with_another_path(job):
    return packed(cluster.Job(job.sweep, "/not/seen/by/workers", job.manifest))


def test_a_scheduler_that_is_not_there_is_named_within_ten_seconds(tmp_path, monkeypatch):
    assert cluster.PATIENCE <= 10
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    start = time.monotonic()
    with pytest.raises(sim.InputError, match=r"No Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        sweep().run(tmp_path / "store", client="tcp://127.0.0.1:9")
    assert time.monotonic() - start < 10


class Scheduler:
    """As much of a scheduler's client as is asked before a sweep begins."""

    def __init__(self, there: dict, comes: bool):
        self.there, self.comes, self.waited = there, comes, []

    def nthreads(self):
        return self.there

    def wait_for_workers(self, count, timeout):
        self.waited.append((count, timeout))
        if not self.comes:
            raise TimeoutError("No workers")


def test_a_scheduler_without_workers_is_waited_for_and_said():
    busy, empty, late = Scheduler({"a": 1}, True), Scheduler({}, False), Scheduler({}, True)
    for client in (busy, late):
        cluster._wait_for_workers(client)
    with pytest.warns(UserWarning, match="has no workers yet; the sweep waits"):
        cluster._wait_for_workers(empty)
    assert busy.waited == []
    assert empty.waited == late.waited == [(1, cluster.PATIENCE)]


class Future(NamedTuple):
    """A block that was handed out."""

    key: str

    def cancel(self):
        """Do nothing: it is done at once."""


def test_no_more_blocks_wait_at_the_workers_than_keep_them_busy(monkeypatch):
    """Of 60 blocks and three threads: each that is done makes room for one, in order."""
    out, most, handed = set(), [], []

    class Completed(list):
        def __init__(self, futures, loop):
            super().__init__(futures)

        add = list.append

        def __iter__(self):
            while self:
                yield self.pop(0)

    class Client(Scheduler):
        loop = None

        def submit(self, function, data, block, points, key, **how):
            out.add(key)
            handed.append(block)
            most.append(len(out))
            return Future(key)

        def cancel(self, futures):
            """Do nothing: all are done."""

    def stored(job, block, future):
        out.remove(future.key)
        return 0

    monkeypatch.setattr("distributed.as_completed", Completed)
    monkeypatch.setattr(cluster, "_stored", stored)
    blocks = [SimpleNamespace(part=0, number=k) for k in range(60)]
    job = SimpleNamespace(points=lambda block: [])
    client = Client({"a": 1, "b": 2}, True)
    done = [block for block, _ in cluster._run(job, b"", blocks, client)]
    assert done == handed == blocks
    assert max(most) == cluster.AHEAD * 3 < 60
    assert not out


class Ended:
    """A block that was handed out, and what became of it."""

    def __init__(self, answer, status="error"):
        self.answer, self.status = answer, status

    def result(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_what_became_of_a_block_is_told_from_what_its_worker_says(monkeypatch):
    """A connection that breaks is no failure of the block, and a worker that died is one."""
    monkeypatch.setattr(cluster, "SLOW_DISK", 2)
    monkeypatch.setattr(cluster.time, "sleep", lambda seconds: None)
    written, given_up = [], []
    job = SimpleNamespace(
        path="here", store=lambda block, outcome: written.append(block.number),
        gave_up=lambda part, number, why: given_up.append((part, number, why)) or 9,
        is_stored=lambda block: block.number == 3,
    )  # fmt: skip
    three, four = (SimpleNamespace(part=1, number=k) for k in (3, 4))
    assert cluster._stored(job, three, Ended(2)) == 2
    with pytest.raises(sim.InputError, match=r"written block 4, but .* in 'here': the worker has"):
        cluster._stored(job, four, Ended(2))
    outcome = cluster.Outcome({}, {0: "no", 5: "no"}, False)
    assert cluster._stored(job, four, Ended(outcome)) == 2
    assert written == [4]
    died = distributed.scheduler.KilledWorker("sweep-1-4", SimpleNamespace(address="b"), 3)
    assert cluster._stored(job, four, Ended(died)) == 9
    assert given_up[0][:2] == (1, 4)
    assert given_up[0][2].startswith("every worker that ran it died (killed, or out of memory)")
    for error in (ConnectionResetError("gone"), sim.InputError("no")):
        with pytest.raises(type(error), match=str(error)):
            cluster._stored(job, four, Ended(error))
    with pytest.raises(sim.InputError, match=r"Block 4 failed on the cluster: ValueError\('no'"):
        cluster._stored(job, four, Ended(ValueError("no")))
    for status in ("cancelled", "lost"):
        with pytest.raises(OSError, match="its tasks were cancelled"):
            cluster._stored(job, four, Ended(ValueError("no"), status))


def test_what_everybody_has_travels_by_its_name():
    """And what a test file has, by its text: a worker elsewhere has no such file."""
    made = sweep(keep=[sim.time_to_progression, _cured_by_half])
    work = jobs.unpacked(jobs.Job(made, "nowhere", b"", None).packed()).sweep
    assert work.measures["time_to_progression"] is sim.time_to_progression
    assert work.measures["_cured_by_half"] is not _cured_by_half
    assert work.measures["_cured_by_half"].__code__.co_code == _cured_by_half.__code__.co_code


def _cured_by_half(runs):
    return sim.cured(runs) / 2
