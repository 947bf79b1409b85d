"""``python -m experiments.mechanisms``: simulate the gallery, draw it, write the table."""

import argparse
import csv
from pathlib import Path

from experiments.mechanisms.figure import draw
from experiments.mechanisms.gallery import PANELS, PATIENTS
from experiments.mechanisms.measure import measure
from experiments.mechanisms.more_figure import draw_more


def main() -> None:
    """Write gallery.png, more.png and verdicts.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="ten patients, into results/mechanisms"
    )
    quick = parser.parse_args().quick
    folder = Path("results/mechanisms") if quick else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    measured = []
    for panel in PANELS:
        measured.append(measure(panel, 10 if quick else PATIENTS))
        print(f"{panel.title}: {measured[-1].verdict or 'measured'}")
    rows = [row for one in measured for row in one.rows]
    with (folder / "verdicts.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    draw(measured, folder)
    draw_more(folder)
    print(f"{folder}/gallery.png, {folder}/more.png, {folder}/verdicts.csv")


main()
