"""Where, between two administrations, another drug becomes one that acts: there rates have a kink.

Of drugs of which only the strongest acts (HIGHEST) another becomes the strongest; of drugs that are
doses of one another (LOEWE) one begins to count when the effect falls below what it can do at most.
Nodes on both sides of such a moment integrate nothing well, so a span ends there.
"""

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import ACTS, HIGHEST, HILL, INTERACTION, LOEWE, ON_MECHANISM, SHAPE
from sim.kernels.rates import exposure
from sim.kernels.rates.drugs import fall_by, loewe, strongest
from sim.kernels.rates.inside import top

LOOKS = 8
"""Equal parts of a span at whose ends one looks who acts."""
HALVINGS = 40
"""Of such a part, until the moment is found."""
CLEARLY = 1e-9
"""How much more [a share] another drug does where it counts as the stronger one: rounding does not
make two equal drugs take turns."""
LEAST = 1e-3
"""Of what a span might last, is what it lasts at least."""


@inlined
def may_have_kinks(model):
    """Tell whether which drugs act may change between administrations."""
    code = model.rules[INTERACTION]
    return (code == HIGHEST or code == LOEWE) and model.kind.shape[0] > 1


@called
def _acting(model, r, i, concentration):
    """Return who acts on clone i: the strongest drug, or which drugs count (their bits)."""
    out_of_line()
    if model.rules[INTERACTION] == HIGHEST:
        return strongest(model, model.inside, r, i, concentration)
    size, who = loewe(model, model.inside, r, i, concentration), 0
    for d in range(model.kind.shape[0]):
        if model.kind[d, SHAPE] == HILL and model.kind[d, ACTS] != ON_MECHANISM:
            if size < top(model, model.inside, r, d, i, concentration) * (1.0 - CLEARLY):
                who |= 1 << d
    return who


@called
def _others(model, r, i, who, concentration):
    """Tell whether clearly others act on clone i now than `who`."""
    out_of_line()
    now = _acting(model, r, i, concentration)
    if now == who or model.rules[INTERACTION] != HIGHEST or now < 0 or who < 0:
        return now != who
    before = fall_by(model, model.inside, r, who, i, concentration)
    return fall_by(model, model.inside, r, now, i, concentration) > before * (1.0 + CLEARLY)


@called
def until_kink(model, r, days, concentration, now):
    """Return for how long, at most `days`, the same drugs act on every clone; `now` is work space.

    A drug that acts again after another one within an eighth of `days` is not seen.
    """
    out_of_line()
    wait = days
    for i in range(model.clone.shape[1]):
        who = _acting(model, r, i, concentration)
        for look in range(1, LOOKS + 1):
            low, high = days * (look - 1) / LOOKS, days * look / LOOKS
            if low >= wait:
                break
            exposure.decay(model, r, high, concentration, now)
            if not _others(model, r, i, who, now):
                continue
            for _ in range(HALVINGS):
                middle = 0.5 * (low + high)
                exposure.decay(model, r, middle, concentration, now)
                if _others(model, r, i, who, now):
                    high = middle
                else:
                    low = middle
            wait = min(wait, high)
            break
    return max(wait, LEAST * days)
