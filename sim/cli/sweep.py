"""``sim sweep``: a sweep from a file, run or resumed, and how far one has come."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import InputError
from sim.base.spreadsheet import csv_text
from sim.base.whole import write_whole
from sim.cli.output import default_folder, write

if TYPE_CHECKING:
    from sim.sweeps import SweepResults

EXAMPLES = """\
examples:
  sim sweep experiments/sweeps/thresholds.toml --out results/thresholds
  sim sweep experiments/sweeps/thresholds.toml --out results/thresholds --workers 8
  sim sweep my_sweep.toml --out DIR --scheduler tcp://10.0.0.1:8786
  sim sweep my_sweep.toml --out DIR --part $SLURM_ARRAY_TASK_ID/20
  sim sweep --status results/thresholds
  sim sweep --check results/thresholds --discard
"""


def add_sweep(commands) -> None:
    """Add the command to the parser."""
    sweep_ = commands.add_parser(
        "sweep",
        help="run a sweep over parameters, or resume it; or say how far it is",
        description=(
            'Run the sweep written in a TOML file (a scenario in which "$name" stands for a '
            "parameter, and [sweep] with its design). What is stored in the folder already is not "
            "run again. Writes table.csv: the means at every point."
        ),
        epilog=EXAMPLES,
    )
    add = sweep_.add_argument
    add("file", nargs="?", metavar="TOML", help="the sweep")
    add("--out", metavar="DIR", help="folder of the sweep (results/NAME)")
    who = sweep_.add_mutually_exclusive_group()
    who.add_argument("--workers", type=int, metavar="N", help="processes (threads of this one)")
    who.add_argument("--scheduler", metavar="ADDRESS", help="run on the Dask cluster at an address")
    add("--part", metavar="I/N", help="only share I of N of the blocks, for job arrays")
    add("--seconds-per-point", type=float, metavar="S", help="a point that takes longer has failed")
    add("--status", metavar="DIR", help="say how far the sweep in a folder is, and what failed")
    add(
        "--check", metavar="DIR", help="read every file of the sweep in a folder; say which are bad"
    )
    add(
        "--discard", action="store_true", help="with --check: run what is bad again at the next run"
    )
    add("--quiet", action="store_true", help="no progress bar, and no table")
    sweep_.set_defaults(run=sweep)


def sweep(arguments: argparse.Namespace) -> int:
    """Run a sweep and print its table, or print the status of one, or what is damaged of it."""
    if arguments.check is not None:
        if arguments.file is not None or arguments.status is not None:
            raise InputError("--check reads a folder and runs nothing; leave the rest out.")
        return _check(arguments.check, arguments.discard)
    if arguments.discard:
        raise InputError(
            "--discard goes with --check DIR: it gives up the blocks that are damaged."
        )
    if arguments.status is not None:
        if arguments.file is not None:
            raise InputError("--status reads a folder and runs nothing; leave the file out.")
        return _status(arguments.status)
    if arguments.file is None:
        raise InputError("Name the file of a sweep, or --status DIR. See sim sweep --help.")
    from sim.sweeps.file import read_sweep

    folder = Path(arguments.out or default_folder(arguments.file))
    read = read_sweep(arguments.file)
    try:
        results = read.run(
            folder,
            workers=arguments.workers,
            client=arguments.scheduler,
            part=arguments.part,
            seconds_per_point=arguments.seconds_per_point,
            progress=False if arguments.quiet else None,
        )
    except KeyboardInterrupt as stop:
        print("\n".join(["", *getattr(stop, "__notes__", [])]), file=sys.stderr)
        return 130
    if (results.status == 2).any():  # other shares are still to be run
        print(_counts(results))
        return 0
    table = results.table()
    if not arguments.quiet:
        print(table.to_string(max_rows=20, float_format="{:.4g}".format))
        print(f"\n{_counts(results)}\nStored for sim.open_sweep({str(folder)!r})")
    text = csv_text(table)
    writers = {"table.csv": lambda path: write_whole(path, text)}
    return write(writers, folder, quiet=arguments.quiet)


def _status(folder: str) -> int:
    from sim.sweeps import open_sweep

    results = open_sweep(folder)
    print(results)
    print(_counts(results))
    return 0


def _check(folder: str, discard: bool) -> int:
    from sim.sweeps import open_sweep

    found = open_sweep(folder).check(discard=discard)
    for file, what, block in found.itertuples(index=False):
        print(f"{file}: {what}{'' if block else ' (put back a copy of it)'}")
    blocks = len(set(found["block"]) - {""})
    if not len(found):
        print("Every file is as it was written.")
    elif discard:
        print(f"{blocks} blocks are given up; run the sweep again, and it makes them anew.")
    else:
        print(f"{blocks} blocks are damaged. --discard gives them up, to be run again.")
    return 1 if len(found) else 0


def _counts(results: "SweepResults") -> str:
    """Return how far a sweep is, and which points failed."""
    from sim.sweeps.identity import spoken

    done, failed, waiting = (int((results.status == s).sum()) for s in (0, 1, 2))
    lines = [f"{done} points done, {failed} failed, {waiting} still to be run"]
    if failed:
        table = results.failed
        for why, group in table.groupby("reason", sort=False):
            first = group.iloc[0]
            at = spoken({name: first[name] for name in results.parameters})
            lines.append(f"  {len(group)} x {why} (first at point {first.name}: {at})")
    return "\n".join(lines)
