"""Which scan is due on a day, and which results have arrived by then."""

from sim.clinic.appointments import Appointments


def test_each_scan_is_due_once():
    scans = Appointments([0.0, 28.0, 56.0], delay=0.0)
    asked = [0.0, 7.0, 28.0 - 1e-9, 28.0, 35.0, 56.0, 63.0]
    assert [scans.due(day) for day in asked] == [0, None, 1, None, None, 2, None]


def test_a_scan_on_whose_day_nobody_came_is_left_out():
    scans = Appointments([0.0, 28.0, 56.0], delay=0.0)
    assert [scans.due(day) for day in (0.0, 40.0, 56.0)] == [0, None, 2]


def test_results_arrive_in_order_and_the_first_on_the_spot():
    scans = Appointments([0.0, 28.0, 56.0], delay=30.0)
    for index, day in enumerate(scans.days):
        assert scans.due(day) == index
        scans.send(index, f"scan {index}")
    assert list(scans.arrived(0.0)) == ["scan 0"]
    assert list(scans.arrived(57.9)) == []
    assert list(scans.arrived(58.0)) == ["scan 1"]
    assert list(scans.arrived(90.0)) == ["scan 2"]
    assert list(scans.arrived(900.0)) == []


def test_a_clinic_without_scans():
    assert Appointments([], 0.0).due(10.0) is None
