"""What mechanisms with one changed state share: how it arises and what it costs."""

from sim.base.checks import Number
from sim.base.derived import at_address
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.model.mechanisms.mechanism import Mechanism, Step
from sim.model.words import amount


class OneState(Mechanism):
    """A mechanism with one changed state, reached by mutation or by switching.

    Attributes
    ----------
    per_division : Number
        Probability per division of the change, where it is a mutation.
    switching : (Number, Number) or None
        Rates on and off [1/day per cell], where cells switch instead.
    cost : Number
        Share of its divisions that a changed cell loses.
    """

    per_division: Number
    switching: tuple[Number, Number] | None
    cost: Number

    @property
    def steps(self) -> tuple[Step, ...]:
        """How cells get from state to state."""
        if self.switching is None:
            return (Step(0, 1, per_division=self.own("per_division")),)
        on, off = (
            at_address(f"tumour.mechanisms.{self.name}.switching.{place}", rate)
            for place, rate in enumerate(self.switching)
        )
        return (Step(0, 1, rate=on), Step(1, 0, rate=off))

    def _check_how_it_arises(self) -> None:
        from sim.base import checks

        self._check("cost", high=1.0, hint=NO_DIVISION)
        self._check("per_division", high=1.0, hint="It is a probability: 5e-8, not a percentage.")
        if self.switching is None:
            return
        try:
            on, off = self.switching
        except (TypeError, ValueError):
            raise InputError(
                f"switching of the mechanism {self.name!r} is {self.switching!r}; give two rates "
                "per day, on and off: switching=(1e-4, 0.03)."
            ) from None
        of = f"of the mechanism {self.name!r}"
        pair = (
            checks.number(f"switching on {of}", on, unit="per day"),
            checks.number(f"switching off {of}", off, unit="per day"),
        )
        object.__setattr__(self, "switching", pair)

    def _arises_in_words(self) -> str:
        """Say how a cell gets it and what that costs."""
        if self.switching is None:
            how = f"It arises by mutation, {amount(self.per_division)} per division, and stays"
        else:
            on, off = map(amount, self.switching)
            how = f"Cells switch to it at {on} and back at {off} per day"
        return how + cost_in_words(self.cost)


NO_DIVISION = "It is a share of the cell's divisions: above 1, division would be negative."


def cost_in_words(cost: Number) -> str:
    """Say what share of its divisions a cell loses."""
    if not is_distribution(cost) and isinstance(cost, float) and cost == 0.0:
        return "."
    return f"; it costs the cell {amount(cost)} of its divisions."
