"""What may come of a patient under two arms, behind what was seen."""

import sim
from experiments.figures import subjects


def draw():
    """Return the Axes."""
    arms = {
        "continuous": sim.Continuous("abiraterone"),
        "adaptive": sim.Adaptive("abiraterone"),
    }
    clinic = sim.Clinic(visit_every=7, scan_every=28, noise=0.1)
    return sim.plots.fan(
        subjects.fit_of_a_patient(), arms, days=2 * sim.YEAR, patients=200, clinic=clinic
    )
