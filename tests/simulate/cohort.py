"""A small cohort that the tests of this folder treat."""

import sim

CLONES = (
    sim.Clone("sensitive", birth=0.14, death=0.13, start=1e9),
    sim.Clone("resistant", birth=0.14, death=0.13, fold={"vemurafenib": 100.0}),
)
TUMOUR = sim.Tumour(
    CLONES,
    [sim.Mutation("sensitive", "resistant", 5e-8)],
    [
        sim.Drug("vemurafenib", sim.Hill(0.05, 0.2, 2), half_life=sim.hours(57)),
        sim.Drug("partner", sim.Proportional(0.02)),
    ],
)
ARMS = {
    "continuous": sim.Continuous("vemurafenib"),
    "holidays": sim.Intermittent("vemurafenib", on=28, off=28),
}


def run(tumour=TUMOUR, arms=ARMS, **changes):
    """Return runs of ten patients over a year, or what is changed of that."""
    words = {"patients": 10, "days": 364.0, "seed": 3, "progress": False} | changes
    return sim.simulate(tumour, arms, **words)
