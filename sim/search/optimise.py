"""The best rule of a family in one call."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from os import PathLike
from typing import Any

from sim.base.errors import InputError, unknown
from sim.regimens import Regimen
from sim.results import progression_free_survival
from sim.results.measures import Measure
from sim.search.best import Best
from sim.search.objective import Objective
from sim.search.search import Search
from sim.trials import Cohort

OPTIONS = tuple(field.name for field in fields(Search) if field.kw_only)
RUN = ("seed", "budget", "folder", "progress", "threads")


def optimise(
    regimen: Callable[..., Regimen],
    space: Mapping[str, Any],
    cohort: Cohort,
    objective: Objective | Measure = progression_free_survival,
    *,
    seed: int = 1,
    budget: int = 300,
    folder: str | PathLike | None = None,
    progress: bool | None = None,
    threads: int | None = None,
    **options: Any,
) -> Best:
    """Look for the best rule of a family of them; `Search` in one call.

    Parameters
    ----------
    regimen, space, cohort, objective
        As in `Search`.
    seed, budget, folder, progress, threads
        As in `Search.run`.
    **options
        ``days=``, which it needs, and ``clinic=``, ``constraints=``, ``engine=``, ``record=``,
        ``within=`` of `Search`.

    Returns
    -------
    Best
        The best rule, its value on patients whom the search never saw, and the rules that are as
        good.

    Examples
    --------
    >>> best = sim.optimise(                                                     # doctest: +SKIP
    ...     lambda stop, restart: sim.Adaptive("A", stop, restart),
    ...     {"stop": (0.2, 1.0), "restart": (0.8, 1.2)},
    ...     sim.Cohort(tumour, 400), sim.survival_time, days=5 * sim.YEAR)
    >>> best.rule, best.value                                                    # doctest: +SKIP
    """
    for name in options:
        if name not in OPTIONS:
            raise unknown(f"{name}= of sim.optimise", "option", name, (*OPTIONS, *RUN))
    if "days" not in options:
        raise InputError("sim.optimise needs to know how long patients are followed: days=1000.")
    search = Search(regimen, space, cohort, objective, **options)
    return search.run(seed, budget=budget, folder=folder, progress=progress, threads=threads)
