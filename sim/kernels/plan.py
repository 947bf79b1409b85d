"""The laws of all steps of one interval, for one set of rates and doses.

Patients who share parameters, concentrations and doses share the plan: it is made once for them.
"""

from sim.kernels import exposure
from sim.kernels.compile import called, out_of_line
from sim.kernels.law import NODES, PIECE, WEIGHT, fill
from sim.kernels.model import END_EDGE, FIRST_EDGE, HAS_SOURCE, SOURCE, TARGET
from sim.kernels.rates import drug_rates
from sim.kernels.switching import multiply, transition_matrix


@called
def put_law(model, r, h, trees, at_nodes, law):
    """Fill the law (clone, WIDTH) of a step of h days from the trees of its four pieces.

    Parameters
    ----------
    trees : ndarray (4, clone, 3)
    at_nodes : ndarray (NODES, clone)
        Birth rates at the nodes.
    """
    out_of_line()
    for i in range(law.shape[0]):
        founds = model.flow[i, END_EDGE] > model.flow[i, FIRST_EDGE]
        fill(
            law[i],
            (trees[0, i, 0], trees[0, i, 1], trees[0, i, 2]),
            (trees[1, i, 0], trees[1, i, 1], trees[1, i, 2]),
            (trees[2, i, 0], trees[2, i, 1], trees[2, i, 2]),
            (trees[3, i, 0], trees[3, i, 1], trees[3, i, 2]),
            at_nodes[0, i] * h,
            at_nodes[1, i] * h,
            at_nodes[2, i] * h,
            founds,
            model.flow[i, HAS_SOURCE] == 1,
        )


@called
def pass_step(
    model,
    r,
    day,
    h,
    constant,
    concentration,
    dose,
    due,
    now,
    nodes,
    trees,
    rates,
    at_nodes,
    amounts,
    kinetics,
):
    """Let one step pass and fill its trees, integrals of rates, births at nodes and switching.

    Parameters
    ----------
    trees : ndarray (4, clone, 3)
    rates : ndarray (4, 3, clone)
        Integrals over each piece of births, deaths, division-linked deaths.
    at_nodes : ndarray (NODES, clone)
    amounts : ndarray (switch,)
        Overwritten: integrals of the switching rates.
    kinetics : bool or None
        None where no drug has a half-life: what they need is then not even compiled.
    """
    out_of_line()
    for w in range(amounts.shape[0]):
        amounts[w] = 0.0
    if constant:
        drug_rates(model, r, concentration, nodes[0, 0], nodes[0, 1], nodes[0, 2])
        for piece in range(NODES + 1):
            exposure.pass_constant_piece(
                model, r, h * PIECE[piece], nodes[0], trees[piece], rates[piece]
            )
        for q in range(NODES):
            for i in range(trees.shape[1]):
                at_nodes[q, i] = nodes[0, 0, i]
        for w in range(amounts.shape[0]):
            amounts[w] = h * exposure.switch_rate(model, r, w, concentration)
    if constant:
        return
    if kinetics is not None:
        start = day
        for piece in range(NODES + 1):
            until = day + h if piece == NODES else start + h * PIECE[piece]
            exposure.pass_piece(
                model, r, start, until, concentration, dose, due, now, nodes,
                trees[piece], rates[piece], amounts,
            )  # fmt: skip
            start = until
            if piece < NODES:
                drug_rates(model, r, concentration, nodes[0, 0], nodes[0, 1], nodes[0, 2])
                for i in range(trees.shape[1]):
                    at_nodes[piece, i] = nodes[0, 0, i]


@called
def split_switching(model, trees, amounts, split):
    """Divide what switches in a step between its start and its end.

    In truth cells switch all the time. Strang's halves give a clone that gains cells from another
    the mean of a trapezoid rule; the share s at the start that makes it exact solves
    ``s E_j + (1 - s) E_i = int E_i(0, t) E_j(t, h) dt / h`` for a switch from i to j. It is
    1/2 + (growth of i - growth of j) h / 12 + ..., so the split stays second order, and
    neither clone's mean depends on the step any more while switching is slow.

    Parameters
    ----------
    trees : ndarray (4, clone, 3)
        Trees of the pieces of the step; E is the first number.
    amounts : ndarray (switch,)
        Integrals of the switching rates.
    split : ndarray (2, switch)
        Overwritten: what of them switches at the start and at the end.
    """
    out_of_line()
    for w in range(amounts.shape[0]):
        i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
        whole_i, whole_j = 1.0, 1.0
        for piece in range(NODES + 1):
            whole_i *= trees[piece, i, 0]
            whole_j *= trees[piece, j, 0]
        before, mean = 1.0, 0.0
        for q in range(NODES):
            before *= trees[q, i, 0]
            after = 1.0
            for piece in range(q + 1, NODES + 1):
                after *= trees[piece, j, 0]
            mean += WEIGHT[q] * before * after
        apart = whole_i - whole_j
        start = 0.5
        # (a clone that is killed at once has E = 0, and one without bounds none that counts)
        if abs(apart) > 1e-6 * (whole_i + whole_j) and whole_i + whole_j < 1e100:
            start = min(max((whole_i - mean) / apart, 0.0), 1.0)
        split[0, w] = amounts[w] * start
        split[1, w] = amounts[w] * (1.0 - start)


@called
def put_switching(model, split, starts, ends, between, work):
    """Fill the transition matrices at the start, at the end, and between neighbouring steps.

    Parameters
    ----------
    split : ndarray (step, 2, switch)
    starts, ends, between : ndarray (step, clone, clone)
    """
    out_of_line()
    n = starts.shape[0]
    for s in range(n):
        transition_matrix(model, split[s, 0], starts[s], work)
        transition_matrix(model, split[s, 1], ends[s], work)
    for s in range(n):
        multiply(ends[s], starts[min(s + 1, n - 1)], between[s])


@called
def keep_drugs(c, last, concentration, due, order, begin, end):
    """Keep the state of the drugs for the patients of a group, or for all where they share it."""
    out_of_line()
    for at in range(begin, end):
        p = order[at] if concentration.shape[0] > 1 else at - begin
        for d in range(c.shape[0]):
            concentration[p, d] = c[d]
            due[p, d] = last[d]
        if concentration.shape[0] == 1:
            return
