"""What we tell people to type works where they read it. `make extras` types it."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from sim.base import advice

TOP = Path(__file__).parents[2]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def activated(monkeypatch):
    """This Python is what the word python means."""
    monkeypatch.setattr(
        advice.shutil, "which", lambda _: str(Path(sys.executable).parent / "python")
    )


def test_in_a_checkout_it_is_the_checkout_that_is_installed(activated, monkeypatch, tmp_path):
    monkeypatch.chdir(TOP)
    assert advice.install("sweep") == "python -m pip install -e '.[sweep]'"
    monkeypatch.chdir(tmp_path)
    assert advice.install("sweep") == f"python -m pip install -e '{TOP}[sweep]'"
    assert advice.upgrade() == f"Get a newer version into {str(TOP)!r}, with git pull"


def test_an_installed_package_is_called_by_its_name(activated, monkeypatch, tmp_path):
    monkeypatch.setattr(advice, "__file__", str(tmp_path / "site" / "sim" / "base" / "advice.py"))
    assert advice.install("video") == f"python -m pip install '{PROJECT['name']}[video]'"
    assert advice.upgrade() == f"Install a newer version of {PROJECT['name']}"


def test_a_project_around_it_is_not_taken_for_the_checkout(activated, monkeypatch, tmp_path):
    (tmp_path / "pyproject.toml").write_text('name = "their-project"\n', "utf-8")
    monkeypatch.setattr(advice, "__file__", str(tmp_path / "sim" / "base" / "advice.py"))
    assert advice.checkout() is None


def test_a_python_that_is_not_activated_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(advice.shutil, "which", lambda _: "/usr/bin/python")
    monkeypatch.setattr(advice.sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.chdir(tmp_path)
    assert advice.install_other("pyarrow") == ".venv/bin/python -m pip install pyarrow"
    monkeypatch.chdir(TOP)
    assert advice.install_other("pyarrow") == f"{tmp_path}/.venv/bin/python -m pip install pyarrow"


def test_every_extra_that_is_named_exists_and_every_advice_is_made_here():
    ours = [path for room in ("sim", "experiments") for path in (TOP / room).glob("**/*.py")]
    for path in ours:
        text = path.read_text("utf-8")
        for extra in re.findall(r"advice\.install\(.(\w+).\)", text):
            assert extra in PROJECT["optional-dependencies"], (path, extra)
        if path.name != "advice.py":
            assert f"{PROJECT['name']}[" not in text, path
