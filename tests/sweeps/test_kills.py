"""Killed workers and killed sweeps: nothing finished is lost, and the store is the same in the end.

All kills are real (SIGKILL), between two writes and in the middle of one.
"""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import sim
from tests.sweeps.small import build, fingerprint, sweep

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return the fingerprint of the store of a sweep that nobody killed."""
    folder = tmp_path_factory.mktemp("undisturbed") / "store"
    sweep().run(folder)
    return fingerprint(folder)


def run_and_die(folder, how):
    """Run the sweep in a process of its own, in which a line of code kills it."""
    script = f"""
        import os, pathlib, signal
        from sim.sweeps import parts
        from tests.sweeps.small import sweep
        calls = []
        def dies(function, at):
            def instead(*arguments, **options):
                calls.append(0)
                if len(calls) == at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*arguments, **options)
            return instead
        {how}
        sweep().run({str(folder)!r})
    """
    code = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        check=False,
    )
    assert code.returncode == -signal.SIGKILL, code.stderr.decode()[-2000:]


@pytest.mark.parametrize(
    "how",
    [
        # between the variables of one block
        "parts._keep_chunk = dies(parts._keep_chunk, 4)",
        # inside a chunk: what is written has not yet got its name
        "pathlib.Path.replace = dies(pathlib.Path.replace, 7)",
        pytest.param("parts.Part.write = dies(parts.Part.write, 3)", marks=pytest.mark.slow),
        pytest.param("parts.write_sealed = dies(parts.write_sealed, 3)", marks=pytest.mark.slow),
    ],
)
def test_a_sweep_that_is_killed_resumes(tmp_path, undisturbed, how):
    run_and_die(tmp_path / "store", how)
    before = sim.open_sweep(tmp_path / "store").points["status"]
    assert 0 < (before == "waiting").sum()  # it did die in the middle
    results = sweep().run(tmp_path / "store")
    assert (results.status == 0).all()
    assert fingerprint(tmp_path / "store") == undisturbed


@pytest.mark.parametrize(
    "where",
    [
        "making.write_sealed = dies(making.write_sealed, 1)",
        "making._packed = dies(making._packed, 1)",
        "whole.keep_names = dies(whole.keep_names, 4)",
    ],
)
def test_a_kill_while_a_part_is_made_leaves_nothing_behind(tmp_path, undisturbed, where):
    run_and_die(
        tmp_path / "store", f"from sim.base import whole; from sim.sweeps import making; {where}"
    )
    assert any("partial" in file.name for file in (tmp_path / "store" / "parts").iterdir())
    results = sweep().run(tmp_path / "store")
    assert (results.status == 0).all()
    assert [file for file in (tmp_path / "store").rglob("*") if "partial" in file.name] == []
    assert fingerprint(tmp_path / "store") == undisturbed


def dies_once(cost, turnover):
    """Kill the process that builds one certain point, the first time."""
    mark = Path(os.environ["SWEEP_TEST_MARK"])
    if abs(cost - 0.151) < 0.01 and "sim.sweeps.worker" in sys.orig_argv and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return build(cost, turnover)


def test_a_killed_worker_costs_nothing(tmp_path, undisturbed, monkeypatch):
    monkeypatch.setenv("SWEEP_TEST_MARK", str(tmp_path / "died"))
    results = sweep(build=dies_once).run(tmp_path / "store", workers=2)
    assert (tmp_path / "died").exists()
    assert (results.status == 0).all()
    assert fingerprint(tmp_path / "store") == undisturbed


def dies_always(cost):
    if cost == 0.2 and "sim.sweeps.worker" in sys.orig_argv:
        os.kill(os.getpid(), signal.SIGKILL)
    return build(cost)


@pytest.mark.slow
def test_a_block_that_kills_every_worker_is_given_up_until_the_next_run(tmp_path):
    swept = sweep(build=dies_always, design=sim.Grid(cost=[0.1, 0.2]), patients=1100)
    with pytest.warns(UserWarning, match=r"1 of 2 points failed(.|\n)*3 worker processes died"):
        results = swept.run(tmp_path / "store", workers=1)
    assert results.status.tolist() == [0, 1]
    again = swept.run(tmp_path / "store")  # here nothing kills
    assert again.status.tolist() == [0, 0]


@pytest.mark.slow
def test_workers_of_a_killed_sweep_end_by_themselves(tmp_path):
    script = f"""
        import time
        from tests.sweeps.small import build, sweep
        def slow(cost, turnover):
            time.sleep(0.05)
            return build(cost, turnover)
        sweep(build=slow).run({str(tmp_path / "store")!r}, workers=2)
    """
    run = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    workers = []
    for _ in range(300):
        workers = _children(run.pid)
        if len(workers) == 2 and (tmp_path / "store" / "parts").exists():
            break
        time.sleep(0.1)
    assert len(workers) == 2
    run.kill()
    run.wait()
    for _ in range(300):
        if not any(_lives(pid) for pid in workers):
            break
        time.sleep(0.1)
    assert not any(_lives(pid) for pid in workers)


def _children(pid):
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    found = [int(word) for word in text.split()]
    threads = Path(f"/proc/{pid}/task").iterdir() if Path(f"/proc/{pid}/task").exists() else []
    for thread in threads:
        try:
            found += [int(word) for word in (thread / "children").read_text().split()]
        except OSError:
            continue
    return sorted(set(found))


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path, undisturbed):
    store = tmp_path / "store"
    script = f"""
        import signal, time
        from sim.sweeps.job import Job
        from tests.sweeps.small import sweep
        # Whoever runs the tests in the background of a shell has Ctrl-C switched off for all below.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        execute = Job.execute
        def slow(*what):
            time.sleep(1.0)
            return execute(*what)
        Job.execute = slow
        sweep().run({str(store)!r})
    """
    run = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    while run.poll() is None and not any(store.glob("parts/0000/done/*.json")):
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    said = run.communicate()[1].decode()
    assert "Run the sweep again to go on" in said
    assert 0 < (sim.open_sweep(store).status == 0).sum() < 64
    sweep().run(store)
    assert fingerprint(store) == undisturbed
