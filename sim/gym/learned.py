"""A trained callable as a regimen: for trials, figures and regret."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.gym.observed import observed
from sim.gym.setting import Setting, doses_of
from sim.regimens.policy import Policy


@dataclass(frozen=True)
class Learned:
    """What was learned, as a function of what is seen: kept with the runs that it made.

    Parameters
    ----------
    act : callable
        Takes observations (patient, number), returns actions.
    given : mapping of str to tuple of float, or None
        The doses among which an action chooses, by drug.
    days : float
        The longest episode of its training [days].
    name : str
        What it is called.
    """

    act: Callable[[np.ndarray], Any]
    given: Mapping[str, tuple[float, ...] | None]
    days: float
    name: str

    @property
    def __name__(self) -> str:
        """Its name, as functions have one."""
        return self.name

    def __call__(self, seen, memory) -> np.ndarray:
        """Return the doses (patient, drug) from today on."""
        return doses_of(self.act(observed(seen, self.days)), self.given, seen.drugs)


@typed
def policy_of(act: Callable[[np.ndarray], Any], setting: Setting, name: str = "learned") -> Policy:
    """Return the regimen that does what a trained callable says.

    Parameters
    ----------
    act : callable
        Takes observations (patient, number), returns actions as the environment takes them:
        ``lambda seen: model.predict(seen, deterministic=True)[0]`` of Stable-Baselines3.
    setting : Setting
        In which it was trained.
    name : str
        What it is called.

    Raises
    ------
    InputError
        If it was trained on the truth: no clinic sees it.
    """
    if setting.privileged:
        raise InputError(
            f"{name!r} was trained on the truth (privileged=True), which no regimen sees. Train "
            "it on what a clinic sees."
        )
    return Policy(Learned(act, setting.given, setting.days, name), tuple(setting.given))
