"""How fast the cells of every lane become more or fewer at the cells that a stage tries.

dN_i/dt = (b_i (1 - sum_j u_ij) - d_i) N_i + sum_j u_ji b_j N_j + switching in - switching out
"""

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.immune.defence import EFFECTORS, EXPOSED, SUPPRESSORS, levels_slope
from sim.kernels.mean_field.lanes import (
    ADDED,
    ARRIVING,
    BIRTHS,
    BORN,
    DEATHS,
    FACTOR,
    IMMUNE,
    KILLING,
    LINKED,
    LOAD,
    NOW,
    PER_CELL,
    SLOPE,
    STAYS,
    TRIAL,
    UNTREATED,
    VISIBLE,
    of_mutations,
    of_switches,
)
from sim.kernels.model import (
    ARRIVALS,
    CROWDING,
    END_EDGE,
    FIRST_EDGE,
    GAME,
    LOGISTIC_BIRTH,
    NO_CROWDING,
    OTHER,
    SOURCE,
    TARGET,
    UNIFORM,
)
from sim.kernels.rates.crowding import payoff, pressure


@inlined
def _put_load(model, lanes, size, i):
    """Fill how many cells crowd clone i."""
    own = lanes.own
    for lane in range(size):
        own[LOAD + lane] = 0.0
    for j in range(lanes.clones.shape[0]):
        x, weight = lanes.clones[j], model.competition[i, j]
        for lane in range(size):
            own[LOAD + lane] += weight * x[TRIAL + lane]
    if model.rules[CROWDING] == GAME:
        for lane in range(size):
            total = 0.0
            for j in range(lanes.clones.shape[0]):
                total += lanes.clones[j, TRIAL + lane]
            own[LOAD + lane] = payoff(model.competition, own[LOAD + lane], total)


@inlined
def _put_pressure(model, lanes, size, rule, i):
    """Fill what crowding by the rule does to clone i; a rule that is known costs no branch."""
    x, own = lanes.clones[i], lanes.own
    for lane in range(size):
        factor, added = pressure(rule, model.competition, own[LOAD + lane] * x[PER_CELL + lane])
        own[FACTOR + lane], own[ADDED + lane] = factor, added


@called
def _put_levels(lanes, size, defence):
    """Fill the slopes of the immune system's levels, and how it kills."""
    out_of_line()
    own, levels = lanes.own, lanes.others
    for lane in range(size):
        total = 0.0
        for i in range(lanes.clones.shape[0]):
            total += max(lanes.clones[i, TRIAL + lane], 0.0)
        e, m, killing = levels_slope(
            defence, lanes.numbers[IMMUNE + lane], total, levels[EFFECTORS, TRIAL + lane],
            levels[SUPPRESSORS, TRIAL + lane], lanes.drugs[lane, NOW],
        )  # fmt: skip
        levels[EFFECTORS, SLOPE + lane], levels[SUPPRESSORS, SLOPE + lane] = e, m
        levels[EXPOSED, SLOPE + lane] = own[KILLING + lane] = killing


@inlined
def put_slopes(model, lanes, size, defence):
    """Fill the slopes at the cells that are tried."""
    own, rule, alike = lanes.own, model.rules[CROWDING], model.rules[UNIFORM] == 1
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        for lane in range(size):
            x[SLOPE + lane] = 0.0
        if model.clone.shape[2] > ARRIVALS:
            for lane in range(size):
                x[SLOPE + lane] = x[ARRIVING + lane]
    if defence is not None:
        _put_levels(lanes, size, defence)
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        if rule != NO_CROWDING and (i == 0 or not alike):
            _put_load(model, lanes, size, i)
        if rule == NO_CROWDING:
            _put_pressure(model, lanes, size, NO_CROWDING, i)
        elif rule == LOGISTIC_BIRTH:
            _put_pressure(model, lanes, size, LOGISTIC_BIRTH, i)
        else:
            _put_pressure(model, lanes, size, rule, i)
        for lane in range(size):
            birth = x[BIRTHS + lane] * own[FACTOR + lane]
            death = x[DEATHS + lane] + x[LINKED + lane] * birth
            death += x[UNTREATED + lane] * own[ADDED + lane]
            if defence is not None:
                death += own[KILLING + lane] * x[VISIBLE + lane]
            n = x[TRIAL + lane] if x[TRIAL + lane] > 0.0 else 0.0
            x[SLOPE + lane] += (birth * x[STAYS + lane] - death) * n
            own[BORN + lane] = birth * n
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            y, often = lanes.clones[model.target[m]], lanes.others[of_mutations() + m]
            for lane in range(size):
                y[SLOPE + lane] += often[lane] * own[BORN + lane]
            if model.rules.shape[0] > OTHER:  # (the other daughter is no copy of the mother)
                z = lanes.clones[model.rules[OTHER + m]]
                for lane in range(size):
                    x[SLOPE + lane] -= often[lane] * own[BORN + lane]
                    z[SLOPE + lane] += often[lane] * own[BORN + lane]
    for k in range(model.switch_ends.shape[0]):
        x = lanes.clones[model.switch_ends[k, SOURCE]]
        y = lanes.clones[model.switch_ends[k, TARGET]]
        rate = lanes.others[of_switches(model) + k]
        for lane in range(size):
            flow = rate[lane] * (x[TRIAL + lane] if x[TRIAL + lane] > 0.0 else 0.0)
            x[SLOPE + lane] -= flow
            y[SLOPE + lane] += flow
