"""Where results go: checked before the work, and never lost after it."""

import json
import platform
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import InputError
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
        reason = error.strerror or str(error)
        raise InputError(
            f"The output folder {str(path)!r} cannot be written: {reason}. "
            "Name another with --output."
        ) from None
    return path


def write(runs: "Runs", made: dict[str, Any], folder: Path, *, quiet: bool = False) -> int:
    """Write all files, the runs first; what cannot be written goes to a temporary folder.

    Parameters
    ----------
    runs : Runs
        What came out.
    made : dict
        What made them; see `made_by`.
    folder : Path
        Where to.
    quiet : bool
        Whether to say nothing when all went well.

    Returns
    -------
    int
        0, or 1 if something had to go to another folder.
    """
    rescue: Path | None = None
    written: list[str] = []
    for name, write_to in _writers(runs, made).items():
        try:
            write_to(folder / name)
            written.append(name)
        except (OSError, InputError) as error:
            rescue = rescue or Path(tempfile.mkdtemp(prefix="sim-"))
            write_to(rescue / name)
            _say(f"sim: {folder / name} cannot be written ({_reason(error)}).")
            _say(f"     Nothing is lost: it is {rescue / name}")
    if written and not quiet:
        print(f"\nWritten to {folder}: {', '.join(written)}")
    return 0 if rescue is None else 1


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
        "versions": json.loads(attrs.get("versions", "{}")),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _writers(runs: "Runs", made: dict[str, Any]) -> dict[str, Callable[[Path], Any]]:
    """Return what writes each file, in order: the runs first, figures last."""

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
        "summary.csv": lambda path: runs.summary().to_csv(path),
        "made-by.json": lambda path: path.write_text(_json(made), "utf-8"),
        "burden.png": draw,
        "burden.pdf": draw,
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
