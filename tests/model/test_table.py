"""print(tumour) is read by people; what must stand in it."""

import numpy as np
from scipy import stats

import sim
from sim.model import (
    Clone,
    Drug,
    Gompertz,
    Hill,
    Loewe,
    Logistic,
    Mutation,
    Parallel,
    Proportional,
    Switch,
    Tumour,
)


def line(text, start):
    return next(row for row in text.splitlines() if row.strip().startswith(start))


def test_a_simple_tumour():
    text = str(
        Tumour(
            [
                Clone("sensitive", 0.14, 0.13, start=1e9),
                Clone("resistant", 0.1, 0.13, fold={"A": 100}),
            ],
            [
                Mutation("sensitive", "resistant", 5e-8),
                Switch("resistant", "sensitive", 0.01, {"A": 0.2}),
            ],
            [Drug("A", Hill(0.05, ec50=0.2, slope=2), half_life=2.375)],
        )
    )
    assert "Start: 1e9 cells (a ball 12.4 mm across)" in text
    assert "+0.0100  doubles in 69.31 days" in line(text, "sensitive")
    assert "-0.0300  shrinks, halves in 23.1 days" in line(text, "resistant")
    on_drug = text.split("At the standard dose")[1]
    # 0.05 * 1 / (1 + 0.2^2) more deaths; EC50 100 * 0.2 for the resistant clone
    assert line(on_drug, "sensitive").split() == ["sensitive", "0.2", "-0.03808"]
    assert line(on_drug, "resistant").split() == ["resistant", "20", "-0.03012"]
    assert "sensitive -> resistant: mutation, 5e-8 per division" in text
    assert "resistant -> sensitive: switch, 0.01 per day, up to 0.2 more under A" in text
    assert "half of that at concentration 0.2 (Hill, slope 2)" in text
    assert "half-life 2.375 days, given daily" in text
    assert "exponential, no crowding" in text


def test_arrays_and_distributions_say_that_they_vary():
    text = str(
        Tumour(
            [Clone("s", stats.uniform(0.13, 0.02), np.array([0.12, 0.13]), start=1e9)],
            drugs=[Drug("A", Hill(stats.beta(2, 5), 0.2))],
        )
    )
    assert "varies: uniform(0.13, 0.02)" in text
    assert "varies: 0.12..0.13" in text
    assert "varies: +0.0100..+0.0200" in text
    assert "varies: doubles in 69.31..34.66 days" in text
    assert "at most varies: beta(2, 5) more deaths" in text
    assert "typical patient (medians)" in text


def test_sizes_in_words():
    grown = Tumour([Clone("s", 0.14, 0.13)], size=1e9, grown_from_one_cell=True)
    assert "grown from one s cell to 1e9 cells" in str(grown)
    assert "Start: 1e8 cells (a ball 5.76 mm across), all s" in str(
        Tumour([Clone("s", 0.14, 0.13)], size=1e8)
    )
    drawn = Tumour([Clone("s", 0.14, 0.13, start=stats.loguniform(1e6, 1e9))])
    assert "Start: varies: loguniform(1e+06, 1e+09) cells" in str(drawn)


def test_growth_at_the_size_of_day_0_and_what_drugs_do_together():
    drugs = [Drug("A", Proportional(0.1)), Drug("B", Proportional(0.2))]
    clones = [Clone("s", 0.14, 0, start=5e9), Clone("steady", 0.14, 0.07, fold={"A": np.inf})]
    text = str(Tumour(clones, drugs=drugs, growth=Logistic(1e10), interaction=Loewe()))
    assert "net growth at the size of day 0" in text
    assert "logistic, capacity 1e10 cells: births slow" in text
    assert "steady" in line(text, "steady").split()[-1]
    assert "they count as doses of one another (Loewe)" in text
    on_drug = text.split("At the standard dose")[1]
    assert line(on_drug, "s ").split() == ["s", "1", "-0.0300", "1", "-0.1300", "-0.2300"]
    assert "untouched" in line(on_drug, "steady")
    pair = Tumour(clones, drugs=drugs, growth=Gompertz(1e12), interaction=Parallel("A", "B"))
    assert "A and B act only together" in str(pair)


def test_lines_are_aligned_and_end_without_blanks():
    drugs = [Drug("A", Proportional(0.1)), Drug("a longer name", Proportional(0.2))]
    text = str(
        Tumour([Clone("s", 0.14, 0.13, 1e9), Clone("a longer clone", 0.1, 0.1)], drugs=drugs)
    )
    rows = text.split("At the standard dose")[1].splitlines()[1:4]
    assert len({len(row) for row in rows}) == 1
    assert all(row == row.rstrip() for row in text.splitlines())


def test_four_hundred_drugs_are_printed_at_once():
    """What each drug does alone is asked of that drug, not of all: 11 s before, 0.2 s now."""
    import time

    drugs = [sim.Drug(f"d{i}", sim.Hill(0.1, 0.2)) for i in range(400)]
    clones = [sim.Clone("S", 0.2, 0.1, start=1e3), sim.Clone("R", 0.2, 0.1, fold={"d7": 10.0})]
    start = time.process_time()
    text = str(sim.Tumour(clones, drugs=drugs))
    assert time.process_time() - start < 2.0
    assert "d399" in text
