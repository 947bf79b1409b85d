"""Tumour DNA in blood, read allele by allele.

Each clone sheds DNA into blood in proportion to its cells, and blood is cleared by halves
(`sim.clinic.clearance`). What is read at a place of the genome is so many molecules, each of them
drawn from all cell-free DNA: those that carry the variant are binomial. Variants are seen, never
clones: two clones with the same variant are one number, and a variant of every tumour cell says
nothing of which are resistant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError
from sim.clinic.by_clone import check_named, of_clone
from sim.clinic.clearance import LEAST, level_after
from sim.clinic.counts import counts
from sim.clinic.measures import Measure
from sim.clinic.panel import OfPanel, carriers, checked_panel, least_reads

SHED = 2e-10
"""Tumour DNA in balance for each cell [genome equivalents per ml of plasma].

Avanzini et al. (2020), Sci Adv 6:eabc4308: a dying cell of an early lung cancer sheds 1.4e-4 of its
genome into blood, which leaves with a half-life of 30 minutes; cells die 0.14
times a day. In 3 l of plasma that is 1.4e-4 x 0.14 / (ln 2 x 48) / 3000 = 2e-10.
"""
GONE = 1e-12
"""A share of the level of the last visit that is neglected."""


@dataclass(frozen=True)
class Sequencing(OfPanel):
    """Variant fractions in the cell-free DNA of the blood.

    The result is the largest fraction of the panel; ``seen["ctdna"].fraction["T790M"]`` is one of
    them. A variant with fewer reads than the background makes by chance is not detected: it shows
    the smallest fraction that is, as everything in a clinic that is too small to be seen.

    Parameters
    ----------
    panel : mapping of allele to sequence of clones
        Which clones carry each variant: ``{"T790M": ["R", "R+M"]}``. A clone stands for itself in
        all sites (`sim.Niche`).
    depth : int
        Molecules read at each place, duplicates removed.
    shedding : float, array (patient,), distribution, or mapping of clone or site to these
        Tumour DNA in balance, for each cell [genome equivalents per ml]. Sites may shed
        differently: ``{"brain": 0.0}``; those not named shed as usual.
    half_life : float, array (patient,) or distribution
        Half-life in blood [days]; about 1.9 hours (Diehl et al. 2008, Nat Med 14:985).
    background : float
        Chance that a molecule without a variant is read with it.
    normal : float, array (patient,) or distribution
        DNA of normal cells [genome equivalents per ml].
    mutated : float
        Share of a carrier's DNA at that place that has the variant: 0.5 of one copy in two.
    least : int, optional
        Reads from which a variant is detected. Default: the smallest number that the background
        alone reaches in less than one in a thousand variants.

    Examples
    --------
    >>> from sim.clinic import Sequencing
    >>> Sequencing({"T790M": ["R"]}, depth=5000, background=1e-4).limit
    0.0008
    """

    panel: Mapping[str, Sequence[str]]
    depth: int = 5000
    shedding: Number | Mapping[str, Number] = SHED
    half_life: Number = 1.9 / 24.0
    background: float = 1e-5
    normal: Number = 1000.0
    mutated: float = 0.5
    least: int | None = None

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "panel", checked_panel("Sequencing", self.panel))
        set_(self, "depth", checks.whole("depth of Sequencing", self.depth, 1, 10**9))
        of: dict[str, Any] = {"high": 1.0, "hint": "It is a share: 1e-5 is one in 100,000."}
        set_(self, "background", checks.one_number(
            "background of Sequencing", self.background, **of))  # fmt: skip
        set_(self, "mutated", checks.one_number(
            "mutated of Sequencing", self.mutated, above=True, high=1.0))  # fmt: skip
        for word in ("half_life", "normal"):
            value = checks.number(f"{word} of Sequencing", getattr(self, word), above=True)
            set_(self, word, value)
        what = "shedding of Sequencing"
        if isinstance(self.shedding, Mapping):
            shed = {k: checks.number(f"{what} of {k!r}", x) for k, x in self.shedding.items()}
        else:
            shed = checks.number(what, self.shedding)
        set_(self, "shedding", shed)
        if self.least is not None:
            set_(self, "least", checks.whole("least of Sequencing", self.least, 1, self.depth))

    @property
    def reads(self) -> int:
        """Reads from which a variant is detected."""
        return least_reads(self.depth, self.background) if self.least is None else self.least

    @property
    def limit(self) -> float:
        """The smallest fraction that is detected."""
        return self.reads / self.depth

    def check_clones(self, clones: Sequence[str]) -> None:
        """Refuse a tumour without the clones of the panel, or the clones and sites that shed."""
        carriers("Sequencing", self.panel, clones)
        if isinstance(self.shedding, Mapping):
            check_named("shedding of {} in Sequencing", self.shedding, clones)

    def among(self, clones: Sequence[str]) -> "Measure":
        """Return the measure of a tumour with these clones, as it is put to work."""
        return _InBlood(self, tuple(clones))

    def sizes(self, burden, state, error, smallest):
        """Refuse: what is read depends on the clones (`among`)."""
        raise InputError("Sequencing is told the clones first: measure.among(clones).")

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return self.limit

    def total(self, sizes, limit, targets):
        """Return the largest fraction; see `Measure.total`."""
        return np.maximum(sizes.max(axis=0), limit)


class _Since(NamedTuple):
    """Levels at a visit, and the cells (clone, patient) at it and at the next."""

    levels: Any
    before: np.ndarray
    now: np.ndarray
    days: float


class _InBlood(OfPanel):
    """`Sequencing` of a tumour whose clones are known; levels are (clone, patient).

    Levels are worked out when blood is drawn: at the visits between, in which nobody looks, they
    are only laid by, as long as nothing is left of the level before.
    """

    def __init__(self, kit: Sequencing, clones: tuple[str, ...]):
        self._kit, self._carried = kit, carriers("Sequencing", kit.panel, clones)
        self.panel = kit.panel
        shed = kit.shedding
        of = [of_clone(c, shed, SHED) if isinstance(shed, Mapping) else shed for c in clones]
        self._shed = np.stack(np.broadcast_arrays(*[np.atleast_1d(x) for x in of]))
        self._slowest = float(np.max(kit.half_life))

    def counted(self, cells):
        """Return the cells of each clone (clone, patient)."""
        return np.array(list(cells.values()), dtype=float)

    def begin(self, burden):
        """Return levels in balance with the first cells."""
        return self._shed * burden

    def follow(self, state, before, now, days):
        """Return what follows from the levels at the last visit; see `Measure.follow`."""
        kept = np.exp2(-days / self._slowest) > GONE
        return _Since(self._levels(state) if kept else 0.0, before, now, days)

    def _levels(self, state: Any) -> np.ndarray:
        if not isinstance(state, _Since):
            return state
        levels, before, now, days = state
        level = level_after(levels, (before, now), days, self._shed, self._kit.half_life)
        return np.where(level >= LEAST * self._shed, level, 0.0)

    def sizes(self, burden, state, error, smallest):
        """Return variant fractions and the limit; see `Measure.sizes`."""
        kit = self._kit
        levels = self._levels(state)
        share = kit.mutated * (self._carried @ levels) / (levels.sum(axis=0) + kit.normal)
        chance = share + kit.background * (1.0 - share)
        return counts(error, float(kit.depth), chance) / kit.depth, kit.limit

    total = Sequencing.total
