"""The mechanisms that are shown by themselves: with each of them, and without.

Small pictures, each of one question. All but the Allee effect are expected numbers (the mean
field), without chance. The numbers are illustrative: round, and such that the effect is seen.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

import sim
from experiments.mechanisms.gallery import FOUNDER, A

PLACE = sim.Clinic(visit_every=7, scan_every=28, noise=0.0)
CONTINUOUS = sim.Continuous("A")
HOLIDAYS = sim.Intermittent("A", on=56, off=56)
UNTREATED = sim.Observation()
STRONG = sim.Drug("A", sim.Hill(0.2, ec50=0.25, slope=2))
LARGE = dataclasses.replace(FOUNDER, start=1e9)


@dataclass(frozen=True)
class Line:
    """One curve: what it is called, the tumour, its treatment, and of which clone (all: none)."""

    label: str
    tumour: sim.Tumour
    plan: sim.Regimen = CONTINUOUS
    clone: str = ""


@dataclass(frozen=True)
class Small:
    """One picture: its title, what it shows, its curves; how long [days], the engine, the axis."""

    title: str
    why: str
    lines: tuple[Line, ...]
    days: float = 2 * sim.YEAR
    engine: str = "meanfield"
    log: bool = True


def of(*mechanisms, drugs=(A,)) -> sim.Tumour:
    """Return a tumour of 1e9 sensitive cells."""
    return sim.Tumour.from_founder(LARGE, mechanisms, drugs)


def curve(line: Line, small: Small) -> tuple[np.ndarray, np.ndarray]:
    """Return days and cells (time,) of a line."""
    runs = sim.simulate(
        line.tumour, {"plan": line.plan}, patients=1, days=small.days, seed=4, clinic=PLACE,
        engine=small.engine, progress=False,
    )  # fmt: skip
    cells = runs.data["cells"].sel(arm="plan")[0]
    cells = cells.sel(clone=line.clone) if line.clone else cells.sum("clone")
    return runs.data["time"].values, cells.values


def crowd(growth, **clone) -> sim.Tumour:
    """Return one crowded clone, and drugs that take its room or kill it."""
    some = sim.Clone("tumour", **({"birth": 0.1, "death": 0.02, "start": 2e8} | clone))
    drug = sim.Drug("A", sim.Hill(0.9, ec50=0.5, slope=2, acts="capacity"))
    return sim.Tumour([some], drugs=[drug], growth=growth)


def pair(payoffs) -> sim.Tumour:
    """Return two clones, as many of each."""
    clones = [sim.Clone(name, 0.1, 0.09, start=5e6) for name in ("one", "other")]
    return sim.Tumour(clones, growth=sim.Game(payoffs))


ADDICTED = sim.Tumour(
    [
        sim.Clone("sensitive", 0.1, 0.09, start=1e9),
        sim.Clone("addicted", 0.07, 0.09, start=1e6, fold={"A": np.inf},
                  fed_by={"A": sim.Feeding(births=0.6)}),
    ],
    drugs=[STRONG],
)  # fmt: skip
FREE = ADDICTED.replace(
    clones=[
        ADDICTED.clones[0],
        sim.Clone("resistant", 0.108, 0.09, start=1e6, fold={"A": np.inf}),
    ]
)
"""The same, whose resistant cells grow with and without the drug as the addicted ones under it."""
CIRCLES = sim.ExtrachromosomalDna("A", 1e-6, 20, fold_per_copy=6, cost_per_copy=0.003)
CHROMOSOME = sim.GeneAmplification("A", 1e-6, copies=8, fold_per_copy=6, cost_per_copy=0.003)
SEEDED = sim.Tumour([sim.Clone("tumour", 0.1, 0.09, start=1e9)], drugs=[STRONG])
UNTIL_CLEAR = sim.Schedule((0.0, 280.0), ({"A": 1.0}, {}))
ROOM = sim.Logistic(1e9)
MORE = sim.Logistic(sim.GrowingCapacity(1e9, ceiling=1e11, rate=0.02))

PICTURES = (
    Small(
        "Ladder of phenotypes",
        "Cells climb rung by rung under A, and come down off it.",
        (
            Line("no ladder", sim.Tumour([LARGE], drugs=[A])),
            Line("ladder", of(sim.Ladder("A", 4, up=1e-4, down=0.01, fold=4, induced=0.02))),
            Line(
                "ladder, holidays",
                of(sim.Ladder("A", 4, up=1e-4, down=0.01, fold=4, induced=0.02)),
                HOLIDAYS,
            ),
        ),
    ),
    Small(
        "Persisters that divide",
        "A few of those who hide divide on, and breed mutants of A.",
        (
            Line(
                "none divides",
                of(
                    sim.Tolerance("A", induced=0.03, leave=0.02),
                    sim.TargetMutation("A", 1e-9),
                ),
            ),
            Line(
                "three in ten divide, and\nmutate 50 times as often",
                of(
                    sim.Tolerance("A", induced=0.03, leave=0.02, cycling=0.3, mutation=50),
                    sim.TargetMutation("A", 1e-9),
                ),
            ),
        ),
    ),
    Small(
        "Mutation that the drug raises",
        "Mutants arise under A that would not have come without it.",
        (
            Line("as often", of(sim.TargetMutation("A", 1e-9)), clone="A"),
            Line("50 times", of(sim.TargetMutation("A", 1e-9, raised={"A": 50})), clone="A"),
        ),
        days=sim.YEAR / 2,
    ),
    Small(
        "Extrachromosomal DNA",
        "Circles shared out by chance: many copies soon, and soon lost.",
        (
            Line("on a chromosome", of(CHROMOSOME)),
            Line("circles", of(CIRCLES)),
            Line("circles, holidays", of(CIRCLES), HOLIDAYS),
        ),
    ),
    Small(
        "Allee effect",
        "Few cells need each other: below a size they die out.",
        (
            Line("60 cells", sim.Tumour([sim.Clone("S", 0.2, 0.08, start=60)],
                                        growth=sim.Allee(2000, half=40)), UNTREATED),
            Line("12 cells", sim.Tumour([sim.Clone("S", 0.2, 0.08, start=12)],
                                        growth=sim.Allee(2000, half=40)), UNTREATED),
        ),
        days=364,
        engine="gillespie",
    ),
    Small(
        "Game between clones",
        "Who is helped by the other grows as long as the other is there.",
        (
            Line("on their own", pair([[1.0, 1.0], [1.0, 1.0]]), UNTREATED),
            Line("they help each other", pair([[1.0, 1.3], [1.3, 1.0]]), UNTREATED),
            Line("they harm each other", pair([[1.0, 0.7], [0.7, 1.0]]), UNTREATED),
        ),
        days=364,
    ),
    Small(
        "Immigration",
        "A site that is seeded comes back, however clean it was.",
        (
            Line("no cell comes", SEEDED, UNTIL_CLEAR),
            Line("5 cells come every\n100 days on average", SEEDED.replace(
                immigration=[sim.Immigration("tumour", 0.01, batch=5)]), UNTIL_CLEAR),
        ),
    ),
    Small(
        "Drug on the capacity",
        "Less room, not more deaths: it shrinks to what is left.",
        (
            Line("no drug", crowd(ROOM), UNTREATED),
            Line("A, for a year", crowd(ROOM),
                 sim.Schedule((0.0, 364.0), ({"A": 1.0}, {}))),
        ),
    ),
    Small(
        "Capacity that grows",
        "Vessels grow in, and the tumour after them.",
        (
            Line("fixed", crowd(ROOM), UNTREATED),
            Line("growing", crowd(MORE), UNTREATED),
            Line("growing, A takes room", crowd(MORE), CONTINUOUS),
        ),
    ),
    Small(
        "Drug that feeds a clone",
        "Addicted cells need the drug that they resist: a holiday kills them.",
        (
            Line("resistant, holidays", FREE, HOLIDAYS),
            Line("addicted, A without a break", ADDICTED),
            Line("addicted, holidays", ADDICTED, HOLIDAYS),
        ),
        days=560,
    ),
)  # fmt: skip
