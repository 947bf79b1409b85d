"""Tumours that become resistant to drugs, simulated exactly.

Describe a tumour, choose how to treat it, and look at what happens::

    import sim

    runs = sim.simulate(
        sim.presets.melanoma_vemurafenib(),
        {"continuous": sim.Continuous("vemurafenib"),
         "rechallenge": sim.Rechallenge("vemurafenib", holiday=84)},
        patients=200, days=5 * sim.YEAR, seed=1)
    sim.plots.burden(runs)

Time is in days, rates are per cell per day, sizes are in cells, doses are standard doses.
"""

from importlib import import_module
from typing import Any

from sim.base.errors import InputError
from sim.base.units import (
    MONTH,
    WEEK,
    YEAR,
    cells_from_diameter_mm,
    diameter_mm_from_cells,
    doubling_time,
    half_life,
    hours,
)
from sim.base.version import __version__
from sim.clinic import (
    Cells,
    CirculatingDna,
    Clinic,
    Confirmed,
    Diameter,
    DoseRules,
    Lesions,
    Marker,
    Noise,
    Pcwg3,
    Quality,
    RatioToBaseline,
    RatioToNadir,
    Reappearance,
    Recist,
    Toxicity,
    Volume,
)
from sim.model import (
    Bliss,
    Bypass,
    Clone,
    Drug,
    Efflux,
    Exponential,
    GeneAmplification,
    Gompertz,
    HighestSingleAgent,
    Hill,
    Inactivation,
    Inhibition,
    Inside,
    Loewe,
    Logistic,
    Mutation,
    Niche,
    Parallel,
    Proportional,
    Pump,
    ReducedUptake,
    Repair,
    Silencing,
    Switch,
    TargetMutation,
    Tolerance,
    Tumour,
)
from sim.regimens import (
    Adaptive,
    AdaptiveDose,
    Alternating,
    BeyondProgression,
    BurdenAbove,
    BurdenBelow,
    Combination,
    Continuous,
    Days,
    Escalation,
    Intermittent,
    Line,
    Lines,
    Metronomic,
    Multimodal,
    Observation,
    Progression,
    Radiotherapy,
    Rechallenge,
    Regimen,
    Schedule,
    Sequential,
    Surgery,
    policy,
)
from sim.results import Endpoints, Lineages, Origins, Runs, Visits, load
from sim.results.measures import (
    burden_curve,
    cumulative_dose,
    cured,
    depth_of_response,
    died,
    final_burden,
    progressed,
    resistant_fraction,
    survival_time,
    time_on_treatment,
    time_to_progression,
)
from sim.simulate import simulate

_ON_FIRST_USE = {
    "plots": "sim.plots",
    "presets": "sim.presets",
    "teaching": "sim.teaching",
    "theory": "sim.theory",
    "cite": "sim.presets.cite:cite",
    "Gillespie": "sim.engines:Gillespie",
    "Jump": "sim.engines:Jump",
    "MeanField": "sim.engines:MeanField",
}
"""What would make `import sim` slow is imported when it is first asked for."""

__all__ = [
    "MONTH",
    "WEEK",
    "YEAR",
    "Adaptive",
    "AdaptiveDose",
    "Alternating",
    "BeyondProgression",
    "Bliss",
    "BurdenAbove",
    "BurdenBelow",
    "Bypass",
    "Cells",
    "CirculatingDna",
    "Clinic",
    "Clone",
    "Combination",
    "Confirmed",
    "Continuous",
    "Days",
    "Diameter",
    "DoseRules",
    "Drug",
    "Efflux",
    "Endpoints",
    "Escalation",
    "Exponential",
    "GeneAmplification",
    "Gillespie",
    "Gompertz",
    "HighestSingleAgent",
    "Hill",
    "Inactivation",
    "Inhibition",
    "InputError",
    "Inside",
    "Intermittent",
    "Jump",
    "Lesions",
    "Line",
    "Lineages",
    "Lines",
    "Loewe",
    "Logistic",
    "Marker",
    "MeanField",
    "Metronomic",
    "Multimodal",
    "Mutation",
    "Niche",
    "Noise",
    "Observation",
    "Origins",
    "Parallel",
    "Pcwg3",
    "Progression",
    "Proportional",
    "Pump",
    "Quality",
    "Radiotherapy",
    "RatioToBaseline",
    "RatioToNadir",
    "Reappearance",
    "Rechallenge",
    "Recist",
    "ReducedUptake",
    "Regimen",
    "Repair",
    "Runs",
    "Schedule",
    "Sequential",
    "Silencing",
    "Surgery",
    "Switch",
    "TargetMutation",
    "Tolerance",
    "Toxicity",
    "Tumour",
    "Visits",
    "Volume",
    "__version__",
    "burden_curve",
    "cells_from_diameter_mm",
    "cite",
    "cumulative_dose",
    "cured",
    "depth_of_response",
    "diameter_mm_from_cells",
    "died",
    "doubling_time",
    "final_burden",
    "half_life",
    "hours",
    "load",
    "plots",
    "policy",
    "presets",
    "progressed",
    "resistant_fraction",
    "simulate",
    "survival_time",
    "teaching",
    "theory",
    "time_on_treatment",
    "time_to_progression",
]


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    module, _, member = _ON_FIRST_USE[name].partition(":")
    found = import_module(module)
    value = getattr(found, member) if member else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
