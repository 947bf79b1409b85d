"""What goes on for ever, or for a billion steps, is refused before it is written out."""

import itertools
import tracemalloc

import numpy as np
import pytest

import sim
from sim.base import checks
from sim.base.errors import InputError
from sim.regimens.policy import Policy

CLONE = sim.Clone("S", 0.2, 0.1, start=10)


@pytest.mark.parametrize(
    "make",
    [
        lambda: sim.Tumour(range(10**9)),
        lambda: sim.Tumour(itertools.repeat(CLONE)),
        lambda: sim.Tumour([CLONE], drugs=range(10**9)),
        lambda: CLONE and checks.parts("parts", itertools.repeat(CLONE), sim.Clone, "sim.Clone"),
        lambda: Policy(lambda seen, memory: "A", range(10**9)),
    ],
)
def test_what_never_ends_is_refused_in_little_memory(make):
    tracemalloc.start()
    with pytest.raises(InputError):
        make()
    assert tracemalloc.get_traced_memory()[1] < 2e7
    tracemalloc.stop()


@pytest.mark.parametrize(
    "ends",
    [np.array(0.5), np.array([0.1, 0.2]), np.array([[0.1, np.nan]]), np.array([[0.5, 2.1]]), "x"],
)
def test_shares_of_family_survival_are_one_for_each_day_and_clone(ends):
    tumour = sim.Tumour([CLONE, sim.Clone("R", 0.2, 0.1)])
    with pytest.raises(InputError, match=r"ends"):
        sim.theory.family_survival(tumour, None, np.array([30.0]), ends)


def test_times_of_the_theory_are_counted_before_they_are_written_out():
    tracemalloc.start()
    with pytest.raises(InputError, match=r"times has 1,000,000,000 values"):
        sim.theory.extinction(sim.Tumour([CLONE]), None, range(10**9))
    assert tracemalloc.get_traced_memory()[1] < 2e7
    tracemalloc.stop()
