"""The public checks of parts pass on every part of ours, and fail on each kind of broken one."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

import sim
from sim import clinic, regimens
from sim.model.mechanisms.mechanism import Change, Mechanism, Step
from sim.testing import check_criteria, check_measure, check_mechanism, check_regimen

OURS = [
    sim.Observation(),
    sim.Continuous("A"),
    sim.Intermittent("A", on=28, off=14),
    sim.Alternating(["A", "B"], every=30),
    sim.Adaptive("A"),
    sim.AdaptiveDose("A"),
    sim.Escalation("A", [0.5, 1.0], every=30),
    sim.Sequential(["A", "B"]),
    sim.Rechallenge("A", holiday=84),
    sim.Schedule((0, 30), ({"A": 1.0}, {})),
    sim.policy(lambda seen, memory: {"A": np.where(seen.burden < seen.baseline, 0.0, 1.0)}),
]


@pytest.mark.parametrize("regimen", OURS, ids=lambda r: type(r).__name__)
def test_our_regimens_pass(regimen):
    check_regimen(regimen, ("A", "B"))


def mean_of_all(seen, memory):
    return {"A": np.full(seen.patients, float(seen.burden.mean() < 1e9))}


def by_chance(seen, memory):
    return {"A": np.random.default_rng().uniform(size=seen.patients)}


def overwrites(seen, memory):
    seen.burden[:] = 0.0
    return {"A": 1.0}


@dataclass(frozen=True)
class Broken(regimens.Regimen):
    """Returns whatever `answer` makes of what is seen."""

    answer: str = ""
    open_loop = False

    @property
    def drugs(self):
        return ("A",)

    def describe(self):
        return "Broken."

    def decide(self, seen, memory):
        kept = memory.setdefault("kept", np.zeros((seen.patients, 1)))
        if self.answer == "the same array, changed":
            kept += 0.01
            return kept
        if self.answer == "a list":
            return [[1.0]]
        if self.answer == "looks":
            return (seen.burden[:, None] > 1e9).astype(float)
        value = {"negative": -1.0, "milligrams": 150.0, "nan": np.nan}.get(self.answer, 1.0)
        shape = (1, 2) if self.answer == "two columns" else (1, 1)
        return np.full(shape, value)


class Looks(Broken):
    open_loop = True


class Silent(Broken):
    def describe(self):
        return ""


class WrongDays(Broken):
    def days_to_ask(self, horizon):
        return np.array([7.0, 0.0])


@pytest.mark.parametrize(
    ("regimen", "said"),
    [
        (sim.policy(mean_of_all), "another answer alone"),
        (sim.policy(by_chance), "answers differently"),
        (sim.policy(overwrites), "changes what it is shown"),
        (Broken("the same array, changed"), "changes doses that it has returned"),
        (Broken("a list"), "decide returned list"),
        (Broken("negative"), "negative"),
        (Broken("milligrams"), "above 10 standard doses"),
        (Broken("nan"), "not a finite number"),
        (Broken("two columns"), "the shape"),
        (Looks("looks"), "says open_loop"),
        (Silent(), "describe"),
        (WrongDays(), "days_to_ask"),
        ("continuous", r"no sim\.regimens\.Regimen"),
    ],
)
def test_broken_regimens_fail(regimen, said):
    with pytest.raises(AssertionError, match=said):
        check_regimen(regimen, ("A",))


def test_a_regimen_that_is_sound_passes_as_it_is_written():
    check_regimen(Broken())
    with pytest.raises(AssertionError, match="but the drugs are"):
        check_regimen(Broken(), ("B",))


MEASURES = [
    sim.Cells(),
    sim.Volume(),
    sim.Diameter(),
    sim.Lesions(3),
    sim.Marker("PSA", per_cell=1e-9),
    sim.CirculatingDna(per_cell=1e-6),
    sim.ByClone(sim.Marker("PSA", per_cell=1e-9), {"resistant": 0.0}),
    sim.Sequencing({"T790M": ["resistant"]}, background=0.0),
    sim.Biopsy({"T790M": ["resistant"], "any": ["sensitive", "resistant"]}),
]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: type(m).__name__)
def test_our_measures_pass(measure):
    check_measure(measure)


@dataclass(frozen=True)
class BrokenMeasure(clinic.Measure):
    """Measures cells, but for one fault."""

    fault: str = ""

    @property
    def sees_clones(self):
        return self.fault in ("counts all", "counts none")

    def counted(self, cells):
        if self.fault == "counts none":
            return super().counted(cells)
        return sum(cells.values()).sum()

    def sizes(self, burden, state, error, smallest):
        if self.fault == "overwrites":
            burden += 1.0
        size = burden * error
        faults = {
            "one number": size.sum(),
            "share of all": size / max(burden.sum(), 1.0),
            "log": np.log10(np.maximum(size, 1e-300)),
            "falls": 1e15 / (1.0 + size),
            "by chance": size * np.random.default_rng().uniform(size=size.shape),
            "no error": size / error**2,
        }
        limit = np.full(burden.shape, smallest) if self.fault == "limits" else smallest
        return faults.get(self.fault, size), limit


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("one number", "sizes returned the shape"),
        ("share of all", "another answer alone"),
        ("log", "negative"),
        ("falls", "shows less"),
        ("by chance", "answers differently"),
        ("no error", "errs upwards"),
        ("limits", "the limit is"),
        ("overwrites", "changes an array"),
        ("counts all", "counted"),
    ],
)
def test_broken_measures_fail(fault, said):
    check_measure(BrokenMeasure())
    with pytest.raises(AssertionError, match=said):
        check_measure(BrokenMeasure(fault))
    with pytest.raises(NotImplementedError, match="needs counted"):
        check_measure(BrokenMeasure("counts none"))


CRITERIA = [
    sim.RatioToBaseline(1.2),
    sim.RatioToNadir(1.2),
    sim.Reappearance(),
    sim.Recist(),
    sim.Pcwg3(),
    sim.Confirmed(sim.RatioToNadir(1.2)),
]


@pytest.mark.parametrize("criteria", CRITERIA, ids=lambda c: type(c).__name__)
def test_our_criteria_pass(criteria):
    check_criteria(criteria, "ng/ml" if isinstance(criteria, sim.Pcwg3) else "cells")


@dataclass(frozen=True)
class BrokenCriteria(clinic.Criteria):
    fault: str = ""

    def progressive(self, reading):
        if self.fault == "overwrites":
            reading.nadir[:] = 1.0
        faults = {
            "always": np.ones_like(reading.detected),
            "numbers": reading.value / reading.nadir,
            "ranks": reading.value / reading.nadir > 1.2 * (reading.value / reading.nadir).mean(),
        }
        return faults.get(self.fault, reading.value > 1.3 * reading.nadir)

    def partial(self, reading):
        return reading.value < 0.5 * reading.reference


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("always", "called progressive"),
        ("numbers", "bool"),
        ("ranks", "another answer alone"),
        ("overwrites", "changes an array"),
    ],
)
def test_broken_criteria_fail(fault, said):
    check_criteria(BrokenCriteria())
    with pytest.raises(AssertionError, match=said):
        check_criteria(BrokenCriteria(fault))


DRUGS = [sim.Drug("A", sim.Hill(0.05, 0.2)), sim.Drug("B", sim.Inhibition(0.1))]
MECHANISMS = [
    sim.TargetMutation("A", per_division=1e-8, fold=100),
    sim.Efflux("A", pump=20, per_division=1e-8, inhibitor="B"),
    sim.Tolerance("A", enter=1e-4, leave=0.03),
    sim.GeneAmplification("A", copies=4),
]


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: type(m).__name__)
def test_our_mechanisms_pass(mechanism):
    check_mechanism(mechanism, DRUGS)


@dataclass(frozen=True)
class Ladder(Mechanism):
    """Two states, one after the other."""

    name: str = "ladder"
    drugs: tuple[str, ...] = ("A",)
    names: tuple[str, ...] = ("low", "high")
    found: tuple[Step, ...] = (Step(0, 1, per_division=1e-8), Step(1, 2, rate=0.01))
    says: bool = True

    @property
    def states(self):
        return self.names

    @property
    def steps(self):
        return self.found

    def change(self, state):
        return Change(fold={"A": 10.0**state}) if self.says else {"A": 10.0}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"names": ("low", "low")}, "a name of its own"),
        ({"found": (Step(0, 1, per_division=1e-8),)}, r"no steps lead to the states \[2\]"),
        ({"found": (Step(0, 1, rate=0.1), Step(1, 3, rate=0.1))}, "not there"),
        ({"found": (Step(0, 1), Step(1, 2, rate=0.1))}, "one of the two"),
        ({"says": False}, "it is a Change"),
        ({"name": ""}, "has no name"),
    ],
)
def test_broken_mechanisms_fail(changes, said):
    check_mechanism(Ladder(), DRUGS)
    with pytest.raises(AssertionError, match=said):
        check_mechanism(replace(Ladder(), **changes), DRUGS)
