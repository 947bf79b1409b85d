"""Reversible epigenetic silencing of a gene that the drug needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base import checks
from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model.mechanisms.heritable import NO_DIVISION, cost_in_words
from sim.model.mechanisms.mechanism import Change, Mechanism, Step, in_words, kept
from sim.model.words import amount


@dataclass(frozen=True)
class Silencing(Mechanism):
    """A gene that the drug needs is switched off, and on again (hMLH1 in ovarian cancer).

    States: open, silenced. Cells are silenced at the rate `on` and opened at
    ``off + erased * f``, with the fractional effect f of the eraser: an eraser (decitabine) given
    before the drug, or with it, re-sensitises. Silenced, the EC50 is `fold` times as high.

    Parameters
    ----------
    drugs : str or sequence of str
        The drugs that need the gene.
    on, off : float, array (patient,) or distribution
        Rates of silencing and of opening [1/day per cell]. The defaults (1e-4, 1e-3: silenced for
        some three years) are illustrative.
    fold : float, array (patient,) or distribution
        Factor on the EC50 of silenced cells. The default of 20 is illustrative.
    eraser : str, optional
        A drug that opens the gene, best with `sim.Inhibition` as its effect. (Decitabine
        re-expressed hMLH1 and sensitised resistant ovarian cells to cisplatin: Steele et al. 2009,
        Br J Cancer 100:758; 35 % of platinum-resistant patients responded again: Matei et al.
        2012, Cancer Res 72:2197.)
    erased : float, array (patient,) or distribution
        Rate of opening [1/day per cell] that the eraser adds at full effect; the default of 0.2 is
        illustrative.
    cost : float, array (patient,) or distribution
        Share of the divisions that silenced cells lose; default none.
    name : str
        Default ``silenced``.
    """

    drugs: str | Sequence[str]
    on: Number = 1e-4
    off: Number = 1e-3
    fold: Number = 20.0
    eraser: str | None = None
    erased: Number = 0.2
    cost: Number = 0.0
    name: str = ""

    references = (
        Reference(
            "Steele N, Finn P, Brown R, Plumb JA",
            2009,
            "Combined inhibition of DNA methylation and histone acetylation enhances gene "
            "re-expression and drug sensitivity in vivo",
            "Br J Cancer 100:758",
            "10.1038/sj.bjc.6604932",
            "Silencing: an eraser re-expresses hMLH1 and re-sensitises to cisplatin",
        ),
        Reference(
            "Gunnarsson EB, De S, Leder K, Foo J",
            2020,
            "Understanding the role of phenotypic switching in cancer drug resistance",
            "J Theor Biol 490:110162",
            "10.1016/j.jtbi.2020.110162",
            "Silencing: cells that switch between two states, and drugs that change the rates",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name("silenced")
        for word in ("on", "off", "erased"):
            self._check(word, unit="per day")
        self._check("fold", above=True, infinite=True)
        self._check("cost", high=1.0, hint=NO_DIVISION)
        if self.eraser is not None:
            checks.name("The eraser of Silencing", self.eraser)

    @property
    def named_drugs(self) -> tuple[str, ...]:
        """Every drug it names."""
        return (*super().named_drugs, *((self.eraser,) if self.eraser else ()))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Silencing, and opening, which the eraser speeds."""
        induced = {self.eraser: self.own("erased")} if self.eraser else {}
        return (
            Step(0, 1, rate=self.own("on")),
            Step(1, 0, rate=self.own("off"), induced=induced),
        )

    def change(self, state: int) -> Change:
        """Return what silencing changes."""
        return Change(kept(self.own("cost")), fold=dict.fromkeys(self.drugs, self.own("fold")))

    def __str__(self) -> str:
        eraser = f"; {self.eraser} adds up to {amount(self.erased)}" if self.eraser else ""
        return (
            f"{self.name}: a gene that {in_words(self.drugs)} needs is silenced, and the EC50 is "
            f"{amount(self.fold)} times as high. Cells switch to it at {amount(self.on)} and back "
            f"at {amount(self.off)} per day{eraser}{cost_in_words(self.cost)}"
        )
