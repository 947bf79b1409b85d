"""What every regimen keeps to."""

from dataclasses import is_dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.days import merge
from sim.base.resolve import resolve
from sim.base.seen import Seen
from sim.base.units import HIGHEST_DOSE
from sim.clinic import Clinic
from sim.regimens import Policy, Regimen
from sim.testing.asking import PATIENTS, check_each_alone, hold, same

LONGEST = 3660.0
"""No regimen is asked for longer than ten years [days]."""


def check_regimen(
    regimen: Regimen, drugs: tuple[str, ...] | None = None, *, days: float = 400.0, seed: int = 1
) -> None:
    """Check that a regimen, or a policy, can be trusted with patients.

    Six patients whose scans rise, fall and vanish are treated by it for some days, without a
    simulation. Its doses are finite, never negative, of the right shape; a patient has the same
    doses alone as among others and every time; nothing that it was shown is changed; what calls
    itself open loop does not look; days and words are there.

    Parameters
    ----------
    regimen : Regimen
        The regimen; of a function, ``sim.policy(function)``.
    drugs : tuple of str, optional
        All drugs of the tumour. Default: those it names.
    days : float
        How long it is asked [days].
    seed : int
        Of the scans that it is shown.

    Raises
    ------
    AssertionError
        That says what is wrong.
    """
    what = f"The regimen {type(regimen).__name__}"
    hold(isinstance(regimen, Regimen), what, "it is no sim.regimens.Regimen; or use @sim.policy.")
    if not isinstance(regimen, Policy):
        frozen = is_dataclass(regimen) and regimen.__dataclass_params__.frozen  # type: ignore[attr-defined]
        hold(frozen, what, "it is no frozen dataclass: put @dataclass(frozen=True) above it.")
    named = regimen.drugs
    hold(isinstance(named, tuple), what, f"drugs is {named!r}; it is a tuple of names.")
    drugs = named if drugs is None else checks.names("drugs", drugs) or named
    days = checks.one_number("days", days, 1.0, LONGEST, unit="days")
    seed = checks.whole("seed", seed)
    hold(
        bool(drugs), what, "it names no drug; give all of the tumour: check_regimen(plan, ('A',))."
    )
    hold(set(named) <= set(drugs), what, f"it gives {named}, but the drugs are {drugs}.")
    said = regimen.describe()
    hold(isinstance(said, str) and bool(said.strip()), what, "describe() says nothing.")
    asked = np.asarray(regimen.days_to_ask(days), dtype=float)
    inside = asked.ndim == 1 and bool((asked >= 0).all() and (asked < days).all())
    hold(inside and bool((np.diff(asked) > 0).all()), what,
         f"days_to_ask({days:g}) must be rising days from 0 to before {days:g}, not {asked!r}.",
    )  # fmt: skip
    burdens = np.random.default_rng(seed).lognormal(np.log(1e9), 1.5, (12, PATIENTS))
    check_each_alone(
        what, lambda who: _treated(what, regimen, drugs, burdens, who, days), PATIENTS, 1
    )
    if regimen.open_loop:
        everyone = np.arange(PATIENTS)
        first, other = (
            _treated(what, regimen, drugs, b, everyone, days) for b in (burdens, burdens[::-1])
        )
        hold(same(first, other), what, "it says open_loop, and its doses depend on what is seen.")


def _treated(
    what: str, regimen: Regimen, drugs: tuple[str, ...], burdens: np.ndarray, who: np.ndarray,
    days: float,
) -> np.ndarray:  # fmt: skip
    """Return the doses (visit, patient, drug) of some patients, each answer checked."""
    clinic = Clinic(scan_every=28.0, noise=0.3)
    desk = clinic.open(1, who, drugs, days)
    asked = resolve(regimen, 1, who, "regimen")
    memory: dict[str, Any] = {}
    answers: list[tuple[np.ndarray, np.ndarray]] = []
    for n, day in enumerate(merge(clinic.days(days), regimen.days_to_ask(days))):
        seen = desk.look(float(day), burdens[(n // 4) % len(burdens), who])
        doses = _asked(what, asked, seen, memory)
        _check_doses(f"{what}, on day {day:g}", doses, (len(who), len(drugs)))
        answers.append((doses, doses.copy()))
        desk.note(seen, doses)
    for doses, copy in answers:
        hold(same(doses, copy), what, "it changes doses that it has returned; return a new array.")
    shape = len(who), len(drugs)
    return np.array([np.broadcast_to(copy, shape) for _, copy in answers])


def _asked(what: str, regimen: Regimen, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
    try:
        return regimen.decide(seen, memory)
    except ValueError as error:
        if "read-only" in str(error):
            raise AssertionError(
                f"{what}: it changes what it is shown ({error}); work on a copy."
            ) from error
        raise


def _check_doses(what: str, doses: Any, shape: tuple[int, int]) -> None:
    hold(isinstance(doses, np.ndarray) and doses.dtype == np.float64, what,
         f"decide returned {type(doses).__name__}; return seen.give({{'A': 1.0}}), an array.",
    )  # fmt: skip
    hold(doses.shape in (shape, (1, shape[1])), what,
         f"decide returned the shape {doses.shape}; (patient, drug) is {shape}, or one row.",
    )  # fmt: skip
    hold(bool(np.isfinite(doses).all()), what, "a dose is not a finite number.")
    hold(bool((doses >= 0).all()), what, "a dose is negative.")
    hold(bool((doses <= HIGHEST_DOSE).all()), what,
         f"a dose is above {HIGHEST_DOSE:g} standard doses; is it a percentage or milligrams?",
    )  # fmt: skip
