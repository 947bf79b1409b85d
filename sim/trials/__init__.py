"""Virtual trials: cohorts of patients, arms, end points, statistics, regret and audit."""

from sim.results.followup import Followup, followup
from sim.trials.audit import audit, follow, log, replay
from sim.trials.biomarker import Biomarker
from sim.trials.cohort import Cohort, Patients
from sim.trials.design import Conduct, Design, Paired, Randomised
from sim.trials.registry import registered
from sim.trials.regret import regret
from sim.trials.result import TrialResult
from sim.trials.trial import Trial

__all__ = [
    "Biomarker",
    "Cohort",
    "Conduct",
    "Design",
    "Followup",
    "Paired",
    "Patients",
    "Randomised",
    "Trial",
    "TrialResult",
    "audit",
    "follow",
    "followup",
    "log",
    "registered",
    "regret",
    "replay",
]
