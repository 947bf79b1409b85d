"""What the drugs together do to one clone, written from the docstrings of `sim.model`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

from sim.model import (
    Bliss,
    Clone,
    Curve,
    Drug,
    HighestSingleAgent,
    Hill,
    Inhibition,
    Loewe,
    Parallel,
)
from sim.model.interactions import Interaction
from sim.theory.patient import scalar


class Joint(NamedTuple):
    """The joint effect on one clone: deaths added, divisions let through, deaths per division."""

    kill: float = 0.0
    divisions: float = 1.0
    per_division: float = 0.0


@dataclass(frozen=True)
class Response:
    """How one clone responds to one drug alone, by the concentration inside its cells."""

    drug: str
    acts: str
    maximum: float
    ec50: float
    slope: float
    saturates: bool
    fold: float
    table: tuple[tuple[float, float], ...] = ()
    """Of concentrations and fractional effects, where the dose-response is one."""

    def fraction(self, concentration: float) -> float:
        """Return the fractional effect, 0 to 1."""
        x = concentration / (self.ec50 * self.fold)
        if self.table:
            return _looked_up(self.table, x)
        if not self.saturates:
            return min(x, 1.0)
        most = self.maximum if self.acts == "mechanism" else 1.0
        if x <= 1.0:
            return most * x**self.slope / (1.0 + x**self.slope)
        return most / (1.0 + x**-self.slope)

    def unclipped(self, concentration: float) -> float:
        """Return the effect as the dose-response says it."""
        if not self.saturates:
            return self.maximum * concentration / self.fold
        return self.maximum * self.fraction(concentration)

    def effect(self, concentration: float) -> float:
        """Return the effect; a drug cannot block more than all divisions."""
        effect = self.unclipped(concentration)
        return min(effect, 1.0) if self.acts == "birth" else effect

    def concentration_for(self, effect: float) -> float:
        """Return the concentration at which the drug alone has this effect (inf: never)."""
        if self.maximum == 0.0 or math.isinf(self.fold):
            return math.inf
        if not self.saturates:
            return effect * self.fold / self.maximum
        if effect >= self.maximum:
            return math.inf
        log_odds = math.log(effect / (self.maximum - effect))
        return self.ec50 * self.fold * math.exp(min(log_odds / self.slope, 700.0))


def _looked_up(table: Sequence[tuple[float, float]], x: float) -> float:
    """Interpolate over ln x, monotonically; below the first point in proportion."""
    from scipy.interpolate import PchipInterpolator

    points, shares = zip(*table, strict=True)
    if x <= points[0]:
        return shares[0] * x / points[0]
    if x >= points[-1]:
        return 1.0
    return float(PchipInterpolator([math.log(p) for p in points], shares)(math.log(x)))


def response(clone: Clone, drug: Drug) -> Response:
    """Read from the description how a clone responds to a drug."""
    of = f"of drug {drug.name!r}"
    fold = scalar(f"fold of clone {clone.name!r} for {drug.name!r}", clone.fold.get(drug.name, 1.0))
    effect = drug.effect
    if isinstance(effect, Hill | Inhibition):
        maximum = scalar(f"maximum {of}", effect.maximum)
        ec50, slope = scalar(f"ec50 {of}", effect.ec50), scalar(f"slope {of}", effect.slope)
        return Response(drug.name, effect.acts, maximum, ec50, slope, True, fold)
    if isinstance(effect, Curve):
        maximum = scalar(f"strength {of}", effect.strength) * effect.effect[-1]
        shares = [size / effect.effect[-1] for size in effect.effect]
        table = tuple(zip(effect.concentration, shares, strict=True))
        return Response(drug.name, effect.acts, maximum, 1.0, 1.0, True, fold, table)
    maximum = scalar(f"at_standard_dose {of}", effect.at_standard_dose)
    return Response(drug.name, effect.acts, maximum, 1.0, 1.0, False, fold)


def joint_effect(
    interaction: Interaction,
    responses: Sequence[Response],
    concentrations: Sequence[float],
    birth: float,
) -> Joint:
    """Return what the drugs do together to a clone with this untreated birth rate [1/day]."""
    kills = [r.acts not in ("mechanism", "capacity") for r in responses]
    concentrations = list(compress(concentrations, kills))
    responses = list(compress(responses, kills))
    if isinstance(interaction, Loewe):
        return _add_up([_loewe(responses, concentrations)]) if responses else Joint()
    singles = [(r.acts, r.effect(c)) for r, c in zip(responses, concentrations, strict=True)]
    if isinstance(interaction, HighestSingleAgent):
        falls = [effect if acts == "death" else birth * effect for acts, effect in singles]
        return _add_up([singles[falls.index(max(falls))]]) if falls else Joint()
    if isinstance(interaction, Parallel):
        pair = (interaction.first, interaction.second)
        others = [s for s, r in zip(singles, responses, strict=True) if r.drug not in pair]
        return _add_up([_parallel(pair, responses, concentrations), *others])
    assert isinstance(interaction, Bliss), interaction
    return _add_up(singles)


def _add_up(effects: Sequence[tuple[str, float]]) -> Joint:
    """Independent action: deaths add, unblocked fractions multiply, deaths per division add."""
    kill = sum(effect for acts, effect in effects if acts == "death")
    per_division = sum(effect for acts, effect in effects if acts == "division")
    divisions = math.prod(1.0 - effect for acts, effect in effects if acts == "birth")
    return Joint(kill, divisions, per_division)


def _parallel(
    pair: tuple[str, str], responses: Sequence[Response], concentrations: Sequence[float]
) -> tuple[str, float]:
    named = {r.drug: (r, c) for r, c in zip(responses, concentrations, strict=True)}
    (a, c_a), (b, c_b) = named[pair[0]], named[pair[1]]
    both = a.fraction(c_a) * b.fraction(c_b)
    if a.acts == "birth":
        return "birth", both * (1.0 - (1.0 - a.maximum) * (1.0 - b.maximum))
    return a.acts, both * (a.maximum + b.maximum)


def _loewe(responses: Sequence[Response], concentrations: Sequence[float]) -> tuple[str, float]:
    """Solve sum of c_d / C_d(E) = 1 for E.

    The root lies between the strongest single effect and the larger of the highest Hill maximum
    and the sum of the proportional effects: there, the sum is at most 1.
    """
    from scipy.optimize import brentq

    acts = responses[0].acts
    present = [
        (r, c) for r, c in zip(responses, concentrations, strict=True) if r.unclipped(c) > 1e-300
    ]
    if not present:
        return acts, 0.0

    def excess(effect: float) -> float:
        return sum(c / r.concentration_for(effect) for r, c in present) - 1.0

    low = max(r.unclipped(c) for r, c in present)
    high = max(
        max((r.maximum for r, _ in present if r.saturates), default=0.0),
        sum(r.unclipped(c) for r, c in present if not r.saturates),
    )
    effect = low
    if len(present) > 1 and excess(low) > 0.0 and high > low:
        # Rounding can leave a hair above zero at the upper end, which then is the root.
        above = excess(high) >= 0.0
        effect = high if above else brentq(excess, low, high, xtol=1e-300, rtol=1e-14)
    return acts, min(effect, 1.0) if acts == "birth" else effect
