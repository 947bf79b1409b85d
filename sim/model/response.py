"""How a clone grows at constant concentrations: the equations of the model, in plain NumPy.

Written to be read, one patient or an array of patients at a time. It serves descriptions
(``print(tumour)``); the engines and ``sim.theory`` each have their own implementation.

Symbols: b and d are a clone's births and deaths [1/day], c a concentration in units of the mean
steady state of the standard dose, x the crowding (see ``sim.model.growth``).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.model.clone import Clone
from sim.model.cooperation import Allee, Game
from sim.model.curve import Curve
from sim.model.effects import Effect, Hill, Inhibition, Proportional
from sim.model.feeding import Feeding
from sim.model.growing_capacity import GrowingCapacity
from sim.model.growth import Exponential, Gompertz
from sim.model.growth_curve import GrowthCurve
from sim.model.inside import (
    USUAL,
    Inside,
    concentration_inside,
    entering,
    open_pathways,
    pumping,
    unrepaired,
)
from sim.model.interactions import HighestSingleAgent, Loewe, Parallel
from sim.model.tumour import Tumour


class Joint(NamedTuple):
    """What all drugs together do to one clone, for each way to act."""

    death: np.ndarray
    """Added deaths [1/day]."""
    birth: np.ndarray
    """Blocked fraction of divisions, 0 to 1."""
    division: np.ndarray
    """Added deaths per division."""


def fraction(effect: Effect, concentration, fold=1.0):
    """Return the fractional effect f, 0 to 1, on a clone of that fold."""
    x = concentration / np.asarray(fold, dtype=float)
    if isinstance(effect, Proportional):
        return np.minimum(x, 1.0)
    if isinstance(effect, Curve):
        return effect.fraction(x)
    with np.errstate(over="ignore"):
        power = (x / effect.ec50) ** effect.slope
    share = 1.0 - 1.0 / (1.0 + power)
    return effect.maximum * share if isinstance(effect, Inhibition) else share


def maximum(effect: Effect):
    """Return the effect at full fractional effect."""
    return effect.at_standard_dose if isinstance(effect, Proportional) else effect.maximum


def alone(effect: Effect, concentration, fold=1.0):
    """Return the effect of one drug given alone, in the unit of what it acts on."""
    if isinstance(effect, Inhibition):
        return np.zeros(())
    if isinstance(effect, Hill | Curve):
        size = effect.maximum * fraction(effect, concentration, fold)
    else:
        size = effect.at_standard_dose * (concentration / np.asarray(fold, dtype=float))
    return np.minimum(size, 1.0) if effect.acts == "birth" else size


def joint(tumour: Tumour, clone: Clone, concentrations: Mapping[str, float]) -> Joint:
    """Return what the drugs together do to a clone, by the tumour's interaction.

    Parameters
    ----------
    tumour : Tumour
        Its numbers are scalars or arrays (patient,), not distributions.
    clone : Clone
        One of its clones.
    concentrations : mapping of drug to float or array (patient,)
        A drug that is not named is absent.
    """
    given = at_target(tumour, clone, concentrations)
    single = [
        (effect.acts, alone(effect, c, clone.fold.get(name, 1.0)))
        for name, (effect, c) in given.items()
    ]
    for effect, c, fold in _further(tumour, clone, given):
        single.append((effect.acts, alone(effect, c, fold)))
    if isinstance(tumour.interaction, HighestSingleAgent):
        return _add_up(_only_the_strongest(single, clone.birth))
    if isinstance(tumour.interaction, Loewe):
        given = {name: g for name, g in given.items() if not isinstance(g[0], Inhibition)}
        acts = [effect.acts for effect, _ in given.values()]
        return _add_up([(acts[0], _dose_equivalents(given, clone))] if acts else [])
    if isinstance(tumour.interaction, Parallel):
        pair = (tumour.interaction.first, tumour.interaction.second)
        others = [s for name, s in zip(given, single, strict=True) if name not in pair]
        return _add_up([*others, _both_pathways([given[name] for name in pair], pair, clone)])
    return _add_up(single)


def capacity_left(tumour: Tumour, clone: Clone, concentrations: Mapping[str, float]):
    """Return the share of a clone's capacity that drugs leave; arguments as in `joint`."""
    given = at_target(tumour, clone, concentrations)
    all_effects = [(e, c, clone.fold.get(name, 1.0)) for name, (e, c) in given.items()]
    left = np.ones(())
    for effect, c, fold in [*all_effects, *_further(tumour, clone, given)]:
        if effect.acts == "capacity":
            left = left * (1.0 - maximum(effect) * fraction(effect, c, fold))
    return left


def _further(tumour: Tumour, clone: Clone, given: Mapping[str, tuple]) -> list[tuple]:
    """Return what else the drugs do (effect, concentration, fold), from what they are at target."""
    several = [drug for drug in tumour.drugs if drug.also and drug.name in given]
    if not several:
        return []
    folds = {name: clone.fold.get(name, 1.0) for name in given}
    felt = {name: fraction(effect, c, folds[name]) for name, (effect, c) in given.items()}
    return [
        (
            _lowered(effect, clone.inside.get(drug.name, USUAL), felt),
            given[drug.name][1],
            folds[drug.name],
        )
        for drug in several
        for effect in drug.also
    ]


def at_target(tumour: Tumour, clone: Clone, concentrations: Mapping[str, float]) -> dict:
    """Return for each drug its effect on this clone, and its concentration inside the cell.

    The maximum of the effect is what repair and second pathways leave of it.
    """
    effects = {d.name: d.effect for d in _drugs_that_count(tumour, clone, concentrations)}
    outside = {name: concentrations.get(name, 0.0) for name in effects}
    came_in = {name: entering(clone.inside.get(name, USUAL), outside[name]) for name in effects}
    blocked = {
        name: fraction(effect, came_in[name], clone.fold.get(name, 1.0))
        for name, effect in effects.items()
        if isinstance(effect, Inhibition)
    }
    within = {}
    for name in effects:
        inside = clone.inside.get(name, USUAL)
        within[name] = concentration_inside(
            came_in[name], pumping(inside, blocked), inside.capacity, inside.half
        )
    felt = {
        name: fraction(e, within[name], clone.fold.get(name, 1.0)) for name, e in effects.items()
    }
    return {
        name: (_lowered(effect, clone.inside.get(name, USUAL), felt), within[name])
        for name, effect in effects.items()
    }


def _drugs_that_count(tumour: Tumour, clone: Clone, concentrations: Mapping[str, float]) -> list:
    """Return the drugs that are given, and those that others are compared with: absent or not."""
    if isinstance(tumour.interaction, Loewe | Parallel):
        return list(tumour.drugs)
    compared = {other for inside in clone.inside.values() for other in inside.named}
    return [d for d in tumour.drugs if d.name in concentrations or d.name in compared]


def _lowered(effect: Effect | Curve, inside: Inside, felt: Mapping[str, float]) -> Effect | Curve:
    """Return an effect whose maximum is what repair and second pathways leave."""
    if inside.is_only_uptake:
        return effect
    left = unrepaired(inside) * open_pathways(inside, felt)
    word = "at_standard_dose" if isinstance(effect, Proportional) else "maximum"
    word = "strength" if isinstance(effect, Curve) else word
    return replace(effect, **{word: getattr(effect, word) * left})


def net_growth(tumour: Tumour, clone: Clone, concentrations: Mapping[str, float], crowding=0.0):
    """Return the net growth rate [1/day] of a clone at constant concentrations.

    Parameters
    ----------
    tumour, clone, concentrations
        As in `joint`.
    crowding : float or array (patient,)
        The clone's x, cells over capacity (over the last size of a GrowthCurve; of a Game, 1 less
        the factor on births); 0 is a tumour with all the room it could use. Gompertz has no limit
        for x to 0, so give it the crowding of a real size.
    """
    crowding = crowding / capacity_left(tumour, clone, concentrations)
    room, added = room_to_divide(tumour.growth, clone.birth, crowding)
    birth, death = birth_and_death(tumour, clone, concentrations, room, added)
    return birth - death


def birth_and_death(
    tumour: Tumour, clone: Clone, concentrations: Mapping[str, float], room, added
) -> tuple:
    """Return births and deaths [1/day] in a crowd (`room_to_divide`), and under drugs."""
    effect = joint(tumour, clone, concentrations)
    more, spared = _fed(clone, concentrations)
    birth = clone.birth * more * (1.0 - effect.birth) * room
    death = clone.death * (1.0 - spared) + effect.death + effect.division * birth + added
    return birth, death


def _fed(clone: Clone, concentrations: Mapping[str, float]) -> tuple:
    """Return the factor on births, and the share of its deaths spared, of a clone that is fed."""
    more, spared = np.ones(()), np.zeros(())
    for drug, feeding in clone.fed_by.items():
        c = entering(clone.inside.get(drug, USUAL), concentrations.get(drug, 0.0))
        f = _felt(feeding, c)
        more, spared = more * (1.0 + feeding.births * f), spared + feeding.deaths * f
    return more, spared


def _felt(feeding: Feeding, c):
    return fraction(Hill(1.0, feeding.ec50, feeding.slope), c)


def room_to_divide(growth, birth, crowding):
    """Return the factor on births and the added deaths [1/day] that crowding makes."""
    if isinstance(growth, Exponential):
        return 1.0, 0.0
    if isinstance(growth, Gompertz):
        return np.maximum(0.0, -np.log(np.maximum(crowding, 1e-300))), 0.0
    if isinstance(growth, GrowthCurve):
        return growth.at(crowding), 0.0
    if isinstance(growth, Allee):
        return growth.factor(crowding), 0.0
    if isinstance(growth, Game):
        return np.maximum(0.0, 1.0 - np.asarray(crowding)), 0.0
    if growth.acts == "death":
        return 1.0, birth * crowding
    return np.maximum(0.0, 1.0 - np.asarray(crowding)), 0.0


def crowding_on_day_0(tumour: Tumour) -> dict[str, np.ndarray]:
    """Return every clone's crowding x before treatment; a grown tumour counts as all founder."""
    if isinstance(tumour.growth, Exponential):
        return {name: np.zeros(()) for name in tumour.clone_names}
    cells = [clone.start for clone in tumour.clones]
    if tumour.size is not None:
        cells = [tumour.size] + [0.0] * (len(tumour.clones) - 1)
    if isinstance(tumour.growth, Game):
        found = tumour.growth.factors(np.stack(np.broadcast_arrays(*map(np.asarray, cells))))
        return dict(zip(tumour.clone_names, 1.0 - found, strict=True))
    crowding = {}
    for i, clone in enumerate(tumour.clones):
        table = tumour.growth.competition
        weights = table[i] if table is not None else [1.0] * len(cells)
        capacity = tumour.growth.capacity
        if isinstance(capacity, GrowingCapacity):
            capacity = capacity.start
        own = capacity[clone.name] if isinstance(capacity, Mapping) else capacity
        felt = [w * np.asarray(n) for w, n in zip(weights, cells, strict=True)]
        crowding[clone.name] = sum(felt) / np.asarray(own)
    return crowding


def _add_up(single) -> Joint:
    death, kept, division = (np.zeros(()), np.ones(()), np.zeros(()))
    for acts, size in single:
        if acts == "death":
            death = death + size
        elif acts == "birth":
            kept = kept * (1.0 - size)
        elif acts == "division":
            division = division + size
    return Joint(death, 1.0 - kept, division)


def _only_the_strongest(single, birth):
    """Keep, for each patient, the drug that alone slows uncrowded growth most (first on ties)."""
    if not single:
        return single
    falls = [size if acts == "death" else birth * size for acts, size in single]
    strongest = np.argmax(np.stack(np.broadcast_arrays(*falls)), axis=0)
    return [(acts, np.where(strongest == i, size, 0.0)) for i, (acts, size) in enumerate(single)]


def _both_pathways(two, names, clone):
    (first, c_first), (second, c_second) = two
    f = fraction(first, c_first, clone.fold.get(names[0], 1.0))
    f = f * fraction(second, c_second, clone.fold.get(names[1], 1.0))
    a, b = maximum(first), maximum(second)
    return first.acts, f * (1.0 - (1.0 - a) * (1.0 - b) if first.acts == "birth" else a + b)


def _dose_equivalents(given, clone):
    """Solve ``sum of c_d / C_d(E) = 1`` for the joint effect E by bisection (see `Loewe`)."""
    low, high = np.zeros(()), np.zeros(())
    parts = []
    for name, (effect, c) in given.items():
        fold = np.asarray(clone.fold.get(name, 1.0), dtype=float)
        parts.append((effect, c / fold))
        if isinstance(effect, Hill):  # E lies below the largest maximum plus all unlimited effects
            high = np.maximum(high, effect.maximum)
    for effect, x in parts:
        if not isinstance(effect, Hill):
            high = high + effect.at_standard_dose * x
    for _ in range(200):
        middle = 0.5 * (low + high)
        too_small = sum(_share(effect, x, middle) for effect, x in parts) > 1.0
        low, high = np.where(too_small, middle, low), np.where(too_small, high, middle)
    both = 0.5 * (low + high)
    return np.minimum(both, 1.0) if parts[0][0].acts == "birth" else both


def _share(effect: Hill | Proportional, x, level):
    """Return c / C(E): the share of effect `level` that concentration x of this drug provides."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if not isinstance(effect, Hill):
            return np.where(x > 0, effect.at_standard_dose * x / level, 0.0)
        needed = effect.ec50 * (level / (effect.maximum - level)) ** (1.0 / effect.slope)
        return np.where((x > 0) & (effect.maximum > level), x / needed, 0.0)
