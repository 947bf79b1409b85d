"""02, resistance before treatment."""

import math

from sim.teaching.kinds import Choice, Exercise, Number

RATES = {"per_division": 5e-8, "birth": 0.14, "death": 0.13}


def _none(size: float) -> float:
    from sim.theory import chance_of_no_resistance

    return chance_of_no_resistance(size=size, **RATES)


def _half() -> float:
    # the chance of none is exp(-size x something), so one value gives all
    return math.log(2) / -math.log(_none(1e6)) * 1e6


EXERCISES: dict[str, Exercise] = {
    "2.1": Number(
        lambda: 1 - _none(1e6),
        "share",
        within=0.02,
        hint="sim.theory.chance_of_no_resistance(size=..., per_division=..., birth=..., death=...) "
        "is the chance of none.",
        hints={
            lambda: _none(1e6): "That is the chance of none; at least one is the opposite.",
            lambda: (
                1e6 * 5e-8
            ): "Size times mutation rate counts only the divisions that survive; many more happened.",
        },
        right="One patient in eight, in a tumour of one millimetre.",
    ),
    "2.2": Number(
        _half,
        "cells",
        within=0.2,
        hint="Find 0.5 on the vertical axis of the second figure; the horizontal one is logarithmic.",
        right="Five million cells: two millimetres, far below what a scan can see.",
    ),
    "2.3": Choice(
        "bd",
        "abcd",
        hint="Look at the histogram again: what day is it, and where do mean and median lie? Two are true.",
        hints={
            "a": "No drug was given in the histogram, and the cells were there.",
            "c": "Compare the dashed line with where most patients are.",
        },
        right="Before the drug, and with jackpots: this is what Luria and Delbrück saw.",
    ),
}
