"""A fresh virtual environment, and commands run in it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[2]
LONGEST = 3600
"""Seconds one command may take."""


class Failed(Exception):
    """A command did not do what it is for."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment in a folder, with a place to work in beside it."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, name: str) -> "Environment":
        """Return one with an extra in it (``"none"``: the package alone; ``"wheel"``: a wheel)."""
        new = cls(folder)
        new.work.mkdir()
        _run([sys.executable, "-m", "venv", str(folder / "env")], folder)
        if name == "wheel":
            new.pip("wheel", "--no-deps", "--wheel-dir", str(folder / "dist"), str(TOP))
            (wheel,) = (folder / "dist").glob("*.whl")
            new.pip("install", str(wheel))
        else:
            new.pip("install", "-e", ".") if name == "none" else new.pip(
                "install", "-e", f".[{name}]"
            )
        return new

    @property
    def work(self) -> Path:
        """A folder that is not in the checkout."""
        return self.folder / "work"

    @property
    def bin(self) -> Path:
        """Where the environment's commands are."""
        return self.folder / "env" / ("Scripts" if os.name == "nt" else "bin")

    def pip(self, *arguments: str) -> None:
        """Run pip in the checkout."""
        self.run("python", "-m", "pip", "--disable-pip-version-check", "-q", *arguments)

    def run(self, command: str, *arguments: str, outside: bool = False) -> str:
        """Run a command of the environment, in the checkout or outside; return what it printed."""
        return _run([str(self.bin / command), *arguments], self.work if outside else TOP)

    def typed(self, line: str, outside: bool = False) -> str:
        """Run a line as if it were typed into a shell in which the environment is activated."""
        path = os.pathsep.join([str(self.bin), os.environ["PATH"]])
        return _run(line, self.work if outside else TOP, {"PATH": path}, shell=True)


def _run(
    command: list[str] | str, folder: Path, more: dict[str, str] | None = None, shell: bool = False
) -> str:
    # what the caller's Python imports from is none of the environment's business
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        command, cwd=folder, env=kept | {"MPLBACKEND": "Agg"} | (more or {}), shell=shell,
        timeout=LONGEST, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        words = command if isinstance(command, str) else " ".join(command)
        raise Failed(f"{words}\n{done.stdout[-4000:]}")
    return done.stdout
