"""Saturable inactivation of the drug inside the cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model.inside import Inside
from sim.model.mechanisms.heritable import OneState
from sim.model.mechanisms.mechanism import Change, in_words, kept
from sim.model.words import amount


@dataclass(frozen=True)
class Inactivation(OneState):
    """An enzyme or a thiol (such as glutathione) disarms the drug: a high dose overcomes it.

    States: normal, inactivating. The concentration c inside solves
    ``outside = c + capacity * c / (half + c)`` (`sim.model.inside`): at low dose it is the outside
    concentration over ``1 + capacity / half``, at high dose the outside concentration less the
    capacity.

    Parameters
    ----------
    drugs : str or sequence of str
        The drugs that are inactivated.
    capacity : float, array (patient,) or distribution
        Outside concentration that it can keep in check, in units of the standard dose's mean. The
        default of 1 (the standard dose) is illustrative.
    half : float, array (patient,) or distribution
        Concentration inside at which half of the capacity is used (Michaelis's constant); the
        default of 0.1 is illustrative.
    per_division : float, array (patient,) or distribution
        Probability per division of gaining it for good. Default 1e-7, illustrative.
    switching : (on, off), optional
        Rates [1/day per cell], where it is switched.
    cost : float, array (patient,) or distribution
        Share of the divisions lost; default none.
    name : str
        Default ``inactivation``.
    """

    drugs: str | Sequence[str]
    capacity: Number = 1.0
    half: Number = 0.1
    per_division: Number = 1e-7
    switching: tuple[Number, Number] | None = None
    cost: Number = 0.0
    name: str = ""

    references = (
        Reference(
            "Johnson KA, Goody RS",
            2011,
            "The original Michaelis constant: translation of the 1913 Michaelis-Menten paper",
            "Biochemistry 50:8264",
            "10.1021/bi201284u",
            "Inactivation: the saturable removal of a drug",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("inactivation")
        self._check("capacity")
        self._check("half", above=True)
        self._check_how_it_arises()

    def change(self, state: int) -> Change:
        """Return what inactivation changes."""
        inside = Inside(capacity=self.own("capacity"), half=self.own("half"))
        return Change(kept(self.own("cost")), inside=dict.fromkeys(self.drugs, inside))

    def __str__(self) -> str:
        return (
            f"{self.name}: cells inactivate {in_words(self.drugs)} up to a concentration of "
            f"{amount(self.capacity)}; a dose well above overcomes it. {self._arises_in_words()}"
        )
