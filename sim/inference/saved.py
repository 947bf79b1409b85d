"""A fit in a file: what was asked, where the starts have arrived, and the posterior so far.

Descriptions are written as `sim.made` writes them: numbers to the bit, functions of the user as
their text, which is run only if that is allowed.
"""

import hashlib
import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from sim.base import advice
from sim.base.errors import InputError, shown
from sim.base.version import __version__
from sim.base.whole import in_words, write_whole
from sim.inference.climb import Climbed
from sim.inference.fitted import Fit
from sim.inference.priors import Priors
from sim.inference.problem import Problem
from sim.made.build import Built, NotBuilt
from sim.made.write import written

FORMAT = 1
KIND = "fits of sim"
PLAIN = ("particles", "seed", "exact", "tolerance")


def save(fits: Mapping[str, Fit], path: str | PathLike) -> None:
    """Write fits by the name of the patient; see `Fit.save`."""
    target = _checked(path)
    said = written({name: _parts(fit) for name, fit in fits.items()})
    if said["missing"]:
        what, why = next(iter(said["missing"].items()))
        raise InputError(
            f"The fit cannot be saved: {what} has no written form, as {why}. Give sim.fit a "
            "function in a file or a notebook, which uses sim, NumPy and scipy only."
        )
    content = json.dumps(said)
    head = {"kind": KIND, "format": FORMAT, "sim": __version__, "sha256": _digest(content)}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, f'{{"head": {json.dumps(head)},\n"fits": {content}}}\n')
    except OSError as error:
        raise InputError(
            f"The fit cannot be saved as {str(target)!r}: {in_words(error)}. It is still in "
            "memory: save it to another folder."
        ) from error


def load(path: str | PathLike, allow_code: bool) -> dict[str, Fit]:
    """Read fits back by the name of the patient; see `Fit.load`."""
    source = _checked(path)
    try:
        text = source.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{str(source)!r} cannot be read: {in_words(error)}.") from error
    except UnicodeDecodeError:
        raise InputError(f"{str(source)!r} is no file of fits: it is no text.") from None
    try:
        told = json.loads(text)
        head, said = told["head"], told["fits"]
        if head["kind"] != KIND:
            raise KeyError("kind")
        form, digest = int(head["format"]), head["sha256"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            f"{str(source)!r} is no file of fits, or it is damaged; give one that fit.save(path) "
            "has written."
        ) from None
    if form > FORMAT:
        raise InputError(f"{str(source)!r} is of a newer version of sim. {advice.upgrade()}.")
    if _digest(json.dumps(said)) != digest:
        raise InputError(f"{str(source)!r} is damaged, or was changed by hand; use another copy.")
    try:
        made = Built(said, allow_code)
        return {name: _fit(made, name) for name in said["parts"]}
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(
            f"What is in {str(source)!r} is no fit of this version of sim ({error!r}); load it "
            f"with the version that wrote it, {shown(head.get('sim'))}, or fit again."
        ) from error


def _parts(fit: Fit) -> dict[str, Any]:
    """Return what a fit is made of."""
    problem, climbed = fit.problem, fit.climbed
    return {
        "observations": problem.observations,
        "tumour": problem.make,
        "parameters": dict(problem.priors.of),
        "measures": dict(problem.measures),
        "noise": dict(problem.noise),
        "how": {name: getattr(problem, name) for name in PLAIN},
        "climbed": list(climbed),
        "chance": fit.chance,
        "posteriors": [[list(key), one] for key, one in fit._posteriors.items()],
    }


def _fit(made: Built, name: str) -> Fit:
    try:
        parts = made[name]
    except NotBuilt as error:
        text = str(error).replace("(sim.recipe(runs).code)", "(its text is in the file)")
        raise InputError(text) from None
    problem = Problem(
        parts["observations"], parts["tumour"], Priors(parts["parameters"]), parts["measures"],
        parts["noise"], **parts["how"],
    )  # fmt: skip
    posteriors = {(steps, seed): one for (steps, seed), one in parts["posteriors"]}
    return Fit(problem, Climbed(*parts["climbed"]), parts["chance"], posteriors)


def _checked(path: str | PathLike) -> Path:
    found = Path(path)
    if found.suffix != ".json":
        raise InputError(
            f"A fit is kept in a .json file, and not in {str(found)!r}; write "
            f"{(found.stem or 'fit') + '.json'!r}."
        )
    return found


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
