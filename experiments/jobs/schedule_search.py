"""The best on and off days of a holiday plan, for tumours of three costs of resistance."""

import sim


def build(cost):
    return sim.Tumour(
        [
            sim.Clone("S", birth=0.14, death=0.12, start=1e9),
            sim.Clone("R", birth=0.14 - cost, death=0.12, start=1e5, fold={"A": 100}),
        ],
        drugs=[sim.Drug("A", sim.Hill(0.05, ec50=0.2, slope=2))],
    )


def main(patients=100, folder="results/jobs"):
    sweep = sim.Sweep(
        "schedules", build=build, design=sim.Grid(cost=[0.0, 0.01, 0.03]),
        arms={
            f"{on} on, {off} off": sim.Intermittent("A", on, off)
            for on in (14, 28, 56) for off in (7, 14, 28)
        } | {"daily": sim.Continuous("A")},
        keep=[sim.survival_time], days=5 * sim.YEAR, patients=patients, seed=1,
    )  # fmt: skip
    results = sweep.run(f"{folder}/schedules-{patients}")
    return results.best().to_dataframe()[["cost", "winner", "lead", "clear"]]


if __name__ == "__main__":
    print(main())
