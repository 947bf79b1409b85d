"""Cells that come from elsewhere: a site of the tumour that is seeded."""

from dataclasses import dataclass

from sim.base import checks
from sim.base.checks import Number

MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Immigration:
    """Batches of cells that arrive by chance, at a constant rate, from day 0 on.

    Batches arrive as a Poisson process, independently of what is there; cells of a batch then live
    as all others of their clone. A tumour into which cells arrive is never over: who has no cell
    left has the ending ``time over``.

    Parameters
    ----------
    clone : str
        Of which clone they are.
    rate : float, array (patient,) or distribution
        Batches per day [1/day].
    batch : int
        Cells of a batch; clusters of circulating tumour cells have 2 to some 50 (Aceto et al. 2014,
        Cell 158:1110).
    """

    clone: str
    rate: Number
    batch: int = 1

    def __post_init__(self):
        checks.name("An immigration: the clone", self.clone)
        of = f"of the immigration of {self.clone!r}"
        set_ = object.__setattr__
        set_(self, "rate", checks.number(f"rate {of}", self.rate, unit="per day"))
        set_(self, "batch", checks.whole(f"batch {of}", self.batch, 1, MOST_CELLS))
