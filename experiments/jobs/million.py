"""A million patients: end points only, saved, and one of them again with curves."""

from scipy import stats

import sim


def main(patients=1_000_000, folder="results/jobs"):
    tumour = sim.presets.melanoma_vemurafenib().replace(size=stats.loguniform(1e8, 1e11))
    runs = sim.simulate(tumour, {"daily": sim.Continuous("vemurafenib")}, patients=patients,
                        days=5 * sim.YEAR, seed=1, record=sim.Endpoints())  # fmt: skip
    runs.save(f"{folder}/million.nc")
    days = sim.time_to_progression(runs).sel(arm="daily").to_series()
    one = sim.rerun(runs, patients=[days.idxmax()], record=sim.Visits())
    sim.plots.save(sim.plots.burden(one, patients=1), f"{folder}/longest.png")
    return runs.patients["tumour.size"].corr(days, method="spearman")


if __name__ == "__main__":
    print(f"rank correlation of size and days to progression: {main():.2f}")
