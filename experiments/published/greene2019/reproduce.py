"""Resistance that the drug induces (Greene, Gevertz and Sontag 2019), by the mean field."""

import numpy as np

import sim
from experiments.published.table import Row, exact

CAPACITY = 1e13
"""Cells that the paper's size 1 stands for. Ours: it changes nothing in the mean field."""

START = 0.01
DETECTED, CRITICAL = 0.1, 0.9
"""Sizes in units of the capacity: on day 0, where treatment starts, where it has failed."""

SPONTANEOUS = 1e-6
"""Rate of becoming resistant without drug, epsilon [1/time]."""

KILL, DOSE = 1.0, 1.5
"""Deaths d of sensitive cells per dose and time, and the dose u."""

RESISTANT_GROWTH = 0.2
"""Growth of resistant cells as a share of that of sensitive cells, p_r."""

ON, OFF = 1.0, 3.0
"""Length of a pulse, and of the time between two pulses."""

INDUCED = 0.01
"""Rate of becoming resistant per dose, alpha, of a drug that induces resistance."""

PUBLISHED = {
    ("constant", 0.0): ("90", None),
    ("pulsed", 0.0): ("14", None),
    ("constant", INDUCED): ("45", "64"),
    ("pulsed", INDUCED): ("61", "22.5"),
}
"""Time of failure, and total dose until then (results, text beside figure 2)."""

TIME = 120.0

DRUG = "drug"

DETECTION_TIME = float(np.log(DETECTED / (1 - DETECTED)) - np.log(START / (1 - START)))
"""When the untreated tumour reaches the size of detection: logistic growth. (The few cells that
become resistant before grow more slowly; they move this by less than 1e-5.)"""

FINE = sim.Clinic(visit_every=0.05, scan_every=0.05, noise=0, detection=0, fatal=1e15)


def tumour(alpha) -> sim.Tumour:
    """Return the tumour for alpha, a number or one per patient; a standard dose of `DRUG` is u.

    dS/dt = (1 - N) S - (epsilon + alpha u) S - d u S
    dR/dt = p_r (1 - N) R + (epsilon + alpha u) S
    """
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=1.0, death=0.0, start=START * CAPACITY),
            sim.Clone("resistant", birth=RESISTANT_GROWTH, death=0.0, fold={DRUG: np.inf}),
        ],
        transitions=[
            sim.Switch("sensitive", "resistant", SPONTANEOUS, induced={DRUG: alpha * DOSE})
        ],
        drugs=[sim.Drug(DRUG, sim.Proportional(KILL * DOSE))],
        growth=sim.Logistic(CAPACITY),
    )


def constant() -> sim.Schedule:
    """Return the drug without a break from the detection on."""
    return sim.Schedule((0.0, DETECTION_TIME), ({}, DRUG))


def pulsed() -> sim.Schedule:
    """Return pulses from the detection on."""
    starts = np.arange(DETECTION_TIME, TIME, ON + OFF)
    days = np.column_stack([starts, starts + ON]).ravel()
    return sim.Schedule((0.0, *days), ({}, *([DRUG, {}] * starts.size)))


ARMS = {"constant": constant(), "pulsed": pulsed()}


def treated(alpha) -> sim.Runs:
    """Return one patient for each alpha, under both treatments."""
    return sim.simulate(
        tumour(np.atleast_1d(alpha)),
        ARMS,
        patients=np.size(alpha),
        days=TIME,
        seed=1,
        clinic=FINE,
        engine="meanfield",
    )


def failures(runs: sim.Runs, arm: str) -> np.ndarray:
    """Return the time (patient,) at which each tumour first has the critical size."""
    size = runs.data["burden"].sel(arm=arm).transpose("patient", "time").values / CAPACITY
    time = runs.data["time"].values
    place = (size >= CRITICAL).argmax(axis=1)
    who = np.arange(len(size))
    before, after = size[who, place - 1], size[who, place]
    part = (CRITICAL - before) / (after - before)
    return time[place - 1] + part * (time[place] - time[place - 1])


def total_dose(arm: str, until: float) -> float:
    """Return the dose times its time until then."""
    if arm == "constant":
        return DOSE * (until - DETECTION_TIME)
    cycles, rest = divmod(until - DETECTION_TIME, ON + OFF)
    return DOSE * (cycles * ON + min(rest, ON))


def ranking_flips() -> float:
    """Return the alpha at which the ranking flips: below, constant treatment is better.

    Found by looking where the difference of the two changes sign, 32 times finer each time.
    """
    low, high = 1e-6, 1e-1
    for _ in range(4):
        alpha = np.geomspace(low, high, 33)
        runs = treated(alpha)
        better = failures(runs, "constant") > failures(runs, "pulsed")
        place = np.flatnonzero(better[:-1] & ~better[1:])[0]
        low, high = alpha[place], alpha[place + 1]
    return float(np.sqrt(low * high))


def rows() -> list[Row]:
    """Return the table."""
    alphas = list(dict.fromkeys(alpha for _, alpha in PUBLISHED))
    runs = treated(alphas)
    found = []
    for (arm, alpha), (time, dose) in PUBLISHED.items():
        ours = float(failures(runs, arm)[alphas.index(alpha)])
        found.append(exact(f"{arm}, alpha = {alpha:g}: time of failure", time, ours))
        if dose:
            what = f"{arm}, alpha = {alpha:g}: total dose"
            found.append(exact(what, dose, total_dose(arm, ours)))
    return found
