"""A disk that is really full: every command says so, loses nothing, and does not crash."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from tests.cli.test_sweep import SWEEP
from tests.cli.test_trial import TEXT
from tests.factory import make_runs

ROOT = Path(__file__).parents[2]


@pytest.fixture
def full(tmp_path):
    """Return what makes a file system of a few kilobytes; it is gone when the test ends."""
    mounted = []

    def make(kilobytes):
        folder = tmp_path / f"{kilobytes} kB"
        folder.mkdir()
        if sys.platform != "linux" or os.geteuid() != 0:
            pytest.skip("only root can mount a small file system")
        words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("this machine mounts nothing")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def command(*words, folder, out=None):
    """Run the command in a process of its own: (exit code, out, err)."""
    spare = folder / "spare"
    spare.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "sim", *map(str, words)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(spare), "MPLBACKEND": "agg"},
        stdout=out or subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode in (0, 1, 2), said  # and no signal
    for word in ("Traceback", "Exception ignored", "Fatal Python error"):
        assert word not in said, said
    return done.returncode, (done.stdout or b"").decode(), said


@pytest.mark.parametrize("kilobytes", [64])
def test_a_comparison_is_rescued(full, tmp_path, kilobytes):
    disk = full(kilobytes)
    words = ["--patients", 50, "--years", 1, "--arms", "observation,continuous", "--quiet"]
    code, _, said = command(
        "compare", "melanoma_vemurafenib", *words, "--output", disk / "out", folder=tmp_path
    )
    assert code == 1
    assert "runs.nc cannot be written (" in said
    assert "No space left on device" in said
    (rescue,) = (tmp_path / "spare").iterdir()
    assert sim.load(rescue / "runs.nc").count == 50
    assert not any(path.name.startswith(".") for path in (disk / "out").iterdir())
    here = {path.name for path in (disk / "out").iterdir()}
    assert here | {path.name for path in rescue.iterdir()} == {
        "runs.nc", "summary.csv", "made-by.json", "burden.png", "burden.pdf"
    }  # fmt: skip


def test_a_trial_is_rescued(full, tmp_path):
    disk = full(4)
    (tmp_path / "mine.toml").write_text(TEXT)
    words = ["trial", "mine.toml", "--quiet", "--output", disk / "out"]
    code, printed, said = command(*words, folder=tmp_path)
    assert code == 1
    assert "median OS" in printed
    assert "Nothing is lost: it is " in said
    (rescue,) = (tmp_path / "spare").iterdir()
    assert sim.load(rescue / "runs.nc").count == 12


@pytest.mark.parametrize("kilobytes", [4, 16])
def test_a_sweep_says_so_and_goes_on_when_there_is_room(full, tmp_path, kilobytes):
    disk = full(kilobytes)
    (tmp_path / "mine.toml").write_text(SWEEP)
    for _ in range(2):  # once more: what is left behind does not stand in the way
        code, _, said = command("sweep", "mine.toml", "--out", disk / "out", folder=tmp_path)
        assert code == 2
        assert said.count("sim: ") == 1
        assert "No space left on device" in said
    subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
    code, printed, _ = command("sweep", "mine.toml", "--out", disk / "out", folder=tmp_path)
    assert code == 0
    assert "6 points done" in printed
    assert [p for p in (disk / "out").rglob("*") if "partial" in p.name] == []


def test_the_table_of_a_sweep_is_rescued(full, tmp_path):
    disk = full(400)
    (tmp_path / "mine.toml").write_text(SWEEP)
    words = ["sweep", "mine.toml", "--out", disk / "out", "--quiet"]
    assert command(*words, folder=tmp_path)[0] == 0
    (disk / "out" / "table.csv").unlink()
    fill(disk)
    code, _, said = command(*words, folder=tmp_path)
    assert code == 1
    (rescue,) = (tmp_path / "spare").iterdir()
    assert str(rescue / "table.csv") in said
    assert (rescue / "table.csv").read_text().startswith("point,arm,cost")


def test_a_figure_says_so_and_the_older_one_stays(full, tmp_path):
    disk = full(400)
    make_runs(patients=3, days=200.0).save(tmp_path / "runs.nc")
    target = disk / "fig.png"
    target.write_bytes(b"an older figure")
    fill(disk)
    code, _, said = command("figure", "runs.nc", "-o", target, "--data", folder=tmp_path)
    assert code == 2
    assert said.count("\n") == 1
    assert "No space left on device" in said
    assert target.read_bytes() == b"an older figure"
    assert {path.name for path in disk.iterdir()} == {"fig.png", "filler"}


def test_what_is_printed_into_a_full_disk_says_so(full, tmp_path):
    disk = full(4)
    fill(disk)
    with open(disk / "out.txt", "wb") as out:
        code, _, said = command("presets", folder=tmp_path, out=out)
    assert code == 2
    assert said == "sim: No space left on device.\n"


def test_nothing_crashes_after_a_save_that_failed(full, tmp_path):
    """HDF5 crashed at the next save, or when Python ended."""
    disk = full(4)
    script = f"""
import sim
from tests.factory import make_runs
runs = make_runs(patients=20)
for name in ("a.nc", "b.nc", "c.zarr"):
    try:
        runs.save({str(disk)!r} + "/" + name)
    except sim.InputError as error:
        print(error)
runs.save({str(tmp_path)!r} + "/good.nc")
"""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", script], cwd=ROOT, capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode().splitlines()
    assert len(said) == 3
    assert all("No space left on device. They are still in memory" in line for line in said)
    assert sim.load(tmp_path / "good.nc").count == 20
    assert list(disk.iterdir()) == []


def fill(disk):
    with open(disk / "filler", "wb", buffering=0) as file:
        try:
            while file.write(b"x" * 512):
                pass
        except OSError:
            pass
