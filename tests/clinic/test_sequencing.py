"""What is read in blood and in a biopsy, given the truth."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.clinic import Biopsy, Clinic, Exam, Sequencing
from sim.clinic.panel import least_reads

CLONES = ("S", "R", "R+M", "S @ liver", "R @ liver")
PANEL = {"T790M": ["R", "R+M"], "C797S": ["R+M"]}


def read(measure, cells, clones=("S", "R", "R+M"), days=(0.0,), seed=1, every=7.0):
    """Look at patients with cells (visit, clone), all alike; return the last of what is seen."""
    clinic = Clinic(
        visit_every=every, scan_every=every,
        measures={"ct": sim.Cells(), "dna": Exam(measure, days=list(days))},
    )  # fmt: skip
    count = 20_000
    desk = clinic.open(seed, np.arange(count), ("A",), 1e4, clones=clones)
    for visit, row in enumerate(cells):
        table = np.tile(np.array(row, dtype=np.int64), (count, 1))
        seen = desk.look(visit * every, table.sum(axis=1), table)
        desk.note(seen, np.zeros((1, 1)))
    return seen["dna"]


def chi_square(counts: np.ndarray, law) -> float:
    """Return the p-value of counts against a law, in cells with 20 expected at least."""
    k = np.arange(int(counts.max()) + 2)
    expected = counts.size * np.diff(law.cdf(np.append(-1, k)))
    expected[-1] += counts.size - expected.sum()
    observed = np.bincount(counts.astype(int), minlength=k.size)
    edges, total = [0], 0.0
    for place, e in enumerate(expected):
        total += e
        if total >= 20:
            edges.append(place + 1)
            total = 0.0
    edges[-1] = k.size
    sums = [np.add.reduceat(x, edges[:-1]) for x in (observed.astype(float), expected)]
    return float(stats.chisquare(*sums).pvalue)


@pytest.mark.parametrize(
    ("cells", "allele", "copies"),
    [
        ((1e10, 0, 0), "T790M", 0.0),
        ((1e10, 1e9, 1e7), "T790M", 1.01e9),
        ((1e10, 1e9, 1e7), "C797S", 1e7),
        ((1e10, 5e10, 4e10), "T790M", 9e10),
        ((1e12, 9e12, 9e12), "T790M", 18e12),
    ],
)
def test_reads_follow_the_binomial_law_given_the_truth(cells, allele, copies):
    kit = Sequencing(PANEL, depth=5000, background=1e-4, least=1, shedding=1e-9, normal=800.0)
    share = 0.5 * copies * 1e-9 / (sum(cells) * 1e-9 + 800.0)
    chance = share + 1e-4 * (1 - share)
    seen = read(kit, [cells])
    reads = np.where(seen.found[allele], np.rint(seen.fraction[allele] * 5000), 0)
    assert chi_square(reads, stats.binom(5000, chance)) > 1e-3
    # one in fifty more, and it would be seen where there are many
    if chance > 0.01:
        assert chi_square(reads, stats.binom(5000, 1.02 * chance)) < 1e-3


def test_false_positives_are_as_rare_as_the_limit_says():
    for depth, background in ((5000, 1e-4), (20_000, 1e-5), (1000, 0.0)):
        kit = Sequencing({"T790M": ["R"]}, depth=depth, background=background)
        assert stats.binom.sf(kit.reads - 1, depth, background) <= 1e-3
        if background:
            assert stats.binom.sf(kit.reads - 2, depth, background) > 1e-3
        seen = read(kit, [(1e10, 0, 0)])
        expected = 20_000 * stats.binom.sf(kit.reads - 1, depth, background)
        assert abs(seen.found["T790M"].sum() - expected) <= 5 * np.sqrt(max(expected, 1e-9))
        np.testing.assert_allclose(seen.fraction["T790M"][~seen.found["T790M"]], kit.limit)
    assert least_reads(1000, 0.0) == 1


def test_variants_are_seen_and_not_clones():
    kit = Sequencing(PANEL, least=1)
    a = read(kit, [(1e11, 3e10, 1e10)]).fraction["T790M"]
    b = read(kit, [(1e11, 1e10, 3e10)]).fraction["T790M"]
    assert np.array_equal(a, b)


def test_levels_follow_the_cells_with_their_half_life():
    # a clone that has grown a hundredfold in a week, cleared with a half-life of four days
    cells = [(1e10, 1e7, 0), (1e10, 1e9, 0)]
    kit = Sequencing(
        {"T790M": ["R"]}, depth=10**6, least=1, shedding=1e-9, half_life=4.0, background=0.0
    )
    k, g = np.log(2) / 4.0, np.log(100) / 7.0
    s = np.linspace(0, 7, 70_001)
    inside = k * 1e-9 * 1e7 * np.exp(g * s) * np.exp(-k * (7.0 - s))
    level = 1e-9 * 1e7 * np.exp(-7 * k) + np.trapezoid(inside, s)
    share = 0.5 * level / (level + 10.0 + 1000.0)
    fraction = read(kit, cells, days=(0.0, 7.0)).fraction["T790M"]
    spread = np.sqrt(share * (1 - share) / 1e6 / 20_000)
    assert abs(fraction.mean() - share) < 5 * spread
    # with the usual two hours nothing is left of last week
    quick = Sequencing({"T790M": ["R"]}, depth=10**6, least=1, shedding=1e-9, background=0.0)
    k = np.log(2) / quick.half_life
    level = 1e-9 * 1e9 * k / (k + g)
    share = 0.5 * level / (level + 10.0 + 1000.0)
    fraction = read(quick, cells, days=(0.0, 7.0)).fraction["T790M"]
    assert abs(fraction.mean() - share) < 5 * np.sqrt(share / 1e6 / 20_000)


def test_what_is_laid_by_between_two_tests_changes_nothing():
    random = np.random.default_rng(1)
    path = np.cumprod(random.uniform(0.3, 3.0, (9, 3)), axis=0) * 1e9
    kit = Sequencing(PANEL, depth=10**6, half_life=1.5, least=1)
    every = read(kit, path, days=np.arange(9) * 7.0)
    last = read(kit, path, days=(0.0, 56.0))
    for allele in PANEL:
        assert np.array_equal(every.fraction[allele], last.fraction[allele])


def test_sites_shed_differently():
    clones = ("S @ liver", "R @ liver", "S @ brain", "R @ brain")
    kit = Sequencing({"T790M": ["R"]}, shedding={"brain": 0.0}, least=1, background=0.0)
    silent = read(kit, [(1e10, 0, 1e10, 1e10)], clones)
    assert not silent.found["T790M"].any()
    usual = read(Sequencing({"T790M": ["R"]}, least=1), [(1e10, 0, 1e10, 1e10)], clones)
    assert usual.found["T790M"].mean() > 0.9


def test_nothing_is_left_of_a_tumour_that_is_gone():
    kit = Sequencing(PANEL, background=0.0)
    seen = read(kit, [(1e11, 1e11, 1e9), (0, 0, 0), (0, 0, 0)], days=(0.0, 14.0))
    assert not seen.detected.any()
    assert (seen.burden == kit.limit).all()


@pytest.mark.parametrize(("site", "share"), [("liver", 0.25), ("bone", 0.0), ("", 0.05)])
def test_a_biopsy_is_so_many_cells_of_one_site(site, share):
    clones = ("S @ liver", "R @ liver", "S @ bone", "R @ bone")
    kit = Biopsy({"T790M": "R"}, site=site, cells=300, least=1)
    seen = read(kit, [(3e8, 1e8, 1.6e9, 0)], clones)
    cells = np.where(seen.found["T790M"], np.rint(seen.fraction["T790M"] * 300), 0)
    assert chi_square(cells, stats.binom(300, share)) > 1e-3 if share else not cells.any()


def test_a_biopsy_of_a_site_without_cells_finds_nothing():
    clones = ("S @ liver", "R @ liver", "S @ bone", "R @ bone")
    seen = read(Biopsy({"T790M": "R"}, site="bone"), [(0, 1e9, 0, 0)], clones)
    assert not seen.detected.any()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Sequencing({}), "T790M"),
        (lambda: Sequencing({"T790M": []}), '"R"'),
        (lambda: Sequencing({"T790M": ["R"]}, depth=0), "depth of Sequencing"),
        (lambda: Sequencing({"T790M": ["R"]}, depth=1.5), "depth of Sequencing"),
        (lambda: Sequencing({"T790M": ["R"]}, background=2.0), "background of Sequencing"),
        (lambda: Sequencing({"T790M": ["R"]}, shedding=-1.0), "shedding of Sequencing"),
        (lambda: Sequencing({"T790M": ["R"]}, shedding={"R": -1.0}), "'R'"),
        (lambda: Sequencing({"T790M": ["R"]}, half_life=0.0), "half_life of Sequencing"),
        (lambda: Sequencing({"T790M": ["R"]}, mutated=0.0), "mutated of Sequencing"),
        (lambda: Sequencing({"T790M": ["R"]}, least=6000), "least of Sequencing"),
        (lambda: Biopsy({"T790M": "R"}, cells=0), "cells of Biopsy"),
        (lambda: Biopsy({"T790M": "R"}, cells=10, least=11), "least of Biopsy"),
        (lambda: Biopsy({"T790M": "R"}, site=3), "site of Biopsy"),
        (lambda: Sequencing({"T790M": ["X"]}).check_clones(CLONES), "'X'|no such clone"),
        (lambda: Sequencing(PANEL, shedding={"lung": 1.0}).check_clones(CLONES), "lung"),
        (lambda: Biopsy({"T790M": "R"}, site="lung").check_clones(CLONES), "'lung'"),
    ],
)
def test_slips_are_named(make, words):
    with pytest.raises(InputError, match=words):
        make()


@pytest.mark.parametrize("made", [Biopsy, Sequencing])
def test_a_panel_is_looked_at_when_it_is_described_and_one_clone_is_a_list_of_one(made):
    with pytest.raises(InputError, match=f"panel of {made.__name__} is 5; say which clones"):
        made(panel=5)
    assert made(panel={"T790M": "R"}).panel == {"T790M": ("R",)}
