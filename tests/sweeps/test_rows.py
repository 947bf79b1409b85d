"""A row of a sweep equals `simulate` of its point alone, bit for bit, whatever is varied."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy import stats

import sim
from sim.sweeps.blocks import check_rows, size_for
from sim.sweeps.store import Store
from tests.sweeps.small import KEEP, assert_rows_equal_single_points, build, sweep


def with_own_numbers(cost):
    tumour = build(cost)
    _, resistant = tumour.clones
    drawn = sim.Clone("sensitive", birth=0.14, death=stats.uniform(0.1, 0.03), start=1e9)
    return tumour.replace(clones=[drawn, resistant])


def crowded(capacity, cost):
    return build(cost).replace(growth=sim.Logistic(capacity=capacity))


def some_drugs(drugs):
    """Return a tumour with as many clones as drugs, and one more: the form varies."""
    clones = [sim.Clone("0", birth=0.14, death=0.1, start=1e6)]
    clones += [
        sim.Clone(str(k), birth=0.13, death=0.1, fold={str(k): 50.0}) for k in range(1, drugs + 1)
    ]
    return sim.Tumour(
        clones=clones,
        transitions=[sim.Mutation("0", str(k), per_division=1e-5) for k in range(1, drugs + 1)],
        drugs=[sim.Drug(str(k), sim.Hill(0.1, 0.3, 1)) for k in range(1, drugs + 1)],
    )


SWEEPS = {
    "rates, and a half-life": dict(
        design=sim.Grid(cost=[0.0, 0.2], turnover=[0.6, 0.9], half_life=[0.5, 3.0])
    ),
    "holidays: every point has a calendar of its own": dict(
        design=sim.Grid(cost=[0.0, 0.2], on=[10.0, 17.5, 28.0], holiday=[14, 15]),
        arms={
            "continuous": sim.Continuous("A"),
            "holidays": lambda on, holiday: sim.Intermittent("A", on=on, off=holiday),
        },
    ),
    "thresholds and doses": dict(
        design=sim.Sobol(6, cost=(0, 0.3), below=(0.3, 0.8), dose=(0.5, 2.0)),
        arms={
            "adaptive": lambda below, dose: sim.Adaptive("A", stop_below=below, dose=dose),
            "rechallenge": lambda dose: sim.Rechallenge("A", holiday=30 * dose),
        },
    ),
    "the clinic": dict(
        design=sim.Grid(cost=[0.0, 0.2], scan=[14, 28, 35], noise=[0.0, 0.2]),
        clinic=lambda scan, noise: sim.Clinic(scan_every=scan, noise=noise),
    ),
    "patients who differ": dict(
        design=sim.Grid(cost=[0.0, 0.1, 0.3]), build=with_own_numbers, patients=9
    ),
    "crowding, and words": dict(
        design=sim.Grid(cost=[0.0, 0.2], capacity=[3e9, 1e10], drug=["A", "B"]), build=crowded,
        arms={"continuous": lambda drug: sim.Continuous(drug)},
    ),
    "arms with days of their own": dict(
        design=sim.Grid(cost=[0.0, 0.2], holiday=[9.5, 14.0, 15.3], on=[30.0, 44.0]),
        arms={
            "holidays": lambda holiday: sim.Intermittent("A", on=14, off=holiday),
            "surgery": lambda on: sim.Multimodal(sim.Continuous("A"), {on: sim.Surgery(0.9)}),
            "continuous": sim.Continuous("A"),
        },
        record=sim.Visits(), keep=[sim.final_burden, sim.cumulative_dose, sim.burden_curve],
    ),
    "another number of clones": dict(
        design=sim.Grid(drugs=[1, 2]), build=some_drugs,
        arms={"first": sim.Continuous("1")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SWEEPS)
def test_a_row_equals_its_point_alone(what, tmp_path):
    swept = sweep(**{"patients": 7, **SWEEPS[what]})
    results = swept.run(tmp_path / "store")
    assert (results.status == 0).all()
    assert_rows_equal_single_points(swept, results)


def test_points_of_one_form_and_calendar_are_one_batch(tmp_path, monkeypatch):
    """Else the test above would hold for a loop over points just as well."""
    from sim.sweeps import points

    batches = []
    runs = points._runs
    monkeypatch.setattr(points, "_runs", lambda p, *rest: batches.append(len(p)) or runs(p, *rest))
    design = sim.Grid(cost=[0.0, 0.1, 0.2], holiday=[14, 15])
    arms = {"holidays": lambda holiday: sim.Intermittent("A", on=14, off=holiday)}
    sweep(design=design, arms=arms, patients=5).run(tmp_path / "store")
    assert batches[-2:] == [3, 3]
    sweep(patients=5).run(tmp_path / "other")
    assert batches[-1] == 64
    # numbers of the patients' own are stacked as others are
    own = dict(design=sim.Grid(cost=[0.0, 0.1, 0.3]), build=with_own_numbers)
    sweep(**own, patients=5).run(tmp_path / "own")
    assert batches[-1] == 3
    # the same days in all, but not in the same arm
    swapped = sim.Grid(cost=[0.0, 0.1], one=[14, 15], other=[14, 15])
    arms = {
        "one": lambda one: sim.Intermittent("A", on=14, off=one),
        "other": lambda other: sim.Intermittent("A", on=14, off=other),
    }
    sweep(design=swapped, arms=arms, patients=5).run(tmp_path / "swapped")
    assert batches[-4:] == [2, 2, 2, 2]


def test_gillespie_and_mean_field_too(tmp_path):
    for engine in ("gillespie", "meanfield"):
        swept = sweep(
            build=some_small, design=sim.Grid(cost=[0.0, 0.2, 0.4]), patients=5, engine=engine,
            keep=[*KEEP, sim.final_burden],
        )  # fmt: skip
        results = swept.run(tmp_path / engine)
        assert_rows_equal_single_points(swept, results)


def some_small(cost):
    tumour = build(cost)
    clones = [replace(clone, start=200.0) for clone in tumour.clones]
    return tumour.replace(clones=clones)


def test_curves_of_a_block_have_room_where_those_of_all_patients_have_none(tmp_path, monkeypatch):
    """A sweep writes block by block; a run keeps everything at once, and is refused."""
    monkeypatch.setattr("sim.base.room.memory_at_hand", lambda: 1e6)
    swept = sweep(design=sim.Grid(cost=[0.1]), record=sim.Visits(), patients=400)
    tumour, arms, clinic = swept.described({"cost": 0.1})
    settings = dict(days=swept.days, seed=swept.seed, clinic=clinic)
    with pytest.raises(sim.InputError, match=r"curves on .* days.*GB of memory.*Endpoints"):
        sim.simulate(tumour, arms, patients=400, **settings)
    found = swept.run(tmp_path / "store", progress=False)
    assert (found.status == 0).all()


def test_blocks_are_cut_by_the_size_of_the_curves_of_a_patient(tmp_path, monkeypatch):
    """Held to the arrays of a run: cells, burden, doses and concentrations, all of a moment."""
    rows, extend = [], Store.extend

    def noted(self, columns, patients, per_row):
        rows.append(per_row)
        return extend(self, columns, patients, per_row)

    monkeypatch.setattr(Store, "extend", noted)
    swept = sweep(design=sim.Grid(cost=[0.1]), record=sim.Visits(every=28), patients=4)
    swept.run(tmp_path / "store", progress=False)
    tumour, arms, clinic = swept.described({"cost": 0.1})
    runs = sim.simulate(
        tumour, arms, patients=4, days=swept.days, seed=swept.seed, clinic=clinic,
        record=swept.record, progress=False,
    )  # fmt: skip
    curves = [runs.data[name] for name in ("cells", "burden", "dose", "concentration")]
    assert rows == [8 * sum(curve.size for curve in curves) / 4]
    sweep(design=sim.Grid(cost=[0.1]), patients=4).run(tmp_path / "plain", progress=False)
    assert rows[1] == 0  # (no curves, no room)


def with_a_part(of_it):
    return build()


@dataclass(frozen=True)
class Weakest(sim.Continuous):
    """A regimen of a user's own, which takes an array and gives everybody its smallest."""

    drug: str = "A"
    share: object = 1.0

    def decide(self, seen, memory):
        return seen.give({"A": float(np.min(self.share))})


def test_points_of_a_class_of_ones_own_are_run_one_by_one(tmp_path):
    """What such a class does with an array nobody has promised: here it would mix the points."""
    mine = sweep(
        design=sim.Grid(of_it=[0.1, 0.5, 1.0]), patients=20,
        arms={"own": lambda of_it: Weakest(share=of_it)}, build=with_a_part,
    )  # fmt: skip
    assert_rows_equal_single_points(mine, mine.run(tmp_path))


@pytest.mark.parametrize(("points", "patients", "bytes_per_row", "each", "across"), [
    (64, 50, 0, 20, 50),            # 1024 rows at least: 20 points of 50
    (1000, 100, 0, 62, 100),        # else a sixteenth of 100,000
    (10_000, 100, 0, 163, 100),     # and 16,384 at most
    (3, 10_000, 0, 1, 1875),        # fewer patients than there are, where one point is too much
    (2, 40_000, 0, 1, 5000),
    (5, 7, 0, 5, 7),                # no more points than there are
    (1000, 100, 2**20, 5, 100),     # curves of 512 MB: 512 rows
    (1000, 100, 2**29, 1, 1),
    (1000, 100, 2**31, 1, 1),
])  # fmt: skip
def test_how_large_blocks_are(points, patients, bytes_per_row, each, across):
    size = size_for(points, 10, patients, bytes_per_row)
    assert (size.points, size.first_patient, size.patients) == (points, 10, patients)
    assert (size.points_per_block, size.patients_per_block) == (each, across)
    assert size.blocks == -(-points // each) * -(-patients // across)


def test_rows_that_no_file_system_bears_are_refused():
    check_rows(10**6, 10**5)
    with pytest.raises(sim.InputError, match=r"1,000,001 points with 100,000 .* has 1e\+11 rows"):
        check_rows(10**6 + 1, 10**5)
