"""All that can be set of a tumour: of the published ones, and of one's own.

Limits are those that keep one visitor from taking the server down; what makes sense is said by the
descriptions of `sim` themselves.
"""

from sim.app.control import Control, chance, rate, share

OF_OWN = "own"
"""The tumour that is made of what is set, beside those of the presets."""

TUMOUR = Control(
    "tumour", "Tumour", "A published tumour, or one of your own.", "melanoma_vemurafenib",
    choices={
        "melanoma_vemurafenib": "Melanoma under vemurafenib (Bozic 2013)",
        "mcrpc_abiraterone": "Prostate cancer under abiraterone (Strobl 2021)",
        "cml_imatinib": "Chronic myeloid leukaemia under imatinib (Hahnel 2020)",
        OF_OWN: "One of your own",
    },
)  # fmt: skip


PRESETS: dict[str, tuple[Control, ...]] = {
    "melanoma_vemurafenib": (
        Control("n12", "Cross-resistance sites", "Point mutations that make a cell resistant to "
                "both drugs at once; the paper compares 0 and 1.", 0, high=1000, whole=True),
        Control("size", "Size at the start", "Cells when treatment begins; a billion is about "
                "one cubic centimetre.", 1e9, "cells", 1e3, 1e12),
        rate("birth", "Divisions", "How often a cell divides.", 0.14),
        rate("death", "Deaths", "How often a cell dies without a drug.", 0.13),
        rate("kill", "Kill", "Deaths that each drug adds in cells that it acts on.",
                0.04),
    ),
    "mcrpc_abiraterone": (
        share("cost", "Cost of resistance", "The share of its divisions that a resistant cell "
                "gives up.", 0.0),
        share("turnover", "Turnover", "Deaths without a drug, as a share of divisions.",
                0.0),
        Control("start", "Size at the start", "Cells on day 0, as a share of the room there is.",
                0.75, low=0.001, high=1.0),
        share("resistant_fraction", "Resistant at the start", "The share of the cells on day 0 "
                "that is resistant.", 0.001),
    ),
    "cml_imatinib": (
        Control("kill", "Kill", "How many proliferating cells the drug kills.", 2.77,
                "per cell per month", 0.0, 100.0),
        Control("out_of_quiet", "Out of rest", "How many quiescent cells begin to proliferate.",
                0.0447, "per cell per month", 0.0, 10.0),
        Control("into_quiet", "Into rest", "How many proliferating cells become quiescent.",
                0.000635, "per cell per month", 0.0, 10.0),
        Control("quiescent", "Quiescent at the start", "Cells on day 0 that the drug does not "
                "reach.", 7950.0, "cells", 0.0, 1e9),
        Control("proliferating", "Proliferating at the start", "Cells on day 0 that the drug "
                "reaches.", 559_804.0, "cells", 1.0, 1e9),
    ),
}  # fmt: skip
"""What can be set of each preset: arguments of its function."""

OWN = (
    rate("own_birth", "Divisions", "How often a sensitive cell divides.", 0.14),
    rate("own_death", "Deaths", "How often it dies without a drug.", 0.13),
    Control("own_size", "Size at the start", "Cells when treatment begins; a billion is about one "
            "cubic centimetre.", 1e9, "cells", 1e3, 1e12),
    rate("own_kill", "Kill", "Deaths that a drug adds at an unlimited concentration.",
            0.06),
    Control("own_ec50", "EC50", "Concentration of half that kill; 1 is the mean of the standard "
            "dose.", 0.25, low=0.001, high=1000.0),
    Control("own_half_life", "Half-life", "How long it takes until half of the drug is gone; 0: it "
            "acts and stops at once. It is given every day.", 0.0, "days", 0.0, 365.0),
    Control("own_drugs", "Drugs", "How many drugs there are: A, or A and B.", "2",
            choices={"1": "one: A", "2": "two: A and B"}),
    Control("own_growth", "Growth", "Whether cells are in each other's way.", "exponential",
            choices={"exponential": "without a limit", "logistic": "logistic: births slow",
                     "gompertz": "Gompertz"}),
    Control("own_capacity", "Room", "The largest tumour there is room for; counts where growth has "
            "a limit.", 1e11, "cells", 1e3, 1e15),
)  # fmt: skip
"""Of a tumour of one's own, whose two drugs are alike."""

_COST = ("Cost", "The share of its divisions that such a cell gives up.", 0.0)
_AT_DIVISION = ("How often", "The chance that a daughter cell has it.")

MECHANISMS: dict[str, tuple[str, str, tuple[Control, ...]]] = {
    "target_mutation": (
        "Target mutation", "The drug's target changes shape, so that more of the drug is needed.",
        (
            chance("per_division", *_AT_DIVISION, 5e-8),
            Control("fold", "Fold", "How many times the concentration it needs.", 100.0,
                    low=0.01, high=1e6),
            share("cost", *_COST),
        ),
    ),
    "gene_amplification": (
        "Gene amplification", "More copies of the target's gene, one by one, which can be lost.",
        (
            chance("gain", "Gain", "The chance of one copy more.", 0.02),
            chance("loss", "Loss", "The chance of one copy fewer.", 0.1),
            Control("copies", "Copies", "The largest number of copies.", 5, low=2, high=8,
                    whole=True),
        ),
    ),
    "ladder": (
        "Ladder of phenotypes", "Cells climb to states that tolerate more, and come down again.",
        (
            Control("rungs", "Rungs", "How many states there are above the first.", 4, low=1,
                    high=8, whole=True),
            rate("up", "Up", "How often a cell goes one rung up.", 0.001),
            rate("down", "Down", "How often it comes one rung down.", 0.01),
            Control("fold", "Fold", "How many times the concentration each rung needs.", 2.0,
                    low=0.01, high=1e6),
        ),
    ),
    "efflux": (
        "Efflux", "Pumps carry the drugs out of the cell, all of them.",
        (
            chance("per_division", *_AT_DIVISION, 1e-8),
            Control("pump", "Pump", "How many times as fast as the drug leaks.", 20.0,
                    low=0.01, high=1e4),
            share("cost", *_COST),
        ),
    ),
    "reduced_uptake": (
        "Reduced uptake", "Less of the drugs enters the cell.",
        (
            chance("per_division", *_AT_DIVISION, 1e-7),
            Control("fraction", "Uptake", "The share that still enters.", 0.35, low=0.001,
                    high=1.0),
            share("cost", *_COST),
        ),
    ),
    "repair": (
        "Repair", "The damage that drugs do is mended before it kills.",
        (
            chance("per_division", *_AT_DIVISION, 1e-7),
            share("fraction", "Repair", "The share of the damage that is mended.", 0.7),
            share("cost", *_COST),
        ),
    ),
    "inactivation": (
        "Inactivation", "The cell destroys the drugs, up to a capacity.",
        (
            chance("per_division", *_AT_DIVISION, 1e-7),
            Control("capacity", "Capacity", "How much is destroyed at most, beside what leaks.",
                    1.0, low=0.0, high=1e4),
            share("cost", *_COST),
        ),
    ),
    "silencing": (
        "Epigenetic silencing", "A gene is switched off and on again: resistance that fades.",
        (
            rate("on", "Silenced", "How often a cell is silenced.", 1e-4),
            rate("off", "Woken", "How often it wakes.", 1e-3),
            Control("fold", "Fold", "How many times the concentration it needs.", 20.0,
                    low=0.01, high=1e6),
        ),
    ),
    "tolerance": (
        "Persisters", "Cells enter a slow state that drugs hardly touch, more of them under a "
        "drug, and come back.",
        (
            rate("enter", "Enter", "How often without a drug.", 1e-4),
            rate("induced", "Induced", "How much more often under the drug.", 0.01),
            rate("leave", "Leave", "How often they come back.", 0.03),
        ),
    ),
}  # fmt: skip
"""Of each mechanism of resistance: its name, what it is, and what can be set of it."""

MOST_MECHANISMS = 3
"""In one tumour: each may double its clones."""
