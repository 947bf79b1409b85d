"""What the command understands."""

import argparse
import textwrap

from sim.base.version import __version__
from sim.cli.app import add_app
from sim.cli.compare import compare
from sim.cli.figure import add_figure
from sim.cli.fit import add_fit
from sim.cli.lists import cite, presets
from sim.cli.notebooks import notebooks
from sim.cli.optimise import add_optimise
from sim.cli.sweep import add_sweep
from sim.cli.trial import add_trial
from sim.cli.warmup import warmup
from sim.presets import strategies
from sim.scenario import ENGINES

_TOP = """\
examples:
  sim presets                                   what is there
  sim compare melanoma_vemurafenib              one published melanoma under every strategy
  sim compare my_tumour.toml --patients 1000    a tumour of your own
  sim trial my_trial.toml                       a virtual trial: survival, responses, who did better
  sim fit patient.csv --preset NAME --prior ... what could have given these data
  sim sweep my_sweep.toml --workers 8           many points of a design, stored and resumed
  sim optimise my_search.toml                   the best rule of a family
  sim figure runs.nc --style talk -o fig.pdf    a figure from saved runs
  sim app                                       the clinic in a browser, without code
  sim cite melanoma_vemurafenib                 where its numbers come from
"""

_COMPARE = """\
examples:
  sim compare melanoma_vemurafenib
  sim compare melanoma_vemurafenib --set n12=1 --arms combination,sequential --years 10
  sim compare mcrpc_abiraterone --arms continuous,adaptive --engine meanfield --patients 1
  sim compare my_tumour.toml --patients 1000 --output results/mine

arms (first and second are the tumour's drugs, in the order it names them):
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    top = _Parser("sim", _TOP, "How tumours become resistant to drugs, and what to do about it.")
    top.add_argument("--version", action="version", version=f"sim {__version__}")
    top.set_defaults(run=_help_of(top))
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Command)
    _add_compare(commands)
    add_figure(commands)
    add_trial(commands)
    add_fit(commands)
    add_sweep(commands)
    add_optimise(commands)
    add_app(commands)
    listing = commands.add_parser("presets", help="list the published tumours and the arms")
    listing.set_defaults(run=presets)
    citing = commands.add_parser("cite", help="say where the numbers of a tumour come from")
    citing.add_argument("what", metavar="PRESET_OR_TOML", help="a preset, or a scenario file")
    citing.set_defaults(run=cite)
    warming = commands.add_parser(
        "warmup",
        help="compile the engines now, before a class or on a cluster's node (a minute or two)",
    )
    warming.set_defaults(run=warmup)
    copying = commands.add_parser("notebooks", help="copy the notebooks of the course to a folder")
    copying.add_argument("folder", metavar="DIR", help="where to; what is there is left alone")
    copying.add_argument(
        "--repository",
        default="",
        metavar="OWNER/NAME",
        help="a public GitHub repository for this folder: adds badges for Binder and Colab",
    )
    copying.add_argument(
        "--key", default="", metavar="KEY.md", help="also write the answer key there, for a teacher"
    )
    copying.set_defaults(run=notebooks)
    return top


def _help_of(top: argparse.ArgumentParser):
    def run(arguments: argparse.Namespace) -> int:
        top.print_help()
        return 0

    return run


def _add_compare(commands) -> None:
    compare_ = commands.add_parser(
        "compare",
        help="treat one tumour in several ways and compare",
        description=(
            "Treat the same virtual patients in several ways, print a summary and write the "
            "tumour-burden curves: burden.png, burden.pdf, summary.csv, runs.nc (everything, for "
            "sim.load) and made-by.json (what made them)."
        ),
        epilog=_COMPARE + _arms(),
    )
    add = compare_.add_argument
    add("what", metavar="PRESET_OR_TOML", help="a preset (see `sim presets`), or a scenario file")
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the preset, such as n12=1; may be repeated",
    )
    add("--arms", metavar="A,B,...", help="arms by name (below); those of the file, or the usual")
    add("--patients", type=int, metavar="N", help="patients in each arm (200)")
    add("--years", type=float, metavar="Y", help="years from the start of treatment (5)")
    add("--seed", type=int, metavar="S", help="the same seed gives the same numbers (1)")
    add("--engine", choices=ENGINES, help="what computes (auto)")
    add("--threads", type=int, metavar="T", help="threads (all cores); the numbers stay the same")
    add("--output", metavar="DIR", help="folder for the files (results/NAME)")
    add("--quiet", action="store_true", help="print the summary only, without a progress bar")
    compare_.set_defaults(run=compare)


def _arms() -> str:
    rows = []
    for name, strategy in strategies.STRATEGIES.items():
        usual = " *" if name in strategies.USUAL else ""
        rows.append(f"  {name:<20}{strategy.words}{usual}")
    return "\n".join([*rows, "", "* when --arms is not given and the tumour has drugs enough"])


class _Command(argparse.ArgumentParser):
    """A parser that keeps the lines of its examples."""

    def __init__(self, **options):
        if "description" in options:
            options["description"] = textwrap.fill(options["description"], 80)
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **options)


class _Parser(_Command):
    def __init__(self, program: str, epilog: str, description: str):
        super().__init__(prog=program, epilog=epilog, description=description)
