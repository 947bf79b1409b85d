"""Compiled kernels are loaded only from a folder that nobody else can write to.

Needs no second account where the tests run as root: an attacker is a folder with another owner.
"""

import os
import stat
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from sim.kernels import cache
from sim.kernels.private_folder import Unsafe, private_folder

MALLORY = 54321
as_root = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files away"
)
accounts = pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners and modes here")


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


@accounts
@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022, 0o077])
def test_what_is_made_is_closed_to_others(tmp_path, umask):
    before = os.umask(umask)
    try:
        folder = private_folder(tmp_path / "cache", "program", "kernels")
    finally:
        os.umask(before)
    assert mode(folder) == mode(folder.parent) == mode(tmp_path / "cache") == 0o700
    assert private_folder(tmp_path / "cache", "program", "kernels") == folder


@accounts
def test_a_folder_that_others_could_read_is_shut(tmp_path):
    (tmp_path / "program").mkdir(mode=0o755)
    assert mode(private_folder(tmp_path, "program")) == 0o700


@accounts
@pytest.mark.parametrize("open_", ["program", "program/kernels", "program/kernels/deep"])
@pytest.mark.parametrize("bits", [0o777, 0o707, 0o1777])
def test_a_folder_that_was_open_to_others_is_refused(tmp_path, open_, bits):
    private_folder(tmp_path, "program", "kernels", "deep")
    (tmp_path / open_).chmod(bits)
    with pytest.raises(Unsafe, match="other users can write to"):
        private_folder(tmp_path, "program", "kernels")


@as_root
@pytest.mark.parametrize("stolen", ["program", "program/kernels", "program/kernels/file"])
def test_what_belongs_to_another_user_is_refused(tmp_path, stolen):
    folder = private_folder(tmp_path, "program", "kernels")
    (folder / "file").write_bytes(b"")
    os.chown(tmp_path / stolen, MALLORY, MALLORY)
    with pytest.raises(Unsafe, match=f"belongs to another user, {MALLORY}"):
        private_folder(tmp_path, "program", "kernels")


@accounts
@pytest.mark.parametrize("bits", [0o777, 0o733])
def test_nobody_may_be_able_to_exchange_a_folder_above(tmp_path, bits):
    (tmp_path / "shared" / "mine").mkdir(parents=True)
    (tmp_path / "shared").chmod(bits)
    with pytest.raises(Unsafe, match="other users can write to"):
        private_folder(tmp_path / "shared" / "mine", "program")
    (tmp_path / "shared").chmod(bits | stat.S_ISVTX)  # as /tmp is: what is mine stays where it is
    assert private_folder(tmp_path / "shared" / "mine", "program")


@as_root
def test_nor_may_another_user_own_one_above(tmp_path):
    (tmp_path / "of mallory" / "mine").mkdir(parents=True)
    os.chown(tmp_path / "of mallory", MALLORY, MALLORY)
    with pytest.raises(Unsafe, match="belongs to another user"):
        private_folder(tmp_path / "of mallory" / "mine", "program")


@as_root
def test_a_group_that_others_may_be_in_is_others(tmp_path):
    folder = private_folder(tmp_path, "program")
    os.chown(folder, 0, MALLORY)
    folder.chmod(0o770)
    with pytest.raises(Unsafe, match="other users can write"):
        private_folder(tmp_path, "program")


@accounts
@pytest.mark.parametrize("place", ["program", "program/kernels"])
def test_a_link_is_not_followed(tmp_path, place):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unsafe, match="no folder of its own"):
        private_folder(tmp_path, "program", "kernels")


@accounts
def test_nor_a_link_to_a_file(tmp_path):
    folder = private_folder(tmp_path, "program")
    (folder / "machine code.nbc").symlink_to(tmp_path / "anything")
    with pytest.raises(Unsafe, match="a link to somewhere else"):
        private_folder(tmp_path, "program")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with a home and a shared temporary folder of its own; return both."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir(mode=0o700)
    temporary.mkdir()
    temporary.chmod(0o1777)
    # (as if set, so that what the code sets is undone after the test)
    monkeypatch.setenv(cache.SETTING, "")
    monkeypatch.delenv(cache.OF_NUMBA, raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(cache.tempfile, "tempdir", str(temporary))
    return home, temporary


def quietly() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return cache._cache_folder()


def said(match: str) -> Path:
    with pytest.warns(UserWarning, match=match) as record:
        folder = cache._cache_folder()
    (warning,) = record
    assert "Set SIM_CACHE_DIR to a folder" in str(warning.message)
    assert "SIM_COMPILE=never" in str(warning.message)
    return folder


def test_the_usual_place_is_in_the_home(machine, monkeypatch):
    home, _ = machine
    assert quietly().parents[1] == home / ".cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "xdg"))
    assert quietly().parents[1] == home / "xdg"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert quietly().parents[1] == home / ".cache"
    monkeypatch.setenv(cache.OF_NUMBA, str(home / "numba"))
    assert quietly().parents[1] == home / "numba"
    monkeypatch.setenv(cache.SETTING, str(home / "asked"))
    assert quietly().parents[1] == home / "asked"


def test_a_place_that_cannot_be_written_to_is_said_once_and_to_no_child(machine):
    home, temporary = machine
    (home / ".cache").write_text("a file, so that no folder can be made here")
    folder = said("cannot be kept where it should be")
    assert folder.is_relative_to(temporary)
    assert quietly() == folder  # a process that is started from here finds the same


def test_a_user_without_home_or_name(machine, monkeypatch):
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(cache.os.path, "expanduser", lambda path: path)
    assert said("no home folder").is_relative_to(machine[1])


@as_root
def test_the_attack_a_shared_temporary_folder_taken_beforehand(machine):
    """Nothing can be written at home, and another user has made the folder in /tmp with pickles."""
    home, temporary = machine
    (home / ".cache").write_text("")
    taken = temporary / f"{cache.PROGRAM}-0" / cache.PROGRAM / f"kernels-{cache._source()}"
    taken.mkdir(parents=True)
    (taken / "bait.nbi").write_bytes(b"a pickle")
    for path in (taken / "bait.nbi", *taken.parents[:2], taken):
        os.chown(path, MALLORY, MALLORY)
    folder = said("cannot be kept")
    assert folder.is_relative_to(temporary)
    assert taken not in (folder, *folder.parents)
    assert mode(folder) == 0o700
    assert not list(folder.iterdir())


@as_root
@pytest.mark.parametrize("place", [".cache", f".cache/{cache.PROGRAM}"])
def test_the_attack_a_cache_at_home_that_another_user_made(machine, place):
    home, temporary = machine
    (home / place).mkdir(parents=True)
    os.chown(home / place, MALLORY, MALLORY)
    assert said("belongs to another user").is_relative_to(temporary)


@as_root
def test_a_process_without_home_and_account_runs():
    """As in a container that is started with any number for a user; as one of them, for real."""
    code = f"""
import os, shutil, warnings
from sim.kernels import cache
cache._source = lambda: "source"
del os.environ["HOME"]
os.setgroups([]), os.setgid({MALLORY}), os.setuid({MALLORY})
with warnings.catch_warnings(record=True) as said:
    folder = cache._cache_folder()
assert len(said) == 1 and "no home folder" in str(said[0].message), said
assert folder.stat().st_uid == {MALLORY} and "{MALLORY}" in str(folder)
(folder / "file").touch()
shutil.rmtree(folder.parents[1])
"""
    environment = os.environ | {"TMPDIR": "/tmp"}
    for name in (cache.SETTING, "XDG_CACHE_HOME"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
