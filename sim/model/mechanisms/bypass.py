"""A second pathway that takes over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.errors import InputError
from sim.model.inside import Inside
from sim.model.mechanisms.heritable import OneState
from sim.model.mechanisms.mechanism import Change, drug_list, in_words, kept


@dataclass(frozen=True)
class Bypass(OneState):
    """A second pathway keeps the cell alive: only blocking both kills.

    States: dependent, bypassed. In bypassed cells the effect of every drug named is multiplied by
    the fractional effect, 0 to 1, of the partner (for ``share=1``; in general by
    ``1 - share * (1 - f)``), and that of the partner by those of the drugs: either alone does
    nothing. On dependent cells the partner does what its effect says; with `sim.Inhibition` it
    does nothing by itself.

    Parameters
    ----------
    drugs : str or sequence of str
        Drugs of the first pathway.
    partner : str
        The drug that blocks the second (MET beside EGFR: Engelman et al. 2007, Science 316:1039,
        where gefitinib and a MET inhibitor killed only together).
    per_division : float, array (patient,) or distribution
        Probability per division of opening the second pathway for good. Default 1e-7,
        illustrative.
    share : float, array (patient,) or distribution
        Share of the effects that hangs on both.
    switching : (on, off), optional
        Rates [1/day per cell], where the pathway is switched.
    cost : float, array (patient,) or distribution
        Share of the divisions lost; default none.
    name : str
        Default ``bypass``.
    """

    drugs: str | Sequence[str]
    partner: str
    per_division: Number = 1e-7
    share: Number = 1.0
    switching: tuple[Number, Number] | None = None
    cost: Number = 0.0
    name: str = ""

    references = (
        Reference(
            "Engelman JA, Zejnullahu K, Mitsudomi T, et al.",
            2007,
            "MET amplification leads to gefitinib resistance in lung cancer by activating ERBB3 "
            "signaling",
            "Science 316:1039",
            "10.1126/science.1141478",
            "Bypass: a second pathway that only both inhibitors shut",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("bypass")
        drug_list("Bypass(partner=)", self.partner)
        if self.partner in self.drugs:
            raise InputError(
                f"The partner of the mechanism {self.name!r} is {self.partner!r}, which is also "
                "one of its drugs; name the drug that blocks the other pathway."
            )
        self._check("share", high=1.0)
        self._check_how_it_arises()

    @property
    def named_drugs(self) -> tuple[str, ...]:
        """Every drug it names."""
        return (*super().named_drugs, self.partner)

    def change(self, state: int) -> Change:
        """Return what the second pathway changes."""
        share = self.own("share")
        inside = dict.fromkeys(self.drugs, Inside(needs={self.partner: share}))
        inside[self.partner] = Inside(needs=dict.fromkeys(self.drugs, share))
        return Change(kept(self.own("cost")), inside=inside)

    def __str__(self) -> str:
        either = "only together" if len(self.drugs) == 1 else "only all together"
        return (
            f"{self.name}: a second pathway takes over; {in_words(self.drugs)} and {self.partner} "
            f"kill {either}. {self._arises_in_words()}"
        )
