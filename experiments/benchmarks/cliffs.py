"""Cliffs: what every combination of features costs, beside the plain patient, in one run.

    python -m experiments.benchmarks.cliffs                   # all, 2,000 patients: a long time
    python -m experiments.benchmarks.cliffs --patients 200 --without immune "two drugs"

Five years of weekly visits through `sim.simulate`, end points kept, one thread; microseconds of
processor time for a patient, after a warm-up. `results/cliffs` then holds the table as CSV and a
heat map: a row for what the patients are, a column for what is done with them.
"""

import argparse
import csv
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import stats
from tqdm import tqdm

import sim

DAYS = 5 * 364.0
TUMOUR = ("differ", "half-life", "two drugs", "Hill", "crowded", "persisters", "immune")
"""What a tumour may have; without it: patients alike, no decay, one drug, Proportional ..."""
ARMS = ("continuous", "28 on, 28 off", "adaptive")
QUIET = sim.Clinic(fatal=1e15)


def around(value: float, differ: bool):
    """Return a number, or a distribution around it, 5 % to either side."""
    return stats.uniform(0.95 * value, 0.1 * value) if differ else value


def tumour_with(features: frozenset[str]) -> sim.Tumour:
    """Return three clones, of which drugs leave one alone, with these features."""
    differ = "differ" in features
    half_life = {"half_life": around(2.4, differ)} if "half-life" in features else {}
    names = "AB" if "two drugs" in features else "A"
    drugs = [
        sim.Drug(
            name,
            sim.Hill(around(0.05, differ), ec50=0.3, slope=2)
            if "Hill" in features
            else sim.Proportional(around(0.045, differ)),
            interval=1.0, **half_life,
        )
        for name in names
    ]  # fmt: skip
    clones = [
        sim.Clone("S", around(0.14, differ), 0.13, start=1e9),
        sim.Clone("R", around(0.138, differ), 0.13, fold={"A": np.inf}),
        sim.Clone("P", 0.03, 0.028, fold=dict.fromkeys(names, 20.0)),
    ]
    moves: list = [sim.Mutation("S", "R", 1e-7)]
    if "persisters" in features:
        moves += [sim.Switch("S", "P", 1e-4, induced={"A": 1e-3}), sim.Switch("P", "S", 0.03)]
    return sim.Tumour(
        clones, moves, drugs,
        growth=sim.Logistic(2e10) if "crowded" in features else sim.Exponential(),
        immune=sim.Immune() if "immune" in features else None,
    )  # fmt: skip


def arm_of(name: str, drugs: dict[str, float]):
    """Return a regimen that gives all drugs."""
    if name == "continuous":
        return sim.Continuous(drugs)
    if name == "adaptive":
        return sim.Adaptive(drugs)
    return sim.Intermittent(drugs, 28, 28)


def cost(features: frozenset[str], arm: str, patients: int) -> float:
    """Return microseconds of processor time for a patient."""
    tumour = tumour_with(features)
    arms = {"arm": arm_of(arm, dict.fromkeys((drug.name for drug in tumour.drugs), 1.0))}

    def run(count: int) -> float:
        start = time.process_time()
        sim.simulate(
            tumour, arms, patients=count, days=DAYS, seed=1, clinic=QUIET, engine="jump",
            record=sim.Endpoints(), progress=False, threads=1,
        )  # fmt: skip
        return time.process_time() - start

    run(2)
    return 1e6 * run(patients) / patients


def named(features) -> str:
    """Return the features as words, in their order."""
    return ", ".join(name for name in TUMOUR if name in features) or "plain"


def measure(patients: int, without: list[str]) -> Iterator[dict]:
    """Yield a row (tumour, arm, us) of each combination."""
    free = [name for name in TUMOUR if name not in without]
    kinds = [
        frozenset(itertools.compress(free, chosen))
        for chosen in itertools.product((False, True), repeat=len(free))
    ]
    for features, arm in tqdm(list(itertools.product(kinds, ARMS)), disable=None):
        spent = cost(features, arm, patients)
        yield {"tumour": named(features), "arm": arm, "us": round(spent, 1)}


def draw(rows: list[dict], path: Path) -> None:
    """Draw the heat map."""
    import matplotlib.pyplot as plt
    from matplotlib.colors import LogNorm

    kinds = list(dict.fromkeys(row["tumour"] for row in rows))
    table = np.array([[row["us"] for row in rows if row["tumour"] == kind] for kind in kinds])
    figure, axes = plt.subplots(figsize=(6.5, 1.5 + 0.16 * len(kinds)), layout="constrained")
    image = axes.imshow(table, aspect="auto", norm=LogNorm(), cmap="viridis")
    axes.set_xticks(range(len(ARMS)), ARMS)
    axes.set_yticks(range(len(kinds)), kinds, fontsize=6)
    for (i, j), value in np.ndenumerate(table):
        ink = "black" if image.norm(value) > 0.6 else "white"
        axes.text(j, i, f"{value:,.0f}", ha="center", va="center", fontsize=6, color=ink)
    figure.colorbar(image, label="a patient, five years of weekly visits [us]")
    figure.savefig(path, dpi=150)
    plt.close(figure)


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=2000, help="of each cohort (2000)")
    parser.add_argument("--without", nargs="*", default=[], choices=TUMOUR, metavar="FEATURE",
                        help=f"features to leave out: {', '.join(TUMOUR)}")  # fmt: skip
    given = parser.parse_args()
    folder = Path("results/cliffs")
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    with (folder / "cliffs.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["tumour", "arm", "us"])
        writer.writeheader()
        for row in measure(given.patients, given.without):
            rows.append(row)
            writer.writerow(row)
            file.flush()
            tqdm.write(f"{row['us']:10,.0f} us  {row['arm']:14}  {row['tumour']}")
    draw(rows, folder / "cliffs.png")


if __name__ == "__main__":
    main()
