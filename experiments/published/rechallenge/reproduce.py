"""Does the same drug work again? Response by the drug-free interval, for each mechanism."""

from dataclasses import dataclass

import numpy as np

import sim
from experiments.published.rechallenge.model import DRUG, SECOND, mechanisms, progressed, untreated
from experiments.published.table import CONFIDENCE, Row

SEED = 2013

INTERVALS = (0, 8, 16, 36, 52, 72, 88, 104)
"""Weeks between the progression and the same drug again; all are visits with a scan."""

CLINIC = sim.Clinic(visit_every=28, scan_every=28, noise=0.05, fatal=1e15)
"""Nobody dies of the tumour: two years without drug outgrow 1 kg, and the question is whether a
tumour responds again."""

RESPONSE = 0.7**3
"""Partial response: the diameter falls by 30 %, so the number of cells to this share."""

WITHIN = 336.0
"""Days after the drug is given again in which a response counts."""

DAYS = INTERVALS[-1] * sim.WEEK + WITHIN + 28

TRIALS = {"CRICKET": ("21", 28), "CHRONOS": ("30", 27)}
"""Share of responders [%] and patients: an antibody to EGFR again, after other treatment."""

ASKED = 52
"""Interval at which the mechanisms stand beside the trials [weeks]. Ours: in both trials there was
at least one line of treatment in between."""


def again(weeks: int) -> sim.Lines:
    """Return: nothing for some weeks after the progression, then the drug."""
    if weeks == 0:
        return sim.Lines([sim.Line(DRUG)])
    return sim.Lines([sim.Line({}, until=sim.Days(weeks * sim.WEEK)), sim.Line(DRUG)])


ARMS = {f"{weeks} weeks": again(weeks) for weeks in INTERVALS}


@dataclass(frozen=True)
class Again:
    """What came of the same drug again.

    Parameters
    ----------
    rate : ndarray (interval,)
        Share of the patients who respond; nobody dies (`CLINIC`).
    resistant : ndarray (interval, patient)
        Share of cells that are not sensitive on the day the drug is given again.
    """

    rate: np.ndarray
    resistant: np.ndarray


def given_again(mechanism, patients: int) -> Again:
    """Treat the same patients, just progressed, with every interval."""
    runs = sim.simulate(
        progressed(mechanism), ARMS, patients=patients, days=DAYS, seed=SEED, clinic=CLINIC
    )
    data = runs.data
    time, scan = data["time"].values, data["scan"].values
    cells = data["cells"].transpose("arm", "patient", "time", "clone").values
    scans = data["observed"].transpose("arm", "patient", "scan").values
    rates, shares = [], []
    for arm, weeks in enumerate(INTERVALS):
        start = weeks * sim.WEEK
        then = cells[arm, :, np.searchsorted(time, start - 1e-6)]
        shares.append(1 - then[:, 0] / np.maximum(then.sum(axis=1), 1))
        reference = scans[arm, :, np.searchsorted(scan, start - 1e-6)]
        later = scans[arm][:, (scan > start) & (scan <= start + WITHIN)]
        best = np.nanmin(np.where(np.isfinite(later), later, np.inf), axis=1)
        rates.append((best <= RESPONSE * reference).mean())
    return Again(np.array(rates), np.array(shares))


def kept(mechanism, patients: int) -> float:
    """Return what treatment beyond progression changes in half a year.

    The median tumour size with the drug kept and a second one added, over that with the second
    one alone.
    """
    arms = {"alone": sim.Continuous(SECOND), "beyond": sim.Combination([DRUG, SECOND])}
    runs = sim.simulate(
        progressed(mechanism), arms, patients=patients, days=168, seed=SEED, clinic=CLINIC,
        record=sim.Endpoints(),
    )  # fmt: skip
    size = runs.data["final_cells"].sum("clone").median("patient")
    return float(size.sel(arm="beyond") / size.sel(arm="alone"))


def at_progression(mechanism, patients: int) -> tuple[float, float]:
    """Return how it is when the tumour has really been treated from the start.

    Returns
    -------
    tuple of float
        Share of the patients who progress within eight years, and share of these without a
        sensitive cell on that day.
    """
    plan = sim.Lines([sim.Line(DRUG, until=sim.Progression()), sim.Line({})])
    runs = sim.simulate(
        untreated(mechanism), {"drug": plan}, patients=patients, days=8 * sim.YEAR, seed=SEED,
        clinic=sim.Clinic(visit_every=56, scan_every=56, noise=0.05),
    )  # fmt: skip
    day = runs.data["progression_day"].sel(arm="drug").values
    who = np.isfinite(day)
    place = np.searchsorted(runs.data["time"].values, day[who] - 1e-6)
    cells = runs.data["cells"].sel(arm="drug").transpose("patient", "time", "clone").values[who]
    sensitive = cells[np.arange(len(cells)), place, 0]
    return float(who.mean()), float((sensitive == 0).mean()) if who.any() else float("nan")


def trial_row(quantity: str, published: str, rate: float, patients: int) -> Row:
    """Return a row [%] whose interval is what a trial of this many patients may see of our rate."""
    from scipy.stats import binom

    low, high = binom.ppf([(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], patients, rate)
    return Row(quantity, published, 100 * rate, 100 * low / patients, 100 * high / patients)


def all_again(patients: int) -> dict[str, Again]:
    """Return what came of the drug again for every mechanism."""
    made = mechanisms(patients, SEED)
    return {name: given_again(mechanism, patients) for name, mechanism in made.items()}


def rows(found: dict[str, Again]) -> list[Row]:
    """Return the rows of the two trials: a mechanism each, at an interval of `ASKED` months."""
    place = INTERVALS.index(ASKED)
    return [
        trial_row(
            f"{trial}: response, {name}, after {ASKED} weeks [%]", share, again.rate[place], n
        )
        for trial, (share, n) in TRIALS.items()
        for name, again in found.items()
    ]


def notes(found: dict[str, Again], patients: int) -> str:
    """Return one line per mechanism: what was seen besides response."""
    lines = []
    for name, mechanism in mechanisms(patients, SEED).items():
        rates = ", ".join(f"{100 * rate:.0f}" for rate in found[name].rate)
        progress, none = at_progression(mechanism, patients)
        lines.append(
            f"{name}: response [%] after {INTERVALS} weeks: {rates}; tumour half a year after "
            "progression with the drug kept, relative to without: "
            f"{kept(mechanism, patients):.2f}; "
            f"treated from the start, {progress:.0%} progress within 8 years, {none:.0%} of these "
            "without a sensitive cell"
        )
    return "\n".join(lines)
