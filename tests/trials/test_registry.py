"""Trials by registration number: their rules typed a second time, and the command."""

import dataclasses

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.trials import registered, registry

NUMBERS = ("NCT02196181", "NCT02296203", "NCT02415621", "NCT03227926", "NCT03511196", "NCT05393791")


def test_all_are_listed_and_say_where_their_rules_stand():
    assert registry.names() == NUMBERS
    for number in NUMBERS:
        assert registry.title(number).startswith(number)
        text = registry.path_of(number).read_text("utf-8")
        assert f"sim trial {number}" in text
        assert "Where each rule is written" in text
        assert "What stands in" in text


def until_progression(give):
    """Return a treatment that ends with progression on drug, as protocols have it."""
    return sim.Lines([sim.Line(give, until=sim.Progression())])


@pytest.mark.parametrize(("number", "patients", "design"), [
    ("NCT02415621", 19, sim.Paired()),
    ("NCT03511196", 17, sim.Paired()),
    ("NCT05393791", 168, sim.Randomised()),
])  # fmt: skip
def test_patients_visits_and_criteria(number, patients, design):
    read = registered(number)
    assert read.trial.cohort.patients == patients
    assert type(read.trial.design) is type(design)
    assert read.trial.control == "continuous"
    assert read.trial.arms["continuous"] == until_progression("abiraterone")
    assert read.trial.days == pytest.approx(5 * sim.YEAR)
    clinic = read.trial.clinic
    assert clinic.scan_every == 28.0
    assert (clinic.measure.name, clinic.measure.unit) == ("PSA", "ng/ml")
    assert clinic.criteria == sim.RatioToBaseline(1.2)


def given(plan, visit, results):
    """Return whether the drug is given, at monthly values of PSA as shares of the first."""
    memory = {}
    return "".join(
        "+" if plan.decide(visit(28 * k, [size], drugs=("abiraterone",)), memory)[0, 0] else "-"
        for k, size in enumerate(results)
    )


@pytest.fixture
def visit():
    from sim.base.seen import Seen

    def make(day, burden, drugs):
        one = np.ones(1)
        return Seen(
            day=float(day), drugs=drugs, doses=np.zeros((1, 1)), burden=np.asarray(burden),
            detected=one > 0, new_result=True, baseline=one, reference=one, nadir=one,
            progressed=one < 0,
        )  # fmt: skip

    return make


@pytest.mark.parametrize("number", ["NCT02415621", "NCT05393791"])
def test_off_below_half_and_on_above_the_value_before_treatment(number, visit):
    plan = registered(number).trial.arms["adaptive"]
    results = [1, 0.6, 0.51, 0.49, 0.8, 0.99, 1.01, 0.6, 0.49, 0.2]
    assert given(plan, visit, results) == "+++---++--"


def test_a_run_in_and_a_fall_by_three_quarters_then_by_half(visit):
    """NCT03511196: held after more than 75 % and twelve weeks, in later cycles after 50 %."""
    plan = registered("NCT03511196").trial.arms["adaptive"]
    results = [1, 0.2, 0.2, 0.2, 0.3, 1.1, 0.6, 0.45, 0.9, 1.1, 0.3]
    assert given(plan, visit, results) == "+++--++--+-"
    assert given(plan, visit, [1, 0.6, 0.4, 0.3, 0.26, 0.24]) == "+++++-"


def test_the_antibody_again_after_another_treatment():
    """CRICKET at progression, CHRONOS when blood has no resistant allele any more; RECIST."""
    cricket, chronos = registered("NCT02296203").trial, registered("NCT03227926").trial
    again = sim.Rechallenge("antibody", bridge="bridge")
    assert cricket.arms["rechallenge"] == chronos.arms["at progression"] == again
    assert chronos.arms["by blood"] == sim.Rechallenge(
        "antibody", bridge="bridge", when=sim.AlleleBelow("RAS", 0.001)
    )
    assert (cricket.cohort.patients, chronos.cohort.patients) == (28, 27)
    both = [sim.Line(name, until=sim.Progression()) for name in ("antibody", "bridge")]
    assert cricket.arms["no rechallenge"] == sim.Lines(both)
    for trial in (cricket, chronos):
        assert (trial.clinic.scan_every, trial.clinic.criteria) == (56.0, sim.Recist())
        clones = trial.cohort.draw(1).tumour.clones
        cost = clones[0].birth - clones[1].birth
        assert cost == pytest.approx(np.log(2) / (3.7 * 30.4375), rel=1e-4)


def test_nobody_is_treated_past_progression_and_no_survival_is_shown_where_nobody_died():
    trial = registered("NCT02415621", patients=6).trial
    result = trial.run(1, progress=False)
    known, last = (
        result.runs.data[word] for word in ("progression_known_day", "last_treatment_day")
    )
    alone = ~np.isnan(known.sel(arm="continuous"))
    assert alone.any()
    assert (last.sel(arm="continuous") == known.sel(arm="continuous"))[alone].all()
    # on drug: growth in a pause, when the value before treatment is passed by a fifth, is none
    assert (last.sel(arm="adaptive") >= np.minimum(known.sel(arm="adaptive"), trial.days)).all()
    said = str(result)
    assert "median OS" not in said
    assert "overall survival: nobody died in any arm" in said
    fatal = dataclasses.replace(trial.clinic, fatal=8e9)
    died = sim.Trial(trial.cohort, trial.arms, fatal, days=1000.0).run(1, progress=False)
    assert "median OS" in str(died)
    assert "nobody died" not in str(died)


def test_eight_weeks_for_all_then_three_off_and_five_on():
    trial = registered("NCT02196181").trial
    assert (trial.cohort.patients, type(trial.design)) == (206, sim.Randomised)
    assert (trial.clinic.scan_every, trial.clinic.criteria) == (56.0, sim.Recist())
    assert trial.arms["continuous"] == until_progression("D+T")
    plan = trial.arms["intermittent"].lines[0]
    assert plan.until == sim.Progression()
    written = plan.give.schedule(200.0)
    assert written.days == (0.0, 56.0, 77.0, 112.0, 133.0, 168.0, 189.0)
    assert [bool(doses) for doses in written.doses] == [True, False] * 3 + [True]


def test_the_command_runs_one_and_lists_all(tmp_path, capsys):
    folder = str(tmp_path / "out")
    words = ["trial", "nct05393791", "--patients", "6", "--years", "1", "--output", folder]
    assert main([*words, "--quiet"]) == 0
    assert "2 arms, 6 patients (randomised)" in capsys.readouterr().out
    assert (tmp_path / "out" / "patients.csv").exists()
    assert main(["presets"]) == 0
    listed = capsys.readouterr().out
    assert all(number in listed for number in NUMBERS)
    assert "ANZadapt: adaptive or continuous abiraterone (mCRPC)\n" in listed
    assert "  NCT02415621         adaptive abiraterone (mCRPC)\n" in listed


def test_a_number_that_is_not_there_is_named(capsys):
    with pytest.raises(sim.InputError, match=r"Trial 'NCT02415622'.*Did you mean 'NCT02415621'"):
        registered("NCT02415622")
    assert main(["trial", "NCT00000000"]) != 0
    assert "The registered trials are" in capsys.readouterr().err


def test_patients_are_as_many_as_are_asked_for():
    read = registered("NCT02415621", patients=40, days=400.0, seed=5)
    assert read.trial.cohort.patients == 40
    assert (read.trial.days, read.seed) == (400.0, 5)
