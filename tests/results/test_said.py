"""What runs say of themselves may have been changed by another program: it is refused by name."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.results import Runs
from sim.results.said import json_said, number_said
from sim.trials import TrialResult
from tests.simulate.cohort import TUMOUR, run


@pytest.fixture(scope="module")
def runs():
    return run(patients=3)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '"a"'])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(InputError, match=r"'versions' of these runs is .* changed it"):
        json_said({"versions": text}, "versions", {})


def test_what_is_not_there_is_the_default_and_what_is_there_is_read():
    assert json_said({}, "missing", []) == []
    assert json_said({"missing": "[[1, 2]]"}, "missing", []) == [[1, 2]]
    assert number_said({}, "days") is None
    assert number_said({"days": np.float64(3.5)}, "days") == 3.5


@pytest.mark.parametrize("name", ["days", "step_error", "seed"])
@pytest.mark.parametrize("value", ["", "{", [1, 2]])
def test_a_number_that_is_none_is_named_wherever_it_is_shown(runs, name, value):
    changed = Runs(runs.data.assign_attrs({name: value}))
    with pytest.raises(InputError, match=f"attribute '{name}' .*another program"):
        getattr(changed, name)
    if name != "seed":
        with pytest.raises(InputError, match=name):
            str(changed)


@pytest.mark.parametrize("value", ["{broken", "[]", "3", "{}", '{"format": "x"}', '{"format": 1}'])
def test_a_trial_of_which_nothing_sensible_is_said_is_refused(value, tmp_path):
    trial = sim.Trial(sim.Cohort(TUMOUR, 2), {"daily": sim.Continuous("vemurafenib")}, days=112.0)
    data = trial.run(1, progress=False).runs.data
    Runs(data.assign_attrs(trial=value)).save(tmp_path / "trial.nc")
    with pytest.raises(InputError, match=r"'trial' of these runs|says of its trial is damaged"):
        TrialResult.load(tmp_path / "trial.nc")
