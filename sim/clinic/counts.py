"""Numbers of successes among trials, found from uniform numbers: binomial draws by inversion.

The count for a uniform number u is the smallest k with P(K <= k) >= u. It rises with the chance, so
two arms that share u are as alike as their truths are, and the same where these are the same.

Up to `FEW` expected events are counted up from 0, exactly. More come from the second-order
Cornish-Fisher expansion with Sheppard's correction, whose Kolmogorov distance from the binomial law
is below 4e-5, and below 1e-6 from 200 on (`tests/clinic/test_counts.py`; the exact function costs a
hundred times as much).
"""

import numpy as np

FEW = 20.0
"""Expected events up to which they are counted up from 0."""


def counts(uniform: np.ndarray, trials: float, chance: np.ndarray) -> np.ndarray:
    """Return how many of so many trials succeed, float64 with whole numbers, any shape.

    Parameters
    ----------
    uniform : ndarray
        Numbers in (0, 1), one for each count.
    trials : float
        How many trials there are in each.
    chance : ndarray, same shape
        Of success in one trial, 0 to 1.
    """
    u, p = uniform.ravel(), np.broadcast_to(chance, uniform.shape).ravel()
    many = p > 0.5
    if np.count_nonzero(many):  # failures are counted instead
        u, p = np.where(many, 1.0 - u, u), np.where(many, 1.0 - p, p)
    expected = trials * p
    found = np.zeros(u.size)
    few = expected < FEW
    number = np.count_nonzero(few)
    if number == u.size:
        found = _from_zero(u, trials, p)
    elif number:
        found[few] = _from_zero(u[few], trials, p[few])
        rest = np.flatnonzero(~few)
        found[rest] = _expanded(u[rest], trials, p[rest])
    elif u.size:
        found = _expanded(u, trials, p)
    if np.count_nonzero(many):
        found = np.where(many, trials - found, found)
    return found.reshape(uniform.shape)


def _from_zero(u: np.ndarray, trials: float, p: np.ndarray) -> np.ndarray:
    """Return the counts by adding up the law from 0 on; one pass for each count that occurs."""
    found = np.zeros(u.size)
    law = np.exp(trials * np.log1p(-p))
    left = np.flatnonzero(u > law)
    if not left.size:
        return found
    u, law, odds = u[left], law[left], p[left] / (1.0 - p[left])
    below, count, here = law.copy(), 0, np.zeros(left.size)
    # (beyond, nothing is left of the law, whatever rounding has made of the sum)
    last = min(trials, np.ceil(trials * p.max() + 12.0 * np.sqrt(FEW) + 40.0))
    over = np.ones(left.size, dtype=bool)
    while count < last:
        here += over  # how many counts are too few
        count += 1
        law *= odds
        law *= (trials - count + 1.0) / count
        below += law
        np.greater(u, below, out=over)
        more = np.count_nonzero(over)
        if not more:
            break
        if 2 * more < over.size:
            found[left] = here
            left, u, law, odds = left[over], u[over], law[over], odds[over]
            below, here = below[over], here[over]
            over = np.ones(left.size, dtype=bool)
    found[left] = here
    return found


def _expanded(u: np.ndarray, trials: float, p: np.ndarray) -> np.ndarray:
    """Return the counts where several are expected."""
    from scipy.special import ndtri

    q, mean = 1.0 - p, trials * p
    variance = mean * q
    corrected = variance - 1.0 / 12.0
    spread = np.sqrt(corrected)
    lean = (q - p) * variance / (corrected * spread)
    peak = (variance * (1.0 - 6.0 * p * q) + 1.0 / 120.0) / (corrected * corrected)
    z = ndtri(u)
    square = z * z
    x = z + lean * (square - 1.0) / 6.0
    x += z * (peak * (square - 3.0) / 24.0 - lean * lean * (2.0 * square - 5.0) / 36.0)
    return np.clip(np.ceil(mean + spread * x - 0.5), 0.0, trials)
