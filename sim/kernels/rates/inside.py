"""From the concentration outside a cell to the one at its target, and what is left of the effect.

The balance is that of `sim.model.inside`, in units of the clone's EC50, so that its result is
the relative concentration. Everything here is left out where no clone handles a drug
(`model.inside` is None): numba prunes it, and such tumours pay nothing.
"""

import math

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    ACTS,
    CAPACITY,
    CURVE,
    HALF,
    HILL,
    INHIBITED,
    KEPT,
    MAXIMUM,
    ON_MECHANISM,
    PUMPING,
    SHAPE,
    SLOPE,
)
from sim.kernels.rates.table import tabled


@inlined
def fraction(shape, slope, x):
    """Return the fractional effect (0..1) at the relative concentration x."""
    if x <= 0.0:
        return 0.0
    if shape == HILL:
        if x == math.inf:
            return 1.0
        y = x if slope == 1.0 else x**slope
        return y / (1.0 + y) if y < 1e300 else 1.0
    return min(x, 1.0)


@inlined
def fraction_of(model, r, d, x):
    """Return the fractional effect (0..1) of drug d at the relative concentration x."""
    if model.kind[d, SHAPE] == CURVE and x > 0.0:
        return tabled(model.drug, r, d, x)
    return fraction(model.kind[d, SHAPE], model.drug[r, d, SLOPE], x)


@inlined
def balance(entering, pumping, capacity, half):
    """Return c with entering = (1 + pumping) c + capacity c / (half + c)."""
    out = 1.0 + pumping
    if capacity == 0.0:
        return entering / out
    middle = out * half + capacity - entering
    root = math.sqrt(middle * middle + 4.0 * out * entering * half)
    if middle < 0.0:
        return (root - middle) / (2.0 * out)
    return 2.0 * entering * half / (middle + root)


@inlined
def blocked_by(model, r, d, i, concentration):
    """Return the fractional effect of an inhibitor, which acts from outside the cell."""
    x = concentration[d] * model.potency[r, d, i]
    return model.drug[r, d, MAXIMUM] * fraction(HILL, model.drug[r, d, SLOPE], x)


@called
def _handled(model, inside, r, d, i, concentration):
    """Return the relative concentration inside, pumps and inactivation counted."""
    out_of_line()
    entering = concentration[d] * model.potency[r, d, i]
    if entering <= 0.0:
        return 0.0
    pumping = inside[r, d, i, PUMPING]
    if pumping > 0.0:
        for e in range(model.kind.shape[0]):
            strength = inside[r, d, i, INHIBITED + e]
            if strength > 0.0 and concentration[e] > 0.0:
                pumping -= strength * blocked_by(model, r, e, i, concentration)
        pumping = max(pumping, 0.0)
    return balance(entering, pumping, inside[r, d, i, CAPACITY], inside[r, d, i, HALF])


@called
def _kept(model, inside, r, d, i, concentration):
    """Return the share of a drug's maximum that repair and second pathways leave."""
    out_of_line()
    kept = inside[r, d, i, KEPT]
    drugs = model.kind.shape[0]
    for e in range(drugs):
        share = inside[r, d, i, INHIBITED + drugs + e]
        if share > 0.0:
            kept *= 1.0 - share * (1.0 - _other(model, inside, r, e, i, concentration))
    return kept


@inlined
def _other(model, inside, r, e, i, concentration):
    x = _handled(model, inside, r, e, i, concentration)
    f = fraction_of(model, r, e, x)
    return f * model.drug[r, e, MAXIMUM] if model.kind[e, ACTS] == ON_MECHANISM else f


@inlined
def relative(model, inside, r, d, i, concentration):
    """Return the concentration of drug d at its target in clone i, in units of its EC50."""
    if inside is None:
        return concentration[d] * model.potency[r, d, i]
    else:
        return _handled(model, inside, r, d, i, concentration)


@inlined
def top(model, inside, r, d, i, concentration):
    """Return the largest effect of drug d on clone i, other drugs being as they are."""
    if inside is None:
        return model.drug[r, d, MAXIMUM]
    else:
        return model.drug[r, d, MAXIMUM] * _kept(model, inside, r, d, i, concentration)


@inlined
def fractional(model, inside, r, d, i, concentration):
    """Return the fractional effect (0..1) of drug d on clone i, whatever it acts on."""
    x = relative(model, inside, r, d, i, concentration)
    f = fraction_of(model, r, d, x)
    return f * model.drug[r, d, MAXIMUM] if model.kind[d, ACTS] == ON_MECHANISM else f
