"""``python -m experiments.published [--quick] [NAME ...]``: run the papers, print one table.

Each paper is a process of its own, one after the other, because each uses all processors. A number
that does not agree is a finding and no failure; a script that fails is one.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from experiments.published import table

HERE = Path(__file__).parent
NAMES = sorted(folder.parent.name for folder in HERE.glob("*/__main__.py"))


def main() -> int:
    """Run what was asked for; return how many scripts failed."""
    parser = argparse.ArgumentParser(prog="python -m experiments.published")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="fewer patients; two minutes for all")
    given = parser.parse_args()
    unknown = sorted(set(given.names) - set(NAMES))
    if unknown:
        parser.error(f"no such paper: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    lines: list[tuple[str, ...]] = [("paper", *table.HEADINGS)]
    times, failed = [], []
    for name in given.names or NAMES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        started = time.monotonic()
        if not run(name, given.quick):
            failed.append(name)
            continue
        times.append((name, time.monotonic() - started))
        lines += [(name, *cells) for cells in table.read(table.where(name, given.quick))]
    print(table.columns(lines))
    agree = sum(line[-1] == "yes" for line in lines[1:])
    print(f"\n{agree} of {len(lines) - 1} agree. " + note(times))
    for name in failed:
        print(f"FAILED: python -m experiments.published.{name}", file=sys.stderr)
    return len(failed)


def run(name: str, quick: bool) -> bool:
    """Run one paper's script; return whether it came to its end. What it prints is kept quiet."""
    command = [sys.executable, "-m", f"experiments.published.{name}", *(["--quick"] * quick)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
    return done.returncode == 0


def note(times: list[tuple[str, float]]) -> str:
    """Return how long each paper took, in words."""
    parts = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in times)
    return f"Time: {parts}; all {sum(seconds for _, seconds in times):.0f} s."


if __name__ == "__main__":
    sys.exit(main())
