"""The days of Strobl et al. 2021, Cancer Res 81:1135, by the mean field."""

import sim
from experiments.published.table import Row, exact

PUBLISHED = {
    (0.25, 0.1): (106, 106),
    (0.25, 0.01): (207, 210),
    (0.25, 0.001): (296, 315),
    (0.45, 0.1): (139, 139),
    (0.45, 0.01): (246, 266),
    (0.45, 0.001): (335, 394),
    (0.75, 0.1): (278, 278),
    (0.75, 0.01): (369, 473),
    (0.75, 0.001): (452, 663),
}
"""Days to progression, continuous and adaptive, by (start, resistant fraction); cost 0, turnover
0, from the authors' result files."""

DAYS = 700.0

ARMS = {
    "continuous": sim.Continuous("abiraterone"),
    "adaptive": sim.Adaptive("abiraterone", stop_below=0.5, restart_above=1.0),
}

EVERY_DAY = sim.Clinic(
    visit_every=1, scan_every=1, noise=0, detection=0, criteria=sim.RatioToBaseline(1.2)
)


def treated() -> sim.Runs:
    """Return nine patients, one for each start and fraction, under both treatments."""
    starts, fractions = zip(*PUBLISHED, strict=True)
    tumour = sim.presets.mcrpc_abiraterone(start=starts, resistant_fraction=fractions)
    return sim.simulate(
        tumour,
        ARMS,
        patients=len(PUBLISHED),
        days=DAYS,
        seed=1,
        clinic=EVERY_DAY,
        engine="meanfield",
    )


def rows(runs: sim.Runs) -> list[Row]:
    """Return the table: the day of progression of every patient under both treatments."""
    found = []
    for patient, ((start, fraction), published) in enumerate(PUBLISHED.items()):
        for arm, day in zip(ARMS, published, strict=True):
            ours = runs.data["progression_day"].sel(arm=arm, patient=patient).item()
            what = f"{arm}: progression, start {start:g} K, resistant fraction {fraction:g} [day]"
            found.append(exact(what, str(day), ours))
    return found
