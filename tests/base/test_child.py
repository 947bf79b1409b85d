"""Processes of our own never run a file that merely lies in the current folder."""

import json
import os
import subprocess
import sys

import pytest

import sim
from sim.base import child

NAMES = ("pickle", "random", "json", "subprocess", "threading", "numba", "zarr", "secrets")
"""What students call their files, and what an attacker would."""


@pytest.fixture
def trapped(tmp_path, monkeypatch):
    """Stand in a folder where every file that is imported leaves a mark; return the mark."""
    mark = tmp_path / "was-run"
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write({name!r})\n")
    monkeypatch.chdir(tmp_path)
    return mark


def start(module, given=b"", **more):
    command, environment = child.python_that_runs(module)
    return subprocess.run(
        command, env=environment, input=given, capture_output=True, timeout=120, check=False, **more
    )


@pytest.mark.parametrize(
    "module", ["sim.sweeps.worker", "sim.engines.background", "sim.cli.warmup"]
)
@pytest.mark.parametrize("python_path", [None, "", "here", "/nowhere"])
def test_no_file_beside_the_user_is_run(module, python_path, trapped, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    if python_path is not None:  # an empty part of it means the current folder
        path = str(trapped.parent) if python_path == "here" else python_path
        monkeypatch.setenv("PYTHONPATH", f"{path}{os.pathsep}")
    done = start(module, b"nonsense")
    assert b"in main" in done.stderr or done.returncode == 0, done.stderr  # it came as far as that
    assert not trapped.exists()


@pytest.mark.parametrize("trusted", ["", "."])
def test_nor_in_a_notebook_which_looks_there_itself(trusted, trapped, monkeypatch):
    monkeypatch.setattr(sys, "path", [trusted, *sys.path])
    start("sim.sweeps.worker", b"nonsense")
    assert not trapped.exists()


def test_files_of_the_user_are_found_where_this_process_finds_them(tmp_path, monkeypatch):
    """A sweep's function lives in a file beside the notebook: it is found, after all others."""
    (tmp_path / "helpers_of_mine.py").write_text("print('helped')\n")
    monkeypatch.chdir(tmp_path)
    worker = tmp_path / "work.py"
    worker.write_text("def main():\n    import helpers_of_mine\n")
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    done = start("work")
    assert done.stdout.split() == [b"helped"], done.stderr


def test_the_package_is_this_one_wherever_the_user_stands(tmp_path, monkeypatch):
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "__init__.py").write_text("raise SystemExit('another sim')")
    (tmp_path / "show.py").write_text(
        "def main():\n    import sim, sys, json\n    print(json.dumps([sim.__file__, sys.argv]))\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    file, arguments = json.loads(start("show").stdout)
    assert file == sim.__file__
    assert arguments == ["-c"]


def test_the_background_compiler_is_such_a_process(trapped, monkeypatch):
    from sim.engines import background

    monkeypatch.setattr(background, "_running", {})
    seen = []

    def popen(command, **words):
        seen.append((command, words["env"]))
        raise OSError

    monkeypatch.setattr(background.subprocess, "Popen", popen)
    tumour = sim.Tumour([sim.Clone("cells", 0.2, 0.1, start=10)])
    assert background.start_compiling(sim.Jump(), tumour) is None
    ((command, environment),) = seen
    assert "-P" in command
    assert str(trapped.parent) not in environment["PYTHONPATH"].split(os.pathsep)


APP = """
import asyncio, os
from sim.app.workers import Workers

if __name__ == "__main__":
    before = dict(os.environ)
    workers = Workers(most=1)
    assert asyncio.run(workers.do(abs, -3)) == 3
    workers.end()
    assert dict(os.environ) == before
    print("worked")
"""


def test_workers_of_the_app_run_no_file_beside_the_user(trapped):
    """`multiprocessing` begins them, and a tracker of its own, as ``python -c``."""
    elsewhere = trapped.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "go.py").write_text(APP)
    done = subprocess.run(
        [sys.executable, str(elsewhere / "go.py")], capture_output=True, timeout=300,
        check=False, env=os.environ | {"PYTHONPATH": str(child.PACKAGE.parent)},
    )  # fmt: skip
    assert done.stdout.split() == [b"worked"], done.stderr
    assert not trapped.exists()
