"""Scans and visits on days that somebody has written down, of each patient too."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.clinic.stated_days import stated_days

EXACT = {"noise": 0.0, "detection": 1e3}


def test_scans_and_visits_fall_on_the_days_that_were_said():
    clinic = sim.Clinic(visit_days=[0, 10, 35], scan_days=[42, 90], **EXACT)
    assert clinic.scans(100).tolist() == [0, 42, 90]
    assert clinic.scans(42).tolist() == [0, 42]
    assert clinic.days(100).tolist() == [0, 10, 35, 42, 90]
    assert clinic.scanned(100) is None
    assert "scans on stated days" in str(clinic)


def test_each_patient_is_scanned_on_days_of_their_own_only():
    clinic = sim.Clinic(visit_every=50, scan_days=[[0, 20, 40], [30], [40]], **EXACT)
    assert clinic.days(60).tolist() == [0, 20, 30, 40, 50]
    due = clinic.scanned(60)
    assert due.tolist() == [
        [True, True, False, True], [True, False, True, False], [True, False, False, True],
    ]  # fmt: skip
    desk = clinic.open(1, np.arange(3), ("A",), 60.0)
    nothing = np.zeros((1, 1))
    shown = {}
    for day in clinic.days(60):
        seen = desk.look(float(day), np.full(3, 1e9 * (1 + day)))
        shown[float(day)] = (seen.burden / 1e9).tolist()
        desk.note(seen, nothing)
    assert shown[20.0] == [21, 1, 1]
    assert shown[30.0] == [21, 31, 1]
    assert shown[50.0] == [41, 31, 41]
    observed = desk.findings()["observed"] / 1e9
    assert np.array_equal(observed, np.where(due, 1.0 + np.array([0, 20, 30, 40]), np.nan), True)


def test_who_is_not_due_has_missed_nothing():
    clinic = sim.Clinic(visit_every=50, scan_days=[[20], [30]], missed=1.0, **EXACT)
    desk = clinic.open(1, np.arange(2), ("A",), 40.0)
    happened = {}
    for day in clinic.days(40):
        seen = desk.look(float(day), np.full(2, 1e9))
        desk.note(seen, np.zeros((1, 1)))
        happened[float(day)] = desk.happened.tolist()
    assert happened[20.0][1] == 0 == happened[30.0][0]
    assert happened[20.0][0] == happened[30.0][1] != 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"scan_days": 28}, r"scan_days of the clinic is 28; give days, \[0, 28, 61\]"),
        ({"scan_days": [-1]}, "day of scan_days of the clinic"),
        ({"scan_days": [[0, 1], ["x"]]}, "day of scan_days of the clinic"),
        ({"scan_days": []}, "scan_days of the clinic is"),
        ({"visit_days": [-2]}, "day of visit_days"),
    ],
)
def test_what_are_no_days_is_refused(more, message):
    with pytest.raises(InputError, match=message):
        sim.Clinic(**more)


def test_a_patient_alone_is_as_among_others_and_is_made_again(tmp_path):
    tumour = sim.Tumour([sim.Clone("cells", 0.1, 0.08, start=1e8)])
    clinic = sim.Clinic(visit_every=30, scan_days=[[20.0, 77.5], [33], [90]], criteria=sim.Recist())
    arms = {"none": sim.Observation()}
    how = {"days": 120.0, "seed": 3, "clinic": clinic, "progress": False, "engine": "meanfield"}
    runs = sim.simulate(tumour, arms, patients=3, **how)
    alone = sim.simulate(tumour, arms, patients=[1], **how)
    assert alone.data.equals(runs.data.sel(patient=[1]))
    assert np.isfinite(runs.values("observed", "none")).sum(axis=1).tolist() == [3, 2, 2]
    runs.save(tmp_path / "runs.nc")
    assert sim.rerun(sim.load(tmp_path / "runs.nc")).data.equals(runs.data)


def test_a_response_is_confirmed_by_the_patients_own_next_scan():
    from sim.trials.response import _scan_after

    scans = np.array([0.0, 20.0, 30.0, 40.0])
    due = np.array([[True, True, False, True], [True, False, True, False]])
    day = np.array([[21.0, 21.0], [31.0, 31.0], [20.0, np.nan]])
    assert _scan_after(day, scans, due).tolist() == [[40, 30], [40, np.inf], [20, np.inf]]
    assert _scan_after(day, scans, None).tolist() == [[30, 30], [40, 40], [20, np.inf]]


def test_stated_days_are_shown_as_they_are():
    """In order, each once, with day 0; of each patient where these differ."""
    assert repr(stated_days("days", [28, 10, 28.0])) == "[0.0, 10.0, 28.0]"
    own = stated_days("days", [[5], [], [7.5, 2]])
    assert repr(own) == "[[0.0, 5.0], [0.0], [0.0, 2.0, 7.5]]"
    assert stated_days("days", own) is own
    assert own.until(7.5).tolist() == [0.0, 2.0, 5.0, 7.5]
    assert own.until(7.0).tolist() == [0.0, 2.0, 5.0]
    assert own.due(np.array([0.0, 1.0, 2.0, 5.0])).tolist() == [
        [True, False, False, True], [True, False, False, False], [True, False, True, False],
    ]  # fmt: skip
    assert stated_days("days", [3.0]).due(np.array([0.0, 3.0])) is None
