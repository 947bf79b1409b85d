"""Power and size of a real trial, by drawing real trials from the virtual patients.

Each repeat draws two independent groups, with replacement, and does the log-rank test on them: what
a trial that cannot give one patient two treatments would find.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown, unknown
from sim.base.streams import ROLE_TRIAL, fold_in, patient_keys, uniforms
from sim.base.typed import typed
from sim.results.survival import Estimate
from sim.trials.estimates import share

if TYPE_CHECKING:
    from sim.trials.result import TrialResult

FAR = 4
"""Where not even so many times the most patients would do, none are drawn to find that out."""
OPTIONS = ("control", "endpoint", "alpha", "repeats", "power", "most")
"""What `sample_size` can be told besides the arm."""
AT_ONCE = 4_000_000
"""Counts that are held at once."""
MOST = 10**6
"""No trial has more patients in a group, and no more are drawn: that is minutes, and memory."""


@typed
def power(
    result: "TrialResult",
    arm: str,
    patients: int,
    *,
    control: str | None = None,
    endpoint: str = "progression-free survival",
    alpha: float = 0.05,
    repeats: int = 1000,
) -> Estimate:
    """Return the share of real trials that would find a difference, with its exact interval.

    Parameters
    ----------
    result : TrialResult
        The virtual trial whose patients are drawn from.
    arm, control : str
        What is compared.
    patients : int
        Patients in each of the two groups.
    endpoint : str
        As in `TrialResult.followup`.
    alpha : float
        Level of the two-sided log-rank test.
    repeats : int
        How many trials are drawn.
    """
    from scipy.special import ndtri

    patients = checks.whole("patients", patients, 2, MOST, "It is the size of one group.")
    repeats = checks.whole("repeats", repeats, 1, MOST, "It is how many trials are drawn.")
    alpha = checks.number("alpha", alpha, 0.0, 1.0, above=True)
    times = result.followup(endpoint)
    groups = [times.counted(arm), times.counted(result.control if control is None else control)]
    z = np.concatenate(
        [
            log_rank_z(*(_drawn(group, rows, patients, side, result.seed) for side, group in
                         enumerate(groups)))
            for rows in np.array_split(np.arange(repeats), _chunks(groups, patients, repeats))
        ]
    )  # fmt: skip
    return share(int((np.abs(z) > -ndtri(alpha / 2.0)).sum()), repeats)


@typed
def sample_size(
    result: "TrialResult", arm: str, *, power: float = 0.8, most: int = 100_000, **options: Any
) -> int:
    """Return the smallest group with which a real trial has the wanted power.

    Parameters
    ----------
    result, arm
        As in `power`, as are the other options.
    power : float
        The wanted share of trials that find the difference.
    most : int
        Gives up above it.

    Raises
    ------
    InputError
        If `most` patients are not enough: the arms may hardly differ. If an option is none of
        `power`.
    """
    _check_options(options)
    wanted = checks.one_number("power", power, 0.0, 1.0, above=True)
    most = checks.whole("most", most, 2, MOST)
    if wanted == 1.0:
        raise InputError("power is 1; no trial is certain to find a difference. Say 0.8, or 0.9.")
    if _expected(result, arm, FAR * most, options) < wanted:
        raise _not_enough(most, wanted)
    low, high = 1, min(8, most)  # low is not enough, or no group at all
    while _power(result, arm, high, options) < wanted:
        if high >= most:
            raise _not_enough(most, wanted)
        low, high = high, min(2 * high, most)
    while high - low > max(1, low // 50):
        middle = (low + high) // 2
        if _power(result, arm, middle, options) < wanted:
            low = middle
        else:
            high = middle
    return high


def _check_options(options: dict[str, Any]) -> None:
    """Refuse what is no option; who says how many patients means another question."""
    if "patients" in options:
        raise InputError(
            "sample_size finds how many patients are needed, so it takes no patients=. What "
            f"{shown(options['patients'])} in each group would find is power(arm, patients=...); "
            "where to give up is most=."
        )
    for word in options:
        if word not in OPTIONS:
            raise unknown(f"The option {word}= of sample_size", "option", word, OPTIONS)


def _not_enough(most: int, wanted: float) -> InputError:
    return InputError(
        f"{most} patients in each group are not enough for a power of {wanted:g}: the "
        f"arms hardly differ at this end point."
    )


def _expected(result, arm: str, patients: int, options: dict) -> float:
    """Return about the power of groups of that size, without drawing one.

    The log-rank z of groups that are drawn from the virtual patients grows with the square root of
    their size, from that of all of them.
    """
    from scipy.special import ndtr, ndtri

    power(result, arm, 2, **{**options, "repeats": 1})  # (checks what it is given)
    times = result.followup(options.get("endpoint", "progression-free survival"))
    control = options.get("control")
    groups = [times.counted(a) for a in (arm, result.control if control is None else control)]
    z = log_rank_z(*((days[None], happened[None]) for days, happened in groups))[0]
    one, other = (days.size for days, _ in groups)
    size = 2.0 * one * other / (one + other)
    critical = -ndtri(options.get("alpha", 0.05) / 2.0)
    return float(ndtr(abs(z) * np.sqrt(patients / size) - critical))


def _power(result, arm, patients, options) -> float:
    return power(result, arm, patients, **options).value


def log_rank_z(
    one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Return the log-rank z of many pairs of groups at once, ndarray (repeat,).

    Parameters
    ----------
    one, other : (days, happened), each ndarray (repeat, patient)
        Days of the event or of censoring, and which it is.
    """
    events = [group[1] for group in (one, other)]
    if not (events[0].any() or events[1].any()):
        return np.zeros(len(one[0]))
    when = np.unique(np.concatenate([d[e] for d, e in (one, other)]))
    counted = [_tables(group, when) for group in (one, other)]
    died = counted[0][0] + counted[1][0]
    risk = counted[0][1] + counted[1][1]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(risk > 0, counted[0][1] / risk, 0.0)
        spread = np.where(risk > 1, died * part * (1 - part) * (risk - died) / (risk - 1), 0.0)
    over = (counted[0][0] - died * part).sum(axis=1)
    variance = spread.sum(axis=1)
    return np.divide(over, np.sqrt(variance), out=np.zeros_like(over), where=variance > 0)


def _tables(group, when: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return events and numbers at risk, each (repeat, event day)."""
    days, happened = group
    rows, width = len(days), len(when)
    # who is followed to a day is at risk on all event days up to it
    place = np.searchsorted(when, days, side="right") - 1
    address = np.arange(rows)[:, None] * (width + 1)
    died = np.bincount((address + place)[happened], minlength=rows * (width + 1))
    last = np.bincount((address + place + 1).ravel(), minlength=rows * (width + 1))
    risk = np.cumsum(last.reshape(rows, -1)[:, ::-1], axis=1)[:, ::-1][:, 1:]
    return died.reshape(rows, -1)[:, :width].astype(float), risk.astype(float)


def _drawn(group, rows: np.ndarray, patients: int, side: int, seed: int):
    """Return (days, happened), each (repeat, patient), drawn with replacement."""
    keys = patient_keys(seed, rows, ROLE_TRIAL)[:, None]
    keys = fold_in(keys, 2 * np.arange(patients)[None, :] + side)
    place = (uniforms(keys) * len(group[0])).astype(np.int64)
    return group[0][place], group[1][place]


def _chunks(groups, patients: int, repeats: int) -> int:
    days = np.unique(np.concatenate([days[happened] for days, happened in groups])).size + 1
    return max(1, int(np.ceil(repeats * max(days, patients) / AT_ONCE)))
