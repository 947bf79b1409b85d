"""Random tumours and treatments: what somebody might describe, and what nobody thought of.

`random_case` makes one from any source of luck: `random.Random(17)` for a case that has a number,
hypothesis for cases that shrink when they fail (`cases()`).
"""

import random
from dataclasses import dataclass

from hypothesis import strategies as st

from sim.model import (
    Bliss,
    Clone,
    Drug,
    HighestSingleAgent,
    Hill,
    Loewe,
    Mutation,
    Parallel,
    Proportional,
    Switch,
    Tumour,
)
from sim.regimens import Schedule

INFINITE = float("inf")


@dataclass(frozen=True)
class Case:
    """A tumour under an open-loop treatment, seen every `visit_every` days for `days` days."""

    tumour: Tumour
    schedule: Schedule
    days: float
    visit_every: float


def cases():
    """Return the hypothesis strategy of all cases."""
    return st.randoms(use_true_random=False).map(random_case)


def random_case(luck: random.Random, largest_start: float = 1e9) -> Case:
    """Return 1 to 6 clones that mutate and switch, 0 to 2 drugs switched on and off, no crowding.

    Clones grow by at most 0.03 a day and for at most 168 days, so nothing passes 10^12 cells.
    Mutations from 1e-9 to 1e-2 per division, switching from 0 to 0.1 a day.
    """
    drugs = _drugs(luck)
    # Theory takes its time where concentrations change all the time.
    longest = 56.0 if any(drug.half_life for drug in drugs) else 168.0
    days = luck.choice([0.5 * longest, longest, round(luck.uniform(0.4 * longest, longest), 2)])
    names = "ABCDEF"[: luck.randint(1, 6)]
    clones = [_clone(luck, name, drugs, largest_start, first=name == "A") for name in names]
    tumour = Tumour(
        clones, _transitions(luck, names, drugs), drugs, interaction=_joint(luck, drugs)
    )
    return Case(tumour, _schedule(luck, drugs, days), days, luck.choice([7.0, 7.0, 28.0, 11.3]))


def _log_uniform(luck, low, high):
    """Return 10 to a uniform power."""
    return 10.0 ** luck.uniform(low, high)


def _drugs(luck):
    return [_drug(luck, name) for name in ("alpha", "beta")[: luck.choice([0, 1, 1, 2, 2])]]


def _drug(luck, name):
    acts = luck.choice(["death", "death", "birth", "division"])
    most = {"death": 0.4, "birth": 1.0, "division": 2.0}[acts]
    maximum = luck.uniform(0.1 * most, most)
    effect = Proportional(maximum, acts=acts)
    if luck.random() < 0.6:
        effect = Hill(maximum, _log_uniform(luck, -1.5, 0.5), luck.uniform(0.5, 4.0), acts=acts)
    half_life = luck.choice([None, None, None, _log_uniform(luck, -0.5, 0.7)])
    interval = luck.choice([1.0, 3.0, 7.0])
    decays = {} if half_life is None else {"half_life": half_life, "interval": interval}
    return Drug(name, effect, **decays)


def _clone(luck, name, drugs, largest_start, first):
    net = luck.uniform(-0.08, 0.03)
    birth = luck.choice([luck.uniform(0.02, 0.5), max(net, 0.0)])
    start = 0.0
    if first or luck.random() < 0.3:
        start = max(1.0, round(largest_start ** luck.uniform(0.0, 1.0)))
    fold = {
        drug.name: luck.choice([1.0, _log_uniform(luck, -0.3, 2.0), INFINITE])
        for drug in drugs
        if not first or luck.random() < 0.3
    }
    return Clone(name, birth, max(birth - net, 0.0), start, fold)


def _transitions(luck, names, drugs):
    found = []
    for i, source in enumerate(names):
        for j, target in enumerate(names):
            if i == j:
                continue
            if luck.random() < (0.7 if j == i + 1 else 0.12):
                found.append(Mutation(source, target, _log_uniform(luck, -9.0, -2.0)))
            if luck.random() < 0.12:
                rate = luck.choice([0.0, luck.uniform(0.0, 0.1), _log_uniform(luck, -6.0, -1.0)])
                induced = {d.name: luck.uniform(0.0, 0.1) for d in drugs if luck.random() < 0.5}
                found.append(Switch(source, target, rate, induced))
    return found


def _joint(luck, drugs):
    if len(drugs) < 2:
        return Bliss()
    if len({drug.effect.acts for drug in drugs}) > 1:
        return luck.choice([Bliss(), HighestSingleAgent()])
    return luck.choice([Bliss(), HighestSingleAgent(), Loewe(), Parallel("alpha", "beta")])


def _schedule(luck, drugs, days):
    changes = sorted({0.0, *(round(luck.uniform(1.0, days), 1) for _ in range(luck.randint(0, 3)))})
    doses = [
        {drug.name: luck.choice([0.5, 1.0, 2.0]) for drug in drugs if luck.random() < 0.6}
        for _ in changes
    ]
    return Schedule(tuple(changes), tuple(doses))
