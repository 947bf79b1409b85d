"""The command ``sim``: parses, calls, prints."""

import os
import shlex
import sys
from collections.abc import Sequence

from sim.base.errors import InputError
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
        return arguments.run(arguments)
    except InputError as error:
        print(f"sim: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("sim: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # the reader of a pipe has gone (`sim presets | head -1`); nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
