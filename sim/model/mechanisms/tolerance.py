"""Cells that tolerate the drug because it is there: persisters."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.derived import follows
from sim.model.mechanisms.mechanism import (
    Change,
    Mechanism,
    Step,
    complement,
    in_words,
    product,
)
from sim.model.words import amount


@dataclass(frozen=True)
class Tolerance(Mechanism):
    """Cells enter a slow state that the drug hardly touches, and more of them under the drug.

    States: cycling, persister. Cells enter at ``enter + induced * f`` [1/day per cell], with the
    drug's fractional effect f on them, and leave at `leave`; ``leave=0`` is stable. Persisters
    divide and die at `division` and `death` times the founder's rates, and their EC50 is `fold`
    times as high.

    Where a share of them goes on dividing (`cycling`), that is a third state, cycling persisters,
    which that share of the cells that enter becomes: they divide and die at `cycling_pace` times
    the founder's rates, and are persisters otherwise. With `mutation`, both mutate so many times as
    often in a division, whatever mechanism the mutation brings.

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
    cycling : float, array (patient,) or distribution
        Share of the persisters that go on dividing, as they arise; default none. A minority did in
        colorectal (Russo et al. 2022) and lung cancer cells (Oren et al. 2021, Nature 596:576).
    cycling_pace : float, array (patient,) or distribution
        Factor on the founder's births and deaths of these. The default of 0.5 is illustrative.
    mutation : float, array (patient,) or distribution
        Factor on the probability of every mutation in a persister's division; default 1. Under
        targeted drugs 7 to 50 was estimated (Russo et al. 2022, abstract).
    """

    drugs: str | Sequence[str]
    enter: Number = 1e-4
    induced: Number = 1e-2
    leave: Number = 0.03
    division: Number = 0.1
    death: Number = 0.1
    fold: Number = float("inf")
    name: str = ""
    cycling: Number = 0.0
    cycling_pace: Number = 0.5
    mutation: Number = 1.0

    references = (
        Reference(
            "Russo M, Pompei S, Sogari A, et al.",
            2022,
            "A modified fluctuation-test framework characterizes the population dynamics and "
            "mutation rate of colorectal cancer persister cells",
            "Nat Genet 54:976",
            "10.1038/s41588-022-01105-z",
            "Tolerance: persisters are induced by the drug, some slowly divide, and mutate 7 to 50 "
            "times as often",
        ),
        Reference(
            "Oren Y, Tsabar M, Cuoco MS, et al.",
            2021,
            "Cycling cancer persister cells arise from lineages with distinct programs",
            "Nature 596:576",
            "10.1038/s41586-021-03796-6",
            "Tolerance: a rare share of persisters divides under the drug (cycling=)",
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
        for word in ("division", "death", "cycling_pace", "mutation"):
            self._check(word)
        self._check("cycling", high=1.0, hint="It is a share of the persisters: 0.1, not 10.")
        self._check("fold", above=True, infinite=True)

    @property
    def states(self) -> tuple[str, ...]:
        """Persisters and, where a share of them divides, cycling persisters."""
        return (self.name, f"cycling {self.name}") if self._some_cycle else (self.name,)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Entering, which the drugs induce, and leaving."""
        rest = follows(complement, self.own("cycling"))
        shares = (rest, self.own("cycling")) if self._some_cycle else (1.0,)
        return tuple(
            step
            for state, share in enumerate(shares, start=1)
            for step in (self._entering(state, share), Step(state, 0, rate=self.own("leave")))
        )

    def change(self, state: int) -> Change:
        """Return what a persister changes; 2 is a cycling one."""
        words = ("division", "death") if state == 1 else ("cycling_pace", "cycling_pace")
        birth, death = map(self.own, words)
        fold = dict.fromkeys(self.drugs, self.own("fold"))
        return Change(birth, death, fold=fold, mutation=self.own("mutation"))

    @property
    def _some_cycle(self) -> bool:
        return not (isinstance(self.cycling, float) and self.cycling == 0.0)

    def _entering(self, state: int, share: Number) -> Step:
        """Return how that share of the cells that enter become persisters of one kind."""
        enter, induced = self.own("enter"), self.own("induced")
        if self._some_cycle:
            enter, induced = follows(product, enter, share), follows(product, induced, share)
        return Step(0, state, rate=enter, induced=dict.fromkeys(self.drugs, induced))

    def __str__(self) -> str:
        return (
            f"{self.name}: slow cells (divisions times {amount(self.division)}) that "
            f"{in_words(self.drugs)} hardly touches. Cells enter at {amount(self.enter)} per day "
            f"and up to {amount(self.induced)} more under the drug, and leave at "
            f"{amount(self.leave)} per day{self._more_in_words()}."
        )

    def _more_in_words(self) -> str:
        """Say which of them divide and how they mutate, where that is said."""
        words = ""
        if self._some_cycle:
            words = f"; a share of {amount(self.cycling)} of them divides on (at a pace of "
            words += f"{amount(self.cycling_pace)})"
        if not (isinstance(self.mutation, float) and self.mutation == 1.0):
            words += f"; they mutate {amount(self.mutation)} times as often"
        return words
