"""What may be asked of a lattice: its sides, movement, and tumours that it does not know."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.base import checks
from sim.base.errors import InputError
from sim.model import Tumour

MOST_SITES = 10**8


def checked_side(side: Any) -> int | tuple[int, int]:
    """Return the sites along each side, one number or two."""
    pair = isinstance(side, tuple | list)
    if pair and len(side) != 2:
        raise InputError(
            f"side of the lattice is {side!r}; give one whole number, or two: along x and y."
        )
    sides = [
        checks.whole("side of the lattice", one, 2, MOST_SITES, "It counts sites.")
        for one in (side if pair else [side])
    ]
    if sides[0] * sides[-1] > MOST_SITES:
        raise InputError(
            f"A lattice of {sides[0]:,} x {sides[-1]:,} has more than {MOST_SITES:.0e} sites; at "
            "most so many are held."
        )
    return (sides[0], sides[1]) if pair else sides[0]


def checked_movement(movement: Any) -> float | dict[str, float]:
    """Return attempts to move [1/day], one number or one by clone."""
    what = "movement of the lattice"
    if isinstance(movement, Mapping):
        return {
            str(name): checks.one_number(f"{what} for {name!r}", rate, 0.0, 1e6, unit="1/day")
            for name, rate in movement.items()
        }
    return checks.one_number(what, movement, 0.0, 1e6, unit="1/day")


def not_yet(tumour: Tumour) -> Iterator[str]:
    """Yield what a tumour has that happens in a well-mixed tumour only, so far."""
    if tumour.immigration:
        yield f"has cells of {tumour.immigration[0].clone!r} that come from elsewhere"
    for drug in tumour.drugs:
        if drug.also or drug.effect.acts == "capacity":
            yield f"has {drug.name!r}, a drug with several effects, or one on the capacity"
    for clone in tumour.clones:
        if clone.fed_by:
            yield f"has {clone.name!r}, which a drug feeds"
    for mutation in tumour.mutations:
        if mutation.raised:
            yield f"has mutations of {mutation.source!r} that a drug raises"
        if mutation.other is not None:
            yield f"has divisions of {mutation.source!r} that bring two cells of other kinds"
