"""All that can be set in a comparison, beside the tumour: strategies, the clinic, the patients.

Limits are those that keep one visitor from taking the server down; what makes sense is said by the
descriptions of `sim` themselves.
"""

from sim.app.control import Control, share

STRATEGIES: dict[str, tuple[Control, ...]] = {
    "observation": (),
    "continuous": (
        Control("dose", "Dose", "How much of the standard dose.", 1.0, "standard doses", 0.0, 2.0),
    ),
    "combination": (),
    "holidays": (
        Control("on", "On", "Days with the drug.", 28.0, "days", 1.0, 1000.0),
        Control("off", "Off", "Days without it.", 28.0, "days", 0.0, 1000.0),
    ),
    "rechallenge": (
        Control("holiday", "Holiday", "How long nothing is given after progression.", 84.0,
                "days", 1.0, 1000.0),
    ),
    "alternating": (
        Control("every", "Turn", "How long each drug is given.", 56.0, "days", 1.0, 1000.0),
    ),
    "sequential": (),
    "adaptive": (
        Control("stop_below", "Pause below", "The drug is paused below this share of the first "
                "result.", 0.5, low=0.01, high=1.0),
        Control("restart_above", "Restart above", "And given again above this one.", 1.0,
                low=0.01, high=10.0),
    ),
    "adaptive-dose": (
        Control("step", "Step", "By what share the dose goes up and down.", 0.5, low=0.01,
                high=0.99),
        share("tolerance", "Tolerance", "A change of the tumour that leaves the dose alone.",
                0.2),
    ),
    "beyond-progression": (),
    "bridge": (),
    "second-strike": (),
    "steering": (),
    "backbone": (
        Control("drop_below", "Leave out below", "The second drug is left out below this share of "
                "the first result.", 0.5, low=0.01, high=1.0),
        Control("add_above", "Add above", "And given again above this one.", 1.0, low=0.01,
                high=10.0),
    ),
    "range-bounded": (
        Control("low", "Down to", "The drug is paused below this share of the first result.", 0.3,
                low=0.01, high=1.0),
        Control("high", "Up to", "And given again above this one.", 0.8, low=0.01, high=10.0),
    ),
    "metronomic": (
        Control("dose", "Dose", "How much of the standard dose.", 0.3, "standard doses", 0.01, 1.0),
    ),
    "escalation": (
        Control("every", "Turn", "How long each dose is given.", 28.0, "days", 1.0, 1000.0),
    ),
}  # fmt: skip
"""What can be set of each strategy of `sim.presets.strategies`: fields of its regimen."""

ARMS = 6
"""Strategies that are compared at most."""

CLINIC = (
    Control("scan_every", "Scans every", "How often the tumour is measured.", 56.0, "days",
            7.0, 365.0),
    Control("noise", "Error of a scan", "How far a result is off, relative: 0.15 is 15 %; left at "
            "that, it is 5 % of a diameter and 9 % of PSA.", 0.15, low=0.0, high=1.0),
    Control("measure", "What is measured", "Cells as such, a diameter on a scan, or a marker in "
            "blood (1 ng/ml for ten million cells).", "cells",
            choices={"cells": "cells", "diameter": "diameter", "marker": "PSA"}),
    Control("fatal", "Fatal size", "The burden that a patient dies of.", 1e12, "cells", 1e6, 1e15),
)  # fmt: skip

RUN = (
    Control("patients", "Patients", "Treated in each arm; all arms treat the same patients.", 50,
            low=1, high=500, whole=True),
    Control("years", "Years", "From the first dose.", 5.0, "years", 0.1, 20.0),
    Control("seed", "Seed", "All chance follows from it: the same seed gives the same patients.",
            1, low=0, high=2**31, whole=True),
)  # fmt: skip

LOOKS = {
    "notebook": "for the screen", "paper": "for a paper", "talk": "for a talk",
    "dark": "for a dark room",
}  # fmt: skip
FIGURES = {"burden": "Tumour burden", "clones": "Clones", "kaplan_meier": "Time to progression"}
