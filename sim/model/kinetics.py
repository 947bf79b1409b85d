"""How a drug gets into the body and out of it again, where one half-life does not say it.

Kinetics are linear: the equations, and what each number is in them, stand in
`sim.kernels.rates.body`; a dose twice as large is twice as much at every moment. Binding to
proteins is left out: where it is linear it is part of the concentration that is called 1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.derived import Derived
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.resolve import check_equally_long

MOST_AVAILABLE = 100.0
"""No food, and no formulation, lets in so many times as much."""


@dataclass(frozen=True)
class TwoCompartments:
    """A drug that goes from the blood into tissue and back: two half-lives are seen, not one.

    After a dose at once the concentration is ``early_share * 2 ** (-t / early) +
    (1 - early_share) * 2 ** (-t / late)`` of its first value. As the `kinetics` of a drug by itself
    it is given at once into the blood; `Oral` and `Infused` take it as `into`.

    Parameters
    ----------
    early, late : float, array (patient,) or distribution
        The two half-lives [days]; `early`, of distribution, is the shorter one.
    early_share : float, array (patient,) or distribution
        Share of the early one in the concentration just after a dose, between 0 and 1. (What is
        printed as A and B of ``A exp(-alpha t) + B exp(-beta t)`` gives A / (A + B).)

    Raises
    ------
    InputError
        If a number is out of its range, or `early` is not below `late`.

    Examples
    --------
    >>> import sim
    >>> sim.TwoCompartments(early=sim.hours(0.5), late=sim.hours(12), early_share=0.8).late
    0.5
    """

    early: Number
    late: Number
    early_share: Number

    def __post_init__(self):
        for word in ("early", "late"):
            _set_days(self, word, above=True)
        share = checks.number(
            "early_share of TwoCompartments", self.early_share, high=1.0, above=True,
            hint="It is a share of the sum of two exponentials, A / (A + B).",
        )  # fmt: skip
        object.__setattr__(self, "early_share", share)
        if _known(share) and np.any(np.asarray(share) >= 1.0):
            raise InputError(
                "early_share of TwoCompartments is 1; it must be below 1. With nothing in the late "
                "phase it is one compartment: half_life=."
            )
        if _known(self.early) and _known(self.late):
            check_equally_long(
                {f"{w} of TwoCompartments": getattr(self, w) for w in ("early", "late")}
            )
            bad = np.asarray(self.early) >= np.asarray(self.late)
            if np.any(bad):
                early, late = (
                    np.broadcast_to(x, bad.shape)[bad].flat[0] for x in (self.early, self.late)
                )
                raise InputError(
                    f"early of TwoCompartments is {early:g} days, which is not below late, "
                    f"{late:g} days; the early half-life is the shorter one."
                )

    @classmethod
    def from_volumes(
        cls, clearance: Number, central: Number, peripheral: Number, exchange: Number
    ) -> "TwoCompartments":
        """Return the same from what a population analysis prints: CL, V1, V2 and Q.

        Only their ratios matter, as concentrations are relative: any unit of volume will do.

        Parameters
        ----------
        clearance, exchange : float or array (patient,)
            Of elimination (CL) and between the compartments (Q) [volume/day].
        central, peripheral : float or array (patient,)
            Of the blood (V1) and of the tissue (V2) [volume].

        References
        ----------
        Gibaldi and Perrier (1982), Pharmacokinetics, 2nd ed., chapter 2.
        """
        given = {
            "clearance": clearance, "central": central, "peripheral": peripheral,
            "exchange": exchange,
        }  # fmt: skip
        values = []
        for word, value in given.items():
            if is_distribution(value) or isinstance(value, Derived):
                raise InputError(
                    f"{word} of TwoCompartments.from_volumes is a distribution; give a number, or "
                    "an array of what patients have. Distributions can be of early, late and "
                    "early_share."
                )
            what = f"{word} of TwoCompartments.from_volumes"
            values.append(np.asarray(checks.number(what, value, above=True)))
        cl, v1, v2, q = values
        out, outward, inward = cl / v1, q / v1, q / v2
        total = out + outward + inward
        alpha = 0.5 * (total + np.sqrt((out + outward - inward) ** 2 + 4.0 * outward * inward))
        beta = out * inward / alpha
        share = (alpha - inward) / (alpha - beta)
        return cls(_plain(np.log(2.0) / alpha), _plain(np.log(2.0) / beta), _plain(share))


@dataclass(frozen=True)
class Oral:
    """A drug that is swallowed, and absorbed at a rate in proportion to what is left of it.

    Parameters
    ----------
    absorption : float, array (patient,) or distribution
        Half-life of absorption [days], ``ln 2 / ka``: ``sim.hours(0.7)``.
    half_life : float, array (patient,), distribution or None
        Half-life of elimination [days], of a drug with one compartment.
    into : TwoCompartments or None
        The body, of a drug with two. One of `half_life` and `into`.
    bioavailability : float, array (patient,) or distribution
        How much of a dose gets into the blood, in units of what the standard dose is to bring in:
        at 1 its mean steady state is 1, at 0.6 it is 0.6. So it says how patients, meals and
        formulations differ.
    lag : float, array (patient,) or distribution
        Days from a dose until absorption begins. No longer than the drug's `interval`. A dose in
        its lag is lost where the drug is stopped, and changes with it.
    """

    absorption: Number
    half_life: Number | None = None
    into: TwoCompartments | None = None
    bioavailability: Number = 1.0
    lag: Number = 0.0

    def __post_init__(self):
        _set_days(self, "absorption", above=True)
        _set_body(self)
        _set_days(self, "lag")
        value = checks.number(
            "bioavailability of Oral", self.bioavailability, high=MOST_AVAILABLE,
            hint="1 is what the standard dose is to bring in; it is no percentage.",
        )  # fmt: skip
        object.__setattr__(self, "bioavailability", value)


@dataclass(frozen=True)
class Infused:
    """A drug that runs into the blood at an even rate, for a while at each administration.

    An infusion that runs when the dose changes goes on at the new one, and ends where the drug is
    stopped.

    Parameters
    ----------
    lasts : float, array (patient,) or distribution
        How long an infusion runs [days]; no longer than the drug's `interval`.
    half_life : float, array (patient,), distribution or None
        Half-life of elimination [days], of a drug with one compartment.
    into : TwoCompartments or None
        The body, of a drug with two. One of `half_life` and `into`.
    """

    lasts: Number
    half_life: Number | None = None
    into: TwoCompartments | None = None

    def __post_init__(self):
        _set_days(self, "lasts", above=True)
        _set_body(self)


Kinetics = Oral | Infused | TwoCompartments
KINDS = (Oral, Infused, TwoCompartments)
WAY_OUT = (
    "give sim.Oral(absorption=, half_life=), sim.Infused(lasts=, half_life=), or "
    "sim.TwoCompartments(early=, late=, early_share=), which the first two take as into= as well."
)


def compartments(kinetics: Kinetics) -> tuple[Number, Number, Number]:
    """Return the early and the late half-life [days], and the share of the early one.

    Of one compartment both are the same, and the share is 1.
    """
    body = kinetics if isinstance(kinetics, TwoCompartments) else kinetics.into
    if body is None:
        half_life = kinetics.half_life  # type: ignore[union-attr]
        return half_life, half_life, 1.0
    return body.early, body.late, body.early_share


def reach(kinetics: Kinetics | None, interval: float) -> float:
    """Return for how long [days] a dose may be on its way, at most: its lag, or its infusion.

    Of the description alone: it is the same for whichever patients are run.
    """
    if isinstance(kinetics, Infused):
        return interval
    if isinstance(kinetics, Oral) and not (isinstance(kinetics.lag, float) and kinetics.lag == 0.0):
        return interval
    return 0.0


def checked_kinetics(of: str, kinetics: Any, interval: float) -> Kinetics:
    """Return the kinetics of a drug, if they are ours and fit the days between administrations."""
    if type(kinetics) not in KINDS:
        raise InputError(f"kinetics {of} is {kinetics!r}; {WAY_OUT}")
    for word, doing in (("lag", "absorption has not begun"), ("lasts", "an infusion still runs")):
        if hasattr(kinetics, word):
            checks.number(
                f"{word} {of}", getattr(kinetics, word), high=interval, unit="days",
                hint=f"Beyond its interval {doing} when the next dose is given; raise interval=.",
            )  # fmt: skip
    return kinetics


def _set_days(part: Any, word: str, above: bool = False) -> None:
    what = f"{word} of {type(part).__name__}"
    value = checks.number(
        what, getattr(part, word), high=3660.0, above=above, unit="days",
        hint="sim.hours(1.5) is that in days.",
    )  # fmt: skip
    object.__setattr__(part, word, value)


def _set_body(part: "Oral | Infused") -> None:
    """Check that there is one body to get into: one half-life, or two compartments."""
    name = type(part).__name__
    if (part.half_life is None) == (part.into is None):
        count = "neither" if part.into is None else "both"
        raise InputError(
            f"{name} has {count} of half_life and into; give one: half_life= for one compartment, "
            "into=sim.TwoCompartments(...) for two."
        )
    if part.half_life is not None:
        _set_days(part, "half_life", above=True)
    elif type(part.into) is not TwoCompartments:
        raise InputError(
            f"into of {name} is {part.into!r}; give "
            "sim.TwoCompartments(early=, late=, early_share=)."
        )


def _known(value: Number) -> bool:
    return not is_distribution(value) and not isinstance(value, Derived)


def _plain(value: np.ndarray) -> Number:
    return float(value) if value.ndim == 0 else value
