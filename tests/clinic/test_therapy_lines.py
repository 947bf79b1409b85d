"""Where a line of therapy begins, held to the rule written out for one patient at a time."""

import numpy as np
import pytest

from sim.clinic.therapy_lines import TherapyLines


class ByTheRule:
    """One patient: sets of drugs, and the two sentences of the rule."""

    def __init__(self):
        self.lines, self.known, self.given, self.failed = 0, set(), None, False

    def note(self, given: set, failed: bool | None) -> bool:
        """Take note of what is given from today on; return whether a line begins."""
        before, after = self.given, given
        self.given = after
        newly, self.failed = bool(failed) and not self.failed, bool(failed)
        if before is None:
            self.known, self.lines = set(after), int(bool(after))
            return False
        a_new_drug = bool(after - self.known) and after != before
        begins = a_new_drug or (newly and after != before)
        if begins:
            self.lines += bool(after)
            self.failed = False
        since_progression = begins and bool(failed)
        self.known = set(after) if since_progression else self.known | after
        return begins


@pytest.mark.parametrize("sees", [True, False], ids=["progression is seen", "nothing is seen"])
def test_lines_begin_by_the_rule(sees):
    """40 patients, 60 visits: drugs that come and go, and progression that stays until a line."""
    chance = np.random.default_rng(14)
    patients, drugs, visits = 40, 3, 60
    lines, rule = TherapyLines(patients, drugs), [ByTheRule() for _ in range(patients)]
    planned = np.zeros((patients, drugs))
    failed = np.zeros(patients, dtype=bool)
    begun = 0
    for visit in range(visits):
        if visit == 0 or chance.random() < 0.6:
            changes = chance.random((patients, drugs)) < 0.2
            planned = np.where(changes, chance.integers(0, 3, (patients, drugs)), planned)
        failed = failed | (chance.random(patients) < 0.15)
        found = lines.note(planned, failed.copy() if sees else None)
        found = np.zeros(patients, dtype=bool) if found is None else found
        wanted = [
            one.note(set(np.flatnonzero(row)), bool(known) if sees else None)
            for one, row, known in zip(rule, planned, failed, strict=True)
        ]
        assert found.tolist() == wanted, visit
        failed &= ~found
        begun += found.sum()
        assert lines.begun.tolist() == [one.lines for one in rule]
    assert begun > 90


def test_progression_that_was_known_before_begins_no_line():
    """Known on day 7, B left out on day 14: a lower dose of the same line, not a new one."""
    lines = TherapyLines(2, 2)
    both, one = np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]])
    lines.note(both, np.array([False, False]))
    assert lines.note(both, np.array([True, False])) is None
    assert lines.note(one, np.array([True, True])).tolist() == [False, True]
    assert lines.begun.tolist() == [1, 2]
