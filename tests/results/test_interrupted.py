"""Who is missing of runs that were stopped: written as rows of numbers, and read back."""

import json

import numpy as np
import pytest
import xarray as xr

import sim
from sim.results.interrupted import (
    INTERRUPTED,
    MISSING,
    interrupted_attrs,
    joined_attrs,
    missing_of,
)
from sim.results.seal import seal_of
from tests.simulate.cohort import run


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        ([7], [[7, 7]]),
        ([3, 4, 5], [[3, 5]]),
        ([0, 1, 4, 6, 7, 8, 20], [[0, 1], [4, 4], [6, 8], [20, 20]]),
        ([8, 0, 7, 1], [[0, 1], [7, 8]]),
    ],
)
def test_the_missing_are_written_as_rows_and_read_as_they_were(numbers, rows):
    attrs = interrupted_attrs(np.array(numbers), finished=5)
    assert json.loads(attrs[MISSING]) == rows
    assert missing_of(attrs).tolist() == sorted(numbers)
    asked = 5 + len(numbers)
    assert attrs[INTERRUPTED] == f"interrupted: 5 of {asked} patients were finished"


def test_whoever_is_in_another_part_is_not_missing():
    """Of 0 to 9, one part has 0 and 1 and misses 2 to 4, the other has 5 and 3 and misses 6, 7."""
    parts = [interrupted_attrs(np.arange(2, 5), 2), interrupted_attrs(np.array([6, 7]), 2)]
    joined = joined_attrs(parts, np.array([0, 1, 5, 3]))
    assert missing_of(joined).tolist() == [2, 4, 6, 7]
    assert joined[INTERRUPTED] == "interrupted: 4 of 8 patients were finished"
    assert joined_attrs([parts[0]], np.arange(5)) == {}
    assert interrupted_attrs(np.empty(0, dtype=np.int64), 5) == {}
    assert missing_of({}).tolist() == []


def test_a_summary_says_above_its_arms_that_it_is_of_some():
    whole = run(patients=3)
    assert whole.summary().columns.name is None
    cut = sim.Runs(whole.data.assign_attrs(interrupted_attrs(np.array([3]), 3)))
    assert cut.summary().columns.name == "interrupted: 3 of 4 patients were finished"
    assert "\n  PARTIAL interrupted: 3 of 4 patients were finished\n" in str(cut)
    assert "PARTIAL" not in str(whole)


def test_a_seal_is_of_thirty_two_digits_and_of_everything():
    """Files of before have seals of that length: of another, all of them would be damaged."""
    runs = run(patients=3)
    seal = seal_of(runs.data)
    assert len(seal) == 32
    int(seal, 16)
    assert seal_of(runs.data.copy(deep=True)) == seal
    changed = runs.data.copy(deep=True)
    changed["end_day"].values.flat[0] += 1
    others = [
        changed, runs.data.assign_attrs(seed=5), runs.data.rename(patient="who"),
        runs.data.drop_vars("end_day"), runs.data.isel(patient=[1, 0, 2]),
    ]  # fmt: skip
    assert len({seal, *map(seal_of, others)}) == 6


def test_a_seal_is_of_axes_and_of_shapes_too():
    """The same numbers in another order of axes, along other axes, or no longer a coordinate."""
    numbers = xr.Dataset(
        {"x": (("a", "b"), np.arange(4.0).reshape(2, 2))}, coords={"c": ("a", [1, 2])}
    )
    flat = xr.Dataset({"x": (("a",), np.arange(4.0))})
    others = [
        numbers, numbers.rename(b="d"), numbers.reset_coords("c"), flat,
        xr.Dataset({"x": (("b", "a"), np.arange(4.0).reshape(2, 2))}, coords={"c": ("a", [1, 2])}),
        xr.Dataset({"x": (("a", "b"), np.arange(4.0).reshape(4, 1))}),
        xr.Dataset({"x": (("a", "b"), np.arange(4.0).reshape(1, 4))}),
    ]  # fmt: skip
    assert len(set(map(seal_of, others))) == len(others)
