"""``python -m experiments.published.rechallenge``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.rechallenge.figure import draw
from experiments.published.rechallenge.platinum import platinum_rows
from experiments.published.rechallenge.reproduce import all_again, notes, rows

quick, folder = table.options(
    "rechallenge: Kuczynski et al. 2013 and trials", Path(__file__).parent
)
patients = 30 if quick else 400
found = all_again(patients)
table.report([*rows(found), *platinum_rows(300 if quick else 4_000)], folder)
print(notes(found, patients))
draw(found, folder)
