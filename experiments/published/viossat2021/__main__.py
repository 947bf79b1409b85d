"""``python -m experiments.published.viossat2021``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.viossat2021.figure import draw
from experiments.published.viossat2021.reproduce import rows, treated

quick, folder = table.options("Viossat and Noble 2021, Nat Ecol Evol 5:826", Path(__file__).parent)
runs = treated()
table.report(rows(runs), folder)
draw(runs, folder)
