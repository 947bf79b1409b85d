"""02, resistance before treatment."""

import math
import statistics

from sim.teaching.kinds import Choice, Exercise, Number

CULTURES = (1, 0, 3, 0, 0, 5, 0, 5, 0, 6, 107, 0, 0, 0, 1, 0, 0, 64, 0, 35)
"""Luria and Delbrück (1943), experiment 16: resistant bacteria in each of 20 cultures."""

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
        hint="Compare the two histograms, and the numbers printed above them. Two are true.",
        hints={
            "a": "The means of both are printed above the figure.",
            "c": "Compare mean and median of the second story.",
        },
        right="Jackpots: this is what Luria and Delbrück saw.",
    ),
    "2.4": Number(
        lambda: statistics.variance(CULTURES) / statistics.mean(CULTURES),
        "",
        within=0.06,
        hint="cultures.var() is the variance, and cultures.mean() the mean.",
        hints={
            lambda: statistics.variance(CULTURES): "That is the variance; divide it by the mean.",
            lambda: statistics.mean(CULTURES): "That is the mean.",
            lambda: statistics.stdev(CULTURES) / statistics.mean(CULTURES): (
                "That is with the standard deviation; the variance is its square."
            ),
        },
        right="Chance at the moment of the virus would give about 1. The mutations were there before it.",
    ),
}
