"""``python -m experiments.published.bozic2013``: print and write the table, draw the figures."""

from pathlib import Path

from experiments.published import table
from experiments.published.bozic2013.figures import draw
from experiments.published.bozic2013.reproduce import rows

quick, folder = table.options("Bozic et al. 2013, eLife 2:e00747", Path(__file__).parent)
table.report(rows(patients=1_000 if quick else 100_000), folder)
draw(folder, patients=1_300 if quick else 26_000)
