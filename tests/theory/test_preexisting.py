"""Resistance at size M: closed forms, the exact walk, and Bozic et al. 2013."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import quad

from sim.base.errors import InputError
from sim.model import Clone, Drug, HighestSingleAgent, Mutation, Proportional, Switch, Tumour
from sim.theory import (
    chance_of_no_resistance,
    extinction_of_grown,
    generating_at_size,
    mean_resistant,
    resistant_cells_at_size,
)

RESISTANT = [(0.14, 0.13), (0.14, 0.135), (0.14, 0.14), (0.14, 0.15), (0.15, 0.13), (0.1, 0.0)]


def survival(b, d, age):
    """Return the probability that a family of that age is there, in a form that never overflows."""
    if b == d:
        return 1 / (1 + b * age)
    r = b - d
    shrink = np.exp(-abs(r) * age)
    return r / (b - d * shrink) if r > 0 else -r * shrink / (d - b * shrink)


@pytest.mark.parametrize(("b2", "d2"), RESISTANT)
def test_closed_form_against_quadrature_and_the_equations(b2, d2):
    numbers = dict(resistant_birth=b2, resistant_death=d2)
    got = chance_of_no_resistance(size=1e9, per_division=1e-9, birth=0.14, death=0.13, **numbers)
    share, _ = quad(lambda y: survival(b2, d2, -np.log(y) / 0.01), 0, 1, epsabs=1e-12, limit=200)
    assert got == pytest.approx(np.exp(-14 * share), rel=1e-8)
    tumour = Tumour(
        [Clone("S", 0.14, 0.13), Clone("R", b2, d2)],
        [Mutation("S", "R", 1e-9)],
        size=1e9,
        grown_from_one_cell=True,
    )
    assert generating_at_size(tumour, [1, 0]) == pytest.approx(got, rel=1e-6)


def test_the_neutral_case_is_the_known_formula():
    got = chance_of_no_resistance(size=1e9, per_division=1e-9, birth=0.14, death=0.13)
    assert got == pytest.approx(np.exp(-14 / 13 * np.log(14)), rel=1e-12)
    # No death: Luria and Delbrueck's zero class, exp(-M u)
    got = chance_of_no_resistance(size=1e6, per_division=1e-6, birth=0.3, death=0.0)
    assert got == pytest.approx(np.exp(-1), rel=1e-12)


@pytest.mark.parametrize(("b2", "d2"), [(1.0, 0.5), (1.0, 0.7), (1.0, 1.0), (1.2, 0.5)])
def test_the_closed_form_is_the_limit_of_the_exact_walk(b2, d2):
    errors = []
    for size in (60, 240):
        numbers = dict(
            size=size, per_division=0.5 / size, birth=1.0, death=0.5,
            resistant_birth=b2, resistant_death=d2,
        )  # fmt: skip
        exact = -np.log(resistant_cells_at_size(**numbers)[0])
        errors.append(-np.log(chance_of_no_resistance(**numbers)) / exact - 1)
    assert 0 < errors[1] < 0.015
    assert 3 < errors[0] / errors[1] < 5  # of order 1 / M


def test_the_mean_against_the_exact_walk():
    for size, tolerance in ((60, 1e-4), (240, 1e-4)):
        numbers = dict(
            size=size, per_division=1e-7, birth=1.0, death=0.6,
            resistant_birth=1.0, resistant_death=0.6,
        )  # fmt: skip
        exact = resistant_cells_at_size(**numbers) @ np.arange(size + 1)
        assert mean_resistant(**numbers) == pytest.approx(exact, rel=tolerance)
    costly = {**numbers, "resistant_death": 1.0}
    exact = resistant_cells_at_size(**costly) @ np.arange(size + 1)
    assert mean_resistant(**costly) == pytest.approx(exact, rel=0.02)


def test_large_neutral_sums_join_small_ones():
    numbers = dict(per_division=1e-9, birth=0.14, death=0.13)
    below, above = (mean_resistant(size=m, **numbers) / m for m in (999_999, 1_000_001))
    assert below == pytest.approx(above, rel=1e-5)


def test_a_small_walk_by_hand():
    # M = 2: from one S, the first division decides: S + S or S + R; death only restarts.
    law = resistant_cells_at_size(
        size=2, per_division=0.2, birth=1.0, death=0.7, resistant_birth=1.0, resistant_death=0.1
    )
    np.testing.assert_allclose(law, [0.8, 0.2, 0.0], atol=1e-15)
    # M = 3, no death: SS with 0.8, then SSS 0.8 / SSR 0.2; SR with 0.2, then S divides (half):
    # SSR 0.8, SRR 0.2; or R divides: SRR.
    law = resistant_cells_at_size(
        size=3, per_division=0.2, birth=1.0, death=0.0, resistant_birth=1.0, resistant_death=0.0
    )
    np.testing.assert_allclose(law, [0.64, 0.16 + 0.08, 0.02 + 0.1, 0.0], atol=1e-15)


def bozic(n12):
    """Return Bozic et al. 2013's melanoma: 50 sites for each drug, n12 for both, 1e-9 a base."""
    both, one, free = n12 * 1e-9, 50e-9, np.inf
    clones = [
        Clone("S", 0.14, 0.13),
        Clone("1", 0.14, 0.13, fold={"A": free}),
        Clone("2", 0.14, 0.13, fold={"B": free}),
        Clone("12", 0.14, 0.13, fold={"A": free, "B": free}),
    ]
    moves = [Mutation("S", "1", one), Mutation("S", "2", one)]
    moves += [Mutation("1", "12", one + both), Mutation("2", "12", one + both)]
    moves += [Mutation("S", "12", both)] if n12 else []
    drugs = [Drug("A", Proportional(0.04)), Drug("B", Proportional(0.04))]
    return Tumour(
        clones, moves, drugs, interaction=HighestSingleAgent(), size=1e9, grown_from_one_cell=True
    )


def test_two_drugs_together_cure_as_bozic_2013_says():
    together = SimpleNamespace(days=(0.0,), doses=({"A": 1, "B": 1},))
    assert extinction_of_grown(bozic(1), together, 3650.0)[0] == pytest.approx(0.263, abs=5e-4)
    assert extinction_of_grown(bozic(0), together, 3650.0)[0] == pytest.approx(0.999, abs=5e-4)
    alone = SimpleNamespace(days=(0.0, 1500.0), doses=({"A": 1}, {"B": 1}))
    assert extinction_of_grown(bozic(1), alone, 3650.0)[0] < 1e-3


def test_refusals():
    with pytest.raises(InputError, match="above death"):
        chance_of_no_resistance(size=1e9, per_division=1e-9, birth=0.1, death=0.1)
    with pytest.raises(InputError, match="more slowly"):
        mean_resistant(
            size=1e9, per_division=1e-9, birth=0.2, death=0.1,
            resistant_birth=0.3, resistant_death=0.1,
        )  # fmt: skip
    with pytest.raises(InputError, match="per_division"):
        chance_of_no_resistance(size=1e9, per_division=-1, birth=0.2, death=0.1)
    with pytest.raises(InputError, match="whole number"):
        resistant_cells_at_size(
            size=10_000, per_division=0, birth=1, death=0, resistant_birth=1, resistant_death=0
        )
    clones = [Clone("S", 0.2, 0.1), Clone("P", 0.1, 0.1)]
    back = Tumour(clones, [Switch("P", "S", 0.1)], size=1e6, grown_from_one_cell=True)
    with pytest.raises(InputError, match="turns back"):
        generating_at_size(back, [1, 0])
