"""A gene amplified outside the chromosomes: its copies double and are shared out by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import comb

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.derived import follows
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.model.mechanisms.heritable import cost_in_words
from sim.model.mechanisms.mechanism import Change, Mechanism, Step, in_words, product
from sim.model.words import amount

MOST_COPIES = 63


@dataclass(frozen=True)
class ExtrachromosomalDna(Mechanism):
    """The gene of the target lies on circles of DNA without centromere (ecDNA).

    States: 0 (the founder), 1, 2, ..., `copies` circles. Before a cell of k circles divides they
    double, and each of the 2 k goes to one daughter or the other with equal chance: one daughter
    has Binomial(2 k, 1/2) of them and the other the rest (Lange et al. 2022). So a cell may lose
    all at once, and another double its number. A circle beyond `copies` is lost. With k circles the
    EC50 is ``1 + k * fold_per_copy`` times the founder's, and a cell divides ``selection * (1 - k *
    cost_per_copy)`` times as often. The first circle arises by mutation.

    Without selection, the share of cells with any circle falls about as ``2 / (2 + b t)`` from
    cells of one, b divisions a day (`sim.theory.segregation`, exactly).

    The jump engine cannot run it: both daughters differ from their mother. `GeneAmplification`, a
    ladder of one copy more or fewer, is amplification on a chromosome, and that it can.

    Parameters
    ----------
    drugs : str or sequence of str
        The drug, or the drugs that share the target.
    per_division : float, array (patient,) or distribution
        Probability per division that a cell without any gets the first circle. The default of 1e-7
        is illustrative.
    copies : int
        The largest number of circles, 2 to 63.
    fold_per_copy : float, array (patient,) or distribution
        What each circle adds to the fold of the EC50. Default 1: as many times the drug as there
        are times the target.
    selection : float, array (patient,) or distribution
        Factor on the divisions of all cells with circles, with and without drug. Default 1,
        neutral.
    cost_per_copy : float, array (patient,) or distribution
        Share of the divisions that each circle costs; default none.
    at_start : int
        Circles of the cells that are there on day 0. Default none.
    name : str
        Default the names of the drugs and ``ecDNA``.
    """

    drugs: str | Sequence[str]
    per_division: Number = 1e-7
    copies: int = 15
    fold_per_copy: Number = 1.0
    selection: Number = 1.0
    cost_per_copy: Number = 0.0
    at_start: int = 0
    name: str = ""

    references = (
        Reference(
            "Lange JT, Rose JC, Chen CY, et al.",
            2022,
            "The evolutionary dynamics of extrachromosomal DNA in human cancers",
            "Nat Genet 54:1527",
            "10.1038/s41588-022-01177-x",
            "ExtrachromosomalDna: random segregation, and its selection",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name(f"{'/'.join(self.drugs)} ecDNA")
        of, set_ = f"of the mechanism {self.name!r}", object.__setattr__
        set_(self, "copies", checks.whole(f"copies {of}", self.copies, 2, MOST_COPIES))
        set_(self, "at_start", checks.whole(f"at_start {of}", self.at_start, 0, self.copies))
        self._check("per_division", high=1.0, hint="It is a probability per division.")
        self._check("fold_per_copy")
        self._check("selection")
        self._check("cost_per_copy")
        if not is_distribution(self.cost_per_copy):
            left = 1.0 - self.copies * float(np.max(self.cost_per_copy))
            if left < 0.0:
                raise InputError(
                    f"cost_per_copy {of} makes division negative: with {self.copies} circles the "
                    f"factor is {left:g}. It can be at most {1.0 / self.copies:g}, or take fewer "
                    "copies."
                )

    @property
    def states(self) -> tuple[str, ...]:
        """What the states are called: ``A ecDNA x1``, ``A ecDNA x2``, ..."""
        return tuple(f"{self.name} x{k}" for k in range(1, self.copies + 1))

    @property
    def begins(self) -> int:
        """The state of the cells that are there on day 0."""
        return self.at_start

    @property
    def steps(self) -> tuple[Step, ...]:
        """The first circle, and every way in which circles may be shared out unequally."""
        first = Step(0, 1, per_division=self.own("per_division"))
        shared = (
            self._shared_out(k, fewer) for k in range(1, self.copies + 1) for fewer in range(k)
        )
        return (first, *shared)

    def _shared_out(self, k: int, fewer: int) -> Step:
        """Return the division of a cell of k that gives one daughter `fewer`, one the rest."""
        more = min(2 * k - fewer, self.copies)
        chance = 2.0 * comb(2 * k, fewer) / 4.0**k
        return Step(k, fewer, per_division=chance, other=None if more == k else more, shares=True)

    def change(self, state: int) -> Change:
        """Return what that many circles change."""
        fold = follows(partial(_more, state), self.own("fold_per_copy"))
        kept = follows(partial(_more, -state), self.own("cost_per_copy"))
        birth = follows(product, self.own("selection"), kept)
        return Change(birth, fold=dict.fromkeys(self.drugs, fold))

    def __str__(self) -> str:
        return (
            f"{self.name}: up to {self.copies} circles of DNA with the target of "
            f"{in_words(self.drugs)}, which double and are shared out by chance at a division; "
            f"each adds {amount(self.fold_per_copy)} to the fold of the EC50. Cells with any "
            f"divide {amount(self.selection)} times as often; the first arises with "
            f"{amount(self.per_division)} per division{cost_in_words(self.cost_per_copy)}"
        )


def _more(times: int, x):
    """Return 1 + times x."""
    return 1.0 + times * x
