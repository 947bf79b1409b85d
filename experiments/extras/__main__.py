"""``make extras``: every extra alone in a fresh environment, and the wheel outside the checkout.

What is only ever installed together with everything else does not work alone. So each extra of
pyproject.toml is installed by itself and does what the README says it is for (`uses.py`); then the
wheel is built, installed where there is no checkout, and used there.
"""

import argparse
import sys
import time
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.extras import uses
from experiments.extras.environment import TOP, Environment, Failed


def names() -> list[str]:
    """Return what can be tried: no extra at all, each of the extras, the wheel."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    return ["none", *project["optional-dependencies"], "wheel"]


def main(arguments: list[str] | None = None) -> int:
    """Try them, and say by the exit status whether all of them work."""
    parser = argparse.ArgumentParser(prog="python -m experiments.extras", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="extra", help=f"of {', '.join(names())} (all)")
    given = parser.parse_args(arguments).names or names()
    if unknown := [name for name in given if name not in names()]:
        parser.error(f"there is no extra {unknown[0]!r}; there are {', '.join(names())}")
    failed = [name for name in given if not _works(name)]
    print(f"Do not work alone: {', '.join(failed)}" if failed else "Each of them works alone.")
    return bool(failed)


def _works(name: str) -> bool:
    started = time.monotonic()
    with TemporaryDirectory(prefix=f"sim-{name}-") as folder:
        try:
            environment = Environment.made(Path(folder), name)
            for use in uses.of(name):
                print(f"{name}: {use.what} ...", flush=True)
                use.do(environment)
        except Failed as error:
            print(f"{name}: FAILS\n{error}", file=sys.stderr, flush=True)
            return False
    print(f"{name}: works ({time.monotonic() - started:.0f} s)", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
