"""A fit comes back from its file to the bit, with its posterior; and a sentence for each slip."""

import json

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.presets import PRESETS
from tests.inference.test_fit import LINE, SIGMA, cells, grown, line
from tests.inference.test_posterior import Posterior

PRIORS = {"cost": stats.uniform(0, 1), "start": stats.uniform(0.1, 0.9),
          "resistant_fraction": stats.loguniform(1e-5, 0.3), "turnover": stats.uniform(0, 0.9),
          "first": stats.loguniform(0.5, 2)}  # fmt: skip


@pytest.fixture(scope="module")
def of_preset():
    fit = sim.fit(
        sim.Observations.example().of("C"), sim.presets.mcrpc_abiraterone, PRIORS, starts=3,
        measure=lambda first: sim.InProportion(first), noise=sim.UnknownNoise(),
    )  # fmt: skip
    rng = np.random.default_rng(1)
    draws = Posterior(fit.names, rng.random((4, 50, 6)), rng.random((4, 50)), np.ones(6),
                      np.ones(6), 0.3)  # fmt: skip
    fit._posteriors[20_000, 1] = draws
    return fit


def same(one, two):
    assert one.names == two.names
    assert np.array_equal(one.climbed.u, two.climbed.u)
    assert np.array_equal(one.climbed.slopes, two.climbed.slopes)
    assert one.best == two.best
    assert one.highest == two.highest
    theta = one.prior.draw(5, 1)
    assert np.array_equal(one.log_likelihood(theta), two.log_likelihood(theta))
    assert one.observations.given.describe() == two.observations.given.describe()


def test_a_fit_of_a_preset_comes_back_to_the_bit(of_preset, tmp_path):
    of_preset.save(tmp_path / "c.json")
    with pytest.raises(InputError, match=r"holds code, the function .*lambda.* allow_code=True"):
        sim.Fit.load(tmp_path / "c.json")  # (the measure is a function of the user)
    found = sim.Fit.load(tmp_path / "c.json", allow_code=True)
    same(of_preset, found)
    one, two = of_preset._posteriors[20_000, 1], found._posteriors[20_000, 1]
    assert np.array_equal(one.chain, two.chain)
    assert one.names == two.names
    assert np.array_equal(found.patients(5, seed=2).theta, of_preset.patients(5, seed=2).theta)


def test_several_patients_are_kept_in_one_file_without_any_code(tmp_path):
    seen = sim.Observations.example()
    priors = {name: PRIORS[name] for name in ("cost", "start", "resistant_fraction", "turnover")}
    fits = sim.fit(seen, sim.presets.mcrpc_abiraterone, priors, starts=2)
    fits.save(tmp_path / "all.json")
    found = sim.Fits.load(tmp_path / "all.json")
    assert list(found) == ["A", "B", "C"]
    for name in found:
        same(fits[name], found[name])
    assert found.table().equals(fits.table())
    with pytest.raises(InputError, match=r"holds the fits of .*sim\.Fits\.load"):
        sim.Fit.load(tmp_path / "all.json")


def test_a_fit_of_a_function_of_ones_own(tmp_path):
    fit = sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=2)
    fit.save(tmp_path / "mine.json")
    with pytest.raises(InputError, match="holds code, the function 'grown'"):
        sim.Fit.load(tmp_path / "mine.json")
    same(fit, sim.Fit.load(tmp_path / "mine.json", allow_code=True))


def test_every_preset_is_known_by_name():
    from sim.made.known import name_of

    for function in PRESETS.values():
        assert name_of(function) is not None


def test_slips_are_named(tmp_path):
    fit = sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=2)
    with pytest.raises(InputError, match=r"kept in a .json file, .*write 'a.json'"):
        fit.save(tmp_path / "a.nc")
    with pytest.raises(InputError, match=r"write 'fit.json'"):
        sim.Fit.load("")
    with pytest.raises(InputError, match="cannot be read"):
        sim.Fit.load(tmp_path / "none.json")
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(InputError, match="is no file of fits, or it is damaged"):
        sim.Fit.load(tmp_path / "other.json")
    fit.save(tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text())
    told["fits"]["parts"]["1"]["map"][0][1]["fields"]["units"] = {"map": []}
    (tmp_path / "a.json").write_text(json.dumps(told))
    with pytest.raises(InputError, match="is damaged, or was changed by hand"):
        sim.Fit.load(tmp_path / "a.json", allow_code=True)
    told["head"]["format"] = 99
    (tmp_path / "a.json").write_text(json.dumps(told))
    with pytest.raises(InputError, match="newer version"):
        sim.Fit.load(tmp_path / "a.json")
