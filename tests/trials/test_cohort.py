"""Virtual patients: drawn, correlated, read from tables, selected by a test."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError


def melanoma(growth, fold=100.0, start=1e9):
    return sim.Tumour(
        [
            sim.Clone("sensitive", birth=0.13 + growth, death=0.13, start=start),
            sim.Clone("resistant", birth=0.14, death=0.13, fold={"A": fold}),
        ],
        [sim.Mutation("sensitive", "resistant", 1e-7)],
        [sim.Drug("A", sim.Proportional(0.04))],
    )


SPREAD = {"growth": stats.lognorm(0.4, scale=0.01), "fold": stats.loguniform(10, 1000)}


def test_a_patient_is_the_same_in_every_cohort():
    small = sim.Cohort(melanoma, 10, SPREAD).draw(3).values
    large = sim.Cohort(melanoma, 1000, SPREAD).draw(3).values
    for name in SPREAD:
        np.testing.assert_array_equal(small[name], large[name][:10])


def test_each_parameter_keeps_its_distribution_and_the_ranks_their_correlation():
    count, rank = 20_000, 0.6
    cohort = sim.Cohort(melanoma, count, SPREAD, correlations={("growth", "fold"): rank})
    values = cohort.draw(1).values
    for name, distribution in SPREAD.items():
        assert stats.kstest(values[name], distribution.cdf).pvalue > 1e-6
    found = stats.spearmanr(values["growth"], values["fold"]).statistic
    # spread of a rank correlation (Bonett and Wright 2000)
    assert abs(found - rank) < 5 * (1 - rank**2) * np.sqrt((1 + rank**2 / 2) / count)


def test_without_correlations_there_are_none():
    values = sim.Cohort(melanoma, 20_000, SPREAD).draw(1).values
    assert abs(stats.spearmanr(values["growth"], values["fold"]).statistic) < 5 / np.sqrt(20_000)


def test_a_table_is_taken_row_by_row(tmp_path):
    frame = pd.DataFrame({"growth": [0.01, 0.02, 0.03], "sex": ["f", "m", "f"]})
    frame.to_csv(tmp_path / "patients.csv", index=False)
    drawn = sim.Cohort(melanoma, table=tmp_path / "patients.csv", parameters={"fold": 50.0}).draw(1)
    np.testing.assert_allclose(drawn.tumour.clones[0].birth, [0.14, 0.15, 0.16])
    assert list(drawn.values["sex"]) == ["f", "m", "f"]
    np.testing.assert_array_equal(drawn.tumour.clones[1].fold["A"], [50, 50, 50])
    assert drawn.numbers.tolist() == [0, 1, 2]


def test_a_test_for_the_target_lets_in_who_is_positive():
    def tumour(growth, target):
        return melanoma(growth)

    parameters = {"growth": SPREAD["growth"], "target": stats.bernoulli(0.3)}
    select = sim.Biomarker("target", sensitivity=0.9, specificity=0.8)
    drawn = sim.Cohort(tumour, 20_000, parameters, select=select).draw(1)
    # positive: 0.3 x 0.9 + 0.7 x 0.2 = 0.41; of these with the target 0.27 / 0.41
    share = 0.27 / 0.41
    assert abs(drawn.values["target"].mean() - share) < 5 * np.sqrt(share * (1 - share) / 20_000)
    screened = 20_000 / 0.41
    assert abs(drawn.screened - screened) < 5 * np.sqrt(20_000 * 0.59) / 0.41
    assert len(drawn.numbers) == 20_000
    assert len(drawn.tumour.clones[0].birth) == drawn.screened


def test_a_cohort_that_is_selected_can_be_run():
    select = sim.Biomarker(lambda values: values["growth"] > 0.01)
    cohort = sim.Cohort(melanoma, 12, {"growth": SPREAD["growth"]}, select=select)
    result = sim.Trial(cohort, {"A": sim.Continuous("A")}, days=100).run(1, progress=False)
    assert result.runs.data["patient"].values.tolist() == cohort.draw(1).numbers.tolist()
    assert (result.values["growth"] > 0.01).all()
    assert result.screened > 12


def test_as_many_are_screened_as_have_their_numbers():
    """Patients beyond the end of an array used to be an IndexError."""
    parameters = {"growth": stats.norm(0.01, 1e-4), "hit": [0, 1, 0, 1, 0, 1, 1]}
    cohort = sim.Cohort(
        lambda growth, hit: melanoma(growth), 4, parameters, select=sim.Biomarker("hit")
    )
    assert cohort.draw(1).numbers.tolist() == [1, 3, 5, 6]


def test_numbers_of_one_and_numbers_of_each_patient():
    drawn = sim.Cohort(melanoma, 3, {"growth": [0.01, 0.02, 0.03, 0.04], "fold": 7.0}).draw(1)
    np.testing.assert_array_equal(drawn.values["growth"], [0.01, 0.02, 0.03])
    np.testing.assert_array_equal(drawn.values["fold"], [7.0, 7.0, 7.0])
    np.testing.assert_allclose(drawn.tumour.clones[0].birth, [0.14, 0.15, 0.16])


@pytest.mark.parametrize("rank", [-1.0, 1.0])
def test_ranks_may_go_together_or_against_each_other_altogether(rank):
    cohort = sim.Cohort(melanoma, 50, SPREAD, correlations={("growth", "fold"): rank})
    values = cohort.draw(1).values
    found = stats.spearmanr(values["growth"], values["fold"]).statistic
    assert found == pytest.approx(rank)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sim.Cohort(melanoma, 5), "melanoma.. needs 'growth'"),
        (
            lambda: sim.Cohort(melanoma, 5, {"grwoth": 0.01}),
            "takes no parameter 'grwoth'.*Did you mean 'growth'",
        ),
        (
            lambda: sim.Cohort(melanoma, table={"grwoth": [0.1]}),
            "has no column 'growth'. Its columns are 'grwoth'. Did you mean 'grwoth'",
        ),
        (
            lambda: sim.Cohort(melanoma, table={"growth": [0.1], "fodl": [3]}),
            "column 'fodl', which is no parameter of melanoma... Did you mean 'fold'",
        ),
        (
            lambda: sim.Cohort(melanoma, table={"growth": [0.1, np.nan, 0.2]}),
            "Column 'growth' of the cohort's table has no number in row 1 .*line 3",
        ),
        (
            lambda: sim.Cohort(melanoma, table={"growth": ["fast"]}),
            "Column 'growth' of the cohort's table is not all numbers: .'fast'",
        ),
        (lambda: sim.Cohort(melanoma, table="nowhere.csv"), "'nowhere.csv' cannot be read"),
        (lambda: sim.Cohort(melanoma, 9, table={"growth": [0.1]}), "9 patients but its table 1"),
        (lambda: sim.Cohort(melanoma(0.01), 5, {"growth": 1}), "finished tumour and takes no"),
        (lambda: sim.Cohort(melanoma, 0, SPREAD), "patients of Cohort is 0"),
        (lambda: sim.Cohort("melanoma", 5), "Cohort is given 'melanoma'"),
        (lambda: sim.Cohort(stats.norm, 5), "give a sim.Tumour, or a function that makes one"),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, {("growth", "fodl"): 0.5}),
            "Correlation of 'fodl'.*Did you mean 'fold'",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, {("growth", "fold"): 1.5}),
            "correlation of 'growth' and 'fold' is 1.5; allowed is -1 to 1",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, [[1, 0.2], [0.3, 1]]),
            "not a correlation matrix: it is not symmetric",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, [[1, 0.2], [0.2, 2]]),
            "not a correlation matrix: its diagonal must be 1",
        ),
        (
            lambda: sim.Cohort(
                melanoma, 5, SPREAD | {"start": stats.loguniform(1e8, 1e9)},
                {("growth", "fold"): 0.9, ("fold", "start"): 0.9, ("growth", "start"): -0.9},
            ),
            "not a correlation matrix: no patients can have all of these at once",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, {"growth": 0.5}),
            "correlation is given for 'growth'; name two parameters",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, {("growth", "growth"): 1}),
            "correlation is given of 'growth' with itself",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, [[1.0]]),
            r"shape \(1, 1\).*so it must be 2 x 2",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, [[1, np.nan], [np.nan, 1]]),
            "it has a NaN",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, {"growth": [0.1, 0.2]}),
            "'growth' of Cohort has 2 values for 5 patients",
        ),
        (lambda: sim.Cohort(melanoma, 5, 0.1), "give them by name"),
        (
            # (asked for the column that names patients before they were looked at)
            lambda: sim.Cohort(melanoma, parameters=stats.norm(0, 1), table={"id": ["a"]}),
            "give them by name",
        ),
        (
            lambda: sim.Cohort(melanoma, 2, SPREAD, table={"growth": [0.01, 0.02]}),
            "'growth' is given twice, in parameters= and as a column",
        ),
        (
            lambda: sim.Cohort(melanoma, 2, {"growth": 0.01}, table={"growth": ["slow", "fast"]}),
            "'growth' is given twice",
        ),
        (
            lambda: sim.Cohort(melanoma, 5, SPREAD, {("growth", "fold"): 0.3,
                                                     ("fold", "growth"): -0.3}),
            "Two correlations are given of 'growth' and 'fold', 0.3 and -0.3",
        ),
        (
            lambda: sim.Cohort(
                lambda growth, hit: melanoma(growth), 3, {"growth": 0.01, "hit": [0, 1, 0, 1]},
                select=sim.Biomarker("hit"),
            ).draw(1),
            "Only 2 of 4 patients screened test positive; 3 are wanted",
        ),
        (
            lambda: sim.Cohort(lambda growth: growth, 5, {"growth": 0.1}).draw(1),
            "returned .*, not a sim.Tumour",
        ),
        (lambda: sim.Cohort(melanoma, 5, SPREAD, select="x"), "give sim.Biomarker"),
        (
            lambda: sim.Cohort(
                melanoma, 5, SPREAD, select=sim.Biomarker("growth")
            ).draw(1),
            "must be yes or no .1 or 0. for each",
        ),
        (lambda: sim.Biomarker("x", sensitivity=95), "sensitivity of Biomarker is 95.*0.95"),
        (
            lambda: sim.Cohort(
                melanoma, 5, SPREAD, select=sim.Biomarker("taget")
            ).draw(1),
            "Biomarker 'taget': no such parameter",
        ),
        (
            lambda: sim.Cohort(
                melanoma, 5, SPREAD, select=sim.Biomarker(lambda v: v["growth"] > 1e9)
            ).draw(1),
            "Only 0 of 5000 patients screened test positive; 5 are wanted",
        ),
    ],
)  # fmt: skip
def test_wrong_cohorts_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_function_that_asks_if_of_an_array_is_told_how_to_choose():
    def choosy(fold):
        return melanoma(0.02, 100.0 if fold > 200 else 50.0)

    cohort = sim.Cohort(choosy, 5, {"fold": stats.uniform(100, 200)})
    with pytest.raises(sim.InputError, match=r"choosy asks a yes or no of an array.*numpy\.where"):
        cohort.draw(1)


def test_names_that_are_numbers(recwarn):
    """A table made of an array has them; a parameter cannot."""
    with pytest.raises(sim.InputError, match=r"A parameter of Cohort must have a name.*not 3"):
        sim.Cohort(sim.presets.melanoma_vemurafenib, 5, parameters={3: 1.0})
    cohort = sim.Cohort(sim.presets.melanoma_vemurafenib(), table={3: [1, 2], "size": [1e9, 2e9]})
    assert list(cohort.table.columns) == ["3", "size"]
    drawn = cohort.draw(1)
    np.testing.assert_array_equal(drawn.values["3"], [1, 2])


def test_cohorts_and_those_drawn_of_them_are_the_same_only_as_themselves():
    """They hold arrays: two that look alike are two, and each can be looked up."""
    one, other = (sim.Cohort(sim.Tumour([sim.Clone("S", 0.2, 0.1, start=9)]), 5) for _ in range(2))
    for first, second in ((one, other), (one.draw(1), one.draw(1))):
        assert first != second
        assert {first: 3}[first] == 3
