"""From a search to its best rule: proposed on few patients, raced on more, judged on fresh ones."""

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base.bars import bar
from sim.base.errors import InputError
from sim.running.asked import checked_seed
from sim.running.blocks import thread_count
from sim.search.best import Best, Judged
from sim.search.objective import Objective
from sim.search.proposing import propose
from sim.search.race import Aim, race
from sim.search.rules import Rules, RuleSweep, Same, Tried, check_any_works
from sim.sweeps.designs import Points
from sim.trials import Cohort

if TYPE_CHECKING:
    from sim.search.search import Search

FEW = 20
"""Fewer patients are not divided into those who are searched with and those who judge."""
FIRST = 64
"""Patients on whom a rule is tried first."""
OTHER_LUCK = 1_000_003
"""Added to the seed where the same patients judge, with other luck."""
RIDGE = 40
"""Rules that are as good as the best and are shown, at most."""


@dataclass(frozen=True)
class Halves:
    """Who is searched with, and who judges.

    Parameters
    ----------
    sweep : RuleSweep
        All patients, those of the search first.
    searched : int
        How many are searched with.
    words : str
        Who judges.
    """

    sweep: RuleSweep
    searched: int
    words: str

    @property
    def apart(self) -> bool:
        """Whether others judge than those who were searched with."""
        return self.searched < len(self.sweep.numbers)


def halves(search: "Search", seed: int) -> Halves:
    """Draw the patients of a search."""
    drawn = search.cohort.draw(seed)
    count = len(drawn.numbers)
    searched = count if count < FEW else count // 2
    words = f"{count - searched} patients whom the search never saw"
    if searched == count:
        words = "the same patients with other luck" if count > 1 else "the same patient"
    axes = search.axes
    names = search.names
    sweep = RuleSweep(
        "rules", numbers=tuple(drawn.numbers.tolist()), let_in=_let_in(search.cohort),
        build=Same(drawn.tumour),
        design=Points(axes.points(axes.spread(1, 0))), arms={"rule": search.regimen},
        keep={names[objective]: objective.measure for objective in search.measured},
        clinic=search.clinic, days=search.days, engine=search.engine, record=search.record,
        patients=count, seed=seed,
    )  # fmt: skip
    return Halves(sweep, searched, words)


def _let_in(cohort: Cohort) -> Any:
    """Return what decides, with the seed, which numbers the patients of a cohort have."""
    if cohort.select is None:
        return None  # 0, 1, 2, ..., of a larger cohort too: a search can be gone on with more
    return cohort.select, dict(cohort.parameters), cohort.correlations, cohort.table


class How(NamedTuple):
    """How a search is run: no number depends on it."""

    folder: Any
    progress: bool | None
    threads: int | None


def run(search: "Search", seed: int, budget: int, how: How) -> Best:
    """Run a search; see `Search.run`."""
    seed = checked_seed(seed)
    both = halves(search, seed)
    rules = Rules(both.sweep, how.folder, thread_count(how.threads))
    aim = Aim(search.aimed, tuple(search.constraints), search.names, search.within)
    first = min(FIRST, both.searched)
    with bar(how.progress, total=budget, unit="rule", desc="rules") as shown:

        def ask(places: np.ndarray) -> np.ndarray:
            tried = rules.tell(search.axes.points(places), first)
            shown.update(len(tried))
            return badness(aim, tried, first)

        propose(search.axes, budget, seed, ask)
        known = list(rules.tried.values())
        check_any_works(known, both.sweep)
        check_values(aim, known)
        warn_of_ties(aim, known, first, search.days)
        left, patients = race(rules, aim, first, both.searched, shown.refresh)
        return judge(search, seed, rules, both, left[:RIDGE], patients)


def badness(aim: Aim, tried: list[Tried], patients: int) -> np.ndarray:
    """Return how bad rules are (rule,), finite: those that break constraints after all that do not.

    Rules that cannot be run are worst (Deb 2000, Comput Methods Appl Mech Eng 186:311).
    """
    bad = np.full(len(tried), 1e18)
    for place, one in enumerate(tried):
        if one.failed:
            continue
        excess = aim.excess(one, patients)
        value = aim.objective.better(np.array(aim.value(one, 0, patients)))
        if excess > 0:
            bad[place] = 1e12 * (1.0 + excess)
        elif np.isfinite(value):
            bad[place] = -float(value)
    return bad


def check_values(aim: Aim, tried: list[Tried]) -> None:
    """Refuse an objective that is a number for no rule."""
    if not any(np.isfinite(aim.value(one)) for one in tried if not one.failed):
        raise InputError(no_number(aim.objective))


def warn_of_ties(aim: Aim, tried: list[Tried], patients: int, days: float) -> None:
    """Warn where no rule is best: all that may be are equal, or several reach the last day."""
    allowed = [one for one in tried if not one.failed and aim.excess(one, patients) == 0]
    if len(allowed) < 2:
        return
    values = np.array([aim.value(one, 0, patients) for one in allowed])
    leader = aim.ranked(allowed, patients)[0]
    best = aim.value(leader, 0, patients)
    equal = int((values == best).sum())
    censored = (aim.of(leader, aim.objective)[:patients] == days).all()
    if equal == len(allowed) or (equal > 1 and censored):
        warnings.warn(
            f"{aim.objective.name} is {best:.6g} for {equal} of {len(allowed)} rules that were "
            "tried and may be, and better for none: none of them is best. Follow the patients for "
            "longer (days=), take an objective in which rules differ, such as "
            "sim.time_to_progression, or a wider space.",
            stacklevel=5,
        )


def no_number(objective: Objective) -> str:
    """Say that an objective is a number for no rule."""
    return (
        f"{objective.name} is no number for any rule that was tried: it is NaN for at least one "
        "patient in each. Take a measure that every patient has, such as "
        "sim.progression_free_survival."
    )


def judge(search: "Search", seed: int, rules: Rules, both: Halves, left, patients: int) -> Best:
    """Try the rules that are left on patients who judge, and put together what is known."""
    aim = Aim(search.aimed, tuple(search.constraints), search.names, search.within)
    if aim.excess(left[0], patients) > 0:
        said = aim.nearest(left[0], patients, len(rules.tried))
        warnings.warn(f"{said} It is returned.", stacklevel=5)
    fresh = fresh_values(rules, both, [one.point for one in left], seed)
    return Best(search, seed, fresh, list(rules.tried.values()), patients, both.words)


def fresh_values(rules: Rules, both: Halves, points: list[Any], seed: int) -> list[Judged]:
    """Return what is measured of some rules on the patients who judge."""
    if both.apart:
        judged = rules.tell(points, len(both.sweep.numbers))
        start = both.searched
    else:
        sweep = replace(both.sweep, seed=seed + OTHER_LUCK)
        judged, start = Rules(sweep, threads=rules.threads).tell(points, both.searched), 0
    fresh = [
        Judged(one.point, {name: values[start:] for name, values in one.values.items()})
        for one in judged if not one.failed
    ]  # fmt: skip
    if not fresh:
        raise InputError(f"The best rule fails on {both.words}: {judged[0].failed}")
    return fresh
