"""More copies of the gene that a drug acts on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.derived import follows
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.model.mechanisms.mechanism import Change, Mechanism, Step, in_words
from sim.model.words import amount

MOST_COPIES = 32


@dataclass(frozen=True)
class GeneAmplification(Mechanism):
    """The gene of the target is copied: a ladder of copies, climbed and descended by chance.

    States: 1 (the founder), 2, ..., `copies` copies. At a division one daughter may have one
    copy more (probability `gain`) or one fewer (`loss`). With k copies the EC50 is
    ``1 + (k - 1) * fold_per_copy`` times the founder's, and the cell divides
    ``1 - (k - 1) * cost_per_copy`` times as often.

    Without drug and without cost the numbers of copies tend to the truncated geometric law
    ``P(k) ~ (gain / loss)^(k - 1)`` (detailed balance of the ladder;
    `sim.theory.copy_numbers`): a stable law needs more loss than gain. With a cost, resistance
    fades faster off drug.

    Parameters
    ----------
    drugs : str or sequence of str
        The drug, or the drugs that share the target.
    gain, loss : float, array (patient,) or distribution
        Probability per division of a copy more, and fewer. Defaults 0.02 and 0.1: estimated for
        dihydrofolate reductase genes on double minutes under methotrexate (Kimmel and Axelrod
        1990, Genetics 125:633, abstract). They assume unstable extrachromosomal copies.
    copies : int
        The largest number of copies.
    fold_per_copy : float, array (patient,) or distribution
        What each further copy adds to the fold of the EC50. Default 1: as many times the drug as
        there are times the target.
    cost_per_copy : float, array (patient,) or distribution
        Share of the divisions that each further copy costs; default none.
    first : float, array (patient,) or distribution, optional
        Probability per division of the first further copy, where that is rarer; default `gain`.
    name : str
        Default: the drugs and ``copies``.
    """

    drugs: str | Sequence[str]
    gain: Number = 0.02
    loss: Number = 0.1
    copies: int = 5
    fold_per_copy: Number = 1.0
    cost_per_copy: Number = 0.0
    first: Number | None = None
    name: str = ""

    references = (
        Reference(
            "Kimmel M, Axelrod DE",
            1990,
            "Mathematical models of gene amplification with applications to cellular drug "
            "resistance and tumorigenicity",
            "Genetics 125:633",
            "10.1093/genetics/125.3.633",
            "GeneAmplification: gain 2 % and loss 10 % per division, on double minutes",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name(f"{'/'.join(self.drugs)} copies")
        if not isinstance(self.copies, int) or not 2 <= self.copies <= MOST_COPIES:
            raise InputError(
                f"copies of the mechanism {self.name!r} is {self.copies!r}; give a whole number "
                f"from 2 to {MOST_COPIES}."
            )
        for word in ("gain", "loss", "first"):
            if word != "first" or self.first is not None:
                self._check(word, high=1.0, hint="It is a probability per division.")
        self._check("fold_per_copy")
        self._check("cost_per_copy")
        if not is_distribution(self.cost_per_copy):
            left = 1.0 - (self.copies - 1) * float(np.max(self.cost_per_copy))
            if left < 0.0:
                raise InputError(
                    f"cost_per_copy of the mechanism {self.name!r} makes division negative: with "
                    f"{self.copies} copies the factor is {left:g}. It can be at most "
                    f"{1.0 / (self.copies - 1):g}, or take fewer copies."
                )

    @property
    def states(self) -> tuple[str, ...]:
        """What the states are called: ``A x2``, ``A x3``, ..."""
        word = self.name.removesuffix(" copies")
        return tuple(f"{word} x{k}" for k in range(2, self.copies + 1))

    @property
    def steps(self) -> tuple[Step, ...]:
        """One copy more, one copy fewer."""
        first = self.own("gain") if self.first is None else self.own("first")
        up = [
            Step(k, k + 1, per_division=self.own("gain") if k else first)
            for k in range(self.copies - 1)
        ]
        down = [Step(k, k - 1, per_division=self.own("loss")) for k in range(1, self.copies)]
        return tuple(up + down)

    def change(self, state: int) -> Change:
        """Return what that many further copies change."""
        fold = follows(partial(_more, state), self.own("fold_per_copy"))
        birth = follows(partial(_more, -state), self.own("cost_per_copy"))
        return Change(birth, fold=dict.fromkeys(self.drugs, fold))

    def __str__(self) -> str:
        cost = amount(self.cost_per_copy)
        return (
            f"{self.name}: up to {self.copies} copies of the target of {in_words(self.drugs)}; "
            f"each adds {amount(self.fold_per_copy)} to the fold of the EC50 and costs {cost} of "
            f"the divisions. A division gains one with {amount(self.gain)} and loses one with "
            f"{amount(self.loss)}."
        )


def _more(times: int, x):
    """Return 1 + times x."""
    return 1.0 + times * x
