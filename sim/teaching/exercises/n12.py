"""12, what a PSA curve can tell."""

from math import exp, log

from sim.teaching.kinds import Choice, Exercise, Number

EXERCISES: dict[str, Exercise] = {
    "12.1": Number(
        log(4) / 50,
        "per day",
        within=0.02,
        hint="10 exp(growth x 50) = 40.",
        hints={
            30 / 50: "That is ng/ml a day: growth is a share of what is there.",
            log(40) / 50: "Grown from 10, not from 1.",
            4 / 50: "Take the logarithm of the ratio.",
        },
        right="Births less deaths: the curve tells the difference, and never both.",
    ),
    "12.2": Choice(
        "b",
        "abc",
        hint="Look at the profile of resistant_fraction: how many resistant cells can there be?",
        hints={
            "a": "The same errors of 10 % leave the turnover within a tenth.",
            "c": "Patient C was given as much drug as there is, and more of it says nothing of cells that are too few.",
        },
        right="What is too small to be seen has no properties that show.",
    ),
    "12.3": Number(
        exp(1.35),
        "",
        within=0.02,
        hint="A log-likelihood is a logarithm: undo it.",
        hints={
            1.35: "That is by how much the logarithm differs.",
            exp(-1.35): "The other way round: how many times less likely?",
            10**1.35: "It is the natural logarithm.",
        },
        right="Four times less likely: that is where an interval of 90 % ends.",
    ),
    "12.4": Choice(
        "c",
        "abc",
        hint="Which of these curves would show cells that the drug does not touch?",
        hints={
            "a": "He has had these pauses, and they kept the resistant cells few.",
            "b": "Twice as many points of a curve that does not depend on the cost tell nothing of it.",
        },
        right="A curve tells of what happens in it. Whether it is worth it is another question: it is a treatment, and not a test.",
    ),
}
