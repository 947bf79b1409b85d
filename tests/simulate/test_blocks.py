"""How patients are shared out to threads; that numbers do not depend on it is tested elsewhere."""

import numpy as np
import pytest

from sim.running.blocks import BLOCK, FEW, slices


@pytest.mark.parametrize("patients", [1, 20, 2 * FEW - 1, 2 * FEW, 1000, 3 * BLOCK + 1])
@pytest.mark.parametrize("threads", [1, 2, 7])
@pytest.mark.parametrize("fewest", [1, FEW])
def test_everybody_is_in_one_block(patients, threads, fewest):
    blocks = slices(patients, threads, fewest)
    np.testing.assert_array_equal(np.concatenate([np.r_[b] for b in blocks]), np.arange(patients))
    assert max(b.stop - b.start for b in blocks) <= BLOCK
    assert len(blocks) <= max(threads, -(-patients // BLOCK))


def test_few_patients_are_not_shared_out():
    assert len(slices(20, 2, FEW)) == len(slices(2 * FEW - 1, 8, FEW)) == 1
    assert len(slices(2 * FEW, 8, FEW)) == len(slices(20, 2)) == 2
