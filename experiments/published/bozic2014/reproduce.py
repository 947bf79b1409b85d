"""Sizes of resistant clones in order of appearance (Bozic and Nowak 2014), by simulation."""

import numpy as np

import sim
from experiments.published.table import CONFIDENCE, Row, exact

BIRTH, DEATH = 0.25, 0.181
"""Divisions and deaths of all cells [1/day]."""

PER_DIVISION = 42e-9
"""Probability per division of resistance: 42 positions, 1e-9 each."""

SIZE = 1e9
"""Cells of the lesion at detection, M."""

CLONES = 4
"""Resistant clones that are compared."""

FOLLOWED = 16
"""Living lineages the engine keeps apart, in order of appearance; those that die make room."""

PUBLISHED = {2: "0.414", 3: "0.260", 4: "0.189"}
"""Median of the k-th clone relative to that of the first."""

SEED = 2014


def tumour() -> sim.Tumour:
    """Return a lesion with neutral resistance, grown from one cell."""
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=BIRTH, death=DEATH),
            sim.Clone("resistant", birth=BIRTH, death=DEATH),
        ],
        transitions=[sim.Mutation("sensitive", "resistant", PER_DIVISION)],
        size=SIZE,
        grown_from_one_cell=True,
    )


def clone_sizes(patients: int) -> np.ndarray:
    """Return the cells (lesion, k) of the first living resistant clones at detection.

    In order of appearance; 0 where there are fewer.
    """
    runs = sim.simulate(
        tumour(), {"look": sim.Observation()}, patients=patients, days=1, seed=SEED,
        record=sim.Lineages(every=1e6, most=FOLLOWED),
    )  # fmt: skip
    cells = runs.data["lineage_cells"].sel(arm="look", founded="resistant").isel(time=0)
    cells = np.nan_to_num(cells.transpose("patient", "lineage").values.astype(float))
    # those that died out come last; the others keep their order of appearance
    order = np.argsort(cells == 0, axis=1, kind="stable")
    return np.take_along_axis(cells, order, axis=1)[:, :CLONES]


def median_of_ratios(k: int) -> float:
    """Return the median of (k-th clone) / (first clone) in one lesion, in the limit of large M u.

    Surviving clones are founded at the points Gamma_1 < Gamma_2 < ... of a Poisson process in
    M u exp(r t), and grow to W_k / Gamma_k, W exponential with mean 1. So the k-th alone has
    P(size > x) = (1 + x)^-k, with the paper's median 2^(1/k) - 1; and P(ratio > x) is the mean of
    B / (B + x), B = Gamma_1 / Gamma_k from the Beta(1, k - 1) law.
    """
    from scipy.integrate import quad
    from scipy.optimize import brentq

    def above(x: float) -> float:
        return quad(lambda b: (k - 1) * (1 - b) ** (k - 2) * b / (b + x), 0, 1)[0]

    return float(brentq(lambda x: above(x) - 0.5, 1e-6, 1.0, xtol=1e-12))


def rows(patients: int) -> list[Row]:
    """Return the table: our medians with the interval of the bootstrap over lesions."""
    cells = clone_sizes(patients)
    cells = cells[(cells > 0).all(axis=1)]
    found = []
    for k, published in PUBLISHED.items():
        first, other = cells[:, 0], cells[:, k - 1]
        what = f"median of clone {k} / median of clone 1"
        found.append(bootstrapped(what, published, first, other, of_medians))
        found.append(exact(f"{what}, closed form", published, 2 ** (1 / k) - 1))
        what = f"median of (clone {k} / clone 1)"
        found.append(bootstrapped(what, f"{median_of_ratios(k):.3f}", first, other, of_ratios))
    return found


def of_medians(first: np.ndarray, other: np.ndarray) -> float:
    """Return the ratio of two medians."""
    return float(np.median(other) / np.median(first))


def of_ratios(first: np.ndarray, other: np.ndarray) -> float:
    """Return the median of ratios."""
    return float(np.median(other / first))


def bootstrapped(what: str, published: str, first, other, measure, times: int = 2000) -> Row:
    """Return a row for a measure over lesions, drawn again with return `times` times."""
    random = np.random.default_rng(SEED)
    draws = (random.integers(0, first.size, first.size) for _ in range(times))
    values = [measure(first[who], other[who]) for who in draws]
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Row(what, published, measure(first, other), float(low), float(high))
