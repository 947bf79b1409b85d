"""Extrachromosomal DNA: quick form, and the paper's model as a recursion over generations."""

import numpy as np
import pytest
from scipy.stats import binom, poisson

from experiments.published import table
from experiments.published.lange2022 import reproduce
from sim.theory import segregation


def test_the_closed_form_is_the_recursion():
    """Along a line of descent there are Poisson(2 b t) divisions; each halves what has doubled."""
    most, time = 120, 3.0
    halve = np.array([binom.pmf(np.arange(most + 1), 2 * k, 0.5) for k in range(most + 1)])
    law, found = np.eye(most + 1)[1], 0.0
    for generation in range(60):
        found = found + poisson.pmf(generation, 2 * time) * law
        law = law @ halve
    np.testing.assert_allclose(found, segregation(divisions=time, copies=most), atol=1e-9)
    for early in (0.5, 2.0, 8.0, 50.0):
        any_left = 1.0 - segregation(divisions=early, copies=0)[0]
        assert any_left == pytest.approx(2 / (2 + early), rel=0.05)


def test_quick_form():
    rows = reproduce.rows(patients=20)
    assert len(rows) == 11
    assert all(row.agrees for row in rows), table.show(rows)
