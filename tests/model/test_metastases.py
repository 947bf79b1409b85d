"""Metastases: founded cell by cell by the primary tumour, each growing from one cell."""

import numpy as np
import pytest
from scipy import integrate, stats

import sim
from sim import Clone, Drug, Hill, InputError, Metastases, Mutation, Tumour

TUMOUR = Tumour(
    [Clone("S", 0.14, 0.13, start=1e9), Clone("R", 0.14, 0.13, fold={"A": 100.0})],
    [Mutation("S", "R", 1e-8)],
    [Drug("A", Hill(0.05, 0.2, 2))],
)


def test_every_clone_at_every_site_and_one_way_there():
    spread = TUMOUR.with_metastases(Metastases(1e-9, sites=2, birth=0.5))
    sites = ["primary", "metastasis 1", "metastasis 2"]
    assert spread.clone_names == tuple(f"{c} @ {site}" for site in sites for c in "SR")
    assert [clone.site for clone in spread.clones[::2]] == sites
    assert [clone.start for clone in spread.clones] == [1e9, 0, 0, 0, 0, 0]
    assert [clone.birth for clone in spread.clones[::2]] == [0.14, 0.07, 0.07]
    ways = {(m.source, m.target): m.per_division for m in spread.mutations}
    assert ways["S @ metastasis 2", "R @ metastasis 2"] == 1e-8
    assert ways["R @ primary", "R @ metastasis 1"] == 5e-10
    assert len(ways) == 3 + 4
    assert not spread.switches


def test_each_metastasis_draws_a_number_of_its_own():
    reached = stats.uniform(0.1, 0.8)
    spread = TUMOUR.with_metastases(Metastases(1e-9, sites=3, penetration=reached))
    patients = np.arange(4)
    drawn = sim.base.resolve.resolve(spread, 1, patients, "tumour")
    uptake = [np.asarray(drawn.clones[2 * k].inside["A"].uptake) for k in (1, 2, 3)]
    assert len(np.unique(np.concatenate(uptake))) == 12
    # (one site is one site for all of its clones)
    np.testing.assert_array_equal(drawn.clones[3].inside["A"].uptake, uptake[0])


BIRTH, DEATH, RATE, CELLS, DAYS, SITES = 0.3, 0.1, 1e-9, 1e7, 60.0, 200


def alive(age):
    """Return P(a line of this age has cells), and the mean of these; Kendall 1948."""
    grown = np.exp((BIRTH - DEATH) * age)
    there = (BIRTH - DEATH) / (BIRTH - DEATH / grown)
    return there, grown / there


def founded(what):
    """Return the integral over the day of founding of what(age), per patient."""

    def density(day):
        return RATE * BIRTH * CELLS * np.exp((BIRTH - DEATH) * day) * what(DAYS - day)

    return integrate.quad(density, 0.0, DAYS)[0]


def test_how_many_there_are_and_how_large_is_that_of_theory():
    """A Poisson number, of ages that the growing primary says; sizes geometric at each age."""
    seeds = Tumour([Clone("S", BIRTH, DEATH, start=CELLS)]).with_metastases(
        Metastases(RATE, sites=SITES)
    )
    runs = sim.simulate(
        seeds, {"none": sim.Observation()}, patients=40, days=DAYS, seed=5,
        record=sim.Visits(every=DAYS), progress=False,
    )  # fmt: skip
    cells = runs.values("cells", "none")[:, -1, 1:].astype(float)  # (patient, site)
    each = founded(lambda age: alive(age)[0]) / SITES
    there = (cells > 0).mean()
    wanted = -np.expm1(-each)  # (a site may be founded twice)
    assert abs(there - wanted) < 4.5 * np.sqrt(wanted * (1 - wanted) / cells.size)
    for size in (1.5, 10.5, 1e2, 1e3, 1e4):
        larger = founded(
            lambda age, size=size: (
                alive(age)[0] * np.exp(np.floor(size) * np.log1p(-1.0 / alive(age)[1]))
            )
        )
        wanted = -np.expm1(-larger / SITES)
        got = (cells > size).mean()
        # (of two in one site it is the sum that is larger: less than the square of its share)
        error = 4.5 * np.sqrt(wanted / cells.size) + each**2
        assert abs(got - wanted) < error, size


def test_the_primary_is_removed_and_its_metastases_go_on():
    grown = Tumour(
        [Clone("S", 0.2, 0.1)], size=1e9, grown_from_one_cell=True
    ).with_metastases(Metastases(1e-8, sites=30))  # fmt: skip
    runs = sim.simulate(
        grown, {"surgery": sim.Multimodal({}, {0: sim.Surgery(1.0, site="primary")})},
        patients=20, days=60.0, seed=2, progress=False,
    )  # fmt: skip
    cells = runs.values("cells", "surgery").astype(float)
    assert (cells[:, 0, 0] > 0).all()
    assert (cells[:, 1:].any(axis=2)).any(axis=1).all()
    assert (cells[:, -1, 0] == 0).all()
    early, late = cells[:, 0, 1:].sum(axis=1), cells[:, -1, 1:].sum(axis=1)
    assert (early > 0).sum() > 10
    assert (late[early > 1e3] > 50 * early[early > 1e3]).all()


def test_fifty_sites_of_ten_clones_are_seen_one_by_one():
    kinds = [Clone(f"c{k}", 0.14, 0.10, start=1e9 if k == 0 else 0.0) for k in range(10)]
    spread = Tumour(kinds).with_metastases(Metastases(1e-7, sites=50))
    clinic = sim.Clinic(measure=sim.LesionsBySite(), criteria=sim.Recist())
    runs = sim.simulate(
        spread, {"none": sim.Observation()}, patients=3, days=400.0, seed=1, clinic=clinic,
        progress=False,
    )  # fmt: skip
    assert len(spread.clones) == 510
    assert "c5 @ primary, ..., c9 @ metastasis 50 (510 in all)\n" in repr(runs)
    assert np.isfinite(runs.values("progression_day", "none")).any()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Metastases(1.5), "per_division of Metastases is 1.5; allowed is 0 to 1"),
        (lambda: Metastases(1e-9, sites=0), "sites of Metastases is 0"),
        (lambda: Metastases(1e-9, penetration=-1), "penetration of niche 'metastasis 1' is -1"),
        (lambda: TUMOUR.with_metastases(1e-9), "with_metastases"),
        (lambda: TUMOUR.with_metastases(Metastases(1e-9, sites=1500)), "3002 kinds of cells"),
        (
            lambda: TUMOUR.with_metastases(Metastases(1e-9, sites=3, capacity=1e6)),
            "grows by Exponential",
        ),
        (
            lambda: TUMOUR.with_metastases(Metastases(1e-9, 2)).with_metastases(Metastases(1e-9)),
            "Clone 'S @ primary' is at a site already",
        ),
        (
            lambda: TUMOUR.replace(
                transitions=[sim.Switch("S", "R", 1e-3)]
            ).with_metastases(Metastases(1e-9)),
            "at most 64 are possible, as cells switch",
        ),
    ],
)  # fmt: skip
def test_slips(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_they_are_written_in_a_file():
    text = """
        [tumour]
        [[clones]]
        name = "S"
        birth = 0.14
        death = 0.13
        start = 1e9
        [metastases]
        per_division = 1e-9
        sites = 4
    """
    from sim.scenario import scenario_from_text

    made = scenario_from_text(text).tumour
    assert made.clone_names[-1] == "S @ metastasis 4"
    with pytest.raises(InputError, match=r"\[metastases\].*site"):
        scenario_from_text(text.replace("sites", "site"))
