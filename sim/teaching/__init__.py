"""What the notebooks share: predictions, answers that are checked, sliders, a patient to treat.

The notebooks themselves are in the folder ``notebooks``; ``sim notebooks DIR`` copies them.
"""

from typing import Any

from sim.base.errors import no_attribute
from sim.teaching.cells import listen
from sim.teaching.checking import Verdict, check
from sim.teaching.doctor import Doctor
from sim.teaching.how_far import Progress, progress
from sim.teaching.predictions import Outcome, Prediction, outcome, predict
from sim.teaching.score import Score
from sim.teaching.sliders import Explorer, Slider, explore
from sim.teaching.treat import Game, treat
from sim.teaching.unknown import unknown

__all__ = [
    "Doctor",
    "Explorer",
    "Game",
    "Outcome",
    "Prediction",
    "Progress",
    "Score",
    "Slider",
    "Verdict",
    "check",
    "explore",
    "outcome",
    "predict",
    "progress",
    "treat",
    "unknown",
]

listen()


def __getattr__(name: str) -> Any:
    raise no_attribute("sim.teaching", name, __all__)
