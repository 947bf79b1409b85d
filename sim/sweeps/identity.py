"""What a store was made from, and in which words another sweep differs from it."""

import inspect
import platform
import textwrap
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.made.content import content, digest
from sim.made.own import code_version
from sim.running.provenance import versions
from sim.sweeps.points import reason
from sim.sweeps.store import FORMAT, KIND

if TYPE_CHECKING:
    from sim.sweeps.sweep import Sweep

CACHE = (
    " (What a function only counts or remembers is compared too; such a function needs a version "
    "of its own from the start: sim.versioned.)"
)

WITNESSES = 16
"""Points at which is looked whether `build` and the arms still give what they gave."""


def made_from(sweep: "Sweep") -> dict[str, Any]:
    """Return everything that decides the numbers of a sweep at a point.

    It is asked for before anything is run: what a function does may change what it refers to.

    Raises
    ------
    InputError
        If a function refers to what cannot be compared.
    """
    return {
        "parameters": sorted(sweep.design.columns()),
        "arms": list(sweep.arms),
        "keep": list(sweep.measures),
        "days": float(sweep.days),
        "seed": int(sweep.seed),
        "engine": repr(sweep.engine),
        "record": repr(sweep.record),
        "the code of sim": code_version(),
        "content": {
            **content("build", sweep.build),
            **content("the clinic", sweep.clinic),
            **_merged(content(f"arm {name!r}", arm) for name, arm in sweep.arms.items()),
            **_merged(content(f"keep {name!r}", kept) for name, kept in sweep.measures.items()),
            **_merged(content(name, thing) for name, thing in sweep.also_made_from().items()),
        },
    }


def manifest_of(
    sweep: "Sweep", made: Mapping[str, Any], variables: Mapping[str, Any], example: Any
) -> dict[str, Any]:
    """Return everything that made a sweep.

    Parameters
    ----------
    sweep : Sweep
        What is run.
    made : mapping
        What it is made from; see `made_from`.
    variables : mapping of str to dict
        What is kept, for `sim.sweeps.making.make_part`.
    example : Plan
        The plan of one point.
    """
    columns = sweep.design.columns()
    count = len(next(iter(columns.values())))
    places = np.unique(np.linspace(0, count - 1, min(count, WITNESSES)).astype(int))
    points = [{k: v[i].item() for k, v in columns.items()} for i in places]
    return {
        "kind": KIND,
        "format": FORMAT,
        "name": sweep.name,
        "made_from": {
            **made,
            "witnesses": [{"point": p, "content": witness(sweep, p)} for p in points],
        },
        "variables": dict(variables),
        "arms": list(sweep.arms),
        "words": {
            "design": repr(sweep.design),
            "build": _source(sweep.build),
            "arms": {name: repr(arm) for name, arm in example.arms.items()},
            "clinic": repr(example.clinic),
            "engine": example.engine.sentence(example.tumour),
            "tumour": str(example.tumour),
            "tumour_repr": repr(example.tumour),
            "references": [str(reference) for reference in example.tumour.references],
            "about": "arms, clinic, engine and tumour as they are at one point of the design",
        },
        "made_by": {
            "versions": versions(),
            "system": platform.platform(),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    }


def witness(sweep: "Sweep", point: Mapping[str, Any]) -> dict[str, str]:
    """Return the content of what is run at a point, piece by piece."""
    try:
        plan = sweep.described(point)
    except Exception as error:
        return {"error": digest(reason(error))}
    tumour, arms, clinic = plan
    of_arms = {f"arm {name!r}": digest(arm) for name, arm in arms.items()}
    return {"the tumour": digest(tumour), "the clinic": digest(clinic), **of_arms}


def check_same(
    sweep: "Sweep", made: Mapping[str, Any], manifest: Mapping[str, Any], path: object
) -> None:
    """Check that a store holds this sweep.

    Raises
    ------
    InputError
        If it was made from something else; it says what differs.
    """
    there = manifest["made_from"]
    apart = [
        f"{word} is {_words(there.get(word))} there and {_words(value)} here"
        for word, value in made.items()
        if word != "content" and there.get(word) != value
    ]
    hint = ""
    if not apart:
        apart = _apart(there.get("content", {}), made["content"], manifest)
        hint = CACHE if apart else ""
    if not apart:
        apart = _other_content(sweep, there["witnesses"])
    if apart:
        raise InputError(
            f"{str(path)!r} holds another sweep, {manifest['name']!r}: {'; '.join(apart[:3])}. "
            f"Give this one a folder of its own.{hint} Nothing that is stored was changed."
        )


def _apart(
    there: Mapping[str, str], here: Mapping[str, str], manifest: Mapping[str, Any]
) -> list[str]:
    """Return which of the things that functions refer to are not what they were."""
    both = [name for name in here if name in there and there[name] != here[name]]
    if not both and there.keys() == here.keys():
        return []
    # what is furthest down is the reason for all above it
    named = sorted(both, key=lambda name: -name.count("→")) or sorted(there.keys() ^ here.keys())
    said = [_differs(name, there.get(name, ""), here.get(name, "")) for name in named]
    python = manifest["made_by"]["versions"].get("python", "")
    now = platform.python_version()
    if python.split(".")[:2] != now.split(".")[:2]:
        said[0] += f" (with Python {python}, which compiled the functions; this is {now})"
    return said


def _differs(name: str, there: str, here: str) -> str:
    if there.startswith("version") and here.startswith("version"):
        return f"{name} is {there} there and {here} here"
    return f"{name} differs from what was run"


def _other_content(sweep: "Sweep", witnesses: list[dict[str, Any]]) -> list[str]:
    for said in witnesses:
        now, before = witness(sweep, said["point"]), said["content"]
        if now != before:
            changed = [what for what in {**before, **now} if before.get(what) != now.get(what)]
            return [f"at {spoken(said['point'])} {' and '.join(changed)} differs from what was run"]
    return []


def spoken(point: Mapping[str, Any]) -> str:
    """Return a point in words: ``cost=0.1, turnover=0.5``."""
    said = {k: f"{v:.6g}" if isinstance(v, float) else repr(v) for k, v in point.items()}
    return ", ".join(f"{name}={value}" for name, value in said.items())


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _merged(pieces: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {name: digits for piece in pieces for name, digits in piece.items()}


def _source(function: Any) -> str:
    """Return the text of a function, for people; it may not be known."""
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return repr(function)
