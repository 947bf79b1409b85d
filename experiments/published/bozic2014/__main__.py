"""``python -m experiments.published.bozic2014``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.bozic2014.figure import draw
from experiments.published.bozic2014.reproduce import rows

quick, folder = table.options("Bozic and Nowak 2014, PNAS 111:15964", Path(__file__).parent)
table.report(rows(patients=2_000 if quick else 40_000), folder)
draw(folder, patients=2_000 if quick else 20_000)
