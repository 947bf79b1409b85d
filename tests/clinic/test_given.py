"""What was given: administrations where a drug is given every so many days, days where not."""

import numpy as np
import pytest

import sim
from sim.clinic.given import Given


def tumour(birth=0.14, **drug):
    return sim.Tumour(
        [sim.Clone("s", birth=birth, death=0.13, start=1e9)],
        drugs=[sim.Drug("A", sim.Proportional(0.05), **drug)],
    )


def total(regimen, days=84, patients=2, **drug):
    runs = sim.simulate(
        tumour(**drug), {"arm": regimen}, patients=patients, days=days, seed=1, progress=False
    )
    return sim.cumulative_dose(runs).values[0], sim.time_on_treatment(runs).values[0], runs


def test_a_drug_that_restarts_is_given_at_once():
    """7 on, 7 off of a drug every 21 days: six administrations, against four without a pause."""
    timed = {"half_life": 5.0, "interval": 21.0}
    paused, days, _ = total(sim.Intermittent("A", on=7, off=7), **timed)
    assert paused.tolist() == [6 * 21, 6 * 21]
    assert days.tolist() == [42, 42]
    steady, days, _ = total(sim.Continuous("A"), **timed)
    assert steady.tolist() == [4 * 21, 4 * 21]
    assert days.tolist() == [84, 84]
    # without kinetics a day is a day
    assert total(sim.Intermittent("A", on=7, off=7))[0].tolist() == [42, 42]


@pytest.mark.parametrize("interval", [1.0, 0.5, 2.0, 7.0, 10.0, 21.0])
@pytest.mark.parametrize("on", [7, 14, 28])
def test_administrations_are_those_of_the_engine(interval, on):
    """Counted in the concentration: each lifts it by interval x ln 2 / half-life."""
    half_life = 5000.0  # hardly anything is cleared, so the concentration counts
    plan, days = sim.Intermittent("A", on=on, off=7), 2 * (on + 7)  # ends in a pause
    found, _, runs = total(plan, days=days, half_life=half_life, interval=interval)
    rate = np.log(2) / half_life
    # what is cleared by the end is below 1 %
    given = runs.data["concentration"].values[0, :, -1, 0] / (rate * interval)
    assert (np.abs(given - found / interval) < 0.01 * given + 1e-9).all()


def test_a_dose_is_that_of_the_day_on_which_it_is_given():
    """Half of it from day 14 on: of days 0, 10 and 20, the third is a half."""
    plan = sim.Schedule([0, 14], [{"A": 1.0}, {"A": 0.5}])
    found, _, _ = total(plan, days=28, half_life=5.0, interval=10.0)
    assert found.tolist() == [25, 25]


def test_a_dose_on_the_last_day_is_not_given():
    found, _, _ = total(sim.Continuous("A"), days=42, half_life=5.0, interval=21.0)
    assert found.tolist() == [42, 42]


def test_patients_are_counted_one_by_one_and_until_they_end():
    given = Given(np.array([True, False]), [21.0, 21.0], 3)
    doses = np.array([[1.0, 1.0], [0.0, 2.0], [0.5, 0.0]])
    found = given.between(0.0, 30.0, np.array([30.0, 10.0, 21.0]), doses)
    assert found.tolist() == [[42, 30], [0, 20], [10.5, 0]]
    # the first is due on day 42, the second at once, the third (who had one of two) on day 21
    found = given.between(30.0, 40.0, np.full(3, 10.0), np.ones((1, 2)))
    assert found.tolist() == [[0, 10], [21, 10], [21, 10]]


def test_a_tumour_that_is_gone_ends_what_is_given():
    """Whatever the clinic goes on giving: the run of that patient has ended."""
    start = sim.Tumour(
        [sim.Clone("s", birth=0.14, death=0.13, start=1000)],
        drugs=[sim.Drug("A", sim.Proportional(0.3))],
    )
    runs = sim.simulate(
        start, {"arm": sim.Continuous("A")}, patients=30, days=400, seed=1, progress=False,
        clinic=sim.Clinic(visit_every=1),
    )  # fmt: skip
    data = runs.data
    assert (data["ending"] == 1).all()
    end = data["end_day"].values
    assert np.unique(end).size > 5
    np.testing.assert_array_equal(sim.time_on_treatment(runs).values, end)
    np.testing.assert_array_equal(sim.cumulative_dose(runs).values, end)
    np.testing.assert_array_equal(data["last_treatment_day"].values, end)
    assert (end < 400).all()


def test_lanes_of_the_swimmer_are_filled_until_the_tumour_is_gone():
    start = sim.Tumour(
        [sim.Clone("s", birth=0.14, death=0.13, start=1000)],
        drugs=[sim.Drug("A", sim.Proportional(0.3))],
    )
    runs = sim.simulate(
        start, {"arm": sim.Continuous("A")}, patients=3, days=80, seed=1, progress=False
    )
    ax = sim.plots.swimmer(runs, "arm")
    widths = [bar.get_width() for bar in ax.patches]
    assert widths[:3] == [80, 80, 80]  # alive to the end
    assert sum(widths[3:]) == pytest.approx(float(sim.time_on_treatment(runs).sum()))
