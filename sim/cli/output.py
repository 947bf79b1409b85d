"""Where results go: checked before the work, and never lost after it."""

import json
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import InputError
from sim.base.spreadsheet import csv_text
from sim.base.whole import in_words, write_whole
from sim.results.said import json_said
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.results import Runs


def default_folder(what: str) -> Path:
    """Return ``results/NAME`` for a preset or a scenario file."""
    return Path("results") / Path(what).stem


def prepared(folder: str | Path) -> Path:
    """Make the folder and try to write in it, so that hours of work do not end at a closed door."""
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise InputError(
            f"The output folder {str(path)!r} cannot be written: {in_words(error)}. "
            "Name another with --output."
        ) from None
    return path


def write(
    writers: Mapping[str, Callable[[Path], Any]], folder: Path, *, quiet: bool = False
) -> int:
    """Write files, one after the other; what cannot be written goes to a temporary folder.

    Parameters
    ----------
    writers : mapping of str to callable
        What writes each file, by its name; each is given a path.
    folder : Path
        Where to.
    quiet : bool
        Whether to say nothing when all went well.

    Returns
    -------
    int
        0, or 1 if something had to go to another folder, or could not be written at all.
    """
    written = []
    rescue = _Rescue()
    for name, write_to in writers.items():
        try:
            write_to(folder / name)
            written.append(name)
        except (OSError, InputError) as error:
            _say(f"sim: {folder / name} cannot be written ({_reason(error)}).")
            _say(f"     {rescue.write(name, write_to)}")
    if written and not quiet:
        print(f"\nWritten to {folder}: {', '.join(written)}")
    return 0 if len(written) == len(writers) else 1


class _Rescue:
    """A temporary folder, made when something must go there."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def write(self, name: str, write_to: Callable[[Path], Any]) -> str:
        """Write a file there; return where it is, or why it is nowhere."""
        try:
            self._folder = self._folder or Path(tempfile.mkdtemp(prefix="sim-"))
            write_to(self._folder / name)
        except (OSError, InputError) as error:
            there = self._folder or tempfile.gettempdir()
            return f"It could not be written to {there} either ({_reason(error)}) and is lost."
        return f"Nothing is lost: it is {self._folder / name}"


def made_by(runs: "Runs", scenario: Scenario, *, command: str, what: str) -> dict[str, Any]:
    """Return what made the runs, for made-by.json; `what` names the preset or the file."""
    attrs = runs.data.attrs
    file = Path(what)
    return {
        "command": command,
        "scenario": file.read_text(encoding="utf-8") if file.is_file() else what,
        "title": scenario.title,
        "created": attrs.get("created"),
        "seed": scenario.seed,
        "patients": scenario.patients,
        "days": scenario.days,
        "engine": runs.engine,
        "arms": {name: str(regimen) for name, regimen in scenario.arms.items()},
        "clinic": repr(scenario.clinic),
        "tumour": repr(scenario.tumour),
        "references": [str(reference) for reference in scenario.tumour.references],
        "versions": json_said(attrs, "versions", {}),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def writers_of(runs: "Runs", made: dict[str, Any]) -> dict[str, Callable[[Path], Any]]:
    """Return what writes each file of a comparison, in order: the runs first, figures last.

    Parameters
    ----------
    runs : Runs
        What came out.
    made : dict
        What made them; see `made_by`.
    """

    @cache
    def figure():
        import matplotlib

        matplotlib.use("Agg")  # a file needs no screen
        from sim.plots import burden

        # up to two rows of panels fill a slide; more would be squeezed by it
        return burden(runs, size="slide" if len(runs.arms) <= 8 else None)

    def draw(path: Path) -> None:
        from sim.plots import save

        save(figure(), path)

    return {
        "runs.nc": runs.save,
        "summary.csv": lambda path: write_whole(path, csv_text(runs.summary())),
        "made-by.json": lambda path: write_whole(path, json_text(made)),
        "burden.png": draw,
        "burden.pdf": draw,
    }


def json_text(value: dict[str, Any]) -> str:
    """Return a mapping as JSON; what JSON has no form for is written in words."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


def _reason(error: Exception) -> str:
    return in_words(error) if isinstance(error, OSError) else str(error)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
