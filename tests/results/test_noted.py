"""What functions of one's own say of every visit, kept beside the run, which is the same."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError

CLINIC = sim.Clinic(visit_every=7, scan_every=28)
ARMS = {"plain": sim.Continuous("A"), "holidays": sim.Intermittent("A", 10, 5)}


def tumour():
    clones = [
        sim.Clone("S", 0.14, 0.1, start=1e8),
        sim.Clone("R", 0.14, 0.1, start=1e4, fold={"A": 50}),
    ]
    return sim.Tumour(
        clones, [sim.Mutation("S", "R", 1e-6)], [sim.Drug("A", sim.Hill(0.1, 0.5), half_life=2.0)]
    )


def share(now):
    return now.cells["R"] / np.maximum(now.burden, 1)


def seen(now):
    return now.happened["result"]


def exposure(now):
    return now.concentration["A"] * now.dose["A"] + now.day


FUNCTIONS = {"share": share, "seen": seen, "exposure": exposure, "one": lambda now: 1}


def run(record=None, patients=4, arms=ARMS, **more):
    how = {"days": 84.0, "seed": 2, "clinic": CLINIC, "progress": False, "engine": "jump"} | more
    return sim.simulate(tumour(), arms, patients=patients, record=record, **how)


def test_what_is_noted_is_what_happened_and_the_run_is_the_same():
    plain, runs = run(), run(sim.Noted(FUNCTIONS))
    for name, values in plain.data.items():
        np.testing.assert_array_equal(values.values, runs.data[name].values, err_msg=name)
    assert runs.data["share"].dims == ("arm", "patient", "time")
    own = runs.values("own_visit")
    assert not own.all()
    cells = runs.values("cells")
    wanted = np.where(own[:, None], cells[..., 1] / cells.sum(axis=-1), np.nan)
    np.testing.assert_array_equal(runs.values("share"), wanted)
    days = runs.values("time")
    wanted = runs.values("concentration")[..., 0] * runs.values("dose")[..., 0] + days
    np.testing.assert_array_equal(runs.values("exposure"), np.where(own[:, None], wanted, np.nan))
    scans = np.isin(days, [0, 28, 56, 84])
    assert (np.nan_to_num(runs.values("seen", "plain")) == scans).all()
    alone = run(sim.Noted(FUNCTIONS), patients=[2])
    np.testing.assert_array_equal(alone.values("share")[:, 0], runs.values("share")[:, 2])


def test_it_is_saved_joined_and_made_again(tmp_path):
    record = sim.Noted({"share": share}, every=28)
    runs = run(record)
    assert runs.values("share").shape == (2, 4, 4)
    runs.save(tmp_path / "runs.nc")
    loaded = sim.load(tmp_path / "runs.nc")
    np.testing.assert_array_equal(loaded.values("share"), runs.values("share"))
    again = sim.rerun(loaded, allow_code=True)
    np.testing.assert_array_equal(again.values("share"), runs.values("share"))
    both = sim.join([run(record, range(2)), run(record, range(2, 4))])
    np.testing.assert_array_equal(both.values("share"), runs.values("share"))
    table = runs.long("share")
    assert table["share"].notna().all()


def test_step_by_step():
    hand = sim.start(tumour(), 2, CLINIC, 2)
    hand.give("A")
    hand.advance(28)
    result = hand.result(record=sim.Noted({"share": share}))
    plain = run(patients=2, arms={"plain": ARMS["plain"]}, days=28.0)
    cells = plain.values("cells", "plain")
    np.testing.assert_array_equal(result.values("share", "run"), cells[..., 1] / cells.sum(axis=-1))


def test_nothing_of_the_run_can_be_changed():
    def change(now):
        now.cells["S"][:] = 0

    with pytest.raises(ValueError, match="read-only") as failed:
        run(sim.Noted({"x": change}))
    assert "The function 'x' of sim.Noted on day 0 failed." in failed.value.__notes__


@pytest.mark.parametrize(
    ("functions", "message"),
    [
        ({}, "give functions by name"),
        ([share], "give functions by name"),
        ({"burden": share}, "calls something 'burden'; results have that name already"),
        ({"a/b": share}, "a point or a slash"),
        ({"x": 3}, "'x' of Noted is 3; give a function"),
    ],
)
def test_what_is_no_function_of_a_visit_is_refused(functions, message):
    with pytest.raises(InputError, match=message):
        sim.Noted(functions)


@pytest.mark.parametrize("answer", [np.zeros(3), "much", None])
def test_an_answer_that_is_no_number_of_each_patient_is_refused(answer):
    with pytest.raises(InputError, match="must return a number for each of the 4 patients"):
        run(sim.Noted({"x": lambda now: answer}), threads=1)
