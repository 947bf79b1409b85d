"""Doses as they were given, replayed: concentrations, kills, what is added up, and what is refused.

A wrong dose, day or half-life would show in concentrations from the ninth digit on.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import sim
from sim.base.errors import InputError

HALF_LIFE = 1.3
K = np.log(2.0) / HALF_LIFE
BIRTH, DEATH, MOST, EC50, SLOPE = 0.14, 0.10, 0.5, 0.3, 2.0
DRUG = sim.Drug("A", sim.Hill(MOST, EC50, SLOPE), half_life=HALF_LIFE, highest=20.0)
TUMOUR = sim.Tumour([sim.Clone("cells", BIRTH, DEATH, start=1e12)], [], [DRUG])
CLINIC = sim.Clinic(visit_every=7, fatal=1e15)
DAYS = 28.0


def histories(count, seed):
    """Return random histories: doses at any moment, some of them on visits, and resets."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        n = rng.integers(0, 10)
        days = np.where(rng.random(n) < 0.2, rng.integers(0, 28, n), rng.uniform(0, DAYS, n))
        doses = [
            (float(day), float(dose)) for day, dose in zip(days, rng.uniform(0, 15, n), strict=True)
        ]
        if rng.random() < 0.3:
            doses.append((float(rng.uniform(0, DAYS)), "reset"))
        found.append(doses)
    return found


def solved(history, every_day, looks):
    """Return concentration and log(cells) of one patient just before each look, by solve_ivp."""
    changes = [(day, -1.0 if dose == "reset" else dose) for day, dose in history]
    changes += [(float(day), every_day) for day in range(int(DAYS)) if every_day]
    changes.sort()
    now, state, found = 0.0, np.array([0.0, np.log(1e12)]), []
    for until, dose in sorted([*changes, *((look, None) for look in looks)],
                              key=lambda c: (c[0], c[1] is not None)):  # fmt: skip
        if until > now:
            state = solve_ivp(
                lambda _, y: [-K * y[0], BIRTH - DEATH - _kill(y[0])], (now, until), state,
                method="DOP853", rtol=1e-11, atol=1e-13,
            ).y[:, -1]  # fmt: skip
            now = until
        if dose is None:
            found.append(state.copy())
        elif dose < 0:
            state[0] = 0.0
        else:
            state[0] += dose * K
    return np.array(found)


def _kill(c):
    x = (max(c, 0.0) / EC50) ** SLOPE
    return MOST * x / (1.0 + x)


def test_two_hundred_histories_are_replayed():
    given, looks = histories(200, 1), [7.0, 14.0, 21.0, 28.0]
    plan = sim.Together([sim.Doses("A", given), {"A": 0.2}])
    arms = {"plan": plan}
    how = {"days": DAYS, "seed": 1, "clinic": CLINIC, "progress": False}
    runs = sim.simulate(TUMOUR, arms, patients=200, engine=sim.MeanField(tolerance=1e-8), **how)
    jump = sim.simulate(TUMOUR, arms, patients=200, engine="jump", **how)
    truth = np.array([solved(history, 0.2, looks) for history in given])
    after = runs.values("concentration", "plan")[:, 1:, 0]
    # what is shown is just after the doses of the day
    on_the_day = np.array(
        [[sum(d for day, d in h if day == look and d != "reset") for look in looks] for h in given]
    )
    daily = 0.2 * (np.array(looks) < DAYS)
    wanted = truth[:, :, 0] + K * (on_the_day + daily)
    assert np.abs(after[:, :3] / wanted[:, :3] - 1).max() < 1e-8
    cells = runs.values("burden", "plan")[:, 1:]
    assert np.abs(np.log(cells) - truth[:, :, 1]).max() < 1e-6
    # the jump engine's nodes, and the chance of 1e12 cells
    drawn = jump.values("burden", "plan")[:, 1:]
    assert np.abs(np.log(drawn) - truth[:, :, 1])[drawn > 1e10].max() < 1e-4
    total = [sum(d for _, d in h if d != "reset") + 0.2 * DAYS for h in given]
    assert np.allclose(runs.values("cumulative_dose", "plan")[:, 0], total, rtol=1e-6)


def shown(dose, volume, half_life, interval, looks, given, days):
    """Return concentrations [mg/l] at looks [h], and the plan's unit turned into them."""
    drug = sim.Drug(
        "A", sim.Proportional(0.01), half_life=sim.hours(half_life), interval=sim.hours(interval)
    )
    tumour = sim.Tumour([sim.Clone("cells", 0.1, 0.1, start=1e6)], [], [drug])
    clinic = sim.Clinic(visit_days=[sim.hours(look) for look in looks], scan_every=1000)
    plan = sim.Doses("A", [(sim.hours(when), dose) for when in given], standard=dose)
    runs = sim.simulate(
        tumour, {"plan": plan}, patients=1, days=days, seed=1, clinic=clinic, engine="meanfield",
        progress=False,
    )  # fmt: skip
    unit = dose / volume / (np.log(2.0) / half_life * interval)
    own = runs.values("concentration", "plan")[0, :, 0] * unit
    return own[np.searchsorted(runs.values("time"), np.array(looks) / 24.0 - 1e-9)]


def test_a_textbook_single_bolus():
    # 100 mg at once: a table of concentrations [mg/l] by the hour (College of Pharmacy,
    # Introduction to pharmacokinetics, IV bolus dosing, page 3), here of 30 l and 4 h
    hours = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20]
    printed = [3.3, 2.8, 2.4, 2.0, 1.7, 1.4, 1.2, 1.0, 0.8, 0.6, 0.4, 0.2, 0.1]
    own = shown(100, 30, 4, 24, hours, [0], 1.0)
    assert np.abs(own - printed).max() <= 0.05


def test_a_textbook_plateau_of_boluses():
    # 100 mg every 6 h, half-life 4 h, 10 l: 15.5 and 5.48 mg/l at the plateau, of which 0.354 are
    # left from dose to dose (Bourne, PHAR 7633, ch. 14, Cpmax and Cpmin)
    given = [6.0 * n for n in range(40)]
    highest, lowest = shown(100, 10, 4, 6, [234.0, 239.999], given, 10.0)
    assert abs(highest - 15.5) <= 0.05
    assert abs(lowest / highest - 0.354) <= 0.0005
    # (5.48 is 10 R / (1 - R) of the R that is printed, which may be 0.0005 more than it is)
    assert abs(lowest - 5.48) <= 10 * 0.0005 / (1 - 0.354) ** 2


def test_python_and_compiled_code_give_the_same_bits(monkeypatch):
    given = histories(6, 3)
    arms = {"own": sim.Doses("A", given), "one": sim.Doses("A", [(0, 3), (2.5, 2), (3.25, 1)])}
    how = {"patients": 6, "days": DAYS, "seed": 2, "clinic": CLINIC, "progress": False}
    found = []
    for setting in ("always", "never"):
        monkeypatch.setenv("SIM_COMPILE", setting)
        found.append(sim.simulate(TUMOUR, arms, engine="jump", **how).data)
    assert found[0]["cells"].equals(found[1]["cells"])
    assert found[0]["concentration"].equals(found[1]["concentration"])


def test_patients_are_the_same_alone_and_arms_pair_until_doses_differ():
    given = [[(0, 1), (9.3, 4)], [(0, 1), (23.1, 4)], [(0, 1)]]
    arms = {"own": sim.Doses("A", given), "first": sim.Doses("A", [(0, 1)])}
    how = {"days": DAYS, "seed": 4, "clinic": CLINIC, "progress": False, "engine": "jump"}
    runs = sim.simulate(TUMOUR, arms, patients=3, **how)
    cells = runs.data["cells"]
    for patient, last in ((0, 7.0), (1, 21.0), (2, 28.0)):
        alone = sim.simulate(TUMOUR, arms, patients=[patient], **how)
        assert alone.data["cells"].equals(cells.sel(patient=[patient]))
        same = (cells.sel(arm="own") == cells.sel(arm="first")).sel(patient=patient)
        assert same.all("clone")["time"].values[same.all("clone")].max() == last


def test_the_immune_system_sees_single_doses_too():
    immune = sim.Immune(half_recruitment=1e9, killing=1e-8)
    tumour = TUMOUR.replace(immune=immune, clones=[sim.Clone("cells", BIRTH, DEATH, start=1e9)])
    arms = {"own": sim.Doses("A", [[(1.5, 2.0)], [(1.5, 2.0), (3.5, 1.0)]])}
    how = {"patients": 2, "days": 14.0, "seed": 1, "clinic": CLINIC, "progress": False}
    jump = sim.simulate(tumour, arms, engine="jump", **how)
    mean = sim.simulate(tumour, arms, engine="meanfield", **how)
    assert np.allclose(
        np.log(jump.values("burden", "own")), np.log(mean.values("burden", "own")), atol=2e-3
    )
    assert np.allclose(
        jump.values("concentration", "own"), mean.values("concentration", "own"), rtol=1e-9
    )


def test_gillespie_follows_them():
    tumour = TUMOUR.replace(clones=[sim.Clone("cells", BIRTH, DEATH, start=500)])
    arms = {"one": sim.Doses("A", [(0.5, 2.0), (3.25, 4.0)])}
    how = {"days": 7.0, "clinic": CLINIC, "progress": False}
    cells = sim.simulate(tumour, arms, patients=400, seed=1, engine="gillespie", **how)
    exact = sim.simulate(tumour, arms, patients=1, seed=1, engine="meanfield", **how)
    own, mean = cells.values("burden", "one")[:, -1], exact.values("burden", "one")[0, -1]
    assert abs(own.mean() - mean) < 5 * own.std() / np.sqrt(len(own))


@pytest.mark.parametrize("own", [False, True])
def test_what_the_clinic_holds_is_not_given(own):
    """A plan of single doses, and the doses that the rules leave of it, are the same run."""
    rules = sim.DoseRules(hold_at=2.0, resume_at=1.0, then_give=(0.5,))
    toxicity = sim.Toxicity({"A": {"rash": 2.0}}, recovery=4.0, rules=rules)
    given = [(float(day), 2.0) for day in range(0, 84, 2)]
    plan = sim.Doses("A", [given, given[::3]] if own else given)
    how = {"days": 84.0, "seed": 2, "progress": False, "engine": "meanfield"}
    held = sim.simulate(
        TUMOUR, {"arm": plan}, patients=2, clinic=sim.Clinic(fatal=1e15, toxicity=toxicity), **how
    )
    dose = held.values("dose", "arm")[:, :-1, 0]
    assert (dose[0] == 0).any()
    assert np.isin(dose[0], [0, 1.0, 0.5, 4 / 7 * 2, 3 / 7 * 2, 4 / 7, 3 / 7]).all()
    per_week = [[given[k] for k in range(len(given)) if 7 * w <= given[k][0] < 7 * w + 7]
                for w in range(12)]  # fmt: skip
    left = []
    for w, week in enumerate(per_week):
        share = round(dose[0, w] / (sum(d for _, d in week) / 7), 6)
        left += [(day, d * share) for day, d in week if share > 0]
    same = sim.simulate(
        TUMOUR, {"arm": sim.Doses("A", left)}, patients=1, clinic=sim.Clinic(fatal=1e15), **how
    )
    for name in ("cells", "concentration", "cumulative_dose"):
        np.testing.assert_allclose(
            held.values(name, "arm")[0], same.values(name, "arm")[0], rtol=1e-12, err_msg=name
        )
    if own:  # the other has a third of it, and bears it
        assert held.values("cumulative_dose", "arm")[1, 0] == 28.0


PULSES = [(0.5, 2.0), (3.25, 4.0), (3.25, "reset"), (7.0, 1.0), (11.9, 3.0)]


def test_theory_gives_what_the_mean_field_gives():
    """Two ways to the same numbers: neither knows the other's code. (1e-8 of a dose would show.)"""
    plan = sim.Doses("A", PULSES) + {"A": 0.2}
    clones = [sim.Clone("S", 0.14, 0.1, start=1e6), sim.Clone("R", 0.13, 0.1, fold={"A": 10})]
    tumour = TUMOUR.replace(clones=clones, transitions=[sim.Mutation("S", "R", 1e-3)])
    runs = sim.simulate(
        tumour, {"one": plan}, patients=1, days=21.0, seed=1, clinic=CLINIC, progress=False,
        engine=sim.MeanField(tolerance=1e-9),
    )  # fmt: skip
    exact = sim.theory.mean_field(tumour, plan, [7.0, 14.0, 21.0])
    np.testing.assert_allclose(runs.values("cells", "one")[0, 1:], exact, rtol=2e-7)
    track = sim.theory.exposure(tumour, plan, 21.0)
    shown = runs.values("concentration", "one")[0, :3, 0]
    np.testing.assert_allclose(shown, [track.at(day)[0] for day in (0, 7, 14)], rtol=1e-10)


def test_extinction_mean_and_variance_under_pulses_are_those_of_theory():
    """4000 patients see an error of the mean of 8 % of a standard deviation, of extinction 4 %."""
    plan = sim.Doses("A", PULSES)
    tumour = TUMOUR.replace(clones=[sim.Clone("cells", BIRTH, DEATH, start=12)])
    runs = sim.simulate(
        tumour, {"one": plan}, patients=4000, days=21.0, seed=5, clinic=CLINIC, progress=False,
        engine="jump",
    )  # fmt: skip
    cells = runs.values("burden", "one")[:, -1]
    gone = float(sim.theory.extinction(tumour, plan, 21.0)[0])
    mean, covariance = sim.theory.mean_and_covariance(tumour, plan, 21.0)
    n, sd = len(cells), float(np.sqrt(covariance.item()))
    assert 0.05 < gone < 0.95
    assert abs((cells == 0).mean() - gone) < 5 * np.sqrt(gone * (1 - gone) / n)
    assert abs(cells.mean() - mean.item()) < 5 * sd / np.sqrt(n)
    assert abs(cells.var() / sd**2 - 1) < 5 * np.sqrt(
        ((cells - cells.mean()) ** 4).mean() / sd**4 / n
    )


def run(arm, drug=DRUG, **more):
    tumour = TUMOUR.replace(drugs=[drug])
    how = {"patients": 2, "days": 7.0, "seed": 1, "clinic": CLINIC, "progress": False} | more
    return sim.simulate(tumour, {"arm": arm}, engine="meanfield", **how)


@pytest.mark.parametrize(
    ("arm", "most"),
    [
        (sim.Doses("A", [(0, 3200)], standard=150), "21.33"),
        (sim.Continuous("A", dose=21), "21"),
        (sim.Continuous({"A": 7}, dose=3), "21"),
        (sim.Rechallenge(sim.Continuous("A", dose=21), holiday=28), "21"),
        (sim.Schedule([0, 28], [{"A": 1}, {"A": 21}]), "21"),
        (sim.Escalation("A", [1, 21]), "21"),
        (sim.Alternating(["A", {"A": 21}], every=28), "21"),
        (sim.Lines([sim.Line("A", until=sim.Days(7)), sim.Line({"A": 21})]), "21"),
        (sim.AdaptiveDose("A", highest=21), "21"),
        (sim.Multimodal({"A": 21}, {3: sim.Surgery(0.9)}), "21"),
        (sim.Together([sim.Doses("A", [(0, 1)]), {"A": 21}]), "22"),
        (sim.Doses("A", [(0, 12), (7, 3)]) + {"A": 9}, "21"),
        (sim.Lines([sim.Line(sim.Continuous("A", 12) + {"A": 9})]), "21"),
    ],
)
def test_a_dose_above_the_highest_of_a_drug_is_refused_before_anything_runs(arm, most):
    with pytest.raises(InputError, match=f"gives up to {most} of 'A'; allowed is 0 to 20"):
        run(arm)


def test_a_policy_is_held_to_the_highest_of_its_drug():
    @sim.policy
    def much(seen, memory):
        return {"A": 15.0}

    run(much)
    with pytest.raises(InputError, match="allowed is 0 to 10 standard doses"):
        run(much, sim.Drug("A", DRUG.effect, half_life=HALF_LIFE))


def test_what_single_doses_cannot_do_is_refused_before_anything_runs():
    plan = sim.Doses("A", [(0, 1)])
    with pytest.raises(InputError, match="without a half-life its concentration is the dose"):
        run(sim.Lines([sim.Line(plan)]), sim.Drug("A", DRUG.effect))
    with pytest.raises(InputError, match="values for 1 patients"):
        run(sim.Doses("A", [[(0, 1)]]))
    with pytest.raises(InputError, match="interval of drug 'A' is 7 days, but without a half-life"):
        sim.Drug("A", DRUG.effect, interval=7)
