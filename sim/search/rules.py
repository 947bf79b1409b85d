"""Rules tried on patients: every rule on the same ones, with the same luck, side by side.

A rule is a point of the space; a generation of them is run as rows of one batch, by what runs the
points of a sweep. What was run of a rule is kept: more patients are added, none is run twice. With
a folder, it is kept there as a sweep, and a search that was interrupted finds it again.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.model import Tumour
from sim.running.blocks import FEW
from sim.running.plan import Plan, make_plan
from sim.search.measured import check_measures
from sim.search.space import key_of
from sim.sweeps.designs import Points
from sim.sweeps.points import nothing, run_points
from sim.sweeps.sweep import Sweep

ROWS = 8192
"""Rules times patients that are run together: few enough to stay in a processor's cache."""


@dataclass(frozen=True)
class Same:
    """A function of no parameters that returns the patients' tumour."""

    tumour: Tumour

    def __call__(self) -> Tumour:
        """Return it."""
        return self.tumour


@dataclass(frozen=True)
class RuleSweep(Sweep):
    """A sweep over rules on patients of any numbers.

    Parameters
    ----------
    numbers : tuple of int
        Numbers of the patients, in order; a range of patients is one of places among them.
    let_in : object
        What decides, with the seed, which numbers these are. None: the first that there are.
    """

    numbers: tuple[int, ...] = ()
    let_in: Any = None

    def also_made_from(self) -> Mapping[str, Any]:
        """Return what decides who the patients are; the tumour need not tell them apart."""
        return {} if self.let_in is None else {"who is let in": self.let_in}

    def plan(self, point: Mapping[str, Any], patients: range) -> Plan:
        """Return the checked plan of one rule, with the patients at these places."""
        tumour, arms, clinic = self.described(point)
        numbers = np.array(self.numbers[patients.start : patients.stop])
        plan = make_plan(
            tumour, arms, numbers.tolist(), self.days, self.seed, clinic, self.engine, self.record
        )
        everybody = slice(0, len(numbers))
        return replace(
            plan,
            tumour=plan.resolved(tumour, everybody, "tumour"),
            clinic=plan.resolved(clinic, everybody, "clinic"),
            arms={k: plan.resolved(arm, everybody, f"arm {k}") for k, arm in arms.items()},
        )


@dataclass
class Tried:
    """What is known of one rule.

    Attributes
    ----------
    point : dict
        Its parameters.
    values : dict of ndarray (patient,)
        What was measured, of the first so many patients.
    failed : str
        Why it could not be run; empty if it could.
    """

    point: dict[str, Any]
    values: dict[str, np.ndarray] = field(default_factory=dict)
    failed: str = ""

    @property
    def patients(self) -> int:
        """On how many patients it was tried."""
        return len(next(iter(self.values.values()))) if self.values else 0


class Rules:
    """All rules that were tried on some patients.

    Parameters
    ----------
    sweep : RuleSweep
        What is run; its design is any.
    folder : str or path, optional
        Where it is kept.
    threads : int
        How many at once.
    """

    def __init__(self, sweep: RuleSweep, folder: Any = None, threads: int = 1):
        self.sweep, self.threads, self._folder = sweep, threads, folder
        self.tried: dict[tuple, Tried] = {}

    def tell(
        self, points: Sequence[Mapping[str, Any]], patients: int,
        tick: Callable[[], None] = nothing,
    ) -> list[Tried]:  # fmt: skip
        """Return what the first so many patients say of some rules; run what is not yet known."""
        asked = []
        for point in points:
            asked.append(self.tried.setdefault(key_of(point), Tried(dict(point))))
        todo: dict[int, dict[tuple, Tried]] = {}
        for tried in asked:
            if not tried.failed and tried.patients < patients:
                todo.setdefault(tried.patients, {})[key_of(tried.point)] = tried
        for first, rules in todo.items():
            self._run(list(rules.values()), range(first, patients), tick)
        return asked

    def _run(self, rules: list[Tried], patients: range, tick: Callable[[], None]) -> None:
        run = self._stored if self._folder is not None else self._in_threads
        try:
            values, failed = run([tried.point for tried in rules], patients, tick)
        except ValueError:  # (what is measured has more axes than a rule's values)
            check_measures(self.sweep, rules[0].point)
            raise
        for place, tried in enumerate(rules):
            if place in failed:
                tried.failed = failed[place]
                continue
            for name, table in values.items():
                before = tried.values.get(name, np.zeros(0))
                tried.values[name] = np.concatenate([before, table[place]])

    def _in_threads(self, points: list[dict[str, Any]], patients: range, tick):
        # (a visit takes Python as long for a few rows as for one, and threads cannot share that)
        shared = -(-len(points) // self.threads)
        each = max(1, min(max(shared, FEW // len(patients)), ROWS // len(patients)))
        parts = [points[at : at + each] for at in range(0, len(points), each)]
        shapes = dict.fromkeys(self.sweep.measures, (1, len(patients)))

        def one(part):
            return run_points(self.sweep, part, patients, shapes, tick=tick)

        with ThreadPoolExecutor(self.threads) as pool:
            outcomes = list(pool.map(one, parts))
        failed = {
            number * each + place: why
            for number, outcome in enumerate(outcomes)
            for place, why in outcome.failed.items()
        }
        values = {
            name: np.concatenate([outcome.values[name][:, 0] for outcome in outcomes])
            for name in self.sweep.measures
        }
        return values, failed

    def _stored(self, points: list[dict[str, Any]], patients: range, tick):
        """Run the rules as points of the sweep in the folder, up to these patients."""
        sweep = replace(self.sweep, design=Points(points), patients=patients.stop)
        with warnings.catch_warnings():  # (a search says itself which rules could not be run)
            warnings.filterwarnings("ignore", message=r"\d+ of \d+ points failed")
            results = sweep.run(Path(self._folder), progress=False)
        table = {
            name: results.values(name).transpose("point", "arm", "patient").values
            for name in self.sweep.measures
        }
        tick()
        failed = dict(results.failed["reason"])
        return {name: t[:, 0, patients.start :] for name, t in table.items()}, failed


def check_any_works(tried: Sequence[Tried], sweep: RuleSweep) -> None:
    """Refuse a space in which no rule can be run, or what cannot be measured of any."""
    if all(one.failed for one in tried):
        check_measures(sweep, tried[0].point)
        raise InputError(
            f"None of {len(tried)} rules that were tried can be run; the first, "
            f"{tried[0].point}: {tried[0].failed}"
        )
