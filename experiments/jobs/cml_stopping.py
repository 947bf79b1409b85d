"""CML: imatinib until two years undetectable, stop, and again at relapse."""

import numpy as np
from scipy import stats

import sim


def main(patients=200, folder="results/jobs"):
    tumour = sim.Tumour(
        clones=[
            sim.Clone("leukaemic", birth=0.1, death=0.09, start=1e11),
            sim.Clone("stem", 0.02, 0.017, stats.loguniform(1, 1e3), fold={"imatinib": np.inf}),
        ],
        drugs=[sim.Drug("imatinib", sim.Proportional(0.04))],
    )
    stop = sim.Undetectable(2 * sim.YEAR) & sim.Days(3 * sim.YEAR)
    holiday = sim.Line({}, until=sim.Detected())
    plan = sim.Lines([sim.Line("imatinib", until=stop), holiday, sim.Line("imatinib")])
    clinic = sim.Clinic(visit_every=28, scan_every=84, detection=1e6)
    days = 10 * sim.YEAR
    arms = {"stop": plan}
    runs = sim.simulate(tumour, arms, patients=patients, days=days, seed=1, clinic=clinic)
    lines = runs.lines(of="plan")
    sim.save_table(lines, f"{folder}/cml-lines.csv")
    free = lines[lines["line"] == 2]
    return len(free), (free["ended by"] != "next line").mean()


if __name__ == "__main__":
    print("stopped: {}, still without treatment at the end: {:.0%}".format(*main()))
