"""What each extra is for: done small, in an environment that has that extra only."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from experiments.extras.environment import TOP, Environment, Failed

COMPARE = ("compare", "melanoma_vemurafenib", "--patients", "4", "--years", "1", "--output")


@dataclass(frozen=True)
class Use:
    """One thing that is done with an extra."""

    what: str
    do: Callable[[Environment], object]


def of(name: str) -> list[Use]:
    """Return what is done with an extra, or without any (``"none"``), or with the wheel."""
    return USES[name]


def _python(script: str, outside: bool = True) -> Callable[[Environment], object]:
    path = TOP / "experiments" / "extras" / "scripts" / script
    # -P: what stands beside the script is not imported
    return lambda env: env.run("python", "-P", str(path), outside=outside)


def _command(*words: str, outside: bool = False) -> Callable[[Environment], object]:
    return lambda env: env.run(*words, outside=outside)


def _compare(env: Environment) -> None:
    env.run("sim", *COMPARE, str(env.work / "runs"), outside=True)
    wanted = {"burden.png", "burden.pdf", "summary.csv", "runs.nc", "made-by.json"}
    if missing := wanted - {path.name for path in (env.work / "runs").iterdir()}:
        raise Failed(f"sim compare has not written {', '.join(sorted(missing))}")


def _advice_helps(env: Environment) -> None:
    """Do what needs zarr, type what the error says, and do it again."""
    path = str(TOP / "experiments" / "extras" / "scripts" / "zarr_folder.py")
    try:
        env.run("python", "-P", path, outside=True)
    except Failed as error:
        found = re.search(
            r"needs zarr: (?:\S*python\S*) (-m pip install .*), or use \.nc", str(error)
        )
        if found is None:
            raise Failed(f"There is no advice in:\n{error}") from None
    else:
        raise Failed("zarr is there without the extra that brings it, so nothing is tried.")
    env.typed(f"python {found[1]} -q --disable-pip-version-check", outside=True)
    env.run("python", "-P", path, outside=True)


def _course(env: Environment) -> None:
    env.run("sim", "notebooks", str(env.work / "course"), outside=True)
    found = sorted(path.name for path in (env.work / "course").glob("*.ipynb"))
    ours = sorted(path.name for path in (TOP / "notebooks").glob("*.ipynb"))
    if found != ours:
        raise Failed(f"sim notebooks has copied {found} and not {ours}.")


def _is_no_checkout(env: Environment) -> None:
    place = env.run("python", "-c", "import sim; print(sim.__file__)", outside=True)
    if not place.startswith(str(env.folder)):
        raise Failed(f"The sim that is used is {place}, and not that of the wheel.")


def _notebook(number: str) -> Callable[[Environment], object]:
    (path,) = (TOP / "notebooks").glob(f"{number}_*.ipynb")
    return lambda env: env.run(
        "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir", str(env.work),
        str(path), outside=True,
    )  # fmt: skip


PLAIN = [
    Use("the course is copied", _course),
    Use("sim --help", _command("sim", "--help", outside=True)),
    Use("python -m sim presets", _command("python", "-m", "sim", "presets", outside=True)),
    Use("sim compare", _compare),
    Use("a trial", _command("sim", "trial", str(TOP / "experiments/trials/holidays.toml"),
                            "--patients", "6", "--output", "trial", outside=True)),
    Use("what the error about zarr says is typed", _advice_helps),
]  # fmt: skip

USES = {
    "none": [Use("the README's first lines", _python("first.py")), *PLAIN],
    "wheel": [Use("the wheel is what is used", _is_no_checkout), *PLAIN],
    "sweep": [
        Use("runs in a zarr folder", _python("zarr_folder.py")),
        Use("a sweep in two processes", _command(
            "sim", "sweep", str(TOP / "experiments/sweeps/thresholds.toml"),
            "--out", "sweep", "--workers", "2", outside=True)),
        Use("its status", _command("sim", "sweep", "--status", "sweep", outside=True)),
        Use("a sweep with a Dask worker", _python("cluster.py")),
    ],
    "search": [Use("two thresholds are searched, and found again", _python("searched.py"))],
    "rl": [Use("patients are treated by Gymnasium's interface", _python("treated.py"))],
    "notebook": [
        Use("JupyterLab starts", _command("jupyter", "lab", "--version")),
        Use("the first notebook", _notebook("01")),
        Use("the ninth, with its sweep", _notebook("09")),
    ],
    "app": [Use("the clinic answers, and draws", _python("clinic.py"))],
    "fit": [Use("a posterior, and twins", _python("posterior.py"))],
    "video": [Use("a film in MP4", _python("film.py"))],
    "docs": [Use("make docs", lambda env: env.run(
        "python", "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs",
        str(env.work / "html")))],
    "bench": [
        Use("the peers are imported", _python("peers.py")),
        Use("make bench, small", lambda env: env.run(
            "python", "-m", "experiments.benchmarks", "--quick", "--output", str(env.work))),
    ],
    "test": [
        Use("the rooms", _command("python", "-m", "pytest", "-q", "-p", "no:cacheprovider",
                                  "tests/test_architecture.py", "tests/test_import.py")),
        Use("every test is found", _command("python", "-m", "pytest", "-q", "--collect-only",
                                            "-p", "no:cacheprovider", "-m", "")),
    ],
    "dev": [
        Use("style", _command("ruff", "check", "--no-cache")),
        Use("types", _command("mypy", "--cache-dir", os.devnull)),
        Use("rooms", _command("lint-imports", "--no-logo", "--no-cache")),
    ],
}  # fmt: skip
"""For each extra what README, docs and Makefile say it is for."""
