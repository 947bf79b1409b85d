"""Parts of a description in words and numbers that a clinician can read."""

import math

import numpy as np

from sim.base.checks import Number
from sim.base.derived import Derived, itself
from sim.base.drawn import is_distribution
from sim.base.units import ball_mm
from sim.model.cooperation import Allee, Game
from sim.model.curve import Curve
from sim.model.drug import Drug
from sim.model.effects import Effect, Hill, Inhibition
from sim.model.feeding import Feeding
from sim.model.growing_capacity import GrowingCapacity
from sim.model.growth import Exponential, Gompertz
from sim.model.growth_curve import Growth, GrowthCurve
from sim.model.immigration import Immigration
from sim.model.immune import Immune
from sim.model.interactions import HighestSingleAgent, Interaction, Loewe, Parallel
from sim.model.kinetics import Infused, Oral, compartments
from sim.model.transitions import Mutation, Transition

_DOES = {
    "death": "{} more deaths per cell per day",
    "birth": "blocks {} of the divisions (1 is all of them)",
    "division": "{} more deaths per division",
    "capacity": "takes {} of the capacity",
}


def amount(value: Number, digits: int = 4) -> str:
    """Write a number, the range of an array, or a distribution."""
    if is_distribution(value):
        return f"varies: {_distribution(value)}"
    array = np.asarray(value, dtype=float)
    if array.size == 0 or array.min() == array.max():
        return _short(float(array.flat[0]) if array.size else math.nan, digits)
    return f"varies: {_short(float(array.min()), digits)}..{_short(float(array.max()), digits)}"


def rate(value: Number) -> str:
    """Write a net rate per day with its sign."""
    array = np.asarray(value, dtype=float)
    low, high = float(array.min()), float(array.max())
    return _signed(low) if low == high else f"varies: {_signed(low)}..{_signed(high)}"


def doubling(value: Number) -> str:
    """Write a net rate as the days in which cells double or halve."""
    array = np.asarray(value, dtype=float)
    low, high = float(array.min()), float(array.max())
    if low == high:
        return _doubling(low)
    if low * high <= 0:
        return f"varies: {_doubling(low)} .. {_doubling(high)}"
    return f"varies: {_doubling(low)}".replace(" days", f"..{_days(high)} days")


def size(cells: Number) -> str:
    """Write a number of cells, with the diameter [mm] of the ball they make."""
    if is_distribution(cells) or np.ndim(cells):
        return f"{amount(cells)} cells"
    return f"{amount(cells)} cells (a ball {float(ball_mm(cells)):.3g} mm across)"


def drug_words(drug: Drug) -> str:
    """Say what a drug does and how long it stays."""
    does = "; and ".join(_effect_words(effect) for effect in (drug.effect, *drug.also))
    if not drug.is_timed:
        return f"{does}; acts and stops at once"
    often = "daily" if drug.interval == 1.0 else f"every {amount(drug.interval)} days"
    return f"{does}; {_kinetics_words(drug)}, given {often}"


def _effect_words(effect: Effect | Curve) -> str:
    """Say what an effect does."""
    if isinstance(effect, Inhibition):
        does = (
            f"kills nothing; blocks a mechanism, at most {amount(effect.maximum)} of it; half of "
        )
        does += f"that at concentration {amount(effect.ec50)} (slope {amount(effect.slope)})"
    elif isinstance(effect, Hill):
        does = _DOES[effect.acts].format(amount(effect.maximum))
        does = f"at most {does}; half of that at concentration {amount(effect.ec50)}"
        does += f" (Hill, slope {amount(effect.slope)})"
    elif isinstance(effect, Curve):
        drawn = is_distribution(effect.strength)
        most = f"({amount(effect.strength)}) times {amount(effect.effect[-1])}"
        does = _DOES[effect.acts].format(most if drawn else amount(effect.maximum))
        does = f"at most {does}; by a table of {len(effect.effect)} concentrations"
    else:
        does = _DOES[effect.acts].format(amount(effect.at_standard_dose))
        does += " at the standard dose, in proportion to the dose"
    return does


def _kinetics_words(drug: Drug) -> str:
    """Say how long a drug stays, and how it gets in."""
    if drug.kinetics is None:
        return f"half-life {amount(drug.half_life)} days"
    early, late, share = compartments(drug.kinetics)
    stays = f"half-life {amount(late)} days"
    if early is not late:
        stays = f"half-lives {amount(early)} (share {amount(share)}) and {amount(late)} days"
    if isinstance(drug.kinetics, Oral):
        return f"{stays}, absorbed with half-life {amount(drug.kinetics.absorption)} days"
    if isinstance(drug.kinetics, Infused):
        return f"{stays}, infused over {amount(drug.kinetics.lasts)} days"
    return stays


def transition_words(transition: Transition) -> str:
    """Say how cells of one clone become cells of another."""
    arrow = f"{transition.source} -> {transition.target}"
    if isinstance(transition, Mutation):
        raised = "".join(
            f", {amount(x)} times as often at full effect of {drug}"
            for drug, x in transition.raised.items()
        )
        both = "" if transition.other is None else f" + {transition.other}"
        often = amount(transition.per_division)
        return f"{arrow}{both}: mutation, {often} per division{raised}"
    induced = "".join(
        f", up to {amount(x)} more under {drug}" for drug, x in transition.induced.items()
    )
    return f"{arrow}: switch, {amount(transition.rate)} per day{induced}"


def growth_words(growth: Growth) -> str:
    """Say how crowding slows growth."""
    if isinstance(growth, Exponential):
        return "exponential, no crowding"
    if isinstance(growth, GrowthCurve):
        first, last = (f"{f:.3g} x at {amount(n)}" for f, n in zip(
            (growth.births[0], growth.births[-1]), (growth.cells[0], growth.cells[-1]), strict=True
        ))  # fmt: skip
        scale = "" if isinstance(growth.scale, float) and growth.scale == 1.0 else (
            f", sizes times {amount(growth.scale)}"
        )  # fmt: skip
        table = "" if growth.competition is None else f"; competition {growth.competition}"
        count = len(growth.cells)
        return f"births by a table of {count} sizes, from {first} to {last} cells{scale}{table}"
    if isinstance(growth, Allee):
        return (
            f"Allee effect: births by half at {amount(growth.half)} cells, and none at "
            f"{amount(growth.capacity)}"
        )
    if isinstance(growth, Game):
        room = "" if growth.capacity is None else f", none at {amount(growth.capacity)} cells"
        return f"a game: births by whom a clone meets, payoffs {growth.payoffs}{room}"
    capacity = growth.capacity
    if isinstance(capacity, GrowingCapacity):
        room = (
            f"capacity {amount(capacity.start)} cells on day 0, growing at {amount(capacity.rate)} "
            f"per day towards {amount(capacity.ceiling)}"
        )
    elif isinstance(capacity, float) or not hasattr(capacity, "items"):
        room = f"capacity {amount(capacity)} cells"
    else:
        room = ", ".join(f"capacity for {name} {amount(x)} cells" for name, x in capacity.items())
    table = "" if growth.competition is None else f"; competition {growth.competition}"
    if isinstance(growth, Gompertz):
        return f"Gompertz, {room}: births slow with the logarithm of size{table}"
    acts = "births slow" if growth.acts == "birth" else "deaths rise"
    return f"logistic, {room}: {acts} in proportion to size{table}"


def feeding_words(clone: str, drug: str, feeding: Feeding) -> str:
    """Say what a clone gains from a drug."""
    gains = []
    if is_distribution(feeding.births) or np.any(np.asarray(feeding.births) > 0):
        gains.append(f"{amount(feeding.births)} times its divisions more")
    if is_distribution(feeding.deaths) or np.any(np.asarray(feeding.deaths) > 0):
        gains.append(f"{amount(feeding.deaths)} of its deaths spared")
    half = f"half of that at concentration {amount(feeding.ec50)} (Hill, slope "
    return f"{drug} feeds {clone}: at most {' and '.join(gains)}; {half}{amount(feeding.slope)})"


def immigration_words(part: Immigration) -> str:
    """Say how many cells come from elsewhere."""
    batch = "" if part.batch == 1 else f" batches of {part.batch}"
    return f"{amount(part.rate)}{batch} per day of {part.clone}"


def immune_words(immune: Immune) -> str:
    """Say what the immune system does."""
    text = (
        f"effector cells kill at {amount(immune.killing)} per day and pair, recruited by the "
        f"tumour (half at {amount(immune.half_recruitment)} cells)"
    )
    if immune.checkpoint is not None:
        text += f"; {immune.checkpoint} blocks their exhaustion"
    if immune.suppressors is not None:
        text += "; suppressor cells disarm them"
        if immune.suppressors.inhibitor is not None:
            text += f", which {immune.suppressors.inhibitor} blocks"
    return f"{text} (not counted in the growth rates above)"


def interaction_words(interaction: Interaction) -> str:
    """Say what drugs given together do."""
    if isinstance(interaction, HighestSingleAgent):
        return "only the strongest one acts on a cell (highest single agent)"
    if isinstance(interaction, Loewe):
        return "they count as doses of one another (Loewe)"
    if isinstance(interaction, Parallel):
        pair = f"{interaction.first} and {interaction.second}"
        return f"{pair} act only together (parallel pathways); others independently"
    return "each acts independently (Bliss)"


def _short(value: float, digits: int) -> str:
    text = f"{value:.{digits}g}"
    if "e" not in text and 1e4 <= abs(value) < math.inf:
        text = f"{value:.{digits - 1}e}"
        head, _, power = text.partition("e")
        text = f"{head.rstrip('0').rstrip('.')}e{power}"
    if "e" not in text:
        return text
    head, _, power = text.partition("e")
    return f"{head}e{int(power)}"


def _signed(value: float) -> str:
    if value == 0 or abs(value) < 1e-15:
        return "0"
    if not 5e-4 <= abs(value) < 100:
        return f"{value:+.2e}"
    return f"{value:+.4f}" if round(value, 4) == round(value, 5) else f"{value:+.5f}"


def _doubling(value: float) -> str:
    if not math.isfinite(value) or abs(value) < 1e-12:
        return "steady" if math.isfinite(value) else "-"
    word = "doubles" if value > 0 else "shrinks, halves"
    return f"{word} in {_days(value)} days"


def _days(value: float) -> str:
    return f"{math.log(2.0) / abs(value):.4g}"


def _distribution(frozen) -> str:
    if isinstance(frozen, Derived):
        inner = [_distribution(part) for part in frozen.parts.values() if is_distribution(part)]
        return inner[0] if len(inner) == 1 and frozen.make is itself else "by patient"
    if not hasattr(frozen, "dist"):  # scipy.stats.rv_histogram, or a class of somebody's own
        return type(frozen).__name__
    given = [f"{x:g}" for x in frozen.args] + [f"{k}={v:g}" for k, v in frozen.kwds.items()]
    return f"{frozen.dist.name}({', '.join(given)})"
