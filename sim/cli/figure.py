"""``sim figure``: a figure from saved runs, or from the description of a tumour."""

import argparse
from pathlib import Path
from typing import Any

from sim.cli.chosen import drawing_of
from sim.cli.drawings import DRAWINGS

STYLES = ("talk", "paper", "notebook", "dark", "poster")


def add_figure(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "figure",
        help="draw a figure from saved runs, a trial, a sweep, or of a tumour",
        description=(
            "Draw a figure from what was saved by `sim compare`, `sim trial` or `sim sweep`, or by "
            "runs.save(); nothing is simulated again but the patients of a trial's swimmer plot. "
            "The figures of a tumour need a preset or a scenario file instead."
        ),
        epilog=_EXAMPLES,
    )
    add = parser.add_argument
    help_ = "runs.nc or runs.zarr, of runs or a trial; a sweep's folder; a preset or a TOML file"
    add("what", metavar="WHAT", help=help_)
    add("--kind", default="burden", metavar="KIND", help=f"one of {', '.join(DRAWINGS)} (burden)")
    add("--style", default="talk", metavar="STYLE", help=f"one of {', '.join(STYLES)} (talk)")
    help_ = "file: .png, .pdf, .svg, or .gif and .mp4 for a film; may be repeated (KIND.png)"
    add("-o", "--output", action="append", metavar="FILE", help=help_)
    add("--arms", metavar="A,B,...", help="which arms (all, or as many as the kind draws)")
    help_ = "single patients in the burden (0), lanes of a trial's swimmer plot (20)"
    add("--patients", type=int, metavar="N", help=help_)
    help_ = "whose burden (all), clones, phases, concentrations (the first)"
    add("--patient", type=int, metavar="N", help=help_)
    help_ = "in the burden: this patient over the others, with the results of the scans"
    add("--highlight", type=int, metavar="N", help=help_)
    add("--layout", metavar="NAME", help="of the burden: columns or overlay (columns)")
    help_ = "of the burden: cells, mm, cm3, '%% of baseline' or the clinic's marker (cells)"
    add("--unit", metavar="NAME", help=help_)
    add("--scale", metavar="NAME", help="of the burden: log or linear (log)")
    add("--time", metavar="NAME", help="of the burden: days, weeks, months, years (what fits)")
    help_ = "of a visual check: a table of what was observed (columns day, value, patient)"
    add("--observed", metavar="CSV", help=help_)
    add("--endpoint", metavar="NAME", help="of a trial (progression-free survival)")
    add("--by", metavar="NAME", help="of a forest: a number of the patients, halved at its middle")
    add("--x", metavar="NAME", help="of a sweep: the parameter across")
    add("--y", metavar="NAME", help="of a sweep: the parameter upwards")
    help_ = "of a sweep: what was kept (the only one); of seen and muller: a measure of the clinic"
    add("--measure", metavar="NAME", help=help_)
    add("--width", type=float, metavar="INCHES", help="of the page (that of the style)")
    help_ = "of the letters (that of the page)"
    add("--font-size", type=float, metavar="POINTS", help=help_)
    add("--dpi", type=float, metavar="N", help="dots per inch of pictures (300, of slides 200)")
    add("--language", default="en", metavar="NAME", help="en, de, fr, es or zh (en)")
    add("--data", action="store_true", help="also write the numbers that are drawn, as CSV")
    parser.set_defaults(run=figure)


_EXAMPLES = """\
examples:
  sim figure results/melanoma_vemurafenib/runs.nc -o burden.pdf
  sim figure runs.nc --kind muller --style dark --arms sequential,rechallenge -o clones.png
  sim figure runs.nc --kind burden -o burden.mp4
  sim figure runs.nc --patient 7 --unit "% of baseline" --scale linear -o patient.png
  sim figure runs.nc --kind visual_check --observed seen.csv --arms adaptive -o check.pdf
  sim figure results/holidays/runs.nc --kind kaplan_meier --endpoint "overall survival" -o os.pdf
  sim figure results/thresholds --kind winners --x stop --y restart -o winners.pdf
  sim figure melanoma_vemurafenib --kind dose_response --style paper -o response.svg --data
"""


def figure(arguments: argparse.Namespace) -> int:
    """Draw, write the files, and say where they are."""
    from sim.base import checks

    checks.one_of("--style", arguments.style, STYLES, "style")
    paths = arguments.output or [f"{arguments.kind}.png"]
    draw = drawing_of(arguments)

    import matplotlib

    matplotlib.use("Agg")  # a file needs no screen
    from sim import plots

    films = [path for path in paths if Path(path).suffix.lower() in (".gif", ".mp4")]
    pictures = [path for path in paths if path not in films]
    look = {name: getattr(arguments, name) for name in ("font_size", "width", "dpi", "language")}
    with plots.style(arguments.style, **look):
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
