"""Where does a second drug begin to cure? The edge of a cliff over its kill."""

import numpy as np

import sim


def build(kill):
    return sim.Tumour(
        [
            sim.Clone("S", birth=0.14, death=0.13, start=1e9),
            sim.Clone("R", birth=0.14, death=0.13, start=1e3, fold={"A": np.inf}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(0.06)), sim.Drug("B", sim.Proportional(kill))],
    )


def main(patients=200, folder="results/jobs"):
    sweep = sim.Sweep(
        "cliff", build=build, design=sim.Grid(kill=np.linspace(0.0, 0.04, 9)),
        arms={"both": sim.Combination(["A", "B"])}, keep=[sim.cured], days=3 * sim.YEAR,
        patients=patients, seed=1,
    )  # fmt: skip
    table = sweep.run(f"{folder}/cliff-{patients}").table()
    sim.save_table(table, f"{folder}/cliff.csv")
    return table.loc[table["cured"] > 0.5, "kill"].min()


if __name__ == "__main__":
    print(f"half are cured from a kill of {main():.3f} per day on")
