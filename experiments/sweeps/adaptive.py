"""How often to scan, and when to stop: scan interval x threshold of adaptive therapy.

``python -m experiments.sweeps.adaptive [--workers N]``; results and figure in ``results/sweeps``.

A crowded tumour (Lotka-Volterra, equal competition) in which some cells resist before treatment:
the picture in which adaptive therapy can win, because sensitive cells hold resistant ones down.
"""

import numpy as np

import sim
from experiments.sweeps.running import folder, run, verdicts

SCANS = [7.0, 14.0, 28.0, 42.0, 56.0, 84.0, 112.0, 168.0]
STOPS = np.round(np.linspace(0.2, 0.95, 16), 3)


def build(cost=0.1):
    """Return a tumour that fills 3/4 of its room."""
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=0.04, death=0.012, start=7.4e9),
            sim.Clone(
                "resistant", birth=0.04 * (1 - cost), death=0.012, start=1e8, fold={"A": np.inf}
            ),
        ],
        drugs=[sim.Drug("A", sim.Proportional(0.06))],
        growth=sim.Logistic(capacity=1.4e10),
    )


SWEEP = sim.Sweep(
    "adaptive", build=build,
    design=sim.Grid(cost=[0.0, 0.3], scan_every=SCANS, stop_below=STOPS),
    arms={
        "continuous": sim.Continuous("A"),
        "adaptive": lambda stop_below: sim.Adaptive("A", stop_below=stop_below, restart_above=1.0),
    },
    clinic=lambda scan_every: sim.Clinic(
        visit_every=scan_every, scan_every=scan_every, noise=0.1,
        criteria=sim.RatioToBaseline(1.2),
    ),
    keep=[sim.time_to_progression, sim.time_on_treatment],
    days=10 * sim.YEAR, patients=50, seed=20260103,
)  # fmt: skip


def main():
    results = run(SWEEP)
    verdicts(results, "time_to_progression", "cost")
    axes = sim.plots.winners(
        results, "scan_every", "stop_below", measure="time_to_progression", each="cost"
    )
    sim.plots.save(axes, folder() / "adaptive.png")


if __name__ == "__main__":
    main()
