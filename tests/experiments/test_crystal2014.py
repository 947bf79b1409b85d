"""The screen of virtual resistant lines: what works is what blocks every route."""

import numpy as np
import pytest

from experiments.published.crystal2014 import reproduce


def test_parameters_as_stated():
    assert (reproduce.LIBRARY, reproduce.ROUTES, reproduce.OPENED) == (24, 6, (1, 2, 3))
    assert (reproduce.BIRTH, reproduce.DEATH, reproduce.KILL) == (0.7, 0.1, 1.2)
    assert (reproduce.HITS, reproduce.WORKS, reproduce.DAYS) == (0.25, 0.25, 5)
    for opened in reproduce.OPENED:
        for together in (True, False):
            routes, start = reproduce.lines(opened, 12, together)
            assert (routes.sum(axis=1) == opened).all()
            assert start.sum(axis=1) == pytest.approx(np.full(12, 5000))


@pytest.mark.parametrize("together", [True, False])
def test_a_pair_works_if_and_only_if_it_blocks_every_route(together):
    blocks = reproduce.library()
    for opened in reproduce.OPENED:
        done = reproduce.screen(opened, 8, together)
        expected = np.array(
            [[(blocks[k] >= line).all() for k in range(24)] for line in done.routes]
        )
        assert np.array_equal(done.works, expected)
        assert done.primary == pytest.approx(np.ones(8), abs=0.1)  # resistant to the primary drug
        assert reproduce.closing(done.routes) == pytest.approx(expected.sum(axis=1))


def test_routes_in_different_cells_look_like_partial_hits():
    done = reproduce.screen(2, 8, together=False)
    blocks = reproduce.library()
    one_of_two = (done.routes[:, None, :] & blocks[None]).sum(axis=2) == 1
    assert done.pair[one_of_two] == pytest.approx(np.full(one_of_two.sum(), 0.5), abs=0.05)
