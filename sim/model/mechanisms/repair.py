"""Repair of the damage that a drug does."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model.inside import Inside
from sim.model.mechanisms.heritable import OneState
from sim.model.mechanisms.mechanism import Change, in_words, kept
from sim.model.words import amount


@dataclass(frozen=True)
class Repair(OneState):
    """Cells mend what the drug breaks: no dose has its full effect.

    States: normal, repairing. The largest effect of every drug named (a DNA-damaging one) is
    ``1 - fraction`` of what it is on a normal cell. So unlike a higher EC50, more drug is no
    answer; a drug of another kind is.

    Parameters
    ----------
    drugs : str or sequence of str
        The drugs whose damage is repaired.
    fraction : float, array (patient,) or distribution
        Share of the effect that is repaired, 0 to 1. The default of 0.7 is illustrative.
    per_division : float, array (patient,) or distribution
        Probability per division of gaining it for good. Default 1e-7, illustrative (reversion of
        BRCA mutations restores repair in patients: Edwards et al. 2008, Nature 451:1111).
    switching : (on, off), optional
        Rates [1/day per cell], where repair is switched.
    cost : float, array (patient,) or distribution
        Share of the divisions lost; default none.
    name : str
        Default ``repair``.
    """

    drugs: str | Sequence[str]
    fraction: Number = 0.7
    per_division: Number = 1e-7
    switching: tuple[Number, Number] | None = None
    cost: Number = 0.0
    name: str = ""

    references = (
        Reference(
            "Edwards SL, Brough R, Lord CJ, et al.",
            2008,
            "Resistance to therapy caused by intragenic deletion in BRCA2",
            "Nature 451:1111",
            "10.1038/nature06548",
            "Repair: cells regain the repair of DNA and with it resistance",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("repair")
        self._check("fraction", high=1.0)
        self._check_how_it_arises()

    def change(self, state: int) -> Change:
        """Return what repair changes."""
        inside = Inside(repair=self.own("fraction"))
        return Change(kept(self.own("cost")), inside=dict.fromkeys(self.drugs, inside))

    def __str__(self) -> str:
        return (
            f"{self.name}: cells repair {amount(self.fraction)} of the damage by "
            f"{in_words(self.drugs)}, at any dose. {self._arises_in_words()}"
        )
