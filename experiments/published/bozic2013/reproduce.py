"""The numbers of Bozic et al. 2013, eLife 2:e00747, by simulation from one cell and by theory."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

import sim
from experiments.published.table import Row, exact, share

FIRST, SECOND = "vemurafenib", "partner"
SEED = 2013
DAYS = 10 * sim.YEAR
"""Long enough to tell cured from not: sensitive cells (-0.03 per day) are gone after 2 years, those
that were left to the second drug 2 years after the relapse in year 4, and a resistant line that
lives so long has millions of cells."""

EXACT_LOOK = sim.Clinic(visit_every=14, scan_every=14, noise=0, detection=0)
"""The paper's detection is without noise and limit."""

TOGETHER = sim.Combination([FIRST, SECOND])
IN_SEQUENCE = sim.Lines([sim.Line(FIRST, until=sim.BurdenAbove(1.0)), sim.Line(SECOND)])
"""The second drug when the lesion is back at the size of the first treatment (legend of figure
5, figure supplement 1: M = N = 10^9)."""


def rows(patients: int) -> list[Row]:
    """Return the table; `patients` are simulated for every row that is a share."""
    return [
        *figure_5(patients),
        start_or_treatment(patients),
        *slower_division(patients),
        *table_2(patients // 5),
        *costly(patients // 5),
    ]


def cured(
    tumour: sim.Tumour, arms: Mapping[str, sim.Regimen], patients: int, days: float = DAYS
) -> dict[str, int]:
    """Return the number of patients without a single cell left, per arm."""
    runs = sim.simulate(
        tumour,
        arms,
        patients=patients,
        days=days,
        seed=SEED,
        clinic=EXACT_LOOK,
        record=sim.Endpoints(),
    )
    empty = runs.data["final_cells"].sum("clone") == 0
    return {arm: int(empty.sel(arm=arm).sum()) for arm in runs.arms}


def theory(tumour: sim.Tumour) -> float:
    """Return the probability that both drugs together eradicate the lesion."""
    return sim.theory.extinction_of_grown(tumour, TOGETHER, DAYS).item()


def figure_5(patients: int) -> list[Row]:
    """Both drugs together, or one after the other."""
    found = []
    for n12, together in ((1, "26.3"), (0, "99.9")):
        tumour = sim.presets.melanoma_vemurafenib(n12=n12)
        count = cured(tumour, {"together": TOGETHER, "sequence": IN_SEQUENCE}, patients)
        what = f"cured, n12 = {n12}, M = 1e9 [%]"
        found += [
            share(f"together: {what}", together, count["together"], patients),
            exact(f"together: {what}, theory", together, 100 * theory(tumour)),
            share(f"in sequence: {what}", "0", count["sequence"], patients),
        ]
    return found


def start_or_treatment(patients: int) -> Row:
    """Lesions in which doubly resistant cells that were there on day 0 have survivors for ever."""
    tumour = sim.presets.melanoma_vemurafenib(n12=1)
    look = sim.simulate(
        tumour, {"look": sim.Observation()}, patients=patients, days=1, seed=SEED, clinic=EXACT_LOOK
    )
    present = look.data["cells"].sel(arm="look", clone="doubly resistant").isel(time=0).values
    # neither drug touches these cells: the line of each dies out with probability d / b
    dies_out = tumour.clones[-1].death / tumour.clones[-1].birth
    survive = np.random.default_rng(SEED).random(patients) > dies_out**present
    return share(
        "failure in sequence due to cells present at the start, n12 = 1 [%]",
        "73.7",
        survive.sum(),
        patients,
    )


def slower_division(patients: int) -> list[Row]:
    """Drugs that suppress division (b' = 0.10) and do not kill."""
    tumour = sim.presets.melanoma_vemurafenib(n12=1)
    slows = sim.Proportional(0.04 / 0.14, acts="birth")
    tumour = tumour.replace(drugs=[sim.Drug(name, slows) for name in (FIRST, SECOND)])
    what = "together, drugs that slow division: cured, n12 = 1 [%]"
    count = cured(tumour, {"together": TOGETHER}, patients)["together"]
    return [
        share(what, "29", count, patients),
        exact(f"{what}, theory", "29", 100 * theory(tumour)),
    ]


TABLE_2 = {
    (0, 1e9, 0.14): "0.0",
    (0, 1e9, 1.0): "0.01",
    (1, 1e9, 0.14): "0.74",
    (1, 1e9, 1.0): "0.74",
    (0, 1e11, 0.14): "0.12",
    (0, 1e11, 1.0): "0.53",
    (1, 1e11, 0.14): "1.0",
    (1, 1e11, 1.0): "1.0",
}
"""Share of treatment failures without a cost of resistance, by (n12, M, b); d = b - 0.01 and
d' = b + 0.03."""


def table_2(patients: int) -> list[Row]:
    """Failure of the pair for two sizes and two speeds of division."""
    found = []
    for (n12, size, birth), published in TABLE_2.items():
        tumour = sim.presets.melanoma_vemurafenib(
            n12=n12, size=size, birth=birth, death=birth - 0.01, kill=0.04
        )
        count = patients - cured(tumour, {"together": TOGETHER}, patients)["together"]
        what = f"table 2: failure of both together, n12 = {n12}, M = {size:.0e}, b = {birth:g}"
        row = share(what, published, count, patients)
        found.append(Row(what, published, row.ours / 100, row.low / 100, row.high / 100))
        found.append(exact(f"{what}, theory", published, 1 - theory(tumour)))
    return found


COSTS = {
    (0, 1e11): {0.01: "0.11", 0.05: "0.08", 0.1: "0.06"},
    (1, 1e9): {0.01: "0.73", 0.05: "0.72", 0.1: "0.70"},
}
"""Share of treatment failures by (n12, M) and the cost of each resistance mutation; b 0.14."""


def with_cost(tumour: sim.Tumour, cost: float) -> sim.Tumour:
    """Return the lesion whose cells with k mutations divide at (b - d)(1 - c)^k + d.

    A cell that became resistant to both drugs by one mutation pays for one, so these cells are a
    clone of their own.
    """
    *others, doubly = tumour.clones
    crossed = replace(doubly, name="cross-resistant")
    mutations = {clone.name: k for clone, k in zip((*others, crossed), (0, 1, 1, 1), strict=True)}
    clones = [
        replace(
            clone,
            birth=(clone.birth - clone.death) * (1 - cost) ** mutations.get(clone.name, 2)
            + clone.death,
        )
        for clone in (*others, doubly, crossed)
    ]
    founder = others[0].name
    at_once = (founder, doubly.name)
    transitions = [
        replace(m, target=crossed.name) if (m.source, m.target) == at_once else m
        for m in tumour.mutations
    ]
    return tumour.replace(clones=clones, transitions=transitions)


def costly(patients: int) -> list[Row]:
    """Failure of the pair where every resistance mutation costs."""
    found = []
    for (n12, size), by_cost in COSTS.items():
        for cost, published in by_cost.items():
            tumour = with_cost(sim.presets.melanoma_vemurafenib(n12=n12, size=size), cost)
            count = patients - cured(tumour, {"together": TOGETHER}, patients)["together"]
            what = f"failure of both together, n12 = {n12}, M = {size:.0e}, cost {cost:.0%}"
            row = share(what, published, count, patients)
            found.append(Row(what, published, row.ours / 100, row.low / 100, row.high / 100))
            found.append(exact(f"{what}, theory", published, 1 - theory(tumour)))
    return found
