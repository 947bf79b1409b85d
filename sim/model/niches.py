"""Niches: sites of the tumour in which drugs arrive less, cells divide more slowly, room differs.

A clone in a niche is a type of its own, so a tumour in niches is an ordinary tumour of clones x
niches: the same engines run it and the same theory answers for it. Mutations and switches happen
within a niche; cells migrate between niches without dividing, each alone, at constant rates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.derived import at_address, follows
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, listed, unknown
from sim.model.clone import Clone
from sim.model.cooperation import Allee, Game
from sim.model.growth import Exponential
from sim.model.growth_curve import GrowthCurve
from sim.model.inside import USUAL
from sim.model.transitions import Mutation, Switch, Transition

if TYPE_CHECKING:
    from sim.model.tumour import Tumour

LARGEST = 64
"""Most clones x niches: what a step costs grows with the square of their number."""


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
        if isinstance(value, Mapping):
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


def in_niches(tumour: "Tumour", niches: Sequence[Niche]) -> "Tumour":
    """Return the tumour of all clones in all niches; see `Tumour.in_niches`."""
    niches = checks.parts("niches", niches, Niche, "sim.Niche('bone')")
    _check(tumour, niches)
    clones = [_clone(tumour, clone, niche, niches) for niche in niches for clone in tumour.clones]
    moves = [_within(move, niche) for niche in niches for move in tumour.transitions]
    moves += [
        Switch(_name(clone, here), _name(clone, there), here.own("migration", there.name))
        for clone in tumour.clone_names
        for here in niches
        for there in niches
        if here is not there and not _is(_migration(here, there), 0.0)
    ]
    size = tumour.size if tumour.grown_from_one_cell else None
    immune = tumour.immune
    if immune is not None:
        visible = {
            _name(name, niche): _times(
                at_address(f"tumour.immune.visible.{name}", immune.visible.get(name, 1.0)),
                niche.own("effectors"),
            )
            for niche in niches
            for name in tumour.clone_names
        }
        immune = replace(immune, visible=visible)
    return tumour.replace(
        immune=immune, clones=clones, transitions=moves, growth=_growth(tumour, niches), size=size
    )


def _name(clone: str, niche: Niche) -> str:
    return f"{clone} @ {niche.name}"


def _clone(tumour: "Tumour", clone: Clone, niche: Niche, niches: Sequence[Niche]) -> Clone:
    start = _own(clone, "start", clone.start)
    if tumour.size is not None and not tumour.grown_from_one_cell:
        start = at_address("tumour.size", tumour.size) if clone is tumour.clones[0] else 0.0
    inside = dict(clone.inside)
    for drug in tumour.drug_names:
        reaches = niche.own("penetration", drug)
        if not _is(reaches, 1.0):
            part = inside.get(drug, USUAL)
            uptake = _own(clone, f"inside.{drug}.uptake", part.uptake)
            inside[drug] = replace(part, uptake=_times(uptake, reaches))
    return Clone(
        _name(clone.name, niche),
        birth=_times(_own(clone, "birth", clone.birth), niche.own("birth")),
        death=_times(_own(clone, "death", clone.death), niche.own("death")),
        start=_times(start, _share(niche, niches)),
        fold={drug: _own(clone, f"fold.{drug}", x) for drug, x in clone.fold.items()},
        inside=inside,
        site=niche.name,
    )


def _within(move: Transition, niche: Niche) -> Transition:
    """Return a transition inside one niche; all niches share its numbers."""
    place = f"tumour.transitions.{move.source}>{move.target}"
    source, target = _name(move.source, niche), _name(move.target, niche)
    if isinstance(move, Mutation):
        raised = {d: at_address(f"{place}.raised.{d}", x) for d, x in move.raised.items()}
        often = at_address(f"{place}.per_division", move.per_division)
        other = None if move.other is None else _name(move.other, niche)
        return Mutation(source, target, often, raised, other)
    induced = {d: at_address(f"{place}.induced.{d}", x) for d, x in move.induced.items()}
    return Switch(source, target, at_address(f"{place}.rate", move.rate), induced)


def _growth(tumour: "Tumour", niches: Sequence[Niche]):
    """Return the growth law in which cells crowd only those of their own niche."""
    growth = tumour.growth
    if isinstance(growth, Exponential | Allee | Game):  # (the last two are refused before)
        return growth
    n = len(tumour.clones)
    within = np.ones((n, n)) if growth.competition is None else np.array(growth.competition)
    matrix = np.kron(np.eye(len(niches)), within).tolist()
    if isinstance(growth, GrowthCurve):
        return replace(growth, competition=matrix)
    capacity = {
        _name(clone, niche): at_address("tumour.growth.capacity", _room(growth, clone))
        if niche.capacity is None
        else niche.own("capacity")
        for niche in niches
        for clone in tumour.clone_names
    }
    return replace(growth, capacity=capacity, competition=matrix)


def _room(growth, clone: str) -> Number:
    return growth.capacity[clone] if isinstance(growth.capacity, Mapping) else growth.capacity


def _own(clone: Clone, word: str, value: Number) -> Any:
    return at_address(f"tumour.clones.{clone.name}.{word}", value)


def _share(niche: Niche, niches: Sequence[Niche]) -> Any:
    if all(other.share is None for other in niches):
        return 1.0 if niche is niches[0] else 0.0
    return 0.0 if niche.share is None else niche.own("share")


def _migration(here: Niche, there: Niche) -> Any:
    return here.own("migration", there.name, default=0.0)


def _times(*numbers: Any) -> Any:
    """Return the product, leaving out ones so that a plain niche keeps every bit."""
    some = [x for x in numbers if not _is(x, 1.0)]
    return follows(_product, *some) if some else 1.0


def _product(*factors):
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def _is(value: Any, number: float) -> bool:
    return isinstance(value, float) and value == number


def _check(tumour: "Tumour", niches: Sequence[Niche]) -> None:
    if len(niches) < 2 or not all(isinstance(niche, Niche) for niche in niches):
        raise InputError(
            "in_niches takes two or more niches: [sim.Niche('perfused'), sim.Niche('hypoxic', "
            "penetration=0.1)]."
        )
    names = [niche.name for niche in niches]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"Two niches are named {listed(twice)}; names must differ.")
    count = len(niches) * len(tumour.clones)
    if count > LARGEST:
        raise InputError(
            f"{len(tumour.clones)} clones in {len(niches)} niches are {count} kinds of cells; at "
            f"most {LARGEST} are possible. Take fewer niches, or a smaller at_most= of mechanisms."
        )
    for niche in niches:
        if isinstance(niche.penetration, Mapping):
            for drug in niche.penetration:
                if drug not in tumour.drug_names:
                    what = f"penetration of niche {niche.name!r} for {drug!r}"
                    raise unknown(what, "drug", drug, tumour.drug_names)
        if isinstance(niche.migration, Mapping):
            for there in niche.migration:
                if there not in names or there == niche.name:
                    others = [name for name in names if name != niche.name]
                    what = f"migration of niche {niche.name!r} to {there!r}"
                    raise unknown(what, "other niche", there, others)
        if niche.capacity is not None and isinstance(tumour.growth, GrowthCurve):
            raise InputError(
                f"Niche {niche.name!r} has a capacity, but the tumour grows by a GrowthCurve, "
                "whose table says how large each niche may be. Take sim.Logistic or sim.Gompertz, "
                "or leave capacity= of niches out."
            )
        if tumour.immigration:
            raise InputError(
                "Cells immigrate into one niche: say so after in_niches, by their name there: "
                f"tumour.in_niches([...]).replace(immigration=[sim.Immigration("
                f"'{tumour.immigration[0].clone} @ {niche.name}', ...)])."
            )
        if isinstance(tumour.growth, Allee | Game):
            raise InputError(
                f"A tumour in niches cannot grow by {type(tumour.growth).__name__}: cells of one "
                "niche would help those of another. Take sim.Logistic or sim.Gompertz."
            )
        if niche.capacity is not None and isinstance(tumour.growth, Exponential):
            raise InputError(
                f"Niche {niche.name!r} has a capacity, but the tumour's growth is exponential. Say "
                "how crowding acts: growth=sim.Logistic(capacity=...) of the tumour."
            )
    shares = [niche.share for niche in niches]
    plain = [0.0 if share is None else share for share in shares]
    if any(share is not None for share in shares):
        if tumour.grown_from_one_cell:
            raise InputError(
                "The tumour is grown from one cell, which is in the first niche; leave share= out."
            )
        if not any(is_distribution(share) for share in plain):
            total = np.asarray(sum(np.asarray(share) for share in plain))
            if np.any(np.abs(total - 1.0) > 1e-9):
                raise InputError(
                    f"The shares of the niches add up to {float(total.flat[0]):g}; they must add "
                    "up to 1."
                )
