"""What ended a line of therapy, as far as the plan says it beforehand."""

from sim.regimens import Lines, Regimen
from sim.regimens.lines import as_regimen
from sim.regimens.made_of_lines import MadeOfLines


def ends(regimen: Regimen | None, nth: int) -> str:
    """Return what ends the nth line that was given (from 1), in words; empty: the plan says it not.

    A policy begins lines as it likes, and what is given in a line may begin lines of its own: then
    the record of a run does not tell which line was over.

    Parameters
    ----------
    regimen : Regimen or None
        The plan.
    nth : int
        Which line, in the order in which they were given: a plan may go through its lines again.

    Examples
    --------
    >>> import sim
    >>> ends(sim.Backbone("A", "B", drop_below=0.3, add_above=0.8), 1)
    'until the burden is below 0.3 x baseline'
    >>> ends(sim.Backbone("A", "B", drop_below=0.3, add_above=0.8), 2)
    'until the burden is above 0.8 x baseline'
    """
    plan = regimen.as_lines() if isinstance(regimen, MadeOfLines) else regimen
    if not isinstance(plan, Lines) or not all(as_regimen(line.give).steady for line in plan.lines):
        return ""
    until = plan.lines[(nth - 1) % len(plan.lines)].until
    return "" if until is None else until.describe()
