"""No setting of a clinic, however odd, lets a warning of NumPy through to the user.

Scans that are all missed, results that come after the end, nothing ever seen, everybody gone on the
first day or dead on the same: there are then no values to take a mean or a smallest of.
"""

import matplotlib.pyplot as plt
import pytest

import sim
from sim.base.errors import InputError

USUAL = sim.Tumour(
    [sim.Clone("S", 0.14, 0.13, start=1e9), sim.Clone("R", 0.14, 0.13, fold={"A": 50.0})],
    [sim.Mutation("S", "R", 1e-7)],
    [sim.Drug("A", sim.Hill(0.05, 0.3, 2.0))],
)
GONE = sim.Tumour([sim.Clone("S", 0.0, 100.0, start=1), sim.Clone("R", 0.1, 0.1)],
                  drugs=[sim.Drug("A", sim.Proportional(0.1))])  # fmt: skip
ARMS = {"c": sim.Continuous("A"), "a": sim.Adaptive("A"), "o": sim.Observation()}
PSA = {"measure": sim.Marker("PSA", 1e-8), "criteria": sim.Pcwg3()}
CLINICS = {
    "all missed": {"missed": 1.0}, "all late": {"delay": 3600.0},
    "late and missed": {"delay": 100.0, "missed": 1.0},
    "nothing seen": {"detection": 9e11}, "everything seen": {"detection": 0.0},
    "dead on one day": {"other_death": 30.0}, "dead on day one": {"other_death": 1.0},
    "dead at once": {"fatal": 1.0001e9}, "lesions": {"measure": sim.Lesions(), "missed": 1.0},
    "marker": {**PSA, "missed": 1.0}, "late marker": {**PSA, "delay": 500.0},
    "confirmed": {"criteria": sim.Confirmed(sim.Recist()), "missed": 1.0},
    "reappearance": {"criteria": sim.Reappearance(), "missed": 1.0},
    "nadir": {"criteria": sim.RatioToNadir(), "missed": 1.0},
    "baseline": {"criteria": sim.RatioToBaseline(), "delay": 900.0},
    "side effects": {
        "toxicity": sim.Toxicity({"A": {"rash": 0.5}}), "quality": sim.Quality(), "missed": 1.0,
    },
}  # fmt: skip
MEASURES = [
    sim.cumulative_dose, sim.cured, sim.depth_of_response, sim.died, sim.final_burden,
    sim.progressed, sim.progressed_or_died, sim.progression_free_survival, sim.survival_time,
    sim.time_on_treatment, sim.time_to_lasting_growth, sim.time_to_progression,
]  # fmt: skip


def tried(*calls):
    """Do what is refused in words, or works; the tests turn every warning into an error."""
    for call in calls:
        try:
            call()
        except InputError:
            pass
        plt.close("all")


@pytest.mark.parametrize("tumour", [USUAL, GONE], ids=["usual", "gone"])
@pytest.mark.parametrize("setting", CLINICS)
@pytest.mark.filterwarnings("error")
def test_odd_clinics_give_no_warnings(setting, tumour, monkeypatch):
    monkeypatch.setenv("SIM_COMPILE", "never")
    clinic = sim.Clinic(scan_every=28, **CLINICS[setting])
    conduct = sim.Conduct(dropout=1.0)  # (and nearly everybody is lost in the first days)
    for design, lost in ((sim.Paired(), sim.Conduct()), (sim.Randomised(), conduct)):
        trial = sim.Trial(
            sim.Cohort(tumour, 7), ARMS, clinic, days=112.0, design=design, conduct=lost
        )
        result = trial.run(1, progress=False, threads=1)
        times = [result.followup("overall survival"), result.followup()]
        tried(
            result.summary, lambda r=result: str(r), result.runs.summary, result.response,
            result.best_change, *(lambda t=t: t.paired_difference("a", "c") for t in times),
            *(lambda t=t: str(t.table()) for t in times),
            lambda r=result: r.comparisons(), lambda r=result: r.interim([60.0], "a"),
            lambda r=result: r.power("a", 4, repeats=20),
            lambda t=times[0]: sim.plots.kaplan_meier(t),
            lambda r=result: sim.plots.waterfall(r, "c"),
            lambda r=result: sim.plots.spider(r, "c"),
            lambda t=times[1]: sim.plots.paired(t, "a", "c"),
        )  # fmt: skip
    runs = sim.simulate(
        tumour, ARMS, patients=5, days=112.0, seed=1, clinic=clinic, progress=False, threads=1
    )
    tried(*(lambda m=m: m(runs) for m in MEASURES), lambda: sim.burden_curve(runs, every=28.0),
          runs.summary, lambda: sim.plots.burden(runs), lambda: sim.plots.slide(runs),
          lambda: sim.plots.muller(runs), lambda: sim.plots.swimmer(runs, "c"))  # fmt: skip
