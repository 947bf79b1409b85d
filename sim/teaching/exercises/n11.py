"""11, how well and not only how long."""

from functools import cache

from sim.regimens import Continuous, Regimen
from sim.teaching.kinds import Choice, Exercise, Made, Number

PATIENTS = 100
MORE, SHORTER = 150, 60
"""Quality-adjusted days to be gained, and days of life that may be lost."""


def _outcome(regimen: Regimen) -> tuple[float, float]:
    """Return mean days alive and mean quality-adjusted days, in the notebook's clinic."""
    from scipy.stats import lognorm

    from sim.base.units import hours
    from sim.clinic import Clinic, Quality, Toxicity
    from sim.model import Clone, Drug, Hill, Tumour
    from sim.results import Endpoints
    from sim.simulate import simulate

    tumour = Tumour(
        clones=[
            Clone("sensitive", 0.14, 0.13, start=1e10),
            Clone("resistant", 0.14, 0.13, start=1e4, fold={"A": 100}),
        ],
        drugs=[Drug("A", Hill(maximum=0.05, ec50=0.2, slope=2), half_life=hours(57))],
    )
    skin = Toxicity({"A": {"skin": 2.0}}, sensitivity=lognorm(0.4), rules=None)
    worth = Quality(per_grade=0.12, symptoms=0.5, symptomatic_at=1e11)
    runs = simulate(
        tumour, {"yours": regimen}, patients=PATIENTS, days=7 * 365.25, seed=1,
        clinic=Clinic(toxicity=skin, quality=worth), record=Endpoints(), progress=False,
    )  # fmt: skip
    mean = runs.data.isel(arm=0).mean("patient")
    return float(mean["end_day"]), float(mean["quality_days"])


@cache
def _standard() -> tuple[float, float]:
    return _outcome(Continuous("A"))


def _wrong_plan(regimen: Regimen) -> str:
    (alive, well), (life, quality) = _outcome(regimen), _standard()
    so = f"With it patients live {alive - life:+.0f} days and have {well - quality:+.0f} quality-adjusted days."
    if alive < life - SHORTER:
        return f"{so} That costs too much life: does it hold the sensitive cells?"
    if well < quality + MORE:
        return f"{so} What costs quality, and how much of it does the effect need?"
    return ""


EXERCISES: dict[str, Exercise] = {
    "11.1": Number(
        0.5,
        "",
        within=0.02,
        hint="28 days are two half-lives.",
        hints={
            0.0: "It fades by half, and then by half of what is left.",
            1.0: "That is after 14 days.",
        },
        right="From moderate to hardly noticeable in four weeks.",
    ),
    "11.2": Number(
        700 * (1 - 0.12) - 800 * (1 - 0.12 * 2.5),
        "days",
        within=0.02,
        hint="Days alive x what a day is worth, for both plans; then subtract.",
        hints={
            700 * (1 - 0.12): "That is plan Q alone; how many more than with plan P?",
            -100.0: "That is the difference in days alive; what are they worth?",
            800 * (1 - 0.12 * 2.5) - 700 * (1 - 0.12): "The other way round.",
        },
        right="A hundred days less to live, and eight weeks more of good life. Which is better is for the patient to say.",
    ),
    "11.3": Choice(
        "b",
        "abc",
        hint="The effect on sensitive cells at dose d is 0.05 d^2 / (0.2^2 + d^2): work it out for 0.5 and 1.",
        hints={
            "a": "Resistant cells hardly feel either dose; their growth is the same.",
            "c": "In this model side effects cost quality and no life.",
        },
        right="86 % of the largest effect with half a dose, 96 % with a whole one.",
    ),
    "11.4": Made(
        lambda: Regimen,
        'a regimen, such as sim.Continuous("A", dose=...)',
        _wrong_plan,
        example='my_answer = sim.Continuous("A", dose=0.15)',
        right="Less drug, the same life, better days.",
    ),
}
