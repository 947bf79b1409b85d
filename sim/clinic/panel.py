"""A panel of variants: which clones carry each, and how many reads are more than chance."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.seen_parts import ALLELE
from sim.clinic.by_clone import IN_SITE
from sim.clinic.measures import Measure

FALSE_POSITIVES = 1e-3
"""Chance that the background alone makes a variant detected."""


class OfPanel(Measure):
    """A measure whose parts are the variants of its `panel`."""

    panel: Mapping[str, Sequence[str]]
    unit = "fraction"
    noise = 0.0
    samples = sees_clones = keeps_parts = True
    part_kind = ALLELE

    @property
    def parts(self) -> int:  # type: ignore[override]
        """How many variants there are."""
        return len(self.panel)

    @property
    def part_names(self) -> tuple[str, ...]:
        """What the variants are called."""
        return tuple(self.panel)


def checked_panel(of: str, panel: Any) -> dict[str, tuple[str, ...]]:
    """Return a panel: for each variant, the names of clones that carry it."""
    if not isinstance(panel, Mapping) or not panel:
        raise InputError(
            f"panel of {of} is {panel!r}; say which clones carry each variant: "
            '{"T790M": ["R", "R+M"]}.'
        )
    return {
        checks.name(f"A variant of {of}", allele): _clones(
            f"{allele!r} in the panel of {of}", names
        )
        for allele, names in panel.items()
    }


def _clones(what: str, names: Any) -> tuple[str, ...]:
    names = (names,) if isinstance(names, str) else names
    if not isinstance(names, Sequence) or not names:
        raise InputError(f'{what} is carried by {names!r}; give names of clones: ["R", "R+M"].')
    return tuple(checks.name(f"A clone of {what}", name) for name in names)


def carriers(of: str, panel: Mapping[str, Sequence[str]], clones: Sequence[str]) -> np.ndarray:
    """Return whether each clone carries each variant, (variant, clone) float64 of 0 and 1.

    Raises
    ------
    InputError
        If the panel names what is no clone of the tumour, in any site.
    """
    plain = [name.partition(IN_SITE)[0] for name in clones]
    table = np.zeros((len(panel), len(clones)))
    for row, (allele, names) in enumerate(panel.items()):
        for name in names:
            columns = [k for k, c in enumerate(clones) if name in (c, plain[k])]
            if not columns:
                known = tuple(dict.fromkeys(plain))
                raise unknown(f"{allele!r} in the panel of {of}", "clone", name, known)
            table[row, columns] = 1.0
    return table


@lru_cache(maxsize=256)
def least_reads(depth: int, background: float) -> int:
    """Return the reads that the background alone reaches in few variants (`FALSE_POSITIVES`)."""
    from scipy.special import bdtrc

    few, enough = 0, depth  # (importing scipy.stats would take longer than the search)
    while enough - few > 1:
        middle = (few + enough) // 2
        rare = bdtrc(middle - 1, depth, background) <= FALSE_POSITIVES
        few, enough = (few, middle) if rare else (middle, enough)
    return enough
