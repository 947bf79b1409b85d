"""A pump that expels many drugs at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base import checks
from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model.inside import Inside, Pump
from sim.model.mechanisms.heritable import OneState
from sim.model.mechanisms.mechanism import Change, in_words, kept
from sim.model.words import amount


@dataclass(frozen=True)
class Efflux(OneState):
    """An efflux pump (P-glycoprotein and the other ABC transporters): several drugs in one step.

    States: low pump, high pump. In cells with the high pump the concentration of every drug named
    is, inside, that outside over ``1 + pump * (1 - inhibition)`` (`sim.model.inside`), where
    inhibition is the fractional effect, 0 to 1, of the inhibitor.

    Parameters
    ----------
    drugs : str or sequence of str
        The drugs it expels.
    pump : float, array (patient,) or distribution
        Strength in units of passive leakage; the default of 20 is illustrative.
    per_division : float, array (patient,) or distribution
        Probability per division of turning the pump on for good. Default 1e-8, illustrative.
    inhibitor : str, optional
        A drug whose effect is `sim.Inhibition`. (Tariquidar blocked P-glycoprotein in patients for
        48 hours after one dose: Fox and Bates 2007, Expert Rev Anticancer Ther 7:447, abstract;
        inhibitors also raised the toxicity of what they were given with.)
    switching : (on, off), optional
        Rates [1/day per cell], for a pump that is switched and not mutated.
    cost : float, array (patient,) or distribution
        Share of the divisions lost; default none.
    name : str
        Default ``pump``.
    """

    drugs: str | Sequence[str]
    pump: Number = 20.0
    per_division: Number = 1e-8
    inhibitor: str | None = None
    switching: tuple[Number, Number] | None = None
    cost: Number = 0.0
    name: str = ""

    references = (
        Reference(
            "Fox E, Bates SE",
            2007,
            "Tariquidar (XR9576): a P-glycoprotein drug efflux pump inhibitor",
            "Expert Rev Anticancer Ther 7:447",
            "10.1586/14737140.7.4.447",
            "Efflux: an inhibitor blocks the pump in patients",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("pump")
        self._check("pump", high=1e9)
        self._check_how_it_arises()
        if self.inhibitor is not None:
            checks.name("The inhibitor of Efflux", self.inhibitor)

    @property
    def named_drugs(self) -> tuple[str, ...]:
        """Every drug it names."""
        return (*super().named_drugs, *((self.inhibitor,) if self.inhibitor else ()))

    def change(self, state: int) -> Change:
        """Return what the pump changes."""
        inside = Inside(pumps=(Pump(self.own("pump"), self.inhibitor),))
        return Change(kept(self.own("cost")), inside=dict.fromkeys(self.drugs, inside))

    def __str__(self) -> str:
        answer = f" {self.inhibitor} blocks it." if self.inhibitor else ""
        return (
            f"{self.name}: an efflux pump, {amount(self.pump)} times as fast as leakage, expels "
            f"{in_words(self.drugs)}.{answer} {self._arises_in_words()}"
        )
