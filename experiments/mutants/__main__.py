"""``make mutants N=300 SEED=1``: put faults in one at a time, and list those that no test notices.

Works in a copy of the checkout. What has been tried is kept in results/mutants, so that a run that
was stopped goes on where it was, and a run after new tests tries the survivors again.
"""

import argparse
import signal
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

from experiments.mutants.faults import Fault, sample
from experiments.mutants.order import Order
from experiments.mutants.record import Record, Tried, diff_of, digest_of, key_of
from experiments.mutants.report import equivalents, reason, report
from experiments.mutants.rooms import TESTS, all_tests, files, room_of
from experiments.mutants.tree import Tested, Tree, copied

SPARE, TIMES = 20.0, 4.0
"""Tests may take four times as long as without a fault, and so many seconds more."""


def main(arguments: list[str] | None = None) -> int:
    """Try, report, and say by the exit status whether enough was noticed."""
    given = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends the tests, removes the copy
    given.output.mkdir(parents=True, exist_ok=True)
    record = Record(given.output / "tried.jsonl")
    tree = copied(given.output.absolute() / "tree")
    code_of = {path: tree.code(path) for path in files(tree.top, given.rooms)}
    chosen = list(islice(sample(code_of, given.seed), given.number))
    orders = _orders(tree, {room_of(fault.path) for fault, _ in chosen}, given.output)
    if not orders:
        return 2
    tried = [
        _try(tree, *one, record, orders[room_of(one[0].path)], f"{i}/{len(chosen)}")
        for i, one in enumerate(chosen, 1)
    ]
    known = equivalents()
    text = report(tried, known)
    (given.output / f"report-{given.seed}.md").write_text(text, "utf-8")
    print(text)
    real = [one for one in tried if not one.survived or reason(one, known) is None]
    noticed = sum(not one.survived for one in real) / len(real)
    share, asked = f"{100 * noticed:.0f} % of {len(real)}", f"{100 * given.least:g} %"
    print(f"{share} faults noticed; {asked} are asked for.")
    return int(noticed < given.least)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m experiments.mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=300, help="how many faults (300)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other faults")
    parser.add_argument("--rooms", nargs="+", choices=TESTS, default=list(TESTS))
    parser.add_argument("--least", type=float, default=0.9, help="share to be noticed (0.9)")
    parser.add_argument("--output", type=Path, default=Path("results/mutants"))
    return parser


def _orders(tree: Tree, rooms: set[str], output: Path) -> dict[str, Order]:
    """Return in which order the tests of each room are run; nothing if one fails as it is."""
    orders = {}
    for room in sorted(rooms):
        kept = output / f"reached-{digest_of(tree.top, ['sim', *all_tests(room)])}.json"
        if not kept.is_file():
            found = tree.test(all_tests(room), reached=(new := kept.with_suffix(".new")).absolute())
            if found.outcome != "passed":
                print(f"The tests of {room} fail without a fault:\n{found.said}", file=sys.stderr)
                return {}
            new.replace(kept)
            print(f"{room}: its tests take {found.seconds:.0f} s", flush=True)
        orders[room] = Order.read(kept)
    return orders


def _try(tree: Tree, fault: Fault, faulty: str, record: Record, order: Order, which: str) -> Tried:
    code, tests = tree.code(fault.path), all_tests(room_of(fault.path))
    key, digest = key_of(fault.path, faulty), digest_of(tree.top, tests)
    if (one := record.known(key, digest)) is None:
        with tree.holding(fault.path, faulty):
            found = _tested(tree, order, order.parts(fault, code), tests)
        outcome = {"passed": "survived", "failed": "noticed"}.get(found.outcome, found.outcome)
        one = Tried(
            key=key, path=fault.path, operator=fault.operator, outcome=outcome,
            seconds=found.seconds, tests=digest, diff=diff_of(fault, code, faulty), said=found.said,
        )  # fmt: skip
        record.add(one)
    where = f"{fault.path}:{fault.place[0]} {fault.operator}"
    print(f"{which} {one.outcome} ({one.seconds:.0f} s): {where}", flush=True)
    if one.survived:
        print(one.diff, flush=True)
    return one


def _tested(tree: Tree, order: Order, parts: list[list[str]], tests: list[str]) -> Tested:
    """Run the tests part by part up to the first that fails."""
    spent = 0.0
    for part in parts:
        limit = SPARE + TIMES * order.taken(part)
        found = tree.test(part, limit)
        spent += found.seconds
        if found.outcome == "not found":  # the fault has changed of which cases a test consists
            found = tree.test(tests, SPARE + TIMES * order.taken(list(order.seconds)))
            if found.outcome == "not found":  # what they share cannot even be imported
                found = replace(found, outcome="failed")
        if found.outcome != "passed":
            break
    return replace(found, seconds=spent)


if __name__ == "__main__":
    sys.exit(main())
