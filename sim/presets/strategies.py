"""Strategies by name: how a treatment arm is made from the drugs of any tumour.

The only place where a name such as ``holidays`` becomes a regimen; the command line, scenario
files and scripts all take their arms from here. "First" and "second" are the tumour's drugs in
the order in which it names them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from sim.base.errors import InputError, unknown
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import (
    Adaptive,
    AdaptiveDose,
    Alternating,
    Backbone,
    BeyondProgression,
    ByTurns,
    Combination,
    Continuous,
    Escalation,
    Intermittent,
    Metronomic,
    Observation,
    RangeBounded,
    Rechallenge,
    Regimen,
    SecondStrike,
    Sequential,
)

HOLIDAY_ON, HOLIDAY_OFF = 28.0, 28.0
"""Days on and off the drug in ``holidays``: four weeks each."""

BREAK = 84.0
"""Days without drug in ``rechallenge``: twelve weeks."""

TURN = 56.0
"""Days of each drug in ``alternating``: eight weeks, the default interval between scans."""


class Strategy(NamedTuple):
    """A named way to treat."""

    words: str
    """What is done, in one line."""
    drugs: int
    """How many drugs the tumour must have."""
    build: Callable[..., Regimen]
    """Makes the regimen from the drugs' names, in order."""


STRATEGIES = {
    "observation": Strategy("no drug", 0, lambda *drugs: Observation()),
    "continuous": Strategy("the first drug without a break", 1, lambda a, *_: Continuous(a)),
    "combination": Strategy(
        "all drugs together without a break",
        2,
        lambda *drugs: Combination(dict.fromkeys(drugs, 1.0)),
    ),
    "holidays": Strategy(
        "the first drug, four weeks on and four weeks off",
        1,
        lambda a, *_: Intermittent(a, on=HOLIDAY_ON, off=HOLIDAY_OFF),
    ),
    "rechallenge": Strategy(
        "the first drug until progression, twelve weeks without, then again",
        1,
        lambda a, *_: Rechallenge(a, holiday=BREAK),
    ),
    "alternating": Strategy(
        "one drug after the other, eight weeks each, in turn",
        2,
        lambda *drugs: Alternating(list(drugs), every=TURN),
    ),
    "sequential": Strategy(
        "one drug until progression, then the next", 2, lambda *drugs: Sequential(list(drugs))
    ),
    "adaptive": Strategy(
        "the first drug, paused below half of baseline, restarted at baseline",
        1,
        lambda a, *_: Adaptive(a),
    ),
    "adaptive-dose": Strategy(
        "the first drug, its dose raised and lowered with the burden",
        1,
        lambda a, *_: AdaptiveDose(a),
    ),
    "beyond-progression": Strategy(
        "the first drug, kept past progression with the second added",
        2,
        lambda a, b, *_: BeyondProgression(a, add=b),
    ),
    "bridge": Strategy(
        "the first drug, at progression the second, at progression the first again",
        2,
        lambda a, b, *_: Rechallenge(a, bridge=b),
    ),
    "second-strike": Strategy(
        "the first drug until the tumour's smallest size, then the second",
        2,
        lambda a, b, *_: SecondStrike(a, b),
    ),
    "steering": Strategy(
        "one drug until the tumour is back by a fifth, then the next, in turn",
        2,
        lambda *drugs: ByTurns(list(drugs)),
    ),
    "backbone": Strategy(
        "the first drug, with the second while the tumour is large",
        2,
        lambda a, b, *_: Backbone(a, b),
    ),
    "range-bounded": Strategy(
        "the first drug, between 0.3 and 0.8 of baseline",
        1,
        lambda a, *_: RangeBounded(a, low=0.3, high=0.8),
    ),
    "metronomic": Strategy(
        "the first drug, low doses without a break", 1, lambda a, *_: Metronomic(a)
    ),
    "escalation": Strategy(
        "the first drug, its dose rising in steps", 1, lambda a, *_: Escalation(a)
    ),
}

USUAL = (
    "observation",
    "continuous",
    "combination",
    "holidays",
    "rechallenge",
    "alternating",
    "sequential",
    "adaptive",
)
"""The arms of a comparison when none are named (those for which the tumour has drugs enough)."""


def arms(tumour: Tumour, names: Iterable[str] | None = None) -> dict[str, Regimen]:
    """Return treatment arms by name, made from the drugs of a tumour.

    Parameters
    ----------
    tumour : Tumour
        Its drugs are used in their order.
    names : iterable of str, optional
        Keys of `STRATEGIES`. Without: those of `USUAL` for which the tumour has drugs enough.

    Returns
    -------
    dict of str to Regimen

    Raises
    ------
    InputError
        If a name is unknown, comes twice, or needs more drugs than the tumour has.
    """
    drugs = tumour.drug_names
    if names is None:
        names = [name for name in USUAL if STRATEGIES[name].drugs <= len(drugs)]
    chosen: dict[str, Regimen] = {}
    for name in names:
        if name in chosen:
            raise InputError(f"Arm {name!r} is named twice.")
        chosen[name] = arm(tumour, name)
    if not chosen:
        raise InputError(f"No arms are named; choose from {', '.join(STRATEGIES)}.")
    return chosen


def scanned_often_enough(clinic: Clinic, arms: Mapping[str, Regimen]) -> Clinic:
    """Return the clinic, with scans as often as the most exacting arm wants them.

    All arms are scanned alike: who is looked at more often is found to progress earlier.
    """
    wanted = min(regimen.wants_scans_every for regimen in arms.values())
    often = clinic.scan_every <= wanted or clinic.scan_days is not None
    return clinic if often else replace(clinic, scan_every=wanted)


def arm(tumour: Tumour, name: str) -> Regimen:
    """Return the regimen of one strategy of `STRATEGIES`."""
    drugs = tumour.drug_names
    if name not in STRATEGIES:
        raise unknown(f"Arm {name!r}", "arm", name, STRATEGIES)
    needed = STRATEGIES[name].drugs
    if needed > len(drugs):
        has = f"has {len(drugs)}" if drugs else "has none"
        raise InputError(f"Arm {name!r} needs {needed} drugs, but the tumour {has}.")
    return STRATEGIES[name].build(*drugs)
