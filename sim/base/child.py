"""Python processes of our own, which never run a file that merely lies beside the user.

A process begun as ``python -c`` or ``python -m`` looks for modules in the current folder first: a
student's ``random.py``, or a stranger's ``pickle.py`` in a shared folder, would be run in it.
Ours are begun with ``-P``. They get this very package by its path, and the folders in which this
process looks for modules behind Python's own.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]

_BEGIN = """
import importlib.util, sys
package, module, *paths = sys.argv[1:]
del sys.argv[1:]
sys.path += [path for path in paths if path not in sys.path]
spec = importlib.util.spec_from_file_location("sim", package + "/__init__.py")
sys.modules["sim"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["sim"])
importlib.import_module(module).main()
"""


def python_that_runs(module: str) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment of a process that calls ``main()`` of a module of sim.

    Parameters
    ----------
    module : str
        Its full name: ``"sim.sweeps.worker"``.
    """
    what = [str(PACKAGE), module, *search_path()]
    environment = dict(os.environ) | {"PYTHONPATH": _asked()}
    return [sys.executable, "-P", "-c", _BEGIN, *what], environment


@contextmanager
def nothing_beside() -> Iterator[None]:
    """Let processes that `multiprocessing` begins in here run no file that lies beside the user.

    It begins them as ``python -c``, and its tracker of resources too.
    """
    wanted = {"PYTHONSAFEPATH": "1", "PYTHONPATH": _asked()}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def search_path() -> list[str]:
    """Return where a child process looks for modules after Python's own and what is installed.

    Functions of a user are found by the name of their file, so the folder of the script comes too,
    and the current one where this process looks there itself (a notebook); both at the very end.
    """
    paths = dict.fromkeys(Path(path).absolute() for path in sys.path)
    return [str(path) for path in sorted(paths, key=lambda path: path in _beside())]


def _asked() -> str:
    """Return the folders of PYTHONPATH but for those beside the user."""
    asked = [Path(path).absolute() for path in _python_path() if path]  # "" is the current folder
    return os.pathsep.join(str(path) for path in asked if path not in _beside())


def _python_path() -> list[str]:
    return os.environ.get("PYTHONPATH", "").split(os.pathsep)


def _beside() -> set[Path]:
    """Return the current folder and that of the script: there lie files of any name."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    here = Path.cwd()
    return {here, Path(script).absolute().parent} if script else {here}
