"""The figure that ``sim figure`` is asked for: its kind, its options, and what it is drawn from."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.base import checks
from sim.base.errors import InputError, listed
from sim.cli.drawings import DRAWINGS, RUNS, SWEEP, TRIAL, TUMOUR
from sim.cli.source import scenario_of

HOW = {
    RUNS: "Make some with `sim compare` and name its runs.nc.",
    TRIAL: "Make one with `sim trial` and name its runs.nc.",
    SWEEP: "Make one with `sim sweep` and name its folder.",
    TUMOUR: "Name a preset (see `sim presets`) or a scenario file.",
}
"""Where what can be drawn comes from."""

OPTIONS = (
    "arms", "patients", "patient", "highlight", "layout", "unit", "scale", "time", "observed",
    "endpoint", "by", "x", "y", "measure",
)  # fmt: skip


def drawing_of(options: Namespace) -> Callable[[Any], Any]:
    """Return what draws the figure, once the plots are loaded; all input is read at once.

    Raises
    ------
    InputError
        If there is no such kind, an option is not for it or missing, or it is not drawn from such
        a file.
    """
    checks.one_of("--kind", options.kind, DRAWINGS, "kind")
    kind = DRAWINGS[options.kind]
    given = [name for name in OPTIONS if getattr(options, name) is not None]
    for name in given:
        if name not in kind.takes:
            takers = [one for one, drawing in DRAWINGS.items() if name in drawing.takes]
            raise InputError(
                f"--{name} says nothing to --kind {options.kind}; it is for {listed(takers)}."
            )
    for name in kind.needs:
        if name not in given:
            raise InputError(f"--kind {options.kind} needs --{name}.")
    what, read = _read(options.what, kind.of)
    if what not in kind.of:
        way = HOW[kind.of[0]]
        if what == TUMOUR:
            way = way.replace("`sim compare`", f"`sim compare {options.what}`")
        raise InputError(
            f"--kind {options.kind} draws {' or '.join(kind.of)}, and {options.what!r} is {what}. "
            f"{way}"
        )
    options.patients = options.patients or 0
    return lambda plots: kind.draw(plots, read, options)


def _read(what: str, wanted: tuple[str, ...]) -> tuple[str, Any]:
    """Return what a name stands for, and what is read from there."""
    path = Path(what)
    if (path / "manifest.json").is_file():
        from sim.sweeps import open_sweep

        return SWEEP, open_sweep(path)
    if path.suffix.lower() in (".nc", ".zarr"):
        from sim.results import load
        from sim.trials.saved import TRIAL as OF_TRIAL
        from sim.trials.saved import load_trial

        runs = load(what)
        if OF_TRIAL in runs.attrs and TRIAL in wanted:
            return TRIAL, load_trial(what)
        return RUNS, runs
    return TUMOUR, scenario_of(what).tumour
