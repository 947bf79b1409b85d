"""Pulsed dosing: the closed form a second time, and a quick form."""

import numpy as np
import pytest
from scipy.integrate import quad

from experiments.published import table
from experiments.published.foo2009 import reproduce


@pytest.mark.parametrize(("days", "kill"), [(7.0, 2.4), (28.0, 0.6), (2.0, 2.24)])
def test_the_closed_form_as_the_paper_writes_it(days, kill):
    r1, d1, u, m, cycle = 1.3, 1.0, 5e-10, 1e9, 28.0
    c1 = d1 + kill

    def sensitive(t):
        on = min(t, days)
        return m * np.exp((r1 - c1) * on + (r1 - d1) * (t - on))

    total, _ = quad(lambda t: u * r1 * sensitive(t), 0, cycle, points=[days], limit=500)
    expected = 1 - np.exp(-total * (1 - d1 / r1))
    pulses = reproduce.Pulses(np.array([days]), np.array([kill]))
    assert reproduce.closed_form(pulses)["escapes"][0] == pytest.approx(expected, rel=1e-6)


def test_what_is_tolerated():
    for power in reproduce.BOUNDS.values():
        assert reproduce.tolerated(power).kill[-1] == 0.6  # a steady dose
    total = reproduce.tolerated(1.0)
    assert total.days * total.kill == pytest.approx(np.full(7, 28 * 0.6))


def test_the_best_pulse_depends_on_the_bound():
    assert reproduce.best(1.0)[0] == 0.5
    days, death, risk = reproduce.best(0.5)
    assert 10 < days < 15
    assert 1.6 < death < 2.2
    assert risk < reproduce.closed_form(reproduce.tolerated(0.5))["escapes"].min()


def test_quick_form():
    rows = reproduce.rows(patients=1_500)
    assert len(rows) == 28
    assert all(row.agrees for row in rows), table.show(rows)
