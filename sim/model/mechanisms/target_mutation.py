"""A mutation of the drug's target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.derived import at_address
from sim.model.mechanisms.heritable import OneState
from sim.model.mechanisms.mechanism import Change, Step, in_words, kept
from sim.model.transitions import Mutation
from sim.model.words import amount


@dataclass(frozen=True)
class TargetMutation(OneState):
    """The target of one drug, or of several, changes: cells bear more of the drug, for good.

    States: wild type, mutant. The mutant's EC50 is `fold` times the founder's for every drug
    named (cross-resistance); a fold below 1 is collateral sensitivity. It divides
    ``1 - cost`` times as often. Multidrug resistance by mutations of separate targets needs one
    step for each.

    Parameters
    ----------
    drugs : str or sequence of str
        The drug, or the drugs that share the target.
    per_division : float, array (patient,) or distribution
        Probability per division. Default 5e-8: 50 positions that confer resistance, 1e-9 each
        (Bozic et al. 2013, eLife 2:e00747, table 1 and text).
    fold : float, array (patient,) or distribution
        Factor on the EC50; ``inf`` is untouched. The default is illustrative.
    cost : float, array (patient,) or distribution
        Share of the divisions that a mutant loses; default none.
    name : str
        Default: the names of the drugs.
    raised : mapping of drug to number
        How many times as often it arises at full effect of a drug, 1 or more (`sim.Mutation`).
    """

    drugs: str | Sequence[str]
    per_division: Number = 5e-8
    fold: Number = 100.0
    cost: Number = 0.0
    name: str = ""
    raised: Mapping[str, Number] = field(default_factory=dict)
    switching = None

    references = (
        Reference(
            "Bozic I, Reiter JG, Allen B, et al.",
            2013,
            "Evolutionary dynamics of cancer in response to targeted combination therapy",
            "eLife 2:e00747",
            "10.7554/eLife.00747",
            "TargetMutation: 50 positions that confer resistance, 1e-9 per division each",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("/".join(self.drugs))
        self._check("fold", above=True, infinite=True)
        self._check_how_it_arises()
        # (what it may hold, a mutation says)
        raised = Mutation("one", "other", 0.0, self.raised).raised
        object.__setattr__(self, "raised", raised)

    @property
    def named_drugs(self) -> tuple[str, ...]:
        """Every drug it names."""
        return tuple(dict.fromkeys([*super().named_drugs, *self.raised]))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The mutation, which drugs may raise."""
        (step,) = super().steps
        place = f"tumour.mechanisms.{self.name}.raised"
        raised = {drug: at_address(f"{place}.{drug}", x) for drug, x in self.raised.items()}
        return (replace(step, raised=raised),)

    def change(self, state: int) -> Change:
        """Return what the mutation changes."""
        return Change(kept(self.own("cost")), fold=dict.fromkeys(self.drugs, self.own("fold")))

    def __str__(self) -> str:
        return (
            f"{self.name}: a mutation of the target; the EC50 of {in_words(self.drugs)} is "
            f"{amount(self.fold)} times as high. {self._arises_in_words()}"
            + self._raised_in_words()
        )

    def _raised_in_words(self) -> str:
        words = [
            f" At full effect of {drug} it arises {amount(x)} times as often."
            for drug, x in self.raised.items()
        ]
        return "".join(words)
