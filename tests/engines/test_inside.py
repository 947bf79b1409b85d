"""What cells do to drugs, in the engines: against theory, and free of charge where nothing does."""

import numpy as np
import pytest

from sim import Clone, Drug, Hill, Inhibition, Inside, Mutation, Pump, Schedule, Switch, Tumour
from sim.kernels.compile import kernel
from sim.kernels.rates.drugs import drug_rates
from sim.lower import lower
from sim.theory.rates import Rates
from tests.engines.run_case import cells_of
from tests.engines.witness import Witness
from tests.statistics import assert_z

DRUGS = [
    Drug("A", Hill(0.3, 0.5, 2), half_life=3.0),
    Drug("B", Hill(0.2, 0.5)),
    Drug("P", Inhibition(0.1, 1.5, maximum=0.9), half_life=1.0),
]
EVERYTHING = {
    "A": Inside(0.8, [Pump(5, "P"), Pump(1)], 0.3, 0.01, repair=0.4, needs={"B": 0.7}),
    "B": Inside(pumps=[Pump(2)], needs={"A": 1.0}),
}
TUMOUR = Tumour(
    [
        Clone("s", 0.14, 0.13, start=1000),
        Clone("p", 0.14, 0.12, start=100, inside=EVERYTHING),
    ],
    [Mutation("s", "p", 1e-3), Switch("p", "s", 0.01, induced={"P": 0.05, "A": 0.1})],
    DRUGS,
)
PLAN = Schedule((0.0, 14.0, 21.0), ({"A": 1, "P": 1, "B": 1}, {"A": 0.5}, {"P": 1, "A": 1}))


@pytest.mark.parametrize(("engine", "patients"), [("jump", 4000), ("gillespie", 2000)])
def test_every_stage_at_once(engine, patients):
    days, cells = cells_of(TUMOUR, PLAN, engine, patients, 56.0, 7.0, seed=1)
    some = [4, 8]
    assert_z(Witness(TUMOUR, PLAN, days[some]).scores(cells[:, some]))


@kernel
def fill(model, c, births, deaths, linked):
    drug_rates(model, 0, c, births, deaths, linked)


def test_kernels_and_theory_have_the_same_rates():
    model, rates = lower(TUMOUR), Rates(TUMOUR)
    for concentrations in (
        [1, 0, 0],
        [1, 1, 0],
        [1, 1, 1],
        [0.3, 2, 0.1],
        [1e-6, 1, 0],
        [1e4, 1, 0],
    ):
        c = np.array(concentrations, dtype=float)
        births, deaths, linked = np.zeros((3, 2))
        fill(model, c, births, deaths, linked)
        treated = rates.under(c)
        np.testing.assert_allclose(births, treated.birth, rtol=1e-12)
        np.testing.assert_allclose(deaths, treated.death, rtol=1e-10)


def test_uptake_and_plain_pumps_need_no_columns():
    """They scale the potency, so such tumours run through the same compiled kernels as before."""
    inside = {"A": Inside(uptake=0.5, pumps=[Pump(3)])}
    tumour = TUMOUR.replace(clones=[TUMOUR.clones[0], Clone("p", 0.14, 0.12, inside=inside)])
    model = lower(tumour)
    assert model.inside is None
    np.testing.assert_allclose(model.potency[0, 0], [2.0, 2.0 * 0.5 / 4.0])
    assert lower(TUMOUR).inside is not None


def test_columns_do_not_depend_on_who_else_is_in_the_block():
    """Patients without a pump stand beside patients with one: numbers that vary count as there."""
    strengths = np.array([0.0, 0.0, 5.0])
    for patients in ([0, 1], [0, 1, 2]):
        inside = {"A": Inside(pumps=[Pump(strengths[patients], "P")])}
        model = lower(
            TUMOUR.replace(clones=[TUMOUR.clones[0], Clone("p", 0.14, 0.12, inside=inside)])
        )
        assert model.inside is not None
        assert model.inside.shape == (len(patients), 3, 2, 11)
