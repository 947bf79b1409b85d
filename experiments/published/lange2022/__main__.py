"""``python -m experiments.published.lange2022``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.lange2022.figure import draw
from experiments.published.lange2022.reproduce import rows

quick, folder = table.options("Lange et al. 2022, Nat Genet 54:1527", Path(__file__).parent)
table.report(rows(patients=20 if quick else 400), folder)
draw(folder, patients=10 if quick else 50)
