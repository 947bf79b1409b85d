"""``python -m experiments.published.greene2019``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.greene2019.figure import draw
from experiments.published.greene2019.reproduce import ranking_flips, rows

quick, folder = table.options(
    "Greene, Gevertz and Sontag 2019, JCO Clin Cancer Inform 3:1", Path(__file__).parent
)
table.report(rows(), folder)
flip = ranking_flips()
print(f"The ranking flips at alpha = {flip:.4g}.")
draw(folder, flip)
