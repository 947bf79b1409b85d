"""``sim app``: the clinic in a browser."""

import argparse
import threading
import webbrowser
from typing import Any

from sim.base.advice import install
from sim.base.errors import InputError

HERE = "127.0.0.1"


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
    add("--port", type=int, default=8000, metavar="N", help="port (8000)")
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
    if not 1 <= arguments.port <= 65535:
        raise InputError(f"--port is {arguments.port}; allowed is 1 to 65535.")
    scores = Scores(arguments.class_)
    shown = "localhost" if arguments.host in (HERE, "0.0.0.0") else arguments.host
    address = f"http://{shown}:{arguments.port}"
    print(f"The clinic is open at {address} (Ctrl-C closes it).", flush=True)
    if not arguments.no_browser:
        threading.Timer(1.5, webbrowser.open, [address]).start()
    serve(arguments.host, arguments.port, scores)
    return 0
