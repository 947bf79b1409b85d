"""03, one drug without a break."""

import math

from sim.model import Clone
from sim.teaching.kinds import Choice, Exercise, Made, Number

MAXIMUM, EC50, SLOPE = 0.05, 0.2, 2.0
DETECTION = 6.5e7


def _net_growth(clone: Clone) -> float:
    """Return the growth [1/day] of a clone at the standard dose of the notebook's drug."""
    x = (1.0 / (EC50 * float(clone.fold["vemurafenib"]))) ** SLOPE
    return float(clone.birth) - float(clone.death) - MAXIMUM * x / (1 + x)


def _wrong_clone(clone: Clone) -> str:
    if "vemurafenib" not in clone.fold:
        return "It has no fold for vemurafenib: fold={'vemurafenib': ...}."
    if clone.fold["vemurafenib"] <= 1:
        return "With a fold of 1 or less it is not more resistant than the sensitive clone."
    if (clone.birth, clone.death) != (0.14, 0.13):
        return "Leave its birth and death rates as they are: 0.14 and 0.13."
    if _net_growth(clone) >= 0:
        return "At the standard dose it still grows: the drug is felt as dose divided by fold."
    return ""


EXERCISES: dict[str, Exercise] = {
    "3.1": Number(
        lambda: math.log(1e9 / DETECTION) / 0.038,
        "days",
        within=0.02,
        hint="Solve 10^9 exp(-0.038 t) = 6.5 x 10^7 for t, with a logarithm.",
        hints={
            lambda: math.log10(1e9 / DETECTION) / 0.038: "Take the natural logarithm, not log10.",
            lambda: (
                (1 - DETECTION / 1e9) / 0.038
            ): "The decline slows as cells get fewer; it is exponential.",
        },
        right="Ten weeks. The tumour is out of sight, and hundreds of millions of cells are not gone.",
    ),
    "3.2": Number(
        lambda: 1e9 * math.exp(-0.01 * 1150),
        "cells",
        within=0.1,
        hint="Follow the resistant cells backwards: 1150 days at 0.01 per day.",
        hints={lambda: 1e9 * math.exp(0.01 * 1150): "Going back in time they become fewer."},
        right="About ten thousand in a billion. Diaz and colleagues (2012) went back in this way, from DNA in the blood.",
    ),
    "3.3": Choice(
        "b",
        "abc",
        hint="Set the resistant cells to 1000, and move the dose from 1 to 3 and back.",
        hints={
            "a": "With a fold of 100, a dose of 3 is felt as 0.03; the drug needs 0.2 for half its effect.",
            "c": "Does the day of relapse move to the left or to the right?",
        },
        right="Three times the dose puts relapse off by five months, in nearly four years: the resistant cells set its day.",
    ),
    "3.4": Made(
        lambda: Clone,
        'a clone: sim.Clone("resistant", 0.14, 0.13, start=1000, fold={"vemurafenib": ...})',
        _wrong_clone,
        example='my_answer = sim.Clone("resistant", 0.14, 0.13, start=1000, fold={"vemurafenib": 5})',
        right="Resistance comes in degrees: below a fold of 10, enough drug still works.",
    ),
}
