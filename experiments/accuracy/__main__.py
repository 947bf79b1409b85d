"""``python -m experiments.accuracy``: search for the worst case, print the ten worst.

Every tumour is written down at once. Interrupted and called again, a search goes on where it was;
several seeds, begun one by one or in processes of their own, are joined by naming them all. Exit
status 1 if any tumour is beyond the tolerance.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from experiments.accuracy.cases import Case
from experiments.accuracy.kept import FOLDER, SHOWN, Kept
from experiments.accuracy.measure import Finding
from experiments.accuracy.search import FAMILIES, Family, Tried, search


@dataclass
class Sum:
    """What all searches found together."""

    tried: int
    compared: int
    beyond: int
    cut: int
    worst: list[Tried]


def main(arguments: list[str] | None = None) -> int:
    """Search, print, and say by the exit status whether the tolerance holds."""
    parser = argparse.ArgumentParser(prog="python -m experiments.accuracy", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="tumours of a seed (20000)")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="of the engine (0.001)")
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="another seed, another search; or several"
    )
    parser.add_argument(
        "--tumours", choices=FAMILIES, default="any",
        help="what to look through: anything a tumour may have, or (quick) only what is founded in "
        "a crowd, crowds under a drug that decays, crowds between which cells move, or states "
        "between which they switch (any)",
    )  # fmt: skip
    parser.add_argument(
        "--output", type=Path, default=FOLDER, help=f"where what is found is kept ({FOLDER})"
    )
    parser.add_argument(
        "--patience", type=float, default=60.0, metavar="SECONDS",
        help="processor time after which a tumour is compared as far as it got (60)",
    )  # fmt: skip
    given = parser.parse_args(arguments)
    total, family = Sum(0, 0, 0, 0, []), FAMILIES[given.tumours]
    try:
        for seed in given.seed:
            for tried in _search(given, seed):
                _count(total, tried, family, given.tolerance)
    except KeyboardInterrupt:
        print("Interrupted; called again, it goes on.", file=sys.stderr)
    print(f"{total.tried} tumours, {total.compared} compared; tolerance {given.tolerance:g}.")
    print(
        f"{total.cut} of them took longer than there was patience for: compared as far as they got."
    )
    print(f"{total.beyond} beyond it. The ten worst, error and what the engine estimated:")
    for one in total.worst:
        print(_line(one, family))
    return 1 if total.beyond else 0


def _search(given: argparse.Namespace, seed: int) -> Iterator[Tried]:
    """Yield what one seed finds, what is known from before first; show the worst so far."""
    cases, tolerance = given.cases, given.tolerance
    family = FAMILIES[given.tumours]
    name = f"{given.tumours}-tolerance-{tolerance:g}-seed-{seed}"
    kept = Kept(given.output, name, Finding)
    known = kept.read()
    bar = tqdm(total=cases, desc=f"seed {seed}", disable=None)
    worst = float("-inf")
    for number, tried in enumerate(search(cases, tolerance, seed, known, given.patience, family)):
        if number >= len(known):
            kept.add(tried.finding)
        bar.update()
        if tried.finding is not None and tried.finding.error > worst:
            worst = tried.finding.error
            bar.set_postfix_str(f"worst {worst:.1e}")
            if number >= len(known) and worst > 0.5 * tolerance:
                tqdm.write(_line(tried, family), file=sys.stderr)
        yield tried
    bar.close()


def _count(total: Sum, tried: Tried, family: Family, tolerance: float) -> None:
    total.tried += 1
    if tried.finding is None:
        return
    total.compared += 1
    total.cut += tried.finding.until < family.case_of(tried.numbers).visits[-1]
    total.beyond += tried.finding.error > tolerance
    total.worst = sorted([*total.worst, tried], key=_error, reverse=True)[:SHOWN]


def _error(tried: Tried) -> float:
    assert tried.finding is not None
    return tried.finding.error


def _line(one: Tried, family: Family) -> str:
    finding, case = one.finding, family.case_of(one.numbers)
    assert finding is not None
    what = f"{finding.error:9.1e} {finding.estimate:9.1e}  {finding.clone} on day {finding.day:g}"
    return f"{what}: {in_words(case)}"


def in_words(case: Case) -> str:
    """Return a case on one line."""
    tumour = case.tumour
    clones = "; ".join(
        f"{c.name} {c.birth:.3g}/{c.death:.3g} from {c.start:.2g}" for c in tumour.clones
    )
    drugs = "; ".join(
        f"{d.name} {d.effect} half-life {d.half_life or 0:.2g} every {d.interval:.3g}"
        for d in tumour.drugs
    )
    moves = "; ".join(str(t) for t in tumour.transitions)
    doses = "".join("1" if any(dose) else "0" for dose in case.doses)
    defended = "" if tumour.immune is None else f"{tumour.immune} | "
    return (
        f"{clones} | {moves} | {drugs} | {tumour.growth} {type(tumour.interaction).__name__} | "
        f"{defended}visits every {case.visits[1]:.3g}, "
        f"doses {doses} x {max(max(d, default=0.0) for d in case.doses):.3g}"
    )


if __name__ == "__main__":
    sys.exit(main())
