"""Trials by registration number: their rules typed a second time, and the command."""

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.trials import registered, registry

NUMBERS = ("NCT02415621", "NCT03511196", "NCT05393791")


def test_all_are_listed_and_say_where_their_rules_stand():
    assert registry.names() == NUMBERS
    for number in NUMBERS:
        assert registry.title(number).startswith(number)
        text = registry.path_of(number).read_text("utf-8")
        assert f"sim trial {number}" in text
        assert "Where each rule is written" in text
        assert "What stands in" in text


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
    assert read.trial.arms["continuous"] == sim.Continuous("abiraterone")
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


def test_the_command_runs_one_and_lists_all(tmp_path, capsys):
    folder = str(tmp_path / "out")
    words = ["trial", "nct05393791", "--patients", "6", "--years", "1", "--output", folder]
    assert main([*words, "--quiet"]) == 0
    assert "2 arms, 6 patients (randomised)" in capsys.readouterr().out
    assert (tmp_path / "out" / "patients.csv").exists()
    assert main(["presets"]) == 0
    listed = capsys.readouterr().out
    assert all(number in listed for number in NUMBERS)
    assert "adaptive or continuous abiraterone (mCRPC)" in listed


def test_a_number_that_is_not_there_is_named(capsys):
    with pytest.raises(sim.InputError, match=r"Trial 'NCT02415622'.*Did you mean 'NCT02415621'"):
        registered("NCT02415622")
    assert main(["trial", "NCT00000000"]) != 0
    assert "The registered trials are" in capsys.readouterr().err


def test_patients_are_as_many_as_are_asked_for():
    read = registered("NCT02415621", patients=40, days=400.0, seed=5)
    assert read.trial.cohort.patients == 40
    assert (read.trial.days, read.seed) == (400.0, 5)
