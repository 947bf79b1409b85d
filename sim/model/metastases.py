"""Metastases: sites that cells of the primary tumour found, each of which grows from one cell.

A metastasis is founded as a mutant is: at a division, by one of the two cells, which lives on at
another site (Haeno et al. 2012, Cell 148:362, who call the probability q). So a tumour with
metastases is an ordinary tumour of clones x sites, each site's first cell drawn by chance, and what
it costs grows with their number, not with its square as where cells migrate to and fro.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.base import checks
from sim.base.checks import Number
from sim.base.derived import at_address
from sim.base.errors import InputError
from sim.model.at_site import (
    check_can_spread,
    clone_at,
    growth_at,
    immune_at,
    is_just,
    move_at,
    name_at,
    times,
)
from sim.model.growth import Exponential
from sim.model.growth_curve import GrowthCurve
from sim.model.niches import Niche
from sim.model.spread import LARGEST as MOST_SWITCHING
from sim.model.transitions import Mutation

if TYPE_CHECKING:
    from sim.model.tumour import Tumour

LARGEST = 2000
"""Most clones x sites."""
PRIMARY = "primary"


@dataclass(frozen=True)
class Metastases:
    """Sites that the tumour may found, for `Tumour.with_metastases`.

    Sites are called ``metastasis 1`` and so on, by no order: at each the first cell may settle at
    any time. Let `sites` be several times the number of metastases that are expected, or some are
    founded twice. What is said of a site is said of all; of a distribution each metastasis of each
    patient has a number of its own. Metastases found no others.

    Parameters
    ----------
    per_division : float, array (patient,) or distribution
        Probability that a cell, when it divides in the primary tumour, founds a metastasis at any
        of the sites. (Cells that are lost on the way do not count.)
    sites : int
        How many there are.
    penetration : float, array (patient,) or distribution
        Share of a drug's concentration that reaches them.
    birth, death : float, array (patient,) or distribution
        Factors on the clones' births and deaths there.
    capacity : float, array (patient,) or distribution, optional
        Room [cells] of each, where growth is crowded. Default: that of the tumour.
    effectors : float, array (patient,) or distribution
        Factor on the killing by the immune system, if the tumour has one.

    Raises
    ------
    InputError
        If a number is out of its range.

    Examples
    --------
    >>> import sim
    >>> sim.Metastases(per_division=1e-9, sites=20).sites
    20
    """

    per_division: Number
    sites: int = 50
    penetration: Number = 1.0
    birth: Number = 1.0
    death: Number = 1.0
    capacity: Number | None = None
    effectors: Number = 1.0

    def __post_init__(self):
        value = checks.number("per_division of Metastases", self.per_division, high=1.0)
        object.__setattr__(self, "per_division", value)
        sites = checks.whole("sites of Metastases", self.sites, low=1, high=LARGEST)
        object.__setattr__(self, "sites", sites)
        one = self.places()[0]  # (checks the rest)
        for word in ("penetration", "birth", "death", "capacity", "effectors"):
            object.__setattr__(self, word, getattr(one, word))

    def places(self) -> list[Niche]:
        """Return the sites."""
        return [
            Niche(
                f"metastasis {number + 1}", self.penetration, self.birth, self.death,
                self.capacity, effectors=self.effectors,
            )
            for number in range(self.sites)
        ]  # fmt: skip


def with_metastases(tumour: "Tumour", metastases: Metastases) -> "Tumour":
    """Return the tumour of all clones at all sites; see `Tumour.with_metastases`."""
    _check(tumour, metastases)
    primary, places = Niche(PRIMARY), metastases.places()
    sites = [primary, *places]
    clones = [
        clone_at(tumour, clone, site, 1.0 if site is primary else 0.0)
        for site in sites
        for clone in tumour.clones
    ]
    moves = [move_at(move, site) for site in sites for move in tumour.transitions]
    whole = at_address("tumour.metastases.per_division", metastases.per_division)
    moves += [
        Mutation(name_at(clone, primary), name_at(clone, site), times(whole, 1.0 / len(places)))
        for clone in tumour.clone_names
        for site in places
        if not is_just(whole, 0.0)
    ]
    return tumour.replace(
        immune=immune_at(tumour, sites),
        clones=clones,
        transitions=moves,
        growth=growth_at(tumour, sites),
        size=tumour.size if tumour.grown_from_one_cell else None,
    )


def _check(tumour: "Tumour", metastases: Metastases) -> None:
    if type(metastases) is not Metastases:
        raise InputError(
            f"with_metastases takes sim.Metastases(per_division=1e-9), not {metastases!r}."
        )
    spread = [clone.name for clone in tumour.clones if clone.site is not None]
    if spread:
        raise InputError(
            f"Clone {spread[0]!r} is at a site already; metastases are founded by a tumour that is "
            "in one place: leave site= of clones, or in_niches, out."
        )
    check_can_spread(tumour, Niche(PRIMARY))
    count = len(tumour.clones) * (1 + metastases.sites)
    most, why = LARGEST, ""
    if tumour.switches:
        most, why = MOST_SWITCHING, ", as cells switch and what that costs grows with their square"
    if count > most:
        raise InputError(
            f"{len(tumour.clones)} clones at {metastases.sites} sites and in the primary tumour "
            f"are {count} kinds of cells; at most {most} are possible{why}. Take fewer sites, or "
            "a smaller at_most= of mechanisms."
        )
    if metastases.capacity is not None and isinstance(tumour.growth, Exponential | GrowthCurve):
        raise InputError(
            f"Metastases have a capacity, but the tumour grows by {type(tumour.growth).__name__}. "
            "Say how crowding acts, growth=sim.Logistic(capacity=...) of the tumour, or leave "
            "capacity= of Metastases out."
        )
