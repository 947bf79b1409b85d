"""Drugs that are absorbed, infused and shared between compartments, against independent witnesses.

Concentrations against scipy's expm (`bodies`), kills against scipy's solver, chance of one engine
against the other, and one patient against many.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import sim
from tests.engines.bodies import BLOOD, described, patients

KINDS = ["oral", "oral two", "two", "infused", "infused two"]
SEE = sim.Clinic(visit_every=3)
NOBODY_DIES = sim.Clinic(visit_every=7, fatal=1e15)


def tumour(kinetics, effect=None, interval=1.0, start=1e9, **parts):
    effect = sim.Hill(0.3, 0.5, 2) if effect is None else effect
    drug = sim.Drug("A", effect, kinetics=kinetics, interval=interval, highest=1000.0)
    return sim.Tumour([sim.Clone("S", 0.2, 0.1, start=start)], drugs=[drug], **parts)


def shown(of, arm, engine, days, count=1, clinic=SEE):
    runs = sim.simulate(
        of, {"arm": arm}, patients=count, days=days, seed=1, clinic=clinic, engine=engine,
        progress=False,
    )  # fmt: skip
    return runs.values("concentration", "arm")[:, :, 0], runs.values("time"), runs


def histories(kind, count, seed):
    """Return doses at random moments of each patient: some infused or at once, some resets."""
    luck = np.random.default_rng(seed)
    lists = []
    for _ in range(count):
        given = []
        for day in np.sort(luck.uniform(0.0, 18.0, luck.integers(1, 12))):
            amount = float(luck.uniform(0.1, 3.0))
            dose = (float(day), amount)
            if "oral" not in kind and luck.random() < 0.4:
                dose = (*dose, float(luck.choice([0.0, luck.uniform(0.01, 5.0)])))
            given.append(dose)
        if luck.random() < 0.3:
            given.append((float(luck.uniform(1.0, 18.0)), "reset"))
        lists.append(given)
    return lists


@pytest.mark.parametrize("engine", ["meanfield", "jump"])
@pytest.mark.parametrize("kind", KINDS)
def test_concentrations_of_200_histories_are_those_of_expm(kind, engine):
    numbers = patients(200, seed=KINDS.index(kind))
    kinetics, bodies = described(kind, numbers)
    lists = histories(kind, 200, seed=10 + KINDS.index(kind))
    of = tumour(kinetics, start=1e6)
    got, time, _ = shown(of, sim.Doses("A", lists), engine, 21.0, count=200)
    for patient, (body, given) in enumerate(zip(bodies, lists, strict=True)):
        wanted = body.levels(given, time)
        # the last day is the end: nothing is given on it
        np.testing.assert_allclose(got[patient, :-1], wanted[:-1], rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_with_pauses_is_what_its_doses_are_one_by_one(kind):
    numbers = patients(60, seed=7)
    interval = 1.3  # visits fall into lags and infusions
    kinetics, bodies = described(kind, numbers)
    days, doses = [0, 6, 9, 15, 21], [1.0, 0.0, 2.0, 0.5, 0.5]
    plan = sim.Schedule(days, [{"A": dose} for dose in doses])
    got, time, _ = shown(tumour(kinetics, interval=interval), plan, "meanfield", 24.0, count=60)
    for patient, body in enumerate(bodies):
        given, begun = [], None
        for start, end, dose in zip(days, [*days[1:], 24.0], doses, strict=True):
            if dose == 0.0:
                begun = None
                continue
            begun = start if begun is None else begun
            for n in range(40):
                due = begun + n * interval
                # what is on its way follows the dose in force
                if body.lasts == 0.0 and start <= due + body.lag < end:
                    given.append((due, dose))
                over = min(due + body.lasts, end) - max(due, start)
                if body.lasts > 0.0 and over > 0.0:
                    given.append((max(due, start), dose * over / body.lasts, over))
        body.unit *= interval
        wanted = body.levels(given, time)
        np.testing.assert_allclose(got[patient, :-1], wanted[:-1], rtol=1e-8, atol=1e-8)


def killed(body, given, effect, days):
    """Return the integral of the kill over time, by scipy's solver, from moment to moment."""

    def slope(t, y):
        return [*(body.rates @ y[:4]), fraction(y[BLOOD])]

    def fraction(c):
        if isinstance(effect, sim.Proportional):
            return effect.at_standard_dose * c
        x = max(c, 0.0) ** effect.slope
        return effect.maximum * x / (x + effect.ec50**effect.slope)

    state, now = np.zeros(5), 0.0
    for moment, change in [*body.events(given), (days, np.zeros(4))]:
        if moment > now:
            step = solve_ivp(slope, (now, moment), state, method="LSODA", rtol=1e-11, atol=1e-13)
            state, now = step.y[:, -1], moment
        state[:4] += change
    return state[4]


@pytest.mark.parametrize("effect", [
    sim.Hill(0.3, 0.5, 2), sim.Hill(0.4, 0.05, 1), sim.Hill(0.8, 2.0, 3.5), sim.Proportional(0.1)
])  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_kills_are_those_of_an_ode_solver(kind, effect):
    numbers = patients(6, seed=3)
    kinetics, bodies = described(kind, numbers)
    of = tumour(kinetics, effect, start=1e14)
    given = [(float(day), 1.0) for day in range(14)]
    for engine in ("meanfield", "jump"):
        _, _, runs = shown(of, sim.Continuous("A"), engine, 14.0, count=6, clinic=NOBODY_DIES)
        ends = np.log(runs.values("burden", "arm")[:, -1] / 1e14)
        for patient, body in enumerate(bodies):
            wanted = 0.1 * 14.0 - killed(body, given, effect, 14.0)
            # luck is 2e-7 of so many cells; the engine promises 1e-4 a step
            assert ends[patient] == pytest.approx(wanted, abs=1e-5), (engine, patient)


TWO = sim.TwoCompartments(early=0.1, late=1.5, early_share=0.7)
KINETICS = {
    "oral": sim.Oral(absorption=0.2, half_life=0.7, lag=0.1),
    "oral two": sim.Oral(absorption=0.05, into=TWO),
    "two": TWO,
    "infused": sim.Infused(lasts=0.4, half_life=0.7),
    "infused two": sim.Infused(lasts=0.4, into=TWO),
}


def small(kinetics):
    """Return a tumour of a few cells that mutate and switch, which the drug may end."""
    drug = sim.Drug("A", sim.Hill(0.6, 0.5, 2), kinetics=kinetics, interval=2.0)
    return sim.Tumour(
        [sim.Clone("S", 0.3, 0.2, start=60), sim.Clone("R", 0.25, 0.2, fold={"A": 20.0})],
        [sim.Mutation("S", "R", 0.02), sim.Switch("R", "S", 0.01, induced={"A": 0.05})],
        [drug],
    )


@pytest.mark.parametrize("kind", KINDS)
def test_extinction_and_scatter_are_those_of_gillespie(kind):
    found, runs = {}, 20_000
    for engine in ("jump", "gillespie"):
        made = sim.simulate(
            small(KINETICS[kind]), {"arm": sim.Continuous("A")}, patients=runs, days=21.0, seed=5,
            clinic=SEE, engine=engine, record=sim.Visits(every=21), progress=False,
        )  # fmt: skip
        found[engine] = made.values("burden", "arm")[:, -1].astype(float)
    a, b = found["jump"], found["gillespie"]
    assert 0.1 < (b == 0.0).mean() < 0.9  # (both ends of the tree are there to be told apart)
    middle = b.mean()
    for what in (lambda x: x == 0.0, lambda x: x, lambda x: (x - middle) ** 2):
        x, y = (np.asarray(what(z), dtype=float) for z in (a, b))
        assert abs(x.mean() - y.mean()) < 5.0 * np.hypot(x.std(), y.std()) / np.sqrt(runs)


def test_a_dose_that_is_swallowed_is_what_a_textbook_prints():
    """Bourne, Basic Pharmacokinetics, table 9.2.1: ka 2/h, kel 0.2/h, F D / V 5 mg/l."""
    hours = np.array([0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 7])
    printed = [1.91, 2.98, 3.54, 3.80, 3.84, 3.62, 3.04, 2.49, 2.04, 1.67, 1.37]
    kinetics = sim.Oral(sim.hours(np.log(2) / 2.0), half_life=sim.hours(np.log(2) / 0.2))
    unit = 0.2 * 24.0  # what one standard dose a day is: k x interval
    got = concentrations_at(kinetics, 5.0 / unit, hours)
    np.testing.assert_allclose(got, printed, atol=0.006)


def test_a_dose_into_two_compartments_is_what_a_textbook_prints():
    """Shargel, Wu-Pong and Yu (2004), 5th ed., chapter 4: 45 exp(-1.8 t) + 15 exp(-0.21 t)."""
    hours = np.array([0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 12.0, 16.0])
    printed = [43.0, 32.0, 20.0, 14.0, 11.0, 6.5, 2.8, 1.2, 0.52]
    kinetics = sim.TwoCompartments(
        sim.hours(np.log(2) / 1.8), sim.hours(np.log(2) / 0.21), early_share=45.0 / 60.0
    )
    out = 1.0 / (0.75 / 1.8 + 0.25 / 0.21)  # k10 [1/h]: dose over area
    got = concentrations_at(kinetics, 60.0 / (24.0 * out), hours)
    np.testing.assert_allclose(got, printed, rtol=0.021)  # (printed as measured)


def concentrations_at(kinetics, amount, hours):
    """Return the concentrations so many hours after one dose, each in a patient of its own."""
    day = 30.0
    lists = [[(day - hour / 24.0, amount)] for hour in hours]
    got, time, _ = shown(
        tumour(kinetics), sim.Doses("A", lists), "meanfield", 60.0, count=len(hours)
    )
    return got[:, np.flatnonzero(time == day)[0]]


@pytest.mark.parametrize("engine", ["jump", "gillespie", "meanfield"])
def test_a_patient_alone_is_the_patient_in_a_block_bit_for_bit(engine):
    for kind in KINDS:
        kinetics, _ = described(kind, patients(8, seed=2))
        of = tumour(kinetics, start=200.0, interval=1.1)
        arms = {
            "plan": sim.Intermittent("A", 7, 7),
            "list": sim.Doses("A", histories(kind, 8, seed=3)),
        }
        how = {"days": 21.0, "seed": 4, "clinic": SEE, "engine": engine, "progress": False}
        all_of = sim.simulate(of, arms, patients=8, **how)
        alone = sim.simulate(of, arms, patients=[5], **how)
        for what in ("cells", "concentration"):
            for arm in arms:
                np.testing.assert_array_equal(
                    alone.values(what, arm)[0], all_of.values(what, arm)[5], err_msg=kind
                )


@pytest.mark.parametrize("kind", KINDS)
def test_step_by_step_is_the_run_and_a_copy_goes_on_alike(kind):
    of = small(KINETICS[kind])
    whole = sim.simulate(
        of, {"run": sim.Continuous("A")}, patients=20, days=21.0, seed=3, clinic=SEE,
        progress=False,
    )  # fmt: skip
    run = sim.start(of, 20, SEE, 3, days=21.0)
    copy = None
    while run.day < 21.0:
        copy = run.copy() if run.day == 9.0 else copy
        run.give("A")
        run.advance(3.0)
    while copy.day < 21.0:
        copy.give("A")
        copy.advance(3.0)
    for end in (run, copy):
        made = end.result()
        for name, values in whole.data.items():
            np.testing.assert_array_equal(made.data[name].values, values.values, err_msg=name)


def test_a_saved_run_says_its_kinetics_and_is_made_again(tmp_path):
    for number, kinetics in enumerate(KINETICS.values()):
        runs = sim.simulate(
            small(kinetics), {"arm": sim.Continuous("A")}, patients=5, days=12.0, seed=3,
            clinic=SEE, progress=False,
        )  # fmt: skip
        file = tmp_path / f"{number}.nc"
        runs.save(file)
        again = sim.rerun(sim.load(file))
        np.testing.assert_array_equal(again.data["cells"].values, runs.data["cells"].values)


def test_a_plain_drug_beside_such_a_drug_is_what_it_is_alone():
    plain = sim.Drug("B", sim.Hill(0.3, 0.5, 2), half_life=0.8, interval=2.0)
    at_once = sim.Drug("C", sim.Proportional(0.01))
    other = sim.Drug("A", sim.Hill(0.3, 0.5, 2), kinetics=KINETICS["oral two"])
    clones, arm = (
        [sim.Clone("S", 0.2, 0.1, start=1e9)],
        sim.Together(
            [sim.Continuous("B"), sim.Intermittent("C", 6, 6), sim.Doses("B", [(4.5, 2.0)])]
        ),
    )
    levels = []
    for drugs in ([plain, at_once], [plain, at_once, other]):
        of = sim.Tumour(clones, drugs=drugs)
        runs = sim.simulate(
            of, {"arm": arm}, patients=1, days=21.0, seed=1, clinic=SEE, engine="meanfield",
            progress=False,
        )  # fmt: skip
        levels.append((runs.values("concentration", "arm")[0, :, :2], runs.values("burden", "arm")))
    np.testing.assert_allclose(levels[0][0], levels[1][0], rtol=1e-10)
    np.testing.assert_allclose(levels[0][1], levels[1][1], rtol=1e-7)
