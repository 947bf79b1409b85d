"""The Containerfile says what the command understands, and keeps what it should."""

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from sim.cli.parser import parser
from sim.kernels.cache import SETTING

TOP = Path(__file__).parents[2]
STEPS = re.sub(r"\\\n\s*", "", (TOP / "Containerfile").read_text("utf-8")).splitlines()


def step(word):
    return [line.removeprefix(word).strip() for line in STEPS if line.startswith(f"{word} ")]


def test_what_it_runs_is_a_command():
    (command,) = step("CMD")
    words = json.loads(command)
    asked = parser().parse_args(words[1:])
    assert words[0] == "sim"
    assert asked.host == "0.0.0.0"
    assert str(asked.port) == step("EXPOSE")[0]
    parser().parse_args(step("RUN")[-1].split()[1:])  # sim warmup


def test_its_extra_and_its_python_are_ours():
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    (extra,) = re.findall(r"'/src\[(\w+)\]'", step("RUN")[0])
    assert extra in project["optional-dependencies"]
    (version,) = re.findall(r"python:3\.(\d+)", step("FROM")[0])
    least = re.search(r"3\.(\d+)", project["requires-python"])
    assert int(version) >= int(least.group(1))


def test_engines_are_compiled_where_the_user_may_write_and_no_volume_hides_them():
    (setting,) = step("ENV")
    name, folder = setting.split("=")
    assert name == SETTING
    assert f"--owner={step('USER')[0]}" in step("RUN")[0]
    assert step("RUN")[0].endswith(folder)
    assert not folder.startswith(step("WORKDIR")[0])  # (scores are there, in a volume)
    before = [STEPS.index(f"{word} {step(word)[-1]}") for word in ("ENV", "USER", "WORKDIR")]
    assert max(before) < STEPS.index("RUN sim warmup")


def test_no_environment_is_copied_into_it_and_all_that_is_built_from_is():
    left_out = [
        line for line in (TOP / ".dockerignore").read_text("utf-8").splitlines() if line[:1] != "#"
    ]

    def is_left_out(path):
        return any(fnmatch(path, pattern) for pattern in left_out)

    assert all(map(is_left_out, (".venv", ".git", "results", ".mypy_cache")))
    assert not any(map(is_left_out, ("sim", "pyproject.toml", "README.md", "notebooks", "LICENSE")))
