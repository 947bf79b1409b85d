"""``python -m experiments.accuracy``: search for the worst case, print the ten worst.

Exit status 1 if any is beyond the tolerance.
"""

import argparse
import sys

from tqdm import tqdm

from experiments.accuracy.cases import Case, case_of
from experiments.accuracy.search import Tried, search


def main(arguments: list[str] | None = None) -> int:
    """Search, print, and say by the exit status whether the tolerance holds."""
    parser = argparse.ArgumentParser(prog="python -m experiments.accuracy", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="how many tumours (20000)")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="of the engine (0.001)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another search")
    given = parser.parse_args(arguments)
    tried = search(given.cases, given.tolerance, given.seed)
    found = [one for one in tqdm(tried, total=given.cases, disable=None) if one is not None]
    found.sort(key=lambda one: -one.finding.error)
    beyond = sum(one.finding.error > given.tolerance for one in found)
    print(f"{given.cases} tumours, {len(found)} compared; tolerance {given.tolerance:g}.")
    print(f"{beyond} beyond it. The ten worst, error and what the engine estimated:")
    for one in found[:10]:
        print(_line(one))
    return 1 if beyond else 0


def _line(one: Tried) -> str:
    finding, case = one.finding, case_of(one.numbers)
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
    return (
        f"{clones} | {moves} | {drugs} | {tumour.growth} {type(tumour.interaction).__name__} | "
        f"visits every {case.visits[1]:.3g}, doses {doses} x {max(max(d) for d in case.doses):.3g}"
    )


if __name__ == "__main__":
    sys.exit(main())
