"""Rules that look at one measure of several, in a run of small tumours."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError

RAS = {"RAS": ["R"]}


def tumour():
    return sim.Tumour(
        [
            sim.Clone("S", 0.16, 0.13, start=1e9),
            sim.Clone("R", 0.13, 0.15, start=1e9, fold={"A": np.inf}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(0.04))],
    )


def clinic(**more):
    kit = sim.Sequencing(RAS, shedding=1e-6)
    exam = sim.Exam(kit, every=14, delay=7)
    return sim.Clinic(scan_every=28, measures={"ct": sim.Lesions(2), "ctdna": exam}, **more)


def run(arms, days=400.0, **more):
    return sim.simulate(
        tumour(), arms, patients=6, days=days, seed=3, clinic=clinic(**more), progress=False
    )


def begun(runs, arm):
    happened = runs.values("happened", arm)
    return [runs.values("time")[(row & 1) > 0].tolist() for row in happened]


@pytest.fixture(scope="module")
def waited():
    first = sim.Line({}, until=sim.AlleleBelow("RAS", 0.05))
    return run({
        "below": sim.Lines([first, sim.Line("A")]),
        "above": sim.Lines([sim.Line({}, until=~sim.AlleleAbove("RAS", 0.05)), sim.Line("A")]),
        "both": sim.Lines([sim.Line({}, until=sim.AlleleBelow("RAS", 0.05) & sim.Days(200)),
                           sim.Line("A")]),
        "by": sim.Lines([
            sim.Line({}, until=sim.By("ctdna", sim.BurdenBelow(0.2))), sim.Line("A")]),
        "never": sim.Observation(),
    })  # fmt: skip


def test_a_line_ends_with_the_first_result_below(waited):
    days = begun(waited, "below")
    fraction = waited.data["ctdna_fraction"].sel(arm="never").values[:, :, 0]
    found = waited.data["ctdna_found"].sel(arm="never").values[:, :, 0]
    scans = waited.values("ctdna_scan")
    for patient, (day,) in enumerate(days):
        low = (fraction[patient] < 0.05) | ~found[patient]
        assert day == scans[low.argmax()] + 7  # known a week later
        assert 20 < day < 300


def test_not_above_is_below_for_what_is_detected(waited):
    assert begun(waited, "above") == begun(waited, "below")


def test_rules_are_combined(waited):
    """(With 300 days, which nobody lives to see without the drug, lines began after death.)"""
    assert all(day[0] >= 200 for day in begun(waited, "both"))


def test_any_reason_can_be_looked_for_in_one_measure(waited):
    fraction = waited.data["ctdna_fraction"].sel(arm="never").values[:, :, 0]
    scans = waited.values("ctdna_scan")
    for patient, (day,) in enumerate(begun(waited, "by")):
        low = fraction[patient] < 0.2 * fraction[patient, 0]
        assert day == scans[low.argmax()] + 7


def test_arms_are_identical_until_doses_differ_with_everything_measured(waited):
    data, days = waited.data, begun(waited, "below")
    for patient, (day,) in enumerate(days):
        for name in ("ctdna_fraction", "ctdna_found", "ct_lesions", "ct_observed"):
            axis = data[name].dims[2]
            one, two = (
                data[name].sel(arm=arm).isel(patient=patient).values for arm in ("below", "never")
            )
            early = data[axis].values <= day
            assert np.array_equal(one[early], two[early])
            assert not np.array_equal(one[~early], two[~early], equal_nan=True)


def test_rechallenge_waits_for_the_blood():
    plan = sim.Rechallenge("A", when=sim.AlleleBelow("RAS", 0.05))
    assert "nothing, until RAS is below 0.05 of the reads" in str(plan)
    bridge = sim.Rechallenge("A", bridge={}, when=sim.AlleleBelow("RAS", 0.05) | sim.Days(100))
    assert "until RAS is below 0.05 of the reads or for 100 days" in str(bridge)
    with pytest.raises(InputError, match="both a holiday and when"):
        sim.Rechallenge("A", holiday=84, when=sim.Days(84))
    with pytest.raises(InputError, match="AlleleBelow"):
        sim.Rechallenge("A", when=84)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (sim.AlleleBelow("KRAS"), "'RAS'"),
        (sim.AlleleBelow("RAS", measure="blood"), "'ctdna'"),
        (sim.AlleleAbove("RAS", measure="ct"), "'ct' of the clinic has no alleles"),
        (sim.By("psa", sim.Progression()), "'ctdna'"),
        (sim.NewLesion("ctdna"), "has no lesions"),
        (sim.Progression() | ~sim.AlleleBelow("KRAS"), "'RAS'"),
    ],
)
def test_what_the_clinic_does_not_have_is_refused_before_anything_runs(until, words):
    with pytest.raises(InputError, match=words):
        run({"a": sim.Lines([sim.Line("A", until=until), sim.Line({})])})


def test_a_clinic_of_one_measure_has_no_alleles():
    arm = {"a": sim.Lines([sim.Line("A", until=sim.AlleleBelow("RAS")), sim.Line({})])}
    with pytest.raises(InputError, match=r"sim\.Sequencing"):
        sim.simulate(tumour(), arm, patients=2, days=100.0, seed=1, progress=False)
    with pytest.raises(InputError, match=r"0\.005 is 0\.5 %"):
        sim.AlleleBelow("RAS", 5)


def test_only_blood_is_looked_at():
    kit = sim.Sequencing(RAS, shedding=1e-6)
    only = sim.Clinic(scan_every=28, measure=kit, criteria=sim.RatioToNadir(1.5))
    arm = {"a": sim.Lines([sim.Line({}, until=sim.AlleleBelow("RAS", 0.05)), sim.Line("A")])}
    runs = sim.simulate(tumour(), arm, patients=3, days=400.0, seed=3, clinic=only, progress=False)
    assert runs.data["fraction"].dims == ("arm", "patient", "scan", "allele")
    assert runs.data["allele"].values.tolist() == ["RAS"]
    assert all(len(days) == 1 for days in begun(runs, "a"))


def test_runs_are_saved_loaded_joined_and_made_again(waited, tmp_path):
    waited.save(tmp_path / "runs.nc")
    again = sim.load(tmp_path / "runs.nc")
    assert again.data.equals(waited.data)
    made = sim.rerun(again)
    assert made.data.equals(waited.data)
    parts = [
        sim.simulate(tumour(), {"a": sim.Continuous("A")}, patients=who, days=100.0, seed=3,
                     clinic=clinic(), progress=False)
        for who in (range(2), range(2, 4))
    ]  # fmt: skip
    whole = sim.simulate(
        tumour(), {"a": sim.Continuous("A")}, patients=4, days=100.0, seed=3, clinic=clinic(),
        progress=False,
    )  # fmt: skip
    assert sim.join(parts).data.equals(whole.data)


def test_numbers_of_patients_are_drawn_and_a_copy_has_the_same_luck():
    from scipy import stats

    kit = sim.Sequencing(
        RAS, shedding=stats.loguniform(1e-7, 1e-6), half_life=stats.uniform(0.05, 2.0)
    )
    drawn = sim.Clinic(scan_every=28, measures={"ct": sim.Lesions(2), "ctdna": kit})
    run = sim.start(tumour(), patients=3, clinic=drawn, seed=4, days=200)
    run.give("A")
    run.advance(60)
    other = run.copy()
    for one in (run, other):
        one.advance(100)
    first, second = run.look(), other.look()
    assert np.array_equal(first["ctdna"].burden, second["ctdna"].burden)
    assert len(np.unique(first["ctdna"].burden)) == 3
    names = [str(name) for name in run.result().data.data_vars]
    assert "clinic.measures.ctdna.half_life" in names


def test_a_patient_alone_is_the_patient_among_others():
    arm = {"a": sim.Continuous("A")}
    alone, among = (
        sim.simulate(
            tumour(), arm, patients=who, days=200.0, seed=3, clinic=clinic(missed=0.2),
            progress=False,
        ).data.sel(patient=4)
        for who in ([4], [1, 4, 5])
    )  # fmt: skip
    for name in ("ctdna_fraction", "ct_lesions", "ct_observed"):
        assert np.array_equal(alone[name].values, among[name].values, equal_nan=True)


def test_reasons_say_what_they_look_at():
    """As `run` prints them in a calendar."""
    said = {
        "until RAS is above 0.01 of the reads": sim.AlleleAbove("RAS", 0.01),
        "until RAS is below 0.005 of the reads": sim.AlleleBelow("RAS"),
        "until a new lesion is seen": sim.NewLesion(),
        f"{sim.Progression().describe()} (by ct)": sim.By("ct", sim.Progression()),
        "until the nadir (a result is no longer the smallest, or nothing is seen)": sim.Nadir(),
    }
    for words, reason in said.items():
        assert reason.describe() == words


def test_a_measure_is_named_by_its_name():
    for make in (sim.NewLesion, lambda x: sim.AlleleBelow("RAS", measure=x)):
        with pytest.raises(InputError, match="give its name, or ''"):
            make(3)
    with pytest.raises(InputError, match="name one measure, once"):
        sim.By("ct", sim.NewLesion("pet"))
    assert sim.By("ct", sim.NewLesion("ct")).until.measure == "ct"


def test_a_new_lesion_is_one_more_than_when_the_line_began():
    looked = sim.NewLesion().says(_WithLesions([0, 1, 2]), np.zeros(3), {})
    assert looked.tolist() == [False, True, True]


class _WithLesions:
    """As much of what is seen as `NewLesion` looks at."""

    def __init__(self, new):
        self.new_lesions = np.array(new)
