"""Many patients as one environment of Gymnasium: `VectorEnv`."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

from sim.base import checks
from sim.base.errors import InputError
from sim.gym.observed import observed
from sim.gym.setting import Setting, doses_of
from sim.gym.spaces import action_space, observation_space
from sim.gym.wave import Wave

MOST_ENVS = 10_000_000
MODES = {mode.name.lower(): mode for mode in AutoresetMode}


class VectorEnv(gymnasium.vector.VectorEnv):
    """Patients treated side by side by a learner, by the vector API of Gymnasium (1.1 and later).

    A step is from one visit of the clinic to the next. Every episode is another patient: number
    0, 1, 2, ... of the seed, as `sim.simulate` has them.

    Parameters
    ----------
    setting : Setting
        Patients, clinic, doses, reward.
    num_envs : int
        How many patients at once.
    autoreset : {"next_step", "same_step", "disabled"}
        What becomes of a patient whose episode has ended, as Gymnasium says it. ``"disabled"`` is
        the fastest: all stay in step until ``reset()``, or ``reset(options={"reset_mask": who})``;
        who has ended gets no reward any more.

    Attributes
    ----------
    features : tuple of str
        What each number of an observation is.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012 (Gymnasium's name and type)

    def __init__(self, setting: Setting, num_envs: int, autoreset: str = "next_step"):
        if not isinstance(setting, Setting):
            raise InputError(f"setting is {setting!r}; give sim.gym.Setting(tumour, days, ...).")
        checks.one_of("autoreset", autoreset, MODES, "mode")
        self.setting = setting
        self.num_envs = checks.whole("num_envs", num_envs, 1, MOST_ENVS)
        self.metadata = self.metadata | {"autoreset_mode": MODES[autoreset]}
        self._mode = MODES[autoreset]
        self.single_observation_space, self.features = observation_space(setting)
        self.single_action_space = action_space(setting)
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self._waves: list[Wave] = []
        self._seed, self._next = 0, 0
        shape = (self.num_envs, len(self.features))
        self._observation: np.ndarray = np.zeros(shape, dtype=np.float32)
        self._ended = np.zeros(self.num_envs, dtype=bool)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Begin with new patients: those of a seed from number 0 on, or else the next ones.

        Parameters
        ----------
        seed : int, optional
            All chance follows from it.
        options : dict, optional
            ``{"reset_mask": who}``, ndarray (num_envs,) bool: only these begin anew.
        """
        who = self._masked(options)
        if seed is not None:
            seed = checks.whole("seed", seed, 0)
        if seed is not None or not self._waves:
            super().reset(seed=seed)
            drawn = self.np_random.integers(2**31) if seed is None else seed
            self._seed, self._next = int(drawn), 0
        self._begin(who)
        return self._observation.copy(), {}

    def step(
        self, actions: Any
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Give the doses that the actions say until the next visit."""
        if not self._waves:
            raise InputError("Begin with env.reset(seed=1).")
        reward = np.zeros(self.num_envs)
        terminated = np.zeros(self.num_envs, dtype=bool)
        truncated = np.zeros(self.num_envs, dtype=bool)
        doses = doses_of(actions, self.setting.given, self.setting.tumour.drug_names)
        if len(doses) != self.num_envs:
            raise InputError(f"There are {len(doses)} actions for {self.num_envs} patients.")
        treated = self._waves
        if self._mode is AutoresetMode.NEXT_STEP and self._ended.any():
            treated = self._begin(self._ended.copy())  # (this step is theirs to begin in)
        for wave in treated:
            self._go(wave, doses, reward, terminated, truncated)
        if self._mode is AutoresetMode.DISABLED:
            terminated |= self._ended & ~truncated
        self._ended = terminated | truncated
        info: dict[str, Any] = {}
        if self._mode is AutoresetMode.SAME_STEP and self._ended.any():
            info = {"final_obs": self._observation.copy(), "_final_obs": self._ended.copy()}
            self._begin(self._ended.copy())
        return self._observation.copy(), reward, terminated, truncated, info

    @property
    def seen(self):
        """What the clinic knows of all, `Seen`, where they are in step (``"disabled"``)."""
        if len(self._waves) != 1:
            raise InputError("The patients are not in step; this needs autoreset='disabled'.")
        return self._waves[0].seen

    def _go(self, wave: Wave, doses, reward, terminated, truncated) -> None:
        if wave.is_over:
            raise InputError(
                f"The episode of patient {self._row(wave, wave.bound)} has ended; begin another "
                "with env.reset(), or take autoreset='next_step'."
            )
        rows, follow = wave.rows, wave.bound & ~wave.done
        step = wave.go(doses[rows])
        ends = step.died if self.setting.ends == "death" else step.progressed | step.died
        worth = np.asarray(self.setting.reward(step), dtype=float)
        if worth.shape != ends.shape:
            raise InputError(
                f"reward returned shape {worth.shape}; it must return one number for each of "
                f"{len(ends)} patients."
            )
        bad = follow & ~np.isfinite(worth)
        if np.count_nonzero(bad):
            raise InputError(
                f"reward returned {worth[np.argmax(bad)]} for patient {self._row(wave, bad)}; it "
                "must be a finite number for everybody whose episode goes on. A size that is not "
                "seen, or a logarithm of 0 cells, makes others: np.maximum(cells, 1)."
            )
        _put(reward, rows, worth, follow)
        terminated[rows] = follow & ends
        if wave.is_over:
            truncated[rows] = follow & ~ends
        _put(self._observation, rows, self._observe(wave), wave.bound[:, None])
        wave.done |= ends

    def _observe(self, wave: Wave) -> np.ndarray:
        truth = wave.cells if self.setting.privileged else None
        return observed(wave.seen, self.setting.days, truth)

    def _begin(self, who: np.ndarray) -> list[Wave]:
        """Begin new episodes for some rows, in a wave of their own; return the waves there were."""
        count = int(np.count_nonzero(who))
        rows = slice(None) if count == len(who) else np.flatnonzero(who)
        for wave in self._waves:
            wave.bound &= ~who[wave.rows]
        self._waves = [wave for wave in self._waves if wave.bound.any()]
        numbers = np.arange(self._next, self._next + count, dtype=np.int64)
        self._next += count
        wave = Wave(self.setting, self._seed, numbers, rows)
        others, self._waves = self._waves, [*self._waves, wave]
        self._observation[rows] = self._observe(wave)
        self._ended[rows] = False
        return others

    def _row(self, wave: Wave, who: np.ndarray) -> int:
        """Return which patient of the environment is the first of a wave's `who`."""
        return int(np.arange(self.num_envs)[wave.rows][np.argmax(who)])

    def _masked(self, options: dict[str, Any] | None) -> np.ndarray:
        mask = (options or {}).get("reset_mask")
        if mask is None or not self._waves:
            return np.ones(self.num_envs, dtype=bool)
        mask = np.asarray(mask)
        if mask.shape != (self.num_envs,) or mask.dtype != bool or not mask.any():
            raise InputError(
                f"reset_mask has shape {mask.shape} and type {mask.dtype}; give an array "
                f"({self.num_envs},) of bool, of which at least one is True."
            )
        return mask


def _put(into: np.ndarray, rows: np.ndarray | slice, values: np.ndarray, where: np.ndarray) -> None:
    """Fill those of the rows that `where` says."""
    if where.all():
        into[rows] = values
    else:
        mine = into[rows]  # (of all rows it is a view, and nothing is copied)
        np.copyto(mine, values, where=where)
        into[rows] = mine
