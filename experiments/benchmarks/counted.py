"""How often kernels draw: the same kernels, run by Python, with everything counted that they draw.

What is counted inside something else that is counted (the uniform number of a walk) is part of its
cost and is not counted again.
"""

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import wraps

from sim.engines import plain, ways

COUNTED = {
    "random": ("fold_in", "uniform", "exponential", "numbered_normal", "numbered_stream"),
    "tree": ("near_growth",),
    "inversion": ("few_successes", "few_extra"),
    "samplers": ("_binomial_rejection", "gamma", "poisson", "from_cumulants"),
    "large": ("middling_count",),
    "crowd": ("_exp",),
    "jump": ("put_back",),
    "mean_field": ("_step",),
}
"""Functions of `sim.kernels`, by module. A module is counted before those that import from it."""


@contextlib.contextmanager
def _never_compiled() -> Iterator[None]:
    before = os.environ.get(ways.SETTING)
    os.environ[ways.SETTING] = "never"
    try:
        yield
    finally:
        if before is None:
            del os.environ[ways.SETTING]
        else:
            os.environ[ways.SETTING] = before


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
        with _never_compiled():
            run()
    finally:
        plain.module.cache_clear()
    return found
