"""A tumour's clones, transitions, room and immune system at a site; all sites share its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.checks import Number
from sim.base.derived import at_address, follows
from sim.base.errors import InputError
from sim.model.clone import Clone
from sim.model.cooperation import Allee, Game
from sim.model.feeding import Feeding
from sim.model.growing_capacity import growing
from sim.model.growth import Exponential
from sim.model.growth_curve import GrowthCurve
from sim.model.inside import USUAL
from sim.model.niches import Niche
from sim.model.transitions import Mutation, Switch, Transition

if TYPE_CHECKING:
    from sim.model.immune import Immune
    from sim.model.tumour import Tumour


def check_can_spread(tumour: "Tumour", niche: Niche) -> None:
    """Refuse what a tumour at several sites cannot have, the first of which is `niche`."""
    if tumour.immigration:
        clone = tumour.immigration[0].clone
        raise InputError(
            "Cells immigrate into one site: say so after the tumour is spread, by their name "
            f"there: .replace(immigration=[sim.Immigration('{name_at(clone, niche)}', ...)])."
        )
    if isinstance(tumour.growth, Allee | Game):
        raise InputError(
            f"A tumour at several sites cannot grow by {type(tumour.growth).__name__}: cells of "
            "one site would help those of another. Take sim.Logistic or sim.Gompertz."
        )

    if growing(tumour.growth) is not None:
        raise InputError(
            "A tumour at several sites cannot have a GrowingCapacity: each site would have vessels "
            "of its own. Give the capacity as a number, or sites their own: capacity=."
        )


def name_at(clone: str, niche: Niche) -> str:
    """Return how a clone in a niche is called."""
    return f"{clone} @ {niche.name}"


def clone_at(tumour: "Tumour", clone: Clone, niche: Niche, share: Any) -> Clone:
    """Return a clone in one niche, in which it has this share of its cells at the start."""
    start = _own(clone, "start", clone.start)
    if tumour.size is not None and not tumour.grown_from_one_cell:
        start = at_address("tumour.size", tumour.size) if clone is tumour.clones[0] else 0.0
    inside = dict(clone.inside)
    for drug in tumour.drug_names:
        reaches = niche.own("penetration", drug)
        if not is_just(reaches, 1.0):
            part = inside.get(drug, USUAL)
            uptake = _own(clone, f"inside.{drug}.uptake", part.uptake)
            inside[drug] = replace(part, uptake=times(uptake, reaches))
    return Clone(
        name_at(clone.name, niche),
        birth=times(_own(clone, "birth", clone.birth), niche.own("birth")),
        death=times(_own(clone, "death", clone.death), niche.own("death")),
        start=times(start, share),
        fold={drug: _own(clone, f"fold.{drug}", x) for drug, x in clone.fold.items()},
        inside=inside,
        site=niche.name,
        fed_by=fed_at(f"tumour.clones.{clone.name}", clone),
    )


def fed_at(place: str, clone: Clone) -> dict[str, Feeding]:
    """Return what feeds a clone, for other clones that share its numbers; `place` is its own."""
    return {
        drug: Feeding(
            **{
                part.name: at_address(
                    f"{place}.fed_by.{drug}.{part.name}", getattr(feeding, part.name)
                )
                for part in fields(feeding)
            }
        )
        for drug, feeding in clone.fed_by.items()
    }


def move_at(move: Transition, niche: Niche) -> Transition:
    """Return a transition inside one niche; all niches share its numbers."""
    place = f"tumour.transitions.{move.source}>{move.target}"
    source, target = name_at(move.source, niche), name_at(move.target, niche)
    if isinstance(move, Mutation):
        raised = {d: at_address(f"{place}.raised.{d}", x) for d, x in move.raised.items()}
        often = at_address(f"{place}.per_division", move.per_division)
        other = None if move.other is None else name_at(move.other, niche)
        return Mutation(source, target, often, raised, other)
    induced = {d: at_address(f"{place}.induced.{d}", x) for d, x in move.induced.items()}
    return Switch(source, target, at_address(f"{place}.rate", move.rate), induced)


def growth_at(tumour: "Tumour", niches: Sequence[Niche]):
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
        name_at(clone, niche): at_address("tumour.growth.capacity", _room(growth, clone))
        if niche.capacity is None
        else niche.own("capacity")
        for niche in niches
        for clone in tumour.clone_names
    }
    return replace(growth, capacity=capacity, competition=matrix)


def immune_at(tumour: "Tumour", niches: Sequence[Niche]) -> "Immune | None":
    """Return the immune system, which kills in each niche as effector cells reach it."""
    immune = tumour.immune
    if immune is None:
        return None
    visible = {
        name_at(name, niche): times(
            at_address(f"tumour.immune.visible.{name}", immune.visible.get(name, 1.0)),
            niche.own("effectors"),
        )
        for niche in niches
        for name in tumour.clone_names
    }
    return replace(immune, visible=visible)


def _room(growth, clone: str) -> Number:
    return growth.capacity[clone] if isinstance(growth.capacity, Mapping) else growth.capacity


def _own(clone: Clone, word: str, value: Number) -> Any:
    return at_address(f"tumour.clones.{clone.name}.{word}", value)


def times(*numbers: Any) -> Any:
    """Return the product, leaving out ones so that a plain niche keeps every bit."""
    some = [x for x in numbers if not is_just(x, 1.0)]
    return follows(_product, *some) if some else 1.0


def _product(*factors):
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def is_just(value: Any, number: float) -> bool:
    """Tell whether a value is this number, and the same for all patients."""
    return isinstance(value, float) and value == number
