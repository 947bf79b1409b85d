"""Niches: clones x sites, made of one tumour."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim import Clone, Drug, Hill, InputError, Logistic, Mutation, Niche, Switch, Tumour
from sim.base.resolve import resolve
from sim.theory import mean_field

TUMOUR = Tumour(
    [Clone("S", 0.14, 0.13, start=1e9), Clone("R", 0.14, 0.13, fold={"A": 100.0})],
    [Mutation("S", "R", 1e-8)],
    [Drug("A", Hill(0.05, 0.2, 2))],
)
PERFUSED = Niche("perfused")
HYPOXIC = Niche("hypoxic", penetration=0.1, birth=0.5, migration=1e-4)


def test_every_clone_in_every_niche():
    tumour = TUMOUR.in_niches([PERFUSED, HYPOXIC])
    assert tumour.clone_names == ("S @ perfused", "R @ perfused", "S @ hypoxic", "R @ hypoxic")
    assert [clone.site for clone in tumour.clones] == ["perfused"] * 2 + ["hypoxic"] * 2
    assert [clone.start for clone in tumour.clones] == [1e9, 0.0, 0.0, 0.0]
    assert tumour.clones[2].birth == 0.07
    assert tumour.switches == (
        Switch("S @ hypoxic", "S @ perfused", 1e-4),
        Switch("R @ hypoxic", "R @ perfused", 1e-4),
    )
    assert len(tumour.mutations) == 2


def test_less_penetration_is_a_higher_ec50():
    """Theory's mean field of a niche is that of clones whose EC50 is divided by the share."""
    apart = Niche("hypoxic", penetration=0.1, share=0.5)
    niches = TUMOUR.in_niches([Niche("perfused", share=0.5), apart])
    folded = Tumour(
        [Clone("S", 0.14, 0.13, start=5e8, fold={"A": f}) for f in (1.0,)]
        + [Clone("T", 0.14, 0.13, start=5e8, fold={"A": 10.0})],
        drugs=TUMOUR.drugs,
    )
    plan = sim.Continuous("A").schedule(56.0)
    there = mean_field(niches, plan, 56.0)[0]
    np.testing.assert_allclose(there[[0, 2]], mean_field(folded, plan, 56.0)[0], rtol=1e-6)


def test_cells_crowd_their_own_niche_only():
    crowded = TUMOUR.replace(growth=Logistic(1e10)).in_niches(
        [PERFUSED, Niche("hypoxic", capacity=1e8)]
    )
    growth = crowded.growth
    assert growth.capacity["S @ perfused"] == 1e10
    assert growth.capacity["R @ hypoxic"] == 1e8
    np.testing.assert_array_equal(growth.competition, np.kron(np.eye(2), np.ones((2, 2))))


def test_niches_share_what_a_patient_draws():
    drawn = Tumour([Clone("S", stats.uniform(0.1, 0.1), 0.05, start=1e6)], drugs=TUMOUR.drugs)
    patients = np.arange(5)
    alone = resolve(drawn, 1, patients, "tumour").clones[0].birth
    both = resolve(drawn.in_niches([PERFUSED, HYPOXIC]), 1, patients, "tumour")
    np.testing.assert_array_equal(both.clones[0].birth, alone)
    np.testing.assert_allclose(both.clones[1].birth, 0.5 * alone, rtol=1e-12)


def test_with_mechanisms_and_surgery_of_one_niche():
    tumour = sim.Tumour.from_founder(
        Clone("S", 0.14, 0.13, start=1e6),
        [sim.TargetMutation("A", per_division=1e-6), sim.Tolerance("A")],
        [Drug("A", Hill(0.05, 0.2, 2))],
    ).in_niches([Niche("lung", share=0.5), Niche("liver", penetration={"A": 0.5}, share=0.5)])
    assert len(tumour.clones) == 8
    arms = {"cut": sim.Multimodal("A", {0: sim.Surgery(1.0, site="liver")})}
    data = sim.simulate(tumour, arms, patients=5, days=14, seed=1, progress=False).data
    final = data["final_cells"].isel(arm=0)
    liver = [name for name in tumour.clone_names if name.endswith("@ liver")]
    assert (final.sel(clone=liver) == 0).all()
    assert (final.sum("clone") > 0).all()


def test_a_poorly_perfused_niche_seeds_relapse():
    """The drug clears the perfused site; cells from the other come back as migrants."""
    where = [Niche("perfused", share=0.99), Niche("hypoxic", penetration=0.05, share=0.01)]
    seeding = [where[0], Niche("hypoxic", penetration=0.05, share=0.01, migration=1e-3)]
    drug = [Drug("A", Hill(0.2, 0.2, 2))]
    tumour = Tumour([Clone("S", 0.14, 0.13, start=1e6)], drugs=drug)
    found = []
    for niches in (where, seeding):
        runs = sim.simulate(
            tumour.in_niches(niches), {"A": sim.Continuous("A")}, patients=20, days=500, seed=1,
            progress=False,
        )  # fmt: skip
        found.append(runs.data["final_cells"].isel(arm=0).sel(clone="S @ perfused").values)
    assert (found[0] == 0).all()
    assert (found[1] > 0).mean() > 0.5


@pytest.mark.parametrize(
    ("niches", "message"),
    [
        ([PERFUSED], "two or more niches"),
        ([PERFUSED, PERFUSED], "Two niches are named 'perfused'"),
        ([PERFUSED, Niche("b", penetration={"B": 0.1})], "no such drug. The drugs are 'A'"),
        ([PERFUSED, Niche("b", migration={"perfusd": 0.1})], "Did you mean 'perfused'"),
        ([PERFUSED, Niche("b", capacity=1e8)], "growth is exponential"),
        ([Niche("a", share=0.5), Niche("b", share=0.6)], "add up to 1.1"),
        ([Niche(str(n)) for n in range(40)], "2 clones in 40 niches are 80 kinds of cells"),
    ],
)
def test_bad_input(niches, message):
    with pytest.raises(InputError, match=message):
        TUMOUR.in_niches(niches)


def test_bad_numbers():
    with pytest.raises(InputError, match="migration of niche 'a' is -1"):
        Niche("a", migration=-1)


@pytest.mark.parametrize("word", ["share", "capacity", "birth", "death", "effectors"])
def test_only_what_reaches_it_and_who_leaves_it_is_given_by_name(word):
    """A share for each of some names was taken, and ended in a traceback when it was added up."""
    with pytest.raises(InputError, match=f"{word} of niche 'bone'"):
        sim.Niche("bone", **{word: {"a": 1.0}})
