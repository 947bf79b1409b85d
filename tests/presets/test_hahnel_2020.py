"""Chronic myeloid leukaemia: the numbers typed a second time, an independent solution, stopping."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import sim
from sim.presets import cml_imatinib

MONTH = 30.4375


def test_the_numbers_as_transcribed():
    quiescent, proliferating = cml_imatinib().clones
    assert (quiescent.birth, quiescent.death, quiescent.start) == (0, 0, 7950)
    assert proliferating.birth * MONTH == pytest.approx(1.66)
    assert (proliferating.death, proliferating.start) == (0, 559_804)
    out, into = cml_imatinib().transitions
    assert (out.source, out.rate * MONTH) == ("quiescent", pytest.approx(0.0447))
    assert (into.source, into.rate * MONTH) == ("proliferating", pytest.approx(0.000635))
    assert cml_imatinib().drugs[0].effect.at_standard_dose * MONTH == pytest.approx(2.77)
    assert cml_imatinib().growth.capacity == 1_000_000


def right_side(t, state, kill):
    quiet, active = state
    wake, sleep = 0.0447 * quiet, 0.000635 * active
    return [sleep - wake, wake - sleep + 1.66 * active * (1 - active / 1e6) - kill * active]


def test_the_engine_follows_the_equations_of_the_paper():
    """On drug for 70.5 months (as patient 10) and then off: against scipy, to 1e-6."""
    plan = sim.Lines([sim.Line("imatinib", until=sim.Days(70.5 * MONTH)), sim.Line({})])
    clinic = sim.Clinic(visit_every=7, detection=0.0, noise=0.0)
    runs = sim.simulate(cml_imatinib(), {"arm": plan}, patients=1, days=73 * MONTH, seed=1,
                        clinic=clinic, engine="meanfield", progress=False)  # fmt: skip
    exact = {"method": "LSODA", "rtol": 1e-10, "atol": 1e-10}
    on = solve_ivp(right_side, (0, 70.5), [7950, 559_804], args=(2.77,), **exact).y[:, -1]
    off = solve_ivp(right_side, (70.5, 73), on, args=(0.0,), **exact).y[:, -1]
    assert runs.values("final_cells", "arm")[0] == pytest.approx(off, rel=1e-6)
    # the state at stopping that myelo lists, of the fit with its immune system (which is weak on
    # drug: 0.014 against 2.77 a month): 359 and 14.8
    assert on == pytest.approx([359, 14.8], rel=0.03)


def test_stopping_in_remission_comes_back_within_months():
    """Nothing holds the leukaemia down here: it doubles in 13 days as soon as the drug is gone.

    Patient 10 of the paper was treated again 2.9 months after stopping.
    """
    marker = sim.Marker("BCR-ABL1", per_cell=5e-5, half_life=1.0, unit="%", detection=0.0032)
    marker = sim.ByClone(marker, {"quiescent": 0.0})
    clinic = sim.Clinic(28, 28, measure=marker, criteria=sim.RatioToNadir(10.0), noise=0.05)
    stop = sim.Undetectable(365) & sim.Days(1096)
    plan = sim.TreatmentFreeRemission("imatinib", stop, sim.MarkerAbove(0.1, "%"))
    runs = sim.simulate(cml_imatinib(), {"stop": plan}, patients=40, days=3000, seed=3,
                        clinic=clinic, progress=False)  # fmt: skip
    dose, days = runs.values("dose", "stop")[:, :, 0], runs.values("time")
    stopped = days[np.argmax(dose == 0, axis=1)]
    off = (np.diff(days, append=days[-1]) * (dose == 0)).sum(axis=1) / MONTH
    assert (stopped >= 1096).all()
    assert ((off > 1.5) & (off < 6)).mean() > 0.9
    assert np.median(off) == pytest.approx(2.9, abs=1.2)


def test_it_does_not_take_distributions_of_what_is_computed():
    from scipy import stats

    with pytest.raises(sim.InputError, match="kill of the preset is a distribution"):
        cml_imatinib(kill=stats.uniform(2, 1))
