"""``sim compare``: one tumour, several treatments, figures and a table."""

import argparse
import sys
import textwrap
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.base.errors import InputError
from sim.base.resolve import check_lengths
from sim.base.units import YEAR
from sim.cli.keep import kept, recorder
from sim.cli.source import arms_of, scenario_of
from sim.presets import strategies
from sim.running.asked import patient_numbers
from sim.scenario import MOST_DAYS, Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.results import Runs


def compare(arguments: argparse.Namespace) -> int:
    """Simulate, print the summary, and write the files."""
    from sim.cli.output import default_folder, made_by, prepared, write, writers_of

    scenario = with_options(scenario_of(arguments.what, arguments.set), arguments)
    kept(scenario)  # refuses too many patients before anything is made
    folder = prepared(arguments.output or default_folder(arguments.what))
    if not arguments.quiet:
        print(plan(scenario), flush=True)
    runs = run(scenario, quiet=arguments.quiet, threads=arguments.threads)
    print(summary(runs, quiet=arguments.quiet), flush=True)
    made = made_by(runs, scenario, command=arguments.command, what=arguments.what)
    return write(writers_of(runs, made), folder, quiet=arguments.quiet)


def with_options(scenario: Scenario, arguments: argparse.Namespace) -> Scenario:
    """Return the scenario with what the options of the command change."""
    changes = {
        word: getattr(arguments, word)
        for word in ("patients", "seed", "engine")
        if getattr(arguments, word) is not None
    }
    if arguments.years is not None:
        if not 0 < arguments.years <= MOST_DAYS / YEAR:
            raise InputError(
                f"--years is {arguments.years:g}; allowed is above 0 to {MOST_DAYS / YEAR:g}."
            )
        changes["days"] = arguments.years * YEAR
    if arguments.threads is not None and arguments.threads < 1:
        raise InputError(f"--threads is {arguments.threads}; allowed is at least 1.")
    if arguments.arms is not None:
        changes["arms"] = arms_of(scenario, arguments.arms)
    scenario = replace(scenario, **changes)
    if not scenario.scans_stated:
        clinic = strategies.scanned_often_enough(scenario.clinic, scenario.arms)
        scenario = replace(scenario, clinic=clinic)
    check_lengths({"tumour": scenario.tumour, **scenario.arms}, patient_numbers(scenario.patients))
    return scenario


def plan(scenario: Scenario) -> str:
    """Return the tumour and the arms, as they are printed before anything runs."""
    width = max(len(name) for name in scenario.arms) + 2
    arms = [f"  {name:<{width}}{regimen}" for name, regimen in scenario.arms.items()]
    years = f"{scenario.days / YEAR:.3g} years"
    run_ = f"{scenario.patients} patients in each arm, {years}, seed {scenario.seed}"
    lines = [str(scenario.tumour), "", f"Arms ({run_})", *arms, "", f"Clinic: {scenario.clinic}"]
    if every := kept(scenario):
        lines.append(f"So many curves are kept every {every:g} days only.")
    return "\n".join([*lines, ""])


def run(scenario: Scenario, *, quiet: bool = False, threads: int | None = None) -> "Runs":
    """Simulate a scenario; a progress bar appears on a terminal, and not if `quiet`."""
    from sim.simulate import simulate

    with warnings.catch_warnings():
        warnings.showwarning = _say  # such as: interrupted, and how many patients were finished
        return simulate(
            scenario.tumour,
            scenario.arms,
            patients=scenario.patients,
            days=scenario.days,
            seed=scenario.seed,
            clinic=scenario.clinic,
            engine=scenario.engine,
            record=recorder(scenario),
            progress=False if quiet else None,
            threads=threads,
        )


def _say(message: Warning | str, *_: object, **__: object) -> None:
    print(f"sim: {message}", file=sys.stderr)


def summary(runs: "Runs", *, quiet: bool = False) -> str:
    """Return the summary table as text, with a sentence on the engine."""
    table = aligned(runs.summary())
    return table if quiet else f"{table}\n\nEngine: {runs.engine}"


def _gaps(table: "pd.DataFrame", name: str) -> list[str]:
    """Return what stands where a column has no number, one word a row."""
    names = list(table.columns)
    below = names[names.index(name) - 1] if name.startswith("to (95 %)") else ""
    if name.startswith("median") and name.endswith("[days]") and "patients" in table:
        reached = table["patients"] == 0
    elif below.startswith("from (95 %)"):
        reached = table[below].isna()  # there is no interval at all
    else:
        return ["-"] * len(table)
    return ["-" if known else "not reached" for known in reached]


def aligned(table: "pd.DataFrame", width: int = 12) -> str:
    """Return a table as text, its headings broken into lines; ``-`` is a number that is not there.

    Of a median time and of the upper end of its interval it says ``not reached``.

    Parameters
    ----------
    table : DataFrame
        Names of rows in the index, numbers in the columns.
    width : int
        Letters of the longest line of a heading.
    """
    heads = [textwrap.wrap(str(name), width, break_long_words=False) for name in table.columns]
    tall = max(len(head) for head in heads)
    columns = [["arm", *[""] * (tall - 1), *map(str, table.index)]]
    for head, (name, values) in zip(heads, table.items(), strict=True):
        gaps = _gaps(table, str(name))
        numbers = [gap if x != x else f"{x:.4g}" for x, gap in zip(values, gaps, strict=True)]
        columns.append([*head, *[""] * (tall - len(head)), *numbers])
    widths = [max(len(cell) for cell in column) for column in columns]
    lines = []
    for name, *cells in zip(*columns, strict=True):
        numbers = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *numbers]).rstrip())
    return "\n".join(lines)
