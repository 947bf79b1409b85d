"""``python -m experiments.published.kardar1986``: print and write the table, draw the figure."""

from pathlib import Path

import numpy as np

from experiments.published import table
from experiments.published.kardar1986.figure import draw
from experiments.published.kardar1986.reproduce import grown, rows

quick, folder = table.options("Kardar et al. 1986, Phys Rev Lett 56:889", Path(__file__).parent)
doublings = 6.1 if quick else 7.6
fronts = grown(3 if quick else 6, 1000 if quick else 2000, 2.0 ** np.arange(0.0, doublings, 0.5))
table.report(rows(fronts), folder)
draw(fronts, folder)
