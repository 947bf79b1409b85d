"""Platinum again: what the interval without it does to the second response."""

import sim


def main(patients=200, folder="results/jobs"):
    tumour = sim.Tumour.from_founder(
        sim.Clone("sensitive", birth=0.06, death=0.04),
        mechanisms=[sim.Tolerance("platinum", enter=1e-4, induced=1e-3, leave=0.005)],
        drugs=[sim.Drug("platinum", sim.Proportional(0.08))],
        size=1e10,
    )
    arms = {
        f"after {days} days": sim.Lines([
            sim.Line("platinum", until=sim.Progression() | sim.Days(126)),
            sim.Line({}, until=sim.Days(days)),
            sim.Line("platinum", until=sim.Progression()),
            sim.Line({}),
        ])
        for days in (28, 182, 364)
    }  # fmt: skip
    runs = sim.simulate(tumour, arms, patients=patients, days=4 * sim.YEAR, seed=1)
    lines = runs.lines(of="plan")
    sim.save_table(lines, f"{folder}/platinum-lines.csv")
    second = lines[lines["line"] == 3]
    responded = second["best result"].isin(["partial", "complete"])
    return responded.groupby(second["arm"]).mean()


if __name__ == "__main__":
    print(main())
