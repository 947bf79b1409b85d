"""Details of trials that nobody would miss until they are wrong."""

import pytest

import sim
from sim.trials import Design, TrialResult
from sim.trials.power import sample_size
from tests.asked import assert_asks_for
from tests.simulate.cohort import ARMS, TUMOUR

NOBODY = TrialResult.__new__(TrialResult)
"""A result that is not looked at."""


@pytest.fixture(scope="module")
def result():
    """A trial of three patients."""
    return sim.Trial(sim.Cohort(TUMOUR, 3), ARMS, days=112.0).run(1, progress=False)


@pytest.fixture
def known(monkeypatch):
    """Let the power be 0.8 from so many patients on, and what is expected be so much."""

    def let(least, expected=1.0):
        monkeypatch.setattr("sim.trials.power._expected", lambda *_: expected)
        monkeypatch.setattr(
            "sim.trials.power._power",
            lambda _, arm, patients, options: 0.8 - (patients < least),
        )

    return let


def test_a_size_is_sought_no_longer_than_two_percent_ask_for(known):
    """8 is doubled to 4096, and 2048 halved to 64, which is a fiftieth of 3200."""
    known(3210)
    assert sample_size(NOBODY, "little", power=0.8) == 3264


def test_a_size_that_is_just_enough_is_sought(known):
    known(100, expected=0.8)
    assert 100 <= sample_size(NOBODY, "little", power=0.8) <= 102
    known(100, expected=0.79)
    with pytest.raises(sim.InputError, match="not enough"):
        sample_size(NOBODY, "little", power=0.8)


def test_the_most_is_what_can_be_drawn(known):
    known(100)
    with pytest.raises(sim.InputError, match=r"most is 10000000; .* at most 1000000"):
        sample_size(NOBODY, "little", power=0.8, most=10**7)


def test_what_is_run_again_is_run_silently(result, capsys):
    result.audit(1, "continuous")
    result.follow([1])
    said = capsys.readouterr()
    assert said.out == said.err == ""


def test_a_loaded_cohort_is_printed_without_its_patients(result, tmp_path):
    result.save(tmp_path / "trial.nc")
    cohort = TrialResult.load(tmp_path / "trial.nc").trial.cohort
    assert "drawn" not in repr(cohort)
    assert len(repr(cohort)) < 5000
    assert cohort.patients == 3


def grown(growth, fold=10.0):
    """A tumour of two parameters, one of which may be left out."""
    return sim.Tumour([sim.Clone("S", 0.13 + growth, 0.13, start=1e9, fold={})], references=())


def test_a_column_that_is_nearly_a_parameter_is_a_slip_only_where_the_parameter_has_no_value():
    columns = {"growth": [0.01, 0.02], "folds": [1.0, 2.0]}
    with pytest.raises(sim.InputError, match=r"column 'folds', .* Did you mean 'fold'"):
        sim.Cohort(grown, table=columns)
    assert sim.Cohort(grown, table=columns | {"fold": [1.0, 2.0]}).patients == 2
    assert sim.Cohort(grown, None, {"fold": 3.0}, table=columns).patients == 2


def test_a_design_of_ones_own_says_who_is_in_which_arm():
    assert_asks_for(Design, "members")
