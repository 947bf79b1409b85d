"""Bad points are recorded with their reason, and the rest goes on."""

import time
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.sweeps import points
from sim.sweeps.names import check_names
from sim.sweeps.points import TookTooLong, kept, reason
from tests.sweeps.small import ARMS, assert_rows_equal_single_points, build, fingerprint, sweep

GRID = sim.Grid(cost=[0.0, 0.1, 0.2, 0.3, 0.4], turnover=[0.6, 0.8])


def sometimes(cost, turnover):
    """Fail in every way that a user's function can."""
    if cost == 0.1:
        raise ZeroDivisionError("division by zero")
    if cost == 0.2:
        return build(float("nan"), turnover)
    if cost == 0.3 and turnover == 0.6:
        return "a tumour"
    return build(cost, turnover)


def test_bad_points_are_recorded_and_the_rest_goes_on(tmp_path):
    swept = sweep(build=sometimes, design=GRID, patients=5)
    with pytest.warns(UserWarning, match="5 of 10 points failed") as warned:
        results = swept.run(tmp_path / "store")
    text = str(warned[0].message)
    assert "2 x ZeroDivisionError: division by zero (first at point 2: cost=0.1" in text
    failed = results.failed
    assert failed.index.tolist() == [2, 3, 4, 5, 6]
    assert "allowed is" in failed["reason"][4]  # NaN, in the words of the description
    assert "sim.Tumour" in failed["reason"][6]
    assert np.isnan(results.data["time_to_progression"].values[[2, 3, 4, 5, 6]]).all()
    good = [0, 1, 7, 8, 9]
    assert_rows_equal_single_points(swept, results, good)
    assert results.points["status"].tolist() == [
        "done" if p in good else "failed" for p in range(10)
    ]


def without_cost_nothing(cost):
    if cost == 0.0:
        raise ZeroDivisionError("no cost")
    return build(cost)


def test_a_point_that_failed_is_not_held_against_others(tmp_path):
    """Also not against the first of those that are asked for, where it is none of them."""
    settings = dict(build=without_cost_nothing, patients=5)
    with pytest.warns(UserWarning, match="1 of 3 points failed"):
        both = sweep(design=sim.Grid(cost=[0.2, 0.0, 0.1]), **settings).run(tmp_path / "store")
    assert both.status.tolist() == [0, 1, 0]
    assert both.failed.to_dict("list") == {"cost": [0.0], "reason": [both.failed["reason"][1]]}
    one = sweep(design=sim.Grid(cost=[0.1]), **settings).run(tmp_path / "store")
    assert one.status.tolist() == [0]
    assert len(one.failed) == 0
    assert np.isfinite(one.data["time_to_progression"].values).all()
    with pytest.warns(UserWarning, match="2 of 3 points failed"):
        twice = sweep(design=sim.Points({"cost": [0.0, 0.1, 0.0]}), **settings).run(tmp_path / "s")
    assert twice.failed.index.tolist() == [0, 2]
    said = str(both)
    assert said.startswith("Sweep 'small': 3 points (2 done, 1 failed, 0 waiting) x 2 arms x 5 pat")
    for line in (
        "parameters  cost", "arms        continuous, adaptive",
        "kept        time_to_progression, resistant_fraction", f"folder      {tmp_path / 'store'}",
    ):  # fmt: skip
        assert f"\n  {line}\n" in said


def too_large(cost, turnover):
    # (found by the engine only, in the middle of a block: nobody can know when a mutant arises)
    founder = sim.Clone("founder", birth=0.14, death=0.14 * turnover, start=50.0)
    mutant = sim.Clone("mutant", birth=1.0 if cost == 0.2 else 0.0, death=0.1)
    mutation = sim.Mutation("founder", "mutant", 0.5)
    return sim.Tumour([founder, mutant], [mutation], [sim.Drug("A", sim.Proportional(0.1))])


def test_what_fails_in_the_engine_fails_alone(tmp_path):
    options = {"keep": [sim.final_burden], "engine": sim.Gillespie(most_events=20_000)}
    arms = {"continuous": sim.Continuous("A")}
    swept = sweep(build=too_large, design=GRID, patients=5, days=28, arms=arms, **options)
    with pytest.warns(UserWarning, match=r"2 x The Gillespie engine met more than 20000 events"):
        results = swept.run(tmp_path / "store")
    assert results.failed["cost"].tolist() == [0.2, 0.2]
    assert_rows_equal_single_points(swept, results, [0, 1, 2, 3, 6, 7, 8, 9])


@sim.policy(drugs=("A",))
def dawdle(seen, memory):
    time.sleep(0.06)
    return "A"


def test_a_point_that_takes_too_long_is_recorded_and_tried_again(tmp_path):
    arms = {"slow": lambda cost: dawdle if cost == 0.2 else sim.Continuous("A")}
    swept = sweep(arms=arms, design=sim.Grid(cost=[0.1, 0.2, 0.3]), patients=5)
    with pytest.warns(UserWarning, match="1 x took longer than 0.5 seconds"):
        results = swept.run(tmp_path / "store", seconds_per_point=0.5)
    assert results.failed["cost"].tolist() == [0.2]
    results = swept.run(tmp_path / "store")  # with time enough
    assert len(results.failed) == 0
    assert_rows_equal_single_points(swept, results)
    swept.run(tmp_path / "at once")
    assert fingerprint(tmp_path / "store") == fingerprint(tmp_path / "at once")


@pytest.mark.parametrize(("took", "failed"), [(1.4, []), (1.6, [0, 1, 2])])
def test_points_that_run_together_have_the_time_of_all(took, failed, monkeypatch):
    """Three of half a second each; where that is not enough, each is tried alone."""
    clock = [0.0]

    def run_for_a_while(plans, checked, numbers):
        clock[0] += took
        checked()

    monkeypatch.setattr(points, "monotonic", lambda: clock[0])
    monkeypatch.setattr(points, "_runs", run_for_a_while)
    monkeypatch.setattr(points, "kept", lambda sweep, runs: {})
    outcome = SimpleNamespace(failed={}, again=False, values={})
    group = [(number, None, None) for number in range(3)]
    points._run_group(None, group, outcome, lambda: None, 0.5)
    assert sorted(outcome.failed) == failed
    assert outcome.again == bool(failed)


def always(cost, turnover):
    raise ValueError("no such cell line")


def mean_over_patients(runs):
    return sim.final_burden(runs) / sim.final_burden(runs).mean("patient")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"build": always}, r"All 10 points .* at point 0 \(cost=0, turnover=0.6\): ValueError"),
        ({"keep": {"share": mean_over_patients}}, "another value beside others than alone"),
        ({"keep": {"mean": lambda runs: 1.0}}, r"it must return an array \(arm, patient\)"),
        ({"keep": [sim.burden_curve]}, r"record=sim.Visits\(\)"),
    ],
)
def test_what_is_wrong_everywhere_is_said_before_anything_is_stored(tmp_path, changes, message):
    with pytest.raises(sim.InputError, match=message):
        sweep(**{"design": GRID, "patients": 5, **changes}).run(tmp_path / "store")
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"design": sim.Grid(cots=[0.1])}, r"'cots' of the design is taken neither.*'cost'\?"),
        ({"arms": {"x": lambda dose: sim.Continuous("A", dose)}}, "arm 'x' needs 'dose'"),
        ({"arms": {}}, "arms are given by name"),
        ({"arms": {"x": "A"}}, "Arm 'x' is 'A'"),
        ({"build": build()}, "give a function"),
        ({"design": [0.1]}, "sim.Grid"),
        ({"patients": 0}, "patients is 0"),
        ({"keep": [lambda runs: runs]}, "A lambda has no name"),
        ({"keep": [sim.cured, sim.cured]}, "one name"),
    ],
)
def test_wrong_sweeps_are_refused_when_they_are_written(changes, message):
    with pytest.raises(sim.InputError, match=message):
        sweep(**changes)


def anything(**point):
    return build()


def over_cost(runs):
    return sim.burden_curve(runs).rename(day="cost")


AXES = "point arm patient status reason".split()
TAKEN = "mean error count winner second lead clear frontier low high share crossings".split()


@pytest.mark.parametrize("name", ["", 3])
def test_what_has_no_name_is_said(name):
    for names, words in (
        (([name], [], []), "A parameter of a sweep"), (([], [name], []), "An arm"),
        (([], [], [name]), "What is kept"),
    ):  # fmt: skip
        with pytest.raises(sim.InputError, match=words):
            check_names(*names)


@pytest.mark.parametrize("name", AXES + TAKEN)
def test_names_that_results_have_already_are_refused_before_anything_runs(name):
    """A parameter `status` vanished without a word; others failed when everything had been run."""
    points = sim.Points({name: [0.1, 0.2]})
    with pytest.raises(sim.InputError, match=f"parameter '{name}' has the name of"):
        sweep(build=anything, design=points)
    if name in TAKEN:
        sweep(keep={name: sim.cured})
        return
    with pytest.raises(sim.InputError, match=f"keep '{name}' has the name of"):
        sweep(keep={name: sim.cured})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"keep": {"cost": sim.cured}}, "'cost' would be the name of two columns"),
        ({"keep": {"x": sim.cured, "x (standard error)": sim.cured}}, "two columns"),
        ({"keep": {"x": sim.cured, "X": sim.died}}, "capital letters only"),
        ({"keep": {"a/b": sim.cured}}, "may not contain '/'"),
        ({"keep": {"..": sim.cured}}, "a plain one"),
        ({"keep": {"__x": sim.cured}}, "a plain one"),
        ({"keep": {" ": sim.cured}}, "must have a name"),
        ({"arms": {"": sim.Continuous("A")}}, "An arm must have a name"),
    ],
)
def test_names_that_cannot_be_kept_apart_are_refused(changes, message):
    with pytest.raises(sim.InputError, match=message):
        sweep(**changes)


def test_an_axis_with_the_name_of_a_parameter_is_refused_before_anything_is_stored(tmp_path):
    swept = sweep(keep=[over_cost], record=sim.Visits(), patients=5)
    with pytest.raises(sim.InputError, match=r"the axis 'cost', and the sweep has a parameter"):
        swept.run(tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_any_other_name_is_a_name(tmp_path):
    names = ["file", "allow_pickle", "self", "drug", "day", "größe", "a b", "name", "args"]
    design = sim.Grid(**{name: [0.5] for name in names}, seed=[1, 2])
    results = sweep(build=anything, design=design, patients=5, keep={"größe 2": sim.cured}).run(
        tmp_path / "store"
    )
    again = sim.open_sweep(tmp_path / "store")
    assert again.table().columns.tolist() == results.table().columns.tolist()
    assert set(names) < set(again.data.coords)
    assert again.data["seed"].values.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"workers": 0}, "at least 1"),
        ({"workers": 2, "client": "tcp://x"}, "one of the two"),
        ({"part": "4/3"}, "3/20"),
        ({"client": 8}, "address of a scheduler"),
    ],
)
def test_wrong_ways_to_run_are_refused(tmp_path, options, message):
    with pytest.raises(sim.InputError, match=message):
        sweep(arms=ARMS).run(tmp_path / "store", **options)


class Array:
    """As much of an array as is looked at: its axes, how many patients, of what kind."""

    def __init__(self, dims=("arm", "patient"), patients=5, kind="f8"):
        self.dims, self.sizes, self.dtype = dims, {"patient": patients}, np.dtype(kind)


@pytest.mark.parametrize(("array", "message"), [
    (3.5, "keep 'x' returned float 3.5; it must return an array"),
    (np.zeros(5), "keep 'x' returned ndarray array"),
    (Array(("patient", "arm")), r"returned an array \('patient', 'arm'\); it must return"),
    (Array(("arm",)), r"returned an array \('arm',\)"),
    (Array(patients=4), "keep 'x' must return a value for every patient"),
    (Array(kind="U3"), "keep 'x' returned <U3; it must return numbers"),
    (Array(kind="M8[D]"), "it must return numbers"),
])  # fmt: skip
def test_what_is_kept_is_numbers_by_arm_and_patient(array, message):
    runs = SimpleNamespace(data=Array())
    with pytest.raises(sim.InputError, match=message):
        kept(SimpleNamespace(measures={"x": lambda runs: array}), runs)
    for right in (Array(), Array(("arm", "patient", "day")), Array(kind="?"), Array(kind="i4")):
        assert kept(SimpleNamespace(measures={"x": lambda _, a=right: a}), runs) == {"x": right}


def test_a_reason_is_cut_at_six_hundred_letters():
    assert reason(sim.InputError("no")) == reason(TookTooLong("no")) == "no"
    assert reason(ValueError("no")) == "ValueError: no"
    assert reason(sim.InputError("x" * 600)) == "x" * 600
    assert reason(sim.InputError("x" * 601)) == "x" * 596 + " ..."
