"""Tumours in niches, seen site by site: new lesions, mixed responses, arms that are paired."""

import numpy as np
import pytest

import sim
from sim.clinic.happened import HAPPENED


def tumour():
    clones = [
        sim.Clone("S", 0.15, 0.12, start=1e9),
        sim.Clone("R", 0.15, 0.12, start=0.0, fold={"A": np.inf}),
    ]
    plain = sim.Tumour(
        clones, [sim.Mutation("S", "R", 1e-8)], [sim.Drug("A", sim.Proportional(0.08))]
    )
    return plain.in_niches([
        sim.Niche("liver", share=0.7, migration={"bone": 1e-4}),
        sim.Niche("brain", share=0.3, penetration=0.0),
        sim.Niche("bone", share=0.0, penetration=0.0),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def runs():
    clinic = sim.Clinic(
        scan_every=56,
        measures={
            "ct": sim.LesionsBySite(),
            "dna": sim.Exam(
                sim.Sequencing({"R": ["R"], "any": ["S", "R"]}, shedding=1e-6), every=28
            ),
        },
        fatal=1e15,
    )
    drug = sim.Line("A", until=sim.NewLesion() | sim.Days(400))
    arms = {"A": sim.Continuous("A"), "until new": sim.Lines([drug, sim.Line({})])}
    return sim.simulate(
        tumour(), arms, patients=4, days=400.0, seed=2, clinic=clinic, progress=False
    )


def test_a_site_that_was_seeded_is_a_new_lesion_and_a_progression(runs):
    names = [name for name in runs.clones if name.endswith("bone")]
    cells = runs.data["cells"].sel(clone=names).sum("clone").sel(arm="A")
    assert (cells.isel(time=0) == 0).all()
    found = runs.data["ct_found"].sel(arm="A", ct_lesion="bone").values
    assert not found[:, 0].any()
    assert found.any()
    for patient in np.flatnonzero(found.any(axis=1)):
        first = runs.values("ct_scan")[found[patient].argmax()]
        assert runs.values("progression_day", "A")[patient] <= first


def test_the_drug_shrinks_one_site_and_not_the_other(runs):
    lesions = runs.data["ct_lesions"].sel(arm="A").isel(ct_scan=slice(0, 3))
    liver, brain = (lesions.sel(ct_lesion=site).values for site in ("liver", "brain"))
    assert (liver[:, 2] < 0.9 * liver[:, 0]).all()
    assert (brain[:, 2] > 1.05 * brain[:, 0]).all()


def test_a_lesion_is_the_ball_of_its_site_with_its_own_error(runs):
    data, errors = runs.data.sel(arm="A"), []
    days = np.searchsorted(runs.values("time"), runs.values("ct_scan"))
    for site in ("liver", "brain", "bone"):
        names = [name for name in runs.clones if name.endswith(f"@ {site}")]
        cells = data["cells"].sel(clone=names).sum("clone").values[:, days]
        true = sim.diameter_mm_from_cells(cells)
        seen = data["ct_lesions"].sel(ct_lesion=site).values
        found = data["ct_found"].sel(ct_lesion=site).values
        assert not (found & (true < 4)).any()
        large = found & (true > 7)  # (near 5 mm only what errs upwards is seen)
        errors.append(np.log(seen[large] / true[large]))
    error = np.concatenate(errors)
    assert error.size > 30
    assert 0.035 < error.std() < 0.065
    assert abs(error.mean()) < 5 * 0.05 / np.sqrt(error.size)


def test_lines_of_results_count_new_lesions(runs):
    table = runs.lines()
    first = table[(table["arm"] == "A") & (table["line"] == 1)]
    days = runs.data["ct_progression_day"].sel(arm="A").values
    np.testing.assert_array_equal(first["progression day"].to_numpy(), days)


def test_arms_share_their_luck_until_doses_differ(runs):
    begun = (runs.values("happened", "until new") & HAPPENED["line_of_plan_begun"]) > 0
    for patient in range(4):
        day = runs.values("time")[begun[patient].argmax()] if begun[patient].any() else 400.0
        for name, axis in (("ct_lesions", "ct_scan"), ("dna_fraction", "dna_scan")):
            one, two = (runs.values(name, arm)[patient] for arm in runs.arms)
            early = runs.values(axis) <= day
            assert np.array_equal(one[early], two[early], equal_nan=True)
