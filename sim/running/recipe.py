"""What makes a run again, written down before anything runs: all that was given to `simulate`."""

import json
from typing import TYPE_CHECKING

from sim.made.write import written

if TYPE_CHECKING:
    from sim.running.plan import Plan

FORMAT = 1
"""Raised when older programs could no longer read what is written."""


def recipe_of(plan: "Plan") -> str:
    """Return as JSON what makes the runs of a plan again, but for the patients, who are in them."""
    arms = {f"arm {name!r}": regimen for name, regimen in plan.arms.items()}
    said = written(
        {
            "the tumour": plan.tumour, **arms, "the clinic": plan.clinic,
            "the engine": plan.engine, "what is kept": plan.record,
        }
    )  # fmt: skip
    how = {"format": FORMAT, "arms": list(plan.arms), "days": plan.days, "seed": plan.seed}
    return json.dumps(how | said, separators=(",", ":"))
