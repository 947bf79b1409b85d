"""Containment: the days of the paper, and its parameters typed a second time."""

import numpy as np
import pytest

from experiments.published import table
from experiments.published.viossat2021 import reproduce


def test_parameters_as_in_the_paper():
    tumour = reproduce.tumour()
    sensitive, resistant = tumour.clones
    assert sensitive.birth / 24 == resistant.birth / 24 == pytest.approx(2.47e-4)  # per hour
    assert (sensitive.death, resistant.death) == (0, 0)
    assert sensitive.start + resistant.start == 10_000_000_000
    assert resistant.start == 230_000
    assert tumour.growth.capacity == 2_000_000_000_000
    assert reproduce.TOLERABLE == 70_000_000_000
    assert np.isinf(resistant.fold["drug"])
    assert tumour.drugs[0].effect.acts == "division"


@pytest.fixture(scope="module")
def treated():
    return reproduce.treated()


def test_to_the_tenth_of_a_day(treated):
    rows = reproduce.rows(treated)
    assert [row.published for row in rows[::2]] == ["186.2", "340.0", "263.4", "417.2", "614.6"]
    assert all(row.agrees for row in rows), table.show(rows)


def test_containment_holds_the_size_until_only_resistant_cells_are_left(treated):
    burden = treated.data["burden"].sel(arm="ideal containment at N0").isel(patient=0)
    held = burden.sel(time=slice(1, 339)) / 1e10
    assert abs(held - 1).max() < 1e-3
