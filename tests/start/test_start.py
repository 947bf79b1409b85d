"""Step by step is what `sim.simulate` does with a policy that decides the same, to the bit."""

import numpy as np
import pytest

import sim
from sim import Clinic, Clone, Drug, Hill, Mutation, Proportional, Surgery, Tumour
from sim.regimens.as_given import AsGiven


def tumour(**more):
    clones = [
        Clone("S", 0.14, 0.13, start=1e9),
        Clone("R", 0.14, 0.13, fold={"A": np.inf}),
    ]
    drugs = [Drug("A", Hill(0.05, 0.2, 2), half_life=2.0), Drug("B", Proportional(0.02))]
    return Tumour(clones, [Mutation("S", "R", 1e-8)], drugs, **more)


def cautious(seen, memory):
    """A for whose tumour is not small; B besides, once it has grown back."""
    given = {"A": np.where(seen.burden < 0.5 * seen.baseline, 0.0, 1.0)}
    return given | {"B": np.where(seen.burden > 1.5 * seen.nadir, 0.5, 0.0)}


def stepped(described, rule, clinic, days, **how):
    """Return a run in which somebody decides by the rule at every visit of the clinic."""
    run = sim.start(described, 4, clinic, 3, **how)
    while run.day < days:
        run.give(rule(run.look(), {}))
        run.advance(min(clinic.visit_every, days - run.day))
    return run


def assert_same(one, other):
    """Every number of two runs is the same; how the arms are called may differ."""
    assert set(one.data) == set(other.data)
    for name, values in one.data.items():
        np.testing.assert_array_equal(values.values, other.data[name].values, err_msg=name)


CLINIC = Clinic(visit_every=14, scan_every=28, delay=5, missed=0.1, fatal=3e9, detection=1e6)
KINDS = {
    "jump": (tumour(), CLINIC, {}),
    "side effects": (
        tumour(),
        Clinic(
            visit_every=14,
            scan_every=28,
            toxicity=sim.Toxicity({"A": {"skin": 3.0}}),
            quality=sim.Quality(),
        ),
        {},
    ),
    "mean field": (tumour(), CLINIC, {"engine": "meanfield"}),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_bits_are_those_of_a_policy(name):
    described, clinic, how = KINDS[name]
    run = stepped(described, cautious, clinic, 280, **how)
    runs = sim.simulate(
        described, {"mine": sim.policy(cautious)}, patients=4, days=280, seed=3, clinic=clinic,
        progress=False, **how,
    )  # fmt: skip
    assert_same(run.result(), runs)
    np.testing.assert_array_equal(run._treatment.body.cells, runs.data["final_cells"][0])
    np.testing.assert_array_equal(run.dead, np.isin(runs.data["ending"][0], (2, 4)))
    assert (runs.data["dose"].values > 0).any(axis=(0, 1, 2)).all()  # both are given, sometimes


def test_what_is_not_a_visit_of_the_clinic_is_one_of_the_plan():
    run = sim.start(tumour(), 3, Clinic(visit_every=7, scan_every=28), 5)
    run.give("A")
    run.advance(30.3)
    assert run.day == 30.3
    run.advance(4.7)  # 35 is one of the clinic's
    assert run.result().data["time"].values.tolist() == [0, 7, 14, 21, 28, 30.3, 35]
    assert run.result().summary().index.tolist() == ["run"]
    days = sim.Clinic(visit_every=7, scan_every=28, extra_visits=[30.3])
    runs = sim.simulate(
        tumour(), {"A": sim.Continuous("A")}, patients=3, days=35, seed=5, clinic=days,
        progress=False,
    )  # fmt: skip
    assert_same(run.result(), runs)


def test_a_copy_goes_on_by_itself_with_the_same_luck():
    run = sim.start(tumour(), 5, Clinic(visit_every=14, scan_every=28, detection=1e3), 7)
    run.give("A")
    run.advance(56)
    other, same = run.copy(), run.copy()
    before = run.look().burden.copy()
    other.give({"A": 1.0, "B": 1.0})
    other.advance(112)
    np.testing.assert_array_equal(run.look().burden, before)
    run.advance(112)
    same.advance(56)
    same.advance(56)
    assert same.day == run.day == other.day == 168
    same_result, result = same.result(), run.result()
    assert_same(same_result, result)
    assert (other.look().burden < run.look().burden).all()
    np.testing.assert_array_equal(
        other.result().data["cells"].sel(time=slice(0, 56)),
        result.data["cells"].sel(time=slice(0, 56)),
    )


def test_copies_of_patients_with_an_immune_system():
    defended = tumour(immune=sim.Immune(half_recruitment=1e9, killing=1e-8))
    run = sim.start(defended, 2, seed=7)
    run.give("A")
    run.advance(14)
    other = run.copy()
    other.give({})
    other.advance(14)
    run.advance(14)
    np.testing.assert_array_equal(run._treatment.body.cells, run.result().data["final_cells"][0])
    np.testing.assert_array_equal(
        other._treatment.body.cells, other.result().data["final_cells"][0]
    )


def test_lines_surgery_and_named_patients_can_be_made_again(tmp_path):
    run = sim.start(tumour(), [3, 0, 5], seed=4)
    run.give("A")
    run.advance(56)
    some = np.array([True, False, True])
    run.give({"A": np.array([1.0, 0.0, 0.5])})
    run.look().treat(Surgery(0.5), some)
    run.advance(28)
    run.look().begin_line(~some)
    run.give({"B": 1.0})
    run.advance(30)
    runs = run.result(record=sim.Endpoints())
    assert runs.data["patient"].values.tolist() == [3, 0, 5]
    np.testing.assert_array_equal(run._treatment.body.cells, runs.data["final_cells"][0])
    assert runs.data["lines"].values.tolist() == [[2, 2, 2]]  # (B is new to all)
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    assert_same(again, runs)
    alone = sim.simulate(
        tumour(), {"run": run.plan()}, patients=[5], days=run.day, seed=4, progress=False,
        record=sim.Endpoints(),
    )  # fmt: skip
    np.testing.assert_array_equal(alone.data["final_cells"][0, 0], runs.data["final_cells"][0, 2])
    assert str(run.plan()) == "As decided visit by visit, on 3 days."


def test_what_cannot_be_is_refused():
    run = sim.start(tumour(), 2, seed=4, days=100)
    with pytest.raises(sim.InputError, match="Nothing was given yet"):
        run.result()
    with pytest.raises(sim.InputError, match="A dose of 'C'"):
        run.give({"C": 1.0})
    with pytest.raises(sim.InputError, match=r"run\.give on day 0 gives 150 of 'A'"):
        run.give({"A": 150.0})
    with pytest.raises(sim.InputError, match=r"run\.give on day 0 gives doses of shape"):
        run.give(np.zeros((3, 2)))
    with pytest.raises(sim.InputError, match=r"Day 140 is beyond .* sim\.start\(\.\.\., days=140"):
        run.advance(140)
    with pytest.raises(sim.InputError, match="days to advance"):
        run.advance(-7)
    assert run.day == 0
    run.look().treat(Surgery(0.5, site="liver"))
    with pytest.raises(sim.InputError, match="liver"):
        run.advance(7)
    with pytest.raises(sim.InputError, match=r"sim\.Tumour"):
        sim.start("melanoma")
    with pytest.raises(sim.InputError, match="AsGiven has the days"):
        AsGiven([7.0], [{}])
