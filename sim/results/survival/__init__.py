"""Estimates from times that may be censored: each by a library, or by a closed form with a test."""

from sim.results.survival.competing import Incidence, cumulative_incidence
from sim.results.survival.curve import Survival, kaplan_meier, median, quantile
from sim.results.survival.estimate import UNKNOWN, Estimate, HazardRatio, with_interval
from sim.results.survival.hazard import Hazard, cumulative_hazard
from sim.results.survival.means import (
    check_until,
    pseudo_values,
    restricted_mean,
    restricted_mean_difference,
)
from sim.results.survival.pairs import (
    PairedDifference,
    Verdicts,
    bounds,
    paired_difference,
    verdicts_of,
)
from sim.results.survival.ratio import hazard_ratio, log_rank
from sim.results.survival.times import known_until

__all__ = [
    "UNKNOWN",
    "Estimate",
    "Hazard",
    "HazardRatio",
    "Incidence",
    "PairedDifference",
    "Survival",
    "Verdicts",
    "bounds",
    "check_until",
    "cumulative_hazard",
    "cumulative_incidence",
    "hazard_ratio",
    "kaplan_meier",
    "known_until",
    "log_rank",
    "median",
    "paired_difference",
    "pseudo_values",
    "quantile",
    "restricted_mean",
    "restricted_mean_difference",
    "verdicts_of",
    "with_interval",
]
