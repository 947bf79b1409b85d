"""The numbers that a clinic takes: hours to years, grades to 5, shares to 1."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.clinic import Confirmed, Marker, Noise, Quality, RatioToNadir
from tests.limits import assert_takes

HOUR, SHARE, GRADE = 1.0 / 24.0, (0.0, 1.0), (0.0, 5.0)


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (lambda x: sim.Clinic(visit_every=x), (HOUR, 3660.0)),
        (lambda x: sim.Clinic(scan_every=x), (HOUR, 36600.0)),
        (lambda x: sim.Clinic(noise=x), (0.0, 2.0)),
        (lambda x: sim.Clinic(delay=x), (0.0, 3660.0)),
        (lambda x: sim.Clinic(detection=x, fatal=stats.uniform(1e14, 1e14)), (0.0, 1e15)),
        (lambda x: sim.Clinic(missed=x), SHARE),
        (lambda x: sim.Exam(sim.Cells(), every=x), (HOUR, 36600.0)),
        (lambda x: sim.Exam(sim.Cells(), noise=x), (0.0, 2.0)),
        (lambda x: sim.Exam(sim.Cells(), delay=x), (0.0, 3660.0)),
        (lambda x: sim.Exam(sim.Cells(), detection=x), (0.0, 1e15)),
        (lambda x: sim.Exam(sim.Cells(), missed=x), SHARE),
        (lambda x: sim.Volume(x), (1e6, 1e12)),
        (lambda x: sim.Diameter(x), (1e6, 1e12)),
        (lambda x: sim.LesionsBySite(cells_per_cm3=x), (1e6, 1e12)),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, background=x), SHARE),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, shedding=x), (0.0, float("inf"))),
        (lambda x: sim.ByClone(sim.Cells(), {"R": x}), (0.0, 1e6)),
        (lambda x: Noise(relative=x), (0.0, 2.0)),
        (lambda x: Noise(lasting=x), (0.0, 36600.0)),
        (lambda x: Quality(healthy=x), SHARE),
        (lambda x: Quality(per_grade=x), SHARE),
        (lambda x: Quality(on_treatment=x), SHARE),
        (lambda x: Quality(symptoms=x), SHARE),
        (lambda x: sim.DoseRules(hold_at=x, resume_at=0.0) if x else sim.Clinic(), GRADE),
        (lambda x: sim.Toxicity({"A": {"skin": x}}), GRADE),
        (lambda x: sim.Toxicity({"A": {"skin": 1}}, recovery=x), (HOUR, 3660.0)),
        (lambda x: sim.Toxicity({"A": {"skin": 1}}, sensitivity=x), (0.0, 1000.0)),
        (lambda x: sim.Lesions(2, cells_per_cm3=x), (1e6, 1e12)),
        (lambda x: sim.CirculatingDna(1e-8, detection=x), SHARE),
        (lambda x: Marker("PSA", 1e-8, 2.0, "ng/ml", background=x), (0.0, float("inf"))),
        (lambda x: Marker("PSA", 1e-8, 2.0, "ng/ml", detection=x), (0.0, float("inf"))),
        (lambda x: RatioToNadir(response=x), SHARE),
        (lambda x: sim.RatioToBaseline(response=x), SHARE),
        (lambda x: sim.Recist(growth=x), (0.0, 10.0)),
        (lambda x: sim.Recist(at_least_mm=x), (0.0, 1000.0)),
        (lambda x: sim.Recist(cells_per_cm3=x), (1e6, 1e12)),
        (lambda x: sim.Recist(measurable_mm=x), (0.0, 1000.0)),
        (lambda x: sim.Recist(confirm_response=x), (0.0, 3660.0)),
        (lambda x: sim.Recist(stable_after=x), (0.0, 3660.0)),
        (lambda x: sim.Pcwg3(growth=x), (0.0, 10.0)),
        (lambda x: sim.Pcwg3(at_least=x), (0.0, 1e15)),
        (lambda x: sim.Pcwg3(confirm_progression=x), (0.0, 3660.0)),
        (lambda x: sim.Pcwg3(confirm_response=x), (0.0, 3660.0)),
        (lambda x: sim.Pcwg3(ignore_before=x), (0.0, 3660.0)),
    ],
)
def test_from_the_smallest_to_the_largest(make, limits):
    assert_takes(make, *limits)


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (lambda x: sim.Clinic(fatal=x, detection=0.0), (0.0, 1e15)),
        (lambda x: Quality(symptomatic_at=x), (0.0, 1e15)),
        (lambda x: sim.DoseRules(then_give=(x,)), SHARE),
        (lambda x: sim.Lesions((x,)), SHARE),
        (lambda x: Marker("PSA", per_cell=x, half_life=2.0, unit="ng/ml"), (0.0, float("inf"))),
        (lambda x: Marker("PSA", 1e-8, half_life=x, unit="ng/ml"), (0.0, float("inf"))),
        (lambda x: sim.CirculatingDna(x), (0.0, float("inf"))),
        (lambda x: sim.CirculatingDna(1e-8, normal=x), (0.0, float("inf"))),
        (lambda x: sim.CirculatingDna(1e-8, half_life=x), (0.0, float("inf"))),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, mutated=x), SHARE),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, half_life=x), (0.0, float("inf"))),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, normal=x), (0.0, float("inf"))),
        (lambda x: RatioToNadir(ratio=x), (1.0, 100.0)),
        (lambda x: sim.RatioToBaseline(ratio=x), (1.0, 100.0)),
        (lambda x: sim.Recist(shrinkage=x), SHARE),
        (lambda x: sim.Pcwg3(shrinkage=x), SHARE),
        (lambda x: Confirmed(sim.Recist(), after=x), (0.0, 3660.0)),
    ],
)
def test_above_the_smallest(make, limits):
    assert_takes(make, *limits, above=True)


def test_a_drug_is_resumed_below_the_grade_at_which_it_is_held():
    sim.DoseRules(hold_at=2.0, resume_at=1.99)
    with pytest.raises(sim.InputError, match="resume_at must be below hold_at"):
        sim.DoseRules(hold_at=2.0, resume_at=2.0)


@pytest.mark.parametrize("criteria", ["recist", None, Confirmed(RatioToNadir(1.2)), sim.Recist])
def test_what_is_confirmed_are_criteria_that_are_not_confirmed_yet(criteria):
    with pytest.raises(sim.InputError, match=r"give it criteria such as sim.Recist\(\)"):
        Confirmed(criteria)
    assert Confirmed(sim.Recist()).criteria == sim.Recist()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda x: sim.Clinic(visit_every=x), "visit_every of the clinic"),
        (lambda x: Noise(relative=0.5 * x), "relative of Noise"),
        (lambda x: Noise(lasting=x), "lasting of Noise"),
        (lambda x: sim.DoseRules(hold_at=x), "hold_at of DoseRules"),
        (lambda x: sim.Lesions(2, cells_per_cm3=x * 1e9), "cells_per_cm3 of Lesions"),
        (lambda x: sim.Recist(growth=0.1 * x), "growth of Recist"),
        (lambda x: sim.CirculatingDna(1e-8, detection=0.1 * x), "detection of CirculatingDna"),
        (lambda x: Marker("PSA", 1e-8, detection=x), "detection of marker 'PSA'"),
    ],
)
def test_what_is_the_same_for_all_patients_is_one_number(make, word):
    make(2.0)
    with pytest.raises(sim.InputError, match=f"{word} must be one number"):
        make(np.array([2.0, 2.5]))


def test_what_is_no_description_of_the_kind_is_refused():
    with pytest.raises(sim.InputError, match=r"rules of Toxicity is 2; give sim.DoseRules\(\)"):
        sim.Toxicity({"A": {"skin": 1.0}}, rules=2)
    for word in ("measure", "toxicity", "quality", "criteria"):
        with pytest.raises(sim.InputError, match=f"{word} of the clinic is 'x'; give"):
            sim.Clinic(**{word: "x"})
    with pytest.raises(sim.InputError, match="measure of the clinic is None; give"):
        sim.Clinic(measure=None)


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (lambda n: sim.Biopsy({"T790M": ["R"]}, cells=n, least=1), 10**9),
        (lambda n: sim.Biopsy({"T790M": ["R"]}, cells=50, least=n), 50),
        (lambda n: sim.Sequencing({"T790M": ["R"]}, depth=n, least=1), 10**9),
        (lambda n: sim.Sequencing({"T790M": ["R"]}, depth=70, least=n), 70),
    ],
)
def test_what_is_counted_goes_from_one_to_the_most(make, most):
    make(1)
    make(most)
    for number in (0, most + 1):
        with pytest.raises(sim.InputError, match=f"at least 1 and at most {most}"):
            make(number)


def test_lesions_hold_no_more_than_all_cells():
    sim.Lesions((0.5, 0.5))
    with pytest.raises(sim.InputError, match=r"add up to 1\.1"):
        sim.Lesions((0.6, 0.5))
    with pytest.raises(sim.InputError, match="has at least one lesion"):
        sim.Lesions(())


def test_a_tumour_may_have_from_one_to_a_hundred_equal_lesions():
    assert sim.Lesions(1).shares == (1.0,)
    assert sim.Lesions(100).shares == (0.01,) * 100
    for count in (0, 101, True):
        with pytest.raises(sim.InputError):
            sim.Lesions(count)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda x: sim.Clinic(fatal=x), "fatal"),
        (lambda x: sim.Clinic(other_death=x), "other_death"),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, shedding=x), "shedding"),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, half_life=x), "half_life"),
        (lambda x: sim.Sequencing({"T790M": ["R"]}, normal=x), "normal"),
        (lambda x: sim.CirculatingDna(per_cell=x), "per_cell"),
        (lambda x: sim.CirculatingDna(1e-8, normal=x), "normal"),
        (lambda x: Marker("PSA", per_cell=x), "per_cell"),
        (lambda x: Marker("PSA", 1e-8, half_life=x), "half_life"),
        (lambda x: Marker("PSA", 1e-8, background=x), "background"),
        (lambda x: Quality(symptomatic_at=x), "symptomatic_at"),
        (lambda x: sim.Toxicity({"A": {"skin": 1.0}}, sensitivity=x), "sensitivity"),
    ],
)
def test_numbers_of_each_patient_are_kept_as_they_were_given(make, word):
    """A list becomes numbers; an array that its owner changes later is another one."""
    given = np.array([3e9, 4e9]) if word in ("fatal", "symptomatic_at") else np.array([2.0, 3.0])
    first, second = given.tolist()
    for kept in (getattr(make(given), word), getattr(make([int(first), int(second)]), word)):
        assert isinstance(kept, np.ndarray)
        assert kept.dtype == float
        assert kept.tolist() == [first, second]
    made = make(given)
    given[:] = 5e9
    assert getattr(made, word).tolist() == [first, second]


@pytest.mark.parametrize("number", [np.float32(0.25), np.array(0.25), 0.25])
def test_a_number_of_numpy_becomes_one_of_python(number):
    """What is written down of a clinic is then the same, whoever made the number."""
    for made in (sim.CirculatingDna(1e-8, detection=number), Marker("PSA", 1e-8, detection=number)):
        assert type(made.detection) is float
        assert "detection=0.25" in repr(made)


@pytest.mark.parametrize(
    ("make", "words", "kind"),
    [
        (lambda: sim.DoseRules(hold_at=np.int64(3), resume_at=1), ("hold_at", "resume_at"), float),
        (lambda: sim.Surgery(removed=np.int64(1)), ("removed",), float),
        (
            lambda: sim.LesionsBySite(most=np.int64(5), most_of_an_organ=np.int16(2)),
            ("most", "most_of_an_organ"),
            int,
        ),
    ],
)
def test_numbers_are_kept_as_plain_ones(make, words, kind):
    """So that a clinic reads the same, and is the same, whichever kind of number made it."""
    made = make()
    assert [type(getattr(made, word)) for word in words] == [kind] * len(words)
