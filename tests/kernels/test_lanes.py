"""Patients side by side get the bits that each gets alone, whoever is beside them.

Fewer than FEW patients are run by the plain method, so one at a time is the referee. FEW depends on
the processor; here it is the same on all.
"""

import numpy as np
import pytest

from sim.base.streams import patient_keys
from sim.kernels.gillespie import advance as gillespie
from sim.kernels.gillespie import many_clones, one_clone
from sim.kernels.gillespie.lanes import LANES
from sim.kernels.model import CEILING, EVENTS, FULL, RUNNING
from sim.lower import lower, start_cells
from sim.model import Clone, Drug, Hill, Mutation, Switch, Tumour

PER_PATIENT = ("clone", "drug", "potency", "probability", "switch_rate")
DRUGS = [Drug("A", Hill(0.5, 0.8, 2)), Drug("B", Hill(0.4, 0.3, acts="birth"))]
SEVERAL = (Clone("S", 0.3, 0.25, start=20), Clone("P", 0.05, 0.04, start=3), Clone("R", 0.25, 0.2))
FEW, MANY = 8, LANES + 37


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Run side by side on every processor."""
    for module in (one_clone, many_clones):
        monkeypatch.setattr(module, "FEW", FEW)


def several(u=0.02, switch=0.005):
    moves = [Mutation("S", "R", u), Mutation("S", "P", u / 2), Mutation("R", "S", u)]
    moves += [Switch("S", "P", switch, {"A": switch}), Switch("P", "S", 2 * switch)]
    return Tumour(SEVERAL, moves, DRUGS)


def wheel(clones):
    """Return a tumour of so many clones, each of which founds the next."""
    names = [f"clone {k}" for k in range(clones)]
    moves = [Mutation(a, b, 0.01) for a, b in zip(names, names[1:] + names[:1], strict=True)]
    return Tumour([Clone(name, 0.2, 0.15, start=12) for name in names], moves)


TUMOURS = {
    "one clone": Tumour([Clone("S", 0.3, 0.25, start=20)]),
    "one clone, a drug": Tumour([Clone("S", 0.3, 0.25, start=20)], drugs=DRUGS),
    "only divisions": Tumour([Clone("S", 0.2, 0.0, start=5)]),
    "only deaths": Tumour([Clone("S", 0.0, 0.2, start=50)]),
    "nothing happens": Tumour([Clone("S", 0.0, 0.0, start=5)]),
    "nothing happens to two": Tumour([Clone("S", 0.0, 0.0, start=5), Clone("R", 0.0, 0.0)]),
    "mutations and switches": several(),
    "mostly mutations": several(u=0.6, switch=0.0),
    "mostly switches": several(switch=2.0),
    "switches only": Tumour(
        [Clone("S", 0.0, 0.0, start=20), Clone("P", 0.2, 0.0)], [Switch("S", "P", 0.01)]
    ),
    "two clones": wheel(2),
    "four clones": wheel(4),
    "nine clones": wheel(9),
}


def advance(model, cells, state, doses, keys, days, most):
    due = np.zeros((2, 1, doses.shape[1]))
    gillespie.advance(model, cells, state, due[0], doses, due[1], keys, 0.0, days, most)


def check(tumour, patients, cells=None, state=None, doses=None, days=9.0, most=10**9):
    """Run all together and one at a time; return the cells and states if they are the same."""
    model = lower(tumour)
    together = start_cells(tumour, patients) if cells is None else np.array(cells)
    why = np.zeros(patients, dtype=np.int8) if state is None else np.array(state, dtype=np.int8)
    doses = np.zeros((1, len(tumour.drugs))) if doses is None else np.array(doses, dtype=float)
    keys = patient_keys(3, np.arange(patients), 1)
    alone, why_alone = together.copy(), why.copy()
    advance(model, together, why, doses, keys, days, most)
    own = model.clone.shape[0] > 1
    for p in range(patients):
        row = slice(p, p + 1)
        rows = {name: getattr(model, name)[row] for name in PER_PATIENT} if own else {}
        advance(
            model._replace(**rows), alone[row], why_alone[row],
            doses[row] if len(doses) > 1 else doses, keys[row], days, most,
        )  # fmt: skip
    assert (together == alone).all()
    assert (why == why_alone).all()
    return together, why


@pytest.mark.parametrize("name", TUMOURS)
def test_side_by_side_and_alone(name):
    tumour = TUMOURS[name]
    check(tumour, MANY, doses=np.full((1, len(tumour.drugs)), 0.5))


@pytest.mark.parametrize("name", ["one clone", "mutations and switches"])
@pytest.mark.parametrize("edge", [FEW, 3 * FEW, LANES, 500])
def test_any_number_of_patients(name, edge):
    for patients in (edge - 1, edge, edge + 1):
        check(TUMOURS[name], patients)


@pytest.mark.parametrize("name", ["one clone", "mutations and switches"])
def test_processors_that_gain_nothing(name, monkeypatch):
    """All lanes are too few: more patients than lanes, one after the other."""
    together, _ = check(TUMOURS[name], 2 * MANY)
    for module in (one_clone, many_clones):
        monkeypatch.setattr(module, "FEW", LANES + 1)
    single, _ = check(TUMOURS[name], 2 * MANY)
    assert (single == together).all()


@pytest.mark.parametrize("name", ["one clone", "four clones"])
def test_small_and_large_extinct_and_not(name):
    """Lanes are left at all times, and filled again."""
    luck = np.random.default_rng(1)
    start = start_cells(TUMOURS[name], MANY)
    size = 10.0 ** luck.uniform(-0.5, 3.0, (MANY, 1))
    cells = (size * luck.uniform(0.3, 1.5, start.shape)).astype(np.int64)
    after, _ = check(TUMOURS[name], MANY, cells, days=20.0)
    total = after.sum(axis=1)
    assert (total == 0).any()
    assert (total > 1000).any()


@pytest.mark.parametrize("name", ["one clone", "mutations and switches", "mostly switches"])
@pytest.mark.parametrize("most", [1, 7, 35])
def test_too_many_events(name, most):
    _, state = check(TUMOURS[name], MANY, days=3.0, most=most)
    assert (state == EVENTS).any()
    if most > 7 and name != "mostly switches":
        assert (state == RUNNING).any()


def test_the_last_event_that_is_allowed():
    """The limit is met between the last death and the one after it."""
    for most in range(1, 12):
        _, state = check(Tumour([Clone("S", 0.0, 0.2, start=6)]), MANY, days=1e4, most=most)
        assert (state == (EVENTS if most < 6 else RUNNING)).all()


@pytest.mark.parametrize("name", ["one clone", "mutations and switches", "mostly switches"])
def test_the_ceiling(name):
    """A clone reaches it, by a division or a switch, or has."""
    top, start = int(CEILING), start_cells(TUMOURS[name], MANY)
    start[::3, -1] = top - np.arange(len(start[::3])) % 5
    after, state = check(TUMOURS[name], MANY, start, days=4.0, most=300)
    assert after.max() == top
    assert (state == FULL).any()
    assert (state[1::3] != FULL).all()


@pytest.mark.parametrize("name", ["one clone", "mutations and switches"])
def test_who_does_not_run_takes_no_lane(name):
    luck = np.random.default_rng(2)
    cells, state = start_cells(TUMOURS[name], 200), luck.choice([0, 0, 1, 2, 4], 200)
    cells[luck.random(200) < 0.2] = 0
    after, why = check(TUMOURS[name], 200, cells, state)
    still = (state != 0) | (cells.sum(axis=1) == 0)
    assert (after[still] == cells[still]).all()
    assert (why == state).all()
    check(TUMOURS[name], 20, cells[:20], np.ones(20))


@pytest.mark.parametrize("name", ["one clone, a drug", "mutations and switches"])
def test_doses_and_rates_of_ones_own(name):
    luck, tumour = np.random.default_rng(3), TUMOURS[name]
    doses = luck.choice([0.0, 0.5, 1.0], (MANY, 2))
    check(tumour, MANY, doses=doses)
    clones = [
        Clone(c.name, c.birth * luck.uniform(0.5, 1.5, MANY), c.death, c.start)
        for c in tumour.clones
    ]
    moves = tuple(
        Mutation(m.source, m.target, luck.uniform(0.0, 0.05, MANY)) for m in tumour.mutations
    )
    own = tumour.replace(clones=clones, transitions=moves)
    check(own, MANY)
    check(own, MANY, doses=doses, most=80)
