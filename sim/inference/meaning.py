"""Whether the functions of a fit still mean what they meant when it was made.

A fit asks them again, later: for profiles, a posterior, twins. What they use may have changed by
then (a global, the variable of a loop), and the answer would be that of another model.
"""

from typing import TYPE_CHECKING

from sim.base.errors import InputError, shown
from sim.made.content import digest

if TYPE_CHECKING:
    from sim.inference.problem import Problem

WITNESSES = 4
"""Parameters, spread over the prior, at which is looked what the functions give."""


def meaning_of(problem: "Problem") -> str:
    """Return a text that stands for what the functions of a fit give at some parameters."""
    theta = problem.priors.draw(WITNESSES, 1)
    measures = [problem._measure(series, theta) for series in problem.observations.series]
    return digest((problem.tumour(theta), measures))


def check_same(problem: "Problem") -> None:
    """Refuse to go on with functions that give something else than they did.

    Raises
    ------
    InputError
        If they do.
    """
    before = problem.meaning
    if meaning_of(problem) != before:
        raise InputError(
            f"{shown(problem.make)} gives another tumour, or another measure, than when it was "
            "fitted: what it uses has changed since, such as a global or the variable of a loop. "
            "Fit again, or give the function its own: def tumour(start, cost=COST)."
        )
