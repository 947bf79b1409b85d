"""What an exam takes, what it has of the clinic where it says nothing, and how it reads."""

import numpy as np
import pytest

import sim
from sim.clinic import Exam, Noise
from sim.clinic.exam import brief, main_of

CT, PSA = sim.Lesions(3), sim.Marker("PSA", per_cell=1e-9)
USUAL = Exam(CT, every=42.0, noise=0.3, delay=2.0, detection=1e7, criteria=sim.Recist(), missed=0.1)


def test_what_an_exam_does_not_say_is_as_the_clinic_has_it():
    filled = Exam(sim.Cells()).filled(USUAL)
    assert filled == Exam(sim.Cells(), 42.0, None, 0.3, 2.0, 1e7, sim.Recist(), 0.1)
    own = Exam(sim.Cells(), 7.0, None, 0.0, 0.0, 0.0, sim.RatioToNadir(), 0.0)
    assert own.filled(USUAL) == own
    # the clinic's criteria judge sizes, and no blood
    assert [Exam(m).filled(USUAL).judged for m in (CT, sim.Volume(), PSA)] == [True, True, False]
    # what counts errs by counting
    assert Exam(sim.Sequencing({"T790M": ["R"]})).filled(USUAL).noise is None


def test_a_list_of_days_and_a_number_of_days_stand_in_for_each_other():
    listed = Exam(CT, days=[0, 10, 35])
    of_clinic, own = Exam(CT).filled(listed), Exam(CT, every=7).filled(listed)
    assert (of_clinic.every, repr(of_clinic.days)) == (None, "[0.0, 10.0, 35.0]")
    assert (own.every, own.days) == (7.0, None)
    kept = listed.filled(USUAL)
    assert (kept.every, repr(kept.days)) == (None, "[0.0, 10.0, 35.0]")
    assert kept.scans(20.0).tolist() == [0.0, 10.0]
    assert kept.scanned(20.0) is None
    each = Exam(CT, days=[[10], [35]])
    assert each.scanned(40.0).tolist() == [[True, True, False], [True, False, True]]
    assert own.scans(21.0).tolist() == [0.0, 7.0, 14.0, 21.0]
    assert Exam(CT).scans(60.0).tolist() == [0.0, 56.0]
    assert Exam(CT).scanned(60.0) is None


def test_noise_is_what_was_said_or_that_of_the_measure():
    assert Exam(CT).scan_noise == Noise(0.05)
    assert Exam(sim.Cells()).scan_noise.relative == pytest.approx(0.15)
    assert Exam(CT, noise=0).scan_noise == Noise(0.0)
    lasting = Noise(0.2, lasting=30)
    assert Exam(CT, noise=lasting).scan_noise is lasting


@pytest.mark.parametrize(("exam", "words"), [
    (USUAL, "lesions every 42 days (noise 30 % of lesions, nothing seen below 2.67 mm, known 2 "
            "days later), judged by Recist()"),
    (Exam(CT), "lesions every 56 days (noise 5 % of lesions, nothing seen below 5 mm), looked at"),
    (Exam(PSA, days=[3], noise=Noise(0.1, 20.0), criteria=sim.Pcwg3(growth=0.3)),
     "marker on stated days (noise 10 % of marker that lasts 20 days, nothing seen below "
     "0.01 ng/ml), judged by Pcwg3(growth=0.3)"),
    (Exam(sim.Sequencing({"T790M": ["R"]}, depth=1000, least=2), every=28),
     "sequencing every 28 days (errs by counting, nothing seen below a fraction of 0.002), "
     "looked at"),
])  # fmt: skip
def test_an_exam_reads(exam, words):
    assert exam.words() == words


def test_criteria_read_without_what_is_as_usual():
    assert brief(sim.Recist()) == "Recist()"
    assert brief(sim.RatioToNadir(1.5)) == "RatioToNadir(ratio=1.5)"
    assert brief(sim.RatioToNadir(1.5, 0.3)) == "RatioToNadir(ratio=1.5, response=0.3)"


def test_the_main_measure_is_the_first_that_is_judged():
    exams = {"psa": Exam(PSA), "ct": Exam(CT, criteria=sim.Recist()), "mri": USUAL}
    assert main_of(exams) == "ct"
    with pytest.raises(sim.InputError, match=r"No measure of the clinic \(psa, x\) has criteria"):
        main_of({"psa": Exam(PSA), "x": Exam(CT)})


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Exam("ct"), r"measure of Exam is 'ct'; give what is measured: sim\.Lesions"),
    (lambda: Exam(CT, noise=3), "noise of Exam is 3; .* 0.1 is 10 %"),
    (lambda: Exam(CT, noise=[0.1, 0.2]), "noise of Exam must be one number"),
    (lambda: Exam(CT, every=[7, 8]), "every of Exam must be one number"),
    (lambda: Exam(CT, every=0), "every of Exam is 0; .*sim.WEEK"),
    (lambda: Exam(CT, delay=-1), "delay of Exam is -1; .*sim.WEEK"),
    (lambda: Exam(CT, detection=2e15), "detection of Exam is .*cells_from_diameter_mm"),
    (lambda: Exam(CT, missed=5), "missed of Exam is 5; .*one scan in twenty"),
    (lambda: Exam(CT, every=28, days=[0]), "both every=28 and days=; give one of the two"),
    (lambda: Exam(CT, days="daily"), r"days of Exam is 'daily'; give days, \[0, 28, 61\]"),
    (lambda: Exam(CT, criteria="RECIST"), r"criteria of Exam is 'RECIST'; give sim\.Recist\(\)"),
    (lambda: Exam(PSA, criteria=sim.Recist()), "ng/ml"),
])  # fmt: skip
def test_a_slip_in_an_exam_is_named(make, message):
    with pytest.raises(sim.InputError, match=message):
        make()


def test_numbers_of_an_exam_are_numbers():
    exam = Exam(CT, every=np.float32(28), delay=7, detection=10**6, missed=np.array(0.5))
    kept = (exam.every, exam.delay, exam.detection, exam.missed)
    assert kept == (28.0, 7.0, 1e6, 0.5)
    assert all(type(value) is float for value in kept)
