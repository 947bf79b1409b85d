"""Cells that tolerate the drug because it is there: persisters."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model.mechanisms.mechanism import Change, Mechanism, Step, in_words
from sim.model.words import amount


@dataclass(frozen=True)
class Tolerance(Mechanism):
    """Cells enter a slow state that the drug hardly touches, and more of them under the drug.

    States: cycling, persister. Cells enter at ``enter + induced * f`` [1/day per cell], with the
    drug's fractional effect f on them, and leave at `leave`; ``leave=0`` is stable. Persisters
    divide and die at `division` and `death` times the founder's rates, and their EC50 is `fold`
    times as high.

    Parameters
    ----------
    drugs : str or sequence of str
        The drugs that are tolerated, each of which induces it.
    enter, induced, leave : float, array (patient,) or distribution
        Rates [1/day per cell] of entering without drug, of what each drug adds at its full effect,
        and of leaving. The defaults (1e-4, 0.01, 0.03) are illustrative: in colorectal cancer cell
        lines persisters were induced by the drug, and some slowly divided (Russo et al. 2022, Nat
        Genet 54:976); 0.3 % of lung cancer cells survived (Sharma et al. 2010, Cell 141:69).
    division, death : float, array (patient,) or distribution
        Factors on the founder's births and deaths. The defaults of 0.1 are illustrative.
    fold : float, array (patient,) or distribution
        Factor on the EC50 of persisters; ``inf`` (the default) is untouched.
    name : str
        Default ``persister``.
    """

    drugs: str | Sequence[str]
    enter: Number = 1e-4
    induced: Number = 1e-2
    leave: Number = 0.03
    division: Number = 0.1
    death: Number = 0.1
    fold: Number = float("inf")
    name: str = ""

    references = (
        Reference(
            "Russo M, Pompei S, Sogari A, et al.",
            2022,
            "A modified fluctuation-test framework characterizes the population dynamics and "
            "mutation rate of colorectal cancer persister cells",
            "Nat Genet 54:976",
            "10.1038/s41588-022-01105-z",
            "Tolerance: persisters are induced by the drug, and some slowly divide",
        ),
        Reference(
            "Greene JM, Gevertz JL, Sontag ED",
            2019,
            "Mathematical approach to differentiate spontaneous and induced evolution to drug "
            "resistance during cancer treatment",
            "JCO Clin Cancer Inform 3:1",
            "10.1200/CCI.18.00087",
            "Tolerance: induction in proportion to the drug (with leave=0)",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("persister")
        for word in ("enter", "induced", "leave"):
            self._check(word, unit="per day")
        for word in ("division", "death"):
            self._check(word)
        self._check("fold", above=True, infinite=True)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Entering, which the drugs induce, and leaving."""
        induced = dict.fromkeys(self.drugs, self.own("induced"))
        return (
            Step(0, 1, rate=self.own("enter"), induced=induced),
            Step(1, 0, rate=self.own("leave")),
        )

    def change(self, state: int) -> Change:
        """Return what a persister changes."""
        fold = dict.fromkeys(self.drugs, self.own("fold"))
        return Change(self.own("division"), self.own("death"), fold=fold)

    def __str__(self) -> str:
        return (
            f"{self.name}: slow cells (divisions times {amount(self.division)}) that "
            f"{in_words(self.drugs)} hardly touches. Cells enter at {amount(self.enter)} per day "
            f"and up to {amount(self.induced)} more under the drug, and leave at "
            f"{amount(self.leave)} per day."
        )
