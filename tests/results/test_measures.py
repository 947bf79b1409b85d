"""End points as functions of runs: against values worked out by hand, and against `simulate`."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.results import runs_from_arrays
from sim.results.measures import MEASURES
from tests.factory import make_runs

OVER, GONE, DEAD = 0, 1, 2


def hand_made(**curves):
    """Return one arm of four patients: progressed, cured, dead before any scan, and stable."""
    return runs_from_arrays(
        arms=["A"], patients=range(4), clones=["s", "r", "q"], drugs=["A", "B"],
        baseline=[[100.0, 100.0, 100.0, 0.0]], nadir=[[50.0, 10.0, 100.0, 0.0]],
        progression_day=[[56.0, np.nan, np.nan, np.nan]], end_day=[[100.0, 30.0, 70.0, 100.0]],
        ending=[[OVER, GONE, DEAD, OVER]],
        final_cells=[[[10, 20, 70], [0, 0, 0], [500, 500, 0], [8, 0, 0]]],
        attrs={"days": 100.0}, **curves,
    )  # fmt: skip


def test_end_points_of_four_patients():
    runs = hand_made()
    expected = {
        "time_to_progression": [56, 100, 70, 100],
        "progressed": [True, False, False, False],
        "progression_free_survival": [56, 100, 70, 100],
        "progressed_or_died": [True, False, True, False],
        "survival_time": [100, 100, 70, 100],
        "died": [False, False, True, False],
        "cured": [False, True, False, False],
        "final_burden": [100, 0, 1000, 8],
        "resistant_fraction": [0.9, np.nan, 0.5, 0.0],
        "depth_of_response": [0.5, 0.1, 1.0, np.nan],
    }
    for name, values in expected.items():
        found = MEASURES[name](runs)
        assert found.dims == ("arm", "patient")
        np.testing.assert_array_equal(found.values, [values], err_msg=name)


@pytest.mark.parametrize("name", MEASURES)
def test_what_are_no_runs_is_refused_by_every_measure(name):
    with pytest.raises(InputError, match="runs"):
        MEASURES[name]({"ending": 1})


UNITS = {
    "time_to_progression": "day", "progression_free_survival": "day", "survival_time": "day",
    "time_to_lasting_growth": "day", "time_on_treatment": "day", "final_burden": "cells",
    "burden_curve": "cells", "cumulative_dose": "standard doses x days",
}  # fmt: skip
"""The rest are shares, and yes or no."""


@pytest.mark.parametrize("name", MEASURES)
def test_each_says_its_unit(name):
    found = MEASURES[name](make_runs(patients=3))
    assert found.attrs["units"] == UNITS.get(name, "1")
    assert found.attrs["long_name"]


def test_a_tumour_of_which_too_little_was_seen_has_no_depth():
    runs = hand_made()
    data = runs.data.assign(measurable=(("arm", "patient"), [[True, False, True, True]]))
    found = sim.depth_of_response(sim.Runs(data)).values
    np.testing.assert_array_equal(found, [[0.5, np.nan, 1.0, np.nan]])


def test_what_was_counted_is_taken_before_what_follows_from_kept_visits():
    time = np.array([0.0, 100.0])
    dose = np.ones((1, 4, 2, 2))
    runs = hand_made(time=time, cells=np.ones((1, 4, 2, 3)), dose=dose, concentration=dose)
    counted = runs.data.assign(
        treatment_days=(("arm", "patient"), [[7, 14, 21, 28]]),
        cumulative_dose=(("arm", "patient", "drug"), [[[7, 1], [14, 2], [21, 3], [28, 4]]]),
    )
    found = sim.Runs(counted)
    np.testing.assert_array_equal(sim.time_on_treatment(found).values, [[7, 14, 21, 28]])
    np.testing.assert_array_equal(sim.cumulative_dose(found).values, [[8, 16, 24, 32]])


def test_a_curve_of_more_values_than_fit_is_refused_before_it_is_made():
    with pytest.raises(sim.InputError, match="burden_curve"):
        sim.burden_curve(make_runs(patients=3), every=1e-9)
    with pytest.raises(sim.InputError, match="every of burden_curve"):
        sim.burden_curve(make_runs(patients=3), every=-1)


def test_who_is_resistant_can_be_said():
    runs = hand_made()
    assert sim.resistant_fraction(runs, ["q"]).values[0, 0] == 0.7
    with pytest.raises(sim.InputError, match=r"clones is 'r': .*a list"):
        sim.resistant_fraction(runs, "r")
    np.testing.assert_array_equal(
        sim.resistant_fraction(runs, ["s", "q"]).values, [[0.8, np.nan, 0.5, 1.0]]
    )
    with pytest.raises(sim.InputError, match="no such clone"):
        sim.resistant_fraction(hand_made(), ["t"])


def test_doses_count_until_the_patient_s_end():
    time = np.array([0.0, 28.0, 56.0, 100.0])
    dose = np.zeros((1, 4, 4, 2))
    dose[:, :, 0] = [1.0, 0.5]
    dose[:, :, 2] = [2.0, 0.0]
    runs = hand_made(time=time, cells=np.ones((1, 4, 4, 3)), dose=dose, concentration=dose)
    # 28 days at 1.5, 28 at nothing, then 2.0 until the end (day 100, 30, 70, 100)
    np.testing.assert_allclose(sim.time_on_treatment(runs).values, [[72, 28, 42, 72]])
    np.testing.assert_allclose(sim.cumulative_dose(runs).values, [[130, 42, 70, 130]])


def test_a_burden_curve_has_the_same_days_whatever_the_visits_were():
    time = np.array([0.0, 10.0, 30.0, 100.0])
    cells = np.zeros((1, 4, 4, 3))
    cells[..., 0] = [1, 2, 3, 4]
    dose = np.zeros((1, 4, 4, 2))
    runs = hand_made(time=time, cells=cells, dose=dose, concentration=dose)
    curve = sim.burden_curve(runs, every=10)
    assert curve.dims == ("arm", "patient", "day")
    np.testing.assert_array_equal(curve["day"], np.arange(0, 101, 10))
    np.testing.assert_array_equal(curve.values[0, 0], [1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4])
    assert sim.burden_curve(runs)["day"].values.tolist() == [0, 28, 56, 84]
    with pytest.raises(sim.InputError, match="above 0"):
        sim.burden_curve(runs, every=0)


@pytest.mark.parametrize("name", ["time_on_treatment", "cumulative_dose", "burden_curve"])
def test_what_needs_curves_says_so(name):
    with pytest.raises(sim.InputError, match=r"record=sim.Visits\(\)"):
        MEASURES[name](make_runs(curves=False))


@pytest.mark.parametrize("name", MEASURES)
def test_a_patient_s_value_does_not_depend_on_the_others(name):
    runs = make_runs(patients=12)
    whole = MEASURES[name](runs)
    alone = MEASURES[name](runs.patient(7))
    np.testing.assert_array_equal(whole.sel(patient=[7]).values, alone.values)
    assert whole.name == name
    assert {"long_name", "units"} <= set(whole.attrs)
