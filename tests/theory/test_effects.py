"""Effects of drugs on one clone, computed by hand."""

import math

import numpy as np
import pytest

from sim.model import Clone, Drug, Hill, Proportional, Tumour
from sim.model.interactions import Bliss, HighestSingleAgent, Loewe, Parallel
from sim.theory import Rates


def rates(effects, concentrations, interaction=None, birth=0.2, death=0.1, folds=()):
    """Return (birth, death) of one clone under drugs A, B, ... at these concentrations."""
    interaction = interaction or Bliss()
    names = "ABC"[: len(effects)]
    clone = Clone("S", birth, death, start=1, fold=dict(folds))
    drugs = [Drug(name, effect) for name, effect in zip(names, effects, strict=True)]
    table = Rates(Tumour([clone], drugs=drugs, interaction=interaction))
    b, d = table.birth_and_death(table.under(np.array(concentrations)))
    return b[0], d[0]


def test_hill():
    # x = 0.4 / 0.2 = 2, f = 4 / 5
    assert rates([Hill(0.05, 0.2, 2)], [0.4]) == pytest.approx((0.2, 0.1 + 0.04))
    # twice the fold halves x: f = 1 / 2
    assert rates([Hill(0.05, 0.2, 2)], [0.4], folds={"A": 2}) == pytest.approx((0.2, 0.125))
    assert rates([Hill(0.05, 0.2, 2)], [0.4], folds={"A": math.inf}) == pytest.approx((0.2, 0.1))
    assert rates([Hill(0.05, 1e-9, 20)], [1e9]) == pytest.approx((0.2, 0.15))
    assert rates([Hill(0.05, 1e9, 20)], [1e-9]) == pytest.approx((0.2, 0.1))


def test_proportional():
    assert rates([Proportional(0.03)], [2.0], folds={"A": 4}) == pytest.approx((0.2, 0.115))
    assert rates([Proportional(0.03)], [2.0], folds={"A": math.inf}) == pytest.approx((0.2, 0.1))
    # A fraction of divisions cannot exceed all of them.
    assert rates([Proportional(0.6, "birth")], [2.0]) == pytest.approx((0.0, 0.1))


def test_acting_on_division_kills_in_proportion_to_the_birth_rate_that_is_left():
    b, d = rates([Proportional(0.5, "birth"), Proportional(1.5, "division")], [1.0, 1.0])
    assert (b, d) == pytest.approx((0.1, 0.1 + 1.5 * 0.1))


def test_bliss():
    two = [Proportional(0.5, "birth"), Proportional(0.4, "birth"), Proportional(0.03)]
    assert rates(two, [1, 1, 2]) == pytest.approx((0.2 * 0.5 * 0.6, 0.16))


def test_highest_single_agent():
    highest = HighestSingleAgent()
    death, birth, division = (
        Proportional(0.05),
        Proportional(0.3, "birth"),
        Hill(1.0, 1, 1, "division"),
    )
    # falls of the net rate: 0.05; 0.2 * 0.3 = 0.06; 0.2 * 0.5 = 0.1
    assert rates([death, birth, division], [1, 1, 1], highest) == pytest.approx((0.2, 0.2))
    # falls: 0.05; 0.06; 0.2 * 0.2 = 0.04
    assert rates([death, birth, division], [1, 1, 0.25], highest) == pytest.approx((0.14, 0.1))
    assert rates([death, birth, division], [2, 1, 1 / 9], highest) == pytest.approx((0.2, 0.2))
    # a tie: the first acts
    assert rates([Proportional(0.06), birth], [1, 1], highest) == pytest.approx((0.2, 0.16))


def test_loewe_of_a_drug_with_itself_is_the_sum_of_the_doses():
    drug = Hill(0.3, 0.5, 1.7)
    _, together = rates([drug, drug], [0.2, 0.45], Loewe())
    _, alone = rates([drug], [0.65])
    assert together == pytest.approx(alone, rel=1e-13)


def test_loewe_of_two_potencies_adds_equivalent_doses():
    _, together = rates([Hill(0.3, 0.5, 2), Hill(0.3, 2.0, 2)], [0.2, 0.4], Loewe(), folds={"B": 2})
    x = 0.2 / 0.5 + 0.4 / 4.0
    assert together == pytest.approx(0.1 + 0.3 * x**2 / (1 + x**2), rel=1e-13)


def test_loewe_of_a_weak_and_a_strong_drug():
    # Beyond the weak drug's maximum (0.1) only the strong one counts.
    _, beyond = rates([Hill(0.1, 1, 1), Hill(0.4, 1, 1)], [5.0, 3.0], Loewe())
    assert beyond == pytest.approx(0.1 + 0.3)
    # Below: 0.5 / C_A(E) + 0.1 / C_B(E) = 1 with C = E / (max - E); E solves a quadratic:
    # 0.5 (0.1 - E) + 0.1 (0.4 - E) = E
    _, below = rates([Hill(0.1, 1, 1), Hill(0.4, 1, 1)], [0.5, 0.1], Loewe())
    assert below == pytest.approx(0.1 + 0.09 / 1.6, rel=1e-13)


def test_loewe_with_a_drug_that_never_saturates():
    # c_A (max - E) / E + p / E = 1 with p = 0.06: E = (c_A max + p) / (1 + c_A)
    _, d = rates([Hill(0.1, 1, 1), Proportional(0.03)], [0.5, 2.0], Loewe())
    assert d == pytest.approx(0.1 + (0.05 + 0.06) / 1.5, rel=1e-13)
    _, d = rates([Hill(0.1, 1, 1), Proportional(0.03)], [0.5, 5.0], Loewe())
    assert d == pytest.approx(0.1 + 0.15, rel=1e-13)
    assert rates([Proportional(0.7, "birth")] * 2, [1, 1], Loewe()) == pytest.approx((0, 0.1))
    assert rates([Hill(0.1, 1, 1), Hill(0.2, 1, 1)], [0, 0], Loewe()) == pytest.approx((0.2, 0.1))


def test_parallel():
    pair = [Hill(0.2, 1, 1), Proportional(0.1), Proportional(0.01)]
    # f_A = 1/2, f_B = min(3/2, 1) = 1; the third adds its own
    b, d = rates(pair, [1.0, 3.0, 1.0], Parallel("A", "B"), folds={"B": 2})
    assert (b, d) == pytest.approx((0.2, 0.1 + 0.5 * 1.0 * 0.3 + 0.01))
    assert rates(pair, [9.0, 0.0, 0.0], Parallel("A", "B")) == pytest.approx((0.2, 0.1))
    block = [Hill(0.8, 1, 1, "birth"), Hill(0.5, 1, 1, "birth")]
    assert rates(block, [1.0, 1.0], Parallel("B", "A"))[0] == pytest.approx(0.2 * (1 - 0.25 * 0.9))
    divide = [Hill(1.0, 1, 1, "division"), Hill(0.5, 1, 1, "division")]
    assert rates(divide, [1, 1], Parallel("A", "B"))[1] == pytest.approx(0.1 + 0.25 * 1.5 * 0.2)
