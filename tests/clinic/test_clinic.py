import numpy as np
import pytest

from sim.base.errors import InputError
from sim.clinic import Clinic, RatioToBaseline


def test_scans_are_visits_too():
    clinic = Clinic(visit_every=14, scan_every=20)
    assert clinic.days(61).tolist() == [0, 14, 20, 28, 40, 42, 56, 60]


def test_a_scan_can_fall_on_the_last_day_and_a_visit_cannot():
    clinic = Clinic(visit_every=7, scan_every=28)
    assert clinic.days(28).tolist() == [0, 7, 14, 21]
    assert clinic.scans(28).tolist() == [0, 28]
    assert clinic.scans(27).tolist() == [0]


def test_five_years_of_weeks():
    days = Clinic().days(1825)
    assert days.size == 261
    assert np.all(np.diff(days) == 7)


def test_it_reads_as_a_sentence():
    text = str(Clinic(delay=3, criteria=RatioToBaseline(1.2)))
    assert "scans every 56 days (noise 15 % of cells, " in text
    assert "known 3 days later" in text
    assert text.endswith("progression by RatioToBaseline().")
    assert str(Clinic(criteria=RatioToBaseline(1.3))).endswith("RatioToBaseline(ratio=1.3).")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"visit_every": 0}, "visit_every of the clinic is 0.*in days"),
        ({"scan_every": -7}, "scan_every of the clinic is -7"),
        ({"noise": 10}, "noise of the clinic is 10; allowed is 0 to 2.*0.1 is 10 %"),
        ({"noise": float("nan")}, "noise of the clinic is nan"),
        ({"noise": [0.1, 0.2]}, "one number, the same for all patients"),
        ({"delay": -1}, "delay of the clinic is -1"),
        ({"detection": 1e16}, "detection of the clinic is 1e.16"),
        (
            {"detection": 1e9, "fatal": 1e8},
            "fatal of the clinic is 1e.08 cells, which is not above",
        ),
        ({"fatal": "many"}, "fatal of the clinic is 'many'; it must be a number"),
        ({"criteria": "RECIST"}, "criteria of the clinic is 'RECIST'; give sim.Recist"),
    ],
)
def test_wrong_numbers_are_named(changes, message):
    with pytest.raises(InputError, match=message):
        Clinic(**changes)


def test_one_burden_is_fatal_everywhere():
    from sim.base.units import FATAL_CELLS
    from sim.teaching import mystery

    assert FATAL_CELLS == 1e12
    assert Clinic().fatal == mystery.clinic().fatal == mystery.FATAL == FATAL_CELLS
