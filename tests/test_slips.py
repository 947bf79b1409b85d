"""Slips that students make: each is told what to do instead."""

import warnings

import pytest

import sim

TUMOUR = sim.Tumour([sim.Clone("cells", 0.14, 0.13, start=1e6)])
ARMS = {"nothing": sim.Observation()}


@pytest.mark.parametrize(
    ("module", "name", "meant"),
    [
        (sim, "Continous", "Continuous"),
        (sim, "YEARS", "YEAR"),
        (sim, "similate", "simulate"),
        (sim.plots, "burdn", "burden"),
        (sim.theory, "chance_of_no_resistence", "chance_of_no_resistance"),
        (sim.teaching, "chek", "check"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_right_one(module, name, meant):
    with pytest.raises(AttributeError, match=f"Did you mean '{meant}'"):
        getattr(module, name)


def test_a_name_unlike_any_other_has_no_answer():
    with pytest.raises(AttributeError, match=r"no attribute 'xyzzy'.$"):
        _ = sim.xyzzy


def short(days, **more):
    return sim.simulate(TUMOUR, ARMS, patients=1, days=days, seed=1, progress=False, **more)


@pytest.mark.parametrize("days", [2, 5, 20])
def test_years_for_days_are_noticed(days):
    with pytest.warns(UserWarning, match=rf"days={days} \* sim.YEAR"):
        short(days)


@pytest.mark.parametrize(
    ("days", "more"),
    [(1, {}), (5.0, {}), (14, {}), (21, {}), (5, {"clinic": sim.Clinic(visit_every=1)})],
)
def test_short_runs_that_are_meant_are_not_noticed(days, more):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert short(days, **more).days == days


def test_a_plot_of_something_else_and_a_tumour_of_one_clone():
    with pytest.raises(sim.InputError, match="this is a Tumour"):
        sim.plots.burden(TUMOUR)
    with pytest.raises(sim.InputError, match=r"clones=\[...\], also of one"):
        sim.Tumour(TUMOUR.clones[0])


@pytest.mark.parametrize("doses", ["A", 1.0])
def test_doses_in_the_game_are_by_drug(doses):
    with pytest.raises(sim.InputError, match="write them by drug"):
        sim.teaching.Doctor(1).next_visit(doses)
