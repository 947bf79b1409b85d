"""What came out: labelled arrays and how they were made, kept in memory or on disk."""

from sim.results.build import runs_from_arrays
from sim.results.endings import ENDINGS
from sim.results.files import load
from sim.results.join import join
from sim.results.measures import (
    burden_curve,
    cumulative_dose,
    cured,
    depth_of_response,
    died,
    final_burden,
    progressed,
    progressed_or_died,
    progression_free_survival,
    resistant_fraction,
    survival_time,
    time_on_treatment,
    time_to_lasting_growth,
    time_to_progression,
)
from sim.results.noted import Noted
from sim.results.places import boundary_length, radial_profile
from sim.results.recorders import Endpoints, Lineages, Origins, Visits
from sim.results.runs import Runs
from sim.results.snapshots import Snapshots

__all__ = [
    "ENDINGS",
    "Endpoints",
    "Lineages",
    "Noted",
    "Origins",
    "Runs",
    "Snapshots",
    "Visits",
    "boundary_length",
    "burden_curve",
    "cumulative_dose",
    "cured",
    "depth_of_response",
    "died",
    "final_burden",
    "join",
    "load",
    "progressed",
    "progressed_or_died",
    "progression_free_survival",
    "radial_profile",
    "resistant_fraction",
    "runs_from_arrays",
    "survival_time",
    "time_on_treatment",
    "time_to_lasting_growth",
    "time_to_progression",
]
