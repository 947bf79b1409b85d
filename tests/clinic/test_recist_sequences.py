"""RECIST 1.1 and PCWG3 as state machines, against sequences judged by hand.

Scans are 28 days apart. A number is the sum of diameters [mm]; 0: nothing is seen (below 5 mm); a
dot: the scan was missed. The words are from Eisenhauer et al. (2009), Eur J Cancer 45:228.
"""

import numpy as np
import pytest

from sim.base.units import cells_from_diameter_mm
from sim.clinic import RESPONSES, Clinic, Confirmed, Desk, Diameter, Marker, Pcwg3, Recist
from sim.clinic.criteria import Criteria

NOT, PD, SD, PR, CR = RESPONSES
CELLS_OF_5_MM = float(cells_from_diameter_mm(5))

# diameters [mm] | best response | place of the scan that is the first progression | what it shows
RECIST = [
    ("50 50 50", SD, None, "no change"),
    ("50 45 40", SD, None, "20 % smaller is not yet a response"),
    ("50 36 36", SD, None, "28 % smaller is not yet a response"),
    ("50 35 35", PR, None, "30 % smaller, twice: a confirmed partial response"),
    ("50 35", NOT, None, "one scan after 28 days: too early even for stable"),
    ("50 50 35", SD, None, "a response at the last scan is unconfirmed"),
    ("50 35 40 40", SD, None, "partial, then stable: not confirmed"),
    ("50 35 50 50", PD, 2, "43 % above the nadir, though no more than the baseline"),
    ("50 35 40 35 35", PR, None, "5 mm but only 14 % above the nadir; confirmed later"),
    ("50 35 . 35", PR, None, "partial, missed, partial: confirmed (section 4.4.3)"),
    ("50 35 . .", NOT, None, "partial once, then never seen again: not evaluable"),
    ("50 . 35 .", SD, None, "partial once on day 56: stable for long enough"),
    ("50 60", PD, 1, "exactly 20 % and 10 mm above"),
    ("50 59.9", NOT, None, "19.8 % above is no progression"),
    ("50 55 60", PD, 2, "slow growth is progression when it has summed up to 20 %"),
    ("50 52 59 61", SD, 3, "stable for 56 days, then progression"),
    ("50 35 35 42", PR, 3, "20 % and 7 mm above the nadir, still below the baseline"),
    ("50 35 35 41.9", PR, None, "19.7 % above the nadir"),
    ("50 35 42", PD, 2, "partial once on day 28, then progression"),
    ("50 50 35 42", SD, 3, "partial once on day 56, then progression: stable"),
    ("20 12 12 16", PR, None, "33 % but only 4 mm above the nadir: the 5 mm rule"),
    ("20 12 12 17", PR, 3, "5 mm and 42 % above the nadir"),
    ("20 12 12 16.9", PR, None, "4.9 mm: just too little"),
    ("25 30", PD, 1, "5 mm and 20 %, both just reached"),
    ("25 29.9", NOT, None, "both just missed"),
    ("100 105 110 119", SD, None, "19 mm but 19 %"),
    ("100 105 110 120", SD, 3, "20 mm and 20 %"),
    ("50 0 0", CR, None, "nothing seen, twice: a confirmed complete response"),
    ("50 0", NOT, None, "nothing seen once, on day 28"),
    ("50 50 0", SD, None, "nothing seen once, at the end"),
    ("50 35 0", PR, None, "partial, then complete: partial is confirmed by it"),
    ("50 35 0 0", CR, None, "partial, complete, complete"),
    ("50 0 35 35", PD, 2, "35 mm after a nadir of 5"),
    ("50 0 9 9", PR, None, "complete, then 4 mm above the limit: no progression, partial"),
    ("50 0 10", PD, 2, "complete, then 5 mm above the limit"),
    ("50 0 0 10", CR, 3, "confirmed complete response, then progression"),
    ("50 0 . 0", CR, None, "complete, missed, complete"),
    ("50 . . .", NOT, None, "never seen again"),
    ("50 . 50", SD, None, "seen once, late enough"),
    ("50 . 60", PD, 2, "the first scan that was not missed is a progression"),
    ("50 60 30 30", PD, 1, "what shrinks after the progression no longer counts"),
    ("50 60 . 30", PD, 1, "nor after a missed scan"),
    ("8 8 8", NOT, None, "too small to be measured: response is not evaluable"),
    ("8 8 14", PD, 2, "but progression is: 6 mm above"),
    ("8 0 0", NOT, None, "nor can a complete response be judged here"),
    ("9.9 5 5", NOT, None, "just below 10 mm"),
    ("10 7 7", PR, None, "just measurable, 30 % smaller"),
    ("0 0 0", NOT, None, "nothing to follow"),
    ("0 9 9", NOT, None, "4 mm above the detection limit"),
    ("0 0 10", PD, 2, "nothing at first, then 10 mm"),
    ("50 40 30 24 28 30", PR, 5, "nadir 24: 28 is 17 %, 30 is 25 % and 6 mm above"),
    ("50 40 30 . 36", SD, 4, "20 % and 6 mm above the nadir of 30 after a missed scan"),
]  # fmt: skip


def course(criteria: Criteria, sequences: list[str], measure, step: float = 28.0):
    """Show the sequences to a clinic, one patient each; return its findings."""
    tables = [text.split() for text in sequences]
    length = max(map(len, tables))
    rows = [row + ["."] * (length - len(row)) for row in tables]
    came = np.array([[word != "." for word in row] for row in rows])
    value = np.array([[0.0 if word == "." else float(word) for word in row] for row in rows])
    clinic = Clinic(
        visit_every=step, scan_every=step, noise=0, measure=measure, criteria=criteria,
        detection=CELLS_OF_5_MM, fatal=1e15,
    )  # fmt: skip
    days = np.arange(length) * step
    desk = clinic.open(1, np.arange(len(rows)), ("A",), days[-1] + 1)
    desk._main.scanner._chance.came = lambda index: None if came[:, index].all() else came[:, index]
    for day, now in zip(days, value.T, strict=True):
        truth = cells_from_diameter_mm(now) if isinstance(measure, Diameter) else now
        desk.note(desk.look(float(day), truth), np.ones((1, 1)))
    desk.close(days[-1] + 1)
    return desk.findings()


def test_there_are_sequences_enough():
    assert len(RECIST) >= 40
    assert len({row[0] for row in RECIST}) == len(RECIST)


@pytest.mark.parametrize("row", RECIST, ids=[row[0] for row in RECIST])
def test_recist_by_hand(row):
    text, best, progression, _ = row
    found = course(Recist(), [text], Diameter())
    assert RESPONSES[found["best_response"][0]] == best
    day = found["progression_day"][0]
    assert np.isnan(day) if progression is None else day == 28 * progression


def test_all_sequences_at_once_are_as_one_by_one():
    # padded with missed scans, so that patients have histories of different lengths
    rows = [row for row in RECIST if "." not in row[0]]
    found = course(Recist(), [row[0] for row in rows], Diameter())
    assert [RESPONSES[code] for code in found["best_response"]] == [row[1] for row in rows]


@pytest.mark.parametrize(
    ("text", "best", "progression"),
    [
        ("50 0 0 6", CR, 3),  # 1 mm above the limit, but it had gone
        ("50 0 6 6", PD, 2),
        ("50 0 0 0", CR, None),
        ("50 6 6 6", PR, None),
        ("50 0 . 6", PD, 3),
        ("0 6 6", PD, 1),
    ],
)
def test_what_comes_back_has_progressed_if_it_is_asked_for(text, best, progression):
    found = course(Recist(reappearance=True), [text], Diameter())
    assert RESPONSES[found["best_response"][0]] == best
    day = found["progression_day"][0]
    assert np.isnan(day) if progression is None else day == 28 * progression


@pytest.mark.parametrize(
    ("text", "best", "step", "day"),
    [
        ("50 35 35", PR, 28, 28),
        ("50 35 35 35", PR, 14, 14),  # held from day 14 to day 42
        ("50 35 35", NOT, 14, np.nan),  # held for 14 days, seen on day 28: too early
        ("50 40 40 35 36 35", SD, 14, np.nan),  # 36 mm in between breaks it
        ("50 0 0", CR, 28, 28),
        ("12 0 9 0", SD, 14, np.nan),  # 9 mm in between is no response: it counts anew
        ("12 0 9 0 0 0", CR, 14, 42),
    ],
)
def test_confirmation_takes_four_weeks(text, best, step, day):
    found = course(Recist(), [text], Diameter(), step)
    assert RESPONSES[found["best_response"][0]] == best
    np.testing.assert_equal(found["response_day"][0], day)


def test_without_confirmation_the_first_scan_counts():
    found = course(Recist(confirm_response=0), ["50 35", "50 0 9"], Diameter())
    assert [RESPONSES[code] for code in found["best_response"]] == [PR, CR]
    assert found["response_day"].tolist() == [28, 28]


def test_a_confirmed_progression_counts_from_its_first_scan():
    texts = ["50 60 60", "50 60 50 60 61", "50 60 . 60", "50 60"]
    found = course(Confirmed(Recist(), after=28), texts, Diameter())
    np.testing.assert_equal(found["progression_day"], [28, 84, 28, np.nan])


# PSA [ng/ml], every 28 days | progression on the scan
PSA = [
    ("100 100 100 100 126 130", 4, "25 % above, confirmed"),
    ("100 100 100 100 126 110", None, "not confirmed"),
    ("100 130 130 80 80", None, "rises of the first twelve weeks do not count"),
    ("100 130 130 130 130", 3, "nor do they then; but those after them do"),
    ("100 20 20 20 25 26", 4, "25 % above the nadir"),
    ("100 20 20 20 24.9 24.9", None, "just below 25 %"),
    ("100 4 4 4 5.5 5.5", None, "38 % but only 1.5 ng/ml"),
    ("100 4 4 4 6 6.1", 4, "2 ng/ml, both just reached"),
    ("100 4 4 4 6 . 6.1", 4, "confirmed after a missed visit"),
]


@pytest.mark.parametrize("row", PSA, ids=[row[0] for row in PSA])
def test_pcwg3_by_hand(row):
    text, progression, _ = row
    # one ng/ml for each cell, and so quickly cleared that it follows at once
    found = course(Pcwg3(), [text], Marker("PSA", per_cell=1.0, half_life=1e-10))
    day = found["progression_day"][0]
    assert np.isnan(day) if progression is None else day == 28 * progression


def test_psa_response_needs_half_and_three_weeks():
    texts = ["100 50 50", "100 51 51", "100 50 60", "100 50 . 49"]
    found = course(Pcwg3(), texts, Marker("PSA", per_cell=1.0, half_life=1e-10))
    assert [RESPONSES[code] for code in found["best_response"]] == [PR, SD, SD, PR]


def test_the_desk_shows_diameters_in_millimetres():
    desk = Clinic(noise=0, measure=Diameter(), detection=CELLS_OF_5_MM).open(
        1, np.arange(2), ("A",), 10
    )
    assert isinstance(desk, Desk)
    seen = desk.look(0.0, cells_from_diameter_mm(np.array([40.0, 3.0])))
    np.testing.assert_allclose(seen.burden, [40.0, 5.0])
    assert seen.detected.tolist() == [True, False]
