import numpy as np
import pytest

import sim
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


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (sim.Cells(), "noise 15 % of cells, nothing seen below 6.54e+07 cells"),
        (sim.Volume(), "noise 15 % of volume, nothing seen below 0.0654 cm3"),
        (sim.Diameter(), "noise 5 % of diameter, nothing seen below 5 mm"),
        (sim.Lesions(3), "noise 5 % of lesions, nothing seen below 5 mm"),
        (sim.LesionsBySite(), "noise 5 % of lesionsbysite, nothing seen below 5 mm"),
        (sim.Marker("PSA", 1e-9), "noise 9 % of marker, nothing seen below 0.01 ng/ml"),
        (sim.CirculatingDna(1e-9), "noise 10 % of circulatingdna, nothing seen below a fraction of "
         "0.001"),
        (sim.ByClone(sim.Marker("CA", 1e-9, detection=3, unit="U/ml"), {"R": 0.5}),
         "noise 9 % of byclone, nothing seen below 3 U/ml"),
        (sim.Sequencing({"KRAS": ["R"]}, depth=1000, least=2),
         "errs by counting, nothing seen below a fraction of 0.002"),
        (sim.Biopsy({"KRAS": ["R"]}), "errs by counting, nothing seen below a fraction of 0.004"),
    ],
)  # fmt: skip
def test_the_limit_is_said_in_the_unit_of_the_measure(measure, words):
    """Before, a marker had the smallest ball of a scan [cells], and several measures none."""
    criteria = sim.Pcwg3() if isinstance(measure, sim.Marker) else RatioToBaseline(1.2)
    text = str(Clinic(measure=measure, criteria=criteria))
    assert f"scans every 56 days ({words}); progression by " in text
    several = str(Clinic(measures={"ct": sim.Diameter(), "x": sim.Exam(measure, every=28)}))
    assert (
        "; ct: diameter every 56 days (noise 5 % of diameter, nothing seen below 5 mm), " in several
    )
    assert f"every 28 days ({words}), " in several


def test_delay_and_noise_of_each_measure_are_said():
    ct = sim.Exam(sim.Cells(), detection=1e6, noise=sim.Noise(0.2, lasting=90), delay=3)
    text = str(Clinic(measures={"ct": ct}))
    assert (
        "ct: cells every 56 days (noise 20 % of cells that lasts 90 days, nothing seen below "
        in text
    )
    assert "below 1e+06 cells, known 3 days later), judged by Recist()" in text


def test_a_measure_of_ones_own_need_not_say_its_limit():
    class Mine(sim.clinic.Measure):
        def sizes(self, burden, state, error, smallest):
            return burden * error, 7.0

    assert "(noise 15 % of mine); " in str(Clinic(measure=Mine()))


def test_days_of_a_clinic_are_its_own():
    """Whoever changes the list afterwards changes no clinic."""
    visits, extra, scans = [0.0, 14.0, 50.0], [3.0], [0.0, 28.0]
    clinic = Clinic(visit_days=visits, extra_visits=extra, scan_days=scans)
    for given in (visits, extra, scans):
        given.append(55.0)
    assert clinic.days(60.0).tolist() == [0.0, 3.0, 14.0, 28.0, 50.0]
