"""What the gallery draws: one virtual cohort under four strategies, and the tumours behind it."""

from functools import cache
from itertools import combinations

import sim

DRUGS = ("dabrafenib", "trametinib")


@cache
def lattice(drugs: int = 2) -> sim.Tumour:
    """Return a tumour with a clone for every set of drugs that it can resist."""
    names = [*DRUGS, "a third drug"][:drugs]
    sets = [has for k in range(drugs + 1) for has in combinations(range(drugs), k)]
    clones = [
        sim.Clone(
            _name(has),
            birth=0.14 - 0.004 * len(has),
            death=0.12,
            start=0 if has else 1e9,
            fold={names[i]: 60.0 for i in has},
        )
        for has in sets
    ]
    steps = [
        sim.Mutation(_name(has), _name(tuple(sorted((*has, i)))), 10.0 ** (-6 - 0.5 * i))
        for has in sets
        for i in set(range(drugs)) - set(has)
    ]
    given = [
        sim.Drug(name, sim.Hill(maximum=0.06 - 0.008 * i, ec50=0.3, slope=2), half_life=1.5 + i)
        for i, name in enumerate(names)
    ]
    return sim.Tumour(clones=clones, transitions=steps, drugs=given)


def _name(has: tuple[int, ...]) -> str:
    return "+".join("ABC"[i] for i in has) or "sensitive"


@cache
def runs() -> sim.Runs:
    """Return 200 patients under four strategies, for three years."""
    one, two = DRUGS
    arms = {
        "continuous": sim.Continuous(one),
        "adaptive": sim.Adaptive(one),
        "alternating": sim.Alternating([one, two], every=84),
        "sequential": sim.Sequential([one, two]),
    }
    return sim.simulate(lattice(), arms, patients=200, days=3 * sim.YEAR, seed=8)


@cache
def tolerant() -> sim.Tumour:
    """Return a tumour whose cells slip into a drug-tolerant state and back."""
    drug = sim.Drug("vemurafenib", sim.Hill(maximum=0.06, ec50=0.2, slope=2), half_life=2.4)
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=0.14, death=0.12, start=1e9),
            sim.Clone("persister", birth=0.02, death=0.01, fold={"vemurafenib": 30}),
        ],
        transitions=[
            sim.Switch("sensitive", "persister", 1e-3),
            sim.Switch("persister", "sensitive", 2e-2),
        ],
        drugs=[drug],
    )
