"""From one founder and several mechanisms to the clones and transitions of a tumour."""

from collections.abc import Sequence
from functools import reduce
from itertools import product as all_combinations

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.derived import at_address, follows
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, listed, unknown
from sim.base.resolve import check_equally_long
from sim.model.at_site import fed_at
from sim.model.clone import Clone
from sim.model.drug import Drug
from sim.model.effects import Inhibition
from sim.model.inside import USUAL, Inside
from sim.model.mechanisms.mechanism import Change, Mechanism, Step, product
from sim.model.transitions import Mutation, Switch, Transition

LARGEST = 64
"""Most clones of a lattice: what a step costs grows with the square of their number."""

State = tuple[int, ...]


def lattice(
    founder: Clone, mechanisms: Sequence[Mechanism], drugs: Sequence[Drug], at_most: int | None
) -> tuple[list[Clone], list[Transition]]:
    """Return the clones, the founder first, and how they turn into each other.

    Every combination of states of the mechanisms is a clone; with `at_most`, those in which no
    more mechanisms than that are in a changed state. A transition changes one mechanism.

    Raises
    ------
    InputError
        If two mechanisms have one name, a drug is unknown, or there are too many clones.
    """
    _check(founder, mechanisms, drugs)
    check_equally_long({"founder": founder, **{m.name: m for m in mechanisms}})
    levels = [1 + len(mechanism.states) for mechanism in mechanisms]
    at_most = _checked_limit(at_most, levels)
    states = [
        state for state in all_combinations(*map(range, levels)) if _changes(state) <= at_most
    ]
    states.sort(key=lambda state: (_changes(state), [-(s > 0) for s in state], state))
    names = {state: _name(founder, mechanisms, state) for state in states}
    clones = [_clone(founder, mechanisms, drugs, state, names[state]) for state in states]
    moves = [
        _transition(
            step,
            names[state],
            names[there],
            _mutability(mechanisms, state),
            None if step.other is None else names[(*state[:k], step.other, *state[k + 1 :])],
        )
        for state in states
        for k, mechanism in enumerate(mechanisms)
        for step in mechanism.steps
        if state[k] == step.source
        and (there := (*state[:k], step.target, *state[k + 1 :])) in names
        and not _is_never(step)
    ]
    return clones, moves


def number_of_clones(levels: Sequence[int], at_most: int) -> int:
    """Return how many combinations have at most that many changes, without listing them."""
    # ways[j]: combinations with j changes, of the mechanisms so far
    ways = [1] + [0] * len(levels)
    for level in levels:
        for j in range(len(levels), 0, -1):
            ways[j] += ways[j - 1] * (level - 1)
    return sum(ways[: at_most + 1])


def _check(founder: Clone, mechanisms: Sequence[Mechanism], drugs: Sequence[Drug]) -> None:
    if not isinstance(founder, Clone):
        raise InputError(f"The founder must be sim.Clone(...), not {founder!r}.")
    if not mechanisms:
        raise InputError("mechanisms is empty; give at least one, or describe a plain sim.Tumour.")
    for mechanism in mechanisms:
        if not isinstance(mechanism, Mechanism):
            raise InputError(
                f"mechanisms must be parts such as sim.TargetMutation(...), not {mechanism!r}."
            )
    labels = [label for m in mechanisms for label in {m.name, *m.states}]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise InputError(
            f"Two mechanisms are named {listed(twice)}; give one of them another name: name=..."
        )
    names = [drug.name for drug in drugs]
    inhibitors = [d.name for d in drugs if isinstance(d.effect, Inhibition)]
    for mechanism in mechanisms:
        for drug in mechanism.named_drugs:
            if drug not in names:
                raise unknown(f"Mechanism {mechanism.name!r} on {drug!r}", "drug", drug, names)
        for drug in mechanism.drugs:
            if drug in inhibitors:
                raise InputError(
                    f"Mechanism {mechanism.name!r} protects from {drug!r}, which kills nothing: "
                    "its effect is an Inhibition. Name a drug that kills."
                )


def _checked_limit(at_most: int | None, levels: Sequence[int]) -> int:
    if at_most is None:
        at_most = len(levels)
    else:
        at_most = checks.whole("at_most", at_most, 1, hint="It is the number of changes.")
    count = number_of_clones(levels, at_most)
    if count > LARGEST:
        fits = [k for k in range(1, at_most) if number_of_clones(levels, k) <= LARGEST]
        way_out = (
            f"With at_most={fits[-1]} there are {number_of_clones(levels, fits[-1])}."
            if fits
            else "Take fewer mechanisms, or fewer copies."
        )
        raise InputError(
            f"{len(levels)} mechanisms make {count} clones; at most {LARGEST} are possible. "
            f"at_most= says how many changes a cell can have at once. {way_out}"
        )
    return int(at_most)


def _changes(state: State) -> int:
    return sum(level > 0 for level in state)


def _name(founder: Clone, mechanisms: Sequence[Mechanism], state: State) -> str:
    changed = [m.states[s - 1] for m, s in zip(mechanisms, state, strict=True) if s]
    return "+".join(changed) or founder.name


def _clone(
    founder: Clone,
    mechanisms: Sequence[Mechanism],
    drugs: Sequence[Drug],
    state: State,
    name: str,
) -> Clone:
    changes = [m.change(s) for m, s in zip(mechanisms, state, strict=True) if s]
    birth, death = _founders(founder, "birth"), _founders(founder, "death")
    return Clone(
        name,
        birth=_times(birth, *(c.birth for c in changes)),
        death=_times(death, *(c.death for c in changes)),
        start=founder.start if state == tuple(m.begins for m in mechanisms) else 0.0,
        fold=_folds(founder, changes, drugs),
        inside=_insides(founder, changes, name),
        site=founder.site,
        fed_by=fed_at("tumour.founder", founder),
    )


def _founders(founder: Clone, word: str) -> Number:
    return at_address(f"tumour.founder.{word}", getattr(founder, word))


def _times(*numbers: Number) -> Number:
    """Return the product, leaving out ones so that the founder keeps its bits."""
    some = [x for x in numbers if not (isinstance(x, float) and x == 1.0)]
    return follows(product, *some) if some else 1.0


def _folds(founder: Clone, changes: Sequence[Change], drugs: Sequence[Drug]) -> dict:
    own = {
        drug: at_address(f"tumour.founder.fold.{drug}", fold) for drug, fold in founder.fold.items()
    }
    parts = [own, *(change.fold for change in changes)]
    named = [drug.name for drug in drugs if any(drug.name in part for part in parts)]
    return {name: _times(*(part.get(name, 1.0) for part in parts)) for name in named}


def _insides(founder: Clone, changes: Sequence[Change], name: str) -> dict[str, Inside]:
    parts = [founder.inside, *(change.inside for change in changes)]
    named = dict.fromkeys(drug for part in parts for drug in part)
    return {
        drug: reduce(
            lambda a, b: _both(a, b, drug, name),
            [part.get(drug, USUAL) for part in parts],
        )
        for drug in named
    }


def _both(a: Inside, b: Inside, drug: str, name: str) -> Inside:
    """Return what two mechanisms in one cell do to a drug."""
    if b is USUAL:
        return a
    if a is USUAL:
        return b
    both_inactivate = not _is_nothing(a.capacity) and not _is_nothing(b.capacity)
    if both_inactivate and not np.array_equal(a.half, b.half):
        raise InputError(
            f"Clone {name!r} inactivates {drug!r} by two mechanisms with different half; give them "
            "the same half, so that their capacities add, or make them one mechanism."
        )
    return Inside(
        uptake=_times(a.uptake, b.uptake),
        pumps=(*a.pumps, *b.pumps),
        capacity=follows(_sum, a.capacity, b.capacity),
        half=b.half if _is_nothing(a.capacity) else a.half,
        repair=follows(_either, a.repair, b.repair),
        needs={
            other: follows(_either, a.needs.get(other, 0.0), b.needs.get(other, 0.0))
            for other in dict.fromkeys([*a.needs, *b.needs])
        },
    )


def _is_nothing(number: Number) -> bool:
    return isinstance(number, float) and number == 0.0


def _sum(a, b):
    return a + b


def _either(a, b):
    """Return the share of what at least one of two independent shares takes."""
    return a + b - a * b


def _is_never(step: Step) -> bool:
    """Tell whether nobody ever takes a step: no cell that leaves, no switch that is induced."""
    numbers = [x for x in (step.per_division, step.rate, *step.induced.values()) if x is not None]
    return all(not is_distribution(x) and np.ndim(x) == 0 and x == 0.0 for x in numbers)


def _mutability(mechanisms: Sequence[Mechanism], state: State) -> list[Number]:
    """Return the factors on the mutations of a cell in these states."""
    return [m.change(s).mutation for m, s in zip(mechanisms, state, strict=True) if s]


def _transition(
    step: Step, source: str, target: str, mutability: list[Number], other: str | None
) -> Transition:
    if step.per_division is not None:
        often = step.per_division if step.shares else _times(step.per_division, *mutability)
        return Mutation(source, target, often, step.raised, other)
    return Switch(source, target, step.rate, step.induced)
