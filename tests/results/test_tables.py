"""Tables for other programs say what the arrays say, and their files are read back as they were."""

import functools

import numpy as np
import pandas as pd
import pytest

import sim
from sim.trials import followup
from tests.simulate.cohort import run

CLINIC = sim.Clinic(fatal=np.linspace(2e9, 4e9, 10), other_death=np.linspace(100, 900, 10))


@functools.cache
def runs():
    """Return what all tests look at; made when the first asks, not when tests are collected."""
    return run(clinic=CLINIC, days=500.0)


def test_a_row_for_each_arm_and_patient():
    table, data = runs().table(), runs().data
    assert len(table) == 20
    assert table["arm"].tolist() == ["continuous"] * 10 + ["holidays"] * 10
    row = table.set_index(["arm", "patient"]).loc[("holidays", 7)]
    here = data.sel(arm="holidays", patient=7)
    assert row["end_day"] == float(here["end_day"])
    assert row["ending"] == sim.results.ENDINGS[int(here["ending"])]
    assert row["final_cells of resistant"] == int(here["final_cells"].sel(clone="resistant"))
    assert row["cumulative_dose of vemurafenib"] == float(
        here["cumulative_dose"].sel(drug="vemurafenib")
    )
    assert row["clinic.other_death"] == np.linspace(100, 900, 10)[7]


def test_words_stand_for_codes():
    table = runs().table()
    assert set(table["ending"]) == {"time over", "other death"}
    best = runs().data["best_response"]
    words = best.attrs["flag_meanings"].split()
    expected = [words[code].replace("_", " ") for code in best.values.ravel()]
    assert table["best_response"].tolist() == expected


@pytest.mark.parametrize("name", ["burden", "cells", "dose", "observed", "end_day", "ending"])
def test_long_forms_hold_every_number_once(name):
    long = runs().long(name)
    array = runs().data[name]
    assert list(long.columns) == [*array.dims, name]
    assert len(long) == array.size  # (both arms have the same visits)
    again = long.set_index(list(array.dims))[name].to_xarray()
    if name != "ending":
        np.testing.assert_array_equal(
            again.sel(arm=array["arm"]).transpose(*array.dims).values
            if "drug" not in array.dims and "clone" not in array.dims
            else again.sel({d: array[d] for d in array.dims}).values,
            array.values,
        )


def test_long_curves_are_of_the_arms_own_visits():
    arms = {"a": sim.Continuous("vemurafenib"), "b": sim.Intermittent("vemurafenib", on=10, off=15)}
    runs = run(arms=arms, patients=2, days=100.0)
    own = runs.data["own_visit"]
    long = runs.long("burden")
    assert len(long) == 2 * int(own.sum()) < runs.data["burden"].size
    assert 10.0 in set(long.loc[long["arm"] == "b", "time"])
    assert 10.0 not in set(long.loc[long["arm"] == "a", "time"])


def test_an_unknown_variable_is_named():
    with pytest.raises(sim.InputError, match="Did you mean 'burden'"):
        runs().long("burdn")


ENDS = {
    "overall survival": {"death", "end of follow-up"},
    "progression-free survival": {"progression", "death", "end of follow-up"},
    "time to progression": {"progression", "death", "end of follow-up"},
    "lasting growth": {"lasting growth", "death", "end of follow-up"},
}


@pytest.mark.parametrize("endpoint", ENDS)
def test_every_patient_has_a_day_and_a_reason(endpoint):
    times = followup(runs(), endpoint)
    table = times.patients()
    assert list(table.columns) == ["arm", "patient", "day", "event", "reason"]
    for arm in runs().arms:
        of_arm = table[table["arm"] == arm]
        days, happened = times.of(arm)
        np.testing.assert_array_equal(of_arm["day"], days)
        np.testing.assert_array_equal(of_arm["event"], happened)
    assert set(table["reason"]) <= ENDS[endpoint]
    assert "death" in set(table["reason"])
    events = {"overall survival": {"death"}, "lasting growth": {"lasting growth"}}
    called = events.get(
        endpoint, {"progression"} | ({"death"} if "survival" in endpoint else set())
    )
    assert set(table.loc[table["event"], "reason"]) <= called
    assert not set(table.loc[~table["event"], "reason"]) & (called - {"death"})


def test_who_is_cut_off_earlier_says_so():
    table = followup(runs(), "overall survival").censored(150.0).patients()
    late = table[table["day"] == 150.0]
    assert len(late) > 0
    assert set(late["reason"]) == {"lost or closed before"}
    assert set(table.loc[table["day"] < 150, "reason"]) == {"death"}
    some = followup(runs()).only(np.arange(10) < 3).patients()
    assert some["patient"].tolist() == [0, 1, 2] * 2


def test_a_followup_prints_a_line_an_arm():
    times = followup(runs(), "overall survival")
    assert len(str(times).splitlines()) == 3
    assert "10 patients" in str(times)
    assert len(repr(times)) < 300
    never = str(followup(run(days=60.0), "overall survival"))
    assert "median not reached" in never
    assert "nan" not in never


def test_the_table_of_arms_keeps_its_arms_and_names_in_a_file(tmp_path):
    table = followup(runs()).table()
    assert len({name.strip() for name in table.columns}) == len(table.columns)
    sim.save_table(table, tmp_path / "arms.csv")
    again = pd.read_csv(tmp_path / "arms.csv")
    assert again["arm"].tolist() == runs().arms
    assert list(again.columns) == list(table.columns)


def test_tables_are_read_back(tmp_path):
    table = runs().table()
    sim.save_table(table, tmp_path / "patients.csv")
    pd.testing.assert_frame_equal(
        pd.read_csv(tmp_path / "patients.csv"), table, check_dtype=False, rtol=1e-6
    )
    sim.save_table(runs().summary(), tmp_path / "summary.csv")
    assert pd.read_csv(tmp_path / "summary.csv")["arm"].tolist() == runs().arms
    with pytest.raises(sim.InputError, match=r"written as \.csv or as \.parquet"):
        sim.save_table(table, tmp_path / "patients.xlsx")
    with pytest.raises(sim.InputError, match="give a table"):
        sim.save_table(runs(), tmp_path / "patients.csv")


def test_parquet_where_there_is_pyarrow(tmp_path, monkeypatch):
    table = runs().table()
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        with pytest.raises(sim.InputError, match="needs pyarrow"):
            sim.save_table(table, tmp_path / "patients.parquet")
        assert list(tmp_path.iterdir()) == []
        return
    sim.save_table(table, tmp_path / "patients.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "patients.parquet"), table)
