"""Plans by a model: beside hand-made choices, and beside the paper's own equation."""

import numpy as np
import pytest

import sim
from experiments.published.beckman2012 import chance, ode, virtual


def tumour(**start):
    """S is killed by both drugs, R1 by B alone and R2 by A alone; B is the weaker one."""
    none = {"A": np.inf, "B": np.inf}
    clones = [
        sim.Clone("S", 0.05, 0.0, start=start.get("S", 1e9)),
        sim.Clone("R1", 0.05, 0.0, start=start.get("R1", 0), fold={"A": np.inf}),
        sim.Clone("R2", 0.05, 0.0, start=start.get("R2", 0), fold={"B": np.inf}),
        sim.Clone("R12", 0.05, 0.0, fold=none),
    ]
    changes = [sim.Mutation("R1", "R12", 1e-6), sim.Mutation("R2", "R12", 1e-6)]
    drugs = [sim.Drug("A", sim.Proportional(0.15)), sim.Drug("B", sim.Proportional(0.1))]
    return sim.Tumour(clones, changes, drugs)


def given(plan):
    return ["".join(k for k in "AB" if doses.get(k, 0) > 0) for doses in plan.doses]


def test_the_fewest_cells_or_the_fewest_that_resist_everything():
    # (R1 makes some tens of R12 if A is given, and is gone under B)
    model = tumour(R1=1e7)
    kill = sim.look_ahead(model, ["A", "B"], days=45)
    safe = sim.look_ahead(model, ["A", "B"], days=45, avoid=["R12"])
    assert (given(kill), given(safe)) == (["A"], ["B"])
    # above the size at which all cells count, the second is as the first
    large = sim.look_ahead(model, ["A", "B"], days=45, avoid=["R12"], unless_above=1e9)
    assert large == kill


def test_what_is_fatal_before_the_next_decision_is_not_chosen():
    model = tumour(S=1e9, R1=2e8)
    safe = sim.look_ahead(model, ["A", "B"], days=45, avoid=["R12"], fatal=1.5e9)
    assert given(safe) == ["B"]  # under A, R1 is 1.9e9
    hopeless = sim.look_ahead(model, ["A", {}], days=45, fatal=1.5e9)
    assert given(hopeless) == ["A"]


def test_each_patient_has_a_plan_of_their_own():
    model = tumour(R1=np.array([0.0, 1e8, 0.0]), R2=np.array([1e8, 0.0, 0.0]))
    plan = sim.look_ahead(model, ["A", "B"], days=90, every=45, patients=3)
    assert plan.days == (0.0, 45.0)
    assert plan.doses[0]["A"].tolist() == [1, 0, 1]
    assert plan.doses[0]["B"].tolist() == [0, 1, 0]
    runs = sim.simulate(model, {"plan": plan}, patients=3, days=90, seed=1, progress=False)
    assert runs.data["dose"].sel(arm="plan", drug="A").values[:, 0].tolist() == [1, 0, 1]


def test_plans_are_as_good_as_those_of_the_papers_equation():
    """On virtual patients of the paper, with chance, where less than one cell is none or some."""
    patients = virtual.draw(80, 7)
    equation = ode.Equation(patients)
    theirs = ode.survival(patients, ode.FewestDoublyResistant(equation, whole=True), equation)
    model = chance.tumours(patients)
    ours = sim.look_ahead(
        model, list(chance.DRUGS), days=900, avoid=["R12"], patients=len(patients)
    )
    arms = {"theirs": chance.planned(theirs["plan"]), "ours": ours}
    runs = sim.simulate(
        model, arms, patients=len(patients), days=900, seed=chance.SEED, clinic=chance.CLINIC,
        record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    days = sim.survival_time(runs).values
    assert (np.abs(days[0] - days[1]) <= ode.STEP).mean() >= 0.95
    assert abs(days[0].mean() - days[1].mean()) < 0.03 * days[0].mean()


@pytest.mark.parametrize(("wrong", "message"), [
    ({"among": ["A"]}, "a list of two or more"),
    ({"among": ["A", "C"]}, "gives 'C'"),
    ({"among": ["A", {"B": 75.0}]}, "up to 75 of 'B'; allowed is 0 to 10"),
    ({"avoid": ["R13"]}, "avoid of look_ahead: no such clone. The clones are 'S', 'R1', 'R2'"),
    ({"avoid": ["R12"], "every": 0.5}, "every of look_ahead is 0.5"),
    ({"days": 30.0}, "days of look_ahead is 30"),
    ({"days": 3e4, "every": 1.0}, "would decide 30000 times; at most 1000"),
])  # fmt: skip
def test_slips(wrong, message):
    with pytest.raises(sim.InputError, match=message):
        sim.look_ahead(tumour(), **{"among": ["A", "B"], "days": 90.0} | wrong)
