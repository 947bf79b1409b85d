"""Rates of births, deaths and switching at a moment, from the concentrations of the drugs.

The equations are those of `sim.model.effects` and `sim.model.interactions`. A drug that acts on a
mechanism (ON_MECHANISM) has no effect of its own here.
"""

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    ACTS,
    BIRTH,
    DEATH,
    HIGHEST,
    HILL,
    INTERACTION,
    LOEWE,
    ON_BIRTH,
    ON_DEATH,
    ON_MECHANISM,
    PAIR_A,
    PAIR_B,
    PARALLEL,
    PROPORTIONAL,
    SHAPE,
    SLOPE,
    SOURCE,
)
from sim.kernels.rates.inside import fraction_of, fractional, relative, top


@inlined
def effect(model, r, d, maximum, x):
    """Return the effect of drug d alone at the relative concentration x."""
    if model.kind[d, SHAPE] == PROPORTIONAL:
        return maximum * x
    return maximum * fraction_of(model, r, d, x)


@inlined
def _alone(model, inside, r, d, i, concentration):
    """Return the effect of drug d on clone i by itself."""
    x = relative(model, inside, r, d, i, concentration)
    most = top(model, inside, r, d, i, concentration)
    return effect(model, r, d, most, x)


@called
def loewe(model, inside, r, i, concentration):
    """Return the effect E at which the doses, each over its dose for E, add up to one."""
    out_of_line()
    low, high = 0.0, 0.0
    active = 0
    for d in range(model.kind.shape[0]):
        if model.kind[d, ACTS] == ON_MECHANISM:
            continue
        alone = _alone(model, inside, r, d, i, concentration)
        if alone > 0.0:
            active += 1
            low = max(low, alone)
            high += alone if model.kind[d, SHAPE] != HILL else 0.0
    if active <= 1:
        return low
    for d in range(model.kind.shape[0]):
        if (
            model.kind[d, SHAPE] == HILL
            and concentration[d] > 0.0
            and model.kind[d, ACTS] != ON_MECHANISM
        ):
            high = max(high, top(model, inside, r, d, i, concentration))
    high = max(high, low)
    for _ in range(60):
        middle = 0.5 * (low + high)
        total = 0.0
        for d in range(model.kind.shape[0]):
            x = relative(model, inside, r, d, i, concentration)
            if x <= 0.0 or model.kind[d, ACTS] == ON_MECHANISM:
                continue
            most = top(model, inside, r, d, i, concentration)
            if model.kind[d, SHAPE] == HILL:
                if middle < most:
                    total += x * ((most - middle) / middle) ** (1.0 / model.drug[r, d, SLOPE])
            else:
                total += most * x / middle
        if total > 1.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@called
def _act(acts, size, kill, unblocked, per_division):
    """Return (kill, unblocked, per division) with one more effect acting independently."""
    out_of_line()
    if acts == ON_DEATH:
        return kill + size, unblocked, per_division
    if acts == ON_BIRTH:
        return kill, unblocked * max(1.0 - size, 0.0), per_division
    return kill, unblocked, per_division + size


@called
def fall_by(model, inside, r, d, i, concentration):
    """Return by how much [1/day] drug d alone lowers the growth of clone i."""
    out_of_line()
    alone = _alone(model, inside, r, d, i, concentration)
    if model.kind[d, ACTS] == ON_DEATH:
        return alone
    if model.kind[d, ACTS] == ON_BIRTH:
        alone = min(alone, 1.0)
    return alone * model.clone[r, i, BIRTH]


@called
def strongest(model, inside, r, i, concentration):
    """Return the drug that alone lowers the growth of clone i most, or -1 where none does."""
    out_of_line()
    best, which = 0.0, -1
    for d in range(model.kind.shape[0]):
        if model.kind[d, ACTS] == ON_MECHANISM:
            continue
        fall = fall_by(model, inside, r, d, i, concentration)
        if fall > best:
            best, which = fall, d
    return which


@called
def _highest(model, inside, r, i, concentration):
    out_of_line()
    which = strongest(model, inside, r, i, concentration)
    if which < 0:
        return 0.0, 1.0, 0.0
    size = _alone(model, inside, r, which, i, concentration)
    return _act(model.kind[which, ACTS], size, 0.0, 1.0, 0.0)


@called
def _parallel(model, inside, r, i, concentration):
    """Return what the parallel pair does together; single drugs of the pair do nothing."""
    out_of_line()
    a, b = model.rules[PAIR_A], model.rules[PAIR_B]
    fa = fractional(model, inside, r, a, i, concentration)
    fb = fractional(model, inside, r, b, i, concentration)
    ma = top(model, inside, r, a, i, concentration)
    mb = top(model, inside, r, b, i, concentration)
    both = 1.0 - (1.0 - ma) * (1.0 - mb) if model.kind[a, ACTS] == ON_BIRTH else ma + mb
    return fa * fb * both


@inlined
def _what_drugs_act_on(model):
    """Return what all drugs that act on cells act on, where they are doses of one another."""
    acts = ON_DEATH
    for d in range(model.kind.shape[0]):
        acts = acts if model.kind[d, ACTS] == ON_MECHANISM else model.kind[d, ACTS]
    return acts


@called
def drug_rates(model, r, concentration, birth, death, per_division):
    """Fill birth, death and division-linked death of every clone, without crowding.

    Parameters
    ----------
    concentration : ndarray (drug,)
    birth, death, per_division : ndarray (clone,)
        Overwritten: divisions [1/day], deaths [1/day], and deaths per division.
    """
    out_of_line()
    code, inside = model.rules[INTERACTION], model.inside
    for i in range(birth.shape[0]):
        kill, unblocked, linked = 0.0, 1.0, 0.0
        if code == HIGHEST:
            kill, unblocked, linked = _highest(model, inside, r, i, concentration)
        elif code == LOEWE:
            if model.kind.shape[0] > 0:
                size = loewe(model, inside, r, i, concentration)
                acts = _what_drugs_act_on(model)
                kill, unblocked, linked = _act(acts, size, 0.0, 1.0, 0.0)
        else:
            for d in range(model.kind.shape[0]):
                if code == PARALLEL and (d == model.rules[PAIR_A] or d == model.rules[PAIR_B]):
                    continue
                if model.kind[d, ACTS] >= ON_MECHANISM:
                    continue
                x = relative(model, inside, r, d, i, concentration)
                if x > 0.0:
                    most = top(model, inside, r, d, i, concentration)
                    size = effect(model, r, d, most, x)
                    kill, unblocked, linked = _act(
                        model.kind[d, ACTS], size, kill, unblocked, linked
                    )
            if code == PARALLEL:
                size = _parallel(model, inside, r, i, concentration)
                a = model.rules[PAIR_A]
                kill, unblocked, linked = _act(model.kind[a, ACTS], size, kill, unblocked, linked)
        birth[i] = model.clone[r, i, BIRTH] * unblocked
        death[i] = model.clone[r, i, DEATH] + kill
        per_division[i] = linked


@inlined
def switch_rate(model, r, w, concentration):
    """Return the rate of switch w [1/day per cell] at these concentrations."""
    rate = model.switch_rate[r, w, 0]
    source = model.switch_ends[w, SOURCE]
    for d in range(model.kind.shape[0]):
        induced = model.switch_rate[r, w, 1 + d]
        if induced > 0.0 and concentration[d] > 0.0:
            rate += induced * fractional(model, model.inside, r, d, source, concentration)
    return rate
