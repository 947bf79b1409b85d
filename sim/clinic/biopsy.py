"""A biopsy: some cells of one site, read variant by variant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.clinic.by_clone import IN_SITE
from sim.clinic.counts import counts
from sim.clinic.measures import Measure
from sim.clinic.panel import OfPanel, carriers, checked_panel


@dataclass(frozen=True)
class Biopsy(OfPanel):
    """The shares of cells of one site that carry each variant.

    So many cells are drawn at random from the site, and all that is in another is missed. The
    result is the largest share of the panel; ``seen["biopsy"].fraction["T790M"]`` is one of them.
    Nothing is detected where the site has no cells. What is taken out is too little to change the
    tumour.

    Parameters
    ----------
    panel : mapping of allele to sequence of clones
        Which clones carry each variant, as of `Sequencing`.
    site : str
        Where it is taken (`sim.Niche`, or ``site=`` of clones in a name such as ``"R @ liver"``).
        Default: from the whole tumour, every cell alike.
    cells : int
        How many are read.
    least : int
        Cells with a variant from which it is detected.

    Examples
    --------
    >>> import sim
    >>> clinic = sim.Clinic(measures={
    ...     "ct": sim.Lesions(3), "biopsy": sim.Exam(sim.Biopsy({"T790M": ["R"]}), days=[0, 180])})
    """

    panel: Mapping[str, Sequence[str]]
    site: str = ""
    cells: int = 500
    least: int = 2

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "panel", checked_panel("Biopsy", self.panel))
        if not isinstance(self.site, str):
            raise InputError(f"site of Biopsy is {self.site!r}; give the name of a site, or ''.")
        set_(self, "cells", checks.whole("cells of Biopsy", self.cells, 1, 10**9))
        set_(self, "least", checks.whole("least of Biopsy", self.least, 1, self.cells))

    def check_clones(self, clones: Sequence[str]) -> None:
        """Refuse a tumour without the site, or without the clones of the panel."""
        carriers("Biopsy", self.panel, clones)
        sites = sorted({name.partition(IN_SITE)[2] for name in clones} - {""})
        if self.site and self.site not in sites:
            raise unknown(f"site of Biopsy, {self.site!r},", "site", self.site, sites)

    def among(self, clones: Sequence[str]) -> "Measure":
        """Return the measure of a tumour with these clones, as it is put to work."""
        return _Taken(self, tuple(clones))

    def sizes(self, burden, state, error, smallest):
        """Refuse: what is read depends on the clones (`among`)."""
        raise InputError("A Biopsy is told the clones first: measure.among(clones).")

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return self.least / self.cells

    def total(self, sizes, limit, targets):
        """Return the largest share; see `Measure.total`."""
        return np.maximum(sizes.max(axis=0), limit)


class _Taken(OfPanel):
    """`Biopsy` of a tumour whose clones are known."""

    def __init__(self, kit: Biopsy, clones: tuple[str, ...]):
        self._kit, self._carried = kit, carriers("Biopsy", kit.panel, clones)
        self.panel = kit.panel
        self._there = np.array(
            [not kit.site or name.partition(IN_SITE)[2] == kit.site for name in clones]
        )

    def counted(self, cells):
        """Return the cells of each clone in the site (clone, patient)."""
        return np.array(list(cells.values()), dtype=float) * self._there[:, None]

    def sizes(self, burden, state, error, smallest):
        """Return shares and the smallest that is detected; see `Measure.sizes`."""
        kit, all_ = self._kit, burden.sum(axis=0)
        share = np.minimum((self._carried @ burden) / np.maximum(all_, 1.0), 1.0)
        return counts(error, float(kit.cells), share) / kit.cells, kit.limit_of(smallest)

    total = Biopsy.total
