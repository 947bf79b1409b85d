"""The command ``sim``: parses, calls, prints."""

import os
import shlex
import sys
from collections.abc import Sequence

from sim.base.errors import InputError
from sim.base.whole import in_words
from sim.cli.parser import parser

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after ``sim``; those of the process if not given.

    Returns
    -------
    int
        0: done. 1: done, but not all is where it was asked for. 2: the input is wrong, nothing
        ran. 130: stopped by the user.
    """
    words = sys.argv[1:] if argv is None else argv
    arguments = parser().parse_args(words)
    arguments.command = shlex.join(["sim", *words])
    try:
        code = arguments.run(arguments)
        sys.stdout.flush()  # a full disk behind ``> file`` shows here, and not when Python ends
        return code
    except InputError as error:
        print(f"sim: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("sim: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0  # the reader of a pipe has gone (`sim presets | head -1`)
    except OSError as error:
        where = f": {str(error.filename)!r}" if error.filename else ""
        print(f"sim: {in_words(error)}{where}.", file=sys.stderr)
        return 2
    finally:
        _let_go()


def _let_go() -> None:
    """Let what is still to be printed go nowhere, if it can go nowhere else."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
