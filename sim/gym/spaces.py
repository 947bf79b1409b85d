"""Spaces of Gymnasium for what is seen and what may be given."""

import numpy as np
from gymnasium import spaces

from sim.gym.observed import HIGHEST, LOWEST, names
from sim.gym.setting import Setting


def observation_space(setting: Setting) -> tuple[spaces.Box, tuple[str, ...]]:
    """Return the space of one patient's observations, and what each number is."""
    clones = setting.tumour.clone_names if setting.privileged else ()
    features = names(setting.tumour.drug_names, clones)
    return spaces.Box(LOWEST, HIGHEST, (len(features),), np.float32), features


def action_space(setting: Setting) -> spaces.Space:
    """Return the space of one patient's actions: places in lists of doses, or doses."""
    given = setting.given
    if not setting.is_listed:
        return spaces.Box(0.0, 1.0, (len(given),), np.float32)
    counts = [len(levels) for levels in given.values() if levels is not None]
    return spaces.Discrete(counts[0]) if len(counts) == 1 else spaces.MultiDiscrete(counts)
