"""Which patients share rates and doses, so that what follows from them is made once."""

import numpy as np

from sim.kernels.compile import kernel


@kernel
def group(keys, order, first):
    """Sort patients into groups of equal keys.

    Parameters
    ----------
    keys : ndarray (patient, word), uint64
        What patients must share.
    order : ndarray (patient,), int64
        Overwritten: patients, group by group, in their order within each.
    first : ndarray (patient + 1,), int64
        Overwritten: where each group begins in `order`, and the end.

    Returns
    -------
    int
        The number of groups.
    """
    n, words = keys.shape
    slots = 1
    while slots < 2 * n:
        slots *= 2
    table = np.full(slots, -1, np.int64)
    label = np.empty(n, np.int64)
    leader = np.empty(n, np.int64)
    groups = 0
    for p in range(n):
        h = np.uint64(1469598103934665603)
        for w in range(words):
            h = (h ^ keys[p, w]) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(29)
        slot = np.int64(h & np.uint64(slots - 1))
        while True:
            g = table[slot]
            if g < 0:
                table[slot] = groups
                leader[groups] = p
                label[p] = groups
                groups += 1
                break
            same = True
            for w in range(words):
                if keys[leader[g], w] != keys[p, w]:
                    same = False
                    break
            if same:
                label[p] = g
                break
            slot = (slot + 1) & (slots - 1)
    first[: groups + 1] = 0
    for p in range(n):
        first[label[p] + 1] += 1
    for g in range(groups):
        first[g + 1] += first[g]
    place = first[:groups].copy()
    for p in range(n):
        order[place[label[p]]] = p
        place[label[p]] += 1
    return groups
