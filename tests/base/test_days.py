import numpy as np

from sim.base.days import merge, multiples, with_more


def test_multiples_end_before_the_horizon():
    assert multiples(7, 28).tolist() == [0, 7, 14, 21]
    assert multiples(7, 28, with_end=True).tolist() == [0, 7, 14, 21, 28]
    assert multiples(7, 27, with_end=True).tolist() == [0, 7, 14, 21]
    assert multiples(56, 10).tolist() == [0]


def test_multiples_do_not_drift():
    days = multiples(0.1, 1000)
    assert days.size == 10_000
    assert abs(days[-1] - 999.9) < 1e-9


def test_merge_keeps_each_moment_once():
    merged = merge(np.array([0.0, 28.0]), np.array([28.0 + 1e-9, 14.0]), np.zeros(0))
    assert merged.tolist() == [0, 14, 28]
    assert merge(np.zeros(0)).size == 0


def test_more_days_keep_the_bits_of_those_given():
    given = multiples(0.1, 1.0)
    found = with_more(given, np.array([0.3, 0.35, 0.7 + 5e-7]), np.array([0.35 + 1e-7]))
    assert found.tolist() == [*given[:4], 0.35, *given[4:]]
    assert given[3] != 0.3  # the bits it kept are not those of the day asked for


def test_more_days_have_the_same_bits_whoever_asks():
    given = np.arange(0.0, 70_000.0, 7.0)
    step = 0.7
    for sevenths in (3, 101, 99_999):
        by_product = with_more(given, np.array([sevenths * step]))
        by_decimals = with_more(given, np.array([sevenths * 7 / 10]))
        np.testing.assert_array_equal(by_product, by_decimals)
    assert with_more(given, np.zeros(0)).tolist() == given.tolist()
