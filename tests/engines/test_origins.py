"""Where cells came from: founders and origins against exact theory, lineages against a law.

The witness needs no theory of its own: a founder is a cell of a clone that neither divides nor
dies, and cells founded on treatment are a clone beside those that were there.

Power: 20,000 patients see an error of 0.018 in a chance of 0.5, and of 4 % in the standard
deviation of a number of cells.
"""

import numpy as np
import pytest

import sim
from sim import (
    Clinic,
    Clone,
    Drug,
    Jump,
    Lineages,
    Logistic,
    Multimodal,
    Mutation,
    Observation,
    Origins,
    Proportional,
    Surgery,
    Switch,
    Tumour,
)
from sim.theory import absent, generating_at_size, mean_and_covariance
from tests.statistics import assert_z, z_of_mean, z_of_proportion, z_of_variance

DRUG = [Drug("A", Proportional(0.1))]
ENDS = 1e9
"""Curves on the first and the last day only."""


def run(tumour, plan, patients, days, record=None, engine="jump", visit_every=14.0):
    """Return the data of an untroubled run of one arm."""
    clinic = Clinic(visit_every=visit_every, scan_every=visit_every, fatal=1e15)
    record = Origins(ENDS) if record is None else record
    return sim.simulate(
        tumour, {"arm": plan}, patients=patients, days=days, seed=1, clinic=clinic, engine=engine,
        record=record, progress=False,
    ).data.isel(arm=0)  # fmt: skip


def scores_of(values, mean, variance, none, name):
    """Return the z of the mean, the variance and the chance of none of `values` (patient,)."""
    values = np.asarray(values, dtype=float)
    return {
        f"mean of {name}": z_of_mean(values, mean, variance, 2.0),
        f"variance of {name}": z_of_variance(values, mean, variance),
        f"chance of no {name}": z_of_proportion((values == 0).sum(), len(values), none),
    }


@pytest.mark.parametrize("expected", [0.3, 3.0])
def test_founders_before_treatment(expected):
    """As many as Luria and Delbrueck: Poisson with mean u b M / r, whatever became of them."""
    size, patients = 1e6, 20_000
    birth, death = 0.25, 0.18
    u = expected / size * (birth - death) / birth
    clones = [Clone("S", birth, death), Clone("R", 0.2, 0.18)]
    tumour = Tumour(clones, [Mutation("S", "R", u)], size=size, grown_from_one_cell=True)
    data = run(tumour, Observation(), patients, 1.0)
    counted = tumour.replace(clones=[clones[0], Clone("R", 0.0, 0.0)])
    none = generating_at_size(counted, [1.0, 0.0]).item()
    assert abs(-np.log(none) / expected - 1.0) < 1e-3
    found = data["founders"].sel(clone="R", origin="before treatment").values
    assert_z(scores_of(found, expected, expected, none, "founder"))
    assert (data["founders"].sel(clone="S") == 0).all()


@pytest.mark.parametrize("start", [30.0, 3e4])
def test_founders_on_treatment(start):
    clones = [Clone("S", 0.14, 0.13, start=start), Clone("R", 0.14, 0.13, fold={"A": np.inf})]
    tumour = Tumour(clones, [Mutation("S", "R", 30.0 / start * 0.02)], DRUG)
    plan, days, patients = sim.Continuous("A"), 84.0, 20_000
    found = run(tumour, plan, patients, days)["founders"].sel(clone="R", origin="on treatment")
    counted = tumour.replace(clones=[clones[0], Clone("R", 0.0, 0.0, fold={"A": np.inf})])
    schedule = plan.schedule(days)
    mean, covariance = mean_and_covariance(counted, schedule, days)
    none = absent(counted, schedule, days, "R")[0]
    assert_z(scores_of(found.values, mean[0, 1], covariance[0, 1, 1], none, "founder"))


CASES = {
    # name: (start of S, start of R, mutation, back-mutation, switch, engine)
    "few cells": (200.0, 20.0, 5e-3, 0.0, 0.0, "jump"),
    "many cells": (2e6, 2e4, 5e-3, 0.0, 0.0, "jump"),
    "many cells, exact": (2e6, 2e4, 5e-3, 0.0, 0.0, Jump(exact=True)),
    "mutation both ways": (2000.0, 200.0, 5e-3, 5e-3, 0.0, "jump"),
    "switching": (300.0, 30.0, 0.0, 0.0, 0.01, Jump(tolerance=1e-4)),
    "switching that founds": (300.0, 30.0, 0.0, 0.0, 0.01, Jump(tolerance=1e-4)),
}


@pytest.mark.parametrize("name", CASES)
def test_origins(name):
    """Cells from before treatment and founded on it, each with the law of a clone of its own.

    A switch out of the first clone founds; any other takes the cell's origin along, or founds too.
    """
    start, resistant, u, back, q, engine = CASES[name]
    s, r = {"birth": 0.14, "death": 0.13}, {"birth": 0.2, "death": 0.19, "fold": {"A": np.inf}}
    names = {"S": s, "R": r}
    clones = [Clone("S", start=start, **s), Clone("R", start=resistant, **r)]
    moves = [Mutation("S", "R", u), Mutation("R", "S", back)]
    moves += [Switch("S", "R", q), Switch("R", "S", 2.0 * q)] if q else []
    tumour = Tumour(clones, moves, DRUG)
    twice = [Clone(f"{n} new", **kind) for n, kind in names.items()]
    founds = name.endswith("that founds")
    onwards = [
        type(m)(
            source,
            m.target if keeps and source == m.source else f"{m.target} new",
            *([m.per_division] if m in moves[:2] else [m.rate]),
        )
        for m in moves
        for keeps in [isinstance(m, Switch) and m.source != "S" and not founds]
        for source in (m.source, f"{m.source} new")
    ]
    witness = Tumour([*clones, *twice], onwards, DRUG)
    plan, days = sim.Continuous("A"), 56.0
    patients = 4_000 if q or engine != "jump" else 20_000
    record = Origins(ENDS, switches="found" if founds else "keep")
    cells = run(tumour, plan, patients, days, record, engine)["final_origin"].values
    schedule = plan.schedule(days)
    mean, covariance = mean_and_covariance(witness, schedule, days)
    scores = {}
    for i, (clone, origin) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
        which = witness.clone_names[i]
        gone = absent(witness, schedule, days, which)[0]
        if mean[0, i] > 0:
            part = cells[:, clone, origin]
            scores |= scores_of(part, mean[0, i], covariance[0, i, i], gone, which)
    assert_z(scores)


def both_ways(growth, switching=True):
    clones = [Clone("S", 0.25, 0.18), Clone("R", 0.2, 0.18, fold={"A": np.inf})]
    moves = [Mutation("S", "R", 1e-4)]
    if switching:
        moves += [Switch("S", "R", 1e-4), Switch("R", "S", 0.01)]
    return Tumour(clones, moves, DRUG, growth=growth, size=1e5, grown_from_one_cell=True)


@pytest.mark.slow
def test_following_with_growth_switching_and_crowding():
    assert_followed(both_ways(Logistic(1e6)))


def test_following_changes_no_number_and_adds_up():
    assert_followed(both_ways(sim.Exponential(), switching=False))


def test_following_under_crowding():
    """From stated counts, where the engine draws a tumour in many steps, some of them halved."""
    clones = [Clone("S", 0.25, 0.18, start=800), Clone("R", 0.2, 0.18, 20, fold={"A": np.inf})]
    tumour = Tumour(clones, [Mutation("S", "R", 1e-2)], DRUG, growth=Logistic(2e3))
    assert_followed(tumour, grown=False)


def assert_followed(tumour, grown=True):
    """The cells are those of a run that follows nothing, and the parts add up to them."""
    plan = Multimodal("A", {20: Surgery(0.5)})
    followed = run(tumour, plan, 50, 60.0, Lineages(most=5))
    plain = run(tumour, plan, 50, 60.0, sim.Visits())
    np.testing.assert_array_equal(followed["cells"], plain["cells"])
    np.testing.assert_array_equal(followed["final_origin"].sum("origin"), plain["final_cells"])
    days = followed["lineage_day"].values
    ordered = np.where(np.isnan(days), np.inf, days)
    assert (ordered[..., 1:] >= ordered[..., :-1]).all()
    of_founded = followed["cells"].sel(clone=followed["founded"].values).values
    assert (followed["lineage_cells"].sum("lineage").values <= of_founded).all()
    later = followed["time"].values[:, None, None] < days[:, None]
    assert (followed["lineage_cells"].values[later] == 0).all()
    assert np.isfinite(days).any()
    assert (days < 0).any() == grown


def test_the_same_for_any_number_of_threads():
    tumour = both_ways(sim.Exponential(), switching=False)
    one, two = (
        sim.simulate(
            tumour, {"A": sim.Continuous("A")}, patients=30, days=60, seed=1, threads=n,
            record=Lineages(most=3), progress=False,
        ).data
        for n in (1, 3)
    )  # fmt: skip
    for name in ("founders", "lineage_day", "lineage_cells", "progression_cells"):
        np.testing.assert_array_equal(one[name], two[name])


def test_sizes_of_lineages_by_order_of_appearance():
    """Medians of the 1st to 4th surviving lineage: (2^(1/k) - 1) u M b / r.

    So the second's is sqrt(2) - 1 times the first's (Bozic and Nowak 2014, PNAS 111:15964). Those
    that survive are founded as a Poisson process that grows with the tumour, and their sizes are
    exponential: the k-th has P(size > x u M b / r) = (1 + x)^-k.

    Power: 10,000 patients see an error of 0.025 in the chance of being below the median, 0.5.
    """
    size, birth, death, patients = 1e8, 0.2, 0.12, 10_000
    u = 100.0 / size
    clones = [Clone("S", birth, death), Clone("R", birth, death)]
    tumour = Tumour(clones, [Mutation("S", "R", u)], size=size, grown_from_one_cell=True)
    data = run(tumour, Observation(), patients, 1.0, Lineages(most=24))
    cells = data["lineage_cells"].sel(founded="R").isel(time=0).values[:, :4]
    medians = (2.0 ** (1.0 / np.arange(1, 5)) - 1.0) * u * size * birth / (birth - death)
    below = (cells < medians).sum(axis=0)
    assert_z(z_of_proportion(below, patients, 0.5), names=["first", "second", "third", "fourth"])


def test_relapses_say_where_they_came_from():
    """Where resistance can only be there before, or only come on treatment, the answer is known."""
    clones = [Clone("S", 0.14, 0.13, start=1e9), Clone("R", 0.2, 0.13, 1e5, fold={"A": np.inf})]
    plan = {"A": sim.Continuous("A")}
    runs = sim.simulate(
        Tumour(clones, drugs=DRUG), plan, patients=20, days=400, seed=1, record=Origins(),
        progress=False,
    )  # fmt: skip
    assert (runs.origin() == "pre-existing").all()
    assert (runs.classify() == "acquired").all()
    new = [clones[0], Clone("R", 0.2, 0.13, fold={"A": np.inf})]
    tumour = Tumour(new, [Mutation("S", "R", 1e-7)], DRUG)
    runs = sim.simulate(tumour, plan, patients=20, days=600, seed=1, record=Origins(),
        progress=False,
    )  # fmt: skip
    came = runs.origin()
    assert set(np.unique(came)) <= {"acquired", "no relapse"}
    assert (came == "acquired").any()
    untreated = sim.simulate(tumour, {"none": Observation()}, patients=5, days=600, seed=1,
        record=Origins(), progress=False,
    )  # fmt: skip
    assert (untreated.classify() == "off drug").all()


def test_resistance_that_was_there_and_came_back_as_persisters_is_no_acquired_resistance():
    """R on day 0 becomes P on the drug, and R again: no cell of the relapse was made on it."""
    r = {"birth": 0.2, "fold": {"A": np.inf}}
    clones = [Clone("S", 0.14, 0.13, start=1e6), Clone("R", death=0.13, start=1e4, **r)]
    clones += [Clone("P", death=0.2, **r)]
    moves = [Switch("R", "P", 0.02), Switch("P", "R", 0.05)]
    tumour, plan = Tumour(clones, moves, DRUG), {"A": sim.Continuous("A")}
    clinic = Clinic(fatal=1e9, detection=1e3, criteria=sim.RatioToNadir(1.2))
    words, founded = {}, {}
    for word in ("keep", "found"):
        runs = sim.simulate(
            tumour, plan, patients=20, days=200, seed=1, clinic=clinic, progress=False,
            engine=Jump(tolerance=1e-4), record=Origins(switches=word),
        )  # fmt: skip
        words[word] = set(np.unique(runs.origin()))
        founded[word] = runs.data["founders"].sum("origin").values
    assert words["keep"] == {"pre-existing"}
    assert "pre-existing" not in words["found"]
    assert (founded["keep"] == 0).all()
    assert (founded["found"][..., 1:] > 0).all()


def test_what_cannot_be_followed_is_refused():
    tumour, plan = both_ways(sim.Exponential(), switching=False), {"A": sim.Continuous("A")}
    with pytest.raises(sim.InputError, match=r"Origins needs the jump engine.*'gillespie'"):
        sim.simulate(tumour, plan, days=7, engine="gillespie", record=Origins())
    with pytest.raises(sim.InputError, match="most of Lineages is 0"):
        Lineages(most=0)
    with pytest.raises(sim.InputError, match="switches of Origins 'kept'"):
        Origins(switches="kept")
    runs = sim.simulate(tumour, plan, patients=3, days=7, seed=1, progress=False)
    with pytest.raises(sim.InputError, match=r"record=sim\.Origins"):
        runs.origin()


def test_saved_and_loaded(tmp_path):
    runs = sim.simulate(
        both_ways(sim.Exponential(), switching=False), {"A": sim.Continuous("A")}, patients=3,
        days=60, seed=1, record=Lineages(most=3), progress=False,
    )  # fmt: skip
    for name in ("runs.nc", "runs.zarr"):
        runs.save(tmp_path / name)
        again = sim.load(tmp_path / name)
        assert again.data.drop_attrs().equals(runs.data.drop_attrs())
