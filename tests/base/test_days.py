import numpy as np

from sim.base.days import merge, multiples


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
