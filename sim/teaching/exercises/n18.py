"""18, the room and whether it matters."""

import math

from sim.teaching.kinds import Choice, Exercise, Number

NEST, FIRST, LAST, A_DAY = 10_000, 50, 5_000, 0.03


def _radius(cells: float) -> float:
    return math.sqrt(cells / math.pi)


GROWN = _radius(LAST) - _radius(FIRST)


EXERCISES: dict[str, Exercise] = {
    "18.1": Number(
        2.0 * math.sqrt(math.pi * NEST) / NEST,
        "share",
        within=0.03,
        hint="Put N = 10,000 into 2 sqrt(pi N): so many are at the rim. Of how many?",
        hints={
            2.0 * math.sqrt(math.pi * NEST): "So many cells are at the rim. Which share is that?",
            math.sqrt(math.pi * NEST) / NEST: "The 2 is missing.",
        },
        right="One in 28 can divide; in a nest of 100 cells it is one in three.",
    ),
    "18.2": Number(
        GROWN / A_DAY,
        "",
        within=0.02,
        hint="Which radius has a disc of 50 cells, and which one of 5,000? The difference grows by 0.03 a day.",
        hints={
            _radius(LAST) / A_DAY: "The nest has a radius on day 0 already.",
            GROWN: "That is by how much the radius grows; in how many days?",
        },
        right="Three years. A hundred times as many cells would take a mixed tumour some 240 days at 0.019 a day.",
    ),
    "18.3": Choice(
        "ac",
        "abcd",
        hint="Two are right. Who is in the way of a resistant cell in the pictures?",
        hints={
            "b": "The drug is the same in both.",
            "d": "They divide at the same rate, and only where there is room.",
        },
        right="What holds a cell back is beside it.",
    ),
    "18.4": Choice(
        "ac",
        "abcd",
        hint="Two are right. What do these cells lack: a mutation, or the drug?",
        hints={
            "b": "Their target is what it was; the drug does not arrive.",
            "d": "They all are sensitive.",
        },
        right="Bring the drug to the cells, or one that comes by itself.",
    ),
}
