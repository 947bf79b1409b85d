"""From numbers between 0 and 1 to a tumour, its drugs and a plan: what the search looks through.

The ranges are those that `sim` promises to be right in: half-lives of 1e-5 to 1e5 days, doses every
1/24 to 365 days, Hill slopes to 10, visits every 1/24 to 91 days, rates to 50 a day. Tumours are
large (10^9 to 10^14 cells), so that a few patients show the mean; chance is tested elsewhere.
"""

from dataclasses import dataclass

import numpy as np

import sim
from experiments.accuracy.genes import Genes
from experiments.accuracy.more import MORE, with_more
from sim.model.growth_curve import Growth

PLAIN = 50
"""Numbers that a case without a fourth clone, a niche or an immune system is made of."""
GENES = PLAIN + MORE
"""Numbers that a case is made of."""
PATTERNS = [(1,), (1, 1, 1, 0, 0), (1, 0), (0, 1, 1, 1)]
"""Between which visits there are doses, again and again."""


@dataclass(frozen=True)
class Case:
    """A tumour under doses that change at visits."""

    tumour: sim.Tumour
    visits: tuple[float, ...]
    """Days; the last is the end."""
    doses: tuple[tuple[float, ...], ...]
    """Of each drug, from each visit to the next."""


def case_of(numbers: np.ndarray) -> Case:
    """Return the case that these numbers (GENES,) stand for."""
    genes, more = Genes(numbers[:PLAIN]), Genes(numbers[PLAIN:])
    visit = genes.choice([7.0, 7.0, genes.power(1 / 24, 91.0)])
    count = int(genes.choice([4, 12, 26]))
    fastest = genes.choice([0.3, 0.3, 2.0, 50.0])
    drugs = [_drug(genes, name, fastest) for name in "AB"[: genes.choice([1, 1, 2])]]
    growth = _growth(genes)
    start = genes.power(1e9, 1e14)
    clones, moves = _clones(genes, start, fastest, drugs, visit, growth)
    joint = genes.choice([sim.Bliss(), sim.Bliss(), sim.HighestSingleAgent()])
    tumour = sim.Tumour(clones, moves, drugs, growth=_scaled(growth, start), interaction=joint)
    pattern = genes.choice(PATTERNS)
    dose = genes.choice([1.0, 1.0, genes.power(0.1, 10.0)])
    tumour = with_more(tumour, more, start)
    given = len(tumour.drugs)
    doses = tuple((dose * pattern[k % len(pattern)],) * given for k in range(count))
    return Case(tumour, tuple(visit * k for k in range(count + 1)), doses)


def _drug(genes: Genes, name: str, fastest: float) -> sim.Drug:
    acts = genes.choice(["death", "death", "birth", "division"])
    most = {"death": fastest, "birth": 1.0, "division": 8.0}[acts]
    maximum = genes.uniform(0.05, 1.0) * most
    slope, ec50 = genes.choice([1.0, 2.0, genes.uniform(0.5, 10.0)]), genes.power(0.03, 3.0)
    shape = genes.choice(["hill", "hill", "hill", "proportional"])
    effect = sim.Hill(maximum, ec50=ec50, slope=slope, acts=acts)
    if shape == "proportional":
        effect = sim.Proportional(maximum * (1.0 if acts == "birth" else 0.3), acts=acts)
    half_life = genes.choice([genes.power(1e-5, 1e5), genes.power(0.02, 20.0), None])
    interval = genes.choice([1.0, 7.0, 21.0, genes.power(1 / 24, 365.0)])
    decays = {} if half_life is None else {"half_life": half_life, "interval": interval}
    return sim.Drug(name, effect, **decays)


def _growth(genes: Genes) -> tuple[str, float]:
    """Return the law of growth, and its capacity over the cells at the start."""
    law = genes.choice(["exponential", "logistic", "logistic deaths", "gompertz"])
    return law, genes.power(1.0, 1e3)


def _scaled(growth: tuple[str, float], start: float) -> Growth:
    law, room = growth
    if law == "exponential":
        return sim.Exponential()
    if law == "gompertz":
        return sim.Gompertz(start * room)
    return sim.Logistic(start * room, acts="death" if law.endswith("deaths") else "birth")


def _clones(genes: Genes, start, fastest, drugs, visit, growth):
    """Return a founder, a mutant, and at times a state that both switch to and from."""
    birth = genes.power(0.01, min(fastest, 5.0))
    death = birth * genes.uniform(0.05, 1.0)
    cost = genes.uniform(0.6, 1.1)
    folds = [genes.choice([np.inf, 10.0, genes.power(1.0, 1e3)]) for _ in drugs]
    fold = {drug.name: x for drug, x in zip(drugs, folds, strict=True)}
    clones = [
        sim.Clone("S", birth, death, start=start),
        sim.Clone("R", birth * cost, death, fold=fold, start=genes.choice([0.0, start * 1e-3])),
    ]
    moves: list = [sim.Mutation("S", "R", genes.power(1e-7, 1e-2))]
    switching = genes.choice([False, False, True])
    rates = genes.power(1e-3, fastest), genes.power(1e-3, fastest), genes.power(1e-3, fastest)
    if switching:
        clones.append(
            sim.Clone("P", 0.2 * birth, 0.2 * death, fold={d.name: np.inf for d in drugs})
        )
        moves += [
            sim.Switch("S", "P", rates[0], induced={drugs[0].name: rates[1]}),
            sim.Switch("P", "S", rates[2]),
        ]
    return clones, moves
