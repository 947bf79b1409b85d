"""A randomised trial with drop-out and two interim looks, and its data for R."""

import sim


def main(patients=300, folder="results/jobs"):
    tumour = sim.presets.melanoma_vemurafenib()
    arms = {
        "daily": sim.Continuous("vemurafenib"),
        "holidays": sim.Intermittent("vemurafenib", on=28, off=14),
    }
    conduct = sim.Conduct(enrolled_over=365, closes=1461, dropout=2e-4)
    trial = sim.Trial(sim.Cohort(tumour, patients), arms, days=1461, design=sim.Randomised(),
                      conduct=conduct)  # fmt: skip
    result = trial.run(1)
    result.save(f"{folder}/interim.nc")
    sim.save_table(result.adtte(), f"{folder}/adtte.csv")
    sim.save_table(result.adtr(), f"{folder}/adtr.csv")
    return result.interim([730, 1095], "holidays")


if __name__ == "__main__":
    print(main().T)
