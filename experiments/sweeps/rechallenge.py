"""When does rechallenge work? Holiday x cost of resistance x rate of return to sensitivity.

``python -m experiments.sweeps.rechallenge [--workers N]``; what comes out: ``results/sweeps``.
"""

import numpy as np

import sim
from experiments.sweeps.running import folder, run, verdicts
from experiments.sweeps.tumours import two_clones

COSTS = np.linspace(0, 0.2, 11)
HOLIDAYS = np.array([28.0, 56.0, 84.0, 112.0, 168.0, 224.0, 280.0, 336.0])
RETURNS = [0.0, 0.003, 0.01]


def build(cost, back):
    """Return a tumour whose resistant cells become sensitive again at a rate `back` [1/day]."""
    tumour = two_clones(cost, turnover=0.75, mutation=1e-6)
    if back == 0:
        return tumour
    again = sim.Switch("resistant", "sensitive", rate=back)
    return tumour.replace(transitions=[*tumour.transitions, again])


SWEEP = sim.Sweep(
    "rechallenge", build=build,
    design=sim.Grid(back=RETURNS, holiday=HOLIDAYS, cost=COSTS),
    arms={
        "stopped for good": sim.Lines([sim.Line("A", until=sim.Progression()), sim.Line({})]),
        "rechallenge": lambda holiday: sim.Rechallenge("A", holiday=holiday),
    },
    keep=[sim.survival_time, sim.time_on_treatment], days=5 * sim.YEAR, patients=100, seed=20260101,
)  # fmt: skip


def main():
    results = run(SWEEP)
    verdicts(results, "survival_time", "back")
    axes = sim.plots.winners(results, "holiday", "cost", measure="survival_time", each="back")
    sim.plots.save(axes, folder() / "rechallenge.png")


if __name__ == "__main__":
    main()
