"""A measured dose-response, and a PSA that one clone does not make: who is seen to progress."""

import sim

CONCENTRATION = [0.03, 0.1, 0.3, 1.0, 3.0]
KILL = [0.0, 0.004, 0.02, 0.045, 0.05]  # deaths a day, as measured


def main(patients=100, folder="results/jobs"):
    tumour = sim.Tumour(
        [
            sim.Clone("adenocarcinoma", birth=0.14, death=0.125, start=2e9),
            sim.Clone("PSA-negative", birth=0.14, death=0.125, start=1e6, fold={"A": 30}),
        ],
        drugs=[sim.Drug("A", sim.Curve(CONCENTRATION, KILL), half_life=2.0)],
    )
    psa = sim.Marker("PSA", per_cell=1e-8)
    found = {}
    for name, measure in {
        "of all": psa, "as made": sim.ByClone(psa, {"PSA-negative": 0.0}),
    }.items():  # fmt: skip
        sim.testing.check_measure(measure, tumour.clone_names)
        runs = sim.simulate(
            tumour, {"A": sim.Continuous("A")}, patients=patients, days=3 * sim.YEAR, seed=1,
            clinic=sim.Clinic(scan_every=28, measure=measure, criteria=sim.RatioToNadir(1.25)),
        )  # fmt: skip
        sim.save_table(runs.table(), f"{folder}/psa-{name.replace(' ', '-')}.csv")
        found[name] = float(sim.progressed(runs).mean())
    return found


if __name__ == "__main__":
    print(main())
