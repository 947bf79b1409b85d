"""Of which states a tumour is: whether those that found mutants are few among those they switch to.

What splitting leaves out of founders hangs on it: mutants that are founded by many are right in a
few steps, those that are founded by the few that come back from another state in that interval are
not. A plan is made for tumours that are alike in this (`switching.apart`), so that only those pay
for it that are nearly all of a state that founds less.
"""

import numpy as np

from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.model import BIRTH, END_EDGE, FIRST_EDGE, SOURCE, TARGET

TIMES = np.array([1.0, 8.0, 64.0, np.inf])
"""A tumour of each kind is planned as if any state might have so many times the cells of others."""
HARDLY = 0.01
"""Mutants a day that are founded so rarely that it does not matter: what would be off in the chance
of one in a week is below a thousandth."""
REACHES = 2.0
"""And such a plan is used up to so many times that: errors of founders count twice."""


@called
def label_states(model, labels):
    """Give all clones that switching links the same number: the least of any of them."""
    out_of_line()
    for i in range(labels.shape[0]):
        labels[i] = i
    more = True
    while more:
        more = False
        for w in range(model.switch_ends.shape[0]):
            i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
            if labels[i] != labels[j]:
                labels[i] = min(labels[i], labels[j])
                labels[j] = labels[i]
                more = True


@called
def _put_ways(model, labels, members, way, of):
    """Count the ways from linked states to others that they mutate to.

    Parameters
    ----------
    members : ndarray (clone,), int64
        Overwritten: of each label, how many clones have it.
    way : ndarray (mutation,), int64
        Overwritten: which way each mutation goes; -1 where its source is linked to nothing.
    of : ndarray (mutation, 2), int64
        Overwritten: of each way, the labels of its sources and of its targets.

    Returns
    -------
    int
    """
    out_of_line()
    ways = 0
    for i in range(labels.shape[0]):
        members[i] = 0
    for i in range(labels.shape[0]):
        members[labels[i]] += 1
    for i in range(labels.shape[0]):
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            way[m] = -1
            source, target = labels[i], labels[model.target[m]]
            if members[source] == 1 or source == target:
                continue
            for k in range(ways):
                if of[k, 0] == source and of[k, 1] == target:
                    way[m] = k
            if way[m] < 0:
                of[ways, 0], of[ways, 1] = source, target
                way[m] = ways
                ways += 1
    return ways


@called
def _kind_of(model, r, cells, labels, way, of, ways, total, founding):
    """Return which place of TIMES is for a tumour with these cells (clone,)."""
    out_of_line()
    for i in range(labels.shape[0]):
        total[i] = 0.0
    for i in range(labels.shape[0]):
        total[labels[i]] += cells[i]
    for k in range(ways):
        founding[k, 0], founding[k, 1] = 0.0, 0.0
    for i in range(labels.shape[0]):
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            if way[m] >= 0:
                rate = model.clone[r, i, BIRTH] * model.probability[r, m]
                founding[way[m], 0] += cells[i] * rate
                founding[way[m], 1] = max(founding[way[m], 1], rate)
    kind = 0
    for k in range(ways):
        most = total[of[k, 0]] * founding[k, 1]
        if most < HARDLY:
            continue
        while kind < TIMES.shape[0] - 1 and most > (1.0 + REACHES * TIMES[kind]) * founding[k, 0]:
            kind += 1
    return kind


@kernel
def put_states(model, cells, states):
    """Fill of which kind each tumour is, by the states that its cells are in.

    Parameters
    ----------
    model : Model
    cells : ndarray (patient, clone), int64
    states : ndarray (patient,), int64
        Overwritten with places of TIMES.

    Returns
    -------
    bool
        Whether any state founds mutants that is linked to another; else all are of kind 0.
    """
    clones, mutations = cells.shape[1], model.target.shape[0]
    labels, members = np.zeros(clones, np.int64), np.zeros(clones, np.int64)
    way, of = np.zeros(mutations, np.int64), np.zeros((mutations, 2), np.int64)
    total, founding = np.zeros(clones), np.zeros((mutations, 2))
    label_states(model, labels)
    ways = _put_ways(model, labels, members, way, of)
    for p in range(states.shape[0]):
        r = p if model.clone.shape[0] > 1 else 0
        states[p] = _kind_of(model, r, cells[p], labels, way, of, ways, total, founding)
    return ways > 0
