"""``python -m experiments.published.patil2023``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.patil2023.figure import draw
from experiments.published.patil2023.reproduce import data, everything, shown

quick, folder = table.options("Patil et al. 2023, bioRxiv 2023.11.22.568336", Path(__file__).parent)
rows = shown(patients=100, often=50.0) if quick else shown(patients=2000)
points = data()
if points is None:
    print("The authors' results are not at hand (SIM_SHARED_DATA): a few of them only.\n")
elif not quick:
    rows += everything(points, patients=500)
table.report(rows, folder)
draw(folder, patients=20 if quick else 400)
