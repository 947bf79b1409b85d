"""The best response that had been seen when follow-up ended, patient by patient, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

import sim
from sim.clinic import RESPONSES
from sim.clinic.desk import Desk
from sim.trials.response import _scan_after, seen_change, seen_response
from tests.results.test_judged_again import ARMS, CLINICS

NAN = np.nan
# Scans every 28 days. By RECIST a response is confirmed 28 days later, and a disease that is
# neither less nor more is called stable from day 42 on: by the scan of day 56.
CASES = [
    # best of all, day of it, progression; followed until: what was seen by then
    ("partial", 28, NAN, 56, "partial"),
    ("partial", 28, NAN, 55.9, "not evaluable"),  # not confirmed, and not stable before day 56
    ("partial", 84, NAN, 112, "partial"),
    ("partial", 84, NAN, 111.9, "stable"),
    ("complete", 84, NAN, 112, "complete"),
    ("complete", 84, NAN, 100, "stable"),
    ("stable", NAN, NAN, 56, "stable"),
    ("stable", NAN, NAN, 55.9, "not evaluable"),
    ("stable", NAN, 84, 70, "stable"),
    ("progressive", NAN, 28, 28, "progressive"),
    ("progressive", NAN, 28, 40, "progressive"),
    ("progressive", NAN, 28, 27.9, "not evaluable"),
    ("not evaluable", NAN, NAN, 300, "not evaluable"),
]


@pytest.mark.parametrize("case", CASES)
def test_what_was_seen_by_then(case):
    check([case])


def test_patients_are_judged_one_by_one():
    check(CASES)


def check(cases):
    best, day, progression, followed, expected = map(list, zip(*cases, strict=True))
    dims = ("arm", "patient")
    data = xr.Dataset(
        {
            "best_response": (dims, [[RESPONSES.index(word) for word in best]]),
            "response_day": (dims, np.array([day], dtype=float)),
            "progression_day": (dims, np.array([progression], dtype=float)),
        }
    )
    runs = SimpleNamespace(data=data, days=336.0, keeps=lambda name: False)
    clinic = sim.Clinic(scan_every=28, criteria=sim.Recist())
    found = seen_response(runs, clinic, np.array(followed, dtype=float))
    assert [RESPONSES[code] for code in found[0]] == expected
    assert [RESPONSES[code] for code in data["best_response"].values[0]] == best  # untouched


@pytest.mark.parametrize("own", [False, True], ids=["all scans of all", "days of their own"])
def test_the_next_scan_is_the_first_on_or_after_the_day(own):
    """Held to a look through the list; NaN (no response) has no scan after it."""
    chance = np.random.default_rng(7)
    scans = np.arange(0.0, 300.0, 28.0)
    due = chance.random((30, scans.size)) < 0.5 if own else None
    day = chance.choice([*scans, 14.0, 100.0, 290.0, 400.0, np.nan], (2, 30))
    wanted = [
        [
            next((s for k, s in enumerate(scans) if s >= d and (due is None or due[n, k])), np.inf)
            for n, d in enumerate(row)
        ]
        for row in day
    ]
    np.testing.assert_array_equal(_scan_after(day, scans, due), wanted)


AT_ONCE = [name for name in CLINICS if "known later" not in name]
"""A response, as a progression, counts by the day of its scan: of results that are known later, the
desk says it on that day only if it is the last of them."""


@pytest.mark.parametrize("name", AT_ONCE)
def test_who_is_lost_is_judged_as_the_desk_judged_then(name, monkeypatch):
    """Held to what the desk itself says at every visit, and of every patient on a day of their own.

    Judged by the results alone, without pauses and other measures, up to 2 of 150 came out other.
    """
    tumour, clinic = CLINICS[name]
    said: dict[Desk, list] = {}

    def look(desk, day, *truth):
        seen = looked(desk, day, *truth)
        found = desk.findings()
        said.setdefault(desk, []).append((day, found["best_response"], found["best_change"]))
        return seen

    looked = Desk.look
    monkeypatch.setattr(Desk, "look", look)
    runs = sim.simulate(
        tumour, ARMS, patients=150, days=400, seed=1, clinic=clinic, progress=False,
        record=sim.Endpoints(scans=True),
    )  # fmt: skip
    followed = np.random.default_rng(5).uniform(0.0, 400.0, 150)
    best, change = (of(runs, clinic, followed) for of in (seen_response, seen_change))
    assert len(said) == len(ARMS)  # one block of patients for each
    shown, known = (runs.data[f"progression_{word}"].values for word in ("day", "known_day"))
    for row, visits in enumerate(said.values()):
        # a progression is dated to its scan, also where it becomes known after follow-up has ended
        until = np.where(shown[row] <= followed, np.fmax(followed, known[row]), followed)
        last = np.searchsorted([day for day, *_ in visits], until, side="right") - 1
        expected = [visits[k][1][n] for n, k in enumerate(last)]
        np.testing.assert_array_equal(best[row], expected)
        expected = [visits[k][2][n] for n, k in enumerate(last)]
        np.testing.assert_allclose(change[row], expected, rtol=1e-6)
    assert (best != runs.data["best_response"].values).mean() > 0.05
