"""``sim optimise``: the best rule of a family, from a file."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.base.spreadsheet import csv_text
from sim.base.whole import write_whole
from sim.cli.output import default_folder, prepared, write

EXAMPLES = """\
examples:
  sim optimise experiments/search/thresholds.toml
  sim optimise experiments/search/thresholds.toml --budget 100 --output results/mine
  sim optimise my_search.toml --against cumulative_dose
"""


def add_optimise(commands) -> None:
    """Add the command to the parser."""
    optimise_ = commands.add_parser(
        "optimise",
        help="look for the best rule of a family, judged on patients the search never saw",
        description=(
            'Look for the best rule of the arm in which "$name" stands for a parameter (a TOML '
            "file: a scenario, and [search] with its axes). Writes equals.csv (the best and the "
            "rules that are as good), tried.csv (all) and best.txt; what was tried is kept in the "
            "folder, and run again it goes on there."
        ),
        epilog=EXAMPLES,
    )
    add = optimise_.add_argument
    add("file", metavar="TOML", help="the search")
    add("--budget", type=int, metavar="N", help="how many rules are tried (what the file says)")
    add("--seed", type=int, metavar="S", help="the same seed gives the same numbers")
    add(
        "--against", metavar="MEASURE",
        help="what the objective costs of this, such as cumulative_dose: tradeoff.csv, .png",
    )  # fmt: skip
    add("--threads", type=int, metavar="T", help="threads (all cores); the numbers stay the same")
    add("--output", metavar="DIR", help="folder for the files (results/NAME)")
    add("--quiet", action="store_true", help="no progress bar")
    optimise_.set_defaults(run=optimise)


def optimise(arguments: argparse.Namespace) -> int:
    """Search, print what was found, and write it."""
    from sim.search.file import read_search

    read = read_search(arguments.file)
    seed = read.seed if arguments.seed is None else arguments.seed
    budget = read.budget if arguments.budget is None else arguments.budget
    against = None if arguments.against is None else _measure(arguments.against)
    folder = prepared(arguments.output or default_folder(arguments.file))
    how: dict[str, Any] = {
        "seed": seed, "budget": budget, "threads": arguments.threads,
        "progress": False if arguments.quiet else None,
    }  # fmt: skip
    if against is not None:
        found = read.search.tradeoff(against, folder=folder / "tried-for-both", **how)
        print(read.title, found, sep="\n")
        return write(_of_tradeoff(found), folder, quiet=arguments.quiet)
    best = read.search.run(folder=folder / "tried", **how)
    print(read.title, best, sep="\n")
    text = f"{read.title}\n{best}\n"
    writers: dict[str, Callable[[Path], Any]] = {
        "best.txt": lambda path: write_whole(path, text),
        "equals.csv": lambda path: write_whole(path, csv_text(best.equals, index=False)),
        "tried.csv": lambda path: write_whole(path, csv_text(best.tried, index=False)),
    }
    return write(writers, folder, quiet=arguments.quiet)


def _measure(name: str) -> Any:
    from sim.base.errors import unknown
    from sim.search.file import CALLED

    if name not in CALLED:
        raise unknown(f"--against {name!r}", "measure", name, CALLED)
    return CALLED[name]


def _of_tradeoff(found: Any) -> dict[str, Callable[[Path], Any]]:
    import matplotlib

    matplotlib.use("Agg")  # a file needs no screen
    from sim.plots import save, tradeoff

    return {
        "tradeoff.csv": lambda path: write_whole(path, csv_text(found.table, index=False)),
        "tradeoff.png": lambda path: save(tradeoff(found), path),
    }
