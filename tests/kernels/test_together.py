"""Tumours advanced together have the same bits as each advanced alone."""

import numpy as np
import pytest

import sim
from sim.kernels.compile import kernel
from sim.kernels.law import NODES, WIDTH
from sim.kernels.leap import leap
from sim.kernels.plan import pass_step, put_law
from sim.kernels.together import WORK_ROWS, leap_together
from sim.lower import lower


@kernel
def advance(model, h, steps, n, keys, exact, together, full):
    """Advance tumours n (clone, tumour) over equal steps, together or one by one."""
    clones, tumours = n.shape
    nodes, rates = np.zeros((4, 3, clones)), np.zeros((NODES + 1, 3, clones))
    trees, births = np.zeros((NODES + 1, clones, 3)), np.zeros((NODES, clones))
    law, none = np.zeros((clones, WIDTH)), np.zeros(0)
    pass_step(
        model, 0, 0.0, h, True, none, none, none, none, nodes, trees, rates, births, none, None
    )
    put_law(model, 0, h, trees, births, law)
    flow, target, probability = model.flow, model.target, model.probability
    fed, one = np.zeros(clones, np.bool_), np.zeros(clones)
    expected, waiting = np.zeros((clones, NODES, tumours)), np.zeros((tumours, clones, NODES))
    w = np.empty((WORK_ROWS, tumours))
    for s in range(steps):
        here = keys + np.uint64(s)
        if together:
            leap_together(
                flow, target, probability, 0, law, n, here, tumours, fed, expected, waiting, w, one,
                full, exact,
            )  # fmt: skip
            continue
        for i in range(tumours):
            for k in range(clones):
                one[k] = n[k, i]
            if leap(
                flow, target, probability, 0, law, one, expected[:, :, 0].copy(), waiting[i],
                here[i], exact, None,
            ):  # fmt: skip
                full[i] = True
            for k in range(clones):
                n[k, i] = one[k]


def tumour(u):
    """Return three clones that mutate forth, back and on."""
    edges = [("S", "A"), ("S", "B"), ("A", "B"), ("B", "S")]
    clones = [
        sim.Clone(name, 0.3, d, start=9) for name, d in zip("SAB", (0.35, 0.2, 0.3), strict=True)
    ]
    return sim.Tumour(clones, [sim.Mutation(a, b, u) for a, b in edges])


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("u", [1e-6, 1e-2])
def test_together_is_the_same_as_one_by_one(u, exact):
    sizes = np.array([0.0, 1.0, 5.0, 40.0, 90.0, 400.0, 3e3, 1e6, 1e14, 9e14])
    start = np.stack([np.repeat(sizes, 20), np.tile(np.resize(sizes, 20), 10), np.zeros(200)])
    keys = np.arange(200, dtype=np.uint64) * np.uint64(977)
    found = []
    for together in (True, False):
        n, full = start.copy(), np.zeros(200, bool)
        advance(lower(tumour(u)), 4.0, 6, n, keys, exact, together, full)
        found.append((n, full))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_array_equal(found[0][1], found[1][1])
    assert found[0][1].any()
    assert (found[0][0][2] > 0).any()
