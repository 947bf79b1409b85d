"""Regimens given step by step, single doses among them: kept, and done again, to the bit."""

import numpy as np
import pytest
import scipy.stats

import sim
from sim import Clinic, Doses, Mutation
from sim.regimens.as_given import AsGiven

CLINIC = Clinic(visit_every=14, scan_every=28, delay=5, missed=0.1, fatal=3e9, detection=1e6)
PULSES = [[(0, 3.0), (2.5, 1.0), (40.25, 4.0)], [], [(0.75, "reset"), (20, 2.0)], [(30.3, 5.0)]]


def tumour():
    clones = [
        sim.Clone("S", 0.14, 0.13, start=1e9),
        sim.Clone("R", 0.14, 0.13, fold={"A": np.inf}),
    ]
    drugs = [
        sim.Drug("A", sim.Hill(0.05, 0.2, 2), half_life=2.0),
        sim.Drug("B", sim.Proportional(0.02)),
    ]
    return sim.Tumour(clones, [Mutation("S", "R", 1e-8)], drugs)


def assert_same(one, other):
    """Every number is the same; what patients drew stands by the name of the arm."""
    names = [{n for n in runs.data if not n.startswith("arms.")} for runs in (one, other)]
    assert names[0] == names[1]
    for name in names[0]:
        values = one.data[name]
        np.testing.assert_array_equal(values.values, other.data[name].values, err_msg=name)


def simulated(regimen, days, patients=4):
    return sim.simulate(
        tumour(), {"mine": regimen}, patients=patients, days=days, seed=3, clinic=CLINIC,
        progress=False,
    )  # fmt: skip


def personal(seen, memory, dose):
    """A dose of each patient's own while the tumour is large."""
    return {"A": np.where(seen.burden > 0.9 * seen.baseline, dose, 0.1)}


REGIMENS = {
    "numbers of one's own": sim.policy(personal, drugs="A", dose=np.array([0.5, 1.0, 1.5, 2.0])),
    "in turn": sim.ByTurns(["A", "B"], change=sim.BurdenBelow(0.97), pause=sim.Days(14)),
    "single doses": Doses("A", PULSES),
    "and every day": Doses("A", PULSES) + {"A": 0.3, "B": 0.1},
    "drawn": sim.Continuous("A", dose=scipy.stats.uniform(0.5, 1.0)),
    "a holiday": sim.Intermittent("A", on=10, off=np.array([5.0, 9.0, 20.0, 30.0])),
    "what is seen": sim.Adaptive("A", stop_below=0.9),
    "local": sim.Multimodal(Doses("A", PULSES), {9: sim.Surgery(0.5)}),
}


@pytest.mark.parametrize("name", REGIMENS)
def test_a_regimen_given_by_hand_has_the_bits_of_an_arm(name):
    run = sim.start(tumour(), 4, CLINIC, 3)
    run.give(REGIMENS[name])
    run.advance(56)
    run.advance(28)
    assert_same(run.result(), simulated(REGIMENS[name], 84))
    np.testing.assert_array_equal(run._treatment.body.cells, run.result().data["final_cells"][0])


@pytest.mark.parametrize(("regimen", "message"), [
    (sim.Adaptive("A", sim.Absolute(4, "ng/ml"), sim.Absolute(9)), "level in 'ng/ml', but the"),
    (sim.ByTurns(["A", "B"], change=sim.AlleleAbove("T790M")), "T790M"),
])  # fmt: skip
def test_what_the_clinic_does_not_have_is_refused_when_it_is_given(regimen, message):
    run = sim.start(tumour(), 4, CLINIC, 3)
    with pytest.raises(sim.InputError, match=message):
        run.give(regimen)


def test_single_doses_count_from_the_day_they_are_given_and_are_done_again(tmp_path):
    run = sim.start(tumour(), [3, 0, 2], CLINIC, 3)
    run.give("B")
    run.advance(17.3)
    run.give(Doses("A", PULSES) + {"A": 0.3})
    run.look().treat(sim.Surgery(0.5), np.array([True, False, False]))
    run.advance(14)
    other = run.copy()
    run.advance(20)
    run.give({})
    run.advance(10.7)
    runs, body = run.result(), run._treatment.body
    np.testing.assert_array_equal(body.cells, runs.data["final_cells"][0])
    assert runs.values("cumulative_dose", "run")[:, 0].tolist() == pytest.approx(
        [0.3 * 34 + 5, 0.3 * 34 + 4, 0.3 * 34 + 2], rel=1e-6
    )
    # a copy goes on where it was, in the middle of the course
    other.advance(20)
    np.testing.assert_array_equal(
        other._treatment.body.cells, run.copy().result().data["cells"].sel(time=51.3).values[0]
    )
    runs.save(tmp_path / "runs.nc")
    assert_same(sim.rerun(sim.load(tmp_path / "runs.nc")), runs)
    alone = sim.simulate(
        tumour(), {"run": run.plan()}, patients=[2], days=run.day, seed=3, clinic=CLINIC,
        progress=False,
    )  # fmt: skip
    np.testing.assert_array_equal(alone.data["final_cells"][0, 0], runs.data["final_cells"][0, 2])


def test_what_a_regimen_cannot_do_is_refused_when_it_is_given():
    run = sim.start(tumour(), 2, CLINIC, 4, days=100)
    with pytest.raises(sim.InputError, match="single doses of 'B', but without a half-life"):
        run.give(Doses("B", [(0, 1)]))
    with pytest.raises(sim.InputError, match=r"'run\.give' gives 'C'"):
        run.give(sim.Continuous("C"))
    with pytest.raises(sim.InputError, match="gives up to 12 of 'A'"):
        run.give(Doses("A", [(0, 12)]))
    with pytest.raises(sim.InputError, match="values for 1 patients"):
        run.give(Doses("A", [[(0, 1)]]))
    with pytest.raises(sim.InputError, match="AsGiven begins with None"):
        AsGiven([0.0], [None])
