"""Response, time without treatment and time to the next treatment, line by line."""

import functools

import numpy as np
import pytest

import sim
from sim.regimens import Days, Line, Lines, Progression

TUMOUR = sim.Tumour(
    [
        sim.Clone("S", 0.10, 0.09, start=1e11),
        sim.Clone("R", 0.10, 0.09, start=1e5, fold={"A": np.inf}),
    ],
    drugs=[sim.Drug("A", sim.Proportional(0.06)), sim.Drug("B", sim.Proportional(0.03))],
)
CLINIC = sim.Clinic(visit_every=14, scan_every=28, noise=0.0, detection=1e6, fatal=1e12)
PLAN = Lines(
    [
        Line("A", until=Days(84)), Line({}, until=Days(56)), Line("A", until=Progression()),
        Line({"A": 1.0, "B": 1.0}),
    ]
)  # fmt: skip


@functools.cache
def both():
    """Return the runs that most tests look at."""
    return sim.simulate(
        TUMOUR, {"plan": PLAN, "daily": sim.Continuous("A")}, patients=8, days=2000.0, seed=1,
        clinic=CLINIC, progress=False,
    )  # fmt: skip


def table_of(arm):
    table = both().lines()
    return table[table["arm"] == arm]


def test_lines_follow_one_another_to_the_end():
    plan = table_of("plan")
    for patient, rows in plan.groupby("patient"):
        assert rows["line"].tolist() == [1, 2]  # (the holiday brings nothing new: it is within)
        assert rows["began"].tolist()[1:] == rows["ended"].tolist()[:-1]
        assert rows["drugs"].tolist() == ["A", "A + B"]
        end = float(both().data["end_day"].sel(arm="plan", patient=patient))
        assert rows["ended"].tolist()[-1] == end
        assert (rows["days on treatment"] + rows["days without treatment"]).tolist() == (
            rows["days"].tolist()
        )
        treated = float(both().data["treatment_days"].sel(arm="plan", patient=patient))
        assert rows["days on treatment"].sum() == pytest.approx(treated, abs=1e-3)
    first = plan[plan["line"] == 1]
    assert (first["days without treatment"] == 56).all()
    daily = table_of("daily")
    assert daily["line"].tolist() == [1] * 8


def test_the_lines_of_the_plan_are_there_too():
    table = both().lines(of="plan")
    plan = table[table["arm"] == "plan"]
    for _, rows in plan.groupby("patient"):
        assert rows["line"].tolist() == [1, 2, 3, 4]
        assert rows["began"].tolist()[:3] == [0.0, 84.0, 140.0]
        assert rows["drugs"].tolist() == ["A", "", "A", "A + B"]
    holiday = plan[plan["line"] == 2]
    assert (holiday["days without treatment"] == 56).all()
    assert (holiday["days on treatment"] == 0).all()
    assert set(plan[plan["line"] == 1]["best result"]) == {"partial"}
    # (a scan after four weeks of holiday: 10 % more in diameter)
    assert set(holiday["best result"]) == {"stable"}
    third = plan[plan["line"] == 3]
    np.testing.assert_array_equal(third["progression day"], third["ended"])
    assert (table[table["arm"] == "daily"]["line"] == 1).all()
    with pytest.raises(sim.InputError, match="Lines of 'plans': no such kind"):
        both().lines(of="plans")


@pytest.mark.parametrize("of", ["therapy", "plan"])
def test_nobody_is_on_treatment_of_whom_no_cell_is_left(of):
    """Nor if the patient lives on, and dies of something else later."""
    small = sim.Tumour(
        [sim.Clone("S", birth=0.14, death=0.13, start=1e4)],
        drugs=[sim.Drug("A", sim.Proportional(0.2))],
    )
    arms = {"A": sim.Continuous("A"), "plan": Lines([Line("A", until=Days(20)), Line("A")])}
    runs = sim.simulate(
        small, arms, patients=4, days=400, seed=1, clinic=sim.Clinic(other_death=300.0)
    )
    assert (runs.data["end_day"] == 300).all()
    table = runs.lines(of)
    added = table.groupby(["arm", "patient"])["days on treatment"].sum().to_xarray()
    counted = sim.time_on_treatment(runs)
    assert counted.max() < 100
    np.testing.assert_array_equal(added.sel(arm=list(arms)), counted)
    both = table["days on treatment"] + table["days without treatment"]
    assert both.tolist() == table["days"].tolist()
    older = sim.Runs(runs.data.drop_vars("treatment_days"))
    np.testing.assert_array_equal(sim.time_on_treatment(older), counted)


def test_a_result_that_never_arrived_is_not_read():
    growing = sim.Tumour([sim.Clone("S", birth=0.14, death=0.12, start=1e9)])
    clinic = sim.Clinic(scan_every=28, noise=0.0, delay=30, criteria=sim.RatioToBaseline(1.5))
    arms = {"none": sim.Observation()}
    runs = sim.simulate(growing, arms, patients=1, days=50, seed=1, clinic=clinic)
    assert runs.data["verdict"].values.tolist() == [[[1, 0]]]
    row = runs.lines().iloc[0]
    assert np.isnan(row["progression day"])
    assert row["best result"] == "not evaluable"
    longer = sim.simulate(growing, arms, patients=1, days=58, seed=1, clinic=clinic)
    assert longer.lines().iloc[0]["progression day"] == 28


def test_every_column_of_the_lines_of_the_plan():
    """Two lines and a holiday between them are said by the plan, the fourth by progression."""
    table = both().lines(of="plan")
    ends, died = both().values("end_day", "plan"), both().values("ending", "plan") >= 2
    for patient, rows in table[table["arm"] == "plan"].groupby("patient"):
        end, third = float(ends[patient]), rows["began"].tolist()[3]
        began, ended = [0.0, 84.0, 140.0, third], [84.0, 140.0, third, end]
        days = (np.array(ended) - began).tolist()
        assert rows["ended"].tolist() == ended
        assert rows["days"].tolist() == days
        assert rows["days on treatment"].tolist() == [84.0, 0.0, days[2], days[3]]
        assert rows["days without treatment"].tolist() == [0.0, 56.0, 0.0, 0.0]
        # what follows the first line is a holiday: the next drug comes after it
        assert rows["days to next treatment"].tolist() == [140.0, 56.0, days[2], days[3]]
        assert rows["next treatment or death"].tolist() == [True, True, True, bool(died[patient])]
        last = "death" if died[patient] else "end of follow-up"
        assert rows["ended by"].tolist() == ["next line"] * 3 + [last]
        assert np.isnan(rows["progression day"].tolist()[:2]).all()
        observed = both().data["observed"].sel(arm="plan", patient=patient)
        first = np.cbrt(observed.sel(scan=84.0) / observed.sel(scan=0.0)) - 1.0
        assert rows["best change"].tolist()[0] == pytest.approx(float(first))
    assert list(table.columns) == [
        "arm", "patient", "line", "drugs", "began", "ended", "ended by", "days",
        "days on treatment", "days without treatment", "best result", "best change",
        "progression day", "days to next treatment", "next treatment or death",
    ]  # fmt: skip


def test_one_line_has_the_best_response_of_the_run():
    """Confirmed as there: a response that the next scan takes back is none."""
    slow = TUMOUR.replace(drugs=[sim.Drug("A", sim.Proportional(0.013))])
    rule = sim.Recist(confirm_response=56, stable_after=50)
    noisy = sim.Clinic(
        visit_every=14, scan_every=28, noise=0.35, detection=1e6, fatal=1e12, criteria=rule
    )
    runs = sim.simulate(
        slow, {"daily": sim.Continuous("A")}, patients=40, days=500.0, seed=2, clinic=noisy,
        progress=False,
    )  # fmt: skip
    table = runs.lines()
    said = np.array(sim.clinic.RESPONSES)[runs.data["best_response"].values[0]]
    assert table["best result"].tolist() == said.tolist()
    assert len(set(said)) > 1
    np.testing.assert_allclose(table["best change"], runs.data["best_change"].values[0], rtol=1e-6)
    np.testing.assert_array_equal(table["progression day"], runs.data["progression_day"].values[0])
    once = sim.Recist(confirm_response=0, stable_after=0)
    unconfirmed = sim.simulate(
        slow, {"daily": sim.Continuous("A")}, patients=40, days=500.0, seed=2, progress=False,
        clinic=sim.Clinic(
            visit_every=14, scan_every=28, noise=0.35, detection=1e6, fatal=1e12, criteria=once
        ),
    )  # fmt: skip
    assert (unconfirmed.lines()["best result"] != table["best result"]).any()


def test_stable_disease_counts_from_the_start_of_its_line():
    """Forty-two days of a second line are not enough where fifty are asked for."""
    rule = sim.Recist(stable_after=50)
    plan = Lines([Line("A", until=Days(84)), Line("B", until=Days(42)), Line("C")])
    clinic = sim.Clinic(
        visit_every=14, scan_every=14, noise=0.0, detection=1e6, fatal=1e12, criteria=rule
    )
    slow = TUMOUR.replace(drugs=[sim.Drug(name, sim.Proportional(0.012)) for name in "ABC"])
    runs = sim.simulate(
        slow, {"plan": plan}, patients=2, days=280.0, seed=1, clinic=clinic, progress=False
    )
    found = runs.lines().set_index(["patient", "line"])["best result"]
    assert found[0].tolist() == ["stable", "not evaluable", "stable"]


def test_response_is_against_the_start_of_the_line():
    plan = table_of("plan").set_index(["patient", "line"])
    assert set(plan.xs(1, level="line")["best result"]) == {"partial"}
    early = Lines([Line("A", until=Days(28)), Line("B")])
    runs = sim.simulate(
        TUMOUR, {"plan": early}, patients=4, days=140.0, seed=1, clinic=CLINIC, progress=False
    )
    line = runs.lines().set_index(["patient", "line"]).loc[(3, 2)]
    observed = runs.data["observed"].sel(arm="plan", patient=3)
    began = line["began"]
    assert began == 28.0
    last = line["ended"] if np.isnan(line["progression day"]) else line["progression day"]
    inside = observed.sel(scan=slice(began + 1, last))
    criteria, unit = CLINIC.criteria, CLINIC.measure.unit
    start = criteria.scale(np.array([float(observed.sel(scan=began))]), unit)[0]
    least = criteria.scale(inside.values, unit).min()
    assert line["best change"] == pytest.approx(least / start - 1.0)


def test_progression_in_a_line_ends_it():
    plan = table_of("plan")
    first = plan[plan["line"] == 1]
    np.testing.assert_array_equal(first["progression day"], first["ended"])
    assert (first["ended by"] == "next line").all()
    one = table_of("daily")
    np.testing.assert_array_equal(one["progression day"], both().values("progression_day", "daily"))


def test_time_to_next_treatment_by_line():
    first, last = (both().time_to_next_treatment(k) for k in (1, 2))
    table = table_of("plan").set_index(["line", "patient"])
    days, happened = first.of("plan")
    np.testing.assert_array_equal(days, table.loc[1, "days"])  # (the same drug again is no next)
    assert happened.all()
    of_plan = first.patients().query("arm == 'plan'")
    assert set(of_plan["reason"]) == {"next treatment"}
    days, happened = last.of("plan")
    died = both().values("ending", "plan") >= 2
    np.testing.assert_array_equal(happened, died)
    assert last.of("daily")[0].size == 0
    assert set(last.patients()["reason"]) == (
        {"death"} if died.all() else {"death", "end of follow-up"} if died.any()
        else {"end of follow-up"}
    )  # fmt: skip


def test_who_dies_in_a_line_has_died_and_had_no_next_treatment():
    """They die of 1.5 x 10^11 cells: some in the first line, all others in the second."""
    clinic = sim.Clinic(visit_every=14, scan_every=28, noise=0.0, detection=1e6, fatal=1.5e11)
    plan = Lines([Line("A", until=Days(84)), Line({"A": 1.0, "B": 0.1})])
    start = np.array([3e10] * 4 + [1e11] * 4)
    clones = [sim.Clone("S", 0.10, 0.09, start=1e9), sim.Clone("R", 0.10, 0.09, start, {"A": 1e9})]
    tumour = sim.Tumour(clones, drugs=TUMOUR.drugs)
    runs = sim.simulate(
        tumour, {"plan": plan}, patients=8, days=2000.0, seed=1, clinic=clinic, progress=False
    )
    first = runs.time_to_next_treatment(1)
    reasons = first.patients().set_index("patient")["reason"].to_dict()
    ends = runs.values("end_day", "plan")
    assert runs.values("ending", "plan").min() >= 2  # all die
    assert reasons == {k: "death" if ends[k] <= 84 else "next treatment" for k in range(8)}
    assert set(reasons.values()) == {"death", "next treatment"}
    second = runs.time_to_next_treatment(2)
    late = [k for k in range(8) if ends[k] > 84]
    assert second.patients()["patient"].tolist() == late
    assert set(second.patients()["reason"]) == {"death"}
    np.testing.assert_array_equal(second.of("plan")[0], ends[late] - 84)


def test_the_next_begins_when_a_drug_is_given_again(tmp_path):
    both().save(tmp_path / "runs.nc")
    loaded = sim.load(tmp_path / "runs.nc")
    assert loaded.lines().equals(both().lines())


@pytest.mark.parametrize("record", [sim.Endpoints(scans=True), sim.Visits(every=56)])
def test_every_visit_is_needed(record):
    runs = sim.simulate(
        TUMOUR, {"plan": PLAN}, patients=2, days=100.0, seed=1, clinic=CLINIC, record=record,
        progress=False,
    )  # fmt: skip
    with pytest.raises(sim.InputError, match="need every visit"):
        runs.lines()
    with pytest.raises(sim.InputError, match="line is 0"):
        both().time_to_next_treatment(0)


@pytest.mark.parametrize("measure", [sim.Lesions(3), sim.LesionsBySite()])
def test_lesions_of_which_none_is_large_enough_cannot_respond(measure):
    """Three of 8.6 mm: their sum could be followed, and none of them can."""
    one = sim.Tumour(
        [sim.Clone("S", 0.10, 0.09, start=5e8)],
        drugs=[sim.Drug(name, sim.Proportional(0.06)) for name in "AB"],
    )
    parts = [sim.Niche(name, share=1 / 3) for name in ("liver", "lung", "bone")]
    tumour = one.in_niches(parts) if isinstance(measure, sim.LesionsBySite) else one
    clinic = sim.Clinic(measure=measure, detection=1e6)
    plan = Lines([Line("A", until=Days(112)), Line("B")])
    runs = sim.simulate(
        tumour, {"plan": plan}, patients=3, days=230.0, seed=1, clinic=clinic, progress=False
    )  # fmt: skip
    assert (runs.data["best_response"] == 0).all()
    assert runs.lines()["best result"].tolist() == ["not evaluable"] * 6


def test_progression_of_a_line_is_by_all_measures_as_the_clinic_combines_them():
    """It was by the main measure alone, as if the others were not there."""
    marker = sim.Marker("PSA", 1e-8, half_life=1.0)
    measures = {
        "ct": sim.Exam(sim.Cells(), every=84, noise=0.0),
        "psa": sim.Exam(marker, every=14, noise=0.0, criteria=sim.RatioToNadir(1.3)),
    }
    first = {}
    for rule in ("ct or psa", "ct and psa"):
        clinic = sim.Clinic(visit_every=14, measures=measures, progression=rule)
        runs = sim.simulate(
            TUMOUR, {"on": sim.Continuous("A")}, patients=5, days=1500.0, seed=1, clinic=clinic,
            progress=False,
        )  # fmt: skip
        first[rule] = runs.lines().groupby("patient")["progression day"].first().to_numpy()
        np.testing.assert_array_equal(first[rule], runs.values("progression_day", "on"))
    assert (first["ct or psa"] < first["ct and psa"]).all()
