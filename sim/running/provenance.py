"""How a result was made, kept with it: enough to make it again."""

import json
import platform
import re
import warnings
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from sim.base.citations import Reference
from sim.base.spelled import spelled
from sim.base.version import __version__
from sim.made.own import code_version
from sim.model.kinetic_curve import curve_numbers
from sim.regimens import Doses
from sim.regimens.parts import parts_of

if TYPE_CHECKING:
    from sim.running.plan import Plan


TOO_LARGE = 10.0
"""Times the tolerance: an error that is estimated to be larger than this is worth a warning."""


def provenance(plan: "Plan", step_error: float, recipe: str) -> dict[str, Any]:
    """Return what made the runs, as text and numbers.

    Parameters
    ----------
    plan : Plan
        Of the run.
    step_error : float
        The largest relative error that was estimated for a step of it.
    recipe : str
        What makes them again (`sim.running.recipe`), as it was before they were run.
    """
    arms = {name: spelled(regimen) for name, regimen in plan.arms.items()}
    return {
        "title": "Tumour burden under " + ", ".join(plan.arms),
        "engine": plan.engine.sentence(plan.tumour),
        "step_error": step_error,
        "kernels": plan.way.sentence(),
        "seed": str(plan.seed),
        "tumour": str(plan.tumour),
        "tumour_repr": spelled(plan.tumour),
        "arms": json.dumps(arms),
        "clinic": spelled(plan.clinic),
        "days": plan.days,
        "detection": plan.clinic.main.detection,
        "fatal": plan.clinic.fatal if isinstance(plan.clinic.fatal, float) else None,
        "call": _call(plan),
        "transitions": _transitions(plan),
        "kinetics": _kinetics(plan),
        "single_doses": _single_doses(plan),
        "versions": json.dumps(versions()),
        "code": code_version(),
        "recipe": recipe,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "references": "\n".join(str(reference) for reference in references(plan)),
    }


def warn_of_error(plan: "Plan", step_error: float) -> None:
    """Warn of a run whose steps could not be held to the tolerance of its engine."""
    from sim.engines import Jump

    if not isinstance(plan.engine, Jump):
        return
    tolerance = plan.engine.tolerance
    if step_error > TOO_LARGE * tolerance:
        warnings.warn(
            f"The error of a step of this run is estimated to be {step_error:.1g}, beyond the "
            f"tolerance of {tolerance:g}: rates change, or cells switch, too quickly for the steps "
            "that the jump engine can take. Take visits nearer together, Clinic(visit_every=), or "
            "compare with engine='meanfield', or with 'gillespie' where the tumour is small.",
            stacklevel=3,
        )


def _transitions(plan: "Plan") -> str:
    """Return which clone comes from which and how, as JSON, for figures of a clone's descent."""
    return json.dumps([[t.source, t.target, type(t).__name__] for t in plan.tumour.transitions])


def _kinetics(plan: "Plan") -> str:
    """Return the half-life and interval [days] of every drug as JSON (null: differs, or none).

    Of a drug with more kinetics than a half-life, their numbers besides (`curve_numbers`).
    """
    return json.dumps(
        {
            d.name: [
                d.half_life if isinstance(d.half_life, float) else None,
                d.interval,
                *([curve_numbers(d.kinetics)] if d.kinetics else []),
            ]
            for d in plan.tumour.drugs
        }
    )


def _single_doses(plan: "Plan") -> str:
    """Return by arm, as JSON, the drugs of which doses are given one by one."""
    found = {
        arm: list(dict.fromkeys(doses.drug for doses in parts_of(regimen, Doses)))
        for arm, regimen in plan.arms.items()
    }
    return json.dumps({arm: drugs for arm, drugs in found.items() if drugs})


def references(plan: "Plan") -> tuple[Reference, ...]:
    """Return the sources of the tumour and of the engine."""
    from sim.engines import REFERENCES, Vessels

    own = REFERENCES[type(plan.engine)]
    if getattr(plan.engine, "vessels", None) is not None:
        own += REFERENCES[Vessels]
    return (*plan.tumour.references, *own)


@cache
def versions() -> dict[str, str]:
    """Return the versions of what the numbers depend on."""
    found = {name: metadata.version(name) for name in ("numpy", "scipy", "numba", "xarray")}
    return {"sim": __version__, "python": platform.python_version(), **found}


def _call(plan: "Plan") -> str:
    count = len(plan.patients)
    patients = count if (plan.patients == range(count)).all() else plan.patients.tolist()
    clinic, engine, record = map(_spelled, (plan.clinic, plan.engine, plan.record))
    return (
        f"sim.simulate(tumour, arms, patients={patients}, days={plan.days:g}, seed={plan.seed}, "
        f"clinic={clinic}, engine={engine}, record={record})"
    )


def _spelled(description: object) -> str:
    """Return a description as it is written after ``import sim``."""
    return re.sub(r"\b([A-Z]\w*)\(", r"sim.\1(", spelled(description))
