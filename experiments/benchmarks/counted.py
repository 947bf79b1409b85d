"""How often kernels draw: the same kernels, run by Python, with everything counted that they draw.

What is counted inside something else that is counted (the uniform number of a walk) is part of its
cost and is not counted again.
"""

import os
from collections import Counter
from collections.abc import Callable
from functools import wraps
from unittest import mock

from sim.engines import plain, ways

COUNTED = {
    "random.streams": ("fold_in", "uniform", "exponential", "numbered_normal", "numbered_stream"),
    "birth_death.tree": ("near_growth",),
    "random.inversion": ("few_successes", "few_extra"),
    "random.samplers": ("_binomial_rejection", "gamma", "poisson", "from_cumulants"),
    "birth_death.cumulants": ("middling_count",),
    "crowding.average": ("_exp",),
    "leap.patients": ("put_back",),
    "mean_field.step": ("try_step",),
}
"""Functions of `sim.kernels`, by module. A module is counted before those that import from it."""


def count(run: Callable[[], object]) -> Counter:
    """Return how often each function of `COUNTED` is called while `run` runs, in one thread."""
    found: Counter = Counter()
    within = False

    def counting(function, name):
        @wraps(function)
        def instead(*arguments):
            nonlocal within
            if within:
                return function(*arguments)
            found[name] += 1
            within = True
            try:
                return function(*arguments)
            finally:
                within = False

        return instead

    plain.module.cache_clear()
    try:
        for module, names in COUNTED.items():
            read = plain.module(module)
            for name in names:
                setattr(read, name, counting(getattr(read, name), name))
        with mock.patch.dict(os.environ, {ways.SETTING: "never"}):
            run()
    finally:
        plain.module.cache_clear()
    return found
