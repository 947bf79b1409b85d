"""From how many cells on a tumour is seen, against the closed form of every measure."""

import numpy as np
import pytest

import sim
from sim.clinic.measures import Measure
from sim.clinic.seen_from import seen_from

SMALLEST = 6.5e7
PER_CELL = np.array([1e-9, 4e-9])


class Weight(Measure):
    """A measure of somebody's own: a scale that shows from 2 grams on."""

    unit = "g"

    def sizes(self, burden, state, error, smallest):
        return burden / 1e9 * error, 2.0


@pytest.mark.parametrize(
    ("measure", "cells"),
    [
        (sim.clinic.Cells(), SMALLEST),
        (sim.clinic.Volume(3e8), SMALLEST),
        (sim.clinic.Diameter(3e8), SMALLEST),
        (sim.Lesions((0.5, 0.3, 0.2)), SMALLEST / 0.5),
        (sim.Marker("PSA", per_cell=2e-9, detection=0.01), 0.01 / 2e-9),
        (sim.Marker("PSA", per_cell=2e-9, detection=0.1, background=0.04), 0.06 / 2e-9),
        (sim.CirculatingDna(1e-6, normal=800.0, detection=1e-3), 1e-3 / 0.999 * 800.0 / 1e-6),
        (Weight(), 2e9),
    ],
)
def test_it_is_the_closed_form_of_the_measure(measure, cells):
    np.testing.assert_allclose(seen_from(measure, SMALLEST, 3), cells, rtol=1e-9)


def test_patients_who_differ_have_their_own():
    found = seen_from(sim.Marker("PSA", per_cell=PER_CELL), SMALLEST, 2)
    np.testing.assert_allclose(found, 0.01 / PER_CELL, rtol=1e-9)


def test_what_is_always_seen_never_seen_or_undecided():
    noisy = sim.Marker("PSA", per_cell=1e-9, detection=0.01, background=0.5)
    assert seen_from(noisy, SMALLEST).tolist() == [0.0]
    assert seen_from(sim.clinic.Cells(), 0.0).tolist() == [0.0]
    assert seen_from(sim.Marker("PSA", per_cell=1e-18, detection=1.0), SMALLEST) == np.inf
    by_clone = sim.ByClone(sim.clinic.Cells(), {"r": 0.0})
    assert np.isnan(seen_from(by_clone, SMALLEST)).all()


@pytest.mark.parametrize(
    ("criteria", "changes"),
    [
        (sim.Recist(), {"partial response": -0.3, "progression": 0.2}),
        (sim.Pcwg3(), {"response": -0.5, "progression": 0.25}),
        (sim.RatioToNadir(1.73, response=0.2), {"partial response": -0.8, "progression": 0.73}),
        (sim.Confirmed(sim.Recist(growth=0.4)), {"partial response": -0.3, "progression": 0.4}),
        (sim.Reappearance(), {}),
    ],
)
def test_thresholds_are_those_of_the_rule(criteria, changes):
    assert criteria.thresholds() == pytest.approx(changes)
