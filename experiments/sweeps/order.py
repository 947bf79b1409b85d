"""The best weapon first? The order of two drugs over their cross-resistance.

``python -m experiments.sweeps.order [--workers N]``; results and figure in ``results/sweeps``.

Drug A kills faster than drug B. `a_protects_from_b` is how much resistance to A protects from B:
0 not at all, 1 as much as from A (the fold of B's EC50 goes from 1 to 100, by its logarithm).
"""

import numpy as np

import sim
from experiments.sweeps.running import folder, run, verdicts

FOLD = 100.0


def build(a_protects_from_b, b_protects_from_a, strength):
    """Return a tumour with a clone that resists A, one that resists B, and one that resists both.

    `strength` is by how much A kills faster than B.
    """
    growth = {"birth": 0.14, "death": 0.12}
    folds = {
        "sensitive": {},
        "A": {"A": FOLD, "B": FOLD**a_protects_from_b},
        "B": {"B": FOLD, "A": FOLD**b_protects_from_a},
        "A+B": {"A": FOLD, "B": FOLD},
    }
    clones = [
        sim.Clone(name, **growth, fold=fold, start=1e9 if name == "sensitive" else 0.0)
        for name, fold in folds.items()
    ]
    steps = [("sensitive", "A"), ("sensitive", "B"), ("A", "A+B"), ("B", "A+B")]
    return sim.Tumour(
        clones=clones,
        transitions=[sim.Mutation(s, t, per_division=1e-7) for s, t in steps],
        drugs=[
            sim.Drug("A", sim.Hill(maximum=0.06 * strength, ec50=0.2, slope=2)),
            sim.Drug("B", sim.Hill(maximum=0.06, ec50=0.2, slope=2)),
        ],
    )


SWEEP = sim.Sweep(
    "order", build=build,
    design=sim.Grid(
        strength=[1.0, 1.5, 2.0], a_protects_from_b=np.linspace(0, 1, 9),
        b_protects_from_a=np.linspace(0, 1, 9),
    ),
    arms={"A first": sim.Sequential(["A", "B"]), "B first": sim.Sequential(["B", "A"])},
    keep=[sim.survival_time, sim.time_to_progression], days=8 * sim.YEAR, patients=100,
    seed=20260104,
)  # fmt: skip


def main():
    results = run(SWEEP)
    verdicts(results, "survival_time", "strength")
    axes = sim.plots.winners(
        results, "a_protects_from_b", "b_protects_from_a", measure="survival_time", each="strength"
    )
    sim.plots.save(axes, folder() / "order.png")


if __name__ == "__main__":
    main()
