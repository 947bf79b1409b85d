"""``python -m experiments.published.strobl2024``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.strobl2024.figure import draw
from experiments.published.strobl2024.reproduce import final_sizes, rows, treated

quick, folder = table.options("Strobl et al. 2024, Cell Systems 15:510", Path(__file__).parent)
sizes = final_sizes(treated())
table.report(rows(sizes), folder)
draw(sizes, folder)
