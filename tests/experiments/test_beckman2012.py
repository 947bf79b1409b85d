"""Dynamic precision medicine: grid, equation and statistics a second time, and a quick form."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from scipy.optimize import minimize_scalar

from experiments.published.beckman2012 import chance, ode, reproduce, survive, virtual


def test_the_grid_as_the_issue_gives_it():
    seven = {
        "GROWTH": (0.001, 0.34),
        "SENSITIVITY": (5.6e-4, 440),
        "MUTATION": (1e-11, 1e-3),
        "SECOND_TO_FIRST": (4e-4, 1.0),
    }
    for name, (low, high) in seven.items():  # seven steps, equal in the logarithm
        expected = np.geomspace(low, high, 7)
        assert getattr(virtual, name) == pytest.approx(expected, rel=0.025)
    assert virtual.START_SHARES == (0, 1e-9, 1e-7, 1e-5, 1e-3, 0.1, 0.9)
    assert virtual.RESISTANT_TO_SENSITIVE[0] == 0
    assert virtual.RESISTANT_TO_SENSITIVE[1:] == pytest.approx(np.geomspace(1e-5, 0.8, 6), rel=0.01)
    assert (virtual.CELLS, ode.DEATH, ode.STEP, ode.LARGE) == (5e9, 1e13, 45, 1e11)


def test_drawn_patients_are_points_of_the_grid():
    patients = virtual.draw(500, seed=1)
    assert (patients.start >= 0).all()
    assert patients.start.sum(axis=1) == pytest.approx(5e9)
    assert (patients.kill[:, 0, 0] >= patients.kill[:, 0, 1]).all()  # drug 1 is the better one
    assert (patients.kill[:, 3] <= patients.kill[:, 0]).all()
    assert np.isin(patients.growth, virtual.GROWTH).all()


def one_patient(growth=0.05, kill=((0.2, 0.1), (0, 0.1), (0.2, 0), (0, 0)), start=None):
    start = (5e9 - 2e4, 1e4, 1e4, 0) if start is None else start
    return virtual.Patients(
        np.array([growth]), np.array([start]), np.array([kill]), np.array([[1e-5, 1e-4]])
    )


def test_the_matrix_exponential():
    random = np.random.default_rng(0)
    matrices = (
        -np.abs(np.tril(random.normal(size=(6, 4, 4)))) * np.geomspace(1e-3, 150, 6)[:, None, None]
    )
    assert np.abs(ode.exponential(matrices) - expm(matrices)).max() < 1e-9


@pytest.mark.parametrize("dose", [0, 1, 2])
def test_the_equation_while_every_kind_has_a_cell(dose):
    patients = one_patient(start=(5e9, 1e6, 2e6, 1e4))
    given, g = ode.DOSES[dose], 0.05

    def slope(_, x):
        s, r1, r2, r12 = x
        d1, d2 = given
        return [
            s * (g - 0.2 * d1 - 0.1 * d2),
            r1 * (g - 0.1 * d2) + g * 1e-5 * s,
            r2 * (g - 0.2 * d1) + g * 1e-4 * s,
            r12 * g + g * (1e-4 * r1 + 1e-5 * r2),
        ]

    expected = solve_ivp(slope, (0, 45), patients.start[0], rtol=1e-10, atol=1e-6).y[:, -1]
    cells, died = ode.Equation(patients).advance(patients.start, np.array([dose]))
    assert cells[0] == pytest.approx(expected, rel=1e-6)
    assert np.isinf(died).all()


def test_a_kind_below_one_cell_waits_until_it_has_one():
    patients = one_patient(start=(5e9, 0.4, 0.0, 0.0), kill=((9, 9), (0, 9), (9, 0), (0, 0)))
    cells, _ = ode.Equation(patients).advance(patients.start, np.array([0]))
    # S is gone within days and leaves 5e9 x 0.05 x 1e-5 / 9 = 300 cells of R1, which then grow
    assert cells[0, 0] < 1
    assert cells[0, 1] > 300
    nothing = one_patient(start=(0.5, 0.4, 0.0, 0.0))
    cells, _ = ode.Equation(nothing).advance(nothing.start, np.array([0]))
    assert cells[0] == pytest.approx((0.5, 0.4, 0, 0))


def test_strategy_0_switches_once_when_the_tumour_has_doubled():
    best = ode.BestDrug(one_patient())
    sizes = (5e9, 2e9, 3e9, 5e9, 2e10)
    given = [best(np.array([[size, 0, 0, 0]]), step)[0] for step, size in enumerate(sizes)]
    assert given == [0, 0, 0, 1, 1]  # 5e9 is twice 2e9; the second drug is kept


def test_the_hazard_ratio_maximises_the_partial_likelihood():
    random = np.random.default_rng(3)
    groups = [np.ceil(random.exponential(scale, 60)) for scale in (4.0, 8.0)]
    control, other = (survive.Times(np.minimum(x, 12), x < 12) for x in groups)

    def minus_log(beta):
        total = 0.0
        for days, died, own in ((control.days, control.died, 0), (other.days, other.died, 1)):
            for day in days[died]:
                at_risk = (control.days >= day).sum() + np.exp(beta) * (other.days >= day).sum()
                total -= own * beta - np.log(at_risk)
        return total

    best = minimize_scalar(minus_log, bounds=(-3, 3), method="bounded", options={"xatol": 1e-9})
    assert survive.hazard_ratio(control, other) == pytest.approx(np.exp(best.x), rel=1e-5)


def test_chance_has_the_means_of_the_equation():
    tumour = chance.tumours(one_patient())
    supplies = {(m.source, m.target): m for m in tumour.mutations}
    births = {clone.name: clone.birth[0] for clone in tumour.clones}
    assert births["S"] == pytest.approx(0.05 * (1 + 1.1e-4))
    founded = births["S"] * supplies["S", "R2"].per_division[0]
    assert founded == pytest.approx(0.05 * 1e-4)
    assert births["R1"] * supplies["R1", "R12"].per_division[0] == pytest.approx(0.05 * 1e-4)
    assert np.isinf(tumour.clones[1].fold["drug 1"]).all()
    assert tumour.clones[2].fold["drug 1"] == pytest.approx(1.0)


def test_quick_form():
    compared = reproduce.compare(3_000)
    assert len(compared) > 100
    # who dies early dies alike by equation and by chance: many cells, no room for luck
    equation, luck = (compared.times["0", way].days for way in ("equation", "chance"))
    early = equation <= 90
    assert (luck[early] == equation[early]).mean() > 0.9
    rows = {row.quantity: row for row in reproduce.rows(compared)}
    assert len(rows) == 8
    assert rows["strategy 0: median survival [days], by equation"].agrees
    assert rows["hazard ratio of 2.2 to 0, by equation"].high < 1
