"""01, a tumour is a population."""

import math

from sim.teaching.kinds import Choice, Exercise, Number

BIRTH, DEATH = 0.14, 0.13

EXERCISES: dict[str, Exercise] = {
    "1.1": Number(
        lambda: math.log(2) / (0.20 - 0.15),
        "days",
        within=0.02,
        hint="It grows by births less deaths per day; it has doubled when exp(growth x days) is 2.",
        hints={
            lambda: math.log(2) / 0.20: "You left out the deaths.",
            lambda: 1 / (0.20 - 0.15): "Almost: it grows by a factor e in that time, not by 2.",
        },
        right="About a fifth of the doubling time of the melanoma above, with five times its growth.",
    ),
    "1.2": Number(
        lambda: DEATH / BIRTH,
        "share",
        within=0.005,
        hint="Sooner or later: there is a rule for it above the sliders.",
        hints={
            lambda: 1 - DEATH / BIRTH: "That is the chance that the family survives.",
            DEATH: "That is a rate per day, and not a chance; compare it with the rate of divisions.",
            BIRTH - DEATH: "That is the growth per day; a chance of dying out is a ratio of rates.",
        },
        right="Thirteen of fourteen families of a single cell die out, with no drug at all.",
    ),
    "1.3": Number(
        lambda: math.ceil(math.log(0.01) / math.log(DEATH / BIRTH)),
        "cells",
        absolute=1.0,
        within=0.0,
        hint="All n families must die out, each with the chance of 1.2, independently of the others; "
        "this may happen with a chance of 1 %.",
        right="A few dozen cells are enough to be almost safe from bad luck.",
    ),
    "1.4": Choice(
        "a",
        "abc",
        hint="Work out death divided by birth for both.",
        hints={
            "b": "In Q a cell lives long: work out death divided by birth for both.",
            "c": "The same average growth, but not the same luck: death divided by birth differs.",
        },
        right="93 % in P and 50 % in Q: turnover decides about small clones, growth about large ones.",
    ),
}
