"""``sim fit``: which tumours of a preset could have given what stands in a table."""

import argparse
import platform
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import InputError
from sim.base.spreadsheet import csv_text
from sim.base.version import __version__
from sim.base.whole import write_whole
from sim.cli.output import default_folder, json_text, prepared, write

if TYPE_CHECKING:
    from sim.inference import Fit
    from sim.model import Tumour
    from sim.regimens import Regimen

EXAMPLES = """\
examples:
  sim fit patient.csv --preset mcrpc_abiraterone --value psa --unit ng/ml --dose abiraterone=on \\
      --prior cost=0:1 --prior turnover=0:0.9 --prior resistant_fraction=1e-5:0.3:log
  sim fit example --preset mcrpc_abiraterone --prior start=0.1:1 --prior turnover=0:0.9

a prior is even between two values; with ":log" its logarithm is
"""


def add_fit(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "fit",
        help="fit a published tumour to what a clinic saw, and say what the data cannot tell",
        description=(
            "Fit a preset to a table with a row for each visit, print the best values with "
            "intervals and what is not identified, and write fits.csv, fits.json (sim.Fits.load), "
            "starts of every patient and figures, and made-by.json."
        ),
        epilog=EXAMPLES,
    )
    add = parser.add_argument
    add("table", metavar="CSV", help='the table, or "example" for a small one that is made up')
    add("--preset", required=True, metavar="NAME", help="the tumour (sim presets)")
    add("--prior", action="append", default=[], metavar="NAME=LOW:HIGH[:log]",
        help="a parameter that is unknown; again for each")  # fmt: skip
    add("--value", default="psa", metavar="COLUMN", help="the column of results (psa)")
    add("--unit", default="", metavar="UNIT", help="their unit, such as ng/ml, mm or cells")
    add("--day", default="day", metavar="COLUMN", help="the column of days or dates (day)")
    add("--patient", metavar="NAME", help="one patient of the table only")
    add("--dose", action="append", default=[], metavar="DRUG=COLUMN",
        help="the column of a drug: its dose from each row on; again for each")  # fmt: skip
    add("--noise", type=float, default=0.2, metavar="X", help="relative error of results (0.2)")
    add("--starts", type=int, default=25, metavar="N", help="starts, spread over the priors (25)")
    add("--seed", type=int, default=1, metavar="S", help="the same seed gives the same numbers")
    add(
        "--posterior",
        action="store_true",
        help="draw the posterior, too: posterior-*.csv, pairs-*.png",
    )
    add("--forecast", type=float, metavar="DAYS",
        help="what may come in so many days from the last result on: fan-*")  # fmt: skip
    add("--arms", metavar="A,B", help="how to go on, by name; default: the usual ones")
    add("--population", action="store_true",
        help="what all patients have in common, too: population.csv, individuals.csv")  # fmt: skip
    add("--output", "-o", metavar="DIR", help="folder for the files (results/NAME)")
    add("--quiet", action="store_true", help="print the fits only")
    parser.set_defaults(run=fit)


def fit(arguments: argparse.Namespace) -> int:
    """Fit, print what was found, and write the files."""
    from sim.clinic import Noise
    from sim.data import Observations
    from sim.inference import Fit
    from sim.inference import fit as fit_to
    from sim.presets import PRESETS, build

    _arms(arguments, build(arguments.preset, {}))  # (refuses names that are none)
    priors = _once("--prior", map(_prior, arguments.prior))
    if arguments.table == "example":
        seen = Observations.example()
    else:
        doses = _once("--dose", (_pair("--dose", text) for text in arguments.dose))
        seen = Observations.read(
            arguments.table, value=arguments.value, day=arguments.day, unit=arguments.unit,
            doses=doses or None,
        )  # fmt: skip
    if arguments.patient is not None:
        seen = seen.of(arguments.patient)
    folder = prepared(arguments.output or default_folder(arguments.table))
    if not arguments.quiet:
        print(seen, end="\n\n", flush=True)
    found = fit_to(
        seen, PRESETS[arguments.preset], priors, noise=Noise(arguments.noise),
        starts=arguments.starts, seed=arguments.seed,
    )  # fmt: skip
    fits = {seen.patients[0]: found} if isinstance(found, Fit) else dict(found)
    for one in fits.values():
        print(one, end="\n\n", flush=True)
    writers = _writers(fits, arguments)
    if arguments.population:
        writers |= _of_population(fits, arguments)
    return write(writers, folder, quiet=arguments.quiet)


def _of_population(
    fits: dict[str, "Fit"], arguments: argparse.Namespace
) -> dict[str, Callable[[Path], Any]]:
    """Print what patients have in common, and return what writes it."""
    from sim.inference import Fits

    found = Fits(fits).population(seed=arguments.seed, progress=False if arguments.quiet else None)
    print(found, end="\n\n", flush=True)
    table = found.table()
    return {
        "population.csv": lambda path: write_whole(path, csv_text(table)),
        "individuals.csv": partial(_table, found.individuals()),
    }


def _arms(arguments: argparse.Namespace, tumour: "Tumour") -> dict[str, "Regimen"]:
    """Return how to go on, by the names of `--arms`."""
    from sim.presets import strategies

    if arguments.arms is None:
        return strategies.arms(tumour)
    if arguments.forecast is None:
        raise InputError("--arms says how to go on; say how far, too: --forecast 365.")
    return strategies.arms(tumour, [name.strip() for name in arguments.arms.split(",")])


def _pair(option: str, text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not name or not value:
        raise InputError(f"{option} is {text!r}; write a name and what it is: {option} NAME=VALUE.")
    return name, value


def _once(option: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return what an option says of each name, which it says once."""
    found: dict[str, Any] = {}
    for name, said in pairs:
        if name in found:
            raise InputError(f"{option} is given twice for {name!r}; give it once.")
        found[name] = said
    return found


def _prior(text: str) -> tuple[str, Any]:
    """Return a parameter and its distribution."""
    from scipy import stats

    name, said = _pair("--prior", text)
    low, *rest = said.split(":")
    try:
        a, b = float(low), float(rest[0])
        if len(rest) > 2 or rest[1:] not in ([], ["log"]) or not a < b or (rest[1:] and a <= 0):
            raise ValueError
    except (ValueError, IndexError):
        raise InputError(
            f"--prior is {text!r}; write --prior {name}=0:1 for any value from 0 to 1, or "
            f"--prior {name}=1e-5:0.3:log for any power of ten between (both above 0)."
        ) from None
    return name, stats.loguniform(a, b) if rest[1:] else stats.uniform(a, b - a)


def _writers(
    fits: dict[str, "Fit"], arguments: argparse.Namespace
) -> dict[str, Callable[[Path], Any]]:
    """Return what writes each file."""
    import matplotlib

    matplotlib.use("Agg")  # a file needs no screen
    from sim.clinic import Clinic
    from sim.inference import Fits
    from sim.plots import fitted, pairs, profiles, save
    from sim.plots.fan import draw_fan
    from sim.presets import strategies

    table = Fits(fits).table()
    writers: dict[str, Callable[[Path], Any]] = {
        "fits.csv": lambda path: write_whole(path, csv_text(table)),
        "fits.json": Fits(fits).save,
        "made-by.json": lambda path: write_whole(path, json_text(_made_by(fits, arguments))),
    }
    # (the posteriors are drawn before anything is written, so that fits.json has them)
    words = _words(fits)
    for name, one in fits.items():
        word = words[name]
        writers[f"starts-{word}.csv"] = partial(_table, one.starts())
        if arguments.posterior:
            draws = one.posterior(progress=None if not arguments.quiet else False)
            print(f"Patient {name}. {draws}", flush=True)
            writers[f"posterior-{word}.csv"] = partial(_table, draws.to_frame())
            if len(draws.names) > 1:
                writers[f"pairs-{word}.png"] = partial(_draw, save, partial(pairs, one))
        if arguments.forecast is not None:
            arms = _arms(arguments, one.problem.example)
            clinic = strategies.scanned_often_enough(Clinic(), arms)
            ahead = one.fan(arms, arguments.forecast, clinic=clinic, progress=False)
            writers[f"fan-{word}.csv"] = partial(_table, ahead.table)
            writers[f"fan-{word}.png"] = partial(
                _draw, save, partial(draw_fan, one, ahead, one.observations.series[0])
            )
        writers[f"fitted-{word}.png"] = partial(
            _draw, save, partial(fitted, one, band=arguments.posterior)
        )
        writers[f"profiles-{word}.png"] = partial(_draw, save, partial(profiles, one))
    return writers


def _words(fits: Mapping[str, "Fit"]) -> dict[str, str]:
    """Return for each patient a word that a file can have, another for everybody."""
    found: dict[str, str] = {}
    for name in fits:
        word = "".join(letter if letter.isalnum() else "-" for letter in name)
        while word in found.values():
            word += "-"
        found[name] = word
    return found


def _table(table: Any, path: Path) -> None:
    write_whole(path, csv_text(table, index=False))


def _draw(save: Callable, plot: Callable, path: Path) -> None:
    import matplotlib.pyplot as plt

    save(plot(), path)
    plt.close("all")


def _made_by(fits: dict[str, "Fit"], arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "command": arguments.command,
        "preset": arguments.preset,
        "priors": arguments.prior,
        "noise": arguments.noise,
        "seed": arguments.seed,
        "starts": arguments.starts,
        "fits": {name: str(one) for name, one in fits.items()},
        "versions": {"sim": __version__, "python": platform.python_version()},
    }
