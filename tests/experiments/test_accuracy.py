"""The search for the engine's largest error, small: what it finds is within the tolerance."""

import numpy as np
import pytest

from experiments.accuracy.__main__ import main
from experiments.accuracy.cases import GENES, case_of
from experiments.accuracy.measure import measure
from experiments.accuracy.search import search


def test_no_tumour_is_beyond_the_tolerance():
    """And the engine's own estimate is no smaller than what it is off by, but for a rounding."""
    tried = [one for one in search(120, 1e-3, seed=3) if one is not None]
    assert len(tried) > 90
    off = np.array([one.finding.error for one in tried])
    assert off.max() <= 1e-3, off.max()
    estimates = np.array([one.finding.estimate for one in tried])
    assert (off <= np.maximum(2.0 * estimates, 1e-4)).all()


def test_a_loose_tolerance_is_found_out():
    """The search sees errors: with steps as long as they get, it finds some of more than 1 %."""
    tried = [one for one in search(60, 0.1, seed=3) if one is not None]
    assert max(one.finding.error for one in tried) > 2e-3


def test_cases_are_fixed_by_their_numbers():
    numbers = np.random.default_rng(1).random(GENES)
    assert case_of(numbers) == case_of(numbers)
    assert measure(case_of(numbers)) == measure(case_of(numbers))


def test_the_ten_worst_are_printed(capsys):
    assert main(["--cases", "12", "--seed", "3"]) == 0
    printed = capsys.readouterr().out
    assert "12 tumours" in printed
    assert "visits every" in printed


@pytest.mark.slow
def test_no_tumour_of_many_is_beyond_the_tolerance():
    tried = [one for one in search(3_000, 1e-3, np.random.SeedSequence().entropy) if one]
    assert max(one.finding.error for one in tried) <= 1e-3
