"""06, adaptive therapy."""

from functools import cache

from sim.regimens import Adaptive, Continuous, Regimen
from sim.teaching.kinds import Choice, Exercise, Made, Number

PATIENTS = 20


@cache
def _notebook() -> dict[str, float]:
    return _progression(
        {"continuous": Continuous("abiraterone"), "adaptive": Adaptive("abiraterone")}
    )


def _progression(arms: dict[str, Regimen]) -> dict[str, float]:
    """Return the median day of progression of each arm, as the notebook's summary says."""
    from sim.clinic import Clinic, RatioToBaseline
    from sim.presets import mcrpc_abiraterone
    from sim.simulate import simulate

    clinic = Clinic(visit_every=7, scan_every=14, noise=0.0, criteria=RatioToBaseline(1.2))
    runs = simulate(
        mcrpc_abiraterone(), arms, patients=PATIENTS, days=3 * 365.25, seed=1, clinic=clinic,
        progress=False,
    )  # fmt: skip
    medians = runs.summary()["median time to progression [days]"]
    return {arm: float(medians[arm]) for arm in arms}


def _wrong_thresholds(regimen: Regimen) -> str:
    if not isinstance(regimen, Adaptive):
        return "sim.Adaptive is asked for, with other thresholds."
    yours = _progression({"yours": regimen})["yours"]
    if yours == _notebook()["adaptive"]:
        return f"It progresses on the same day, {yours:g}."
    if yours < _notebook()["adaptive"]:
        return (
            f"It progresses on day {yours:g}, which is not later. What holds the resistant cells "
            "down, and when is there most of it?"
        )
    return ""


EXERCISES: dict[str, Exercise] = {
    "6.1": Number(
        lambda: _notebook()["adaptive"] - _notebook()["continuous"],
        "days",
        within=0.02,
        hint="Subtract the two numbers printed under the first figure.",
        hints={lambda: _notebook()["adaptive"]: "That is the day itself; how much later is it?"},
        right="More than half a year, with less drug.",
    ),
    "6.2": Choice(
        "ae",
        "abcde",
        hint="Two are right. What could hold the resistant cells back in each?",
        hints={
            "b": "With room for all, sensitive cells do not hold anything back.",
            "c": "They divide more slowly under both plans. What do sensitive cells change? See the last table.",
            "d": "Then there are no sensitive cells to do the work, and the drug does nothing.",
        },
        right="Competition does it. A cost adds to it, and does nothing for the plan where there is room.",
    ),
    "6.3": Made(
        lambda: Regimen,
        'a regimen: sim.Adaptive("abiraterone", stop_below=..., restart_above=...)',
        _wrong_thresholds,
        example='my_answer = sim.Adaptive("abiraterone", stop_below=0.8, restart_above=1.0)',
        right="More sensitive cells are kept, and they hold the resistant ones down for longer. And the tumour is kept near the "
        "size that counts as progression, 1.2: by this rule that costs nothing, and for the patient it may.",
    ),
}
