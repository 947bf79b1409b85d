"""Answers as people type them: into `check` as a text, and into a cell as they are."""

import math

import pytest

from sim.teaching import check
from sim.teaching.cells import as_typed
from sim.teaching.written import written_letters, written_number

NUMBERS = {
    "93 %": 0.93,
    "93%": 0.93,
    "92.86 percent": 0.9286,
    "13,9": 13.9,
    "0,05": 0.05,
    "0,125": 0.125,
    "10,000": 10_000,
    "4,190,000,000": 4.19e9,
    "10 000": 10_000,
    "1_000_000": 1e6,
    "ln(2)": math.log(2),
    "ln(2) / 0.05": math.log(2) / 0.05,
    "math.log(2)/(0.20-0.15)": math.log(2) / 0.05,
    "np.exp(-0.02 * 84)": math.exp(-1.68),
    "4.2*10^9": 4.2e9,
    "4.2 x 10^9": 4.2e9,
    "4.2 × 10⁹": 4.2e9,
    "5*10**-8": 5e-8,
    "10⁻³": 1e-3,
    "4.19e9 cells": 4.19e9,
    "4.2 billion": 4.2e9,
    "14 days": 14.0,
    "2 weeks": 14.0,
    "1 year": 365.25,
    "0.07 per day": 0.07,
    "0.07/day": 0.07,
    "about 14": 14.0,
    "≈ 13.9": 13.9,
    "= 13/14": 13 / 14,
    "1.2^3": 1.728,
    "−3": -3.0,
    "e^2": math.e**2,
    "pi": math.pi,
}
NO_NUMBERS = [
    "", "a", "days", "13;9", "1,2,3", "one", "2 +", "(2", "f(2)", "sim.YEAR", "1/0", "ln(0)",
    "(-1)^0.5", "10^10^10", "__import__('os')", "[1]", "True", "1j", "nan", "inf", "ln(2, 3)",
    "9" * 400, "(" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_as_it_was_meant(text):
    assert written_number(text) == pytest.approx(NUMBERS[text], rel=1e-12)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_not_made_one(text):
    assert written_number(text) is None


@pytest.mark.parametrize(
    "text", ["ac", "a, c", "A C", "a and c", "c;a", "(a) (c)", '"a", "c"', "a) c)", "{a, c}"]
)
def test_letters_are_read_in_any_form(text):
    assert written_letters(text) == {"a", "c"}


@pytest.mark.parametrize("text", ["", " ", "a1", "3", ",", "a-c", "aa", "a, b, a"])
def test_what_are_no_letters_are_none(text):
    assert written_letters(text) is None


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("1.1", "ln(2)/0.05"), ("1.1", "13,9"), ("1.1", "2 weeks"), ("1.2", "93 %"),
        ("2.2", "4.9*10^6"), ("2.2", "4,900,000"), ("2.3", "b and d"), ("2.3", ("D", "B")),
        ("8.1", "4.19 x 10^9 cells"), ("8.2", "1.2^3"), ("9.1", "1"),
    ],
)  # fmt: skip
def test_check_understands_texts(exercise, answer):
    assert check(exercise, answer)


@pytest.mark.parametrize(
    ("exercise", "answer", "said"),
    [
        ("1.1", (13, 9), "such as 27.5"),
        ("1.1", "a lot", "The answer is one number"),
        ("1.1", float("nan"), "The answer is one number"),
        ("1.4", 3, "in quotes"),
        ("1.4", "a1", "one of the letters a, b, c"),
        ("5.2", "sim.Rechallenge('A')", "without quotes"),
        ("1.1", "", "no answer yet"),
        ("1.1", " ... ", "no answer yet"),
    ],
)
def test_what_is_not_understood_is_told_how(exercise, answer, said):
    verdict = check(exercise, answer)
    assert not verdict
    assert said in verdict.text


CELLS = [
    ("1.2", "93 %", "'93 %'"),
    ("1.1", "13,9", "'13,9'"),
    ("8.1", "4*10^9", "'4*10^9'"),
    ("1.4", "a", "'a'"),
    ("2.3", "b, d", "'b, d'"),
    ("2.3", "b and d", "'b and d'"),
    ("7.1", '{"P": pump, "Q": target mutation}', "{\"P\": 'pump', \"Q\": 'target mutation'}"),
    ("5.2", "sim.Rechallenge A", "'sim.Rechallenge A'"),
    # and what Python reads well is left alone
    ("1.1", "...", "..."),
    ("1.4", '"a"', '"a"'),
    ("2.3", '["b", "d"]', '["b", "d"]'),
    ("1.1", "my_days", "my_days"),
    ("1.1", "half_of(28)", "half_of(28)"),
    ("10.3", "game.doctor", "game.doctor"),
    ("5.2", 'sim.Rechallenge("A", holiday=154)', 'sim.Rechallenge("A", holiday=154)'),
    ("5.2", "sim.Rechallenge(", "sim.Rechallenge("),
    ("7.1", '{"P": "pump"}', '{"P": "pump"}'),
]


@pytest.mark.parametrize(("exercise", "typed", "read"), CELLS)
def test_a_cell_is_read_as_it_was_meant(exercise, typed, read):
    call = f'sim.teaching.check("{exercise}", my_answer)'
    lines = [f"my_answer = {typed}  # a note\n", call]
    assert as_typed(lines) == [f"my_answer = {read}  # a note\n", call]


def test_cells_that_check_nothing_are_left_alone():
    for lines in (["my_answer = 93 %\n"], ["x = 13,9\n", 'check("77.1", x)'], ["1 + 1"], []):
        assert as_typed(lines) == lines


def test_a_notebook_reads_answers_as_they_are_typed():
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.input_transformers_cleanup.append(as_typed)
    shell.run_cell("import sim.teaching")
    for exercise, typed in {"1.2": "93 %", "1.1": "13,9", "1.4": "a", "2.2": "5*10^6"}.items():
        cell = f'my_answer = {typed}\nverdict = sim.teaching.check("{exercise}", my_answer)'
        assert shell.run_cell(cell).success
        assert shell.user_ns["verdict"], exercise
