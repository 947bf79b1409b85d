"""``python -m experiments.published.strobl2022``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.strobl2022.figure import draw
from experiments.published.strobl2022.reproduce import SHOWN, compared, data, judged

quick, folder = table.options("Strobl et al. 2022, Commun Med 2:46", Path(__file__).parent)
published = data()
if published is None:
    print("The authors' results are not at hand (SIM_SHARED_DATA): a few of them only.\n")
published = SHOWN if published is None or quick else published
rows = compared(published, patients=50 if quick else 1000)
table.report(rows if quick else rows + judged(published, rows), folder)
draw(rows[::2], folder)
