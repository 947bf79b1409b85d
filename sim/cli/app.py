"""``sim app``: the clinic in a browser."""

import argparse
import socket
import threading
import webbrowser
from typing import Any

from sim.base.advice import install
from sim.base.errors import InputError
from sim.base.whole import in_words

HERE = "127.0.0.1"
FIRST, LAST = 8000, 8019
"""Ports that are tried where none is asked for."""


def add_app(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "app",
        help="open the clinic in a browser: compare strategies, treat a patient; no code",
        description=(
            "Serve the clinic as web pages, to this computer only unless --host says otherwise, "
            "and open a browser. Stop it with Ctrl-C."
        ),
        epilog=(
            "examples:\n"
            "  sim app\n"
            "  sim app --class biology-2 --host 0.0.0.0    a class on one network, scores kept\n"
        ),
    )
    add = parser.add_argument
    add("--host", default=HERE, metavar="ADDRESS", help=f"where to listen ({HERE})")
    add("--port", type=int, metavar="N", help=f"port ({FIRST}, or the next that is free)")
    add("--class", dest="class_", default="", metavar="NAME",
        help="keep the scores of the game in NAME.sqlite")  # fmt: skip
    add("--no-browser", action="store_true", help="do not open a browser")
    parser.set_defaults(run=app)


def app(arguments: argparse.Namespace) -> int:
    """Serve until somebody stops it."""
    try:
        from sim.app.scores import Scores
        from sim.app.serve import serve
    except ModuleNotFoundError as error:
        raise InputError(f"sim app needs {error.name}. {install('app')}") from None
    port = _free(arguments.host, arguments.port)
    scores = Scores(arguments.class_)
    shown = "localhost" if arguments.host in (HERE, "0.0.0.0") else arguments.host
    address = f"http://{shown}:{port}"
    print(f"The clinic is open at {address} (Ctrl-C closes it).", flush=True)
    if not arguments.no_browser:
        threading.Timer(1.5, webbrowser.open, [address]).start()
    serve(arguments.host, port, scores)
    return 0


def _free(host: str, wanted: int | None) -> int:
    """Return the port that is wanted, or the first that is free.

    Raises
    ------
    InputError
        If it is taken, or nothing can listen at such an address.
    """
    if wanted is not None and not 1 <= wanted <= 65535:
        raise InputError(f"--port is {wanted}; allowed is 1 to 65535.")
    reason = ""
    for port in range(FIRST, LAST + 1) if wanted is None else (wanted,):
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                line.bind((host, port))
                return port
        except OSError as error:
            reason = in_words(error)
    where = f"{host}, port {wanted or f'{FIRST} to {LAST}'}"
    raise InputError(f"Nothing can listen at {where}: {reason}. Say another --port or --host.")
