"""Vessels that cross a lattice: what they carry reaches cells nearby better than cells far away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.base import checks
from sim.base.citations import Reference
from sim.base.errors import InputError

REFERENCES = (
    Reference(
        "Primeau AJ, Rendon A, Hedley D, Lilge L, Tannock IF",
        2005,
        "The distribution of the anticancer drug doxorubicin in relation to blood vessels in solid "
        "tumors",
        "Clin Cancer Res 11:8782",
        "10.1158/1078-0432.CCR-05-1664",
        "vessels of a lattice: a drug falls to half in 40 to 50 um, hypoxia begins at 90 to 140",
    ),
    Reference(
        "Ghaffarizadeh A, Heiland R, Friedman SH, Mumenthaler SM, Macklin P",
        2018,
        "PhysiCell: an open source physics-based cell simulator for 3-D multicellular systems",
        "PLoS Comput Biol 14:e1005991",
        "10.1371/journal.pcbi.1005991",
        "vessels of a lattice: oxygen reaches 100 um; below 5 of 38 mmHg cells do not divide",
    ),
)


@dataclass(frozen=True)
class Oxygen:
    """Oxygen from vessels, and what cells do without it.

    Parameters
    ----------
    reach : float
        Distance over which it falls to 1/e among cells [um]. 100: PhysiCell's (diffusion 1e5
        um^2/min, uptake 10 /min).
    no_division_below : float
        Of the oxygen at a vessel, 0 to 1; a cell with less does not divide. 0.13: 5 of 38 mmHg.
    death_below : float
        A cell with less than this dies at the rate `death`; 0.13: the same.
    death : float
        Deaths that this adds [1/day]; 0 by default: such cells are idle, and live.
    """

    reach: float = 100.0
    no_division_below: float = 0.13
    death_below: float = 0.13
    death: float = 0.0

    def __post_init__(self):
        put, one = object.__setattr__, checks.one_number
        put(self, "reach", one("reach of oxygen", self.reach, above=True, unit="um"))
        for name in ("no_division_below", "death_below"):
            put(self, name, one(f"{name} of oxygen", getattr(self, name), 0.0, 1.0))
        put(self, "death", one("death of oxygen", self.death, 0.0, 1e3, unit="1/day"))


@dataclass(frozen=True)
class Vessels:
    """Vessels that cross the plane of a lattice, and how far what they carry reaches.

    Concentrations in the blood are the drugs' own; a cell has a share of them that falls with its
    distance from vessels, since cells in between take up what diffuses. A vessel takes no room.

    Parameters
    ----------
    places : int or sequence of (int, int)
        How many vessels, each at a site drawn at random, in every patient others; or the sites
        (x, y) where they are, the first (0, 0).
    reach : mapping of drug to float
        Distance over which a drug falls to 1/e among cells, far from vessels [um]. Doxorubicin
        fell to half within 40 to 50 um: about 65. Drugs that are not named reach every site alike.
    oxygen : Oxygen, optional
        ``sim.Oxygen()``; without, every cell has enough.
    site : float
        Width of a site, that is of a cell [um]. 20 is illustrative.
    empty : float
        What a site without a cell takes up or loses, over what one with a cell does. 0.01:
        PhysiCell's decay of oxygen, 0.1 /min, over its uptake.
    every : float
        What reaches a site is found anew at the visits, once it is so many days old [days].
    """

    places: int | Sequence[tuple[int, int]]
    reach: Mapping[str, float] = field(default_factory=dict)
    oxygen: Oxygen | None = None
    site: float = 20.0
    empty: float = 0.01
    every: float = 7.0

    def __post_init__(self):
        put, one = object.__setattr__, checks.one_number
        put(self, "places", _checked_places(self.places))
        if not isinstance(self.reach, Mapping):
            raise InputError(
                f"reach of the vessels is {self.reach!r}; name the drug, reach={{'A': 65}} [um]."
            )
        reach = {
            str(drug): one(f"reach of {drug!r}", far, above=True, unit="um")
            for drug, far in self.reach.items()
        }
        put(self, "reach", reach)
        if self.oxygen is not None and not isinstance(self.oxygen, Oxygen):
            raise InputError(f"oxygen of the vessels is {self.oxygen!r}; give sim.Oxygen().")
        if not reach and self.oxygen is None:
            raise InputError(
                "The vessels carry nothing that cells could lack: name a drug, reach={'A': 65} "
                "[um], or give oxygen=sim.Oxygen()."
            )
        put(self, "site", one("site of the vessels", self.site, above=True, unit="um"))
        put(self, "empty", one("empty of the vessels", self.empty, 1e-4, 1.0))
        put(self, "every", one("every of the vessels", self.every, above=True, unit="days"))

    @property
    def carried(self) -> dict[str, float]:
        """What they carry, and how far each reaches [sites]."""
        air = {} if self.oxygen is None else {"oxygen": self.oxygen.reach}
        return {name: far / self.site for name, far in (air | dict(self.reach)).items()}

    def sentence(self) -> str:
        """Say how many there are, and what they carry how far."""
        count = self.places if isinstance(self.places, int) else len(self.places)
        far = [f"{name} {sites * self.site:g} um" for name, sites in self.carried.items()]
        return f"vessels at {count} sites, from which reach: {', '.join(far)}"

    def check_shape(self, shape: tuple[int, int]) -> None:
        """Refuse more vessels than sites (along x and y), or one that is beside the lattice."""
        width, height = shape
        if isinstance(self.places, int):
            if self.places > width * height:
                raise InputError(
                    f"There are {self.places:,} vessels, and the lattice has {width * height:,} "
                    "sites; at most one vessel crosses each."
                )
            return
        for x, y in self.places:
            if x >= width or y >= height:
                raise InputError(
                    f"A vessel is at ({x}, {y}), beyond a lattice of {width} x {height} sites; "
                    f"the last site is ({width - 1}, {height - 1})."
                )

    def check_drugs(self, names: Sequence[str]) -> None:
        """Refuse a reach of a drug that the tumour has not, or of one called oxygen."""
        for name in self.reach:
            checks.one_of("reach of the vessels is for", name, names, "drug")
        if self.oxygen is not None and "oxygen" in self.reach:
            raise InputError(
                "A drug is called 'oxygen', and the vessels carry oxygen=sim.Oxygen() too; call "
                "the drug something else."
            )


def _checked_places(places: Any) -> int | tuple[tuple[int, int], ...]:
    what = "places of the vessels"
    if checks.is_whole(places):
        return checks.whole(what, places, 1, 10**8)
    if isinstance(places, str | Mapping) or not hasattr(places, "__len__"):
        raise InputError(f"{what} is {places!r}; give how many, or sites such as [(20, 30)].")
    if not len(places):
        raise InputError(f"{what} is empty; give how many, or at least one site.")
    sites = []
    for pair in places:
        if isinstance(pair, str) or not hasattr(pair, "__len__") or len(pair) != 2:
            raise InputError(f"{what}: {pair!r} is no site; give two whole numbers, (x, y).")
        x, y = (checks.whole(what, one, 0, 10**8, "It counts sites.") for one in pair)
        sites.append((x, y))
    return tuple(sites)
