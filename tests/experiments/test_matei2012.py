"""Priming: the calendar of the trial typed a second time, and what must hold."""

import numpy as np
import pytest

from experiments.published.matei2012 import reproduce


def test_the_calendar_of_the_trial():
    plan = reproduce.ARMS["decitabine days 1-5, before"]
    given = {drug: set() for drug in ("decitabine", "carboplatin")}
    edges = [*plan.days, 168.0]
    for start, stop, dose in zip(edges[:-1], edges[1:], plan.doses, strict=True):
        for drug in dose:
            given[drug] |= set(range(int(start) + 1, int(stop) + 1))  # day 1 is the first day
    cycles = range(0, 168, 28)
    assert given["decitabine"] == {day + first for first in cycles for day in (1, 2, 3, 4, 5)}
    assert given["carboplatin"] == {8 + first for first in cycles}


def test_tumours_as_stated():
    tumour = reproduce.tumour(50, 0.8)
    starts = {clone.name: clone.start for clone in tumour.clones}
    assert starts["open"] == pytest.approx(np.full(50, 0.05 * 1e10))
    assert starts["silenced"] == pytest.approx(np.full(50, 0.95 * 0.8 * 1e10))
    assert sum(starts.values()) == pytest.approx(np.full(50, 1e10))
    assert tumour.clones[0].birth - tumour.clones[0].death == pytest.approx(0.02)


def test_the_exact_interval_and_who_responds():
    rows = reproduce.rows(patients=40)
    assert [row.published for row in rows] == ["14", "62", "35", "35", "35"]
    assert rows[0].agrees
    assert rows[1].agrees
    silenced, mutated, mixed = (row.ours for row in rows[2:])
    assert mutated == 0 <= mixed < silenced


def test_before_is_better_than_after_and_alone_is_nothing():
    rates = reproduce.responses(80, 1.0).rate
    before, after = rates["decitabine days 1-5, before"], rates["decitabine days 9-13, after"]
    assert rates["carboplatin alone"] == 0 < after < before
