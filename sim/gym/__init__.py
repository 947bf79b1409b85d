"""The clinic as an environment to learn in, by the interface of Gymnasium (extra ``rl``)."""

from importlib.util import find_spec

from sim.base import advice
from sim.base.errors import InputError

if find_spec("gymnasium") is None:
    raise InputError(f"sim.gym needs gymnasium: {advice.install('rl')}")

from sim.gym.env import Env
from sim.gym.learned import policy_of
from sim.gym.named import SETTINGS, make, register, setting
from sim.gym.setting import Setting, Step, days_gained
from sim.gym.vector import VectorEnv

register()

__all__ = [
    "SETTINGS",
    "Env",
    "Setting",
    "Step",
    "VectorEnv",
    "days_gained",
    "make",
    "policy_of",
    "setting",
]
