"""``python -m experiments.published.strobl2021``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.strobl2021.figure import draw
from experiments.published.strobl2021.reproduce import rows, treated

quick, folder = table.options("Strobl et al. 2021, Cancer Res 81:1135", Path(__file__).parent)
runs = treated()
table.report(rows(runs), folder)
draw(runs, folder)
