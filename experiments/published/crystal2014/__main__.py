"""``python -m experiments.published.crystal2014``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.crystal2014.figure import draw
from experiments.published.crystal2014.reproduce import rows

quick, folder = table.options("a screen after Crystal et al. 2014, Science", Path(__file__).parent)
table.report(rows(count=20 if quick else 60), folder)
draw(folder, shown=20, count=20 if quick else 60)
