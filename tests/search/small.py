"""Small searches: the deterministic patient of Strobl 2021, and patients with chance."""

from scipy import stats

import sim

PROSTATE = sim.presets.mcrpc_abiraterone()


def every(days: float, noise: float = 0.0) -> sim.Clinic:
    """A clinic that looks so often; progression is a fifth above the start."""
    return sim.Clinic(
        visit_every=days, scan_every=days, noise=noise, detection=0,
        criteria=sim.RatioToBaseline(1.2),
    )  # fmt: skip


def threshold(stop: float) -> sim.Regimen:
    """On above a size, off below it."""
    return sim.Adaptive("abiraterone", stop, stop)


def thresholds(stop: float, restart: float) -> sim.Regimen:
    """Off below one size, on again above another."""
    return sim.Adaptive("abiraterone", stop, restart)


def one_patient(days: float = 30.0, **more) -> sim.Search:
    """The threshold of the patient of Strobl 2021 without chance."""
    return sim.Search(
        threshold, {"stop": (0.3, 1.2)}, sim.Cohort(PROSTATE, 1), sim.time_to_progression,
        days=3000, clinic=every(days), engine="meanfield", **more,
    )  # fmt: skip


def patients(count: int) -> sim.Cohort:
    """Patients whose tumours differ, and whose scans err."""
    return sim.Cohort(
        sim.presets.mcrpc_abiraterone(), count,
    ) if count < 2 else sim.Cohort(
        lambda resistant: sim.presets.mcrpc_abiraterone(
            start=0.5, resistant_fraction=resistant, turnover=0.1
        ),
        count, {"resistant": stats.loguniform(1e-4, 1e-1)},
    )  # fmt: skip


def many_patients(count: int, noise: float = 0.15, **more) -> sim.Search:
    """Both thresholds, for patients who differ, in a clinic that errs."""
    return sim.Search(
        thresholds, {"stop": (0.3, 1.1), "restart": (0.3, 1.15)}, patients(count),
        days=1500, clinic=every(30, noise), engine="meanfield", **more,
    )  # fmt: skip
