"""What is given and when: frozen plans, asked at every visit."""

from sim.regimens.adaptive import Adaptive
from sim.regimens.adaptive_dose import AdaptiveDose
from sim.regimens.adherence import Adherence
from sim.regimens.alternating import Alternating
from sim.regimens.by_turns import Backbone, ByTurns, RangeBounded
from sim.regimens.conditions import AllOf, AnyOf, Detected, Not, Undetectable, When
from sim.regimens.continuous import Combination, Continuous, Metronomic, Observation
from sim.regimens.escalation import Escalation
from sim.regimens.given import Given
from sim.regimens.given_once import Doses
from sim.regimens.intermittent import Intermittent
from sim.regimens.lasting import Lasting
from sim.regimens.lines import Line, Lines
from sim.regimens.local import LocalTreatment, Radiotherapy, Surgery
from sim.regimens.multimodal import Multimodal
from sim.regimens.of_measures import AlleleAbove, AlleleBelow, By, NewLesion
from sim.regimens.phases import Phases, TreatmentFreeRemission
from sim.regimens.policy import Policy, policy
from sim.regimens.rechallenge import Rechallenge
from sim.regimens.regimen import Regimen
from sim.regimens.schedule import Schedule
from sim.regimens.second_strike import Nadir, SecondStrike
from sim.regimens.sequential import BeyondProgression, Sequential
from sim.regimens.threshold import Absolute, TimesBaseline
from sim.regimens.together import Together
from sim.regimens.until import BurdenAbove, BurdenBelow, Days, Progression, Until
from sim.regimens.until_size import MarkerAbove, MarkerBelow, Rebound

__all__ = [
    "Absolute",
    "Adaptive",
    "AdaptiveDose",
    "Adherence",
    "AllOf",
    "AlleleAbove",
    "AlleleBelow",
    "Alternating",
    "AnyOf",
    "Backbone",
    "BeyondProgression",
    "BurdenAbove",
    "BurdenBelow",
    "By",
    "ByTurns",
    "Combination",
    "Continuous",
    "Days",
    "Detected",
    "Doses",
    "Escalation",
    "Given",
    "Intermittent",
    "Lasting",
    "Line",
    "Lines",
    "LocalTreatment",
    "MarkerAbove",
    "MarkerBelow",
    "Metronomic",
    "Multimodal",
    "Nadir",
    "NewLesion",
    "Not",
    "Observation",
    "Phases",
    "Policy",
    "Progression",
    "Radiotherapy",
    "RangeBounded",
    "Rebound",
    "Rechallenge",
    "Regimen",
    "Schedule",
    "SecondStrike",
    "Sequential",
    "Surgery",
    "TimesBaseline",
    "Together",
    "TreatmentFreeRemission",
    "Undetectable",
    "Until",
    "When",
    "policy",
]
