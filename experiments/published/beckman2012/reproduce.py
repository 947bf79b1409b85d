"""Strategies 0 and 2.2 of Beckman, Schemmann and Yeang (2012), by their equation and by chance."""

from dataclasses import dataclass

import numpy as np

from experiments.published.beckman2012 import chance, ode
from experiments.published.beckman2012.survive import END, Times, hazard_ratio, spread, times
from experiments.published.beckman2012.virtual import CELLS, Patients, draw
from experiments.published.table import Row

SEED = 2012

PUBLISHED = {"0": "225", "2.2": "382.5", "hazard ratio": "0.496"}
"""Of 1000 patients drawn at random: median survival [days] and hazard ratio."""

SAMPLE = 1000
"""Patients of the paper's comparison, and so of each sample behind our intervals."""

LONGER = 1.25
"""Each drug alone must let the patient live this many times as long as no treatment does."""

SHORT = END / LONGER
"""Who lives longer than this under strategy 0 leaves no room for another strategy [days]."""

FATAL = (2, 3)
"""Endings: a fatal burden, and more cells than are counted (both may be passed in 45 days)."""

WHOLE = "equation, one drug at a time"


@dataclass(frozen=True)
class Compared:
    """Who passed the filters, and how long they live: by strategy, and by equation or chance."""

    patients: Patients
    times: dict[tuple[str, str], Times]

    def __len__(self) -> int:
        return len(self.patients)


def may_pass(patients: Patients) -> np.ndarray:
    """Tell whom the filters do not reject at once (patient,), without following anybody.

    Without treatment all cells grow alike, to death in ln(1e13 / 5e9) / g0 days. With a drug there
    are at least as many cells as grow from those of the start without any mutation.
    """
    untreated = np.log(ode.DEATH / CELLS) / patients.growth
    passed = untreated <= SHORT
    for drug in range(2):
        net = patients.growth[:, None] - patients.kill[:, :, drug]
        power = np.minimum(net * (LONGER * untreated)[:, None], 100.0)
        passed &= (patients.start * np.exp(power)).sum(axis=1) < ode.DEATH
    return passed


def compare(drawn: int, seed: int = SEED) -> Compared:
    """Draw from the grid, apply the filters, and follow who is left.

    Parameters
    ----------
    drawn : int
        Points of the grid; about one in twenty passes.
    """
    patients = draw(drawn, seed)
    patients = patients.take(np.flatnonzero(may_pass(patients)))
    equation = ode.Equation(patients)
    untreated = np.ceil(np.log(ode.DEATH / CELLS) / patients.growth)
    passed = np.ones(len(patients), dtype=bool)
    for drug in range(2):
        alone = np.full(len(patients), drug)
        death = ode.survival(patients, lambda _, __, alone=alone: alone, equation)["death"]
        passed &= np.minimum(death, END) >= LONGER * untreated
    standard = ode.survival(patients, ode.BestDrug(patients), equation)
    passed &= standard["death"] <= SHORT
    who = np.flatnonzero(passed)
    patients = patients.take(who)
    return follow(patients, {name: value[who] for name, value in standard.items()})


def follow(patients: Patients, standard: dict[str, np.ndarray]) -> Compared:
    """Follow strategy 2.2 by the equation, and both strategies by chance."""
    equation = ode.Equation(patients)
    dynamic = ode.survival(patients, ode.FewestDoublyResistant(equation), equation)
    found = {
        ("0", "equation"): times(standard["death"], standard["cured"]),
        ("2.2", "equation"): times(dynamic["death"], dynamic["cured"]),
    }
    whole = ode.survival(patients, ode.FewestDoublyResistant(equation, whole=True), equation)
    found["2.2", WHOLE] = times(whole["death"], whole["cured"])
    found["0", WHOLE] = found["0", "equation"]
    runs = chance.treated(patients, {"0": standard["plan"], "2.2": dynamic["plan"]})
    for name in runs.arms:
        one = runs.data.sel(arm=name)
        died = one["ending"].isin(FATAL).values
        death = np.where(died, one["end_day"].values, np.inf)
        found[name, "chance"] = times(death, (one["ending"] == 1).values)
    return Compared(patients, found)


def rows(compared: Compared) -> list[Row]:
    """Return the table: the paper's numbers by the equation, then the same where chance acts."""
    found = []
    for way in ("equation", WHOLE, "chance"):
        standard, dynamic = (compared.times[name, way] for name in ("0", "2.2"))
        measures = {
            "0": ("strategy 0: median survival [days]", lambda who, s=standard: s.take(who).median),
            "2.2": (
                "strategy 2.2: median survival [days]", lambda who, d=dynamic: d.take(who).median,
            ),
            "hazard ratio": (
                "hazard ratio of 2.2 to 0",
                lambda who, s=standard, d=dynamic: hazard_ratio(s.take(who), d.take(who)),
            ),
        }  # fmt: skip
        everybody = np.arange(len(compared))
        for key, (what, measure) in measures.items():
            if (way, key) == (WHOLE, "0"):
                continue
            low, high = spread(measure, len(compared), SAMPLE, SEED)
            what = f"{what}, by {way}"
            found.append(Row(what, PUBLISHED[key], measure(everybody), low, high))
    return found


def notes(compared: Compared) -> str:
    """Return how many are cured, a line for each way and strategy."""
    lines = [f"{len(compared)} virtual patients passed the filters."]
    for (name, way), one in compared.times.items():
        cured, alive = (one.days > END).mean(), (~one.died).mean()
        lines.append(f"strategy {name}, by {way}: {cured:.1%} cured, {alive:.1%} alive at 5 years")
    return "\n".join(lines)
