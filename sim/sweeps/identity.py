"""What a store was made from, and in which words another sweep differs from it."""

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.running.provenance import versions
from sim.sweeps.content import code_version, digest, source_of
from sim.sweeps.points import reason
from sim.sweeps.store import FORMAT, KIND

if TYPE_CHECKING:
    from sim.sweeps.sweep import Sweep

WITNESSES = 16
"""Points at which is looked whether `build` and the arms still give what they gave."""


def manifest_of(sweep: "Sweep", variables: Mapping[str, Any], example: Any) -> dict[str, Any]:
    """Return everything that made a sweep.

    Parameters
    ----------
    sweep : Sweep
        What is run.
    variables : mapping of str to dict
        What is kept, for `sim.sweeps.parts.make_part`.
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
            **_settings(sweep),
            "witnesses": [{"point": p, "content": witness(sweep, p)} for p in points],
        },
        "variables": dict(variables),
        "arms": list(sweep.arms),
        "words": {
            "design": repr(sweep.design),
            "build": source_of(sweep.build),
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


def check_same(sweep: "Sweep", manifest: Mapping[str, Any], path: object) -> None:
    """Check that a store holds this sweep.

    Raises
    ------
    InputError
        If it was made from something else; it says what differs.
    """
    there, here = manifest["made_from"], _settings(sweep)
    apart = [
        f"{word} is {_words(there.get(word))} there and {_words(value)} here"
        for word, value in here.items()
        if there.get(word) != value
    ]
    if not apart:
        apart = _other_content(sweep, there["witnesses"])
    if apart:
        raise InputError(
            f"{str(path)!r} holds another sweep, {manifest['name']!r}: {'; '.join(apart[:3])}. "
            "Give this one a folder of its own. Nothing that is stored was changed."
        )


def _settings(sweep: "Sweep") -> dict[str, Any]:
    return {
        "parameters": sorted(sweep.design.columns()),
        "arms": list(sweep.arms),
        "keep": {name: digest(measure) for name, measure in sweep.measures.items()},
        "days": float(sweep.days),
        "seed": int(sweep.seed),
        "engine": repr(sweep.engine),
        "record": repr(sweep.record),
        "the code of sim": code_version(),
    }


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
    if isinstance(value, Mapping):
        return ", ".join(f"{k} ({v[:6]})" for k, v in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
