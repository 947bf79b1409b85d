"""Look for the worst case: at random first, then near the worst ones found so far."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from experiments.accuracy.cases import GENES, case_of
from experiments.accuracy.measure import Finding, measure

KEPT = 30
"""Worst cases that others are made from."""
AT_RANDOM = 0.4
"""Share of the cases that are drawn afresh."""


@dataclass(frozen=True)
class Tried:
    """A case and what was found of it."""

    numbers: np.ndarray
    finding: Finding


def search(count: int, tolerance: float, seed: int) -> Iterator[Tried | None]:
    """Yield what was tried, one by one; None for a case in which nothing can be compared."""
    luck = np.random.default_rng(seed)
    worst: list[Tried] = []
    for number in range(count):
        fresh = len(worst) < KEPT or luck.random() < AT_RANDOM
        numbers = luck.random(GENES) if fresh else _near(luck, worst)
        finding = measure(case_of(numbers), tolerance, seed=number)
        if finding is None:
            yield None
            continue
        tried = Tried(numbers, finding)
        worst = sorted([*worst, tried], key=lambda t: -t.finding.error)[:KEPT]
        yield tried


def _near(luck: np.random.Generator, worst: list[Tried]) -> np.ndarray:
    """Return a case near one of the worst, with some numbers of another or of its own."""
    numbers = worst[luck.integers(len(worst))].numbers.copy()
    other = worst[luck.integers(len(worst))].numbers
    mixed = luck.random(GENES) < 0.2
    numbers[mixed] = other[mixed]
    moved = luck.random(GENES) < 0.25
    numbers[moved] += 0.1 * luck.standard_normal(moved.sum())
    anew = luck.random(GENES) < 0.03
    numbers[anew] = luck.random(anew.sum())
    return np.abs(numbers) % 1.0
