"""``python -m experiments.published.zhang2022``: print and write the table, draw the figures."""

from pathlib import Path

from experiments.published import table
from experiments.published.zhang2022.figure import draw
from experiments.published.zhang2022.reproduce import DAYS, FORMS, by_share, notes, rows

quick, folder = table.options("Zhang et al. 2022, eLife 11:e76284", Path(__file__).parent)
table.report(rows(), folder)
days = {name: by_share(form, 500 if quick else DAYS) for name, form in FORMS.items()}
print(notes(days))
draw(days, 200 if quick else 600, folder)
