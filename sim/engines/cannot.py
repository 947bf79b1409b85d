"""What an engine cannot do, by name, before anything runs.

Gillespie's method and the mean field take all that a tumour can be described as. The jump engine
takes what has a law that it knows, or an error that it can bound.
"""

from collections.abc import Iterator

from sim.base.errors import InputError, listed
from sim.model import Allee, Game, Tumour
from sim.model.growing_capacity import growing

OTHERS = (
    "Use engine='gillespie' (every event, for up to some 100,000 cells) or engine='meanfield' "
    "(expected numbers, without chance)."
)


def check_jump(tumour: Tumour) -> None:
    """Refuse a tumour that the jump engine cannot advance, with the reason and the way out."""
    for reason in _reasons(tumour):
        raise InputError(f"The jump engine cannot run this tumour: {reason} {OTHERS}")


def jump_can(tumour: Tumour) -> bool:
    """Tell whether the jump engine can advance a tumour."""
    return next(_reasons(tumour), None) is None


def _reasons(tumour: Tumour) -> Iterator[str]:
    both = [m for m in tumour.mutations if m.other is not None]
    if both:
        yield (
            f"a division of {both[0].source!r} may bring {both[0].target!r} and {both[0].other!r}, "
            "two cells that are not as their mother, and then the law of a clone over a step has "
            "no closed form."
        )
    if tumour.immigration:
        yield (
            f"cells of {tumour.immigration[0].clone!r} come from elsewhere at any moment, and it "
            "founds new cells from those that are there only."
        )
    if isinstance(tumour.growth, Allee | Game):
        law = type(tumour.growth).__name__
        why = "few cells divide less" if law == "Allee" else "clones may help each other"
        yield (
            f"it grows by sim.{law}, under which {why}; its steps are made for births that fall "
            "as cells crowd: their error is not bounded."
        )
    if growing(tumour.growth) is not None:
        yield (
            "its capacity grows within a step, and cells that crowd each other are reckoned there "
            "with the room of its beginning: the error of that is not bounded."
        )
    timed = {drug.name for drug in tumour.drugs if drug.is_timed}
    taking = [
        drug.name
        for drug in tumour.drugs
        if drug.is_timed and any(e.acts == "capacity" for e in (drug.effect, *drug.also))
    ]
    if taking:
        yield (
            f"{listed(taking)} acts on the capacity and has a half-life, so that the room changes "
            "within a step, for which the error is not bounded yet. Without half_life= it can."
        )
    feeding = {drug for clone in tumour.clones for drug in clone.fed_by} & timed
    if feeding:
        yield (
            f"{listed(sorted(feeding))} feeds a clone and has a half-life, so that births rise and "
            "fall within a step, for which the error is not bounded. Without half_life= it can."
        )
    raising = {drug for m in tumour.mutations for drug in m.raised} & timed
    if raising:
        yield (
            f"{listed(sorted(raising))} raises mutations and has a half-life, so that their "
            "probability changes within a step, for which the error is not bounded yet. Without "
            "half_life= it can."
        )
