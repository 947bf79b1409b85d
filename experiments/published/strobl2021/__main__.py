"""``python -m experiments.published.strobl2021``: print and write the table, draw the figures."""

from pathlib import Path

from experiments.published import table
from experiments.published.strobl2021 import cost_and_turnover
from experiments.published.strobl2021.figure import draw
from experiments.published.strobl2021.maps_figure import draw_maps
from experiments.published.strobl2021.reproduce import rows, treated

quick, folder = table.options("Strobl et al. 2021, Cancer Res 81:1135", Path(__file__).parent)
runs = treated()
table.report(rows(runs), folder)
draw(runs, folder)
points, patients = (2, 5) if quick else (6, 100)
maps = {
    name: cost_and_turnover.map_of(capacity, points, patients)
    for name, capacity in cost_and_turnover.SIZES.items()
    if not (quick and name == "1e9 cells")  # as the mean field, and a third of the time
}
print(cost_and_turnover.show(maps))
cost_and_turnover.write(maps, folder / "cost_and_turnover.csv")
draw_maps(maps, patients, folder)
