"""Whether chains have converged: their autocorrelation time, and R-hat."""

import numpy as np

WINDOW = 5.0
"""Autocorrelations are added up over so many times their own time (Sokal)."""


def autocorrelation_time(chain: np.ndarray) -> np.ndarray:
    """Return the integrated autocorrelation time (parameter,) of chains [steps].

    Parameters
    ----------
    chain : ndarray (step, walker, parameter)
        Autocorrelations are averaged over walkers.

    References
    ----------
    Goodman and Weare (2010), Comm App Math Comp Sci 5:65; Sokal (1997), Monte Carlo methods in
    statistical mechanics.
    """
    steps, _, parameters = chain.shape
    found = np.ones(parameters)
    size = 1 << (2 * steps - 1).bit_length()
    for k in range(parameters):
        x = chain[:, :, k] - chain[:, :, k].mean(axis=0)
        transform = np.fft.rfft(x, size, axis=0)
        product = np.fft.irfft(transform * transform.conj(), size, axis=0)[:steps].mean(axis=1)
        if product[0] <= 0:
            found[k] = steps  # (nothing moved)
            continue
        times = 2.0 * np.cumsum(product / product[0]) - 1.0
        enough = np.arange(steps) >= WINDOW * times
        found[k] = max(times[int(np.argmax(enough)) if enough.any() else steps - 1], 1.0)
    return found


def split_r_hat(chain: np.ndarray) -> np.ndarray:
    """Return R-hat (parameter,) of chains (walker, step, parameter), each cut into halves.

    References
    ----------
    Gelman et al. (2013), Bayesian data analysis, section 11.4; Vehtari et al. (2021), Bayesian Anal
    16:667 (cut into halves).
    """
    half = chain.shape[1] // 2
    parts = np.concatenate([chain[:, :half], chain[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = half * parts.mean(axis=1).var(axis=0, ddof=1)
    whole = (half - 1) / half * within + between / half
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sqrt(whole / within)
    return np.asarray(np.where(within > 0, found, np.inf))
