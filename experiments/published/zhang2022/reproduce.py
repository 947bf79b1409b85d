"""Abiraterone, adaptive and continuous (Zhang et al. 2022): the model as printed and as computed.

    dS/dt = B r_S S (1 - (S + R) / (K - q L))       dR/dt = B r_R R (1 - (R + a S) / K)

with the drug on (L = 1) or off (0). The drug takes room from the sensitive cells: a `sim.Drug` that
acts on the capacity, from which the resistant ones are untouched. So each arm is one run of the
mean-field engine, and the rule of treatment is `sim.Adaptive`.
"""

from dataclasses import dataclass

import numpy as np

import sim
from experiments.published.table import Row, exact

GROWTH = (0.0156, 0.0091)
"""r_S and r_R [1/day]."""

CAPACITY = 10_000.0
"""K, in the paper's units of density."""

CELLS = 1e10
"""Cells that one unit of density stands for. Ours; it only keeps whole cells from showing."""

PRINTED = (8.0, 9_000.0)
"""Multiplier B of both growth rates, and the room q that the drug takes, as in the paper."""

COMPUTED = (8.0 / 6.0, 9_500.0)
"""The same in the authors' published code: 9500 stands in its equation, and each of its days is one
Runge-Kutta step of a sixth of a day."""

FORMS = {"as printed": PRINTED, "as computed": COMPUTED}

COMPETITION = 6.0
"""a: how much a sensitive cell crowds resistant ones (the paper's fit)."""

START = (5_000.0, 1_000.0)
"""S and R of the hypothetical patient (authors' published code)."""

STOP_BELOW, PROGRESSION = 0.5, 1.2
"""Of the first PSA: where adaptive treatment pauses (the paper); what we call progression."""

DAYS = 1750
"""As long as the authors' own runs."""

DAILY = sim.Clinic(visit_every=1, scan_every=1, noise=0, detection=0, fatal=1e15)
"""The PSA, S + R, is looked at every day."""


@dataclass(frozen=True)
class Cohort:
    """Virtual patients, one value each.

    Parameters
    ----------
    sensitive, resistant : ndarray (patient,)
        Densities on day 0.
    multiplier, room : ndarray (patient,)
        B and q.
    stop_below : float
        Fraction of the first PSA at which the drug is paused; 0 is continuous treatment.
    """

    sensitive: np.ndarray
    resistant: np.ndarray
    multiplier: float
    room: float
    stop_below: float

    def tumour(self, competition: float) -> sim.Tumour:
        """Return their tumours."""
        sensitive, resistant = (self.multiplier * rate for rate in GROWTH)
        return sim.Tumour(
            clones=[
                sim.Clone("sensitive", sensitive, 0.0, start=CELLS * self.sensitive),
                sim.Clone(
                    "resistant", resistant, 0.0, start=CELLS * self.resistant,
                    fold={"abiraterone": np.inf},
                ),
            ],
            drugs=[
                sim.Drug("abiraterone", sim.Proportional(self.room / CAPACITY, acts="capacity"))
            ],
            growth=sim.Logistic(
                CELLS * CAPACITY,
                acts="death",  # more cells than room die: the tumour shrinks on the drug
                competition=[[1.0, 1.0], [competition, 1.0]],
            ),
        )  # fmt: skip


def follow(cohort: Cohort, competition: float = COMPETITION, days: int = DAYS):
    """Return the densities (patient, day, clone) and whether the drug is on (patient, day).

    Above the first PSA the drug is given, below `stop_below` times that it is paused, and in
    between it stays as it is.
    """
    treated: sim.Regimen = sim.Continuous("abiraterone")
    if cohort.stop_below > 0.0:
        treated = sim.Adaptive("abiraterone", stop_below=cohort.stop_below)
    runs = sim.simulate(
        cohort.tumour(competition), {"treated": treated}, patients=len(cohort.sensitive),
        days=days, seed=1, clinic=DAILY, engine="meanfield", progress=False,
    )  # fmt: skip
    one = runs.data.sel(arm="treated")
    cells = one["cells"].transpose("patient", "time", "clone").values / CELLS
    given = one["dose"].sel(drug="abiraterone").transpose("patient", "time").values > 0
    return cells, given[:, :days]


def progression(cells: np.ndarray) -> np.ndarray:
    """Return the first day (patient,) with a PSA above 1.2 x the first; inf where there is none."""
    above = cells.sum(axis=2) > PROGRESSION * cells.sum(axis=2)[:, :1]
    return np.where(above.any(axis=1), above.argmax(axis=1), np.inf)


def patients(shares, form: tuple[float, float], stop_below: float) -> Cohort:
    """Return the hypothetical patient with other shares of resistant cells."""
    shares, total = np.atleast_1d(shares), sum(START)
    return Cohort(total * (1 - shares), total * shares, *form, stop_below)


KNOWN = {0.3: ("C007", "526"), 0.25: ("C004", "128")}
"""Two patients on continuous treatment: estimated share of resistant cells before it, name, and
day of radiographic progression (legend of the figure of alternative treatments)."""

OFF_DRUG = "46"
"""Share of the time without abiraterone, mean of the adaptive arm (abstract) [%]."""

MEDIANS = {"continuous": "14.3", "adaptive": "33.5"}
"""Median months to radiographic progression (abstract)."""

SHARES = (1e-6, 1e-4, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7)
"""Shares of resistant cells over which the two treatments are compared."""


def by_share(form: tuple[float, float], days: int = DAYS) -> dict[str, np.ndarray]:
    """Return the day of progression (share,) for each treatment."""
    treatments = {"continuous": 0.0, "adaptive": STOP_BELOW}
    return {
        name: progression(follow(patients(SHARES, form, stop), days=days)[0])
        for name, stop in treatments.items()
    }


def rows() -> list[Row]:
    """Return the table: what the trial saw beside what each form of the model says."""
    found = []
    for name, form in FORMS.items():
        days = progression(follow(patients(list(KNOWN), form, 0.0))[0])
        for (share, (who, day)), ours in zip(KNOWN.items(), days, strict=True):
            what = f"{name}: {who}, {share:.0%} resistant, continuous: progression [day]"
            found.append(exact(what, day, float(ours)))
        share = START[1] / sum(START)
        _, given = follow(patients(share, form, STOP_BELOW))
        what = f"{name}: hypothetical patient, adaptive: time off drug [%]"
        found.append(exact(what, OFF_DRUG, float(100 * (1 - given.mean()))))
    return found


def notes(days: dict[str, dict[str, np.ndarray]]) -> str:
    """Return what stands beside the trial's medians, a line for each form of the model."""
    target = float(MEDIANS["continuous"]) * sim.MONTH
    lines = []
    for name, found in days.items():
        # the later, the fewer resistant cells: between two shares, by their logarithm
        continuous = found["continuous"]
        known = np.isfinite(continuous)
        share = np.exp(np.interp(-target, -continuous[known], np.log(np.array(SHARES)[known])))
        never = np.array(SHARES)[np.isinf(found["adaptive"])].max()
        lines.append(
            f"{name}: the trial's 14.3 months on continuous drug need {share:.2g} resistant cells "
            f"per cell at the start; adaptive treatment never progresses up to a share of {never:g}"
        )
    return "\n".join(lines)
