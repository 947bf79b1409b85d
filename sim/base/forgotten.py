"""Doses that are prescribed, and each taken or forgotten: what chance decides, by address.

A draw has the address (patient, drug, moment of the administration in whole minutes), so a patient
forgets the same doses in every arm, whoever else is run and whatever came before.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.streams import fold_in, text_number, uniforms

MINUTES = 1440.0
_BLOCKS = 1 << 40
"""Counter of draws for blocks of days; no minute has it."""
NOTHING_LEFT = 1e-9
"""What is left of a dose after subtraction is none, if it is a smaller share of it."""

AS_THE_DRUG = -1.0
"""Stands for how long a dose lasts where that is for the drug to say."""

Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Administrations: whose (-1: everybody's), the moment since the visit, which drug, how much, and
how long each lasts."""


class Chance(NamedTuple):
    """Of taking a dose."""

    taken: Number
    """The probability (one number, or of each patient)."""
    block: float
    """Doses of so many days are taken or forgotten together [days]; 0: each by itself."""


class Unsure(NamedTuple):
    """Doses that are given again and again, each of them with a chance of being taken."""

    doses: np.ndarray
    """(patient or 1, drug) [standard doses]"""
    begun: np.ndarray
    """(patient or 1, drug): the day on which each was begun, or begun again."""
    chance: Chance
    inside: np.ndarray | None
    """Who is given them (patient,); None: all."""


class Luck(NamedTuple):
    """What a draw needs to know of patients and drugs."""

    keys: np.ndarray
    """(patient,) uint64: address of what they forget."""
    timed: np.ndarray
    """(drug,) bool: whether a drug has a half-life, and so is given at moments and not by days."""


def taken(chance: Chance, keys: np.ndarray, drug: str, when: np.ndarray) -> np.ndarray:
    """Return whether doses are taken, bool.

    Parameters
    ----------
    chance : Chance
        Its `taken` one number, or of the shape of `keys`.
    keys : ndarray (n,), uint64
        Of the patients.
    drug : str
        Its name.
    when : ndarray (n,)
        The moment of each administration, days since the start of the run.
    """
    keys = fold_in(keys, text_number(drug))
    if chance.block > 0:
        counter = np.floor((when + SAME_MOMENT) / chance.block)
        keys = fold_in(keys, _BLOCKS)
    else:
        counter = np.rint(when * MINUTES)
    return uniforms(fold_in(keys, counter.astype(np.int64))) < chance.taken


def left_of(part: Part, chance: Chance, keys: np.ndarray, drug: str, day: float) -> Part:
    """Return those administrations of a drug that are taken; resets (below 0) all are."""
    owner, moment, _, dose, _ = part
    share = np.broadcast_to(chance.taken, len(keys))[owner]
    kept = (dose < 0) | taken(Chance(share, chance.block), keys[owner], drug, day + moment)
    owner, moment, number, dose, lasts = (values[kept] for values in part)
    return owner, moment, number, dose, lasts


def administered(
    unsure: Unsure,
    day: float,
    until: float,
    drugs: Sequence[str],
    length: np.ndarray,
    luck: Luck,
    under_way: np.ndarray,
) -> tuple[list[Part], np.ndarray]:
    """Return what is taken from a visit until the next, and what is no longer given for it.

    Parameters
    ----------
    unsure : Unsure
        What is prescribed.
    day, until : float
        The visit, and the next [days].
    drugs : sequence of str
        Names of all drugs.
    length : ndarray (drug,)
        Days between two administrations of each.
    luck : Luck
        Of the patients.
    under_way : ndarray (drug,)
        For how long a dose of each may be on its way [days].

    Returns
    -------
    parts : list
        Administrations of drugs with a half-life, a drug at a time; those before the visit that
        are still in force, or on their way, too.
    instead : ndarray (patient, drug)
        What is to be taken off doses that go on without end: all of a drug with a half-life, and
        of one without what is forgotten today.
    """
    patients = len(luck.keys)
    doses = np.broadcast_to(unsure.doses, (patients, len(drugs)))
    if unsure.inside is not None:
        doses = np.where(unsure.inside[:, None], doses, 0.0)
    begun = np.broadcast_to(unsure.begun, doses.shape)
    share = np.broadcast_to(unsure.chance.taken, patients)
    instead, parts = np.zeros(doses.shape), []
    for d, drug in enumerate(drugs):
        who = np.flatnonzero(doses[:, d] > 0)
        if not len(who):
            continue
        dose, keys, block = doses[who, d], luck.keys[who], unsure.chance.block
        if not luck.timed[d]:
            today = np.full(len(who), np.floor(day + SAME_MOMENT))
            forgets = ~taken(Chance(share[who], block), keys, drug, today)
            instead[who, d] = np.where(forgets, dose, 0.0)
            continue
        instead[who, d] = dose
        since = min(day - float(under_way[d]), until - float(length[d])) - SAME_MOMENT
        owner, when = _due(begun[who, d], since, until, float(length[d]))
        kept = taken(Chance(share[who][owner], block), keys[owner], drug, when)
        owner, when = owner[kept], when[kept]
        which, lasts = np.full(len(owner), d), np.full(len(owner), AS_THE_DRUG)
        parts.append((who[owner], when - day, which, dose[owner], lasts))
    return parts, instead


def _due(
    begun: np.ndarray, since: float, until: float, interval: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return (whose, day) of the administrations from a day until another.

    They begin before the visit where one of then is in force yet: an interval may be longer than
    the time between visits.
    """
    first = np.maximum(np.ceil((since - begun) / interval), 0.0)
    number = first[:, None] + np.arange(int((until - since) / interval) + 2)
    # A product, as a sum of years of intervals drifts.
    when = begun[:, None] + number * interval
    owner, place = np.nonzero(when < until - SAME_MOMENT)
    return owner, when[owner, place]


def without(doses: np.ndarray, instead: np.ndarray) -> np.ndarray:
    """Return doses (patient or 1, drug) less what is given in another way, or not at all."""
    left = doses - instead
    return np.where(left <= NOTHING_LEFT * doses, 0.0, left)
