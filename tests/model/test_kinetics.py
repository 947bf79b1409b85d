"""How a drug gets in and out: what is written down, what is refused, and the curve of figures."""

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import expm

import sim
from sim.base.errors import InputError
from sim.model.kinetic_curve import concentration_after, curve_numbers, given_between
from sim.model.kinetics import compartments
from sim.scenario import scenario_from_text

EFFECT = sim.Hill(0.3, 0.5, 2)
TWO = sim.TwoCompartments(0.1, 1.5, 0.7)
CLONES = [sim.Clone("S", 0.2, 0.1, start=1e6)]


def drug(kinetics, **more):
    return sim.Drug("A", EFFECT, kinetics=kinetics, **more)


def run(of, arm, **how):
    how = {"patients": 1, "days": 21.0, "seed": 1, "progress": False} | how
    return sim.simulate(of, {"arm": arm}, **how)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sim.Oral(0.1), "Oral has neither of half_life and into"),
        (lambda: sim.Infused(0.1, 1.0, TWO), "Infused has both of half_life and into"),
        (lambda: sim.Oral(0.0, 1.0), "absorption of Oral is 0"),
        (lambda: sim.Oral(0.1, 1.0, lag=-1), "lag of Oral is -1"),
        (lambda: sim.Oral(0.1, 1.0, bioavailability=101), "it is no percentage"),
        (lambda: sim.Oral(0.1, into=1.0), "into of Oral is 1.0; give sim.TwoCompartments"),
        (lambda: sim.TwoCompartments(2.0, 1.0, 0.5), "the early half-life is the shorter one"),
        (lambda: sim.TwoCompartments(0.1, [1.0, 0.05], 0.5), "which is not below late, 0.05"),
        (lambda: sim.TwoCompartments(0.1, 1.0, 1.0), "it must be below 1"),
        (lambda: sim.TwoCompartments.from_volumes(1, 1, stats.norm(5, 1), 1), "is a distribution"),
        (lambda: drug(sim.Oral(0.1, 1.0), half_life=2.0), "Both half_life and kinetics of drug"),
        (lambda: drug(3.0), "kinetics of drug 'A' is 3.0; give sim.Oral"),
        (lambda: drug(sim.Oral(0.1, 1.0, lag=1.5)), "lag of drug 'A' is 1.5; allowed is 0 to 1"),
        (lambda: drug(sim.Infused(2.0, 1.0)), "lasts of drug 'A' is 2; allowed is 0 to 1"),
        (lambda: sim.Doses("A", [(0, 1.0, -0.1)]), "lasts is -0.1"),
        (lambda: sim.Doses("A", [(0, 1.0, 400.0)]), "lasts is 400"),
    ],
)
def test_what_is_wrong_is_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize(
    ("of", "arm", "how", "message"),
    [
        (
            sim.Tumour(CLONES, drugs=[drug(TWO)], immune=sim.Immune()), sim.Continuous("A"), {},
            "with an immune system drugs have one half-life only",
        ),
        (
            sim.Tumour(CLONES, drugs=[sim.Drug("A", EFFECT, half_life=1.0)]),
            sim.Doses("A", [(0, 1.0, 0.1)]), {}, "has a half-life alone.*kinetics=sim.Infused",
        ),
        (
            sim.Tumour(CLONES, drugs=[drug(sim.Oral(0.1, 1.0))]),
            sim.Doses("A", [(0, 1.0, 0.1)]), {}, "which is swallowed",
        ),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused_before_a_run(of, arm, how, message):
    with pytest.raises(InputError, match=message):
        run(of, arm, **how)


def test_theory_says_that_it_knows_one_compartment():
    of = sim.Tumour(CLONES, drugs=[drug(TWO)])
    with pytest.raises(InputError, match="'A' has kinetics=TwoCompartments"):
        sim.theory.mean_field(of, sim.Continuous("A"), [7.0])
    assert np.isfinite(sim.theory.mean_field(of, None, [7.0])).all()  # (nothing is given)


def test_volumes_and_clearances_are_the_half_lives_of_their_system():
    numbers = {"clearance": 30.0, "central": 10.0, "peripheral": 40.0, "exchange": 25.0}
    made = sim.TwoCompartments.from_volumes(**numbers)
    rates = np.array([[-(30.0 + 25.0) / 10.0, 25.0 / 40.0], [25.0 / 10.0, -25.0 / 40.0]])
    values, vectors = np.linalg.eig(rates)
    half = np.log(2.0) / -values
    order = np.argsort(half)
    np.testing.assert_allclose([made.early, made.late], half[order], rtol=1e-12)
    share = vectors[0] * np.linalg.solve(vectors, [1.0, 0.0])
    assert made.early_share == pytest.approx(share[order][0], rel=1e-12)
    each = sim.TwoCompartments.from_volumes(**(numbers | {"clearance": [30.0, 60.0]}))
    assert each.early[0] == made.early


@pytest.mark.parametrize("kinetics", [
    sim.Oral(0.2, half_life=0.7, lag=0.1, bioavailability=0.6), sim.Oral(0.05, into=TWO), TWO,
    sim.Infused(0.4, half_life=0.7), sim.Infused(0.4, into=TWO),
])  # fmt: skip
def test_the_curve_of_a_figure_goes_through_what_the_engine_has_at_visits(kinetics):
    interval = 1.3
    of = sim.Tumour(CLONES, drugs=[drug(kinetics, interval=interval)])
    plan = sim.Schedule([0, 6, 9, 15], [{"A": 1.0}, {}, {"A": 2.0}, {"A": 0.5}])
    runs = run(of, plan, engine="meanfield", clinic=sim.Clinic(visit_every=3))
    time, dose = runs.values("time"), runs.values("dose", "arm")[0, :, 0]
    numbers = curve_numbers(kinetics)
    given = given_between(time, dose, 21.0, numbers, interval)
    shown = concentration_after(given, numbers, interval, time[:-1])
    wanted = runs.values("concentration", "arm")[0, :-1, 0]
    np.testing.assert_allclose(shown, wanted, rtol=1e-9, atol=1e-9)
    axes = sim.plots.concentration(runs)
    drawn = next(line for line in axes.lines if line.get_label() == "A")
    at = np.interp(time[:-1], drawn.get_xdata() * 1.0, drawn.get_ydata())
    assert drawn.get_linestyle() == "-"
    assert np.isfinite(at).all()


def test_where_patients_differ_a_figure_shows_what_is_known():
    differ = sim.Oral(0.2, half_life=[0.7, 0.8])
    of = sim.Tumour(CLONES, drugs=[drug(differ)])
    axes = sim.plots.concentration(run(of, sim.Continuous("A"), patients=2))
    drawn = next(line for line in axes.lines if line.get_label() == "A")
    assert drawn.get_linestyle() == "None"


def test_concentration_1_is_the_mean_steady_state_of_the_standard_dose():
    for kinetics in (sim.Oral(0.2, 0.7, lag=0.1), sim.Infused(0.4, into=TWO), TWO):
        numbers = curve_numbers(kinetics)
        lag, lasts = numbers[-2:]
        given = [(day + lag, lasts, 1.0) for day in np.arange(0.0, 60.0, 2.0)]
        fine = np.linspace(58.0, 60.0, 200_001)
        level = concentration_after(given, numbers, 2.0, fine[:-1])
        assert level.mean() == pytest.approx(1.0, abs=1e-4)


def test_what_is_printed_says_how_it_gets_in():
    said = str(sim.Tumour(CLONES, drugs=[drug(sim.Oral(0.2, into=TWO))]))
    assert "half-lives 0.1 (share 0.7) and 1.5 days, absorbed with half-life 0.2 days" in said


def test_a_file_and_a_distribution_describe_such_a_drug():
    written = scenario_from_text("""
        patients = 5
        days = 21.0
        [[clones]]
        name = "S"
        birth = 0.2
        death = 0.1
        start = 1000
        [[drugs]]
        name = "A"
        effect = {kind = "hill", maximum = 0.3, ec50 = 0.5}
        [drugs.kinetics]
        kind = "oral"
        absorption = {distribution = "uniform", loc = 0.1, scale = 0.2}
        lag = 0.1
        into = {kind = "two_compartments", early = 0.1, late = 1.5, early_share = 0.7}
        [arms.one]
        strategy = "continuous"
        drug = "A"
    """)
    kinetics = written.tumour.drugs[0].kinetics
    assert kinetics.into == TWO
    assert kinetics.absorption.support() == (0.1, pytest.approx(0.3))
    runs = run(written.tumour, sim.Continuous("A"), patients=5)
    assert np.ptp(runs.values("concentration", "arm")[:, 2, 0]) > 0.0  # (each draws their own)


def slowly(kinetics, plan, recovery):
    """Return the grade of an organ after a plan of (dose, days), given evenly, by the ODE."""
    early, late, share = (float(x) for x in compartments(kinetics))
    a, b = np.log(2.0) / early, np.log(2.0) / late
    k21 = (1.0 - share) * a + share * b
    k10 = a * b / k21
    k12 = a + b - k21 - k10
    oral = isinstance(kinetics, sim.Oral)
    ka = np.log(2.0) / kinetics.absorption if oral else 1.0
    available = kinetics.bioavailability if oral else 1.0
    r = np.log(2.0) / recovery
    # (gut, blood, tissue, organ, input)
    flow = np.zeros((5, 5))
    flow[0, 0], flow[1, :3], flow[2, 1:3] = -ka, (ka, -k10 - k12, k21), (k12, -k21)
    flow[3, 1], flow[3, 3] = 2.0 * r, -r
    state = np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    for dose, days in plan:
        flow[0 if oral else 1, 4] = dose * available * k10
        state = expm(flow * days) @ state
    return state[3]


@pytest.mark.parametrize("kinetics", [
    sim.Oral(0.2, half_life=3.0, bioavailability=0.6), sim.Oral(2.0, into=TWO), TWO,
    sim.Oral(0.7, half_life=0.7), sim.Infused(0.4, half_life=3.0), sim.Infused(0.4, into=TWO),
])  # fmt: skip
def test_side_effects_feel_a_drug_as_its_compartments_do(kinetics):
    side = sim.Toxicity({"A": {"skin": 2.0}}, recovery=2.0, rules=None)
    of = sim.Tumour(CLONES, drugs=[drug(kinetics)])
    arm = sim.Schedule([0.0, 2.0, 3.0], [{"A": 0.5}, {}, {"A": 1.0}])
    runs = run(of, arm, clinic=sim.Clinic(toxicity=side, visit_every=0.5), days=6.5)
    wanted = slowly(kinetics, [(0.5, 2.0), (0.0, 1.0), (1.0, 3.5)], recovery=2.0)
    assert runs.values("worst_grade", "arm")[0] == pytest.approx(wanted, rel=1e-4)


def test_an_effect_compartment_is_written_as_an_absorption():
    """As docs/kinetics.md says: Ce' = ke0 (C - Ce) after doses at once into one compartment."""
    half_life, ke0, interval, days = 1.25, 1.2, 1.0, 4.0
    of = sim.Tumour(CLONES, drugs=[drug(sim.Oral(np.log(2.0) / ke0, half_life=half_life))])
    runs = run(of, sim.Continuous("A"), days=days, clinic=sim.Clinic(visit_every=0.5))
    k = np.log(2.0) / half_life
    flow = np.array([[-k, 0.0], [ke0, -ke0]])
    state, wanted = np.zeros(2), []
    for half in range(int(2 * days)):
        if half % 2 == 0:
            state[0] += k * interval  # (the mean steady state is 1)
        state = expm(0.5 * flow) @ state
        wanted.append(state[1])
    np.testing.assert_allclose(
        runs.values("concentration", "arm")[0, 1:, 0], wanted, rtol=1e-9, atol=1e-9
    )
