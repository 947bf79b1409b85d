"""17, two equal patients."""

import math

from sim.teaching.kinds import Choice, Exercise, Number

RELAPSES, PATIENTS = 40, 100
BORN, SURVIVES = 8, 1 / 14


def _half() -> float:
    share = RELAPSES / PATIENTS
    return 1.96 * math.sqrt(share * (1 - share) / PATIENTS)


EXERCISES: dict[str, Exercise] = {
    "17.1": Number(
        _half,
        "share",
        within=0.03,
        hint="p is 0.4 and n is 100; do not forget the root.",
        hints={
            lambda: 2 * _half(): "That is the whole width; to either side it is half of it.",
            lambda: _half() / 1.96: "That is one standard error; 95 % take 1.96 of them.",
            lambda: 1.96 * 0.24 / 100: "The root is missing.",
        },
        right="From 30 to 50 %: a hundred patients, and hardly more than a guess.",
    ),
    "17.2": Number(
        4 * PATIENTS,
        "",
        within=0.01,
        hint="The number stands under a root.",
        hints={2 * PATIENTS: "Twice as many make it narrower by the root of two."},
        right="Certainty is dear: ten times narrower takes a hundred times the patients.",
    ),
    "17.3": Number(
        lambda: math.exp(-BORN * SURVIVES),
        "share",
        within=0.03,  # (13/14)^8, for eight exactly, is right, too
        hint="On average 8/14 families survive in a patient; a Poisson number with this mean is 0 with the chance exp(-mean).",
        hints={
            lambda: 1 - math.exp(-BORN * SURVIVES): "That is the share in which at least one does.",
            BORN * SURVIVES: "That is how many survive on average.",
        },
        right="More than half are cured, with eight resistant cells born in each.",
    ),
    "17.4": Choice(
        "b",
        "abc",
        hint="How wide is the interval of a share of ten patients?",
        hints={
            "a": "Look at the trials of 30 above: they differ by more, and nothing differs but luck.",
            "c": "Fewer relapses in ten patients say little; and they would speak for the second.",
        },
        right="And nothing says that they are equally good, either: absence of evidence is not evidence of absence.",
    ),
    "17.5": Choice(
        "ac",
        "abc",
        hint="Two are right. Which plans wait for a result, and what happens meanwhile?",
        hints={"b": "The calendar does not wait for a result."},
        right="The margin to the limit is what a late result uses up.",
    ),
}
