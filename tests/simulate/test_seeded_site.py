"""A site seeded by migration: how large it is, against the compound law of its seeding.

Cells of a primary of N(s) = N0 exp(g s) cells leave for the site at the rate m each, and each
begins a birth-death process of its own. So the site's size has the generating function
exp(-m int_0^T N(s) (1 - F(z, T - s)) ds), with F that of one cell (Kendall 1948), whose
coefficients a Fourier transform gives.
"""

from functools import cache

import numpy as np
import pytest
from scipy.integrate import quad_vec

import sim

BIRTH, DEATH, START, RATE, DAYS = 0.10, 0.05, 1e7, 5e-11, 98.0
POINTS = 2**14


def one_cell(z, t):
    """Return the generating function of the descendants of one cell after t days."""
    grown = np.exp((BIRTH - DEATH) * t)
    gone = DEATH * (grown - 1) / (BIRTH * grown - DEATH)
    share = BIRTH * (grown - 1) / (BIRTH * grown - DEATH)
    return gone + (1 - gone) * (1 - share) * z / (1 - share * z)


@cache
def law():
    """Return the probability (k,) of each size of the site."""
    z = np.exp(2j * np.pi * np.arange(POINTS) / POINTS)

    def seeded(s):
        return RATE * START * np.exp((BIRTH - DEATH) * s) * (1 - one_cell(z, DAYS - s))

    exponent, _ = quad_vec(seeded, 0, DAYS, epsrel=1e-9)
    return np.real(np.fft.fft(np.exp(-exponent))) / POINTS


@pytest.fixture(scope="module")
def cells():
    tumour = sim.Tumour([sim.Clone("S", BIRTH, DEATH, start=START)]).in_niches(
        [sim.Niche("primary", share=1.0, migration={"met": RATE}), sim.Niche("met", share=0.0)]
    )
    runs = sim.simulate(
        tumour, {"none": sim.Observation()}, patients=6000, days=DAYS, seed=5,
        record=sim.Endpoints(), clinic=sim.Clinic(fatal=1e15), progress=False,
    )  # fmt: skip
    return runs.values("final_cells", "none")[:, runs.clones.index("S @ met")]


def test_sites_are_empty_as_often_as_the_law_says(cells):
    empty = law()[0]
    assert 0.3 < empty < 0.6
    spread = np.sqrt(empty * (1 - empty) / cells.size)
    assert abs((cells == 0).mean() - empty) < 5 * spread


def test_sizes_have_the_law_of_the_time_since_seeding(cells):
    chances = law()
    assert abs(chances.sum() - 1) < 1e-9
    k = np.arange(POINTS)
    mean = (k * chances).sum()
    assert mean == pytest.approx(RATE * START * DAYS * np.exp((BIRTH - DEATH) * DAYS), rel=1e-6)
    spread = np.sqrt((k**2 * chances).sum() - mean**2)
    assert abs(cells.mean() - mean) < 5 * spread / np.sqrt(cells.size)
    seen = np.bincount(cells, minlength=POINTS).cumsum() / cells.size
    least = 1.95 / np.sqrt(cells.size)  # Kolmogorov's bound: one in a thousand is further off
    assert np.abs(seen - np.cumsum(chances)).max() < least
    # seeding a tenth rarer would be seen
    rarer = np.real(np.fft.fft(np.fft.ifft(chances) ** 0.9))
    assert np.abs(seen - np.cumsum(rarer)).max() > least
