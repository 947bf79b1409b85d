"""What people do with the program, through its front door; no peer that pip installs does it."""

import math
import tempfile
from pathlib import Path

import sim
from experiments.benchmarks.timing import Absent, Entry, Row, side_by_side

DAYS = 5 * 364.0
QUIET = sim.Clinic(fatal=1e15)
NO_POLICY = (
    "COPASI, libroadrunner, rebop, GillesPy2, bioscrape",
    "a schedule or a decision at visits must be written around them, one call a patient and week",
)


def simulated(tumour, arm, patients: int, clinic=QUIET, days: float = DAYS):
    """Return a function that runs an arm, keeping end points, in one thread."""
    return lambda: sim.simulate(
        tumour, {"arm": arm}, patients=patients, days=days, seed=1, clinic=clinic, engine="jump",
        record=sim.Endpoints(), progress=False, threads=1,
    )  # fmt: skip


def two_drugs(start: float = 1e9) -> sim.Tumour:
    """Return three clones under two drugs that decay, with Hill curves and Bliss independence."""
    return sim.Tumour(
        [
            sim.Clone("S", 0.14, 0.13, start=start),
            sim.Clone("RA", 0.14, 0.13, fold={"A": 50.0}),
            sim.Clone("RB", 0.14, 0.13, fold={"B": 50.0}),
        ],
        [sim.Mutation("S", "RA", 1e-7), sim.Mutation("S", "RB", 1e-7)],
        [
            sim.Drug("A", sim.Hill(0.05, 0.3, 2.0), half_life=2.0),
            sim.Drug("B", sim.Hill(0.04, 0.5, 1.5), half_life=0.7),
        ],
    )


def lattice(drugs: int) -> sim.Tumour:
    """Return one clone for each set of drugs it resists, crowded, as `four_clones.tumour`."""
    names = [chr(ord("A") + d) for d in range(drugs)]
    sets = sorted(range(2**drugs), key=lambda s: (s.bit_count(), s))
    label = {s: "R" + "".join(n for d, n in enumerate(names) if s >> d & 1) for s in sets}
    clones = [
        sim.Clone(
            label[s], 0.14, 0.13, start=5e8 if s == 0 else 0.0,
            fold={n: math.inf for d, n in enumerate(names) if s >> d & 1},
        )
        for s in sets
    ]  # fmt: skip
    edges = [(s, s | 1 << d) for s in sets for d in range(drugs) if not s >> d & 1]
    return sim.Tumour(
        clones,
        [sim.Mutation(label[a], label[b], 1e-8) for a, b in edges],
        [sim.Drug(name, sim.Proportional(0.05)) for name in names],
        growth=sim.Logistic(2e9),
        interaction=sim.HighestSingleAgent(),
    )


def adaptive_rows(patients: int) -> list[Row]:
    """Return adaptive therapy with noisy scans against a continuous dose of the same tumour.

    The tumour grows back in the pauses, so that it is treated again and again. A continuous dose
    soon leaves one clone and adaptive therapy keeps two alive; pauses by the calendar, which keep
    both too, tell how much of the difference the decisions are.
    """
    tumour = sim.Tumour(
        [sim.Clone("S", 0.14, 0.13, start=2e9), sim.Clone("R", 0.14, 0.13, fold={"A": math.inf})],
        [sim.Mutation("S", "R", 1e-8)],
        [sim.Drug("A", sim.Proportional(0.05))],
        growth=sim.Logistic(1e11),
    )
    clinic = sim.Clinic(fatal=1e15, scan_every=28, noise=0.1)
    arms = {
        "continuous dose": sim.Continuous("A"),
        "adaptive, noisy scans": sim.Adaptive("A", stop_below=0.5, restart_above=1.0),
        "pauses by the calendar": sim.Intermittent("A", on=28, off=112),
    }
    entries = [
        Entry(f"sim, {name}", simulated(tumour, arm, patients, clinic), patients)
        for name, arm in arms.items()
    ]
    return side_by_side("adaptive therapy", [*entries, Absent(*NO_POLICY)])


def lattice_rows(patients: int) -> list[Row]:
    """Return lattices of 8 and 32 clones against the one of 4, all on 28 days and off 28."""
    entries = []
    for drugs in (2, 3, 5):
        tumour = lattice(drugs)
        arm = sim.Intermittent({name: 1.0 for name in tumour.drug_names}, on=28, off=28)
        run = simulated(tumour, arm, patients // 8)
        entries.append(Entry(f"sim, {2**drugs} clones", run, patients // 8))
    return side_by_side("lattice, crowding, 28/28", [*entries, Absent(*NO_POLICY)])


def two_drug_rows(patients: int) -> list[Row]:
    """Return two decaying drugs given together."""
    both = sim.Combination({"A": 1.0, "B": 0.5})
    work = [Entry("sim, simulate keeping end points", simulated(two_drugs(), both, patients),
                  patients)]  # fmt: skip
    return side_by_side("two drugs, half-lives, Hill, Bliss", [*work, Absent(*NO_POLICY)])


def persisters(capacity: float | None) -> sim.Tumour:
    """Return sensitive, tolerant and resistant cells that pass into tolerance and out of it."""
    clones = [
        sim.Clone("S", 0.14, 0.13, start=5e8),
        sim.Clone("P", 0.02, 0.018, fold={"A": 100.0}),
        sim.Clone("R", 0.14, 0.13, fold={"A": math.inf}),
    ]
    changes = [sim.Mutation("S", "R", 1e-8), sim.Switch("S", "P", 1e-4), sim.Switch("P", "S", 1e-2)]
    growth = sim.Exponential() if capacity is None else sim.Logistic(capacity)
    return sim.Tumour(clones, changes, [sim.Drug("A", sim.Proportional(0.05))], growth=growth)


def persister_rows(patients: int) -> list[Row]:
    """Return persisters in the open and in a crowd, on 28 days and off 28."""
    arm = sim.Intermittent("A", on=28, off=28)
    entries = [
        Entry(f"sim, {where}", simulated(persisters(capacity), arm, patients), patients)
        for where, capacity in {"in the open": None, "in a crowd": 2e9}.items()
    ]
    return side_by_side("persisters, 28/28", [*entries, Absent(*NO_POLICY)])


def grown() -> sim.Tumour:
    """Return two clones that grow from one cell to 10^9, resistance arising on the way."""
    return sim.Tumour(
        [sim.Clone("S", 0.14, 0.07), sim.Clone("R", 0.14, 0.07)],
        [sim.Mutation("S", "R", 1e-7)], size=1e9, grown_from_one_cell=True,
    )  # fmt: skip


def grown_rows(patients: int) -> list[Row]:
    """Return growth from one cell to 10^9."""
    run = simulated(grown(), sim.Observation(), patients, days=1.0)
    why = "one event at a time, growth to 10^9 cells is about 3e9 events: a minute or more a tumour"
    direct = Absent("rebop, GillesPy2, libroadrunner Gillespie, bioscrape", why)
    return side_by_side("one cell to 1e9", [Entry("sim, simulate", run, patients), direct])


def cohort(alike: bool) -> sim.Tumour:
    """Return two clones and a drug; patients alike, or each with a death rate of their own."""
    from scipy import stats

    death = 0.13 if alike else stats.uniform(0.12, 0.02)
    return sim.Tumour(
        [sim.Clone("S", 0.14, death, start=1e9), sim.Clone("R", 0.14, 0.13, fold={"A": math.inf})],
        [sim.Mutation("S", "R", 1e-6)],
        [sim.Drug("A", sim.Proportional(0.05))],
    )


def cohort_rows(patients: int) -> list[Row]:
    """Return two clones on a drug, patients alike and every patient with rates of their own."""
    entries = [
        Entry(f"sim, {who}", simulated(cohort(alike), sim.Continuous("A"), patients), patients)
        for who, alike in {"patients alike": True, "all differ": False}.items()
    ]
    return side_by_side("patients who differ", [*entries, Absent(*NO_POLICY)])


def trial_rows(patients: int) -> list[Row]:
    """Return a trial of four arms, every patient with rates of their own, scans and statistics."""
    from scipy import stats

    tumour = two_drugs().replace(
        clones=[
            sim.Clone("S", 0.14, stats.uniform(0.12, 0.015), start=stats.lognorm(0.5, scale=1e9)),
            *two_drugs().clones[1:],
        ],
        drugs=[sim.Drug("A", sim.Hill(0.05, 0.3, 2.0)), sim.Drug("B", sim.Hill(0.04, 0.5, 1.5))],
    )
    arms = {
        "A": sim.Continuous("A"),
        "both": sim.Combination({"A": 1.0, "B": 0.5}),
        "holidays": sim.Intermittent("A", on=28, off=28),
        "adaptive": sim.Adaptive("A", stop_below=0.5, restart_above=1.0),
    }
    clinic = sim.Clinic(noise=0.1)
    trial = sim.Trial(sim.Cohort(tumour, patients), arms, clinic, days=3 * sim.YEAR)
    run = Entry("sim, Trial.run", lambda: trial.run(1, progress=False), 4 * patients)
    return side_by_side("trial, a patient in an arm", [run, Absent(*NO_POLICY)])


def sweep_rows(points: int) -> list[Row]:
    """Return a sweep over two parameters, ten patients at a point."""
    side = round(math.sqrt(points))

    def build(u: float, death: float) -> sim.Tumour:
        return sim.Tumour(
            [sim.Clone("S", 0.14, death, start=1e9), sim.Clone("R", 0.14, 0.13)],
            [sim.Mutation("S", "R", u)],
        )

    design = sim.Grid(
        u=sim.LogAxis(1e-9, 1e-6, steps=side), death=sim.LinearAxis(0.15, 0.2, steps=side)
    )
    sweep = sim.Sweep(
        "mutation and death", build=build, design=design, arms={"watch": sim.Observation()},
        days=2 * sim.YEAR, patients=10, keep=[sim.time_to_progression],
    )  # fmt: skip

    def run():
        with tempfile.TemporaryDirectory() as folder:
            sweep.run(Path(folder) / "sweep", progress=False)

    work = Entry("sim, Sweep.run (store included)", run, 10 * side * side)
    return side_by_side("sweep, a row", [work, Absent(*NO_POLICY)])


def rows(quick: bool) -> list[Row]:
    """Return the table of all these."""
    many = 2_000 if quick else 16_384
    found = two_drug_rows(many) + adaptive_rows(many) + lattice_rows(many) + grown_rows(many // 40)
    found += cohort_rows(many) + persister_rows(many // 8)
    return found + trial_rows(250 if quick else 10_000) + sweep_rows(100 if quick else 10_000)
