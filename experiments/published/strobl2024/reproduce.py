"""Fewer days on a PARP inhibitor, or a lower dose (Strobl et al. 2024), by the mean field.

Proliferating cells P; cells A that the drug has condemned go on for days and are cleared:

    dP/dt =         r g (1 - 2 alpha E) P             g = 1 - ((P + A) / K)^v
    dA/dt = (1 + phi) r g      alpha E  P - d_A A     E = D^n / (EC50^n + D^n)

The engine computes P (a drug that kills in proportion to divisions, a growth curve); A makes no
other cell and is added afterwards (`condemned`). So A does not crowd P here: see the README.
"""

import numpy as np

import sim
from experiments.published.table import Row, exact

R, K, V = 0.46889076, 98.75581354, 2.60333303
"""Divisions [1/day], capacity [% of the dish] and the exponent of crowding."""

ALPHA, PHI, CLEARED = 0.69616255, 1.42233097, 0.10916480
"""Cells condemned per division at an unlimited dose, their further divisions, clearance [1/day]."""

EC50, HILL = 12.33534202, 2.35461081
"""Dose of half the effect [uM], Hill coefficient."""

FULL = 100.0
"""The full dose, Dmax [uM]."""

START, DAYS = 5.0, 180.0
"""Cells at the start [% of the dish], and how long they are treated [days]."""

CELLS = 1e10
"""Cells in one per cent of the dish: a number, as the engine counts cells. The equations have no
scale but K, so it only keeps the smallest results above one cell."""

BREAKS = (0, 5, 10, 25)
"""In how many breaks the time without drug is taken; 0: the dose is lowered instead."""

REDUCTIONS = tuple(round(0.05 * k, 2) for k in range(20))
"""By how much the drug is reduced, of the full dose all the time."""

CONTROLLED = 1.2 * START
"""What is below this at the end is under control (no progression by 20 %) [% of the dish]."""

LARGEST = {0: "0.80", 5: "0.25", 10: "0.25", 25: "0.25"}
"""The largest reduction that still controls the dish, by the number of breaks."""

PUBLISHED = {
    (0, 0.10): "-6.78",
    (5, 0.10): "-6.28",
    (10, 0.10): "-6.12",
    (25, 0.10): "-6.00",
    (0, 0.50): "-6.66",
    (5, 0.50): "1.99",
    (10, 0.50): "1.99",
    (25, 0.50): "1.99",
    (0, 0.75): "-4.17",
    (0, 0.80): "-0.38",
    (0, 0.85): "1.99",
}
"""Logarithm (base 10) of the size at the end [% of the dish] by (breaks, reduction).

Both from the authors' result file data/sweep_mod_vs_skipping.csv (figure 7), cell line OVCAR3."""


def crowding() -> sim.GrowthCurve:
    """Return what is left of divisions at a size: 1 - (N / K)^v, on 64 sizes."""
    shares = np.concatenate([[1e-3], np.linspace(0.05, 1.0, 63)])
    births = 1.0 - shares**V
    births[0], births[-1] = 1.0, 0.0
    return sim.GrowthCurve(shares * K * CELLS, births)


def tumour() -> sim.Tumour:
    """Return the proliferating cells, and the drug with the full dose as its standard dose."""
    effect = sim.Hill(2.0 * ALPHA, EC50 / FULL, HILL, acts="division")
    return sim.Tumour(
        clones=[sim.Clone("proliferating", birth=R, death=0.0, start=START * CELLS)],
        drugs=[sim.Drug("olaparib", effect)],
        growth=crowding(),
    )


def plan(breaks: int, reduction: float) -> sim.Regimen:
    """Return a lower dose all the time, or the full dose with breaks; as much drug in all."""
    if breaks == 0 or reduction == 0.0:
        return sim.Continuous("olaparib", dose=1.0 - reduction)
    on, off = (DAYS * share / breaks for share in (1.0 - reduction, reduction))
    if on < 1.0:  # (shorter than a day: written out)
        days = np.arange(breaks)[:, None] * (on + off) + [0.0, on]
        return sim.Schedule(days.ravel().tolist(), ["olaparib", {}] * breaks)
    return sim.Intermittent("olaparib", on=on, off=off)


def name(breaks: int, reduction: float) -> str:
    """Return the name of an arm."""
    return f"{breaks} breaks, {reduction:g} less"


def treated(which=None) -> sim.Runs:
    """Return the dish under every plan, or under some: (breaks, reduction)."""
    which = which or [(breaks, less) for less in REDUCTIONS for breaks in BREAKS]
    clinic = sim.Clinic(visit_every=0.5, scan_every=28, noise=0.0, detection=0.0, fatal=1e15)
    return sim.simulate(
        tumour(), {name(*one): plan(*one) for one in which}, patients=1, days=DAYS, seed=1,
        clinic=clinic, engine="meanfield",
    )  # fmt: skip


def condemned(runs: sim.Runs, arm: str) -> np.ndarray:
    """Return condemned cells (time,) [% of the dish]: what is founded decays at d_A.

    Between two days P is taken as exponential, for which the integral is known.
    """
    kept = np.append(runs.data["own_visit"].sel(arm=arm).values[:-1], True)
    days = runs.values("time")[kept]
    active = runs.values("cells", arm)[0, kept, 0] / CELLS
    dose = FULL * runs.values("dose", arm)[0, kept, 0]
    found = np.zeros(len(days))
    for k, length in enumerate(np.diff(days)):
        effect = dose[k] ** HILL / (EC50**HILL + dose[k] ** HILL)
        free = 1.0 - (np.sqrt(active[k] * active[k + 1]) / K) ** V
        rise = np.log(active[k + 1] / active[k]) / length
        integral = (np.exp(rise * length) - np.exp(-CLEARED * length)) / (rise + CLEARED)
        source = (1.0 + PHI) * R * free * ALPHA * effect * active[k]
        found[k + 1] = found[k] * np.exp(-CLEARED * length) + source * integral
    return found


def final_sizes(runs: sim.Runs) -> dict[str, float]:
    """Return the size at the end of every arm, proliferating and condemned [% of the dish]."""
    return {
        arm: float(runs.values("final_cells", arm)[0, 0] / CELLS + condemned(runs, arm)[-1])
        for arm in runs.arms
    }


def largest_reduction(sizes: dict[str, float], breaks: int) -> float:
    """Return the largest reduction up to which every smaller one controls the dish, too."""
    held = [sizes[name(breaks, less)] < CONTROLLED for less in REDUCTIONS]
    return REDUCTIONS[held.index(False) - 1]


def pairs(sizes: dict[str, float]) -> tuple[int, int]:
    """Return in how many pairs the lower dose ends smaller than the breaks, and of how many.

    At the same reduction, where at least one of the two is under control.
    """
    both = [
        (sizes[name(0, less)], sizes[name(breaks, less)])
        for less in REDUCTIONS[1:]
        for breaks in BREAKS[1:]
    ]
    told = [(low, off) for low, off in both if min(low, off) < CONTROLLED]
    return sum(low < off for low, off in told), len(told)


def rows(sizes: dict[str, float]) -> list[Row]:
    """Return the table: what is published beside ours."""
    found = [
        exact(f"largest reduction that controls, {breaks} breaks", said,
              largest_reduction(sizes, breaks))
        for breaks, said in LARGEST.items()
    ]  # fmt: skip
    better, of = pairs(sizes)
    found.append(exact(f"lower dose smaller than breaks, of {of} pairs", "48", better))
    for key, said in PUBLISHED.items():
        what = f"log10 of the size at the end [%], {name(*key)}"
        found.append(exact(what, said, float(np.log10(sizes[name(*key)]))))
    return found
