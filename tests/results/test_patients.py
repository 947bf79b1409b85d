"""Who the patients are: their names, and under which names it is kept what their cohort says."""

import numpy as np
import pytest

import sim
from sim.results.patients import cohort_of, label_of, with_patients
from tests.factory import make_runs


@pytest.mark.parametrize("name", ["id", "ID", "Patient", "patient_id", "subject", "USUBJID"])
def test_a_column_that_names_each_patient_is_known_by_its_name(name):
    assert label_of({"age": np.array([1, 1]), name: np.array(["a", "b"])}) == name
    with pytest.raises(sim.InputError, match=f"its column '{name}' names 'a' 2 times"):
        label_of({name: np.array(["a", "b", "a"])})


def test_other_columns_name_nobody():
    assert label_of({"age": np.array([1, 1]), "identity": np.array([1, 2])}) is None
    assert label_of({}) is None


def test_what_a_cohort_says_is_kept_under_names_of_its_own():
    """A name that the runs or a trial have already gets another word before it."""
    values = {
        "age": np.array([50, 60, 70]), "end_day": np.array([1.0, 2.0, 3.0]),
        "entry": np.array([True, False, True]), "a/b": np.array(["x", None, float("nan")], object),
        "id": np.array([7, 8, 9]),
    }  # fmt: skip
    runs = make_runs(patients=3)
    told = with_patients(runs, values, "id")
    kept = cohort_of(told)
    assert list(kept) == list(values)
    assert kept["age"].tolist() == [50, 60, 70]
    assert kept["end_day"].tolist() == [1.0, 2.0, 3.0]
    assert kept["a/b"].tolist() == ["x", "", ""]
    assert kept["id"].tolist() == ["7", "8", "9"]
    assert {"age", "cohort.end_day", "cohort.entry", "a|b", "id"} <= set(told.data.variables)
    assert told.data["age"].attrs == {"long_name": "age, of the cohort", "units": "1"}
    np.testing.assert_array_equal(told.data["end_day"], runs.data["end_day"])
    assert told.labels.tolist() == ["7", "8", "9"]
    table = told.patients
    assert table.index.tolist() == ["7", "8", "9"]
    assert table.index.name == "id"
    assert table["patient"].tolist() == [0, 1, 2]
    assert table["cohort.entry"].tolist() == [True, False, True]
    # found by either, as text by name and as a number by number
    assert told.patient("8").data["patient"].values.tolist() == [1]
    assert told.patient(2).data["patient"].values.tolist() == [2]
    for who in ("1", 7):
        with pytest.raises(sim.InputError, match=f"Patient {who!r}: no such patient"):
            told.patient(who)


def test_patients_without_names_are_numbers():
    runs = make_runs(patients=3)
    assert cohort_of(runs) == {}
    assert runs.labels is None
    table = with_patients(runs, {"age": np.array([50, 60, 70])}, None).patients
    assert (table.index.name, table.index.tolist()) == ("patient", [0, 1, 2])
    assert table["age"].tolist() == [50, 60, 70]
    with pytest.raises(sim.InputError, match="Patient '1': no such patient"):
        runs.patient("1")


def test_of_many_patients_the_first_and_the_last_are_said():
    for count, said in ((8, "0 1 2 3 4 5 6 7"), (9, r"0 1 2 3 \.\.\. 7 8")):
        names = ", ".join(f"'{one}'" for one in said.split())
        with pytest.raises(sim.InputError, match=f"The patients are {names}"):
            make_runs(patients=count).patient(99)
