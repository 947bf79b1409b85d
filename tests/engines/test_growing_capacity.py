"""Room that grows: closed forms, an equation by hand, and the chain of a small tumour."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import solve_ivp

import sim
from sim.model.response import crowding_on_day_0, net_growth
from sim.scenario import scenario_from_text
from sim.theory import mean_field
from sim.theory.rates import Rates
from tests.engines.by_hand import solved
from tests.engines.run_case import cells_of
from tests.engines.test_several_effects import PLAN, ROOM
from tests.slips import assert_says
from tests.statistics import assert_z, z_of_mean, z_of_proportion

GROWS = sim.GrowingCapacity(1e9, ceiling=2e10, rate=0.02)


def one(capacity=GROWS, start=5e8, **parts):
    return sim.Tumour(
        [sim.Clone("S", 0.2, 0.05, start=start)], growth=sim.Logistic(capacity), **parts
    )


def bernoulli(day, first, ceiling, rate, start=5e8):
    """Return cells of dN/dt = 0.2 N (1 - N / K(t)) - 0.05 N: 1 / N is a linear equation."""
    g, fold = 0.15, ceiling / first - 1.0
    fed = np.expm1(g * day) / g + fold * np.expm1((g - rate) * day) / (g - rate)
    return np.exp(g * day) / (1.0 / start + 0.2 / ceiling * fed)


def test_mean_field_is_the_closed_form_of_each_patient():
    ceilings, rates = np.array([2e10, 3e9, 8e11]), np.array([0.02, 0.1, 0.01])
    some = one(sim.GrowingCapacity(1e9, ceilings, rates))
    days, cells = cells_of(some, sim.Observation(), sim.MeanField(tolerance=1e-11), 3, 280.0, 28.0)
    right = bernoulli(days[:, None], 1e9, ceilings, rates).T
    np.testing.assert_allclose(cells[..., 0], right, rtol=1e-8)
    assert right[0, -1] > 10 * right[0, 0]


def test_what_has_long_grown_is_its_ceiling_in_theory_too():
    """After 1,000 e-folds, more than a number can hold."""
    quick = Rates(one(sim.GrowingCapacity(1e9, ceiling=2e10, rate=1.0)))
    at_last = quick.birth_and_death(quick.under(np.zeros(0)), np.array([5e9]), 1000.0)
    fixed = Rates(one(2e10))
    ceiling = fixed.birth_and_death(fixed.under(np.zeros(0)), np.array([5e9]))
    np.testing.assert_allclose(at_last, ceiling, rtol=1e-12)


@pytest.mark.parametrize("half_life", [None, 3.0])
def test_a_drug_that_takes_room_takes_it_from_what_has_grown(half_life):
    some = sim.Tumour(
        [sim.Clone("S", 0.2, 0.1, start=1e9), sim.Clone("R", 0.18, 0.1, fold={"A": 30})],
        [sim.Mutation("S", "R", 2e-3)],
        [sim.Drug("A", ROOM, half_life=half_life), sim.Drug("B", sim.Proportional(0.02))],
        growth=sim.Gompertz(GROWS, competition=[[1.0, 0.5], [2.0, 1.0]]),
    )

    def slope(level, b, n, t):
        level = level / np.array([1.0, 30.0])
        room = 2e10 / (1 + 19 * np.exp(-0.02 * t)) * (1.0 - 0.7 * level / (0.5 + level))
        load = np.array([[1.0, 0.5], [2.0, 1.0]]) @ n / room
        births = np.array([0.2, 0.18]) * n * np.maximum(0, -np.log(load))
        return births + 2e-3 * births[0] * np.array([-1, 1]) - (0.1 + 0.02 * b) * n

    right = solved(slope, half_life, timed=True)
    days, cells = cells_of(some, PLAN, sim.MeanField(tolerance=1e-11), 1, 42.0, 7.0)
    np.testing.assert_allclose(cells[0], right, rtol=1e-8)
    np.testing.assert_allclose(mean_field(some, PLAN, days), right, rtol=1e-8)


def test_event_by_event_is_the_chain_whose_room_grows():
    """Mean, spread and extinction of 20 cells whose room goes from 20 to 60 within weeks."""
    room, most, patients = sim.GrowingCapacity(20, ceiling=60, rate=0.2), 60, 4000
    some = sim.Tumour([sim.Clone("S", 0.4, 0.2, start=6)], growth=sim.Logistic(room))
    n = np.arange(most + 1)

    def slope(t, p):
        up = 0.4 * n * np.maximum(0.0, 1.0 - n / float(room.on(t))) * p
        down = 0.2 * n * p
        change = -up - down
        change[1:] += up[:-1]
        change[:-1] += down[1:]
        return change

    law = solve_ivp(slope, (0, 28.0), np.eye(most + 1)[6], "LSODA", rtol=1e-9, atol=1e-12).y[:, -1]
    _, cells = cells_of(some, sim.Observation(), "gillespie", patients, 28.0, 7.0)
    last = cells[:, -1, 0]
    mean, second, fourth = law @ n, law @ n**2, law @ n**4
    assert_z(
        [
            z_of_proportion((last == 0).sum(), patients, law[0]),
            z_of_mean(last, mean, second - mean**2),
            z_of_mean(last.astype(float) ** 2, second, fourth - second**2),
        ]
    )
    still = sim.Tumour([sim.Clone("S", 0.4, 0.2, start=6)], growth=sim.Logistic(20))
    _, few = cells_of(still, sim.Observation(), "gillespie", 200, 28.0, 7.0)
    assert last.mean() > 1.5 * few[:, -1].mean(), "the room that grew is felt"


def test_what_is_printed_is_the_rate_of_day_0():
    some = one()
    found = net_growth(some, some.clones[0], {}, crowding_on_day_0(some)["S"])
    assert found == pytest.approx(0.2 * 0.5 - 0.05)
    assert "capacity 1e9 cells on day 0, growing at 0.02 per day towards 2e10" in str(some)
    np.testing.assert_allclose(GROWS.on([0.0, 1e4]), [1e9, 2e10])


def test_auto_takes_what_can_and_patients_draw():
    drawn = sim.GrowingCapacity(stats.uniform(20, 10), 90.0, stats.loguniform(0.01, 0.1))
    runs = sim.simulate(
        one(drawn, start=6),
        {"none": sim.Observation()},
        patients=5,
        days=28.0,
        seed=1,
        progress=False,
    )
    assert runs.engine.startswith("gillespie")
    same = sim.simulate(
        one(drawn, start=6),
        {"none": sim.Observation()},
        patients=[3],
        days=28.0,
        seed=1,
        progress=False,
    )
    np.testing.assert_array_equal(same.data["cells"][:, 0], runs.data["cells"][:, 3])


def test_saved_and_written_in_a_file(tmp_path):
    runs = sim.simulate(
        one(),
        {"none": sim.Observation()},
        patients=2,
        days=28.0,
        engine="meanfield",
        progress=False,
    )
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    np.testing.assert_array_equal(again.data["cells"], runs.data["cells"])
    text = """
    [growth]
    kind = "logistic"
    capacity = {kind = "growing_capacity", start = 1e9, ceiling = 2e10, rate = 0.02}
    [[clones]]
    name = "S"
    birth = 0.2
    death = 0.05
    start = 5e8
    [[drugs]]
    name = "A"
    effect = {kind = "proportional", at_standard_dose = 0.1}
    """
    assert scenario_from_text(text).tumour.growth == one().growth


BAD = {
    "no growth": (
        lambda: sim.GrowingCapacity(1e9, 1e9, 0.1), ["ceiling 1e+09", "start", "is a number"],
    ),
    "in percent": (lambda: sim.GrowingCapacity(1e9, 2e9, -1), ["rate of a GrowingCapacity", "-1"]),
    "by the jump engine": (
        lambda: cells_of(one(), sim.Observation(), "jump", 1, 7.0, 7.0),
        ["jump engine cannot", "capacity grows", "engine='gillespie'", "meanfield"],
    ),
    "from one cell": (
        lambda: sim.Tumour([sim.Clone("S", 0.2, 0.05)], size=1e6, grown_from_one_cell=True,
                           growth=sim.Logistic(GROWS)),
        ["GrowingCapacity begins on day 0", "start="],
    ),
    "at sites": (
        lambda: one().in_niches([sim.Niche("a"), sim.Niche("b")]),
        ["several sites", "GrowingCapacity"],
    ),
    "of a clone": (
        lambda: sim.Logistic({"S": GROWS}), ["for 'S' is a GrowingCapacity", "competition="],
    ),
    "Loewe": (lambda: one(interaction=sim.Loewe()), ["sim.Bliss() only", "Loewe"]),
}  # fmt: skip


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip):
    assert_says(*BAD[slip])
