"""``python -m experiments.published.foo2009``: print and write the table, draw the figure."""

from pathlib import Path

from experiments.published import table
from experiments.published.foo2009.figure import draw
from experiments.published.foo2009.reproduce import BOUNDS, best, rows

quick, folder = table.options(
    "Foo and Michor 2009, PLoS Comput Biol 5:e1000557", Path(__file__).parent
)
table.report(rows(patients=2_000 if quick else 20_000), folder)
for bound, power in BOUNDS.items():
    days, death, risk = best(power)
    print(f"{bound}: best with {days:.1f} days at c1 = {death:.2f}; resistance {100 * risk:.1f} %")
draw(folder, patients=500 if quick else 5_000)
