"""What a clinic saw, read from tables: right numbers, and a sentence for each slip."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.base.errors import InputError
from sim.data.points import _changes

PSA = Path("/work/shared/data/adt_psa.csv")


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text.replace(" ", ",")))


TWO = table("""patient day psa on dtx
a 0 29 1 0
a 28 7.4 1 0
a 56 NaN 0 75
b 3 5 1 0
b 10 4 1 75""")


def test_rows_become_points_and_calendars():
    seen = sim.Observations.read(
        TWO, value="psa", doses={"A": "on", "B": "dtx"}, unit="ng/ml", standard={"A": 1, "B": 75}
    )
    assert seen.patients == ("a", "b")
    assert seen.day.tolist() == [0, 28, 3, 10]
    assert seen.value.tolist() == [29, 7.4, 5, 4]
    assert seen.begin.tolist() == [0, 3]
    assert seen.last.tolist() == [28, 10]
    given = sim.Given(seen)
    assert given.periods["A"].tolist() == [[0, 0, 1], [0, 56, 0], [1, 0, 1]]
    # (days count from the beginning of each patient)
    assert given.periods["B"].tolist() == [[0, 0, 0], [0, 56, 1], [1, 0, 0], [1, 7, 1]]
    assert str(seen.of("b")) == (
        "Observations: 2 of psa [ng/ml] in 1 patient, from day 3 to day 10. Given: A, B, as a "
        "patient had it; doses change on 2 days."
    )


def test_values_beyond_a_limit():
    seen = sim.Observations.read(
        pd.DataFrame({"day": [0, 1, 2, 3], "psa": ["< 0.1", ">=500", "2.5", ""]}), value="psa"
    )
    assert seen.value.tolist() == [0.1, 500, 2.5]
    assert seen.censored.tolist() == [-1, 1, 0]
    assert seen.to_frame()["limit"].tolist() == ["<", ">", ""]
    with pytest.raises(InputError, match="'about 3' in column 'psa', row 2; write a number"):
        sim.Observations.read(pd.DataFrame({"day": [0, 1], "psa": ["1", "about 3"]}), value="psa")


def test_dates_count_from_the_first_dose():
    text = table("date mm on\n2024-02-01 37 0\n2024-03-01 31 1\n2024-04-01 27 1")
    seen = sim.Observations.read(text, value={"sum": "mm"}, day="date", doses={"A": "on"})
    assert seen.day.tolist() == [-29, 0, 31]
    assert seen.begin.tolist() == [-29]  # the run begins with the first result
    assert sim.Given(seen).periods["A"].tolist() == [[0, 0, 0], [0, 29, 1]]
    assert seen.series == ("sum",)


def test_single_doses_have_a_table_of_their_own():
    doses = table("patient drug day amount\na A 0 150\na A 7.5 300\nb A 2 150")
    seen = sim.Observations.read(TWO, value="psa", doses=doses, standard=150)
    assert seen.begin.tolist() == [0, 2]  # b's dose was before b's first result
    (once,) = sim.Given(seen).once
    assert once.given[:, :3].tolist() == [[0, 0, 150], [1, 0, 150], [0, 7.5, 300]]
    assert once.doses.tolist() == [1, 1, 2]
    dated = doses.assign(date=["2024-01-02", "2024-01-10", "2024-01-05"]).drop(columns="day")
    visits = TWO.assign(day=["2024-01-01", "2024-01-05", "2024-01-09", "2024-01-05", "2024-01-06"])
    seen = sim.Observations.read(visits, value="psa", doses=dated)
    assert seen.day.tolist() == [-1, 3, 0, 1]
    assert sim.Given(seen).once[0].given[:, 1].tolist() == [0, 1, 9]


def test_events_of_nonmem():
    text = table("""ID TIME EVID AMT II ADDL DV CENS LLOQ YTYPE
1 0 1 100 1 2 . 0 . .
1 0.5 0 . . . 2.0 0 0.1 1
1 4 0 . . . 0.05 1 0.1 1
1 4 0 . . . 7 0 . 2
2 1 0 . . . 3 0 . 1""")
    seen = sim.Observations.read_nonmem(text, "A", time="weeks", series={"BCR": 1}, unit="%")
    assert seen.day.tolist() == [3.5, 28, 7]
    assert seen.value.tolist() == [2, 0.1, 3]
    assert seen.censored.tolist() == [0, -1, 0]
    assert seen.begin.tolist() == [0, 7]
    assert sim.Given(seen).once[0].given[:, :2].tolist() == [[0, 0], [0, 7], [0, 14]]
    logs = sim.Observations.read_nonmem(text[text["YTYPE"] == "1"], "A", time="days", log10=True)
    assert logs.value.tolist() == pytest.approx([100, 10**0.1, 1000])
    with pytest.raises(InputError, match="results of 2 kinds in column 'YTYPE'; say which"):
        sim.Observations.read_nonmem(text, "A", time="days")


@pytest.mark.parametrize(
    ("change", "words", "message"),
    [
        ({"day": [0, 28, 20, 3, 10]}, {}, "runs back in row 3: day 20 of patient 'a' comes after"),
        ({"psa": [29, -1, 3, 5, 4]}, {}, "has -1 in column 'psa', row 2; .* above 0"),
        ({"psa": [29, 0, 3, 5, 4]}, {}, "Write '< 0.1' for what is below a limit"),
        ({"psa": [np.nan] * 5}, {}, "no value of 'psa': every cell is empty"),
        ({"psa": [1, 2, 3, np.nan, np.nan]}, {}, "no result of patient 'b'"),
        ({}, {"value": "pssa"}, "needs a column 'pssa'.* Did you mean 'psa'"),
        ({}, {"doses": {"A": "no"}}, "needs a column 'no'"),
        ({"on": [0] * 5}, {"doses": {"A": "on"}}, "is 0 in every row: nobody was ever given 'A'"),
        ({"on": [1, 1, -1, 1, 1]}, {"doses": {"A": "on"}}, "has -1 in column 'on', row 3"),
        (
            {"on": ["yes", "no", "yes", "yes", "no"]},
            {"doses": {"A": "on"}},
            r"Column 'on' .* has 'yes' in row 1; .* 1 and 0 for yes and no",
        ),
        ({"on": [1, 0, "no", 1, 0]}, {"doses": {"A": "on"}}, "Column 'on' .* has 'no' in row 3"),
        ({"patient": ["a", "a", np.nan, "b", "b"]}, {}, "names no patient in row 3; fill"),
        ({"patient": ["a", "a", "a", " ", "b"]}, {}, "names no patient in row 4"),
        ({"patient": [1, 1, None, 2, 2]}, {}, "names no patient in row 3"),
        (
            {"patient": pd.array(["a", "a", pd.NA, "b", "b"], dtype="string")},
            {},
            "names no patient in row 3",
        ),
        ({}, {"doses": "A"}, "is of no kind that is read"),
        ({}, {"doses": 3}, "doses is 3; give the column of each drug"),
        ({}, {"unit": {"psa2": "mm"}}, "no such series"),
        ({"day": ["soon"] * 5}, {}, "Column 'day' .* cannot be read"),
    ],
)
def test_a_slip_is_named(change, words, message):
    with pytest.raises(InputError, match=message):
        sim.Observations.read(TWO.assign(**change), **{"value": "psa"} | words)


def test_a_drug_that_was_never_stopped_is_noticed():
    with pytest.warns(UserWarning, match="everybody was given 'A' all the time"):
        sim.Observations.read(TWO.assign(on=1), value="psa", doses={"A": "on"})


def test_parts_of_observations():
    seen = sim.Observations.read(TWO, value="psa", doses={"A": "on"})
    assert seen.without_last(1).day.tolist() == [0, 3]
    with pytest.raises(InputError, match=r"no such patient. The patients are 'a', 'b'"):
        seen.of("c")
    numbered = sim.Observations.read(TWO.assign(patient=[1, 1, 1, 2, 2]), value="psa")
    assert numbered.of(2.0).patients == numbered.of(2).patients == ("2",)
    for none in (2.5, float("nan")):
        with pytest.raises(InputError, match="no such patient"):
            numbered.of(none)
    with pytest.raises(InputError, match="points is -1"):
        seen.without_last(-1)


def test_given_is_a_calendar_of_each_patient():
    """Beside schedules of one patient each: the same bits, patient by patient."""
    tumour = sim.presets.mcrpc_abiraterone(cost=0.3, turnover=0.3)
    doses = {"abiraterone": np.array([[0, 0, 1], [0, 30, 0], [1, 0, 0.5], [1, 14, 1], [1, 45, 0]])}
    alone = [
        sim.Schedule([0, 30], ["abiraterone", {}]),
        sim.Schedule([0, 14, 45], [{"abiraterone": 0.5}, "abiraterone", {}]),
    ]
    run = {"days": 70.0, "seed": 3, "progress": False, "engine": "meanfield"}
    clinic = sim.Clinic(extra_visits=[14, 30, 45])
    both = sim.simulate(
        tumour, {"given": sim.Given(doses, row=np.array([0, 1]))}, patients=2, clinic=clinic, **run
    )
    for patient, plan in enumerate(alone):
        one = sim.simulate(tumour, {"alone": plan}, patients=[patient], clinic=clinic, **run)
        for name in ("burden", "dose"):
            ours = both.data[name].sel(patient=patient).values[0]
            assert np.array_equal(ours, one.data[name].values[0, 0]), name


def test_given_is_kept_with_a_run(tmp_path):
    tumour = sim.presets.mcrpc_abiraterone()
    seen = sim.Observations.read(TWO, value="psa", doses={"abiraterone": "on"})
    runs = sim.simulate(tumour, {"given": sim.Given(seen)}, patients=2, days=70.0, seed=1,
                        engine="meanfield", progress=False)  # fmt: skip
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    assert np.array_equal(again.data["burden"], runs.data["burden"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"periods": 3}, "give sim.Observations, or an array"),
        ({"periods": {"A": [[0, 1]]}}, "has shape .1, 2.; give rows of three numbers"),
        ({"periods": {"A": [[0, -1, 1]]}}, "numbers of at least 0"),
        ({"periods": {"A": [[0, 1, 1], [0, 1, 2]]}}, "two doses on day 1 of row 0"),
        ({"periods": {"A": [[1, 0, 1]]}}, "say who has which: row="),
        ({"periods": {"A": [[1, 0, 1]]}, "row": [0.5]}, "give a whole number from 0"),
    ],
)
def test_slips_of_given(words, message):
    with pytest.raises(InputError, match=message):
        sim.Given(**words)


@pytest.mark.skipif(not PSA.exists(), reason="the patients' data are not redistributed")
def test_patients_of_bruchovsky():
    seen = sim.Observations.read(PSA, value="psa", doses={"abiraterone": "on"}, unit="ng/ml")
    assert (len(seen), len(seen.day)) == (33, 1593)
    assert seen.of(1).value[:3].tolist() == [29, 7.4, 4.6]


def test_events_may_stand_in_any_order_without_resets():
    text = table("ID TIME AMT DV\n1 0 . 5\n1 3 100 .\n1 7 100 .\n1 6 . 4\n1 2 . 4.5")
    seen = sim.Observations.read_nonmem(text, "A", time="days", standard=100)
    assert seen.day.tolist() == [0, 2, 6]
    assert sim.Given(seen).once[0].given[:, 1].tolist() == [3, 7]
    resets = text.assign(EVID=[0, 1, 3, 0, 0])
    with pytest.raises(InputError, match="an earlier TIME than in the row before"):
        sim.Observations.read_nonmem(resets, "A", time="days")


def test_the_example_is_there():
    seen = sim.Observations.example()
    assert (seen.patients, len(seen.day)) == (("A", "B", "C"), 123)
    assert seen.given.drugs == ("abiraterone",)


def test_rows_and_patients_who_are_not_there_are_named():
    one = [[0, 0, 1.0], [1, 0, 1.0]]
    with pytest.raises(InputError, match=r"row of Given has 7, but periods are of rows 0, 1; say"):
        sim.Given({"A": one}, row=[0, 7])
    nothing = sim.Given({"A": [*one, [7, 0, 0]]}, row=[0, 7])
    assert len(nothing.row) == 2
    for patient in (2, -1, 0.5):
        with pytest.raises(InputError, match=r"no such patient; give 0 to 1"):
            nothing.of(patient)


def test_the_last_results_of_each_patient_and_series_are_left_out():
    text = table("""patient day psa mm
a 0 9 30
a 7 8 NaN
a 14 7 20
b 0 5 10
b 7 4 9""")
    seen = sim.Observations.read(text, value=["psa", "mm"])
    kept = seen.without_last(1).to_frame()
    assert kept[["patient", "series", "day"]].to_numpy().tolist() == [
        ["a", "psa", 0.0], ["a", "mm", 0.0], ["a", "psa", 7.0], ["b", "psa", 0.0], ["b", "mm", 0.0],
    ]  # fmt: skip
    assert not len(seen.without_last(3).day)


def test_dates_of_who_was_never_given_anything_count_from_the_first_row():
    text = table("patient date mm\na 2024-02-01 37\na 2024-03-01 31\nb 2024-03-05 8")
    seen = sim.Observations.read(text, value="mm", day="date")
    assert seen.day.tolist() == [0, 29, 0]


def test_one_row_of_doses_is_no_drug_that_was_never_stopped():
    one = table("day mm on\n0 37 1")
    assert sim.Observations.read(one, value="mm", doses={"A": "on"}).given.drugs == ("A",)


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("ID TIME DV MDV\n1 0 5 0\n1 7 . 0", {}, "no number in column 'DV', row 2"),
        ("ID TIME DV\n1 0 5\n1 7 0", {}, "the result 0 in row 2"),
        ("ID TIME CONC\n1 0 5", {}, "'DV'"),
        ("ID TIME DV DVID\n1 0 5 3\n1 0 6 4", {}, r"2 kinds in column 'DVID'.*'PSA': 3"),
    ],
)  # fmt: skip
def test_a_slip_in_events_is_named_with_its_row(text, words, message):
    with pytest.raises(InputError, match=message):
        sim.Observations.read_nonmem(table(text), "A", time="days", **words)


def test_a_row_without_a_number_is_named():
    for day, psa, message in (
        ([0, np.nan], [1.0, 2.0], "no number in row 2"),
        ([0, 1, 2], [1.0, np.inf, 2.0], "infinite value in column 'psa', row 2"),
    ):
        with pytest.raises(InputError, match=message):
            sim.Observations.read(pd.DataFrame({"day": day, "psa": psa}), value="psa")


def test_results_that_are_missing_are_those_with_mdv():
    text = table("ID TIME DV AMT MDV\n1 0 5 . 0\n1 7 9 . 1\n1 14 6 . 0\n1 21 . 2 1")
    seen = sim.Observations.read_nonmem(text, "A", time="days", standard=2)
    assert (seen.day.tolist(), seen.value.tolist()) == ([0, 14], [5, 6])
    assert seen.given.drugs == ("A",)
    nothing = table("ID TIME DV AMT\n1 0 5 0\n1 7 9 0")
    assert sim.Observations.read_nonmem(nothing, "A", time="days").given.drugs == ()


def test_a_dose_of_addl_on_the_moment_of_a_reset_is_not_given():
    """Doses on days 0, 7 and 14, emptied on day 14."""
    text = table("ID TIME DV EVID AMT ADDL II\n1 0 . 1 2 2 7\n1 3 5 0 . . .\n1 14 . 3 . . .")
    seen = sim.Observations.read_nonmem(text, "A", time="days", standard=2)
    (doses,) = sim.Given(seen).once
    given = doses.given[np.nan_to_num(doses.given[:, 2]) > 0]
    assert given[:, 1].tolist() == [0, 7]


def test_a_table_of_doses_with_days_goes_by_its_days_whatever_else_it_has():
    seen = table("day psa\n5 3\n9 2")
    given = pd.DataFrame({"drug": ["A"], "day": [6.0], "amount": [1.0], "date": ["unknown"]})
    found = sim.Observations.read(seen, value="psa", doses=given)
    assert found.day.tolist() == [5, 9]
    assert sim.Given(found).once[0].given[:, :3].tolist() == [[0, 1, 1]]


def test_columns_are_named_by_words_and_missing_ones_by_what_is_like_them():
    with pytest.raises(InputError, match=r"The column of 'A' must have a name \(a text\), not 3"):
        sim.Observations.read(TWO, value="psa", doses={"A": 3})
    text = table("ID TIME AMT DV EVID DVIDD\n1 0 1 0 1 0\n1 1 0 5 0 1")
    with pytest.raises(InputError, match=r"series needs a column 'DVID'.*Did you mean 'DVIDD'"):
        sim.Observations.read_nonmem(text, drug="A", time="days", series={"PSA": 1})


def test_periods_from_before_the_beginning_in_which_nothing_is_given_are_left_out():
    periods = np.array([[0.0, -5, 0], [0, 10, 1], [0, 20, 1], [1, 0, 0], [1, 0, 2]])
    np.testing.assert_array_equal(_changes(periods), [[0, 10, 1], [1, 0, 2]])
