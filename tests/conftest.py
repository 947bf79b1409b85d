"""What all tests share: no screen, and random examples that are the same every time.

`make test` uses the profile ``fixed``: hypothesis draws the same examples on every machine, so a
red test is a fact and not bad luck. `make validate` uses ``fresh``: new examples each time.
"""

import os

# Set before anything imports matplotlib, and inherited by every process a test starts.
os.environ["MPLBACKEND"] = "Agg"
# What is tested is what is timed: compiled code (`tests/engines/test_ways.py` holds both equal).
os.environ.setdefault("SIM_COMPILE", "always")

import sys

import pytest
from hypothesis import settings

# Compiling a kernel takes seconds the first time, so no example has a deadline.
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("fresh", deadline=None, print_blob=True)
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def _closed_figures():
    """Close what a test has drawn: twenty open figures are a warning, and warnings are errors."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
