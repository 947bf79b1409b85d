"""Rates that change within a step: daily doses, pulses, crowds that are thinned out, short lives.

Against means of theory, which are exact without crowding and, with it, exact but for one part in
the number of cells. Tumours are so large that a few patients show an error of the mean of 10^-4.
Each of these was wrong by up to a factor of two before rates were followed span by span.
"""

import numpy as np
import pytest

from sim import (
    Clone,
    Continuous,
    Drug,
    Exponential,
    Gompertz,
    Hill,
    Intermittent,
    Jump,
    Logistic,
    Mutation,
    Proportional,
    Switch,
    Tumour,
    hours,
)
from sim.engines import plain
from sim.lower import lower
from sim.theory import absent, mean_and_covariance, mean_field
from tests.engines.run_case import cells_of
from tests.statistics import assert_z, z_of_mean, z_of_proportion

TOLERANCE = 1e-3
DAYS = 168.0


def founding(start, **more):
    """Return a clone that founds another under a drug that blocks division and decays."""
    return Tumour(
        [Clone("S", 0.14, 0.13, start=start), Clone("R", 0.14, 0.13, fold={"A": np.inf})],
        [Mutation("S", "R", 1e-6)],
        [Drug("A", Hill(1.0, 0.2, 2, acts="birth"), half_life=hours(57))],
        **more,
    )


def test_founders_under_a_cytostatic_that_decays():
    tumour, plan = founding(1e12), Continuous("A")
    mean, covariance = mean_and_covariance(tumour, plan.schedule(DAYS), DAYS)
    _, cells = cells_of(tumour, plan, "jump", 4_000, DAYS, 7.0)
    found = cells[:, -1, 1].astype(float)
    assert (
        abs(found.mean() / mean[0, 1] - 1.0)
        < TOLERANCE + 5.0 * np.sqrt(covariance[0, 1, 1] / 4_000) / mean[0, 1]
    )
    assert_z(z_of_mean(found, mean[0, 1], covariance[0, 1, 1]))


def test_chance_of_resistance_under_a_cytostatic_that_decays():
    """It was 0.0199 for 0.0158; 100,000 patients see an error of 0.002."""
    tumour, plan = founding(1.43e6), Continuous("A")
    right = absent(tumour, plan.schedule(DAYS), DAYS, "R")[0]
    assert 0.97 < right < 0.99
    _, cells = cells_of(tumour, plan, "jump", 100_000, DAYS, 7.0)
    assert_z(z_of_proportion((cells[:, -1, 1] == 0).sum(), 100_000, right))


def drug(effect, half_life, interval):
    return Drug("A", effect, half_life=half_life, interval=interval)


CROWDED = {
    "pulses in a Gompertz crowd": (
        Gompertz(1e14), (0.02, 0.01), 0.7e14, drug(Hill(1.5, 0.3, 2), 0.1, 7.0), 84.0
    ),
    "pulses that kill by division": (
        Gompertz(1e14), (0.02, 0.01), 0.7e14,
        drug(Hill(8.0, 0.3, 2, acts="division"), 0.5, 21.0), 63.0,
    ),
    "pulses in a logistic crowd": (
        Logistic(1e14), (0.1, 0.02), 0.7e14, drug(Hill(0.3, 0.3, 2), 0.1, 7.0), DAYS
    ),
    "crowding that kills": (
        Logistic(1e14, acts="death"), (0.1, 0.02), 0.7e14, drug(Hill(0.3, 0.3, 2), 0.1, 7.0), DAYS
    ),
    "pulses that stop division": (
        Logistic(1e14), (0.3, 0.02), 0.7e14,
        drug(Hill(1.0, 0.3, 2, acts="birth"), 0.3, 5.0), 84.0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-5])
@pytest.mark.parametrize("name", CROWDED)
def test_pulses_in_a_crowd(name, tolerance):
    growth, (birth, death), start, what, days = CROWDED[name]
    tumour = Tumour([Clone("S", birth, death, start=start)], [], [what], growth=growth)
    times = np.arange(7.0, days + 1.0, 7.0)
    right = mean_field(tumour, Continuous("A").schedule(days), times)[:, 0]
    _, cells = cells_of(tumour, Continuous("A"), Jump(tolerance=tolerance), 10, days, 7.0)
    assert_close(cells[:, 1:, 0], right, tolerance)


def assert_close(cells, right, tolerance):
    """Hold the means (time,) of cells (patient, time) to the tolerance and five standard errors."""
    noise = cells.std(axis=0, ddof=1) / np.sqrt(len(cells))
    off = np.abs(cells.mean(axis=0) - right)
    assert (5.0 * noise < 0.5 * max(tolerance, 1e-3) * right).all(), "too few cells to tell"
    assert (off <= tolerance * right + 5.0 * noise).all(), off / right


@pytest.mark.parametrize("visit", [7.0, 28.0])
@pytest.mark.parametrize(
    ("half_life", "maximum", "slope"),
    [(1e-5, 1000.0, 2.0), (1e-4, 300.0, 10.0), (1e-3, 30.0, 1.0), (0.02, 3.0, 2.0)],
)
def test_drugs_that_are_gone_at_once(half_life, maximum, slope, visit):
    """However short a drug lives, all of its effect is counted."""
    what = drug(Hill(maximum, 0.3, slope), half_life, 7.0)
    tumour = Tumour([Clone("S", 0.14, 0.13, start=1e14)], [], [what], growth=Exponential())
    plan = Continuous("A")
    right, _ = mean_and_covariance(tumour, plan.schedule(84.0), [84.0])
    assert right[0, 0] < 0.9 * 1e14 * np.exp(0.84), "the drug does something"
    days, cells = cells_of(tumour, plan, "jump", 10, 84.0, visit)
    assert days[-1] == 84.0
    assert_close(cells[:, -1:, 0], right[0, :1], 1e-5)


def test_switching_that_comes_in_pulses():
    """What a drug induces right after it is given is not spread over the step."""
    clones = [
        Clone("S", 0.1, 0.05, start=1e12),
        Clone("P", 0.02, 0.01, fold={"A": np.inf}),
    ]
    moves = [Switch("S", "P", 1e-3, induced={"A": 0.5}), Switch("P", "S", 0.2)]
    what = drug(Hill(3.0, 0.3, 2), 0.08, 7.0)
    tumour, plan = Tumour(clones, moves, [what]), Intermittent("A", on=14, off=14)
    right, _ = mean_and_covariance(tumour, plan.schedule(56.0), 56.0)
    _, cells = cells_of(tumour, plan, "jump", 30, 56.0, 7.0)
    for clone in range(2):
        assert_close(cells[:, -1:, clone], right[0, clone : clone + 1], TOLERANCE)


@pytest.mark.parametrize("acts", ["death", "birth", "division"])
def test_what_is_left_of_a_drug_is_nothing_only_where_it_changes_nobody(acts):
    """Any shape, slope and potency, and what it induces: no more than 1e-9 in an interval."""
    exposure, drugs = plain.module("rates.exposure"), plain.module("rates.drugs")
    luck, said = np.random.default_rng(7), []
    for _ in range(300):
        slope, most = luck.uniform(0.5, 10.0), 10.0 ** luck.uniform(-3.0, 0.0)
        effect = Hill(most, 10.0 ** luck.uniform(-1.5, 0.5), slope, acts=acts)
        if luck.random() < 0.3:
            effect = Proportional(most, acts=acts)
        folds = {"A": 10.0 ** luck.uniform(-1.0, 2.0)}
        clones = [
            Clone("S", luck.uniform(0.01, 5.0), 0.1, start=1),
            Clone("R", 0.2, 0.1, fold=folds),
        ]
        moves = [Switch("S", "R", 0.01, induced={"A": 10.0 ** luck.uniform(-3.0, 1.0)})]
        what = lower(Tumour(clones, moves, [Drug("A", effect, half_life=2.0)]))
        model, days = plain.as_lists(what), luck.choice([1.0, 7.0, 91.0])
        left = [10.0 ** luck.uniform(-12.0, 0.0)]
        nothing = exposure.hardly_changes(model, 0, days, left, [0.0])
        said.append(nothing)
        found = []
        for concentration in (left, [0.0]):
            births, deaths, linked = [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]
            drugs.drug_rates(model, 0, concentration, births, deaths, linked)
            divided = [rate * birth for rate, birth in zip(linked, births, strict=True)]
            switched = [drugs.switch_rate(model, 0, 0, concentration)]
            found.append(np.array([*births, *deaths, *divided, *switched]))
        assert not nothing or days * np.abs(found[0] - found[1]).max() <= 1.001e-9
    assert 50 < sum(said) < 250
    assert not exposure.hardly_changes(model, 0, 1.0, [1e-13], [1.0]), "it is given"
