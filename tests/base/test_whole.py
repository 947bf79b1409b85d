"""Files that are there whole or not at all: kills, errors, full disks, and what is synced when."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.base import whole as wholes
from sim.base.scratch import LEFT_OVER, beside, tidy
from sim.base.whole import appear, whole, write_whole


def test_a_file_appears_and_an_older_one_survives_an_error(tmp_path):
    target = tmp_path / "a.txt"
    write_whole(target, "old")

    def fail():
        with whole(target) as scratch:
            scratch.write_text("new")
            assert scratch.suffix == ".txt"
            assert target.read_text() == "old"
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    long = tmp_path / ("x" * 250 + ".txt")
    write_whole(long, "a name as long as names may be")
    assert long.exists()


def test_a_folder_takes_the_place_of_another(tmp_path, monkeypatch):
    target = tmp_path / "a"
    for word in ("old", "new"):
        with whole(target) as scratch:
            scratch.mkdir()
            (scratch / word).write_text(word)
    assert [p.name for p in target.iterdir()] == ["new"]
    rename = os.rename

    def only_aside(source, new):
        if os.fspath(new) == os.fspath(target) and "newest" in map(str, os.listdir(source)):
            raise OSError(28, "No space left on device")
        rename(source, new)

    monkeypatch.setattr("sim.base.whole.os.rename", only_aside)

    def fail():
        with whole(target) as scratch:
            scratch.mkdir()
            (scratch / "newest").write_text("newest")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert [p.name for p in target.iterdir()] == ["new"]
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("how", ["file", "folder"])
def test_content_and_names_are_on_the_disk_in_the_right_order(tmp_path, monkeypatch, how):
    """What is renamed before it is synced can be empty after a power cut; so can the folder."""
    events = []
    fsync = os.fsync
    monkeypatch.setattr(
        "sim.base.whole.os.fsync", lambda h: events.append(os.fstat(h).st_ino) or fsync(h)
    )
    for name in ("replace", "rename"):
        move = getattr(os, name)
        monkeypatch.setattr(
            f"sim.base.whole.os.{name}", lambda a, b, m=move: events.append("moved") or m(a, b)
        )
    target = tmp_path / "a"
    with whole(target) as scratch:
        if how == "folder":
            (scratch / "b").mkdir(parents=True)
            (scratch / "b" / "c").write_text("c")
        else:
            scratch.write_text("c")
    inside = {p.stat().st_ino for p in [target, *target.rglob("*")]}
    moved = events.index("moved")
    assert set(events[:moved]) == inside
    assert tmp_path.stat().st_ino in events[moved + 1 :]


def test_where_folders_cannot_be_synced_nothing_is_tried(tmp_path, monkeypatch):
    """On Windows a folder cannot be opened, and what is opened for reading cannot be synced."""
    opened = []
    monkeypatch.setattr("sim.base.whole.os.open", lambda *a: opened.append(a))
    modes = []
    monkeypatch.setattr(
        "builtins.open", lambda p, mode="r", *a, _o=open, **k: modes.append(mode) or _o(p, mode)
    )
    with monkeypatch.context() as windows:
        windows.setattr("sim.base.whole.os.name", "nt")
        wholes.keep_names(tmp_path)
    assert opened == []
    file = tmp_path / "a"
    file.write_bytes(b"")
    wholes.keep(file)
    assert modes[-1] == "rb+"


def test_the_first_of_two_makers_of_a_folder_wins(tmp_path):
    def fill(folder):
        (folder / "first").write_text("")
        assert appear(tmp_path / "a", lambda f: (f / "second").write_text(""))

    assert not appear(tmp_path / "a", fill)
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["second"]
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_what_a_killed_process_leaves_is_removed_and_what_lives_is_not(tmp_path):
    script = f"""
import os, signal
from pathlib import Path
from sim.base.whole import appear
def fill(folder):
    (folder / "half").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
appear(Path({str(tmp_path)!r}) / "a", fill)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    mine, strange = beside(tmp_path / "b"), tmp_path / ".partial.00000000-1-00000000.c"
    mine.write_text("in work")
    strange.write_text("of another machine")
    tidy(tmp_path)
    assert not left.exists()
    assert mine.exists()
    assert strange.exists()
    os.utime(strange, (time.time() - 2 * LEFT_OVER,) * 2)
    tidy(tmp_path)
    assert not strange.exists()


def test_the_rooms_that_write_write_through_here():
    """A file that is written in place is half a file when the disk is full."""
    root = Path(sim.__file__).parent
    in_place = re.compile(
        r"(?<!scratch)\.write_(text|bytes)\(|\.to_csv\((?!index=False, line)|copyfile"
    )
    mine = {"sweeps/making.py", "sweeps/store.py"}  # inside a folder that appears; a probe
    found = [
        str(file.relative_to(root))
        for room in ("cli", "plots", "results", "sweeps", "teaching")
        for file in sorted((root / room).rglob("*.py"))
        if in_place.search(file.read_text("utf-8"))
    ]
    assert set(found) <= mine
