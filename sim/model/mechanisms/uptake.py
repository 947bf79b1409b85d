"""A transporter that stops taking the drug in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model.inside import Inside
from sim.model.mechanisms.heritable import OneState
from sim.model.mechanisms.mechanism import Change, in_words, kept
from sim.model.words import amount


@dataclass(frozen=True)
class ReducedUptake(OneState):
    """A transporter is lost: less of the drug comes in.

    States: normal, low uptake. The concentration inside is `fraction` of that in a normal cell.

    Parameters
    ----------
    drugs : str or sequence of str
        The drugs that the transporter takes in.
    fraction : float, array (patient,) or distribution
        What still comes in. Default 0.35: cisplatin in cells without the copper transporter CTR1
        (Holzer, Manorek and Howell 2006, Mol Pharmacol 70:1390: 35 to 36 % at 2 uM).
    per_division : float, array (patient,) or distribution
        Probability per division of losing it for good. Default 1e-7, illustrative.
    switching : (on, off), optional
        Rates [1/day per cell] of losing it and of regaining it, where it is switched.
    cost : float, array (patient,) or distribution
        Share of the divisions lost; default none.
    name : str
        Default ``low uptake``.
    """

    drugs: str | Sequence[str]
    fraction: Number = 0.35
    per_division: Number = 1e-7
    switching: tuple[Number, Number] | None = None
    cost: Number = 0.0
    name: str = ""

    references = (
        Reference(
            "Holzer AK, Manorek GH, Howell SB",
            2006,
            "Contribution of the major copper influx transporter CTR1 to the cellular accumulation "
            "of cisplatin, carboplatin, and oxaliplatin",
            "Mol Pharmacol 70:1390",
            "10.1124/mol.106.022624",
            "ReducedUptake: 35 % of the cisplatin comes in without CTR1",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("low uptake")
        self._check("fraction", high=1.0)
        self._check_how_it_arises()

    def change(self, state: int) -> Change:
        """Return what the loss changes."""
        inside = Inside(uptake=self.own("fraction"))
        return Change(kept(self.own("cost")), inside=dict.fromkeys(self.drugs, inside))

    def __str__(self) -> str:
        return (
            f"{self.name}: a transporter is lost, and {amount(self.fraction)} of "
            f"{in_words(self.drugs)} still comes in. {self._arises_in_words()}"
        )
