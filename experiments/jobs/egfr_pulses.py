"""EGFR-mutant lung cancer: erlotinib every day, in weekly pulses of 1,600 mg, or both."""

import sim

STANDARD = 150  # mg a day


def main(patients=200, folder="results/jobs"):
    tumour = sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=0.14, death=0.10),
            sim.Clone("T790M", birth=0.13, death=0.10, fold={"erlotinib": 25}),
        ],
        transitions=[sim.Mutation("sensitive", "T790M", per_division=1e-8)],
        drugs=[
            sim.Drug("erlotinib", sim.Hill(0.12, 0.15, 1.5), half_life=sim.hours(36), highest=12)
        ],
        size=1e9,
        grown_from_one_cell=True,
    )  # fmt: skip
    days = 2 * sim.YEAR
    pulses = sim.Doses("erlotinib", [(7 * week, 1600) for week in range(104)], standard=STANDARD)
    arms = {
        "daily": sim.Continuous("erlotinib"),
        "pulses": pulses,
        "both": sim.Together([pulses, sim.Continuous("erlotinib", dose=50 / STANDARD)]),
    }
    runs = sim.simulate(tumour, arms, patients=patients, days=days, seed=1)
    runs.save(f"{folder}/egfr.nc")
    return runs.summary()


if __name__ == "__main__":
    print(main().T)
