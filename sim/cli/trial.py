"""``sim trial``: a virtual trial from a file: tables, figures, and what made them."""

import argparse
import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import InputError
from sim.base.spreadsheet import csv_text
from sim.base.units import YEAR
from sim.base.whole import write_whole
from sim.cli.output import default_folder, json_text, prepared, write
from sim.results.said import json_said

if TYPE_CHECKING:
    from sim.trials.file import TrialFile
    from sim.trials.result import TrialResult

EXAMPLES = """\
examples:
  sim trial experiments/trials/holidays.toml
  sim trial experiments/trials/adaptive.toml --patients 1000 --output results/mine
  sim trial experiments/trials/rechallenge.toml --audit 7
  sim trial NCT02415621
"""


def add_trial(commands) -> None:
    """Add the command to the parser."""
    trial_ = commands.add_parser(
        "trial",
        help="run a virtual trial: end points, survival curves, who did better",
        description=(
            "Run the trial written in a TOML file (a scenario with [trial] and [cohort]), print "
            "its end points and write summary.csv, comparisons.csv, patients.csv, adtte.csv, "
            "survival and waterfall figures, runs.nc (for sim.load, and the trial's own "
            "TrialResult.load) and made-by.json."
        ),
        epilog=EXAMPLES,
    )
    add = trial_.add_argument
    add(
        "file",
        metavar="TOML_OR_NUMBER",
        help="the trial: a file (experiments/trials has one for each strategy), or a registered "
        "one by its number (`sim presets` lists them)",
    )
    add("--patients", type=int, metavar="N", help="patients, instead of those of the file")
    add("--years", type=float, metavar="Y", help="years of follow-up")
    add("--seed", type=int, metavar="S", help="the same seed gives the same numbers")
    add("--threads", type=int, metavar="T", help="threads (all cores); the numbers stay the same")
    add("--audit", type=int, metavar="PATIENT", help="print what happened to one patient as well")
    add("--output", metavar="DIR", help="folder for the files (results/NAME)")
    add("--quiet", action="store_true", help="print the tables only, without a progress bar")
    trial_.set_defaults(run=trial)


def trial(arguments: argparse.Namespace) -> int:
    """Run the trial, print what it found, and write the files."""
    from sim.trials.file import read_trial
    from sim.trials.registry import is_number, path_of

    if is_number(arguments.file):
        arguments.file = str(path_of(arguments.file))
    days = None
    if arguments.years is not None:
        if not arguments.years > 0:
            raise InputError(f"--years is {arguments.years:g}; allowed is above 0.")
        days = arguments.years * YEAR
    read = read_trial(arguments.file, patients=arguments.patients, days=days, seed=arguments.seed)
    folder = prepared(arguments.output or default_folder(arguments.file))
    if not arguments.quiet:
        print(read.title or Path(arguments.file).stem, read.trial, sep="\n", end="\n\n", flush=True)
    progress = False if arguments.quiet else None
    result = read.trial.run(read.seed, progress=progress, threads=arguments.threads)
    print(result, flush=True)
    code = write(_writers(result, read, arguments), folder, quiet=arguments.quiet)
    if arguments.audit is not None:
        for arm in result.arms:
            print(f"\nPatient {arguments.audit}, {arm}")
            print(result.audit(arguments.audit, arm).to_string(index=False, na_rep="-"))
    return code


def _writers(
    result: "TrialResult", read: "TrialFile", arguments: argparse.Namespace
) -> dict[str, Callable[[Path], Any]]:
    """Return what writes each file, in order: the runs first."""
    import matplotlib

    matplotlib.use("Agg")  # a file needs no screen
    from sim.plots import kaplan_meier, save, waterfall
    from sim.results.tables import save_table

    compared = result.comparisons(read.end_points)
    made = _made_by(result, read, arguments)
    writers: dict[str, Callable[[Path], Any]] = {
        "runs.nc": result.save,
        "summary.csv": lambda path: write_whole(path, csv_text(result.summary())),
        "comparisons.csv": lambda path: write_whole(path, csv_text(compared, index=False)),
        "patients.csv": lambda path: write_whole(path, csv_text(result.table(), index=False)),
        "adtte.csv": lambda path: save_table(result.adtte(read.end_points), path),
        "made-by.json": lambda path: write_whole(path, json_text(made)),
    }
    for name in read.end_points:
        times = result.followup(name)
        some = [arm for arm in result.arms if times.of(arm)[0].size]
        if some:  # of those who responded there may be none
            writers[f"{name.replace(' ', '-')}.png"] = partial(
                _draw, save, kaplan_meier, times, some
            )
    for arm in result.arms:
        if not result.members[result.arms.index(arm)].any():
            continue
        file = f"waterfall-{_file_name(arm)}"
        while f"{file}.png" in writers:  # 'a b' and 'a-b' have one name as files
            file += "-"
        writers[f"{file}.png"] = partial(_draw, save, waterfall, result, arm)
    return writers


def _draw(save: Callable, plot: Callable, *what: Any) -> None:
    """Draw and save; the last of `what` is the path."""
    save(plot(*what[:-1]), what[-1])


def _made_by(
    result: "TrialResult", read: "TrialFile", arguments: argparse.Namespace
) -> dict[str, Any]:
    """Return what made the result."""
    attrs = result.runs.data.attrs
    return {
        "command": arguments.command,
        "trial": Path(arguments.file).read_text(encoding="utf-8"),
        "title": read.title,
        "created": attrs.get("created"),
        "seed": result.seed,
        "patients": int(result.members.shape[1]),
        "screened": result.screened,
        "days": result.runs.days,
        "design": repr(result.trial.design),
        "conduct": repr(result.trial.conduct),
        "engine": result.runs.engine,
        "arms": {name: str(regimen) for name, regimen in result.trial.arms.items()},
        "clinic": repr(result.trial.clinic),
        "versions": json_said(attrs, "versions", {}),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _file_name(arm: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in arm)
