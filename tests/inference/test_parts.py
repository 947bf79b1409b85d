"""Parts of fits alone: numbers that are known by hand, by closed forms, or by counting."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.inference import laplace
from sim.inference import problem as of_problem
from sim.inference.adaptive import TOLD, _flattened
from sim.inference.held import _freed
from sim.inference.population import _root_of_curvature
from sim.inference.problem import FEW
from sim.inference.twins import _last_given, _slowest


def grown(rate):
    """One clone that grows at a rate."""
    return sim.Tumour([sim.Clone("S", rate, 0.05, start=1e8)])


@pytest.fixture(scope="module")
def fitted():
    seen = pd.DataFrame({"day": [0.0, 30, 60, 90], "cells": [1e8, 2e8, 3e8, 7e8]})
    seen = sim.Observations.read(seen, value="cells", unit="cells")
    return sim.fit(seen, grown, {"rate": stats.uniform(0.05, 0.05)}, starts=2)


@pytest.mark.parametrize(
    ("drug", "half_life"),
    [
        ({"half_life": 3.0}, 3.0),
        ({"half_life": np.array([3.0, 4.0])}, 4.0),
        ({"kinetics": sim.Oral(0.05, 0.5)}, 0.5),
        ({"kinetics": sim.Infused(0.1, 0.7)}, 0.7),
        ({"kinetics": sim.TwoCompartments(0.1, 1.5, 0.7)}, 1.5),
        ({"kinetics": sim.Oral(0.05, into=sim.TwoCompartments(0.1, 1.5, 0.7))}, 1.5),
    ],
)
def test_the_slowest_half_life_of_a_drug(drug, half_life):
    assert _slowest(sim.Drug("A", sim.Hill(0.05, 0.3), **drug)) == half_life


def test_when_a_drug_was_last_given():
    def leg(until, doses, once=None):
        single = None if once is None else SimpleNamespace(in_force=np.array([once]))
        return SimpleNamespace(until=until, doses=np.array([doses]), once=single)

    course = SimpleNamespace(
        legs=[leg(10.0, [1, 0, 0]), leg(20.0, [0, 0, 0], [0, 1, 0]), leg(30.0, [0, 0, 0])]
    )
    assert [_last_given(course, drug) for drug in range(3)] == [10.0, 20.0, -np.inf]


@pytest.mark.parametrize(
    ("count", "threads", "parts"),
    [
        (4 * FEW, 2, [2 * FEW] * 2),
        (4 * FEW + 1, 2, [2 * FEW + 1, 2 * FEW]),
        (FEW, 2, [FEW]),
        (FEW + 1, 2, [FEW, 1]),
        (9000, 1, [4096, 4096, 808]),
    ],
)
def test_points_are_dealt_evenly_to_threads(fitted, monkeypatch, count, threads, parts):
    asked = []

    def noted(self, theta):
        asked.append(len(theta))
        return theta

    monkeypatch.setattr(of_problem, "thread_count", lambda _: threads)
    monkeypatch.setattr(type(fitted.problem), "_residuals", noted)
    theta = np.arange(float(count))[:, None]
    np.testing.assert_array_equal(fitted.problem.residuals(theta), theta)
    assert sorted(asked, reverse=True) == parts


def test_weights_are_flattened_as_little_as_gives_enough_draws():
    even = np.full(200, 1 / 200)
    np.testing.assert_array_equal(_flattened(even), even)
    steep = np.exp(-np.arange(400.0))
    steep /= steep.sum()
    found = _flattened(steep)
    assert 1 / (found**2).sum() >= TOLD
    assert found.sum() == pytest.approx(1)
    # of the weights to the power p, the last step of 0.7 was needed, and it was the last
    power = np.log(found[0] / found[1])
    one_less = steep ** (power / 0.7)
    one_less /= one_less.sum()
    assert 1 / (one_less**2).sum() < TOLD
    assert np.log(power) / np.log(0.7) == pytest.approx(round(np.log(power) / np.log(0.7)))


def test_a_profile_reaches_both_ends_of_the_prior(fitted):
    profiles = fitted.profiles()
    np.testing.assert_allclose(
        [profiles.places[0][0], profiles.places[0][-1]], fitted.prior.limits()[:, 0]
    )
    assert profiles.values[0][0] == pytest.approx(0.05, abs=1e-4)
    assert profiles.values[0][-1] == pytest.approx(0.1, abs=1e-4)
    assert profiles.loss[0].min() == pytest.approx(0, abs=1e-6)


def test_the_curvature_of_a_quadratic_is_that_of_its_table():
    table = np.array([[3.0, 1.2, 0.0], [1.2, 2.0, -0.4], [0.0, -0.4, 1.0]])
    middle = np.full(3, 0.5)

    def score(u):
        return -0.5 * np.einsum("ni,ij,nj->n", u - middle, table, u - middle)

    hyper = SimpleNamespace(
        priors=SimpleNamespace(values=lambda u: u), log_likelihood=score
    )  # fmt: skip
    slopes = _root_of_curvature(hyper, middle)
    np.testing.assert_allclose(slopes.T @ slopes, table, atol=1e-6)


@pytest.mark.parametrize("error", [ZeroDivisionError, OverflowError, TypeError, ValueError])
def test_a_model_that_takes_no_other_value_is_left_as_it_is(fitted, error):
    def narrow(rate, held=1.0):
        if held != 1.0:
            raise error
        return grown(rate)

    assert _freed(replace(fitted.problem, make=narrow, _wants={}), "held", 1.0) is None
    wide = replace(fitted.problem, make=lambda rate, held=1.0: grown(rate * held), _wants={})
    assert _freed(wide, "held", 1.0) is not None


def test_what_is_given_to_load_is_checked_too(tmp_path):
    for kind in (sim.Fit, sim.Fits):
        with pytest.raises(sim.InputError, match=r"allow_code is 'False'.*needs True or False"):
            kind.load(tmp_path / "fit.json", allow_code="False")
        with pytest.raises(sim.InputError, match="path is 3"):
            kind.load(3)


def test_a_file_of_another_version_is_said(fitted, tmp_path):
    from sim.inference.saved import _digest

    file = tmp_path / "fit.json"
    fitted.save(file)
    told = json.loads(file.read_text("utf-8"))
    told["fits"]["parts"] = {"a": 3}
    told["head"]["sha256"] = _digest(json.dumps(told["fits"]))
    file.write_text(json.dumps(told), "utf-8")
    with pytest.raises(sim.InputError, match=r"no fit of this version of sim .* with the version"):
        sim.Fit.load(file)


def test_draws_begin_as_wide_as_an_even_distribution_is():
    assert laplace.EVEN == pytest.approx(1 / stats.uniform().var())
