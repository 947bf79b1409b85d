"""``python -m experiments.published.beckman2012``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.beckman2012.figure import draw
from experiments.published.beckman2012.reproduce import compare, notes, rows

quick, folder = table.options("Beckman et al. 2012, PNAS 109:14586", Path(__file__).parent)
compared = compare(8_000 if quick else 60_000)
table.report(rows(compared), folder)
print(notes(compared))
draw(compared, folder)
