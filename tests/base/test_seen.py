import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.seen import Seen


def make(patients=3, **changes):
    ones, no = np.ones(patients), np.zeros(patients, dtype=bool)
    parts = {
        "day": 7.0,
        "drugs": ("A", "B"),
        "doses": np.zeros((patients, 2)),
        "burden": ones,
        "detected": ~no,
        "new_result": True,
        "baseline": ones,
        "reference": ones,
        "nadir": ones,
        "progressed": no,
    }
    return Seen(**{**parts, **changes})


def test_give_is_one_row_when_all_patients_get_the_same():
    assert make().give("B").tolist() == [[0, 1]]
    assert make().give({}).tolist() == [[0, 0]]
    assert make().give({"A": 0.5, "B": 2}).tolist() == [[0.5, 2]]


def test_give_is_a_row_per_patient_when_they_differ():
    doses = make().give({"B": np.array([0.0, 1.0, 2.0]), "A": 0.5})
    assert doses.tolist() == [[0.5, 0], [0.5, 1], [0.5, 2]]


def test_give_names_the_nearest_drug():
    with pytest.raises(InputError, match=r"'a'.*no such drug.*'A', 'B'"):
        make().give("a")


def test_give_wants_a_dose_per_patient():
    with pytest.raises(InputError, match=r"dose of 'A' has shape \(2,\).*3 patients"):
        make().give({"A": np.ones(2)})


def test_lines_begun_are_joined():
    seen = make()
    assert seen.lines_begun() is None
    seen.begin_line(np.array([True, False, False]))
    seen.begin_line(np.array([False, False, True]))
    assert seen.lines_begun().tolist() == [True, False, True]


def test_a_line_within_a_line_begins_only_for_those_in_it():
    seen = make()
    inner = seen.within(np.zeros(3), np.array([True, True, False]))
    innermost = inner.within(np.zeros(3), np.array([False, True, True]))
    innermost.begin_line(np.ones(3, dtype=bool))
    assert seen.lines_begun().tolist() == [False, True, False]


def test_begin_line_wants_a_mask():
    with pytest.raises(InputError, match=r"3 patients, not shape \(\)"):
        make().begin_line(True)


def test_since_is_the_day_unless_said():
    assert make().since == 7.0
