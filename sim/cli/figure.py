"""``sim figure``: a figure from saved runs, or from the description of a tumour."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.base.errors import InputError
from sim.cli.source import scenario_of

OF_RUNS = ("burden", "clones", "muller", "phase", "concentration", "slide")
OF_TUMOURS = ("clone_tree", "landscape", "dose_response", "isobologram", "interaction")
KINDS = (*OF_RUNS, *OF_TUMOURS)
STYLES = ("talk", "paper", "notebook", "dark")


def add_figure(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "figure",
        help="draw a figure from saved runs, or of a tumour",
        description=(
            "Draw a figure from runs saved by `sim compare` or runs.save(); nothing is simulated "
            "again. The figures of a tumour (clone_tree, landscape, dose_response, isobologram, "
            "interaction) need a preset or a scenario file instead."
        ),
        epilog=_EXAMPLES,
    )
    add = parser.add_argument
    add("what", metavar="RUNS_OR_TUMOUR", help="runs.nc or runs.zarr; or a preset, or a TOML file")
    add("--kind", default="burden", metavar="KIND", help=f"one of {', '.join(KINDS)} (burden)")
    add("--style", default="talk", metavar="STYLE", help=f"one of {', '.join(STYLES)} (talk)")
    help_ = "file: .png, .pdf, .svg, or .gif and .mp4 for a film; may be repeated (KIND.png)"
    add("-o", "--output", action="append", metavar="FILE", help=help_)
    add("--arms", metavar="A,B,...", help="which arms of the runs (all)")
    add("--patients", type=int, default=0, metavar="N", help="single patients in the burden (0)")
    add("--patient", type=int, metavar="N", help="whose clones, phases, concentrations (first)")
    add("--data", action="store_true", help="also write the numbers that are drawn, as CSV")
    parser.set_defaults(run=figure)


_EXAMPLES = """\
examples:
  sim figure results/melanoma_vemurafenib/runs.nc -o burden.pdf
  sim figure runs.nc --kind muller --style dark --arms sequential,rechallenge -o clones.png
  sim figure runs.nc --kind burden -o burden.mp4
  sim figure melanoma_vemurafenib --kind dose_response --style paper -o response.svg --data
"""


def figure(arguments: argparse.Namespace) -> int:
    """Draw, write the files, and say where they are."""
    from sim.base import checks

    checks.one_of("--kind", arguments.kind, KINDS, "kind")
    checks.one_of("--style", arguments.style, STYLES, "style")
    paths = arguments.output or [f"{arguments.kind}.png"]
    draw = _drawing(arguments)

    import matplotlib

    matplotlib.use("Agg")  # a file needs no screen
    from sim import plots

    films = [path for path in paths if Path(path).suffix.lower() in (".gif", ".mp4")]
    pictures = [path for path in paths if path not in films]
    with plots.style(arguments.style):
        drawn = draw(plots)
        for path in films:
            print(plots.animate(drawn, path))
        if pictures:
            plots.save(drawn, *pictures, data=arguments.data)
    for path in pictures:
        print(path)
    if arguments.data and pictures:
        print(Path(pictures[0]).with_suffix(".csv"))
    return 0


def _drawing(arguments: argparse.Namespace) -> Callable[[Any], Any]:
    """Return what draws the figure, once the plots are loaded; the input is read at once."""
    kind, what = arguments.kind, arguments.what
    saved = Path(what).suffix.lower() in (".nc", ".zarr")
    if kind in OF_TUMOURS:
        if saved:
            raise InputError(
                f"--kind {kind} draws the description of a tumour, and {what!r} are runs. Name a "
                "preset (see `sim presets`) or a scenario file."
            )
        tumour = scenario_of(what).tumour
        return lambda plots: getattr(plots, kind)(tumour)
    if not saved:
        raise InputError(
            f"--kind {kind} draws saved runs, and {what!r} are none. Make some with `sim compare "
            f"{what}` and name its runs.nc."
        )
    from sim.results import load

    runs = load(what)
    options: dict[str, Any] = {}
    if arguments.arms is not None:
        options["arms"] = [arm.strip() for arm in arguments.arms.split(",") if arm.strip()]
    if kind == "burden":
        options["patients"] = arguments.patients
    if kind in ("muller", "phase", "concentration"):
        options["patient"] = arguments.patient
    return lambda plots: getattr(plots, kind)(runs, **options)
