"""``python -m experiments.published.iwasa2006``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.iwasa2006.figure import draw
from experiments.published.iwasa2006.reproduce import rows

quick, folder = table.options(
    "Iwasa, Nowak and Michor 2006, Genetics 172:2557", Path(__file__).parent
)
table.report(rows(patients=2_000 if quick else 20_000), folder)
draw(folder, patients=200 if quick else 4_000)
