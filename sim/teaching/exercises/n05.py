"""05, drug holidays and rechallenge."""

import math

from sim.regimens import Rechallenge, Regimen
from sim.teaching.kinds import Choice, Exercise, Made, Number

BACK = 0.02
"""Rate of going back in the exercises [1/day]."""


def _wrong_plan(plan: Regimen) -> str:
    if not isinstance(plan, Rechallenge):
        return "sim.Rechallenge is the regimen for it; its holiday is in days."
    if plan.drugs != ("A",):
        return "It should give drug A, and nothing else."
    if plan.holiday is None:
        return "It has a bridge instead of a holiday; give holiday=..."
    needed, days = -math.log(0.05) / BACK, float(plan.holiday)
    if days < needed:
        back = math.floor(1e4 * (1 - math.exp(-BACK * days))) / 100  # 94.999 is not 95.00
        return f"After {days:g} days {back:.2f} % of the cells have gone back, which is less than 95 %."
    if days > needed + 31:
        return "Enough cells have gone back much earlier, and the tumour grows meanwhile."
    return ""


EXERCISES: dict[str, Exercise] = {
    "5.1": Number(
        lambda: 1 - math.exp(-BACK * 84),
        "share",
        within=0.01,
        hint="A share 1 - exp(-k t) has gone back; k is the rate and t the days.",
        hints={
            lambda: math.exp(-BACK * 84): "That is the share that is still resistant.",
            BACK * 84: "More than all? The cells that are left become fewer; use exp.",
        },
        right="Four of five, in twelve weeks.",
    ),
    "5.2": Made(
        lambda: Regimen,
        "a regimen, such as sim.Rechallenge(...)",
        _wrong_plan,
        example='my_answer = sim.Rechallenge("A", holiday=154)',
        right="Long enough for the cells, and no longer than the tumour allows.",
    ),
    "5.3": Choice(
        "a",
        "abcd",
        hint="What would a tumour of cells with a mutation do on the second try?",
        hints={
            "b": "Y's tumour did not respond again: the cells had kept their resistance.",
            "c": "Y's tumour did not respond again.",
            "d": "A second response needs sensitive cells; where do they come from?",
        },
        right="Fading is the likely reason. Another: sensitive cells may have outgrown resistant ones in the holiday.",
    ),
}
