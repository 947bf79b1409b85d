"""16, which drug, and when."""

import math
from typing import Any

import numpy as np

from sim.model import Clone, Drug, Hill, Mutation, Tumour
from sim.regimens import Regimen
from sim.teaching.kinds import Choice, Exercise, Made, Number

GROWS, SHRINKS, DAYS = 0.020, 0.050, 84
PATIENTS, CURED, YEARS = 50, 0.9, 6


def _tumour(other_drug: float) -> Tumour:
    """Return the tumour of the notebook."""
    common: dict[str, Any] = {"birth": 0.14, "death": 0.12}
    return Tumour(
        clones=[
            Clone("sensitive", **common, start=1e9),
            Clone("A-resistant", **common, start=1e4, fold={"A": 30, "B": other_drug}),
            Clone("B-resistant", **common, start=1e4, fold={"B": 30, "A": other_drug}),
            Clone("both", **common, fold={"A": 30, "B": 30}),
        ],
        transitions=[Mutation(f"{one}-resistant", "both", per_division=1e-8) for one in "AB"],
        drugs=[Drug(one, Hill(0.08, ec50=1.2, slope=2)) for one in "AB"],
    )


def _wrong_plan(plan: Regimen) -> str:
    from sim.simulate import simulate

    runs = simulate(
        _tumour(0.3), {"yours": plan}, patients=PATIENTS, days=YEARS * 365.25, seed=1, progress=False
    )  # fmt: skip
    doses = np.nan_to_num(runs.data["dose"].values)
    if (doses > 0).all(axis=-1).any():
        return "On some day it gives both drugs."
    if doses.max() > 1 + 1e-9:
        return "It gives more than the standard dose."
    cured = float(runs.summary()["eradicated [share]"].iloc[0])
    if cured < CURED:
        return (
            f"It cures {cured:.0%} of the patients. How many cells are resistant to the drug of the "
            "day when it is changed?"
        )
    return ""


EXERCISES: dict[str, Exercise] = {
    "16.1": Number(
        math.exp(DAYS * (GROWS - SHRINKS)),
        "",
        within=0.03,
        hint="Exponential growth for 84 days, then exponential decline for 84 days: exp(rate x days) for each, and the factors multiply.",
        hints={
            lambda: math.exp(DAYS * GROWS): "That is after the first 84 days, on A.",
            lambda: math.exp(-DAYS * SHRINKS): "That is by the weeks on B alone.",
            DAYS * (GROWS - SHRINKS): "That is the logarithm of the factor.",
        },
        right="Twelve times fewer after every round, though the drug fails against them half of the time.",
    ),
    "16.2": Number(
        GROWS,
        "per day",
        within=0.01,
        hint="In a round they must lose as much as they have gained; both last 84 days.",
        right="Without collateral sensitivity they shrink by less than this on B, here by 0.013 a day: they win.",
    ),
    "16.3": Choice(
        "b",
        "abc",
        hint="Follow the A-resistant cells until the day of the change. How many divisions do they make?",
        hints={
            "a": "It kills them very well: their fold for B is below 1.",
            "c": "At the change sensitive cells are few, and B kills them.",
        },
        right="A billion cells that divide make cells with a second mutation, one in 10^8 divisions.",
    ),
    "16.4": Choice(
        "ac",
        "abc",
        hint="Two are right. What does each of the lesions say about A?",
        hints={"b": "Four lesions do not grow."},
        right="Progression is called for the sum, or for one lesion; a drug works or fails in each.",
    ),
    "16.5": Made(
        lambda: Regimen,
        'a regimen, such as sim.Alternating(["A", "B"], every=...)',
        _wrong_plan,
        example='my_answer = sim.Alternating(["A", "B"], every=84)',
        right="Each drug meets the cells that the other one has left before these are many.",
    ),
}
