"""One patient as an environment of Gymnasium: `Env`."""

from typing import Any

import gymnasium
import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.gym.setting import Setting
from sim.gym.vector import VectorEnv


class Env(gymnasium.Env):
    """One patient treated by a learner: `VectorEnv` of one.

    Parameters
    ----------
    setting : Setting
        Patients, clinic, doses, reward. Every episode is another patient.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012 (Gymnasium's name and type)

    def __init__(self, setting: Setting):
        self._many = VectorEnv(setting, 1, autoreset="disabled")
        self._ended = False
        self.setting, self.features = setting, self._many.features
        self.observation_space = self._many.single_observation_space
        self.action_space = self._many.single_action_space

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Begin with the first patient of a seed, or the next one."""
        observation, info = self._many.reset(seed=seed)
        super().reset(seed=None if seed is None else int(seed))
        self._ended = False
        return observation[0], info

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """Give the dose that the action says until the next visit."""
        if self._ended:
            raise InputError("The episode of this patient has ended; begin another: env.reset().")
        one = checks.as_array("action", action)[None]
        observation, reward, terminated, truncated, info = self._many.step(one)
        self._ended = bool(terminated[0] or truncated[0])
        return observation[0], float(reward[0]), bool(terminated[0]), bool(truncated[0]), info
