"""Cells that come from elsewhere, in batches: closed forms, exact moments, the equation by hand."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import poisson

import sim
from sim.theory import extinction, mean_and_covariance, mean_field
from tests.engines.run_case import cells_of
from tests.slips import assert_says
from tests.statistics import assert_z, z_of_mean, z_of_proportion


def site(rate=1.0, batch=1, birth=0.0, death=0.1, start=0, half_life=None, **more):
    return sim.Tumour(
        [sim.Clone("S", birth, death, start=start), sim.Clone("R", birth, death)],
        [sim.Mutation("S", "R", 0.05)],
        [sim.Drug("A", sim.Hill(0.1, 0.5), half_life=half_life)],
        immigration=[sim.Immigration("S", rate, batch)],
        **more,
    )


def test_immigration_and_death_is_poisson():
    """From nothing: Poisson with mean (rate / death) (1 - exp(-death t)), as in the DSMTS."""
    patients = 4000
    _, cells = cells_of(site(), sim.Observation(), "gillespie", patients, 14.0, 7.0)
    last, mean = cells[:, -1, 0], 10.0 * (1.0 - np.exp(-1.4))
    scores = [z_of_mean(last, mean, mean)]
    for few in (0, 3, 7, 12):
        scores.append(z_of_proportion((last <= few).sum(), patients, poisson.cdf(few, mean)))
    assert_z(scores)


def test_batches_have_the_closed_form():
    """A batch that came s days ago is Binomial(5, exp(-d s)); batches are a Poisson process."""
    rate, size, death, day, patients = 0.4, 5, 0.1, 14.0, 4000
    _, cells = cells_of(site(rate, size), sim.Observation(), "gillespie", patients, day, 7.0)
    e = np.exp(-death * day)
    mean = rate * size / death * (1 - e)
    variance = mean + rate * size * (size - 1) * (1 - e * e) / (2 * death)
    exact, covariance = mean_and_covariance(site(rate, size), None, day)
    assert exact[0, 0] == pytest.approx(mean, rel=1e-10)
    assert covariance[0, 0, 0] == pytest.approx(variance, rel=1e-10)
    s = (np.arange(20000) + 0.5) * day / 20000
    none = np.exp(-rate * (1 - (1 - np.exp(-death * s)) ** size).mean() * day)
    last = cells[:, -1, 0]
    assert_z([z_of_mean(last, mean, variance), z_of_proportion((last == 0).sum(), patients, none)])


def test_with_births_mutants_and_a_drug_that_decays():
    some = site(0.5, 3, birth=0.1, death=0.08, start=20, half_life=3.0)
    plan = sim.Schedule((0.0, 14.0), ({"A": 1.0}, {}))
    days, cells = cells_of(some, plan, "gillespie", 3000, 28.0, 7.0)
    mean, covariance = mean_and_covariance(some, plan, days)
    scores = [
        z_of_mean(cells[:, visit, clone], mean[visit, clone], covariance[visit, clone, clone])
        for visit in (2, 4)
        for clone in range(2)
    ]
    assert_z(scores)


def test_mean_field_is_the_equation():
    some = site(2e3, 1000, birth=0.2, death=0.1, start=1e6, growth=sim.Logistic(1e8))
    plan = sim.Continuous("A")
    _, cells = cells_of(some, plan, sim.MeanField(tolerance=1e-11), 1, 28.0, 14.0)
    kill = 0.1 + 0.1 / 1.5

    def slope(t, n):
        births = 0.2 * n * (1 - n.sum() / 1e8)
        return births + 0.05 * births[0] * np.array([-1, 1]) - kill * n + np.array([2e6, 0.0])

    right = solve_ivp(slope, (0, 28.0), [1e6, 0], "DOP853", rtol=1e-12, atol=1e-6).y[:, -1]
    np.testing.assert_allclose(cells[0, -1], right, rtol=1e-8)
    np.testing.assert_allclose(mean_field(some, plan, 28.0)[0], right, rtol=1e-8)


def test_a_site_that_is_empty_goes_on():
    """Nobody into whom cells come is cured for good: the run goes on, and shows them again."""
    runs = sim.simulate(
        site(0.02, 3, start=5), {"look": sim.Observation()}, patients=200, days=364, seed=1,
        engine="gillespie", progress=False,
    )  # fmt: skip
    burden = runs.data["burden"].values[0]
    gone = burden[:, :-1] == 0
    assert (gone & (burden[:, 1:] > 0)).any()
    assert set(np.unique(runs.data["ending"])) == {0}
    assert "Immigration: 0.02 batches of 3 per day of S." in str(site(0.02, 3))


def test_into_a_niche():
    plain = sim.Tumour([sim.Clone("S", 0.2, 0.1, start=100)])
    seeded = plain.in_niches([sim.Niche("lung"), sim.Niche("bone")]).replace(
        immigration=[sim.Immigration("S @ bone", rate=0.5, batch=4)]
    )
    _, cells = cells_of(seeded, sim.Observation(), "meanfield", 1, 7.0, 7.0)
    grown = np.exp(0.1 * 7.0)
    np.testing.assert_allclose(cells[0, -1], [100 * grown, 2.0 / 0.1 * (grown - 1)], rtol=1e-7)


BAD = {
    "jump": (
        lambda: cells_of(site(start=5), sim.Observation(), "jump", 1, 7.0, 7.0),
        ["jump engine cannot", "'S' come from elsewhere", "engine='gillespie'"],
    ),
    "unknown clone": (
        lambda: site().replace(immigration=[sim.Immigration("T", 1.0)]),
        ["Immigration of 'T'", "no such clone", "'S', 'R'"],
    ),
    "twice": (
        lambda: site().replace(immigration=[sim.Immigration("S", 1.0)] * 2),
        ["given twice", "add the rates up"],
    ),
    "half a cell": (lambda: sim.Immigration("S", 1.0, 0.5), ["batch", "0.5", "whole number"]),
    "before niches": (
        lambda: site(start=5).in_niches([sim.Niche("a"), sim.Niche("b")]),
        ["after the tumour is spread", "'S @ a'"],
    ),
    "extinction": (
        lambda: extinction(site(start=5), None, 7.0), ["cells immigrate", "mean_and_covariance"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip):
    assert_says(*BAD[slip])
