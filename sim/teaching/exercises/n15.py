"""15, a tumour is not alone."""

from sim.teaching.kinds import Choice, Exercise, Number

EC50, ARRIVES = 0.3, 0.08
OXYGEN, WITHOUT, FRACTIONS = 0.50, 0.78, 30

EXERCISES: dict[str, Exercise] = {
    "15.1": Number(
        EC50 / ARRIVES,
        "",
        within=0.01,
        hint="Half of the largest effect needs the concentration EC50 where the cells are; how much must be given so that this much arrives?",
        hints={
            EC50: "That is what must arrive there. How much is it of what is given?",
            EC50 * ARRIVES: "That is what arrives of an EC50; the other way round is asked for.",
        },
        right="Nearly four standard doses: more than most patients could stand.",
    ),
    "15.2": Number(
        (WITHOUT / OXYGEN) ** FRACTIONS,
        "",
        within=0.05,
        hint="A cell must survive every one of the 30 fractions, so its chances multiply.",
        hints={
            WITHOUT / OXYGEN: "That is after one fraction.",
            FRACTIONS
            * WITHOUT
            / OXYGEN: "Chances of surviving one after the other multiply; they do not add.",
        },
        right="Hundreds of thousands of times: a small share of such cells decides about the cure.",
    ),
    "15.3": Choice(
        "ac",
        "abcd",
        hint="Two are right. What is the same in the dish and in the patient, and what is not?",
        hints={
            "b": "It does grow in the patient.",
            "d": "It may help, if more arrives. If the place protects by signals, it need not.",
        },
        right="A test in a dish tests the cells, and not the place.",
    ),
    "15.4": Choice(
        "bc",
        "abcd",
        hint="Two are right. What do these cells escape from, and what do they not escape from?",
        hints={
            "a": "The T cells are active already; they do not see these cells.",
            "d": "Without the inhibitor the T cells still do not see them.",
        },
        right="Kill them in another way, or let them be seen by something else.",
    ),
}
