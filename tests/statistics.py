"""Is what was simulated what theory says? One measure for all such tests: a z-score.

Every check turns an observation into the number of standard deviations it lies from what theory
expects, and must be at most 5. A z of 5 comes up by chance once in 1.7 million checks; the suite
makes some ten thousand, so a *correct* engine would fail with new seeds once in 170 runs of the
whole suite. Seeds are fixed, so a red test is a fact. All tests of the suite spend from this one
budget: nobody raises the limit, or draws another seed, to turn a test green.

The standard deviation is the theory's own wherever it is known. Where the observed quantity is far
from normal (a proportion near 0, the mean of something with a heavy tail), its exact or
skewness-corrected tail is translated to the z with the same tail, so that 5 means the same
everywhere.
"""

import numpy as np

LIMIT = 5.0


def z_of_proportion(hits, count, chance):
    """Return the z of `hits` successes among `count`, each with probability `chance`.

    The tail is the exact binomial one (half the chance of the observed number counts), so that it
    holds for expected numbers far below 1 too.
    """
    from scipy.stats import binom

    chance = np.clip(np.asarray(chance, dtype=float), 0.0, 1.0)
    at = binom.pmf(hits, count, chance)
    below, above = binom.cdf(np.asarray(hits) - 1, count, chance), binom.sf(hits, count, chance)
    return _z_of_tails(below + 0.5 * at, above + 0.5 * at)


def z_of_mean(values, mean, variance=None, skewness=0.0):
    """Return the z of the average of independent `values` (value, ...).

    Parameters
    ----------
    mean, variance : float or array
        Of one value, exactly. Without a variance, that of the sample.
    skewness : float or array
        Of one value; the average is then taken as a shifted gamma variable of its skewness.
    """
    values = np.asarray(values, dtype=float)
    variance = values.var(axis=0, ddof=1) if variance is None else np.asarray(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (values.mean(axis=0) - mean) / np.sqrt(variance / len(values))
    z = np.where(np.isnan(z), 0.0, z)
    return _without_skewness(z, np.asarray(skewness) / np.sqrt(len(values)))


def z_of_variance(values, mean, variance, kurtosis=None):
    """Return the z of the average squared deviation of `values` (value, ...) from their `mean`.

    Parameters
    ----------
    mean, variance : float or array
        Of one value, exactly.
    kurtosis : float or array, optional
        Excess kurtosis of one value, exactly; without, the fourth moment is the sample's. The
        skewness of the squares is then guessed to be that of exponential tails.
    """
    squares = (np.asarray(values, dtype=float) - mean) ** 2
    if kurtosis is None:
        return z_of_mean(squares, variance)
    skewness = np.sqrt(8.0 + 6.0 * np.maximum(kurtosis, 0.0))
    return z_of_mean(squares, variance, (kurtosis + 2.0) * np.square(variance), skewness)


def assert_z(z, limit=LIMIT, names=None):
    """Fail if any |z| is above the limit, and say which.

    Parameters
    ----------
    z : float, array, or mapping of name to float
        The scores.
    names : sequence of str, optional
        What each score of an array is.
    """
    if isinstance(z, dict):
        names, z = list(z), list(z.values())
    z = np.atleast_1d(np.asarray(z, dtype=float)).ravel()
    names = [str(i) for i in range(z.size)] if names is None else names
    wrong = [f"{n}: z = {x:.2f}" for n, x in zip(names, z, strict=True) if not abs(x) <= limit]
    assert not wrong, f"{len(wrong)} of {z.size} checks are off: " + "; ".join(wrong)


def _z_of_tails(below, above):
    from scipy.stats import norm

    z = np.where(below < above, norm.ppf(np.maximum(below, 1e-300)), 0.0)
    return np.where(above < below, norm.isf(np.maximum(above, 1e-300)), z)


def _without_skewness(z, skewness):
    """Return the normal score of a standardised gamma variable (Pearson's type III) at z."""
    from scipy.stats import pearson3

    if not np.any(np.abs(skewness) > 1e-6):
        return z
    return _z_of_tails(pearson3.cdf(z, skewness), pearson3.sf(z, skewness))
