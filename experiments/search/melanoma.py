"""Two drugs, one melanoma: which first, for how long? `python -m experiments.search.melanoma`.

The melanoma of the presets with its second drug, and one cell on day 0 that resists both. Three
families: one drug after the other at progression, in turns of so many weeks, and both together at
doses that add up to one standard dose. Each is searched on one half of the patients and judged on
the other.
"""

import sim

PATIENTS, DAYS = 400, 10 * sim.YEAR
CLINIC = sim.Clinic(visit_every=7, scan_every=56)


def families(first: str, second: str):
    """Return the families of rules and their spaces."""
    order = {f"{first}, {second}": [first, second], f"{second}, {first}": [second, first]}
    return {
        "the other at progression": (
            lambda which: sim.Sequential(order[which]), {"which": list(order)},
        ),
        "in turns": (
            lambda which, weeks: sim.Alternating(order[which], 7 * weeks),
            {"which": list(order), "weeks": sim.IntegerAxis(2, 26)},
        ),
        "both, one dose in all": (
            lambda dose: sim.Combination({first: dose, second: 1 - dose}),
            {"dose": (0.01, 0.99)},
        ),
    }  # fmt: skip


def main(patients: int = PATIENTS) -> None:
    """Print the best of every family."""
    tumour = sim.presets.melanoma_vemurafenib(n12=1)
    first, second = tumour.drug_names[:2]
    for name, (rule, space) in families(first, second).items():
        best = sim.optimise(
            rule, space, sim.Cohort(tumour, patients), sim.progression_free_survival, days=DAYS,
            clinic=CLINIC, budget=60, progress=False,
        )  # fmt: skip
        print(f"\n{name}\n{best}", flush=True)


if __name__ == "__main__":
    main()
