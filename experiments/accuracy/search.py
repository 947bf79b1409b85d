"""Look for the worst case: at random first, then near the worst ones found so far."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.accuracy.cases import GENES, Case, case_of
from experiments.accuracy.founded import FOUNDED, founded_in_a_crowd
from experiments.accuracy.measure import Finding, measure
from experiments.accuracy.niches import MOVING, between_niches
from experiments.accuracy.switches import SWITCHING, switching_states
from experiments.accuracy.treated import TREATED, treated_in_a_crowd

KEPT = 30
"""Worst cases that others are made from."""
AT_RANDOM = 0.4
"""Share of the cases that are drawn afresh."""


@dataclass(frozen=True)
class Family:
    """Tumours to look through."""

    case_of: Callable[[np.ndarray], Case]
    genes: int
    """Numbers that a case is made of."""


FAMILIES = {
    "any": Family(case_of, GENES),
    "founded": Family(founded_in_a_crowd, FOUNDED),
    "niches": Family(between_niches, MOVING),
    "switches": Family(switching_states, SWITCHING),
    "treated": Family(treated_in_a_crowd, TREATED),
}


@dataclass(frozen=True)
class Tried:
    """A case and what was found of it; None where nothing can be compared."""

    numbers: np.ndarray
    finding: Finding | None


def search(
    count: int,
    tolerance: float,
    seed: int,
    known: Sequence[Finding | None] = (),
    patience: float = math.inf,
    family: Family = FAMILIES["any"],
) -> Iterator[Tried]:
    """Yield what was tried, one by one.

    Parameters
    ----------
    known : sequence of Finding or None
        What the same search has found before, from its first case on: not looked for again.
    patience : float
        Processor time [s] for a tumour (`measure`). What is tried next may hang on it.
    """
    luck = np.random.default_rng(seed)
    worst: list[tuple[float, np.ndarray]] = []
    for number in range(count):
        fresh = len(worst) < KEPT or luck.random() < AT_RANDOM
        numbers = luck.random(family.genes) if fresh else _near(luck, worst)
        if number < len(known):
            finding = known[number]
        else:
            finding = measure(family.case_of(numbers), tolerance, number, patience)
        if finding is not None:
            worst = sorted([*worst, (finding.error, numbers)], key=lambda w: -w[0])[:KEPT]
        yield Tried(numbers, finding)


def _near(luck: np.random.Generator, worst: list[tuple[float, np.ndarray]]) -> np.ndarray:
    """Return a case near one of the worst, with some numbers of another or of its own."""
    numbers = worst[luck.integers(len(worst))][1].copy()
    other = worst[luck.integers(len(worst))][1]
    mixed = luck.random(len(numbers)) < 0.2
    numbers[mixed] = other[mixed]
    moved = luck.random(len(numbers)) < 0.25
    numbers[moved] += 0.1 * luck.standard_normal(moved.sum())
    anew = luck.random(len(numbers)) < 0.03
    numbers[anew] = luck.random(anew.sum())
    return np.abs(numbers) % 1.0
