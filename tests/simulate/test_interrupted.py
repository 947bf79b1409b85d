"""Ctrl-C is raised, or where asked keeps the blocks that are finished and says so."""

import signal
import subprocess
import sys
import types
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim.running import blocks
from tests.simulate.cohort import TUMOUR, run


@pytest.fixture
def blocks_of_four(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 4)


def stops_in_block(number, error):
    """Return a policy that raises `error` when the block with that number begins, and after."""
    begun = []

    @sim.policy(drugs=("vemurafenib",))
    def stopping(seen, memory):
        if not memory:
            begun.append(seen.day)
            memory["begun"] = True
        if len(begun) > number:
            raise error
        return "vemurafenib"

    return stopping


def interrupted_run(**how):
    arms = {"stopping": stops_in_block(2, KeyboardInterrupt())}
    with pytest.warns(UserWarning, match="8 of 14 patients were finished"):
        return run(arms=arms, patients=14, threads=1, **how)


def test_an_interruption_is_raised(blocks_of_four):
    arms = {"stopping": stops_in_block(2, KeyboardInterrupt())}
    with pytest.raises(KeyboardInterrupt, match=r"8 of 14 patients were finished; .*partial=True"):
        run(arms=arms, patients=14, threads=1)


def test_what_is_finished_is_returned_where_asked(blocks_of_four):
    runs = interrupted_run(partial=True)
    assert list(runs.data["patient"].values) == list(range(8))
    whole = run(arms={"stopping": sim.Continuous("vemurafenib")}, patients=14)
    np.testing.assert_array_equal(
        runs.data["cells"], whole.data["cells"].sel(patient=runs.data["patient"])
    )


@pytest.mark.parametrize("partial", [True, False])
def test_nothing_finished_is_an_interruption(partial, blocks_of_four):
    arms = {"stopping": stops_in_block(0, KeyboardInterrupt())}
    with pytest.raises(KeyboardInterrupt):
        run(arms=arms, patients=14, threads=1, partial=partial)


def test_a_notebook_keeps_what_is_finished_unless_told(blocks_of_four, monkeypatch):
    shell = types.SimpleNamespace(kernel=object())
    notebook = types.SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    assert interrupted_run().count == 8
    arms = {"stopping": stops_in_block(2, KeyboardInterrupt())}
    with pytest.raises(KeyboardInterrupt):
        run(arms=arms, patients=14, threads=1, partial=False)
    del shell.kernel  # a terminal
    with pytest.raises(KeyboardInterrupt):
        run(arms={"stopping": stops_in_block(2, KeyboardInterrupt())}, patients=14, threads=1)


def test_what_is_shown_of_a_part_says_so(blocks_of_four, tmp_path):
    runs = interrupted_run(partial=True)
    whole = run(arms={"stopping": sim.Continuous("vemurafenib")}, patients=14)
    runs.save(tmp_path / "part.nc")
    times = sim.trials.followup(runs)
    for part in (runs, sim.load(tmp_path / "part.nc"), runs.patient(3)):
        assert part.interrupted == "interrupted: 8 of 14 patients were finished"
        assert "PARTIAL interrupted: 8 of 14" in repr(part)
        assert "interrupted: 8 of 14" in str(part.summary())
    assert "interrupted" not in repr(whole) + str(whole.summary())
    for draw, what in (
        (sim.plots.burden, runs), (sim.plots.clones, runs), (sim.plots.kaplan_meier, times),
        (lambda x: sim.plots.waterfall(x, "stopping"), runs),
        (lambda x: sim.plots.swimmer(x, "stopping"), runs),
        (lambda x: sim.plots.spider(x, "stopping"), runs),
    ):  # fmt: skip
        ax = draw(what)
        assert any("interrupted" in text.get_text() for text in ax.texts), draw
        plt.close(ax.figure)


def test_the_missing_patients_complete_a_part(blocks_of_four):
    part = interrupted_run(partial=True)
    arms = {"stopping": stops_in_block(99, KeyboardInterrupt())}
    some, all_ = (run(arms=arms, patients=list(range(8, n)), threads=1) for n in (11, 14))
    for one, words in ((some, "interrupted: 11 of 14 patients were finished"), (all_, "")):
        # (the policies differ in where they stop: as far as runs are concerned they are one)
        same = {name: part.attrs[name] for name in ("arms", "call", "recipe")}
        attrs = dict(one.attrs) | same
        joined = sim.join([part, sim.Runs(one.data.assign_attrs(attrs))])
        assert joined.interrupted == words
    assert "missing_patients" not in joined.attrs


def test_a_trial_says_so_too(blocks_of_four):
    arms = {"stopping": stops_in_block(2, KeyboardInterrupt())}
    trial = sim.Trial(sim.Cohort(TUMOUR, 14), arms, days=84.0)
    with pytest.warns(UserWarning, match="8 of 14"):
        result = trial.run(1, threads=1, partial=True)
    assert "interrupted: 8 of 14 patients were finished" in repr(result)
    assert "interrupted: 8 of 14 patients were finished" in str(result)
    assert "interrupted" in result.followup().interrupted
    with pytest.raises(KeyboardInterrupt):
        sim.Trial(
            sim.Cohort(TUMOUR, 14), {"s": stops_in_block(2, KeyboardInterrupt())}, days=84.0
        ).run(1, threads=1)


SCRIPT = """
import sim
from tests.simulate.cohort import TUMOUR

@sim.policy(drugs=("vemurafenib",))
def slow(seen, memory):
    if seen.day == 7:
        print("ready", flush=True)
        import time; time.sleep(3)
    return "vemurafenib"

runs = sim.simulate(TUMOUR, {"slow": slow}, patients=8, days=84.0, seed=1, threads=2)
runs.save("FILE")
print("saved")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_ctrl_c_ends_a_script_and_leaves_no_file(tmp_path):
    file = tmp_path / "runs.nc"
    run_ = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.replace("FILE", str(file))], cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run_.stdout.readline() == "ready\n"
    run_.send_signal(signal.SIGINT)
    out, err = run_.communicate(timeout=120)
    assert run_.returncode not in (0, None)
    assert "saved" not in out
    assert "KeyboardInterrupt" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_of_a_policy_is_raised_with_its_own_text(threads, blocks_of_four):
    arms = {"broken": stops_in_block(1, ZeroDivisionError("the baseline is zero"))}
    with pytest.raises(ZeroDivisionError, match="the baseline is zero") as error:
        run(arms=arms, patients=14, threads=threads)
    assert any("'stopping' on day" in note for note in error.value.__notes__)


def test_a_policy_of_wrong_shape():
    @sim.policy
    def wrong(seen, memory):
        return np.zeros(3)

    with pytest.raises(sim.InputError, match="'wrong' on day 0"):
        run(arms={"a": wrong}, patients=5)


def test_a_policy_that_gives_an_unknown_drug():
    @sim.policy
    def wrong(seen, memory):
        return "vemurafinib"

    with pytest.raises(sim.InputError, match="Did you mean 'vemurafenib'"):
        run(arms={"a": wrong}, patients=5)


def test_a_bar_is_shown_only_where_asked(capsys):
    run(patients=2, days=14.0)
    assert capsys.readouterr().err == ""
    run(TUMOUR, patients=2, days=14.0, progress=True)
    assert capsys.readouterr().err.splitlines()[-1].startswith("Treating: done")


def test_a_file_gets_a_line_a_minute(capsys, monkeypatch):
    from sim.running import progress

    now = iter(range(0, 100_000, 7))  # seconds
    monkeypatch.setattr(progress, "monotonic", lambda: float(next(now)))
    lines = progress.Lines(100)
    for _ in range(100):
        lines.tick()
    lines.end()
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 100 // 9 + 1  # nine ticks are 63 seconds
    assert said[0] == "Treating: 9%, 63 s, 11 min left"
    assert said[-1] == "Treating: done, 12 min"
