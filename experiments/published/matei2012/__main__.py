"""``python -m experiments.published.matei2012``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.matei2012.figure import draw
from experiments.published.matei2012.reproduce import rows

quick, folder = table.options("Matei et al. 2012, Cancer Res 72:2197", Path(__file__).parent)
table.report(rows(patients=60 if quick else 1_000), folder)
draw(folder, patients=30 if quick else 400)
