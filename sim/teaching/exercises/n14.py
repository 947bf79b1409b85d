"""14, beat the machine."""

import math
from functools import cache

from sim.regimens import Combination, Regimen
from sim.teaching.kinds import Choice, Exercise, Made, Number

AHEAD, SPREAD = 30, 150
PATIENTS, SEED, MORE = 40, 14, 300


def _days_well(regimen: Regimen) -> float:
    """Return the mean days well of a rule on patients of the game's cohort."""
    from sim.results import Endpoints
    from sim.simulate import simulate
    from sim.teaching import mystery

    runs = simulate(
        mystery.cohort(), {"rule": regimen}, patients=PATIENTS, days=1792, seed=SEED,
        clinic=mystery.clinic(), engine="meanfield", record=Endpoints(), progress=False,
    )  # fmt: skip
    return float(runs.data["quality_days"].mean())


@cache
def _always() -> float:
    return _days_well(Combination({"A": 1.0, "B": 1.0}))


def _wrong_rule(rule: Regimen) -> str:
    more = _days_well(rule) - _always()
    if more < MORE:
        return (
            f"It is ahead by {more:.0f} days well. What takes most of the days: too much tumour, or "
            "side effects and days of treatment?"
        )
    return ""


EXERCISES: dict[str, Exercise] = {
    "14.1": Choice(
        "b",
        "abc",
        hint="For which patients was the rule chosen?",
        hints={
            "a": "More trials on the same patients is just what makes it too good.",
            "c": "Half of an excuse is still one.",
        },
        right="It is the best rule on the search's patients partly because it suits them.",
    ),
    "14.2": Number(
        lambda: math.ceil((1.96 * SPREAD / AHEAD) ** 2),
        "",
        within=0.02,
        hint="The standard error is the standard deviation by the root of n; 1.96 of them must be less than 30 days.",
        hints={
            lambda: 1.96 * SPREAD / AHEAD: "That is the root of it.",
            lambda: (
                (SPREAD / AHEAD) ** 2
            ): "That is for one standard error; 95 % take 1.96 of them.",
        },
        right="About a hundred, and so many only because each is his own comparison.",
    ),
    "14.3": Choice(
        "abd",
        "abcd",
        hint="Three are right. Which of them could make a bad rule look good?",
        hints={
            "c": "To try many is what a machine is for. It must not be judged on what it tried them on."
        },
        right="Truth that no clinic has, the test in advance, and counting only the wins.",
    ),
    "14.4": Made(
        lambda: Regimen,
        'a regimen, such as sim.Adaptive({"A": 1.0, "B": 1.0}, stop_below=..., restart_above=..., dose=...)',
        _wrong_rule,
        right="Less drug, at the right time, and most of the days are good ones.",
        example='my_answer = sim.Adaptive({"A": 1.0, "B": 1.0}, 1.0, 1.5, 0.5)',
    ),
}
