"""Doses as they were given and scans as they were made, of each patient: what was in the body."""

import numpy as np
import pandas as pd

import sim


def main(patients=40, folder="results/jobs"):
    rng = np.random.default_rng(1)
    rows = [  # a table as a trial keeps it: a cycle every three weeks, some late or with less
        (f"p{p}", "A", 21.0 * cycle + rng.integers(0, 8), 75.0 * rng.choice([1.0, 0.8, 0.6]))
        for p in range(patients) for cycle in range(6)
    ]  # fmt: skip
    given = pd.DataFrame(rows, columns=["patient", "drug", "day", "amount"])
    scans = [[0, 42 + int(rng.integers(-5, 6)), 90, 135] for _ in range(patients)]
    tumour = sim.Tumour(
        [sim.Clone("cells", birth=0.05, death=0.04, start=1e10)],
        drugs=[sim.Drug("A", sim.Hill(0.08, ec50=0.5), half_life=1.5, interval=21)],
    )
    arms, clinic = {"as given": sim.read_doses(given, standard=75)}, sim.Clinic(scan_days=scans)
    runs = sim.simulate(tumour, arms, patients=patients, days=150, seed=1, clinic=clinic)
    runs.save(f"{folder}/replay.nc")
    total = runs.values("cumulative_dose", "as given")[:, 0]
    return np.corrcoef(total, np.log(runs.values("burden", "as given")[:, -1]))[0, 1]


if __name__ == "__main__":
    print(f"cells at the end and what was given: correlation {main():.2f}")
