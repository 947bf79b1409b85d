"""Niches: sites of the tumour in which drugs arrive less, cells divide more slowly, room differs.

A clone in a niche is a type of its own, so a tumour in niches is an ordinary tumour of clones x
niches: the same engines run it and the same theory answers for it. Mutations and switches happen
within a niche; cells migrate between niches without dividing, each alone, at constant rates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.base import checks
from sim.base.checks import Number
from sim.base.derived import at_address

if TYPE_CHECKING:
    pass


BY_NAME = ("penetration", "migration")
"""What may differ by drug or by where a cell goes."""


@dataclass(frozen=True)
class Niche:
    """One site of a tumour, for `Tumour.in_niches`.

    Parameters
    ----------
    name : str
        How it is called; it becomes the `site` of its clones, for `sim.Surgery`.
    penetration : float, array (patient,), distribution, or mapping of drug to these
        Share of a drug's concentration that reaches it: 1 is a well perfused site. A share p is the
        same as an EC50 divided by p. In solid tumours penetration is incomplete and differs
        between drugs and sites (Minchinton and Tannock 2006, Nat Rev Cancer 6:583).
    birth, death : float, array (patient,) or distribution
        Factors on the clones' births and deaths: cells without oxygen divide more slowly.
    capacity : float, array (patient,) or distribution, optional
        Room [cells] of this site alone, where growth is crowded. Default: that of the tumour.
    migration : float, array (patient,), distribution, or mapping of niche to these
        Rate at which a cell leaves for each other niche, or for those named [1/day per cell].
    effectors : float, array (patient,) or distribution
        Factor on the killing by the immune system, if the tumour has one: 0 is a site that
        effector cells do not reach.
    share : float, array (patient,) or distribution, optional
        Share of the cells at the start. Default: all are in the first niche.
    """

    name: str
    penetration: Number | Mapping[str, Number] = 1.0
    birth: Number = 1.0
    death: Number = 1.0
    capacity: Number | None = None
    migration: Number | Mapping[str, Number] = 0.0
    effectors: Number = 1.0
    share: Number | None = None

    def __post_init__(self):
        checks.name("A niche", self.name)
        self._check("penetration", high=1e3)
        self._check("birth", high=1e3)
        self._check("death", high=1e3)
        self._check("migration", unit="per day")
        self._check("effectors", high=1e3)
        if self.capacity is not None:
            self._check("capacity", above=True, unit="cells")
        if self.share is not None:
            self._check("share", high=1.0)

    def _check(self, word: str, **limits: Any) -> None:
        what, value = f"{word} of niche {self.name!r}", getattr(self, word)
        if isinstance(value, Mapping) and word in BY_NAME:
            value = {k: checks.number(f"{what} for {k!r}", x, **limits) for k, x in value.items()}
        else:
            value = checks.number(what, value, **limits)
        object.__setattr__(self, word, value)

    def own(self, word: str, key: str | None = None, default: float = 1.0) -> Any:
        """Return a number of the niche, drawn once per patient wherever it is used."""
        value = getattr(self, word)
        address = f"tumour.niches.{self.name}.{word}"
        if isinstance(value, Mapping):
            return at_address(f"{address}.{key}", value.get(str(key), default))
        return at_address(address, value)
