"""Which rules are tried next: by scipy's differential evolution, or by CMA-ES.

Both ask for a generation at a time and need no gradient: what is searched is full of steps, since a
clinic acts on the days on which it looks. CMA-ES (Hansen and Ostermeier 2001, Evol Comput 9:159;
package cma) learns how parameters go together; it needs at least two, and more and less of each.
Where there are choices, or one parameter, it is differential evolution (Storn and Price 1997,
J Glob Optim 11:341; scipy).
"""

import warnings
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from sim.base import advice
from sim.base.errors import InputError
from sim.search.space import Space

Ask = Callable[[np.ndarray], np.ndarray]
"""Takes places (rule, axis), returns how bad each is (rule,): finite, the smaller the better."""

FIRST = 0.25
"""Share of the budget that is spread evenly before anything is learned."""
GENERATIONS, LARGEST = 20, 64
"""Of CMA-ES in a budget, and rules of one at most."""
STEP = 0.2
"""First standard deviation of CMA-ES, in the unit cube."""


def propose(space: Space, budget: int, seed: int, ask: Ask) -> None:
    """Try so many rules, those near the good ones more.

    Parameters
    ----------
    space : Space
        Of the rules.
    budget : int
        How many at most.
    seed : int
        All chance of the search follows from it.
    ask : callable
        Tries a generation.
    """
    if space.most <= budget:  # all there are
        grid = np.indices([len(axis.steps_of_grid()) for axis in space.axes.values()])
        counts = np.array(grid.shape[1:])
        ask((grid.reshape(len(counts), -1).T + 0.5) / counts)
        return
    first = max(min(budget, 8), int(2 ** np.floor(np.log2(max(budget * FIRST, 1.0)))))
    places = space.spread(first, seed)
    if space.is_smooth and len(space.names) > 1:
        _cma(places, ask(places), budget - first, seed, ask)
    else:
        _evolve(places[: min(first, 32)], budget, seed, ask)


def _evolve(places: np.ndarray, budget: int, seed: int, ask: Ask) -> None:
    from scipy.optimize import differential_evolution

    count, axes = places.shape
    left = budget // count - 1
    if left < 1:
        ask(places)
        return
    raised: list[Exception] = []

    def told(x: np.ndarray) -> np.ndarray:
        try:
            return ask(np.asarray(x).T)
        except Exception as error:
            raised.append(error)
            raise

    try:
        differential_evolution(
            told, [(0.0, 1.0)] * axes, vectorized=True, updating="deferred", init=places,
            maxiter=left, polish=False, tol=0.0, atol=-1.0, rng=np.random.default_rng(seed),
        )  # fmt: skip
    except RuntimeError:  # scipy's own words in the place of a TypeError or ValueError of ours
        if raised:
            raise raised[0] from None
        raise


def _cma(places: np.ndarray, bad: np.ndarray, budget: int, seed: int, ask: Ask) -> None:
    """Search from the best of some places; when it has come to rest, from the next."""
    if find_spec("cma") is None:
        raise InputError(f"A search of several parameters needs cma: {advice.install('search')}")
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # (it would also like matplotlib's widgets, and moarchiving)
        import cma

        rng = np.random.default_rng(seed)
        order = iter(places[np.argsort(bad, kind="stable")])
        # few large generations: rules of one run side by side, and the next ones wait for them
        size = max(4 + int(3 * np.log(places.shape[1])), min(budget // GENERATIONS, LARGEST))
        while budget >= size:
            search = cma.CMAEvolutionStrategy(next(order), STEP, {
                "bounds": [0.0, 1.0], "popsize": size, "verbose": -9, "verb_log": 0,
                "seed": np.nan, "randn": lambda *shape: rng.standard_normal(shape),
                "tolx": 1e-4, "tolflatfitness": 4,
            })  # fmt: skip
            while budget >= size and not search.stop():
                asked = np.array(search.ask())
                search.tell(list(asked), ask(asked).tolist())
                budget -= size
