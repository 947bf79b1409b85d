"""Plans by a model: beside hand-made choices, and beside the paper's own equation."""

import numpy as np
import pytest
from scipy.optimize import brentq

import sim
from experiments.published.beckman2012 import chance, ode, virtual
from sim.search.threats import until_threats


def tumour(**start):
    """S is killed by both drugs, R1 by B alone and R2 by A alone; B is the weaker one."""
    none = {"A": np.inf, "B": np.inf}
    clones = [
        sim.Clone("S", 0.05, 0.0, start=start.get("S", 1e9)),
        sim.Clone("R1", 0.05, 0.0, start=start.get("R1", 0), fold={"A": np.inf}),
        sim.Clone("R2", 0.05, 0.0, start=start.get("R2", 0), fold={"B": np.inf}),
        sim.Clone("R12", 0.05, 0.0, start=start.get("R12", 0), fold=none),
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


def test_the_first_that_resists_everything_is_prevented_once():
    """Strategy 3: A kills most, and is given where no R12 comes of it, or where it is there."""
    plans = [
        sim.look_ahead(model, ["A", "B"], days=45, avoid=["R12"], rule="first cell")
        for model in (tumour(), tumour(R1=1e7), tumour(R1=1e7, R12=5))
    ]
    assert list(map(given, plans)) == [["A"], ["B"], ["A"]]


def test_the_farthest_threat_is_chosen():
    """Strategy 4: under B, which kills R1, the first R12 is farther away than under A.

    Where it is there, death alone counts, and that is R1's, or S's where only B is left.
    """
    near = {"days": 90, "avoid": ["R12"], "rule": "longest"}
    assert given(sim.look_ahead(tumour(R1=1e5), ["A", "B"], **near))[0] == "B"
    # the first R12 of 1000 R1 cells comes on day 115: seen by who looks so far
    assert given(sim.look_ahead(tumour(R1=1e3), ["A", "B"], **near | {"days": 180}))[0] == "B"
    # nothing comes in 90 days: the smallest tumour
    assert given(sim.look_ahead(tumour(R1=1e3), ["A", "B"], **near))[0] == "A"
    # who would die of R1 within the wait is kept from A, even though R12 is there
    late = tumour(S=1e9, R1=2e8, R12=5)
    assert given(sim.look_ahead(late, ["A", "B"], fatal=1.5e9, **near))[0] == "B"


def test_days_to_the_first_cell_and_to_death():
    """By hand: R12 of R1 alone is 5e-8 R1 t exp(0.05 t), and R1 grows as exp(0.05 t)."""
    r1 = np.array([1e5, 1e3, 1e6])
    run = sim.start(
        tumour(S=1.0, R1=r1), 3, sim.Clinic(visit_every=45, scan_every=45, fatal=1e9), 0,
        days=900, engine="meanfield",
    )  # fmt: skip
    run.give("A")
    born, died = until_threats(run, 45.0, 900.0, [3], 1e9)
    right = [brentq(lambda t, n=n: 5e-8 * n * t * np.exp(0.05 * t) - 1.0, 0, 900) for n in r1]
    np.testing.assert_allclose(born, right, atol=1.0)
    # (R12 adds a share of 5e-8 t to R1, and S is gone)
    np.testing.assert_allclose(died, np.log(1e9 / r1) / 0.05, atol=0.01)


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


@pytest.mark.parametrize(
    ("rule", "strategy", "enough"),
    [
        ("fewest", ode.FewestDoublyResistant, 0.95),
        ("first cell", ode.UnlessTheFirstComes, 0.9),
        ("longest", ode.LongestToAThreat, 0.9),
    ],
)
def test_plans_are_as_good_as_those_of_the_papers_equation(rule, strategy, enough):
    """On virtual patients of the paper, with chance, where less than one cell is none or some."""
    patients = virtual.draw(80, 7)
    equation = ode.Equation(patients)
    theirs = ode.survival(patients, strategy(equation, whole=True), equation)
    model = chance.tumours(patients)
    ours = sim.look_ahead(
        model, list(chance.DRUGS), days=900, avoid=["R12"], rule=rule,
        patients=len(patients),
    )  # fmt: skip
    arms = {"theirs": chance.planned(theirs["plan"]), "ours": ours}
    runs = sim.simulate(
        model, arms, patients=len(patients), days=900, seed=chance.SEED, clinic=chance.CLINIC,
        record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    days = sim.survival_time(runs).values
    assert (np.abs(days[0] - days[1]) <= ode.STEP).mean() >= enough
    assert abs(days[0].mean() - days[1].mean()) < 0.03 * days[0].mean()


@pytest.mark.parametrize(("wrong", "message"), [
    ({"among": ["A"]}, "a list of two or more"),
    ({"among": ["A", "C"]}, "gives 'C'"),
    ({"among": ["A", {"B": 75.0}]}, "up to 75 of 'B'; allowed is 0 to 10"),
    ({"avoid": ["R13"]}, "avoid of look_ahead: no such clone. The clones are 'S', 'R1', 'R2'"),
    ({"avoid": ["R12"], "every": 0.5}, "every of look_ahead is 0.5"),
    ({"rule": "nearest"}, "rule of look_ahead 'nearest': no such rule"),
    ({"rule": "longest"}, r"needs the clones that must not come: avoid=\[...\] of 'S', 'R1'"),
    ({"days": 30.0}, "days of look_ahead is 30"),
    ({"days": 3e4, "every": 1.0}, "would decide 30000 times; at most 1000"),
])  # fmt: skip
def test_slips(wrong, message):
    with pytest.raises(sim.InputError, match=message):
        sim.look_ahead(tumour(), **{"among": ["A", "B"], "days": 90.0} | wrong)
