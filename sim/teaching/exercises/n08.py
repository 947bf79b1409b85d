"""08, what the clinic sees."""

from sim.base.units import cells_from_diameter_mm
from sim.teaching.kinds import Choice, Exercise, Number

EXERCISES: dict[str, Exercise] = {
    "8.1": Number(
        lambda: float(cells_from_diameter_mm(20)),
        "cells",
        within=0.02,
        hint="sim.cells_from_diameter_mm(20); or the volume of a ball, pi / 6 x diameter^3, in cm^3.",
        hints={
            lambda: float(cells_from_diameter_mm(40)): "That is a ball with a radius of 20 mm.",
            8e9: "That is a cube. A ball of the same width holds about half of it.",
            lambda: float(cells_from_diameter_mm(20)) * 1000: "10 mm are 1 cm, in each direction.",
        },
        right="Four billion. A ball twice as wide holds eight times as many.",
    ),
    "8.2": Number(
        1.2**3,
        "",
        within=0.01,
        hint="Cells fill a volume; how does a volume grow when every length grows by 20 %?",
        hints={
            1.2: "That is the diameter; the cells fill a volume.",
            1.2**2: "That is an area; the cells fill a volume.",
            0.728: "That is by how much it grew; the factor is one more.",
        },
        right="Nearly three quarters more cells, before it counts as progression.",
    ),
    "8.3": Choice(
        "b",
        "abc",
        hint="Move the days between scans in the second figure, from 28 to 112.",
        hints={
            "a": "The scans of this model do no harm at all; try the slider.",
            "c": "It happens with any number of patients; try the slider.",
        },
        right="When you look matters. Compare trials only if they looked equally often.",
    ),
    "8.4": Choice(
        "abd",
        "abcd",
        hint="Three are right: what hides a difference between two groups?",
        hints={"c": "A longer follow-up shows more events, so more can be told."},
        right="Small, mixed and blurred trials miss what is there.",
    ),
}
