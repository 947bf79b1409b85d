"""Tables of doses become plans: by day, by date, and as NONMEM takes them."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.base.errors import InputError


def table(text):
    """Return a table written as lines of words."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    return pd.DataFrame([[pd.to_numeric(x) if _is_number(x) else x for x in r] for r in rows],
                        columns=head)  # fmt: skip


def _is_number(word):
    return word.replace(".", "", 1).replace("-", "", 1).isdigit()


def given(doses):
    """Return (row, day, dose) of all that is given."""
    course = doses.course()
    return list(zip(course.row.tolist(), course.day.tolist(), course.dose.tolist(), strict=True))


def test_rows_of_patients_by_day_in_mg():
    plan = sim.read_doses(
        table("""
            patient drug      day  amount
            b       erlotinib 0    1600
            a       erlotinib 3.25 150
            b       erlotinib 7    75
        """),
        standard=150,
    )
    assert isinstance(plan, sim.Doses)
    assert given(plan) == [(0, 0, 1600 / 150), (1, 3.25, 1), (0, 7, 0.5)]
    assert plan.row.tolist() == [0, 1]


def test_patients_in_an_order_of_ones_own_some_without_a_dose():
    text = "patient drug day amount\n3 A 0 1\n1 A 2 1"
    plan = sim.read_doses(table(text), patients=[1, 2, 3])
    assert given(plan) == [(2, 0, 1), (0, 2, 1)]
    assert plan.row.tolist() == [0, 1, 2]
    with pytest.raises(InputError, match="doses of '3', who are none of the patients"):
        sim.read_doses(table(text), patients=[1, 2])


def test_dates_count_from_the_first_dose_or_from_the_start(tmp_path):
    path = tmp_path / "doses.csv"
    path.write_text(
        "patient,drug,date,amount\np1,A,2024-02-28 08:00,1\np1,A,2024-03-01 20:00,2\n"
        "p2,A,2024-01-05,1\n"
    )
    assert given(sim.read_doses(path)) == [(0, 0, 1), (1, 0, 1), (0, 2.5, 2)]
    data = pd.read_csv(path).assign(start="2024-01-01")
    assert given(sim.read_doses(data))[0] == (1, 4, 1)
    with pytest.raises(InputError, match="a dose before its start in row 1"):
        sim.read_doses(data.assign(start="2024-12-01"))
    late = pd.DataFrame({"drug": "A", "date": ["2024-03-05", "2024-03-04"], "amount": 1.0})
    with pytest.raises(InputError, match="a dose before its start in row 2"):
        sim.read_doses(late.assign(start="2024-03-05"))
    with pytest.raises(InputError, match=r"Column 'date' .* cannot be read.*2024-03-01"):
        sim.read_doses(data.assign(date="soon"))


def test_two_starts_of_a_patient_are_refused():
    data = pd.DataFrame({
        "patient": ["p1", "p2", "p1"], "drug": "A", "amount": 1.0,
        "date": ["2024-01-02", "2024-01-02", "2024-01-03"],
        "start": ["2024-01-01", "2024-01-02", "2023-01-01"],
    })  # fmt: skip
    with pytest.raises(
        InputError, match="two starts of patient 'p1': 2023-01-01 in row 3 and 2024-01-01 in row 1"
    ):
        sim.read_doses(data)
    assert sorted(given(sim.read_doses(data.iloc[:2]))) == [(0, 1, 1), (1, 0, 1)]
    with pytest.raises(InputError, match="two starts of all: "):
        sim.read_doses(data.drop(columns="patient"))


@pytest.mark.parametrize("empty", [None, np.nan, "", pd.NA])
def test_a_drug_without_a_name_is_refused(empty):
    data = pd.DataFrame({"drug": ["A", empty], "day": [0, 7], "amount": 1.0})
    with pytest.raises(InputError, match="names no drug in row 2"):
        sim.read_doses(data)


@pytest.mark.parametrize("culprit", ["yes", True, "nan"])
def test_the_word_among_numbers_is_named_and_not_a_number_before_it(culprit):
    data = pd.DataFrame({"drug": "A", "day": [0, 7, 9], "amount": ["1", culprit, "0"]})
    with pytest.raises(InputError, match=f"has '?{culprit}'? in row 2; write a number"):
        sim.read_doses(data)
    data = data.assign(amount=["1", "1", "0"])  # (all are words: the first is named)
    with pytest.raises(InputError, match="has '1' in row 1; write a number"):
        sim.read_doses(data)


def test_several_drugs_each_with_its_own_standard_dose():
    text = table("drug day amount\nA 0 10\nB 1 5\nA 2 20")
    plan = sim.read_doses(text, standard={"A": 10, "B": 5})
    assert plan.drugs == ("A", "B")
    assert [given(part) for part in plan.plans] == [[(0, 0, 1), (0, 2, 2)], [(0, 1, 1)]]
    with pytest.raises(InputError, match="standard names 'A', but 'B' is given too"):
        sim.read_doses(text, standard={"A": 10})


def test_events_with_additional_doses_and_a_reset_that_ends_them():
    plan = sim.read_nonmem(
        table("""
            ID TIME EVID AMT II ADDL RATE
            1  0    1    100 12 3    0
            1  6    0    0   0  0    0
            1  30   4    50  0  0    0
            2  0    1    100 24 2    0
            2  40   3    0   0  0    0
        """),
        "A", time="hours", standard=100,
    )  # fmt: skip
    rows = [(row, round(24 * day), dose) for row, day, dose in given(plan)]
    assert sorted(rows) == [
        (0, 0, 1), (0, 12, 1), (0, 24, 1), (0, 30, -1), (0, 30, 0.5),
        (1, 0, 1), (1, 24, 1), (1, 40, -1),
    ]  # fmt: skip


def test_a_rate_is_an_infusion_of_the_amount_over_it():
    plan = sim.read_nonmem(
        table("""
            ID TIME EVID AMT II ADDL RATE
            1  0    1    100 48 1    50
            1  6    1    30  0  0    0
            1  40   3    0   0  0    0
        """),
        "A", time="hours", standard=100,
    )  # fmt: skip
    # (the second infusion of ADDL would come after the reset, which ends it)
    np.testing.assert_allclose(
        plan.given * [1, 24, 1, 24], [[0, 0, 100, 2], [0, 6, 30, 0], [0, 40, -1, 0]]
    )
    assert plan.longest == pytest.approx(2 / 24)


def test_a_slow_infusion_lasts_long_and_without_a_rate_there_is_none():
    text = table("ID TIME AMT RATE\n1 0 10 0.5\n1 30 10 0\n1 40 2 1")
    plan = sim.read_nonmem(text, "A", time="days")
    np.testing.assert_array_equal(plan.given, [[0, 0, 10, 20], [0, 30, 10, 0], [0, 40, 2, 2]])
    for at_once in (text.drop(columns="RATE"), text.assign(RATE=0)):
        assert sim.read_nonmem(at_once, "A", time="days").given.shape == (3, 3)


def test_a_row_without_an_amount_is_an_observation_and_additional_doses_below_none_are_none():
    text = table("ID TIME AMT ADDL II\n1 0 10 -1 7\n1 3 0 2 7")
    assert given(sim.read_nonmem(text, "A", time="days")) == [(0, 0, 10)]


def test_a_table_of_doses_without_patients_is_for_all_of_them():
    plan = sim.read_doses(table("drug day amount\nA 0 1\nA 2 1"))
    assert plan.row is None
    assert given(plan) == [(0, 0, 1), (0, 2, 1)]


def test_compartments_are_drugs():
    text = table("ID TIME AMT CMT\n1 0 1 1\n1 2 2 3")
    plan = sim.read_nonmem(text, {1: "A", 3: "B"}, time="days")
    assert [given(part) for part in plan.plans] == [[(0, 0, 1)], [(0, 2, 2)]]
    with pytest.raises(InputError, match="something into CMT '3'"):
        sim.read_nonmem(text, {1: "A"}, time="days")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ID TIME AMT RATE\n1 0 10 -2", "in row 1, a RATE below 0"),
        ("ID TIME AMT SS\n1 0 10 1", "in row 1, SS"),
        ("ID TIME AMT ADDL\n1 0 10 5", "ADDL without an II"),
        ("ID TIME AMT EVID\n1 0 10 7", "EVID that is none of 0 to 4"),
        ("ID TIME AMT\n1 5 10\n1 4 10", "in row 2, an earlier TIME"),
        ("ID TIME AMT\n1 -5 10", "a TIME below 0"),
        ("ID TIME AMT EVID\n1 0 -10 1", "an AMT below 0"),
        ("ID TIME AMT EVID\n1 0 -0.5 1", "in row 1, an AMT below 0"),
        ("ID TIME AMT\n1 0 5\n1 1 -5", "in row 2, an AMT below 0"),
        ("ID TIME AMT EVID\n1 0 10 1.5", "EVID that is none of 0 to 4"),
        ("ID TIME AMT ADDL II\n1 0 10 2.5 1", "in row 1, ADDL that is no whole number"),
        ("ID TIME AMT ADDL\n1 0 10 1", "ADDL without an II above 0"),
        ("ID TIME AMT ADDL II\n1 0 10 1e17 1", "more than 10,000,000 doses"),
        ("ID TIME\n1 0", "needs a column 'AMT'"),
        ("ID TIME AMT\n1 0 0", "no dose in it"),
    ],
)
def test_what_is_not_done_is_refused_by_name(text, message):
    with pytest.raises(InputError, match=message):
        sim.read_nonmem(table(text), "A", time="days")


def test_words_that_are_no_tables_are_refused():
    with pytest.raises(InputError, match=r"give the path of a \.csv or a DataFrame"):
        sim.read_doses([1, 2])
    with pytest.raises(InputError, match="needs a column 'drug'"):
        sim.read_doses(table("day amount\n0 1"))
    with pytest.raises(InputError, match="'minutes'"):
        sim.read_nonmem(table("ID TIME AMT\n1 0 1"), "A", time="minutes")
