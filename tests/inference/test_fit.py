"""Fits beside closed forms, scipy and their own truth; and a sentence for each slip.

Exponential growth with log-normal errors is a straight line in the logarithm: everything a fit says
of it is known from ordinary least squares.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.integrate import solve_ivp

import sim
from sim.base.errors import InputError
from sim.inference.climb import climb
from sim.inference.errors import constant, residuals
from sim.inference.priors import Priors

SIGMA = 0.2
DAYS = np.array([0.0, 10, 20, 30, 45, 60])
LINE = {"log_start": stats.uniform(15, 10), "growth": stats.uniform(-0.05, 0.2)}


def grown(log_start, growth):
    """One clone that grows or shrinks at a rate."""
    return sim.Tumour([sim.Clone("a", growth + 0.2, 0.2, start=np.exp(log_start))])


def cells(values, days=DAYS):
    table = pd.DataFrame({"day": days, "cells": values})
    return sim.Observations.read(table, value="cells", unit="cells")


def line(seed=3):
    noise = np.random.default_rng(seed).normal(0, SIGMA, len(DAYS))
    return np.exp(20 + 0.03 * DAYS + noise)


def least_squares(values):
    """Return the best of a straight line through logarithms, and their covariance."""
    design = np.stack([np.ones(len(DAYS)), DAYS], axis=1)
    inverse = np.linalg.inv(design.T @ design)
    return inverse @ design.T @ np.log(values), SIGMA**2 * inverse


@pytest.fixture(scope="module")
def fitted():
    return sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=6)


def test_the_best_is_that_of_ordinary_least_squares(fitted):
    best, covariance = least_squares(line())
    errors = np.sqrt(np.diag(covariance))
    assert np.abs(fitted.theta - best).max() < 1e-4 * errors.min()
    said = best[0] + best[1] * DAYS
    value = stats.lognorm(SIGMA, scale=np.exp(said)).logpdf(line()).sum()
    assert fitted.highest == pytest.approx(value, abs=1e-6)
    total = ((line() - line().mean()) ** 2).sum()
    assert fitted.r_squared()["cells"] == pytest.approx(
        1 - ((line() - np.exp(said)) ** 2).sum() / total, abs=1e-5
    )


def test_likelihoods_side_by_side_are_those_of_scipy(fitted):
    theta = np.array([[20, 0.03], [19, 0.05], [21, 0.0]])
    expected = [
        stats.lognorm(SIGMA, scale=np.exp(a + g * DAYS)).logpdf(line()).sum() for a, g in theta
    ]
    assert fitted.log_likelihood(theta) == pytest.approx(expected, abs=1e-5)
    assert fitted.log_likelihood({"growth": theta[:, 1], "log_start": theta[:, 0]}) == (
        pytest.approx(expected, abs=1e-5)
    )
    inside = LINE["log_start"].logpdf(20) + LINE["growth"].logpdf(0.03)
    assert fitted.log_posterior([[20, 0.03], [20, 0.3]]) == (
        pytest.approx([expected[0] + inside, -np.inf])
    )


def test_profiles_are_parabolas_with_the_errors_of_least_squares(fitted):
    """A normal likelihood: intervals of 90 % are 1.645 standard errors to each side."""
    best, covariance = least_squares(line())
    assert fitted.widened == 1
    for k, name in enumerate(fitted.names):
        error = np.sqrt(covariance[k, k])
        found = fitted.profiles().interval(name)
        assert found.low == pytest.approx(best[k] - 1.6449 * error, abs=0.01 * error)
        assert found.high == pytest.approx(best[k] + 1.6449 * error, abs=0.01 * error)
        assert not found.open_below
        assert not found.open_above
        half = fitted.profiles().interval(name, 0.5)
        assert half.high == pytest.approx(best[k] + 0.6745 * error, abs=0.02 * error)


def test_what_is_identified_is_said(fitted):
    assert fitted.identified() == "The data fix 2 of 2 parameters: log_start, growth."
    # Only the difference of birth and death shows in a curve without chance.
    both = {"birth": stats.uniform(0, 0.5), "death": stats.uniform(0, 0.5)}
    fit = sim.fit(
        cells(line()), lambda birth, death: sim.Tumour([sim.Clone("a", birth, death, np.exp(20))]),
        both, noise=sim.Noise(SIGMA), starts=8,
    )  # fmt: skip
    said = fit.identified()
    assert "The data fix none of 2 parameters." in said
    assert "birth and death can rise together, and the curve stays nearly the same." in said
    assert "different values of birth and death that explain the data equally well" in said
    assert fit.best["birth"] - fit.best["death"] == pytest.approx(0.03, abs=0.01)


def test_a_limit_that_is_hit_is_said():
    low = LINE | {"growth": stats.uniform(0.04, 0.1)}
    fit = sim.fit(cells(line()), grown, low, noise=sim.Noise(SIGMA), starts=4)
    assert fit.at_limit == {"growth": "lowest"}
    assert "(at the lowest of its prior)" in str(fit)
    assert "growth is at most" in fit.identified()


def test_noise_too_small_is_said_and_widens():
    fit = sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA / 10), starts=4)
    design = np.stack([np.ones(len(DAYS)), DAYS], axis=1)
    off = np.log(line()) - design @ least_squares(line())[0]
    assert fit.misfit == pytest.approx(np.sqrt(off @ off / 4) / (SIGMA / 10), rel=1e-3)
    assert "times as far from the best curve as the noise says" in str(fit)
    error = np.sqrt(least_squares(line())[1][1, 1]) / 10 * fit.misfit
    found = fit.profiles().interval("growth")
    assert found.high - found.low == pytest.approx(2 * 1.6449 * error, rel=0.02)


def test_limits_count_by_the_normal_integral():
    value, sign = np.array([2.0, 0.1, 50.0]), np.array([0, -1, 1], dtype=np.int8)
    said = np.array([[1.5, 0.2, 40.0], [2.5, 0.02, 80.0]])
    r = residuals(sim.Noise(0.3), value, sign, said, 0.3, 0.3)
    found = constant(sim.Noise(0.3), value, sign, 0.3) - 0.5 * (r**2).sum(axis=1)
    expected = (
        stats.lognorm(0.3, scale=said[:, 0]).logpdf(2.0)
        + stats.lognorm(0.3, scale=said[:, 1]).logcdf(0.1)
        + stats.lognorm(0.3, scale=said[:, 2]).logsf(50.0)
    )
    assert found == pytest.approx(expected, abs=1e-10)
    r = residuals(sim.Additive(0.3), value, sign, said, 0.3, 0.3)
    found = constant(sim.Additive(0.3), value, sign, 0.3) - 0.5 * (r[0] ** 2).sum()
    off = stats.norm(said[0], 0.3)
    expected = off.logpdf(value)[0] + off.logcdf(value)[1] + off.logsf(value)[2]
    assert found == pytest.approx(expected, abs=1e-10)


def test_an_error_that_is_a_parameter_counts_with_its_size():
    priors = LINE | {"error": stats.uniform(0.05, 1)}
    fit = sim.fit(cells(line()), grown, priors, noise="error", starts=6)
    theta = np.array([[20, 0.03, 0.1], [20.1, 0.028, 0.4]])
    expected = [
        stats.lognorm(s, scale=np.exp(a + g * DAYS)).logpdf(line()).sum() for a, g, s in theta
    ]
    assert fit.log_likelihood(theta) == pytest.approx(expected, abs=1e-5)
    # The best size is the root mean square of what is left.
    best = least_squares(line())[0]
    off = np.log(line()) - best[0] - best[1] * DAYS
    assert fit.best["error"] == pytest.approx(np.sqrt((off**2).mean()), rel=1e-3)


def test_the_course_of_a_patient_is_that_of_an_integrator_of_scipy():
    """Strobl's equations, on and off drug by the patient's own calendar."""
    table = pd.DataFrame({
        "day": [0, 30, 60, 90, 130, 170], "psa": [20.0, 9, 5, 7, 12, 6], "on": [1, 1, 0, 0, 1, 1],
    })  # fmt: skip
    seen = sim.Observations.read(table, value="psa", doses={"abiraterone": "on"})
    priors = {name: stats.uniform(0, 1) for name in ("cost", "turnover")}
    fit = sim.fit(seen, sim.presets.mcrpc_abiraterone, priors, starts=2)
    cost, turnover, rate = 0.4, 0.3, 0.027

    def slopes(_, y, dose):
        room = 1 - y.sum()
        return [
            rate * y[0] * room * (1 - 1.5 * dose) - turnover * rate * y[0],
            (1 - cost) * rate * y[1] * room - turnover * rate * y[1],
        ]

    y, shown = np.array([0.75 * 0.999, 0.75 * 0.001]), []
    for a, b, dose in zip(table.day[:-1], table.day[1:], table.on[:-1], strict=True):
        shown.append(y.sum())
        y = solve_ivp(slopes, (a, b), y, args=(dose,), rtol=1e-10, atol=1e-14).y[:, -1]
    shown = np.array([*shown, y.sum()])
    found = fit.predict(theta={"cost": cost, "turnover": turnover})
    assert found["psa"].to_numpy() == pytest.approx(20 * shown / shown[0], rel=1e-6)
    assert found["day"].tolist() == table.day.tolist()
    later = fit.predict([170.0, 15.0], {"cost": [cost, 0.1], "turnover": [turnover, 0.2]})
    assert later["psa"][0] == pytest.approx(found["psa"].iloc[-1], rel=1e-7)
    assert later["which"].tolist() == [0, 0, 1, 1]


def test_truth_is_found_again_in_several_series_and_patients():
    truth = {"cost": 0.4, "turnover": 0.3, "start": 0.5}
    tumour = sim.presets.mcrpc_abiraterone(**truth, resistant_fraction=0.05)
    days = np.arange(0, 600, 30.0)
    plan = sim.Intermittent("abiraterone", 90, 120)
    runs = sim.simulate(tumour, {"a": plan}, patients=1, days=600.0, seed=1, engine="meanfield",
                        clinic=sim.Clinic(extra_visits=days[1:]), progress=False)  # fmt: skip
    burden = runs.data["burden"].isel(arm=0, patient=0).sel(time=days).to_numpy()
    on = runs.data["dose"].isel(arm=0, patient=0, drug=0).sel(time=days).to_numpy()
    table = pd.DataFrame({
        "patient": "x", "day": days, "psa": 30 * burden / burden[0],
        "mm": sim.diameter_mm_from_cells(burden), "on": on,
    })  # fmt: skip
    both = pd.concat([table, table.assign(patient="y", psa=2 * table.psa)])
    seen = sim.Observations.read(both, value=["psa", "mm"], doses={"abiraterone": "on"},
                                 unit={"mm": "mm"})  # fmt: skip
    priors = {"cost": stats.uniform(0, 1), "turnover": stats.uniform(0, 0.9),
              "start": stats.uniform(0.1, 0.9)}  # fmt: skip
    fits = sim.fit(
        seen,
        lambda **t: sim.presets.mcrpc_abiraterone(**t, resistant_fraction=0.05),
        priors,
        noise={"psa": sim.Noise(0.1), "mm": sim.Additive(1.0)},
        starts=8,
    )
    assert list(fits) == ["x", "y"]
    for patient in fits:
        assert fits[patient].best == pytest.approx(truth, abs=2e-3)
    assert fits.table().loc["x", "r2_psa"] > 0.9999
    assert "Fits of 2 patients." in str(fits)


def test_a_patient_without_one_of_the_series_is_fitted_to_the_others():
    table = pd.DataFrame({"patient": ["a"] * 6 + ["b"] * 6, "day": [*DAYS, *DAYS],
                          "cells": [*line(), *line(4)],
                          "mm": [*sim.diameter_mm_from_cells(line()), *[np.nan] * 6]})  # fmt: skip
    seen = sim.Observations.read(table, value=["cells", "mm"], unit={"cells": "cells", "mm": "mm"})
    fits = sim.fit(seen, grown, LINE, noise=sim.Noise(SIGMA), starts=3)
    assert fits["a"].observations.series == ("cells", "mm")
    assert fits["b"].observations.series == ("cells",)
    assert fits["b"].theta == pytest.approx(least_squares(line(4))[0], rel=1e-3)
    only = seen.of("a")
    assert only.without_last(6).measured().series == only.series  # (nothing is left at all)


def test_a_marker_whose_level_is_unknown():
    """PSA follows cells with its half-life: the level per cell is a parameter of the measure."""
    truth = {"log_start": 20.0, "growth": 0.03, "per_cell": 3e-8}
    marker = sim.Marker("PSA", 3e-8, half_life=2.5)
    state, values = marker.begin(np.exp(20.0)), []
    for k, day in enumerate(DAYS):
        if k:
            a, b = DAYS[k - 1 : k + 1]
            state = marker.follow(state, np.exp(20 + 0.03 * a), np.exp(20 + 0.03 * b), b - a)
        values.append(float(state))
        assert day == DAYS[k]
    table = pd.DataFrame({"day": DAYS, "psa": values, "cells": np.exp(20 + 0.03 * DAYS)})
    seen = sim.Observations.read(
        table, value=["psa", "cells"], unit={"cells": "cells", "psa": "ng/ml"}
    )
    fit = sim.fit(
        seen, grown, LINE | {"per_cell": stats.loguniform(1e-9, 1e-6)}, starts=8,
        measure={"cells": sim.Cells(), "psa": lambda per_cell: sim.Marker("PSA", per_cell)},
    )  # fmt: skip
    assert fit.best == pytest.approx(truth, rel=1e-4)


def test_climbing_from_many_starts_finds_the_lowest_valley():
    """Two valleys; the lower one is at 0.8. A variable that is held stays where it was."""

    def valleys(x):
        a = (x[:, 0] - 0.2) * (x[:, 0] - 0.8)
        return np.stack([5 * a, 0.1 * (x[:, 0] - 0.8), x[:, 1] - 1.3], axis=1)

    start = np.array([[0.1, 0.1], [0.9, 0.5], [0.6, 0.9]])
    limits = np.array([[0.0, 0.0], [1.0, 1.0]])
    found = climb(valleys, start.copy(), limits)
    assert found.u[:, 1].tolist() == [1, 1, 1]  # (the limit: 1.3 is beyond)
    assert found.u[found.cost.argmin(), 0] == pytest.approx(0.8, abs=1e-4)
    assert found.u[0, 0] == pytest.approx(0.2, abs=0.05)
    held = climb(valleys, start.copy(), limits, np.array([[False, True]] * 3))
    assert held.u[:, 0].tolist() == start[:, 0].tolist()


def test_priors_are_even_on_their_own_scale():
    priors = Priors({"a": stats.loguniform(1e-4, 1.0), "b": stats.norm(2, 3)})
    assert priors.values(np.array([[0.5, 0.5]]))[0] == pytest.approx([1e-2, 2])
    assert priors.limits()[:, 0].tolist() == [0, 1]
    assert priors.limits()[0, 1] > 0
    theta = priors.draw(64, seed=1)
    assert priors.places(theta) == pytest.approx(priors.places(theta).clip(0, 1))
    assert stats.kstest(priors.places(theta)[:, 0], "uniform").pvalue > 0.5
    assert priors.log_density(theta)[0] == pytest.approx(
        stats.loguniform(1e-4, 1.0).logpdf(theta[0, 0]) + stats.norm(2, 3).logpdf(theta[0, 1])
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parameters": {}}, "give a prior for each that is unknown"),
        ({"parameters": {"growth": 0.03}}, "prior of 'growth' is 0.03; give a frozen scipy.stats"),
        ({"parameters": LINE | {"kind": stats.randint(0, 2)}},
         "prior of 'kind' is one of whole numbers, .* sim.compare_models"),
        ({"parameters": {"grwth": stats.uniform()}}, "no such parameter.* Did you mean 'growth'"),
        ({"noise": sim.Noise(0)}, "errors above 0 that do not last"),
        ({"noise": "error"}, "noise of 'cells' 'error'|noise of 'cells': no such parameter"),
        ({"noise": 0.2}, r"noise of 'cells' is 0.2; give sim.Noise\(0.2\)"),
        ({"measure": 3}, "measure of 'cells' is 3; give a measure of the clinic"),
        ({"measure": sim.Diameter()}, "was read in 'cells', but Diameter measures in 'mm'"),
        ({"measure": {"psa": sim.Cells()}}, "measure says nothing of 'cells'"),
        ({"measure": lambda growth: growth}, "a function that returned"),
        ({"tumour": lambda log_start, growth: 3}, "The function of a fit returned 3"),
        ({"tumour": grown(20.0, 0.03)}, "The tumour of a fit is|tumour is"),
        ({"likelihood": "mean"}, "no such likelihood.* 'meanfield'"),
        ({"starts": 0}, "starts is 0"),
        ({"parameters": {"log_start": stats.uniform(2, 3), "growth": stats.uniform(0, 0.1)}},
         "tumours of the prior begin with .* Check the unit"),
        ({"observations": cells([1e8, 1e9], [0.0, 5.0]).without_last(1)},
         "has 1 result, but 2 parameters are unknown"),
        ({"observations": cells(["<5", "<5", "<5"], [0, 1, 2])}, "Every result of patient '1'"),
    ],
)  # fmt: skip
def test_a_slip_is_named(change, message):
    right = {"observations": cells(line()), "tumour": grown, "parameters": LINE}
    with pytest.raises(InputError, match=message):
        sim.fit(**right | change)


def test_units_of_results_are_kept_and_errors_are_in_them():
    """Volumes in mm3 and in cm3, errors of 50 mm3: the same fit, told in what was read."""
    millimetres = line() / 1e6  # (1e9 cells are 1000 mm3)
    fits = []
    for unit, size in (("mm3", 1.0), ("cm3", 1e-3)):
        table = pd.DataFrame({"day": DAYS, "v": millimetres * size})
        seen = sim.Observations.read(table, value="v", unit=unit)
        fits.append(sim.fit(seen, grown, LINE, noise=sim.Additive(50.0 * size), starts=4))
    one, two = fits
    assert one.theta == pytest.approx(two.theta, rel=1e-6)
    assert one.climbed.cost.min() == pytest.approx(two.climbed.cost.min(), rel=1e-6)
    shown = one.predict()["v"].to_numpy()
    assert shown == pytest.approx(np.exp(one.theta[0] + one.theta[1] * DAYS) / 1e6, rel=1e-6)
    assert one.results("v")["value"].to_numpy() == pytest.approx(millimetres)
    off = (millimetres - shown) / 50
    assert one.climbed.cost.min() == pytest.approx(0.5 * off @ off, rel=1e-5)


def test_one_day_is_predicted_and_days_that_are_none_are_refused(fitted):
    one = fitted.predict(5.0)
    pd.testing.assert_frame_equal(one, fitted.predict([5.0]))
    assert one["cells"].item() == pytest.approx(np.exp(fitted.theta @ [1.0, 5.0]), rel=1e-5)
    for days, message in [
        ([np.nan], "days has nan; give days of at least 0"),
        ([3.0, -1.0], "days has -1; give days of at least 0"),
        (np.inf, "days has inf"),
        ([], "days has shape"),
        ([[1.0]], "days has shape"),
        (["soon"], "give days, such as"),
    ]:
        with pytest.raises(InputError, match=message):
            fitted.predict(days)


def test_a_volume_out_of_reach_is_told_in_the_unit_in_which_it_was_read():
    table = pd.DataFrame({"day": DAYS, "v": line() / 1e12})  # (as if cm3 were mm3, and more)
    seen = sim.Observations.read(table, value="v", unit="mm3")
    low = np.exp(15.0) / 1e6  # the smallest of the prior, in mm3
    with pytest.raises(InputError, match=r"is 0\.0007\d*, but the") as told:
        sim.fit(seen, grown, LINE)
    begins = float(str(told.value).split("begin with ")[1].split(" ")[0])
    assert begins == pytest.approx(low, rel=0.1)


@pytest.mark.parametrize("measure", [None, lambda growth: sim.InProportion(1.0)])
def test_a_first_result_that_is_a_limit_is_no_level(measure):
    table = pd.DataFrame({"day": DAYS, "psa": ["<1", "2", "3", "<1", "5", "9"]})
    seen = sim.Observations.read(table, value="psa", unit="ng/ml")
    with pytest.raises(InputError, match=r"first 'psa' of patient '1' is a limit, < 1, .* Leave"):
        sim.fit(seen, grown, LINE, measure=measure)
    # A marker whose level is a parameter takes it, and so does one that begins with a number.
    priors = LINE | {"per_cell": stats.loguniform(1e-9, 1e-7)}
    marked = lambda per_cell: sim.Marker("psa", per_cell)  # noqa: E731
    assert np.isfinite(sim.fit(seen, grown, priors, measure=marked, starts=2).highest)
    later = sim.Observations.read(table.iloc[1:], value="psa", unit="ng/ml")
    assert np.isfinite(sim.fit(later, grown, LINE, measure=measure, starts=2).highest)


def test_a_drug_the_tumour_does_not_have_is_named():
    table = pd.DataFrame({"day": DAYS, "cells": line(), "on": [1, 1, 0, 0, 1, 1]})
    seen = sim.Observations.read(table, value="cells", unit="cells", doses={"docetaxel": "on"})
    with pytest.raises(InputError, match="was given 'docetaxel', but the tumour's drugs are"):
        sim.fit(seen, grown, LINE)
    theta = {"cost": stats.uniform(0, 1)}
    fit = sim.fit(cells(line()), lambda cost: grown(20.0, 0.01 + cost / 10), theta, starts=2)
    with pytest.raises(InputError, match=r"theta has shape .3,.; give .n, 1., in the order cost"):
        fit.log_likelihood([1.0, 2.0, 3.0])
    with pytest.raises(InputError, match="no such parameter"):
        fit.log_likelihood({"cst": 1.0})


class _Cost:
    value = 0.3


@pytest.mark.parametrize(
    "later",
    [
        lambda fit: fit.profiles(), lambda fit: fit.predict(), lambda fit: fit.r_squared(),
        lambda fit: fit.log_likelihood({"start": 0.6, "turnover": 0.1}), lambda fit: str(fit),
        lambda fit: fit.log_posterior([[0.6, 0.1]]), lambda fit: fit.posterior(200),
    ],
)  # fmt: skip
def test_a_fit_does_not_go_on_with_another_model(later, monkeypatch):
    """It asks its function again, later; a global or the variable of a loop may have changed."""
    fit = sim.fit(
        sim.Observations.example().of("C"),
        lambda start, turnover: sim.presets.mcrpc_abiraterone(
            start=start, turnover=turnover, cost=_Cost.value
        ),
        {"start": stats.uniform(0.1, 0.9), "turnover": stats.uniform(0, 0.9)},
        noise=sim.Noise(0.1), starts=2,
    )  # fmt: skip
    monkeypatch.setattr(_Cost, "value", 0.6)
    with pytest.raises(InputError, match=r"gives another tumour.*Fit again"):
        later(fit)
    monkeypatch.undo()
    assert fit.predict().shape[0] > 5


def test_data_of_a_fit_cannot_be_changed():
    seen = sim.Observations.example()
    for name in ("day", "value", "censored", "patient", "what", "begin"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(seen.of("A"), name)[0] = 1


@pytest.mark.parametrize(
    "theta", ["x", [[1], [1, 2]], range(10**9), {"level": 0, "rate": [[1.0]]}, None,
              {"level": [0.0, 1.0], "rate": [1.0, 2.0, 3.0]}, {"level": 1.0, "rate": True}],
)  # fmt: skip
def test_parameters_that_are_none_are_refused(fitted, theta):
    given = theta
    if isinstance(theta, dict):
        given = dict(zip(fitted.names, theta.values(), strict=True))
    with pytest.raises(InputError, match="theta"):
        fitted.log_likelihood(given)


def test_a_table_of_parameters_goes_by_the_names_of_its_columns(fitted):
    table = pd.DataFrame([fitted.best, {n: 1.01 * v for n, v in fitted.best.items()}])
    turned = table[list(fitted.names)[::-1]]
    expected = fitted.log_likelihood(table[list(fitted.names)].to_numpy())
    np.testing.assert_array_equal(fitted.log_likelihood(turned), expected)
