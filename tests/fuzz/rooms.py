"""Calls of what rooms have that no other file names: trials, parts of one's own, the course."""

import functools
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

import sim
import sim.results
import sim.teaching
import sim.testing
import sim.trials
from sim.trials.power import power, sample_size
from tests.fuzz.trials_and_sweeps import ARMS, CLINIC, cohort, result

Given = tuple[Callable, dict[str, Any]]


def examples() -> list:
    """Return one of every kind of description."""
    return [sim.teaching.Slider(0.0, 1.0, 0.5)]


def functions() -> list[Given]:
    """Return the functions and methods, with arguments that are right."""
    return [*_of_trials(), *_of_results(), *_of_parts(), *_of_the_course()]


def _of_trials() -> list[Given]:
    t, of = sim.trials, {"result": result()}
    runs = result().follow([1])
    trial = sim.Trial(cohort(), ARMS, CLINIC, days=56.0)
    return [
        (t.audit, of | {"patient": 1, "arm": "one"}),
        (t.follow, of | {"patients": [1], "arms": ["one"]}),
        (t.log, {"runs": runs, "patient": 1, "arm": "one", "regimen": ARMS["one"]}),
        (t.replay, {"runs": runs, "arm": "one"}),
        (t.regret, {"trial": trial, "clinics": {"a": CLINIC}, "arm": "one", "seed": 1,
                    "grown": 1.2}),
        (t.registered, {"number": "NCT02415621", "patients": 3, "days": 112.0, "seed": 1}),
        (power, of | {"arm": "two", "patients": 5, "control": "one", "alpha": 0.05,
                      "endpoint": "overall survival", "repeats": 5}),
        (sample_size, of | {"arm": "two", "power": 0.8, "most": 50, "repeats": 5}),
    ]  # fmt: skip


def _of_results() -> list[Given]:
    runs = result().follow([1])
    return [
        (sim.Runs, {"data": runs.data}),
        (sim.results.boundary_length, {"runs": runs}),
        (sim.results.radial_profile, {"runs": runs, "width": 5.0}),
    ]


def _of_parts() -> list[Given]:
    t, drugs = sim.testing, [sim.Drug("A", sim.Proportional(0.02))]
    return [
        (_told(t.check_criteria), {"part": sim.Recist(), "unit": "cells"}),
        (_told(t.check_measure), {"part": sim.Cells(), "clones": ["S", "R"]}),
        (_told(t.check_mechanism), {"part": sim.Efflux("A"), "drugs": drugs}),
        (_told(t.check_regimen), {"part": sim.Continuous("A"), "drugs": ["A"], "days": 56.0,
                                  "seed": 1}),
    ]  # fmt: skip


def _told(check: Callable) -> Callable:
    """Return a check that may also say, as its contract is, what is wrong with the part."""

    def asked(part, **more):
        with suppress(AssertionError):
            check(part, **more)

    asked.kind = check
    return asked


def _of_the_course() -> list[Given]:
    t = sim.teaching
    return [
        (_noting(t.check), {"exercise": "1.1", "answer": 3}),
        (_noting(t.predict), {"name": "1.A", "prediction": 5.0}),
        (_noting(t.outcome), {"name": "1.A", "value": 5.0, "unit": "days"}),
        (_noting(t.progress), {"file": None}),
        (_explored, {"x": (0.0, 1.0, 0.5)}),
        (t.unknown, {"name": "P", "arms": {"on": sim.Continuous("A")}, "patients": 2,
                     "days": 14.0, "seed": 1}),
        (t.Doctor, {"patient": 7}),
        (_visited, {"doses": {"A": 1.0}}),
        (t.Doctor.score, {"self": treated(), "today": True}),
        (t.treat, {"patient": 7}),
    ]  # fmt: skip


def _noting(function: Callable) -> Callable:
    """Return a function of the course that leaves the notes of this process as they were."""

    def noted(**given):
        with pytest.MonkeyPatch.context() as patch:
            for room in ("checking", "predictions", "how_far"):
                patch.setattr(f"sim.teaching.{room}.NOTES", type(sim.teaching.checking.NOTES)())
            repr(function(**given))

    noted.kind = function
    return noted


def _explored(**sliders):
    sim.teaching.explore(lambda **at: sim.plots.burden(result().follow([0])), **sliders)


_explored.kind = sim.teaching.explore


def _visited(doses):
    sim.teaching.Doctor().next_visit(doses)


_visited.kind = sim.teaching.Doctor.next_visit


@functools.cache
def treated() -> sim.teaching.Doctor:
    """Return a patient at the second visit."""
    doctor = sim.teaching.Doctor()
    doctor.next_visit(A=1.0)
    return doctor
