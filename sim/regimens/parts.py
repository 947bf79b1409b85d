"""What stands anywhere inside a plan: its local treatments, its doses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from operator import add
from typing import Any

import numpy as np

from sim.base.derived import Derived
from sim.base.drawn import NEVER, is_distribution
from sim.regimens.given import Given
from sim.regimens.given_once import Doses
from sim.regimens.made_of_lines import MadeOfLines
from sim.regimens.regimen import Regimen
from sim.regimens.together import Together

FACTORS = ("dose", "doses", "start", "highest")
"""Fields of a plan of one `drug` that multiply its doses; the largest counts."""


def parts_of(description: Any, kind: Any) -> Iterator[Any]:
    """Yield everything of a kind that stands anywhere in a plan."""
    if isinstance(description, kind):
        yield description
        return
    for part in _inside(description):
        yield from parts_of(part, kind)


def largest_doses(description: Any, names: Sequence[str] = ()) -> dict[str, float]:
    """Return the largest dose of each drug that a plan names [standard doses].

    What a policy gives is not known before it is asked. Of what patients draw it is what nobody
    exceeds; plans side by side (`sim.Together`) may give their largest at the same time.

    Parameters
    ----------
    description : Regimen, or a part of one
        The plan.
    names : sequence of str
        The drugs of the plan that it is a part of: a mapping of these is one of doses.
    """
    if isinstance(description, Doses):
        return {description.drug: float(np.nanmax(description.doses, initial=0.0))}
    if isinstance(description, Given):
        again = {drug: float(table[:, 2].max()) for drug, table in description.periods.items()}
        for part in description.once:
            _merge(again, largest_doses(part), add)
        return again
    if isinstance(description, MadeOfLines):
        description = description.as_lines()
    found: dict[str, float] = {}
    if isinstance(description, Together):
        for plan in description.plans:
            _merge(found, largest_doses(plan), add)
        return found
    if isinstance(description, Regimen):
        names = description.drugs
        if hasattr(description, "drug"):
            factors = [getattr(description, word) for word in FACTORS if hasattr(description, word)]
            factor = max(map(_largest, factors), default=1.0)
            return {drug: factor * dose for drug, dose in _doses(description.drug).items()}
    elif isinstance(description, Mapping) and description and set(description) <= set(names):
        return _doses(description)
    for part in _inside(description):
        _merge(found, largest_doses(part, names), max)
    return found


def _merge(found: dict[str, float], more: Mapping[str, float], how: Callable[..., float]) -> None:
    """Put more doses by drug into those that were found; `how` makes one of two of a drug."""
    for drug, dose in more.items():
        found[drug] = how(found.get(drug, 0.0), dose)


def _doses(drug: Any) -> dict[str, float]:
    if isinstance(drug, Mapping):
        return {name: _largest(dose) for name, dose in drug.items()}
    return {drug: 1.0} if isinstance(drug, str) else {}


def _largest(number: Any) -> float:
    if isinstance(number, Derived):
        return 0.0  # (it is checked when its parts are drawn)
    if is_distribution(number):
        return float(number.ppf(1.0 - NEVER))
    if isinstance(number, tuple | list):
        return max(map(_largest, number), default=0.0)
    return float(np.max(number, initial=0.0))


def _inside(description: Any) -> list[Any]:
    if is_dataclass(description) and not isinstance(description, type):
        return [getattr(description, f.name) for f in fields(description)]
    if isinstance(description, Mapping):
        return list(description.values())
    return list(description) if isinstance(description, tuple | list) else []
