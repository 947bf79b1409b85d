"""What patients forget of drugs whose doses are on their way for a while: lags and infusions."""

import numpy as np
import pytest

import sim

KINETICS = [
    sim.Oral(absorption=0.3, half_life=1.5, lag=0.4),
    sim.Infused(lasts=0.5, half_life=2.0),
    sim.TwoCompartments(early=0.3, late=4.0, early_share=0.7),
]


def burden(kinetics, regimen, visits, patients=(0, 1, 2)):
    drug = sim.Drug("A", sim.Hill(0.05, 0.3, 2), kinetics=kinetics)
    tumour = sim.Tumour([sim.Clone("S", 0.14, 0.13, start=1e9)], drugs=[drug])
    runs = sim.simulate(
        tumour, {"a": regimen}, patients=list(patients), days=42.0, seed=1, engine="meanfield",
        clinic=sim.Clinic(visit_every=visits, scan_every=7), progress=False,
        record=sim.Visits(every=7.0),
    )  # fmt: skip
    return np.asarray(runs.values("burden", "a"))


@pytest.mark.parametrize("kinetics", KINETICS, ids=lambda k: type(k).__name__)
def test_visits_in_between_change_nothing(kinetics):
    """A dose that was taken and is still on its way at a visit goes on; none comes twice."""
    regimen = sim.Adherence(sim.Continuous("A"), 0.7)
    np.testing.assert_allclose(
        burden(kinetics, regimen, 0.5), burden(kinetics, regimen, 7.0), rtol=1e-6
    )


@pytest.mark.parametrize("kinetics", KINETICS, ids=lambda k: type(k).__name__)
def test_who_forgets_nothing_has_what_is_prescribed(kinetics):
    forgets_nothing = burden(kinetics, sim.Adherence(sim.Continuous("A"), 1.0 - 1e-12), 7.0)
    np.testing.assert_allclose(
        forgets_nothing, burden(kinetics, sim.Continuous("A"), 7.0), rtol=1e-6
    )


def test_patients_forget_their_own_doses():
    regimen = sim.Adherence(sim.Continuous("A"), 0.7)
    three = burden(KINETICS[0], regimen, 7.0)
    assert len(np.unique(three[:, -1])) == 3
    np.testing.assert_array_equal(burden(KINETICS[0], regimen, 7.0, patients=[1])[0], three[1])
