"""One tumour for each mechanism of resistance, and what it is treated with.

All share one founder and drugs of one strength (but the two mutations, see there), so what differs
is the mechanism. The numbers are illustrative: round, and such that every tumour relapses on
continuous dosing within four years. What happens then follows from the mechanism.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

import sim

DAYS = 4 * sim.YEAR
PATIENTS = 100
CLINIC = sim.Clinic(visit_every=7, scan_every=28, noise=0.05, criteria=sim.RatioToNadir(1.5))
ON, OFF = 56, 56
"""Days on and off of the holidays by the calendar."""
HOLIDAYS = (14, 28, 56, 84, 112, 168, 252, 364, 448)
"""Lengths that are tried before a rechallenge [days]."""

FOUNDER = sim.Clone("sensitive", birth=0.2, death=0.18)
A, B = (sim.Drug(name, sim.Hill(0.06, ec50=0.25, slope=2)) for name in "AB")
WEAK = (sim.Drug("A", sim.Hill(0.031, ec50=0.25, slope=2)), B)
"""A drug that barely does more than hold sensitive cells: some are left at progression."""
INHIBITOR = sim.Drug("inhibitor", sim.Inhibition(ec50=0.05))
ERASER = sim.Drug("eraser", sim.Inhibition(ec50=0.05))
BLOCKER = sim.Drug("B", sim.Inhibition(ec50=0.05))


@dataclass(frozen=True)
class Panel:
    """One mechanism.

    Parameters
    ----------
    title, why : str
        Above the panel.
    tumour : Tumour
        What is treated.
    answer : (str, Regimen)
        What answers the mechanism, and what it is called.
    arms : mapping, optional
        The other arms, where they are not continuous dosing, holidays and rechallenge.
    beside : mapping, optional
        Arms of another tumour, to compare with: (tumour, regimen) by name.
    """

    title: str
    why: str
    tumour: sim.Tumour
    answer: tuple[str, sim.Regimen]
    arms: Mapping[str, sim.Regimen] | None = None
    beside: Mapping[str, tuple[sim.Tumour, sim.Regimen]] = field(default_factory=dict)


def tumour(*mechanisms, drugs=(A, B), size=1e9):
    """Return a tumour grown from one cell."""
    return sim.Tumour.from_founder(FOUNDER, mechanisms, drugs, size=size, grown_from_one_cell=True)


BOTH = ("A + B", sim.Combination(["A", "B"]))
WITHOUT = sim.Tumour([dataclasses.replace(FOUNDER, start=1e9)], drugs=(A, B))
"""A tumour that has no way to escape."""
SITES = (
    sim.Niche("perfused", share=0.99),
    sim.Niche("poorly perfused", penetration=0.1, migration=1e-4, share=0.01),
)
IMMUNE = sim.Tumour(
    [sim.Clone("tumour", birth=0.18, death=0.0, start=1e8)],
    drugs=[
        sim.Drug(f"{name} inhibitor", sim.Inhibition(ec50=0.2))
        for name in ("checkpoint", "myeloid")
    ],
    growth=sim.Logistic(5e8),
    immune=sim.Immune(
        checkpoint="checkpoint inhibitor",
        suppressors=sim.Suppressors(inhibitor="myeloid inhibitor"),
    ),
)
TARGETS = tumour(sim.TargetMutation("A", 1e-7), sim.TargetMutation("B", 1e-7))
"""Two separate targets, to compare with one pump."""

PANELS = [
    Panel(
        "Target mutation, no cost",
        "Mutants are as fit as the rest: a holiday changes nothing, only another drug does.",
        tumour(sim.TargetMutation("A", 3e-5, fold=100), drugs=WEAK, size=1e10),
        BOTH,
    ),
    Panel(
        "Target mutation, costly",
        "Off drug the cells that are still sensitive win back the ground, slowly.",
        tumour(sim.TargetMutation("A", 3e-5, fold=100, cost=0.06), drugs=WEAK, size=1e10),
        BOTH,
    ),
    Panel(
        "Gene amplification",
        "Copies are lost at divisions and cost: off drug the ladder is climbed down.",
        tumour(sim.GeneAmplification("A", copies=4, fold_per_copy=8, cost_per_copy=0.01)),
        BOTH,
    ),
    Panel(
        "Silencing",
        "The gene opens again by itself in months, and within days under an eraser.",
        tumour(sim.Silencing("A", on=1e-4, off=0.01, eraser="eraser"), drugs=(A, ERASER)),
        ("A + eraser", sim.Combination(["A", "eraser"])),
    ),
    Panel(
        "Tolerance (persisters)",
        "Cells hide in a slow state because the drug is there, and leave it when it is not.",
        tumour(sim.Tolerance("A", induced=0.03, leave=0.02, division=0.26, death=0.2)),
        BOTH,
    ),
    Panel(
        "Inactivation",
        "The enzyme saturates: twice the dose gets through.",
        tumour(sim.Inactivation("A", capacity=2.0, per_division=1e-6)),
        ("A, double dose", sim.Continuous("A", dose=2.0)),
    ),
    Panel(
        "Reduced uptake",
        "Too little of A comes in; B needs no transporter.",
        tumour(sim.ReducedUptake("A", fraction=0.1, per_division=1e-6)),
        BOTH,
    ),
    Panel(
        "Repair",
        "Damage by A is mended at any dose; B does another.",
        tumour(sim.Repair("A", fraction=0.8, per_division=1e-6)),
        BOTH,
    ),
    Panel(
        "Efflux pump",
        "One pump brings down both drugs, at once or in turn.",
        tumour(
            sim.Efflux(["A", "B"], pump=20, per_division=1e-7, inhibitor="inhibitor"),
            drugs=(A, B, INHIBITOR),
        ),
        ("A + B + inhibitor", sim.Combination(["A", "B", "inhibitor"])),
        {
            "A": sim.Continuous("A"),
            "A, then B": sim.Sequential(["A", "B"]),
            "A + B": sim.Combination(["A", "B"]),
        },
        {"two targets, A + B": (TARGETS, BOTH[1])},
    ),
    Panel(
        "Bypass",
        "Either pathway keeps the cell alive: only the pair of drugs kills.",
        tumour(sim.Bypass("A", partner="B"), drugs=(A, BLOCKER)),
        ("A + B", sim.Combination(["A", "B"])),
        {
            "A": sim.Continuous("A"),
            "B": sim.Continuous("B"),
            "A, then B": sim.Sequential(["A", "B"]),
        },
    ),
    Panel(
        "Poorly perfused niche",
        "Sensitive cells live on where too little of any drug arrives, and seed the rest.",
        WITHOUT.in_niches(SITES),
        (
            "A + radiotherapy there",
            sim.Multimodal("A", {84: sim.Radiotherapy(fractions=30, site="poorly perfused")}),
        ),
        {"A": sim.Continuous("A"), "A + B": sim.Combination(["A", "B"])},
        {"all perfused, A": (WITHOUT, sim.Continuous("A"))},
    ),
    Panel(
        "Immune escape",
        "Effector cells tire and are disarmed. (Numbers of a lymphoma of the mouse.)",
        IMMUNE,
        ("checkpoint inhibitor", sim.Continuous("checkpoint inhibitor")),
        {
            "no drug": sim.Observation(),
            "myeloid inhibitor": sim.Continuous("myeloid inhibitor"),
            "both": sim.Combination(["checkpoint inhibitor", "myeloid inhibitor"]),
        },
    ),
]
