"""Laws of growth as tables: interpolated, made of functions, and refused where they are none."""

import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator

import sim
from sim.base.errors import InputError
from sim.model.response import crowding_on_day_0, net_growth

CELLS, BIRTHS = [1e6, 1e9, 1e11, 1e12], [1.1, 0.9, 0.4, 0.1]


def test_between_points_it_is_the_monotone_interpolation_and_beyond_it_stays():
    curve = sim.GrowthCurve(CELLS, BIRTHS)
    asked = np.geomspace(1e6, 1e12, 50)
    wanted = PchipInterpolator(np.log(CELLS), BIRTHS)(np.log(asked))
    np.testing.assert_allclose(curve.factor(asked), wanted, rtol=1e-12)
    assert curve.factor([0.0, 1.0, 1e6]).tolist() == pytest.approx([1.1] * 3)
    assert curve.factor([1e12, 1e15]).tolist() == [0.1, 0.1]
    slope = -np.gradient(wanted, np.log(asked)).min()
    assert slope <= curve.steepness <= 1.2 * slope
    assert curve.capacity == 1e12
    assert sim.GrowthCurve(CELLS, BIRTHS, scale=np.array([1.0, 2.0])).capacity.tolist() == [
        1e12, 2e12,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("law", "highest", "error"),
    [
        (lambda n: 1 - n / 1e12, 1e12, 1e-4),
        (lambda n: np.log(1e12 / n), 1e12, 1e-6),
        (lambda n: 1 - (n / 1e9) ** 3, 1e9, 1e-3),
        (lambda n: 1 / (1 + n / 1e8), 1e13, 1e-3),
    ],
)
def test_of_a_function_it_has_the_error_that_is_asked_for(law, highest, error):
    curve = sim.GrowthCurve.of(law, highest=highest, error=error)
    asked = np.geomspace(1.0, highest, 99991)
    truth = np.maximum(law(asked), 0.0)
    missed = np.abs(curve.factor(asked) - truth).max() / truth[0]
    assert missed <= 1.05 * error
    assert len(curve.cells) <= 64


def test_where_births_stop_to_outweigh_deaths():
    curve = sim.GrowthCurve.of(lambda n: 1 - n / 1e12, highest=1e12, error=1e-4)
    assert curve.size_at(0.25) == pytest.approx(0.75e12, rel=0.05)
    assert sim.GrowthCurve(CELLS, BIRTHS).size_at(0.05) == np.inf


def test_a_tumour_says_it_and_its_response():
    growth = sim.GrowthCurve(CELLS, BIRTHS)
    tumour = sim.Tumour([sim.Clone("S", 0.2, 0.1, start=1e11)], growth=growth)
    said = "Growth: births by a table of 4 sizes, from 1.1 x at 1e6 to 0.1 x at 1e12 cells."
    assert said in str(tumour)
    x = crowding_on_day_0(tumour)["S"]
    assert net_growth(tumour, tumour.clones[0], {}, x) == pytest.approx(0.2 * 0.4 - 0.1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sim.GrowthCurve([1, 2], [1]), "has 2 sizes and 1 factors"),
        (lambda: sim.GrowthCurve([1], [1]), "2 to 64"),
        (lambda: sim.GrowthCurve([2, 1], [1, 0]), "cells of a GrowthCurve go from 2 to 1"),
        (lambda: sim.GrowthCurve([1, 2], [0.5, 1]), "births of a GrowthCurve go from 0.5 to 1"),
        (lambda: sim.GrowthCurve([1, 2], [0, 0]), "leaves no births at any size"),
        (lambda: sim.GrowthCurve([0, 2], [1, 0]), "a size of a GrowthCurve is 0"),
        (lambda: sim.GrowthCurve([1, 2], [1, -1]), "a factor of a GrowthCurve is -1"),
        (lambda: sim.GrowthCurve([1, 1.001], [1, 0]), "falls by up to 1e.03 for each e-fold"),
        (lambda: sim.GrowthCurve([1, 2], [1, 0], scale=0), "scale of a GrowthCurve is 0"),
        (lambda: sim.GrowthCurve([1, 2], [1, 0], competition=[[1]] * 2), "must be square"),
        (lambda: sim.GrowthCurve.of(lambda n: 1.0, highest=10), "returned"),
        (lambda: sim.GrowthCurve.of(np.sin, highest=10), "never rise"),
        (
            lambda: sim.GrowthCurve.of(lambda n: 1 / (1 + n / 1e5), highest=1e9, error=1e-6),
            "points from 1 to 1e.09 cells give this function with an error of",
        ),
        (
            lambda: sim.Tumour(
                [sim.Clone("S", 0.2, 0.1, start=1)],
                growth=sim.GrowthCurve([1, 2], [1, 0], competition=[[1, 1], [1, 1]]),
            ),
            "competition is 2 x 2 but the tumour has 1 clones",
        ),
        (
            lambda: sim.Tumour(
                [sim.Clone("S", 0.2, 0.1, start=1)], growth=sim.GrowthCurve([1, 2], [1, 0])
            ).in_niches([sim.Niche("bone", capacity=1e9), sim.Niche("liver")]),
            "capacity, but the tumour grows by a GrowthCurve",
        ),
    ],
)
def test_what_is_no_law_is_refused_by_name(make, message):
    with pytest.raises(InputError, match=message):
        make()
