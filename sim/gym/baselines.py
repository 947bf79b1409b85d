"""What was learned, beside what is hard to beat: never shown without the best threshold."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.gym.setting import Setting
from sim.regimens import Adaptive, AdaptiveDose, Continuous, Intermittent, Regimen
from sim.results import Endpoints, progression_free_survival, survival_time
from sim.search import Objective, optimise
from sim.search.judging import difference, estimate
from sim.simulate import simulate
from sim.trials import Cohort

if TYPE_CHECKING:
    import pandas as pd

BEST = "best threshold"
MOST = 1_000_000


@typed
def beside(
    setting: Setting,
    learned: Mapping[str, Regimen] | None = None,
    *,
    patients: int = 200,
    seed: int = 1,
    budget: int = 150,
) -> "pd.DataFrame":
    """Return what was learned beside continuous and fixed treatment, AT50, and the best of rules.

    The best single threshold, the best pair of thresholds and the best change of dose are searched
    (`sim.optimise`) on the first half of the patients; everything is judged on the second half. For
    the mean field of two clones and one drug the bound of all treatments is a row too.

    Parameters
    ----------
    setting : Setting
        Patients, clinic, drugs; several drugs are given together.
    learned : mapping of str to Regimen, optional
        What was learned, by name (`policy_of`), from other patients than these: another seed.
    patients : int
        How many, both halves together.
    seed : int
        Of patients and searches.
    budget : int
        Rules that are tried in each search.

    Returns
    -------
    DataFrame
        One row each: mean days to the end of an episode with its 95 % interval, and by how much it
        is ahead of the best threshold on the same patients, with that of the difference.
    """
    import pandas as pd

    count = checks.whole("patients", patients, 1, MOST)
    arms: dict[str, Regimen] = dict(learned or {})
    taken = {*FIXED, *SEARCHED} & set(arms)
    if taken:
        raise InputError(f"{min(taken)!r} is the name of a baseline; call what was learned else.")
    drugs = dict.fromkeys(setting.given, 1.0)
    arms |= {name: make(drugs) for name, make in FIXED.items()}
    measure = survival_time if setting.ends == "death" else progression_free_survival
    cohort = Cohort(setting.tumour, count)
    for name, (make, space) in SEARCHED.items():
        best = optimise(
            lambda make=make, **point: make(drugs, **point), space, cohort, measure,  # type: ignore[misc]
            days=setting.days, clinic=setting.clinic, engine=setting.engine, seed=seed,
            budget=budget, progress=False,
        )  # fmt: skip
        arms[name] = best.regimen
    judges = list(range(count // 2, count)) if count >= 20 else list(range(count))
    runs = simulate(
        setting.tumour, arms, patients=judges, days=setting.days, seed=seed, clinic=setting.clinic,
        engine=setting.engine, record=Endpoints(), progress=False,
    )  # fmt: skip
    days = dict(zip(arms, measure(runs).values, strict=True))
    objective, rows = Objective(measure), []
    for name, values in days.items():
        found, ahead = (
            estimate(objective, values), difference(objective, values, days[BEST]),
        )  # fmt: skip
        rows.append({
            "treatment": name, "days": found.value, "from": found.low, "to": found.high,
            f"ahead of the {BEST}": ahead.value, "ahead from": ahead.low, "ahead to": ahead.high,
        })  # fmt: skip
    bound = _bound(setting)
    if bound is not None:
        rows.append({"treatment": "bound of all treatments", "days": bound})
    return pd.DataFrame(rows).set_index("treatment")


FIXED: dict[str, Callable[[Mapping[str, float]], Regimen]] = {
    "continuous": Continuous,
    "28 days on, 28 off": lambda drugs: Intermittent(drugs, on=28, off=28),
    "AT50": lambda drugs: Adaptive(drugs, 0.5, 1.0),
}
SEARCHED: dict[str, tuple[Callable[..., Regimen], Mapping[str, tuple[float, float]]]] = {
    BEST: (lambda drugs, at: Adaptive(drugs, at, at), {"at": (0.1, 1.2)}),
    "best two thresholds": (
        lambda drugs, stop, more: Adaptive(drugs, stop, stop + more),
        {"stop": (0.1, 1.1), "more": (0.0, 0.9)},
    ),
    "best change of dose": (
        lambda drugs, step, tolerance, pause: AdaptiveDose(drugs, step, tolerance, pause),
        {"step": (0.05, 0.9), "tolerance": (0.0, 0.5), "pause": (0.0, 1.1)},
    ),
}


def _bound(setting: Setting) -> float | None:
    """Return the longest time of any treatment, where it is known: of one patient, without chance.

    Progression may be seen up to one visit after the limit was passed.
    """
    from sim.theory import longest_time

    ratio = getattr(setting.clinic.judged_by, "ratio", None)
    alone = setting.engine == "meanfield" or type(setting.engine).__name__ == "MeanField"
    if not alone or ratio is None or setting.ends == "death" or len(setting.given) != 1:
        return None
    try:
        found = longest_time(
            setting.tumour, next(iter(setting.given)), grown=ratio, days=setting.days
        )
    except InputError:  # other than two clones, patients who differ, a drug that lags
        return None
    wait = float(np.max(np.diff(setting.clinic.scans(setting.days)), initial=0.0))
    return min(found.days + wait, setting.days)
