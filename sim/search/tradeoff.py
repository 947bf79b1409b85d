"""What more of one costs of the other: the rules of which no other is better in both.

The second number is limited at so many levels, evenly from the least to the most that was seen, and
at each level the first is searched for (the epsilon-constraint method: Haimes et al. 1971, IEEE
Trans Syst Man Cybern 1:296). All levels share what was tried. Which rules are on the front is
decided on the patients of the search; what is shown of them, on those who judge.
"""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.bars import bar
from sim.base.errors import InputError
from sim.running.blocks import thread_count
from sim.running.provenance import versions
from sim.search.judging import estimate
from sim.search.measured import units_of
from sim.search.objective import AtLeast, AtMost, Objective
from sim.search.proposing import propose
from sim.search.race import Aim
from sim.search.rules import Rules, RuleSweep, Tried, check_any_works
from sim.search.run import (
    FIRST,
    badness,
    check_values,
    fresh_values,
    halves,
    no_number,
    warn_of_ties,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.search.best import Judged
    from sim.search.search import Search

NEAR = 4
"""Rules of every level that meet all patients."""


@dataclass(frozen=True)
class Tradeoff:
    """The rules of which no other is better in two numbers. Print it, or `sim.plots.tradeoff` it.

    Attributes
    ----------
    table : DataFrame
        One row per rule, by the second number: its parameters, and both numbers with their 95 %
        intervals, on the patients who judge.
    first, second : str
        Names of the two numbers, columns of the table.
    lower : tuple of bool
        Whether less is better, of each.
    judges : str
        Who judged.
    units : tuple of str
        The units of the two numbers; empty of what has none.
    made_by : dict of str to str
        What made it, for the files of figures.
    """

    table: "pd.DataFrame"
    first: str
    second: str
    lower: tuple[bool, bool]
    judges: str
    units: tuple[str, str]
    made_by: dict[str, str] = field(repr=False)

    def __str__(self) -> str:
        head = f"{self.first} against {self.second}, on {self.judges}"
        return f"{head}\n{self.table.to_string(float_format='{:.4g}'.format)}"


def tradeoff(
    search: "Search", other: Objective, levels: int, seed: int, budget: int, how: Any
) -> Tradeoff:
    """Return the front of a search's objective and another number; see `Search.tradeoff`."""
    if other.measure == search.aimed.measure and other.summary == search.aimed.summary:
        raise InputError(
            f"{other.name} is searched against itself; give another number, such as "
            "sim.cumulative_dose."
        )
    both = replace(search, constraints=(*search.constraints, AtMost(other, np.inf)))
    drawn = halves(both, seed)
    threads = thread_count(how.threads)
    rules = Rules(drawn.sweep, how.folder, threads)
    names, first = both.names, min(FIRST, drawn.searched)
    fixed = tuple(search.constraints)
    near: dict[int, Tried] = {}
    with bar(how.progress, total=budget, unit="rule", desc="rules") as shown:

        def ask_for(aim: Aim):
            def ask(places: np.ndarray) -> np.ndarray:
                before = len(rules.tried)
                tried = rules.tell(search.axes.points(places), first)
                shown.update(len(rules.tried) - before)
                return badness(aim, tried, first)

            return ask

        plain = Aim(search.aimed, fixed, names, search.within)
        share = max(8, 4 * budget // (3 * levels + 1))  # (a quarter of each is common to all)
        propose(search.axes, share, seed, ask_for(plain))
        known = list(rules.tried.values())
        check_any_works(known, drawn.sweep)
        check_values(plain, known)
        warn_of_ties(plain, known, first, search.days)
        for number, limit in enumerate(_levels(plain, other, known, levels)):
            aim = replace(plain, constraints=(*fixed, limit))
            propose(search.axes, share, seed + 1 + number, ask_for(aim))
            ranked = aim.ranked(list(rules.tried.values()), first)[:NEAR]
            near |= {id(one): one for one in ranked}
    points = [one.point for one in near.values()]
    told = rules.tell(points, drawn.searched)
    check_any_works(told, drawn.sweep)
    met = [one for one in told if not one.failed]
    front = _front(plain, other, met, drawn.searched)
    if not front:
        nearest, *_ = plain.ranked(met, drawn.searched)
        keeps = plain.excess(nearest, drawn.searched) == 0
        said = plain.nearest(nearest, drawn.searched, len(rules.tried))
        raise InputError(no_number(other) if keeps else said)
    judged = fresh_values(rules, drawn, [one.point for one in front], seed)
    units = units_of(drawn.sweep, front[0].point)
    return Tradeoff(
        _table(plain, other, judged), search.aimed.name, other.name,
        (search.aimed.lower, other.lower), drawn.words,
        (units[names[search.aimed]], units[names[other]]), _made_by(drawn.sweep, search, other),
    )  # fmt: skip


def _made_by(sweep: RuleSweep, search: "Search", other: Objective) -> dict[str, str]:
    told = {
        "title": f"{search.aimed.name} against {other.name}", "seed": str(sweep.seed),
        "engine": repr(sweep.engine), "versions": str(versions()),
        "references": "\n".join(str(reference) for reference in sweep.build().references),
    }  # fmt: skip
    return {name: words for name, words in told.items() if words}


def _levels(aim: Aim, other: Objective, known: list[Tried], count: int) -> list[AtMost]:
    """Return limits of the second number, from that of its best rule to that of the first's."""
    working = aim.ranked(known, min(one.patients for one in known if not one.failed))
    seen = np.array([float(other.of(aim.of(one, other))) for one in working])
    if not np.isfinite(seen).any():
        raise InputError(no_number(other))
    ends = np.quantile(seen[np.isfinite(seen)], [0.0, 1.0])
    kind = AtMost if other.lower else AtLeast
    levels = np.linspace(ends[0], ends[1], count).tolist()
    return [kind(other, level) for level in levels]


def _front(aim: Aim, other: Objective, tried: list[Tried], patients: int) -> list[Tried]:
    """Return the rules of which no other is as good in both numbers, and better in one."""
    numbers = np.array([
        [float(which.better(which.of(aim.of(one, which)[:patients])))
         for which in (aim.objective, other)]
        for one in tried
    ])  # fmt: skip
    allowed = np.array([aim.excess(one, patients) == 0 for one in tried])
    numbers[~allowed] = np.nan  # (what is not allowed makes no other rule worse)
    at_least = (numbers[:, None] >= numbers[None]).all(axis=2)
    more = (numbers[:, None] > numbers[None]).any(axis=2)
    kept = ~(at_least & more).any(axis=0) & np.isfinite(numbers).all(axis=1)
    return [one for one, keep in zip(tried, kept, strict=True) if keep]


def _table(aim: Aim, other: Objective, judged: "list[Judged]") -> "pd.DataFrame":
    import pandas as pd

    rows = []
    for one in judged:
        row = dict(one.point)
        for objective in (aim.objective, other):
            found = estimate(objective, one.values[aim.names[objective]])
            name = objective.name
            row |= {name: found.value, f"{name} from": found.low, f"{name} to": found.high}
        rows.append(row)
    return pd.DataFrame(rows).sort_values(other.name, ignore_index=True)
