"""The longest time any treatment gives: closed forms, and rules on random models."""

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.optimize import minimize_scalar

import sim
from sim.base.errors import InputError
from sim.theory import aggressive_time, containment_time, longest_time

DAYS = 1500.0
ARMS = {
    "continuous": sim.Continuous("A"),
    "holidays": sim.Intermittent("A", on=28, off=28),
    "half the dose": sim.Continuous({"A": 0.5}),
    "adaptive": sim.Adaptive("A", 0.5, 1.0),
    "held high": sim.Adaptive("A", 1.1, 1.1),
    "held": sim.Adaptive("A", 1.0, 1.0),
    "by dose": sim.AdaptiveDose("A"),
}
EVERY_DAY = sim.Clinic(
    visit_every=1, scan_every=1, noise=0, detection=0, criteria=sim.RatioToBaseline(1.2)
)


def prostate(start=0.75, fraction=0.001):
    """The same equations as the preset, in units of a capacity of 1e10."""
    return sim.presets.mcrpc_abiraterone(start=start, resistant_fraction=fraction)


def held_then_full_dose(start, fraction, kill=1.5, growth=0.027):
    """The best of all treatments of `prostate`, by calculus.

    R = R0 exp(r times the integral of 1 - N) whatever is given, so for a given end the best is
    the largest S at every R: as high as the limit allows, then down as fast as full dose can.
    What is left is one number, the resistant share at which full dose begins.
    """
    limit = 1.2 * start
    until = (np.log(limit / (1 - limit)) - np.log(start / (1 - start))) / growth

    def total(share):
        held = np.log(share / fraction) / (growth * (1 - limit))

        def slope(_, y):
            return growth * (1 - y.sum()) * y * np.array([1 - kill, 1.0])

        def back(_, y):
            return y.sum() - limit * (1 + 1e-9)

        back.terminal, back.direction = True, 1.0
        first = limit * np.array([1 - share, share])
        tail = solve_ivp(slope, (0, 1e4), first, events=back, rtol=1e-10, atol=1e-13)
        return until + held + tail.t[-1]

    found = minimize_scalar(lambda s: -total(s), bounds=(0.02, 0.33), method="bounded")
    return -found.fun


@pytest.mark.parametrize(("start", "fraction"), [(0.75, 0.001), (0.45, 0.01)])
def test_the_best_of_all_treatments_of_a_prostate_is_found(start, fraction):
    found = longest_time(prostate(start, fraction), rows=200).days
    assert found == pytest.approx(held_then_full_dose(start, fraction), rel=0.002)


def test_the_error_falls_with_the_rows():
    exact = held_then_full_dose(0.75, 0.001)
    coarse, fine = (abs(longest_time(prostate(), rows=n).days - exact) for n in (50, 200))
    assert fine < coarse / 3
    assert fine < 0.001 * exact


def test_the_time_from_other_states_is_that_of_a_tumour_which_starts_there():
    whole = longest_time(prostate(), rows=200)
    other = prostate(start=0.6, fraction=0.05)
    later = longest_time(other, rows=200, grown=whole.limit / 0.6e10)
    assert whole.at(0.6e10 * 0.95, 0.6e10 * 0.05) == pytest.approx(later.days, rel=0.003)
    assert whole.at(0.91e10, 1e7) == 0.0  # beyond the limit


def strong(growth, cost=0.0):
    """A drug that kills all sensitive cells within a day, and none of the resistant."""
    return sim.Tumour(
        [
            sim.Clone("S", 0.05, 0.0, start=1e9),
            sim.Clone("R", 0.05 * (1 - cost), 0.0, start=1e5, fold={"A": np.inf}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(1000.0, acts="division"))],
        growth=growth,
    )


@pytest.mark.parametrize("growth", [sim.Gompertz(1e11), sim.Logistic(5e9, acts="birth")])
@pytest.mark.parametrize("cost", [0.0, 0.3])
def test_with_a_drug_that_does_all_containment_at_the_limit_is_best(growth, cost):
    tumour = strong(growth, cost)
    size = 3e9
    found = longest_time(tumour, grown=size / (1e9 + 1e5), rows=200).days
    assert found == pytest.approx(containment_time(tumour, size), rel=0.002)
    assert containment_time(tumour, 1.5e9, size) < containment_time(tumour, size)
    assert aggressive_time(tumour, size) < containment_time(tumour, 1.5e9, size)


def test_containment_by_the_formulas_of_the_paper():
    """Gompertz growth and no cost: every stretch has a closed form (methods of the paper)."""
    rho, capacity, start, resistant, size, until = 0.05, 1e11, 1e9 + 1e5, 1e5, 2e9, 1e10

    def alone(low, high):
        return np.log(np.log(capacity / low) / np.log(capacity / high)) / rho

    there = resistant * size / start
    held = np.log(size / there) / (rho * np.log(capacity / size))
    tumour = strong(sim.Gompertz(capacity))
    assert aggressive_time(tumour, until) == pytest.approx(alone(resistant, until), rel=1e-8)
    found = containment_time(tumour, size, until)
    assert found == pytest.approx(alone(start, size) + held + alone(size, until), rel=1e-8)


def test_containment_with_a_cost_beside_a_table_of_integrals():
    """Logistic growth: R beside held S has d ln R / dt = b (1 - N) - d, alone it is a logistic."""
    tumour = sim.Tumour(
        [
            sim.Clone("S", 0.05, 0.01, start=5e8),
            sim.Clone("R", 0.04, 0.01, start=1e6, fold={"A": np.inf}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(100.0, acts="division"))],
        growth=sim.Logistic(1e9, acts="birth"),
    )
    alone = quad(lambda x: 1 / (0.04 * (1 - np.exp(x)) - 0.01), np.log(1e-3), np.log(0.6))[0]
    assert aggressive_time(tumour, 6e8) == pytest.approx(alone, rel=1e-8)
    assert aggressive_time(tumour, 8e8) == np.inf  # R stands still at 1 - 0.01 / 0.04
    held = np.log(5.01e8 / 1e6) / (0.04 * (1 - 0.501) - 0.01)
    assert containment_time(tumour, 5.01e8) == pytest.approx(held, rel=1e-8)


def test_a_tumour_that_can_be_held_for_good_is():
    """At 0.81 of the capacity, R divides at 0.5 x 0.027 x 0.19 and dies at 0.1 x 0.027 a day."""
    tumour = sim.presets.mcrpc_abiraterone(cost=0.5, turnover=0.1, start=0.675)
    found = longest_time(tumour, rows=200, days=2000)
    assert found.held
    assert found.days == 2000.0


def random_models(rng, count):
    """Two clones with a cost, turnover, mutation and cross-resistance; all numbers by patient."""
    birth = rng.uniform(0.02, 0.2, count)
    death = birth * rng.uniform(0, 0.3, count)
    size = 10 ** rng.uniform(8, 10, count)
    resistant = size * 10 ** rng.uniform(-4, -1, count)
    kill = rng.uniform(0.3, 3.0, count)
    return {
        "birth": birth, "death": death, "sensitive": np.rint(size - resistant),
        "resistant": np.rint(resistant), "kill": kill, "ec50": rng.uniform(0.1, 1.0, count),
        "slower": 1 - rng.uniform(0, 0.4, count), "fold": 10 ** rng.uniform(0.5, 3, count),
        "mutation": 10 ** rng.uniform(-9, -4, count), "room": size * rng.uniform(1.25, 4, count),
    }  # fmt: skip


def tumour_of(m, kind):
    """Build the tumour of numbers, or of arrays of them, with one of four laws of growth."""
    growth = {
        "none": sim.Exponential(),
        "birth": sim.Logistic(m["room"], acts="birth"),
        "death": sim.Logistic(m["room"], acts="death"),
        "gompertz": sim.Gompertz(m["room"]),
    }[kind]
    effect = (
        sim.Hill(m["kill"] * m["birth"], m["ec50"], 2.0)
        if kind in ("none", "death")
        else sim.Proportional(m["kill"], acts="division")
    )
    return sim.Tumour(
        [
            sim.Clone("S", m["birth"], m["death"], start=m["sensitive"]),
            sim.Clone(
                "R", m["birth"] * m["slower"], m["death"], start=m["resistant"],
                fold={"A": m["fold"]},
            ),
        ],
        [sim.Mutation("S", "R", m["mutation"])],
        [sim.Drug("A", effect)],
        growth=growth,
    )  # fmt: skip


def crossings(tumour, patients):
    """The day (arm, patient) on which each passes 1.2 times its size on day 0; else `DAYS`."""
    runs = sim.simulate(
        tumour, ARMS, patients=patients, days=DAYS, seed=1, clinic=EVERY_DAY,
        engine="meanfield", progress=False,
    )  # fmt: skip
    time, log = runs.values("time"), np.log(runs.data["burden"].values)
    over = log - log[..., :1] - np.log(1.2)
    first = np.argmax(over > 0, axis=-1)
    arms, people = np.indices(first.shape)
    before, after = over[arms, people, first - 1], over[arms, people, first]
    day = time[first - 1] + (time[first] - time[first - 1]) * -before / (after - before)
    return np.where((over > 0).any(axis=-1), day, DAYS)


def beaten(kind, count, rows):
    """Return rule over optimum (arm, model), of random models."""
    numbers = random_models(np.random.default_rng(len(kind)), count)
    days = crossings(tumour_of(numbers, kind), count)
    best = [
        longest_time(
            tumour_of({k: float(v[i]) for k, v in numbers.items()}, kind), days=DAYS, rows=rows
        ).days
        for i in range(count)
    ]
    return days / np.array(best)


@pytest.mark.parametrize("kind", ["none", "birth", "death", "gompertz"])
def test_no_rule_beats_the_optimum(kind):
    part = beaten(kind, 4, 200)
    assert part.max() < 1.005
    assert part.max(axis=0).min() > 0.2  # and it is not far above what can be done


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["none", "birth", "death", "gompertz"])
def test_no_rule_beats_the_optimum_of_200_models(kind):
    part = beaten(kind, 50, 400)
    assert part.max() < 1.005  # the error of the grid: where full dose is best, some are above 1
    assert np.median(part.max(axis=0)) > 0.75


def test_what_it_cannot_do_is_said():
    three = sim.presets.melanoma_vemurafenib()
    with pytest.raises(InputError, match="two clones by themselves"):
        longest_time(three)
    late = prostate()
    late = late.replace(drugs=[sim.Drug("abiraterone", late.drugs[0].effect, half_life=1.0)])
    with pytest.raises(InputError, match="lags behind"):
        longest_time(late)
    with pytest.raises(InputError, match="resistant cells"):
        longest_time(prostate(fraction=0.0))
    with pytest.raises(InputError, match="below the tumour on day 0"):
        containment_time(prostate(), 1e9)
