"""What one event at a time would take is reckoned beforehand, and refused or announced."""

import warnings

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.running.effort import Effort, check_effort, effort_of, note_effort

NONE = {"none": sim.Observation()}


def effort(tumour, arms=NONE, patients=10, days=100.0, clinic=None):
    clinic = sim.Clinic() if clinic is None else clinic
    return effort_of(sim.Gillespie(), tumour, clinic, arms, np.arange(patients), days, 1)


def test_events_are_cells_times_turnover_times_days():
    steady = sim.Tumour([sim.Clone("S", 0.1, 0.1, start=1000)])
    assert effort(steady).events == pytest.approx(1000 * 0.2 * 100 * 10, rel=1e-6)
    assert effort(steady).at_once == pytest.approx(1000 * 0.2 * 7, rel=1e-6)
    grows = sim.Tumour([sim.Clone("S", 0.2, 0.1, start=1000)])
    assert effort(grows).events == pytest.approx(1000 * 0.3 * np.expm1(10) / 0.1 * 10, rel=1e-6)
    # (who reaches 10^6 cells dies there, and has no events after it)
    dies = effort(grows, clinic=sim.Clinic(fatal=1e6, detection=1e3))
    assert dies.events == pytest.approx(0.3 * (1e6 - 1e3) / 0.1 * 10, rel=1e-6)
    drug = sim.Drug("A", sim.Proportional(0.3))
    shrinks = sim.Tumour([sim.Clone("S", 0.2, 0.1, start=1000)], drugs=[drug])
    treated = effort(shrinks, {"A": sim.Continuous("A")})
    assert treated.events == pytest.approx(1000 * 0.6 / 0.2 * -np.expm1(-20) * 10, rel=1e-6)


@pytest.mark.parametrize("growth", [sim.Logistic, sim.Gompertz])
def test_a_crowd_is_met_where_it_stays(growth):
    """Cells over time from the engine itself; in a full crowd, births equal deaths."""
    tumour = sim.Tumour([sim.Clone("S", 0.3, 0.2, start=50)], growth=growth(700.0))
    runs = sim.simulate(
        tumour, NONE, patients=200, days=200.0, seed=1, engine="gillespie", progress=False
    )
    cells = np.trapezoid(runs.values("burden", "none"), runs.data["time"].values, axis=-1)
    found = effort(tumour, patients=200, days=200.0).events
    assert found == pytest.approx(2 * 0.2 * cells.sum(), rel=0.25)


@pytest.mark.parametrize("cells", [1e9, 1e12, 1e15])
def test_a_large_tumour_is_refused_before_an_event(cells):
    tumour = sim.Tumour([sim.Clone("S", 0.14, 0.13, start=cells)])
    clinic = sim.Clinic(fatal=1e15) if cells > 1e11 else None
    with pytest.raises(InputError, match=r"engine would meet some .* between two visits.*jump"):
        sim.simulate(tumour, NONE, patients=1, days=28.0, seed=1, engine="gillespie", clinic=clinic)


def test_days_of_work_are_refused_and_minutes_announced():
    with pytest.raises(InputError, match=r"about 29 days on this machine; at most 3"):
        check_effort(Effort(29 * 86400 * 2e7 * _processors(), 1.0), sim.Gillespie())
    with pytest.warns(UserWarning, match=r"about 10 minutes. engine='jump'"):
        note_effort(Effort(600 * 2e7 * _processors(), 1.0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        note_effort(Effort(200 * 2e7 * _processors(), 1.0))
    many = sim.Tumour([sim.Clone("S", 0.14, 0.14, start=1e6)])
    with pytest.raises(InputError, match="take fewer patients, days or cells"):
        sim.simulate(many, NONE, patients=10**8, days=28.0, seed=1, engine="gillespie",
                     record=sim.Endpoints())  # fmt: skip


def test_other_engines_do_not_count_cells():
    tumour = sim.Tumour([sim.Clone("S", 0.14, 0.13, start=1e11)])
    for engine in (sim.Jump(), sim.MeanField()):
        assert effort_of(
            engine, tumour, sim.Clinic(), NONE, np.arange(9), 99.0, 1
        ) == Effort(0.0, 0.0)  # fmt: skip


def _processors():
    from sim.running.blocks import thread_count

    return thread_count(None)
