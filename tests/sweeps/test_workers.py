"""Who runs blocks elsewhere: what is asked and answered, and what is made of an answer."""

import errno
import io
import json
import subprocess
import threading
import time
import zlib
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.base.child import python_that_runs
from sim.running.blocks import Stopped
from sim.sweeps import cluster, processes, threads, worker
from sim.sweeps.blocks import Block
from sim.sweeps.job import Job, unpacked
from sim.sweeps.points import Outcome
from tests.sweeps.small import sweep


class Doing:
    """A job that does what it is told for each block: a count, or an error."""

    def __init__(self, *answers):
        self.answers = answers

    def execute(self, part, block):
        answer = self.answers[block]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_worker_answers_with_what_failed_or_why_it_could_not():
    job = Doing(3, sim.InputError("the disk is full"), ZeroDivisionError("no"))
    assert worker._done(job, 0, 0) == {"failed": 3}
    assert worker._done(job, 0, 1) == {"error": "the disk is full"}
    assert worker._done(job, 0, 2) == {
        "error": "Block 2 failed in a worker: ZeroDivisionError('no')"
    }


def test_an_answer_is_a_line_and_nobody_is_there_to_read_it_when_the_sweep_is_gone():
    out = io.BytesIO()
    worker._answer(out, {"failed": 3})
    worker._answer(out, {"error": "a\nb"})
    said = out.getvalue().splitlines()
    assert [json.loads(line) for line in said] == [{"failed": 3}, {"error": "a\nb"}]

    class Closed(io.BytesIO):
        def write(self, data):
            raise BrokenPipeError

    with pytest.raises(SystemExit) as left:
        worker._answer(Closed(), {"failed": 0})
    assert left.value.code == 0


def test_a_job_is_handed_over_whole_or_not_at_all():
    stream = io.BytesIO(b"abcdef")
    assert worker._exactly(stream, 4) == b"abcd"
    with pytest.raises(EOFError, match="ended before it had handed over its job"):
        worker._exactly(stream, 3)


def test_a_worker_that_cannot_read_the_sweep_says_so_for_every_block():
    command, environment = python_that_runs("sim.sweeps.worker")
    said = b"4\nnone" + b"0 0\n0 1\n"
    done = subprocess.run(
        command, input=said, env=environment, capture_output=True, check=True, timeout=60
    )
    answers = [json.loads(line)["error"] for line in done.stdout.splitlines()]
    assert len(answers) == 2
    assert all(one.startswith("A worker cannot read the sweep: ") for one in answers)


def blocks(count):
    return [Block(0, number, slice(number, number + 1), range(5)) for number in range(count)]


def asked(monkeypatch, answers, workers=2):
    """Run blocks whose processes answer so, one after the other; return what is told of each."""
    times = dict.fromkeys(range(len(answers)), 0)
    given_up, seen = [], []

    def ask(self, block):
        of_block = answers[block.number]
        answer = of_block[times[block.number]] if isinstance(of_block, list) else of_block
        times[block.number] += 1
        seen.append(block.number)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(processes._Worker, "_ask", ask)
    job = SimpleNamespace(gave_up=lambda *words: given_up.append(words) or 7)
    found = {b.number: bad for b, bad in processes._run(job, b"", blocks(len(answers)), workers)}
    return found, given_up, times


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_a_block_in_which_three_workers_died_is_given_up(monkeypatch, workers):
    ok = {"failed": 0}
    answers = [ok, [None, None, {"failed": 2}], [None, None, None], {"failed": 1}]
    found, given_up, times = asked(monkeypatch, answers, workers)
    assert found == {0: 0, 1: 2, 2: 7, 3: 1}
    why = "3 worker processes died while running it (killed, or out of memory)"
    assert given_up == [(0, 2, why)]
    assert times == {0: 1, 1: 3, 2: 3, 3: 1}


def test_what_a_worker_cannot_do_ends_the_sweep(monkeypatch):
    with pytest.raises(sim.InputError, match="the disk is full"):
        asked(monkeypatch, [{"error": "the disk is full"}])
    with pytest.raises(MemoryError, match="none left"):
        asked(monkeypatch, [MemoryError("none left")])


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Return the folder of a finished sweep of four blocks, and a job that writes into it."""
    folder = tmp_path_factory.mktemp("stored") / "sweep"
    sweep(patients=40).run(folder)
    manifest = (folder / "manifest.json").read_bytes()
    return folder, Job(sweep(patients=40), str(folder), manifest)


def test_a_folder_is_that_of_the_sweep_if_its_manifest_is(stored, tmp_path):
    folder, job = stored
    assert job.sees_store()
    assert not Job(job.sweep, str(folder), job.manifest + b" ").sees_store()
    assert not Job(job.sweep, str(tmp_path), job.manifest).sees_store()


def test_a_worker_stores_what_it_ran_where_it_sees_the_folder(stored, tmp_path, monkeypatch):
    _, job = stored
    block = job.part(0).block(3)
    points = job.points(block)
    assert points == [job.sweep.point(place) for place in range(block.points.start, 64)]
    kept = []
    monkeypatch.setattr(Job, "store", lambda self, *what: kept.append(what))
    failing = Outcome({}, {0: "no", 2: "no"})
    monkeypatch.setattr(Job, "outcome", lambda self, *what: failing)
    monkeypatch.setattr(cluster, "_unpacked", lambda data: job)
    assert cluster.execute(b"", block, points) == 2
    assert kept == [(block, failing)]
    elsewhere = Job(job.sweep, str(tmp_path), job.manifest)
    monkeypatch.setattr(cluster, "_unpacked", lambda data: elsewhere)
    assert cluster.execute(b"", block, points) is failing
    assert len(kept) == 1


def test_a_block_that_was_given_up_has_failed_and_is_run_again(tmp_path):
    swept = sweep(patients=40)
    whole = swept.run(tmp_path / "s").data["time_to_progression"].values
    job = Job(swept, str(tmp_path / "s"), (tmp_path / "s/manifest.json").read_bytes())
    block = job.part(0).block(1)
    count = block.points.stop - block.points.start
    assert job.gave_up(0, 1, "it died") == count
    assert job.is_stored(block)
    found = sim.open_sweep(tmp_path / "s")
    assert found.failed["reason"].tolist() == ["it died"] * count
    assert found.failed.index.tolist() == list(range(block.points.start, block.points.stop))
    again = swept.run(tmp_path / "s")
    assert (again.status == 0).all()
    np.testing.assert_array_equal(again.data["time_to_progression"].values, whole)


@pytest.mark.parametrize(("code", "way_out"), [
    (errno.ENOSPC, "make room"), (errno.EDQUOT, "make room"), (errno.EFBIG, "make room"),
    (errno.EIO, "see to it"), (errno.EACCES, "see to it"),
])  # fmt: skip
def test_a_disk_that_takes_nothing_more_is_named(stored, monkeypatch, code, way_out):
    folder, job = stored

    def fails(self, block, outcome):
        raise OSError(code, "no")

    monkeypatch.setattr("sim.sweeps.parts.Part.write", fails)
    said = (
        rf"Block 2 cannot be written into '{folder}': .*All blocks before it are stored; {way_out}"
    )
    with pytest.raises(sim.InputError, match=said):
        job.store(job.part(0).block(2), Outcome())


def test_a_job_of_another_version_is_refused(stored, monkeypatch):
    _, job = stored
    data = job.packed()
    assert unpacked(data).path == job.path
    monkeypatch.setattr("sim.sweeps.job.code_version", lambda: "another")
    with pytest.raises(sim.InputError, match=r"worker has sim another, but .* was begun with sim"):
        unpacked(data)


def test_a_client_is_one_that_is_connected_or_an_address(tmp_path):
    pytest.importorskip("distributed")
    for wrong in (5, ["tcp://10.0.0.1:8786"]):
        with pytest.raises(sim.InputError, match=r"client is .*; give a dask\.distributed\.Client"):
            sweep(patients=5).run(tmp_path / "s", client=wrong)


def test_a_sealed_file_knows_when_it_was_changed(tmp_path):
    from sim.sweeps.sealed import checksum, damaged, read_sealed, write_sealed

    file = tmp_path / "a.json"
    write_sealed(file, {"b": 1, "a": [1.5, "x"]})
    assert read_sealed(file, "Way out.") == {"b": 1, "a": [1.5, "x"]}
    assert checksum(b"some bytes") == f"{zlib.crc32(b'some bytes'):08x}"
    assert checksum(b"") == "00000000"
    file.write_text(file.read_text().replace("1.5", "2.5"))
    with pytest.raises(sim.InputError, match=r"a\.json' is damaged \(its checksum .*\)\. Way out"):
        read_sealed(file, "Way out.")
    file.write_text('{"b": 1}')
    assert read_sealed(file, "") == {"b": 1}  # (one without a checksum is believed)
    file.write_text("[1]")
    with pytest.raises(sim.InputError, match="is damaged"):
        read_sealed(file, "")
    file.unlink()
    with pytest.raises(sim.InputError, match=r"a\.json' is damaged \(it is missing\)"):
        read_sealed(file, "")
    assert "(Input/output error)" in str(
        damaged(file, OSError(errno.EIO, "Input/output error"), "")
    )


def test_who_stops_listening_stops_the_threads():
    """A block that runs is told at its next tick, and not waited for to its end."""
    told = threading.Event()

    def execute(part, number, tick):
        for _ in range(500 * number):
            try:
                tick()
            except Stopped:
                told.set()
                raise
            time.sleep(0.01)
        return 0

    job = SimpleNamespace(execute=execute, sweep=SimpleNamespace(name="small"))
    blocks = [Block(0, number, slice(0, 1), range(1)) for number in range(2)]
    with threads.in_threads(job) as (runner, words):
        assert words == "small"
        finished = runner(blocks)
        assert next(finished) == (blocks[0], 0)
        finished.close()
    assert told.is_set()
