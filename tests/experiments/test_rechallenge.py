"""Rechallenge: parameters a second time, what must hold for each mechanism, a quick form."""

import numpy as np
import pytest

from experiments.published.rechallenge import model, platinum, reproduce


def test_parameters_as_stated():
    assert (model.BIRTH, model.DEATH) == (0.14, 0.13)
    assert np.median(model.KILL.rvs(20_000, random_state=1)) == pytest.approx(0.04, rel=0.02)
    assert model.KILL.ppf((0.1, 0.9)) == pytest.approx((0.02, 0.08))
    share_lost = model.cost(2_000, seed=1)
    half_lives = np.log(2) / (0.14 * share_lost) / 30.4375  # months
    assert 3.7 <= half_lives.min() < 3.75
    assert 4.65 < half_lives.max() <= 4.7
    assert reproduce.TRIALS == {"CRICKET": ("21", 28), "CHRONOS": ("30", 27)}
    assert reproduce.RESPONSE == pytest.approx(0.343)


def test_a_tumour_that_has_progressed():
    tumour = model.progressed(model.mechanisms(3, seed=1)["stable mutation"])
    assert [clone.start for clone in tumour.clones] == pytest.approx([1e8, 9e8])
    assert not tumour.grown_from_one_cell


def test_the_share_of_a_costly_clone_halves_in_its_half_life():
    patients = 20
    made = model.mechanisms(patients, reproduce.SEED)
    again = reproduce.given_again(made["costly mutation"], patients)
    odds = again.resistant / (1 - again.resistant)
    weeks = np.array(reproduce.INTERVALS)
    rate = -np.log(odds[-1] / odds[0]) / (7 * weeks[-1])
    assert rate == pytest.approx(0.14 * model.cost(patients, reproduce.SEED), rel=1e-3)


def test_a_stable_mutation_never_responds_and_persisters_do_later():
    made = model.mechanisms(40, reproduce.SEED)
    stable = reproduce.given_again(made["stable mutation"], 40)
    reversible = reproduce.given_again(made["dividing persisters"], 40)
    assert stable.rate.max() == 0
    assert stable.resistant == pytest.approx(np.full(stable.resistant.shape, 0.9), abs=1e-3)
    assert reversible.rate[0] == 0 < reversible.rate[-1]
    # keeping the drug helps the more, the more cells still feel it
    kept = [reproduce.kept(made[name], 40) for name in ("stable mutation", "silencing")]
    assert 0 < kept[1] < kept[0] < 1


def test_platinum_again_helps_more_after_a_late_relapse():
    early, later = platinum.platinum_rows(400)
    assert (early.published, later.published) == ("6", "50")
    assert early.ours < later.ours
