"""What each mechanism does under each treatment, measured on simulated patients."""

from dataclasses import dataclass

import numpy as np

import sim
from experiments.mechanisms.gallery import CLINIC, DAYS, HOLIDAYS, OFF, ON, PATIENTS, Panel

WITHIN = 112.0
"""Days after the restart within which a rechallenge must work."""
ENOUGH = 0.7
"""It works if the burden falls to this share of that at the restart, or below."""
WITHOUT_A_CELL = "share without a cell after 4 years"
SHOWN = 168
"""Holiday of the curve where none helps [days]."""


@dataclass(frozen=True)
class Measured:
    """One panel, simulated.

    Parameters
    ----------
    panel : Panel
        What was simulated.
    days : ndarray (time,)
        Of the curves.
    curves : dict of arm to ndarray (time,)
        Median burden [cells].
    window : (float, float) or None
        Median days on which the holiday before rechallenge begins and ends.
    helped : dict of days to float
        Share of patients whom rechallenge helps, by the length of the holiday.
    rows : list of dict
        Per arm: median time to progression, shares.
    """

    panel: Panel
    days: np.ndarray
    curves: dict[str, np.ndarray]
    window: tuple[float, float] | None
    helped: dict[int, float]
    rows: list[dict]

    @property
    def detection(self) -> float:
        """Smallest burden that a scan shows [cells]."""
        return float(CLINIC.detection)

    @property
    def verdict(self) -> str:
        """Whether a holiday lets the drug work again, in words."""
        if not self.helped:
            return ""
        found = shortest(self.helped)
        if found is None:
            return f"rechallenge fails, even after {max(HOLIDAYS)} days off"
        return f"rechallenge works after {found} days off"


def measure(panel: Panel, patients: int = PATIENTS) -> Measured:
    """Simulate a panel: all lengths of holiday, then its arms."""
    has_a = "A" in panel.tumour.drug_names
    helped = rechallenges(panel.tumour, patients) if has_a else {}
    runs = run(panel.tumour, arms_of(panel, shortest(helped)), patients)
    days = runs.data["time"].values
    window = None if panel.arms is not None else _window(runs)
    every = [runs]
    every += [run(other, {arm: plan}, patients) for arm, (other, plan) in panel.beside.items()]
    curves = {
        # (radiotherapy brings days of its own; the curves are drawn on those of the first arms)
        arm: np.interp(
            days, one.data["time"].values, np.median(one.data["burden"].sel(arm=arm).values, axis=0)
        )
        for one in every
        for arm in one.arms
    }
    rows = [_row(panel, one, arm, helped) for one in every for arm in one.arms]
    return Measured(panel, days, curves, window, helped, rows)


def run(tumour, arms, patients=PATIENTS, seed=1, days=DAYS) -> sim.Runs:
    """Return runs of some arms."""
    return sim.simulate(
        tumour, arms, patients=patients, days=days, seed=seed, clinic=CLINIC, progress=False
    )


def arms_of(panel: Panel, holiday: int | None) -> dict[str, sim.Regimen]:
    """Return the arms of a panel; the rechallenge is the first that helps."""
    answer = dict([panel.answer])
    if panel.arms is not None:
        return {**panel.arms, **answer}
    return {
        "continuous": sim.Continuous("A"),
        "holidays": sim.Intermittent("A", on=ON, off=OFF),
        "rechallenge": sim.Rechallenge("A", holiday=holiday or SHOWN, then="A"),
        **answer,
    }


def rechallenges(tumour: sim.Tumour, patients: int = PATIENTS) -> dict[int, float]:
    """Return for each length of holiday [days] the share of patients whom rechallenge helps."""
    arms = {str(h): sim.Rechallenge("A", holiday=h, then="A") for h in HOLIDAYS}
    runs = run(tumour, arms, patients, days=DAYS + sim.YEAR)
    return {h: _share_helped(runs, str(h)) for h in HOLIDAYS}


def shortest(helped: dict[int, float]) -> int | None:
    """Return the shortest holiday [days] after which rechallenge helps most patients."""
    works = [h for h, share in helped.items() if share >= 0.5]
    return works[0] if works else None


def _restarts(runs: sim.Runs, arm: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return per patient: places in time of the first stop and restart of A, and who restarts."""
    given = runs.data["dose"].sel(arm=arm, drug="A").values > 0
    stop, restart = given[:, :-1] & ~given[:, 1:], ~given[:, :-1] & given[:, 1:]
    return np.argmax(stop, axis=1) + 1, np.argmax(restart, axis=1) + 1, restart.any(axis=1)


def _share_helped(runs: sim.Runs, arm: str) -> float:
    days = runs.data["time"].values
    burden = runs.data["burden"].sel(arm=arm).values
    _, restart, again = _restarts(runs, arm)
    since = days[None] - days[restart][:, None]
    lowest = np.where((since >= 0) & (since <= WITHIN), burden, np.inf).min(axis=1)
    helped = lowest <= ENOUGH * burden[np.arange(len(burden)), restart]
    counted = again & (days[restart] + WITHIN <= days[-1])
    return float(helped[counted].mean()) if counted.any() else float("nan")


def _window(runs: sim.Runs) -> tuple[float, float]:
    days = runs.data["time"].values
    stop, restart, again = _restarts(runs, "rechallenge")
    return float(np.median(days[stop[again]])), float(np.median(days[restart[again]]))


def _row(panel: Panel, runs: sim.Runs, arm: str, helped: dict[int, float]) -> dict:
    one = runs.data.sel(arm=arm)
    progressed = one["progression_day"].values
    after = np.sort(np.where(np.isnan(progressed), np.inf, progressed))
    found = shortest(helped)
    return {
        "mechanism": panel.title,
        "treatment": arm,
        "median days to progression": _number(after[len(after) // 2]),
        WITHOUT_A_CELL: f"{(one['ending'].values == 1).mean():.2f}",
        "share dead of the tumour": f"{(one['ending'].values == 2).mean():.2f}",
        "shortest holiday after which rechallenge works [days]": ""
        if arm not in ("rechallenge", "A")
        else str(found or "none"),
    }


def _number(days: float) -> str:
    return f"{days:.0f}" if np.isfinite(days) else "none"
