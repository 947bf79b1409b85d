"""Run a case of `tests.tumours` and compare it with its witness."""

import random

import numpy as np

from sim import Clinic, simulate
from tests.engines.witness import Witness
from tests.statistics import assert_z
from tests.tumours import random_case


def case_of(number, largest_start=1e9, switches=True):
    """Return the tumour of a random case, with or without its switches, and the case."""
    case = random_case(random.Random(number), largest_start)
    tumour = case.tumour
    return (tumour if switches else tumour.replace(transitions=tumour.mutations)), case


def cells_of(tumour, schedule, engine, patients, days, visit_every, seed=0):
    """Return (days kept, cells (patient, day, clone)) of an untroubled run: nobody dies early."""
    clinic = Clinic(visit_every=visit_every, scan_every=visit_every, fatal=1e15)
    runs = simulate(
        tumour, {"plan": schedule}, patients=patients, days=days, seed=seed, clinic=clinic,
        engine=engine, progress=False,
    )  # fmt: skip
    return runs.data["time"].values, runs.data["cells"].values[0]


def assert_right(tumour, case, engine, patients, seed=0):
    """Fail if anything is off, half-way or at the end."""
    days, cells = cells_of(
        tumour, case.schedule, engine, patients, case.days, case.visit_every, seed
    )
    some = [len(days) // 2, len(days) - 1]
    witness = Witness(tumour, case.schedule, days[some])
    scores = witness.scores(np.asarray(cells[:, some]))
    assert len(scores) >= 2 * (1 + len(tumour.clones)), "absence is compared always"
    assert_z(scores)


def assert_the_jump_engine_agrees(tumour, schedule):
    """Hold the means of 400 patients on two days to Gillespie's, within sampling error."""
    means, errors = [], []
    for engine in ("jump", "gillespie"):
        _, cells = cells_of(tumour, schedule, engine, 400, 42.0, 7.0)
        means.append(cells[:, [2, 6]].mean(axis=0))
        errors.append(cells[:, [2, 6]].var(axis=0, ddof=1) / 400)
    assert_z(((means[0] - means[1]) / np.sqrt(errors[0] + errors[1])).ravel())
