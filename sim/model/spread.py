"""A tumour spread over niches between which its cells migrate, alone and without dividing."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, listed, unknown
from sim.base.resolve import check_equally_long
from sim.model.at_site import (
    check_can_spread,
    clone_at,
    growth_at,
    immune_at,
    is_just,
    move_at,
    name_at,
)
from sim.model.growth import Exponential
from sim.model.growth_curve import GrowthCurve
from sim.model.niches import Niche
from sim.model.transitions import Switch

if TYPE_CHECKING:
    from sim.model.tumour import Tumour

LARGEST = 64
"""Most clones x niches: what a step costs grows with the square of their number."""


def in_niches(tumour: "Tumour", niches: Sequence[Niche]) -> "Tumour":
    """Return the tumour of all clones in all niches; see `Tumour.in_niches`."""
    niches = checks.parts("niches", niches, Niche, "sim.Niche('bone')")
    _check(tumour, niches)
    clones = [
        clone_at(tumour, clone, niche, _share(niche, niches))
        for niche in niches
        for clone in tumour.clones
    ]
    moves = [move_at(move, niche) for niche in niches for move in tumour.transitions]
    moves += [
        Switch(name_at(clone, here), name_at(clone, there), here.own("migration", there.name))
        for clone in tumour.clone_names
        for here in niches
        for there in niches
        if here is not there and not is_just(_migration(here, there), 0.0)
    ]
    size = tumour.size if tumour.grown_from_one_cell else None
    return tumour.replace(
        immune=immune_at(tumour, niches),
        clones=clones,
        transitions=moves,
        growth=growth_at(tumour, niches),
        size=size,
    )


def _share(niche: Niche, niches: Sequence[Niche]) -> Any:
    if all(other.share is None for other in niches):
        return 1.0 if niche is niches[0] else 0.0
    return 0.0 if niche.share is None else niche.own("share")


def _migration(here: Niche, there: Niche) -> Any:
    return here.own("migration", there.name, default=0.0)


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
    check_can_spread(tumour, niches[0])
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
            check_equally_long({f"share of {n.name!r}": n.share for n in niches})
            total = np.asarray(sum(np.asarray(share) for share in plain))
            if np.any(np.abs(total - 1.0) > 1e-9):
                raise InputError(
                    f"The shares of the niches add up to {float(total.flat[0]):g}; they must add "
                    "up to 1."
                )
