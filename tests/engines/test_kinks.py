"""Where another drug becomes the one that acts between two doses, nothing is lost.

Rates have a kink there, and a jump where one drug blocks births and the other kills. Right is the
integral of the growth rate, found with a thousand instants an hour.
"""

import numpy as np
import pytest

import sim
from tests.engines.run_case import cells_of

DAYS = 28
CELLS = 1e13


def concentration(drug, days):
    """Return the concentration of daily or weekly doses of 1 on each day."""
    k, total = np.log(2.0) / drug.half_life, np.zeros_like(days)
    for given in np.arange(0.0, DAYS, drug.interval):
        since = np.maximum(days - given, 0.0)
        total += np.where(days >= given, k * drug.interval * np.exp(-k * since), 0.0)
    return total


def hill(drug, days):
    """Return the effect of a drug by itself."""
    effect = drug.effect
    y = (concentration(drug, days) / effect.ec50) ** effect.slope
    return effect.maximum * y / (1.0 + y)


def growth_under_the_strongest(clone, drugs, days):
    """Return births and net growth where only the drug that lowers growth most acts."""
    falls = [hill(d, days) * (clone.birth if d.effect.acts == "birth" else 1.0) for d in drugs]
    return clone.birth - clone.death - np.max(falls, axis=0)


def growth_under_doses_of_one_another(clone, drugs, days):
    """Return net growth under Loewe: the effect at which shares of equal doses add up to one."""
    doses = [concentration(d, days) / d.effect.ec50 for d in drugs]
    low = np.max([hill(d, days) for d in drugs], axis=0)
    high = np.full_like(low, max(d.effect.maximum for d in drugs))
    for _ in range(60):
        middle, total = 0.5 * (low + high), 0.0
        for dose, d in zip(doses, drugs, strict=True):
            left = np.maximum(d.effect.maximum - middle, 0.0) / middle
            total = total + dose * left ** (1.0 / d.effect.slope)
        low, high = np.where(total > 1.0, middle, low), np.where(total > 1.0, high, middle)
    return clone.birth - clone.death - low


def mean_of(integrand):
    """Return the integral over DAYS of values at the middles of equal parts."""
    return float(np.mean(integrand) * DAYS)


def two_drugs(seed, acts):
    """Return two drugs that take turns: a steep one that decays quickly and a flat one."""
    luck = np.random.default_rng(seed)
    steep = sim.Hill(luck.uniform(0.7, 1.0), luck.uniform(0.5, 1.0), 3.0, acts=acts[0])
    flat = sim.Hill(luck.uniform(0.7, 1.0), luck.uniform(0.8, 1.2), 1.0, acts=acts[1])
    half_lives = luck.uniform(1.0, 3.0), luck.uniform(5.0, 20.0)
    return [
        sim.Drug("quick", steep, half_life=half_lives[0], interval=7.0),
        sim.Drug("slow", flat, half_life=half_lives[1], interval=7.0),
    ]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("interaction", "acts", "growth"),
    [
        (sim.HighestSingleAgent, ("death", "death"), growth_under_the_strongest),
        (sim.HighestSingleAgent, ("birth", "death"), growth_under_the_strongest),
        (sim.Loewe, ("death", "death"), growth_under_doses_of_one_another),
    ],
)
def test_a_drug_that_takes_over_between_doses(seed, interaction, acts, growth):
    drugs = two_drugs(seed, acts)
    clone = sim.Clone("a", 0.8, 0.3, start=CELLS)
    tumour = sim.Tumour([clone], drugs=drugs, interaction=interaction())
    plan = sim.Continuous({"quick": 1.0, "slow": 1.0})
    _, cells = cells_of(tumour, plan, "jump", 2, DAYS, 7.0)
    found = np.log(cells[:, -1, 0].mean() / CELLS)
    middles = (np.arange(24_000 * DAYS) + 0.5) / 24_000
    assert found == pytest.approx(mean_of(growth(clone, drugs, middles)), abs=2e-5)
