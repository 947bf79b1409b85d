"""09, your own question."""

from functools import cache

import numpy as np

from sim.regimens import Adaptive, Combination, Policy, Regimen
from sim.teaching.kinds import Choice, Exercise, Made, Number


@cache
def _last_above(share: float) -> int:
    """Return the largest n12 with which both drugs cure more than this share of patients."""
    from sim.presets import melanoma_vemurafenib
    from sim.theory import extinction_of_grown

    both = Combination({"vemurafenib": 1.0, "partner": 1.0})
    cured = [
        extinction_of_grown(melanoma_vemurafenib(n12=n), both, 8 * 365.25).item() for n in range(6)
    ]
    return int(np.flatnonzero(np.array(cured) > share).max())


def _medians(arms: dict[str, Regimen]) -> dict[str, float]:
    from sim.clinic import Clinic, Confirmed, RatioToBaseline
    from sim.presets import mcrpc_abiraterone
    from sim.simulate import simulate

    runs = simulate(
        mcrpc_abiraterone(cost=0.1), arms, patients=50, days=3 * 365.25, seed=1,
        clinic=Clinic(scan_every=14, noise=0.1, criteria=Confirmed(RatioToBaseline(1.2), 28)),
        progress=False,
    )  # fmt: skip
    _medians.dose = float(runs.data["dose"].max())  # type: ignore[attr-defined]
    medians = runs.summary()["median time to progression [days]"]
    # not reached within the three years is later than any day
    return {arm: float(np.nan_to_num(medians[arm], nan=np.inf)) for arm in arms}


def _wrong_policy(regimen: Regimen) -> str:
    if not isinstance(regimen, Policy):
        return "A policy of your own is asked for: a function with @sim.policy above it."
    found = _medians({"adaptive": Adaptive("abiraterone"), "mine": regimen})
    if _medians.dose > 1.0 + 1e-9:  # type: ignore[attr-defined]
        return "It gives more than the standard dose."
    if found["mine"] <= found["adaptive"]:
        return (
            f"It progresses on day {found['mine']:.0f}, the adaptive arm on day "
            f"{found['adaptive']:.0f}. Try the sliders: how much tumour should be kept?"
        )
    return ""


EXERCISES: dict[str, Exercise] = {
    "9.1": Number(
        lambda: _last_above(0.1),
        "",
        within=0.0,
        hint="Read it off the figure: the last point above 0.1.",
        right="Each further place divides the share that is cured by about four.",
    ),
    "9.2": Made(
        lambda: Regimen,
        "a function with @sim.policy above it",
        _wrong_policy,
        example=(
            '@sim.policy(drugs=("abiraterone",))\n'
            "def mine(seen, memory):\n"
            '    """Pause below 85 % of the first size."""\n'
            '    return {"abiraterone": np.where(seen.burden < 0.85 * seen.baseline, 0.0, 1.0)}\n'
            "\n"
            "my_answer = mine"
        ),
        right="Better than the published thresholds, in this tumour. Would it be so in others?",
    ),
    "9.3": Choice(
        "acd",
        "abcde",
        hint="Three are right. Which of them could change a number?",
        hints={
            "b": "The numbers do not depend on the threads; try it.",
            "e": "Chance here comes from the seed, not from the clock.",
        },
        right="And runs.save keeps all three for you.",
    ),
}
