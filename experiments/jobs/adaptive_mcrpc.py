"""Adaptive abiraterone by PSA: who gains from pauses, by what they drew."""

from scipy import stats

import sim


def main(patients=200, folder="results/jobs"):
    turnover = stats.uniform(0.1, 0.4).rvs(patients, random_state=1)
    tumour = sim.presets.mcrpc_abiraterone(turnover=turnover)
    arms = {
        "daily": sim.Continuous("abiraterone"),
        "adaptive": sim.Adaptive("abiraterone", stop_below=0.5, restart_above=1.0),
    }
    clinic = sim.Clinic(visit_every=28, scan_every=28, criteria=sim.RatioToBaseline(1.2))
    runs = sim.simulate(tumour, arms, patients=patients, days=5 * sim.YEAR, seed=1, clinic=clinic)
    days = sim.time_to_progression(runs)
    gain = (days.sel(arm="adaptive") - days.sel(arm="daily")).to_series()
    sim.save_table(gain.to_frame("gain").assign(turnover=turnover), f"{folder}/adaptive.csv")
    sim.plots.save(sim.plots.kaplan_meier(runs), f"{folder}/adaptive.png")
    return gain.median()


if __name__ == "__main__":
    print(f"median gain: {main():.0f} days")
