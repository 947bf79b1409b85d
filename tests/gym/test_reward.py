"""What a reward may be."""

import numpy as np
import pytest

pytest.importorskip("gymnasium")

import sim
from sim.gym import Setting, VectorEnv


def env(reward):
    tumour = sim.Tumour(
        [sim.Clone("S", 0.14, 0.1, start=1e9)], drugs=[sim.Drug("A", sim.Proportional(0.05))]
    )
    setting = Setting(tumour, 56.0, clinic=sim.Clinic(7, 14), reward=reward, engine="meanfield")
    made = VectorEnv(setting, 3)
    made.reset(seed=1)
    return made


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_reward_that_is_no_number_is_refused(value):
    with pytest.raises(
        sim.InputError, match=r"reward returned .* for patient 1; it must be a finite"
    ):
        env(lambda step: np.where([False, True, True], value, 1.0)).step(np.ones(3, dtype=int))


def test_a_reward_that_is_one_is_kept():
    _, reward, *_ = env(lambda step: np.array([1.0, -2.0, 0.5])).step(np.ones(3, dtype=int))
    assert reward.tolist() == [1.0, -2.0, 0.5]
