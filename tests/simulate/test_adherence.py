"""Doses that are forgotten: which, what becomes of them, and that nobody else is touched."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.stats

import sim
from sim.base import streams
from sim.base.errors import InputError
from sim.base.forgotten import Chance, taken
from sim.regimens.as_given import AsGiven
from sim.scenario import scenario_from_text

DAYS, SEED = 84.0, 3
CLINIC = sim.Clinic(visit_every=7, scan_every=28, fatal=1e15)
HILL = sim.Hill(0.3, 0.3, 2)
TIMED, PLAIN = sim.Drug("A", HILL, half_life=1.3, interval=0.5), sim.Drug("A", HILL)


def tumour(*drugs):
    clones = [sim.Clone("S", 0.14, 0.1, start=1e9), sim.Clone("R", 0.14, 0.1, fold={"A": 50})]
    return sim.Tumour(clones, [sim.Mutation("S", "R", 1e-6)], list(drugs))


def run(arms, drugs, patients=6, clinic=CLINIC, **more):
    arms = arms if isinstance(arms, dict) else {"arm": arms}
    how = {"days": DAYS, "seed": SEED, "clinic": clinic, "progress": False, "engine": "jump"} | more
    return sim.simulate(tumour(*drugs), arms, patients=patients, **how)


def took(patient, when, share, block=0.0, drug="A", seed=SEED):
    """Return which of these moments a patient takes a dose at: said by the address alone."""
    keys = streams.patient_keys(seed, np.array([patient]), streams.ROLE_DOSE)
    return taken(Chance(share, block), np.repeat(keys, len(when)), drug, np.asarray(when))


def test_what_is_taken_is_given_as_single_doses_bit_for_bit():
    share = np.linspace(0.5, 0.95, 6)
    moments = np.arange(0, DAYS, 0.5)
    own = [[(t, 0.8) for t in moments[took(p, moments, share[p])]] for p in range(6)]
    arms = {"may": sim.Adherence({"A": 0.8}, share), "did": sim.Doses("A", own)}
    runs = run(arms, [TIMED])
    for name in ("cells", "concentration", "cumulative_dose", "dose"):
        may, did = runs.values(name, "may"), runs.values(name, "did")
        np.testing.assert_array_equal(may, did, err_msg=name)
    given = 0.8 * 0.5 * np.array([len(doses) for doses in own])
    np.testing.assert_allclose(runs.values("cumulative_dose", "may")[:, 0], given, rtol=1e-6)


def test_the_shares_and_their_scatter_are_binomial():
    # of 400 patients x 168 doses, a share that is off by 0.5 % of all would be seen
    runs = run(sim.Adherence("A", 0.9), [TIMED], patients=400, engine="meanfield")
    doses = runs.values("cumulative_dose", "arm")[:, 0] / 0.5
    n, p = 168, 0.9
    assert abs(doses.mean() - n * p) < 5 * np.sqrt(n * p * (1 - p) / 400)
    assert abs(doses.var() / (n * p * (1 - p)) - 1) < 5 * np.sqrt(2 / 400)


def test_days_of_a_drug_without_a_half_life():
    days = np.arange(int(DAYS))
    table = np.array([took(p, days, 0.7) for p in range(6)])

    @sim.policy(drugs=("A",))
    def same(seen, memory):
        return {"A": np.where(table[:, int(seen.day)], 1.0, 0.0)}

    every_day = sim.Clinic(visit_every=1, scan_every=28, fatal=1e15)
    may = run(sim.Adherence("A", 0.7), [PLAIN])
    did = run(same, [PLAIN], clinic=every_day)
    np.testing.assert_array_equal(may.values("cells", "arm"), did.values("cells", "arm"))
    np.testing.assert_array_equal(may.values("dose", "arm")[:, :-1, 0], table)
    np.testing.assert_allclose(may.values("cumulative_dose", "arm")[:, 0], table.sum(axis=1))
    # days on treatment are those it was prescribed: with the policy there were pauses
    assert (may.values("treatment_days", "arm") == DAYS).all()
    assert (did.values("treatment_days", "arm") < DAYS).all()


@pytest.mark.parametrize("drug", [TIMED, PLAIN])
def test_all_and_nothing(drug):
    holiday = sim.Intermittent("A", 14, 7)
    runs = run({"plain": holiday, "all": sim.Adherence(holiday, 1)}, [drug])
    np.testing.assert_array_equal(
        runs.values("concentration", "all")[:, -1], runs.values("concentration", "plain")[:, -1]
    )
    daily = sim.Clinic(visit_every=1, scan_every=28, fatal=1e15)
    runs = run(
        {"plain": holiday, "all": sim.Adherence(holiday, 1), "nothing": sim.Observation(),
         "none": sim.Adherence("A", 0)}, [drug], clinic=daily,
    )  # fmt: skip
    for name in ("cells", "dose", "cumulative_dose"):
        np.testing.assert_array_equal(runs.values(name, "all"), runs.values(name, "plain"))
        np.testing.assert_array_equal(runs.values(name, "none"), runs.values(name, "nothing"))


def test_arms_forget_the_same_and_a_patient_the_same_alone():
    share = scipy.stats.beta(9, 2)
    arms = {"one": sim.Adherence("A", share), "two": sim.Adherence(sim.Continuous("A"), share)}
    runs = run(arms, [TIMED])
    np.testing.assert_array_equal(runs.values("cells", "one"), runs.values("cells", "two"))
    alone = run({"two": arms["two"]}, [TIMED], patients=[4])
    np.testing.assert_array_equal(alone.values("cells", "two")[0], runs.values("cells", "two")[4])
    assert len(np.unique(runs.values("cumulative_dose", "one"))) > 4


def test_weeks_that_are_forgotten_whole():
    moments = np.arange(0, DAYS, 0.5)
    runs = run(sim.Adherence("A", 0.6, block=7), [TIMED])
    doses = runs.values("dose", "arm")[:, :-1, 0]
    assert np.isin(np.round(doses, 9), [0, 1]).all()
    table = np.array([took(p, moments, 0.6, block=7.0)[::14] for p in range(6)])
    np.testing.assert_array_equal(np.round(doses), table)
    assert 0 < table.mean() < 1


def test_the_clinic_and_what_it_asks_know_what_was_prescribed():
    shown = []

    @sim.policy(drugs=("A",))
    def watch(seen, memory):
        shown.append(seen.doses[:, 0].copy())
        return {"A": np.full(seen.patients, 0.5)}

    runs = run(sim.Adherence(watch, 0.5) + {"B": 1.0}, [TIMED, sim.Drug("B", sim.Hill(1e-9, 1))],
               threads=1)  # fmt: skip
    assert all((doses == 0.5).all() for doses in shown[1:])
    dose = runs.values("dose", "arm")[:, :-1, 0]
    assert (dose < 0.5).any()
    assert (runs.values("dose", "arm")[:, :-1, 1] == 1.0).all()  # B is never forgotten


def test_an_infusion_that_was_missed_is_missing_until_the_next():
    drug = sim.Drug("A", HILL, half_life=4.0, interval=21)
    runs = run(sim.Adherence("A", 0.5), [drug])
    table = np.array([took(p, np.arange(0, DAYS, 21), 0.5) for p in range(6)])
    dose = runs.values("dose", "arm")[:, :-1, 0]
    np.testing.assert_allclose(dose, np.repeat(table, 3, axis=1).astype(float))
    assert 0 < table.mean() < 1


def test_a_line_begins_when_it_begins_and_single_doses_may_be_forgotten():
    start = np.array([7.0, 14.0, 21.0, 14.0, 7.0, 28.0])
    single = [(0.25, 2.0), (3.0, 1.0), (9.5, 4.0)]
    arms = {
        "line": sim.Lines([sim.Line({}, sim.Days(start)), sim.Line(sim.Adherence("A", 0.6))]),
        "single": sim.Adherence(sim.Doses("A", single), 0.4),
    }
    # every other day, from an odd day or from an even one
    runs = run(arms, [sim.Drug("A", HILL, half_life=1.3, interval=2.0)])
    for p in range(6):
        moments = start[p] + np.arange(0, DAYS - start[p], 2.0)
        given = 2.0 * took(p, moments, 0.6).sum()
        assert runs.values("cumulative_dose", "line")[p, 0] == pytest.approx(given)
        which = took(p, [day for day, _ in single], 0.4)
        given = 2.0 * np.array([dose for _, dose in single])[which].sum()
        assert runs.values("cumulative_dose", "single")[p, 0] == pytest.approx(given)


@pytest.mark.parametrize("drug", [TIMED, PLAIN])
def test_step_by_step_saved_and_made_again(drug, tmp_path):
    plan = sim.Adherence(sim.Intermittent("A", 10, 4), np.array([0.5, 0.7, 0.9, 0.6]))
    hand = sim.start(tumour(drug), 4, CLINIC, SEED)
    hand.give("A")
    hand.advance(12.5)
    hand.give(plan)
    hand.advance(30)
    hand.advance(12)
    hand.give({})
    hand.advance(7)
    runs = hand.result()
    np.testing.assert_array_equal(hand._treatment.body.cells, runs.values("final_cells", "run"))
    assert isinstance(hand.plan(), AsGiven)
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    np.testing.assert_array_equal(again.values("cells", "run"), runs.values("cells", "run"))
    whole = sim.start(tumour(drug), 4, CLINIC, SEED)
    whole.give(plan)
    whole.advance(DAYS)
    np.testing.assert_array_equal(
        whole._treatment.body.cells, run(plan, [drug], 4).values("final_cells", "arm")
    )


@pytest.mark.parametrize("drug", [TIMED, PLAIN])
def test_side_effects_follow_what_is_taken_and_what_is_held_is_not_given(drug):
    toxicity = sim.Toxicity({"A": {"rash": 2.6}}, recovery=3.0)
    clinic = sim.Clinic(visit_every=7, scan_every=28, fatal=1e15, toxicity=toxicity)
    free = replace(clinic, toxicity=replace(toxicity, rules=None))
    arms = {"plain": sim.Continuous("A", 1.4), "may": sim.Adherence({"A": 1.4}, 0.6)}
    runs = run(arms, [drug], patients=40, clinic=free)
    worst = [runs.values("worst_grade", arm).mean() for arm in arms]
    assert worst[0] == pytest.approx(3.64, abs=0.2)
    assert worst[1] < 0.95 * worst[0]
    held = run(arms, [drug], patients=40, clinic=clinic)
    dose = held.values("dose", "may")[:, :-1, 0]
    assert (dose <= 1.4 + 1e-9).all()
    given = {arm: held.values("cumulative_dose", arm) for arm in arms}
    given = {arm: given[arm] / runs.values("cumulative_dose", arm) for arm in arms}
    # who forgets suffers less, and less of what they would take is held
    assert (given["may"] <= 1 + 1e-6).all()
    assert given["plain"].mean() + 0.05 < given["may"].mean() < 0.99


def test_trials_sweeps_and_files_take_it(tmp_path):
    cohort = sim.Cohort(tumour(TIMED), 5, {})
    arms = {"all": sim.Continuous("A"), "most": sim.Adherence("A", 0.8)}
    result = sim.Trial(cohort, arms, CLINIC, days=56).run(seed=1)
    sums = result.runs.values("cumulative_dose", "most") / result.runs.values(
        "cumulative_dose", "all"
    )
    assert ((sums > 0.5) & (sums < 1)).all()
    sweep = sim.Sweep(
        "taken", build=lambda: tumour(TIMED), design=sim.Grid(taken=(0.5, 0.75, 1.0)),
        arms={"most": lambda taken: sim.Adherence("A", taken)}, keep=[sim.cumulative_dose],
        patients=20, days=28, seed=1, clinic=CLINIC,
    )  # fmt: skip
    given = np.ravel(sweep.run(tmp_path / "sweep").data["cumulative_dose"].mean("patient"))
    assert (np.diff(given) > 0).all()
    text = """
    [[clones]]
    name = "S"
    birth = 0.14
    death = 0.1
    start = 1e6

    [[drugs]]
    name = "A"
    effect = {kind = "proportional", at_standard_dose = 0.1}

    [arms.most]
    strategy = "adherence"
    taken = {distribution = "beta", a = 9, b = 1}
    give = {strategy = "intermittent", drug = "A", on = 14, off = 7}
    """
    arm = scenario_from_text(text).arms["most"]
    assert arm.give == sim.Intermittent("A", 14, 7)
    assert arm.taken.ppf(0.5) == scipy.stats.beta(9, 1).ppf(0.5)


def test_what_it_says():
    plan = sim.Adherence(sim.Intermittent("A", 14, 7), 0.9)
    text = plan.calendar(42)
    assert text.startswith("Intermittent: A for 14 days")
    assert text.endswith("Of this, 9 of 10 doses are taken.")
    assert str(sim.Adherence("A", 0.85)) == "Adherence: A; 85 of 100 doses are taken."
    assert "whole" not in str(sim.Adherence("A", 0.5, block=7))
    assert str(sim.Adherence("A", 0.5, block=7)).endswith("are taken, 7 days at a time.")
    assert "0.5 to 0.9 (by patient) of all" in str(sim.Adherence("A", np.array([0.5, 0.9])))
    assert plan.rules()[-1] == "9 of 10 doses are taken."


def test_what_is_refused():
    with pytest.raises(InputError, match=r"taken of Adherence is 90; .*0\.9 is nine of ten"):
        sim.Adherence("A", 90)
    with pytest.raises(InputError, match="block of Adherence is"):
        sim.Adherence("A", 0.9, block=0.5)
    with pytest.raises(InputError, match="multiply the two shares"):
        sim.Adherence(sim.Adherence("A", 0.9) + {"B": 1}, 0.9)
    with pytest.raises(InputError, match="no one schedule: which doses are taken is drawn"):
        sim.theory.mean_field(tumour(TIMED), sim.Adherence("A", 0.9), 10.0)
    with pytest.raises(InputError, match="gives up to 12 of 'A'"):
        run(sim.Adherence({"A": 12}), [TIMED])
    with pytest.raises(InputError, match="values for 3 patients"):
        run(sim.Adherence("A", np.array([0.1, 0.2, 0.3])), [TIMED])
