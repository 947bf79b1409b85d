"""What kernels call is handed to them as it is: one machine code, and nothing lost on the way."""

import numpy as np
import pytest
from numba.core.codegen import JITCodeLibrary

from sim.kernels import inner
from sim.kernels.compile import allocating, called, kernel, out_of_line


@called
def _twice(x):
    out_of_line()
    return 2.0 * x


@allocating
def _room(count):
    return np.zeros(count)


@kernel
def _four_times(x, count):
    room = _room(count)
    room[0] = _twice(_twice(x))
    return room


def library_of(dispatcher):
    (found,) = dispatcher.overloads.values()
    return found.library


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    assert _four_times(1.5, 2).tolist() == [6.0, 0.0]


def test_numba_still_has_what_ours_takes_the_place_of():
    """Else all is compiled as slowly as before, which no other test would say."""
    assert inner.COMPILER is not inner.Compiler


def test_only_the_kernel_has_machine_code():
    _twice.compile("float64(float64)")  # (a kernel that comes from the disk compiles nothing)
    assert library_of(_twice).get_pointer_to_function("anything") == 0
    assert type(library_of(_twice)) is not JITCodeLibrary
    assert type(library_of(_four_times)) is JITCodeLibrary


def test_an_error_in_what_it_calls_reaches_python():
    with pytest.raises(ValueError, match="negative dimensions"):
        _four_times(1.5, -1)
