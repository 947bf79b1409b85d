"""What a trial used to take without a word, and now keeps apart or refuses."""

import sys

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.results.patients import OF_TRIALS
from sim.trials import TrialResult
from tests.simulate.cohort import TUMOUR

ARMS = {"daily": sim.Continuous("vemurafenib"), "none": sim.Observation()}
TAKEN = {name: [7.0, 8.0, 9.0] for name in OF_TRIALS}
"""Columns of a table that are called as what a trial says of its patients."""


def small(count=3, **how):
    table = how.pop("table", None)
    cohort = sim.Cohort(TUMOUR, count, table=table)
    return sim.Trial(cohort, ARMS, days=112.0, record=sim.Endpoints(), **how).run(1, progress=False)


@pytest.mark.parametrize(
    "weight", [stats.uniform(1, 1), np.array([1.0, 2.0]), [1.0], 1e308, np.inf, "1", True]
)
def test_a_weight_is_one_number(weight):
    with pytest.raises(InputError, match="weight of arm 'daily'"):
        small(design=sim.Randomised({"daily": weight, "none": 1.0}))


def test_conduct_has_a_number_for_each_patient_before_anything_runs(monkeypatch):
    monkeypatch.setattr(sys.modules["sim.simulate"], "simulate", None)
    with pytest.raises(InputError, match=r"conduct.dropout has values for 2 patients.*there are 3"):
        small(conduct=sim.Conduct(dropout=np.array([0.1, 0.2])))


def test_a_subgroup_does_not_take_the_place_of_everybody():
    """The row of all patients used to be that of the subgroup."""
    some = np.array([True, True, False])
    with pytest.raises(InputError, match="A subgroup is called 'all patients'"):
        small().subgroups({"all patients": some}, "none")
    assert small().subgroups({"some": some}, "none")["patients"].tolist() == [3, 2]


def test_columns_called_as_what_a_trial_says_are_kept_apart(tmp_path):
    result = small(table=TAKEN, conduct=sim.Conduct(enrolled_over=30.0))
    table = result.table()
    assert table["entry"].tolist() == np.tile(result.entry, 2).tolist()
    assert table["followed"].tolist() == np.tile(result.followed, 2).tolist()
    result.save(tmp_path / "trial.nc")
    loaded = TrialResult.load(tmp_path / "trial.nc")
    for name, values in TAKEN.items():
        assert table[f"cohort.{name}"].tolist() == 2 * values
        assert result.runs.patients[f"cohort.{name}"].tolist() == values
        assert loaded.values[name].tolist() == values
    np.testing.assert_array_equal(loaded.entry, result.entry)
    np.testing.assert_array_equal(loaded.members, result.members)


def test_two_columns_never_share_a_place(tmp_path):
    """Of those that had to be renamed to the same, one used to vanish."""
    columns = {"a/b": [1, 2], "a|b": [3, 4], "ending": [5, 6], "cohort.ending": [7, 8],
               "final_cells of sensitive": [9, 10]}  # fmt: skip
    result = small(2, table=columns)
    result.save(tmp_path / "trial.nc")
    loaded = TrialResult.load(tmp_path / "trial.nc")
    for name, values in columns.items():
        assert loaded.values[name].tolist() == values
    table = result.table()
    np.testing.assert_array_equal(
        table["final_cells of sensitive"], result.runs.values("final_cells")[..., 0].ravel()
    )
    assert table["cohort.final_cells of sensitive"].tolist() == [9, 10, 9, 10]


@pytest.mark.parametrize("endpoints", [[], (), np.array([])])
def test_tables_of_no_end_point_or_of_one_twice_are_refused(endpoints):
    result = small()
    for table in (result.adtte, result.comparisons):
        with pytest.raises(InputError, match="endpoints is empty"):
            table(endpoints)
        with pytest.raises(InputError, match="name each once"):
            table(["overall survival"] * 2)


def test_a_type_is_no_function_of_parameters():
    with pytest.raises(InputError, match=r"int\(\) does not say what it takes"):
        sim.Cohort(int, 3)
