"""Resistance present when a tumour, grown from one cell, reaches size M: closed forms.

Sensitive cells divide at b and die at d; at a division, with probability u, one daughter is
resistant; resistant cells divide at b' and die at d'. Put r = b - d, r' = b' - d'.

*Derivation.* Seen from the day of detection, a tumour that got there was x = M exp(-r tau) large
tau days before; its relative noise is of order x^(-1/2), which matters only while x is a few cells.
Mutants are founded at rate u b x, and a family founded tau days before is still there with
probability s(tau) = r' / (b' - d' exp(-r' tau)) (Kendall 1948). Families are independent, so the
number of surviving ones is Poisson, and with y = x / M

    P(no resistant cell) = exp(-M u F),     F = (b / r) integral_0^1 s(ln(1/y) / r) dy,

which is Iwasa, Nowak and Michor (2006), Genetics 172:2557-2566, in the convention above (Bozic et
al. 2013, eLife 2:e00747; Komarova and Wodarz 2005, PNAS 102:9714, count divisions in the same
way). With rho' = d'/b' and alpha = r'/r the integral is (1 - rho') 2F1(1, 1/alpha; 1 + 1/alpha;
rho'); for a neutral mutant F = (b/d) ln(b/r), so P = exp(-M u (b/d) ln(b/(b - d))).

The error is of relative order 1/M in F: families founded by the first cells.
"""

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.theory.patient import scalar


@typed
def chance_of_no_resistance(
    *,
    size: float,
    per_division: float,
    birth: float,
    death: float,
    resistant_birth: float | None = None,
    resistant_death: float | None = None,
) -> float:
    """Return P(no resistant cell at size M), for M many cells.

    Parameters
    ----------
    size : float
        M [cells].
    per_division : float
        u, probability per division that one daughter is resistant.
    birth, death : float
        Rates of sensitive cells [1/day per cell]; birth above death.
    resistant_birth, resistant_death : float, optional
        Rates of resistant cells [1/day per cell]; those of sensitive cells when not given.
    """
    b, d, b2, d2 = _rates(birth, death, resistant_birth, resistant_death)
    share = b / (b - d) * _mean_survival(b - d, b2, d2)
    return float(np.exp(-_positive("size", size) * _positive("per_division", per_division) * share))


@typed
def mean_resistant(
    *,
    size: float,
    per_division: float,
    birth: float,
    death: float,
    resistant_birth: float | None = None,
    resistant_death: float | None = None,
) -> float:
    """Return the mean number of resistant cells at size M [cells].

    With a cost (r' < r) the sum over founding days, integral of u b x exp(r' tau), is

        u b M (1 - M^(r'/r - 1)) / (r - r'),

    with a relative error of order M^(r'/r - 1), the share of the first cells' families, whose
    noise it leaves out: small unless the cost is small. Without a cost (b' = b, d' = d) every
    size counts alike, and the mean is known to first order in u, exactly: each division at total
    size n adds a share u / (n + 1) of mutants, deaths leave the expected share as it is, and a
    tumour conditioned on reaching M divides at size n

        (1 - rho^(M - n)) (1 - rho^(n + 1)) / ((1 - rho) (1 - rho^M)),      rho = d / b,

    times on average (escape probabilities of the conditioned walk). So for large M the mean is
    u M (b / r) (ln M + gamma - 1 + rho + ln(1 - rho)), not the often quoted u M (b / r) ln M.

    Raises
    ------
    InputError
        For mutants that grow faster than sensitive cells: their mean is ruled by tumours whose
        first cells mutated, and no closed form of this kind holds.
    """
    b, d, b2, d2 = _rates(birth, death, resistant_birth, resistant_death)
    m, u = _positive("size", size), _positive("per_division", per_division)
    if (b2, d2) == (b, d):
        return u * m * _neutral_sum(m, d / b)
    r, r2 = b - d, b2 - d2
    if r2 >= r:
        raise InputError(
            "mean_resistant needs neutral mutants (the same birth and death) or mutants that grow "
            f"more slowly; here resistant cells grow at {r2:g} and sensitive at {r:g} per day."
        )
    return u * b * m * -np.expm1((r2 / r - 1.0) * np.log(m)) / (r - r2)


def _mean_survival(r: float, b: float, d: float) -> float:
    """Return the integral over y from 0 to 1 of s(ln(1/y) / r), in its three cases."""
    from scipy.special import exp1, hyp2f1

    if d == 0.0:
        return 1.0
    if b > d:
        c = r / (b - d)
        return (1.0 - d / b) * float(hyp2f1(1.0, c, 1.0 + c, d / b))
    if b == d:  # s = 1 / (1 + b tau); exp1 underflows where its product with exp tends to b / r
        return r / b * float(np.exp(r / b) * exp1(r / b)) if r / b < 500 else 1.0 / (1.0 + b / r)
    c = r / (d - b)  # s = (1 - v) w / (1 - v w), w = exp(-(d - b) tau), v = b / d
    return (1.0 - b / d) * c / (1.0 + c) * float(hyp2f1(1.0, 1.0 + c, 2.0 + c, b / d))


def _neutral_sum(size: float, rho: float) -> float:
    """Return the sum over n below M of (divisions at size n) / (n + 1)."""
    if size > 1e6:
        return (np.log(size) + np.euler_gamma - 1.0 + rho + np.log1p(-rho)) / (1.0 - rho)
    n = np.arange(1.0, np.rint(size))
    divisions = (1.0 - rho ** (size - n)) * (1.0 - rho ** (n + 1.0))
    return float(np.sum(divisions / (n + 1.0)) / ((1.0 - rho) * (1.0 - rho**size)))


def _rates(birth, death, resistant_birth, resistant_death) -> tuple[float, float, float, float]:
    b, d = _positive("birth", birth), _positive("death", death)
    if b <= d:
        raise InputError(f"birth {b:g} must be above death {d:g}, or the tumour does not grow.")
    b2 = b if resistant_birth is None else _positive("resistant_birth", resistant_birth)
    d2 = d if resistant_death is None else _positive("resistant_death", resistant_death)
    return b, d, b2, d2


def _positive(what: str, value: float) -> float:
    return scalar(what, checks.number(what, value))
