"""Tumours beside an immune system: engines against the equation, closed forms and each other.

Power: 8,000 patients see an error of 0.028 in a chance of 0.5; two engines with 4,000 patients
each one of 0.06.
"""

import numpy as np
import pytest

import sim
from sim import (
    Clone,
    Continuous,
    Drug,
    Hill,
    Immune,
    Inhibition,
    Jump,
    Logistic,
    Mutation,
    Observation,
    Suppressors,
    Tumour,
)
from sim.theory import mean_field
from tests.engines.run_case import cells_of
from tests.statistics import assert_z, z_of_proportion

DRUGS = [
    Drug("A", Hill(0.1, 0.3, 2)),
    Drug("anti-PD-1", Inhibition(0.2), half_life=20.0, interval=21.0),
    Drug("anti-CSF1R", Inhibition(0.5, slope=2)),
]
MYELOID = Suppressors(inhibitor="anti-CSF1R")


def everything(start=1e9):
    """Two clones, three drugs, and every part of the immune system."""
    immune = Immune(checkpoint="anti-PD-1", suppressors=MYELOID, saturation=1e9, visible={"R": 0.3})
    clones = [Clone("S", 0.2, 0.05, start=start), Clone("R", 0.18, 0.05, fold={"A": 10.0})]
    mutations = [Mutation("S", "R", 1e-5)]
    return Tumour(clones, mutations, DRUGS, growth=Logistic(5e9), immune=immune)


PLANS = {
    "nothing": Observation(),
    "checkpoint": Continuous("anti-PD-1"),
    "all": Continuous({"A": 1.0, "anti-PD-1": 1.0, "anti-CSF1R": 1.0}),
}


@pytest.mark.parametrize("plan", PLANS)
def test_the_mean_field_engine_is_the_equation(plan):
    tumour, days = everything(1e7), 100.0
    right = mean_field(tumour, PLANS[plan].schedule(days), [30.0, days])
    when, cells = cells_of(tumour, PLANS[plan], "meanfield", 1, days, 10.0)
    np.testing.assert_allclose(cells[0, [list(when).index(30.0), -1]], right, rtol=1e-5)


@pytest.mark.parametrize("plan", PLANS)
def test_a_large_tumour_follows_the_equation(plan):
    tumour, days = everything(), 84.0
    right = mean_field(tumour, PLANS[plan].schedule(days), days)[0]
    for tolerance in (1e-2, 1e-3):
        _, cells = cells_of(tumour, PLANS[plan], Jump(tolerance=tolerance), 20, days, 14.0)
        noise = cells[:, -1].std(axis=0) / np.sqrt(len(cells))
        error = np.abs(cells[:, -1].mean(axis=0) - right)
        assert (error < 2.0 * tolerance * right + 5.0 * noise).all(), error / right


def test_effectors_that_a_large_tumour_exhausts_at_once():
    """Thousands of times between two visits: they were 1e177, and the run did not end."""
    immune = Immune(supply=5e6, exhaustion=7e-11, decay=0.6, killing=1e-9, saturation=np.inf)
    clones = [Clone("S", 0.77, 0.4, start=4.8e12)]
    tumour = Tumour(clones, growth=Logistic(2.8e13, acts="death"), immune=immune)
    days, visit = 84.0, 14.0
    right = mean_field(tumour, PLANS["nothing"].schedule(days), [visit, days])
    when, cells = cells_of(tumour, PLANS["nothing"], "jump", 4, days, visit)
    found = cells.mean(axis=0)[[list(when).index(visit), -1]]
    np.testing.assert_allclose(found, right, rtol=2e-5)


def test_the_error_of_a_step_is_second_order():
    """Crowding and killing together, steps as long as visits, 10^12 cells (noise 10^-6)."""
    immune = Immune(half_recruitment=1e12, killing=1e-7, exhaustion=1e-14, start=1e5)
    clones = [Clone("S", 0.1, 0.03, start=5e11), Clone("R", 0.08, 0.03, start=1e11)]
    tumour = Tumour(clones, growth=Logistic(2e12), immune=immune)
    right = mean_field(tumour, None, 84.0)[0]
    errors, steps = [], [7.0, 3.5, 1.75]
    for step in steps:
        _, cells = cells_of(tumour, Observation(), Jump(tolerance=0.1), 20, 84.0, step)
        errors.append(np.abs(cells[:, -1].mean(axis=0) / right - 1.0).max())
    assert np.polyfit(np.log(steps), np.log(errors), 1)[0] > 1.8, errors


def alone(start, effectors):
    """Effectors that nothing but time changes: then the tumour is a birth-death process."""
    immune = Immune(recruitment=0.0, exhaustion=0.0, start=effectors)
    return Tumour([Clone("S", 0.18, 0.05, start=start)], immune=immune)


@pytest.mark.parametrize("engine", ["jump", "gillespie"])
def test_extinction_beside_effectors_that_wane(engine):
    """Kendall (1948) with death 0.05 + killing x E(t), E(t) known: the exact chance."""
    start, effectors, days = 30, 3e6, 56.0
    t = np.linspace(0.0, days, 200_001)
    rest = 1.3e4 / 0.0412
    death = 0.05 + 1.101e-7 * (rest + (effectors - rest) * np.exp(-0.0412 * t))
    rho = np.concatenate([[0.0], np.cumsum(0.5 * (death[1:] + death[:-1] - 0.36) * np.diff(t))])
    integral = np.trapezoid(death * np.exp(rho), t)
    gone = (integral / (1.0 + integral)) ** start
    patients = 8_000 if engine == "jump" else 4_000
    _, cells = cells_of(alone(start, effectors), Observation(), engine, patients, days, 14.0)
    assert 0.1 < gone < 0.9
    assert_z(z_of_proportion((cells[:, -1, 0] == 0).sum(), patients, gone))


def test_small_tumours_that_call_in_their_killers():
    """Chance in the tumour feeds back through the effectors: coarse jumps against fine steps."""
    immune = Immune(
        supply=1.0, recruitment=0.5, half_recruitment=50.0, exhaustion=1e-3, killing=0.008,
        decay=0.1,
    )  # fmt: skip
    tumour = Tumour([Clone("S", 0.25, 0.1, start=30)], immune=immune)
    days, patients = 28.0, 4_000
    _, coarse = cells_of(tumour, Observation(), "jump", patients, days, 14.0, seed=1)
    _, fine = cells_of(tumour, Observation(), "gillespie", patients, days, 0.5, seed=2)
    a, b = (x[:, -1, 0].astype(float) for x in (coarse, fine))
    scores = {}
    for name, f in {
        "mean": lambda n: n,
        "gone": lambda n: (n == 0).astype(float),
        "above 4": lambda n: (n > 4).astype(float),
        "square": np.square,
    }.items():
        x, y = f(a), f(b)
        scores[name] = (x.mean() - y.mean()) / np.sqrt((x.var() + y.var()) / patients)
    assert_z(scores)


def test_dormancy():
    """The spiral point of Kuznetsov et al. (1994): growth and killing in balance at 8 million."""
    clones = [Clone("S", 0.18, 0.0, start=1e7)]
    tumour = Tumour(clones, growth=Logistic(5e8), immune=Immune())
    at_rest = mean_field(tumour, None, 2000.0)[0, 0]
    effectors = 0.18 * (1.0 - at_rest / 5e8) / 1.101e-7
    change = 0.1245 * at_rest / (2.019e7 + at_rest) - 3.422e-10 * at_rest - 0.0412
    assert abs(1.3e4 + change * effectors) < 1e-3 * 1.3e4
    assert 8e6 < at_rest < 8.5e6


def final(tumour, plans, **more):
    runs = sim.simulate(tumour, plans, patients=40, days=120, seed=1, progress=False, **more)
    return runs.data


def test_drugs_of_the_immune_system_help_and_arms_stay_paired():
    """A tumour that exhausts and disarms its killers; unchained, they hold it down."""
    cells = Suppressors(half_recruitment=1e7, inhibitor="anti-CSF1R")
    immune = Immune(exhaustion=1e-9, checkpoint="anti-PD-1", suppressors=cells)
    tumour = Tumour(
        [Clone("S", 0.18, 0.0, start=1e6)], drugs=DRUGS, growth=Logistic(5e8), immune=immune
    )
    both_drugs = Continuous({"anti-PD-1": 1.0, "anti-CSF1R": 1.0})
    data = final(tumour, {**PLANS, "all": both_drugs})
    size = data["final_cells"].sum("clone").median("patient").values
    assert size[0] > 1.5 * size[1] > 1000.0 * size[2]
    effectors = data["effectors"].median("patient").isel(time=-1).values
    assert effectors[1] > effectors[0]
    late = sim.Schedule((0, 56), ({}, "anti-PD-1"))
    both = final(everything(1e8), {"nothing": Observation(), "late": late})
    before = both["time"] <= 56
    first, second = both["cells"].isel(time=before).values
    np.testing.assert_array_equal(first, second)


def test_the_same_for_any_block_and_with_lineages():
    tumour = everything(1e6).replace(growth=sim.Exponential())
    plan = {"A": Continuous("A")}
    one = final(tumour, plan, threads=1)
    three = final(tumour, plan, threads=3, record=sim.Lineages(most=3))
    np.testing.assert_array_equal(one["cells"], three["cells"])
    np.testing.assert_array_equal(one["effectors"], three["effectors"])
    np.testing.assert_array_equal(three["final_origin"].sum("origin"), three["final_cells"])
    alone = sim.simulate(tumour, plan, patients=[7], days=120, seed=1, progress=False).data
    np.testing.assert_array_equal(alone["cells"].values[:, 0], one["cells"].values[:, 7])


def test_what_cannot_be_is_refused():
    clones = [Clone("S", 0.18, 0.05, start=1e6)]
    with pytest.raises(sim.InputError, match="no such drug"):
        Tumour(clones, immune=Immune(checkpoint="anti-PD-1"))
    with pytest.raises(sim.InputError, match="its effect is Hill"):
        Tumour(clones, drugs=DRUGS, immune=Immune(checkpoint="A"))
    with pytest.raises(sim.InputError, match="no such clone"):
        Tumour(clones, immune=Immune(visible={"R": 0.1}))
    with pytest.raises(sim.InputError, match="cannot be grown from one cell"):
        Tumour([Clone("S", 0.2, 0.1)], size=1e6, grown_from_one_cell=True, immune=Immune())
    with pytest.raises(sim.InputError, match="killing of Immune is -1"):
        Immune(killing=-1)
    with pytest.raises(sim.InputError, match="not beside an immune system"):
        sim.theory.extinction(Tumour(clones, immune=Immune()), None, 10.0)


@pytest.mark.parametrize("engine", ["jump", "gillespie", "meanfield"])
def test_when_the_tumour_is_gone_effectors_come_back_to_their_balance(engine):
    """Surgery takes every cell on day 14; E' = supply - decay E from then on, exactly."""
    immune = Immune(supply=2000.0, decay=0.05, recruitment=0.2, half_recruitment=100.0, start=1e5)
    tumour = Tumour([Clone("S", 0.1, 0.05, start=50)], immune=immune)
    data = sim.simulate(
        tumour, {"surgery": sim.Multimodal({}, {14: sim.Surgery(1.0)})}, patients=3, days=120,
        seed=1, engine=engine, progress=False,
    ).data.isel(arm=0)  # fmt: skip
    assert (data["burden"].sel(time=21.0) == 0).all()
    levels, after = data["effectors"], data["time"].values - 21.0
    start, balance = levels.sel(time=21.0).values[:, None], 2000.0 / 0.05
    assert (np.abs(start / balance - 1) > 0.5).all()
    right = balance + (start - balance) * np.exp(-0.05 * after)
    np.testing.assert_allclose(levels.values[:, after >= 0], right[:, after >= 0], rtol=1e-6)
