"""A visit written by hand, and a patient who is nothing but an equation."""

import numpy as np
import pytest

from sim.base.days import merge
from sim.base.resolve import resolve
from sim.base.seen import Seen
from sim.clinic import Clinic, RatioToBaseline


@pytest.fixture
def visit():
    """Return what is seen at a visit; burdens in units of what you like."""

    def make(day=0.0, burden=(1.0,), *, drugs=("A", "B"), **changes):
        burden = np.asarray(burden, dtype=float)
        patients = len(burden)
        parts = {
            "day": float(day),
            "drugs": drugs,
            "doses": np.zeros((patients, len(drugs))),
            "burden": burden,
            "detected": np.ones(patients, dtype=bool),
            "new_result": True,
            "baseline": np.ones(patients),
            "reference": np.ones(patients),
            "nadir": np.ones(patients),
            "progressed": np.zeros(patients, dtype=bool),
        }
        for word, value in changes.items():
            parts[word] = np.asarray(value) if isinstance(value, list) else value
        return Seen(**parts)

    return make


@pytest.fixture
def treat():
    """Treat patients whose tumours follow an equation; return doses (visit, patient, drug)."""

    def play(regimen, patients, *, days=700.0, clinic=None, drugs=("A", "B"), seed=5):
        numbers = np.asarray(patients)
        clinic = clinic or Clinic(scan_every=28, noise=0.1, criteria=RatioToBaseline(1.2))
        regimen = resolve(regimen, seed, numbers, "regimen")
        desk = clinic.open(seed, numbers, drugs, days)
        when = merge(clinic.days(days), regimen.days_to_ask(days))
        sensitive = np.full(len(numbers), 9e9)
        resistant = 1e8 * (1.0 + numbers % 7)
        memory, given = {}, []
        for day, after in zip(when, [*when[1:], days], strict=True):
            seen = desk.look(day, sensitive + resistant)
            doses = regimen.decide(seen, memory)
            desk.note(seen, doses)
            given.append(np.broadcast_to(doses, (len(numbers), len(drugs))).copy())
            kill = given[-1] @ np.array([0.05, 0.03])[: len(drugs)]
            sensitive = np.clip(sensitive * np.exp((0.02 - kill) * (after - day)), 1.0, 1e13)
            resistant = np.clip(resistant * np.exp(0.015 * (after - day)), 1.0, 1e13)
        desk.close(days, sensitive + resistant)
        return when, np.array(given), desk.findings()

    return play
