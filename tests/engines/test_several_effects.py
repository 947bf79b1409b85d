"""Drugs that do several things, and drugs that take room: against theory, and ODEs by hand."""

import numpy as np
import pytest

import sim
from sim.model.response import net_growth
from sim.theory import mean_field
from tests.engines.by_hand import solved
from tests.engines.master import Law
from tests.engines.run_case import assert_the_jump_engine_agrees, cells_of
from tests.engines.witness import Witness
from tests.slips import assert_says
from tests.statistics import assert_z, z_of_mean, z_of_proportion

SLOWS = sim.Hill(0.6, 0.8, acts="birth")
ROOM = sim.Hill(0.7, 0.5, acts="capacity")
PLAN = sim.Schedule((0.0, 14.0, 28.0), ({"A": 1.0}, {}, {"A": 0.5, "B": 1.0}))


def tumour(also=(SLOWS,), half_life=None, start=400, **growth):
    return sim.Tumour(
        [sim.Clone("S", 0.2, 0.1, start=start), sim.Clone("R", 0.18, 0.1, fold={"A": 30})],
        [sim.Mutation("S", "R", 2e-3)],
        [
            sim.Drug("A", sim.Hill(0.1, 0.5, 2), half_life=half_life, also=also),
            sim.Drug("B", sim.Proportional(0.02)),
        ],
        **growth,
    )


@pytest.mark.parametrize(
    ("engine", "half_life"),
    [("jump", None), ("jump", 3.0), ("gillespie", None), ("gillespie", 3.0)],
)
def test_a_drug_that_slows_and_kills_is_exact(engine, half_life):
    some = tumour(half_life=half_life)
    days, cells = cells_of(some, PLAN, engine, 1000, 42.0, 7.0)
    assert_z(Witness(some, PLAN, days[[3, 6]]).scores(cells[:, [3, 6]]))


def by_hand(half_life, takes):
    """Return the cells on days 0, 7, ..., 42, the equations written here once more."""

    def slope(level, b, n):
        level = level / np.array([1.0, 30.0])
        kill, slow = level**2 / (0.25 + level**2), level / (0.8 + level)
        room = 4e9 * (1.0 - (0.7 * level / (0.5 + level) if takes else 0.0))
        births = np.array([0.2, 0.18]) * n * np.maximum(0, 1 - n.sum() / room)
        births = births if takes else births * (1.0 - 0.6 * slow)
        mutants = 2e-3 * births[0] * np.array([-1, 1])
        return births + mutants - (0.1 + 0.1 * kill + 0.02 * b) * n

    return solved(slope, half_life)


@pytest.mark.parametrize("half_life", [None, 3.0])
@pytest.mark.parametrize("takes", [False, True])
def test_mean_field_is_the_equation(half_life, takes):
    also = (ROOM,) if takes else (SLOWS,)
    some = tumour(also, half_life, 1e9, growth=sim.Logistic(4e9))
    days, cells = cells_of(some, PLAN, sim.MeanField(tolerance=1e-11), 1, 42.0, 7.0)
    right = by_hand(half_life, takes)
    np.testing.assert_allclose(cells[0], right, rtol=1e-8)
    np.testing.assert_allclose(mean_field(some, PLAN, days), right, rtol=1e-8)


def test_room_that_a_drug_takes_event_by_event_is_the_master_equation():
    some = sim.Tumour(
        [sim.Clone("S", 0.4, 0.1, start=20)],
        drugs=[sim.Drug("A", ROOM)],
        growth=sim.Logistic(30),
    )
    plan = sim.Schedule((0.0, 7.0), ({"A": 1.0}, {"A": 0.2}))
    _, cells = cells_of(some, plan, "gillespie", 4000, 14.0, 7.0)
    law = Law(some, plan, 14.0, 40)
    n = law.states[:, 0]
    assert law.lost < 1e-9
    assert_z(
        [
            z_of_mean(cells[:, -1, 0], law.mean[0], law.moment(0, 0)),
            z_of_proportion((cells[:, -1, 0] <= 10).sum(), 4000, law.share(n <= 10)),
        ]
    )


@pytest.mark.parametrize("acts", ["birth", "death"])
def test_room_that_comes_back_as_the_drug_decays_is_the_mean_of_many_cells(acts):
    """Gillespie with a half-life: 60 tumours of thousands of cells, and the deterministic limit."""
    some = tumour((ROOM,), 4.0, 3000, growth=sim.Logistic(8000, acts=acts))
    days, cells = cells_of(some, PLAN, "gillespie", 60, 28.0, 7.0)
    right = mean_field(some, PLAN, days).sum(axis=1)
    np.testing.assert_allclose(cells.sum(axis=2).mean(axis=0), right, rtol=0.01)


def test_the_jump_engine_in_a_crowd_whose_room_a_drug_takes():
    """2,000 cells: the mean of 400 patients is within sampling error of Gillespie's."""
    some = tumour((ROOM,), None, 2000, growth=sim.Logistic(5000))
    assert_the_jump_engine_agrees(some, PLAN)


def test_doses_one_by_one_and_each_patient_by_himself():
    """What is given once is given for all that the drug does; who has doses of his own too."""
    some = tumour(half_life=3.0, start=1e9)
    one = sim.Doses("A", [(0, 1.0), (2.5, 3.0), (10.25, 2.0)])
    split = some.replace(
        drugs=[
            sim.Drug("A", some.drugs[0].effect, half_life=3.0),
            sim.Drug("B", SLOWS, half_life=3.0),
        ],
        clones=[c.__class__(c.name, c.birth, c.death, c.start, {"A": f, "B": f})
                for c, f in zip(some.clones, (1.0, 30.0), strict=True)],
    )  # fmt: skip
    both = sim.Together([one, sim.Doses("B", [(0, 1.0), (2.5, 3.0), (10.25, 2.0)])])
    _, cells = cells_of(some, one, "meanfield", 2, 28.0, 7.0)
    _, same = cells_of(split, both, "meanfield", 2, 28.0, 7.0)
    np.testing.assert_allclose(cells, same, rtol=1e-7)
    adaptive = sim.Adaptive("A", stop_below=0.8)
    clinic = sim.Clinic(visit_every=7, scan_every=7, noise=0.3)
    runs = sim.simulate(
        some, {"one": adaptive}, patients=6, days=56.0, seed=2, clinic=clinic, engine="jump",
        progress=False,
    )  # fmt: skip
    assert runs.data["dose"].dims == ("arm", "patient", "time", "drug")
    assert len(np.unique(runs.data["dose"].sel(drug="A").sum("time"))) > 1
    level = runs.data["concentration"].sel(drug="A").values
    assert level.shape == runs.data["burden"].shape
    assert level.max() > 0.5


def test_printed_growth_is_what_theory_finds():
    some = tumour((SLOWS, ROOM), growth=sim.Logistic(4e9), start=1e9)
    found = net_growth(some, some.clones[0], {"A": 1.0}, crowding=0.25)
    left = 1.0 - 0.7 * 1.0 / 1.5
    right = 0.2 * (1 - 0.6 / 1.8) * (1 - 0.25 / left) - 0.1 - 0.1 * 0.8
    assert found == pytest.approx(right)
    words = str(some)
    assert "blocks 0.6 of the divisions" in words
    assert "takes 0.7 of the capacity" in words


BAD = {
    "no interaction but Bliss": (
        lambda: tumour(interaction=sim.Loewe()),
        ["'A' has several effects (also=)", "sim.Bliss() only", "Loewe"],
    ),
    "no room": (
        lambda: tumour((ROOM,)), ["'A' acts on the capacity", "Exponential", "sim.Logistic"],
    ),
    "all room": (
        lambda: sim.Hill(1.0, 0.5, acts="capacity"), ["maximum", "capacity", "1", "0.999"],
    ),
    "blocks something": (
        lambda: sim.Drug("A", SLOWS, also=[sim.Inhibition(0.1)]),
        ["also of drug 'A'", "Inhibition"],
    ),
    "half-life": (
        lambda: cells_of(
            tumour((ROOM,), 3.0, growth=sim.Logistic(4e9)), PLAN, "jump", 1, 7.0, 7.0
        ),
        ["'A' acts on the capacity and has a half-life", "half_life="],
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip):
    assert_says(*BAD[slip])
