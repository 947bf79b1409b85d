"""An arm, a patient, a day are the same in any company: alone, beside others, in longer runs."""

import numpy as np
import pytest
from scipy.stats import expon, lognorm, loguniform, uniform

import sim

CLONES = (
    sim.Clone("S", birth=0.2, death=0.1, start=500),
    sim.Clone("R", birth=0.2, death=0.1, start=3, fold={"A": 50.0}),
)
SMALL = sim.Tumour(
    CLONES,
    [sim.Mutation("S", "R", 1e-3)],
    [sim.Drug("A", sim.Hill(0.3, 0.3, 2), half_life=2.0, interval=1.0)],
)
LARGE = SMALL.replace(
    clones=[sim.Clone("S", 0.14, 0.12, start=2e9), sim.Clone("R", 0.14, 0.12, start=30)],
    transitions=[sim.Mutation("S", "R", 1e-7)],
)
PATIENTS = 12
REGIMENS = {
    "continuous": sim.Continuous("A"),
    "surgery": sim.Multimodal(sim.Continuous("A"), {44: sim.Surgery(0.9)}),
    "holidays": sim.Intermittent("A", on=10, off=5),
    "radiotherapy": sim.Multimodal({}, {3: sim.Radiotherapy(gray=0.5, fractions=7)}),
    "own holidays": sim.Intermittent("A", on=np.linspace(5, 20, PATIENTS), off=9.5),
    "drawn holidays": sim.Intermittent("A", on=uniform(5, 20), off=9.5),
    "adaptive": sim.Adaptive("A"),
    "local in lines": sim.Lines(
        [
            sim.Line("A", until=sim.Days(np.where(np.arange(PATIENTS) % 2, 7.0, 14.0))),
            sim.Line(sim.Multimodal({}, {0: sim.Surgery(0.5), 7: sim.Radiotherapy(fractions=1)})),
        ]
    ),
    "lines": sim.Lines(
        [sim.Line("A", until=sim.Days(17.3)), sim.Line({}, until=sim.Progression())]
    ),
}
CLINIC = sim.Clinic(scan_every=28.0, noise=sim.Noise(0.1, lasting=60), detection=2.0, missed=0.1)
ENGINES = {"jump": LARGE, "gillespie": SMALL, "meanfield": LARGE}


def run(arms, tumour=LARGE, **changes):
    words = {"patients": PATIENTS, "days": 91.0, "seed": 5, "clinic": CLINIC, "progress": False}
    return sim.simulate(tumour, arms, **(words | changes))


def check_same(alone, other, **places):
    """Check that every number of `alone` is in `other`, bit for bit, on the days of `alone`."""
    mine, theirs = alone.data, other.data.sel(places)
    if "time" in mine.dims:
        theirs = theirs.sel(time=mine["time"])
    mine, theirs = (
        data.drop_vars([name for name in data.data_vars if name.startswith("arms.")])
        for data in (mine, theirs)
    )  # (what patients drew of an arm's own numbers is called by its name)
    assert set(mine.data_vars) == set(theirs.data_vars)
    for name in mine.data_vars:
        np.testing.assert_array_equal(mine[name].values, theirs[name].values, err_msg=name)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_arm_alone_is_the_arm_in_company(engine):
    tumour = ENGINES[engine]
    together = run(REGIMENS, tumour, engine=engine)
    for name, regimen in REGIMENS.items():
        alone = run({name: regimen}, tumour, engine=engine)
        check_same(alone, together, arm=[name])
        own = together.data["own_visit"].sel(arm=name)
        np.testing.assert_array_equal(own["time"][own.values], alone.data["time"])
    assert not together.data["own_visit"].all(), "no arm had a day of its own: nothing was tested"


@pytest.mark.parametrize(
    "record",
    [sim.Endpoints(scans=True), sim.Visits(every=28), sim.Lineages(), sim.Lineages(every=28)],
    ids=repr,
)
def test_whatever_is_recorded(record):
    together = run(REGIMENS, record=record)
    for name in ("surgery", "holidays", "adaptive"):
        check_same(run({name: REGIMENS[name]}, record=record), together, arm=[name])


CLINICS = {
    "side effects": sim.Clinic(
        scan_every=28.0, delay=10.0, missed=0.2, quality=sim.Quality(),
        toxicity=sim.Toxicity({"A": {"skin": 3.4}}, sensitivity=lognorm(0.3)),
    ),
    "lesions": sim.Clinic(
        scan_every=21.0, measure=sim.Lesions(3), missed=0.1, other_death=expon(scale=150.0)
    ),
    "a marker that lasts": sim.Clinic(
        scan_every=14.0, measure=sim.Marker("PSA", 1e-8, half_life=9.0), criteria=sim.Pcwg3()
    ),
    "confirmed": sim.Clinic(
        visit_every=6.1, scan_every=15.3, criteria=sim.Confirmed(sim.RatioToNadir(1.2)),
        fatal=loguniform(3e9, 1e11), delay=3.3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("clinic", CLINICS)
def test_whatever_the_clinic(clinic):
    """What a clinic adds up over visits is added up over the arm's own, for each patient."""
    words = {"clinic": CLINICS[clinic], "days": 200.0}
    slow = LARGE.replace(drugs=[sim.Drug("A", sim.Hill(0.05, 0.3, 2), half_life=2.0)])
    together = run(REGIMENS, slow, **words)
    assert together.data["progression_day"].notnull().any()
    for name in REGIMENS:
        check_same(run({name: REGIMENS[name]}, slow, **words), together, arm=[name])
    some = [1, 4, 11]
    check_same(run(REGIMENS, slow, patients=some, **words), together, patient=some)


def test_with_an_immune_system_and_crowding():
    defended = LARGE.replace(immune=sim.Immune())
    crowded = SMALL.replace(growth=sim.Logistic(2000.0))
    for tumour in (defended, crowded):
        together = run(REGIMENS, tumour)
        for name in ("continuous", "surgery", "radiotherapy"):
            check_same(run({name: REGIMENS[name]}, tumour), together, arm=[name])


def test_run_by_python(monkeypatch):
    arms = {name: REGIMENS[name] for name in ("surgery", "holidays")}
    compiled = run(arms, days=50.0, engine="jump")
    monkeypatch.setenv("SIM_COMPILE", "never")
    by_python = run(arms, days=50.0, engine="jump")
    assert "Python" in by_python.data.attrs["kernels"]
    check_same(by_python, compiled)


def test_neither_order_nor_names_of_arms_matter():
    together = run(REGIMENS)
    names = dict(zip(REGIMENS, [f"arm {n}" for n in range(len(REGIMENS))], strict=True))
    other = run({names[name]: REGIMENS[name] for name in reversed(REGIMENS)})
    back = other.data.sel(arm=list(names.values())).assign_coords(arm=list(REGIMENS))
    check_same(together, sim.Runs(back))


def test_a_shorter_run_is_the_beginning_of_a_longer():
    short, longer = run(REGIMENS, days=71.0), run(REGIMENS, days=150.0)
    visits = short.data["time"].values[:-1]
    of_days = ("cells", "dose", "concentration", "happened")
    for name in REGIMENS:
        own = visits[short.data["own_visit"].sel(arm=name).values[:-1]]
        for what in of_days:
            one, other = (r.data[what].sel(arm=name, time=own) for r in (short, longer))
            np.testing.assert_array_equal(one, other, err_msg=f"{what} of {name}")
    scans = short.data["scan"].values
    scans = scans[scans < 71.0]
    np.testing.assert_array_equal(
        short.data["observed"].sel(scan=scans), longer.data["observed"].sel(scan=scans)
    )


@pytest.mark.parametrize("some", [[0, 5, 7], [1], [4]], ids=str)
def test_some_patients_are_those_of_all(some):
    """On day 14 odd patients have the second local treatment of a line, even ones the first."""
    check_same(run(REGIMENS, patients=some), run(REGIMENS), patient=some)


def test_what_is_kept_of_the_curves_changes_no_number():
    everything = run(REGIMENS)
    check_same(run(REGIMENS, record=sim.Visits(every=28)), everything)
    some = run(REGIMENS, record=sim.Lineages(every=28, most=3))
    check_same(some, run(REGIMENS, record=sim.Lineages(most=3)))
    assert (some.data["founders"] > 10).any(), "few lineages: nothing competed for a place"
    follows = {"founders", "progression_cells", "final_origin", "lineage_cells", "lineage_day"}
    plain = sim.Runs(some.data.drop_vars([*follows, "origin", "founded", "lineage"]))
    check_same(plain, everything)


@pytest.mark.parametrize("half_life", [None, 3.0])
@pytest.mark.parametrize("first", [True, False])
def test_a_drug_that_nobody_gives(half_life, first):
    other = sim.Drug("B", sim.Hill(0.5, 0.3, 2, acts="birth"), half_life=half_life)
    for tumour in (LARGE, SMALL):
        more = tumour.replace(drugs=[other, *tumour.drugs] if first else [*tumour.drugs, other])
        check_same(run(REGIMENS, tumour), run(REGIMENS, more), drug=["A"])


def test_an_extra_visit_changes_nothing_before_it():
    few = {"holidays": REGIMENS["holidays"], "continuous": REGIMENS["continuous"]}
    plain = run(few)
    extra = run(few, clinic=sim.Clinic(**(vars(CLINIC) | {"extra_visits": (44.0,)})))
    own = plain.data["own_visit"].values & (plain.data["time"].values <= 42.0)
    for arm, name in enumerate(few):
        days = plain.data["time"].values[own[arm]]
        one, other = (r.data["cells"].sel(arm=name, time=days) for r in (plain, extra))
        np.testing.assert_array_equal(one, other)


def test_arms_are_the_same_until_their_days_or_doses_differ():
    """To day 42 and no longer: from there one arm goes to day 44, the other to day 49."""
    cells = run(REGIMENS).data["cells"]
    one, other = cells.sel(arm="continuous"), cells.sel(arm="surgery")
    until = slice(0, 42)
    np.testing.assert_array_equal(one.sel(time=until), other.sel(time=until))
    assert (one.sel(time=49) != other.sel(time=49)).any()


def test_a_visit_of_the_clinic_for_all_pairs_the_arms_to_that_day():
    """The way out that the documentation names."""
    clinic = sim.Clinic(**(vars(CLINIC) | {"extra_visits": (44.0,)}))
    data = run(
        {"continuous": REGIMENS["continuous"], "surgery": REGIMENS["surgery"]}, clinic=clinic
    )
    cells = data.data["cells"].sel(time=slice(0, 44))
    np.testing.assert_array_equal(cells.sel(arm="continuous"), cells.sel(arm="surgery"))
    assert data.data["own_visit"].all()


def test_the_same_day_by_another_sum_is_the_same_day():
    """3 x 0.7 is not 2.1 in floating point, and bits of a day are part of an address."""
    arms = {
        "sum": sim.Schedule((0.0, 3 * 0.7), ({}, {"A": 1.0})),
        "day": sim.Schedule((0.0, 2.1), ({}, {"A": 1.0})),
    }
    cells = run(arms, days=14.0).data["cells"]
    np.testing.assert_array_equal(cells.sel(arm="sum"), cells.sel(arm="day"))


def test_the_numbers_of_an_arm_may_bear_any_name():
    """An arm named as the tumour is must not hide the tumour's arrays from the checks."""
    clones = [sim.Clone("S", np.array([0.1, 0.2]), 0.1, start=10)]
    tumour = SMALL.replace(clones=clones, transitions=[])
    with pytest.raises(sim.InputError, match="equally long"):
        run({"tumour": sim.Continuous({"A": np.ones(3)})}, tumour, patients=2)
