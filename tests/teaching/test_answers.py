"""The exercises: model answers pass, wrong ones get a hint that does not give the answer away."""

import json
import re
from pathlib import Path
from types import FunctionType

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.teaching import Doctor, check
from sim.teaching.exercises import names

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def played(patient, plan):
    doctor = Doctor(patient)
    for doses in plan:
        doctor.next_visit(doses)
    return doctor


def held_between(low, high, doses):
    """Treat patient 7 while the scan is above `high`, and rest once it is below `low` [mm]."""
    doctor, on = Doctor(7), True
    while not doctor.ending:
        size = sim.diameter_mm_from_cells(doctor.scans()[1][-1])
        on = size > low if on else size > high
        doctor.next_visit(doses if on else {})
    return doctor


def vemurafenib_fold(fold):
    return sim.Clone("resistant", 0.14, 0.13, start=1000, fold={"vemurafenib": fold})


def two_mechanisms(*others):
    return sim.Tumour.from_founder(
        sim.Clone("sensitive", 0.14, 0.12, start=1e9),
        [sim.TargetMutation("A"), *others],
        drugs=[sim.Drug(name, sim.Hill(0.10, 0.3, 2)) for name in "AB"],
    )


def paused_below(share):
    @sim.policy(drugs=("abiraterone",))
    def paused(seen, memory):
        return {"abiraterone": np.where(seen.burden < share * seen.baseline, 0.0, 1.0)}

    return paused


# Worked out by hand or by a simulation of their own, and not with the code that checks them.
MODEL = {
    "1.1": [13.86, 14],
    "1.2": [0.9286, 13 / 14],
    "1.3": [62, 63],
    "1.4": ["a", "A"],
    "2.1": [0.1317, 0.132],
    "2.2": [4.9e6, 5e6],
    "2.3": ["bd", ["d", "b"], "b, d"],
    "2.4": [66.27, "752.1 / 11.35", 62.95],
    "3.1": [71.7],
    "3.2": [1.0e4, 10_130],
    "3.3": ["b"],
    "3.4": [vemurafenib_fold(5)],
    "4.1": [0.875],
    "4.2": [0.07],
    "4.3": [0.04],
    "4.4": [
        sim.Combination({"vemurafenib": 0.6, "partner": 0.6}),
        sim.Continuous({"partner": 1.0, "vemurafenib": 1.0}, dose=0.6),
        sim.Schedule([0], [{"vemurafenib": 0.6, "partner": 0.6}]),
        sim.Schedule([0, 100], [{"vemurafenib": 0.6, "partner": 0.6}] * 2),
    ],
    "5.1": [0.8136],
    "5.2": [sim.Rechallenge("A", holiday=154)],
    "5.3": ["a"],
    "6.1": [252],
    "6.2": ["ae", "E and A"],
    "6.3": [lambda: sim.Adaptive("abiraterone", stop_below=0.8, restart_above=1.0)],
    "7.1": [
        {
            "P": "target mutation",
            "Q": "pump",
            "R": "tolerance",
            "S": "inactivation",
            "T": "silencing",
        },
        {
            "p": "Target Mutation",
            "Q": "efflux",
            "R": "Persisters",
            "s": "INACTIVATION",
            "T": "the Silencing",
        },
        dict(
            zip(
                "PQRST",
                [
                    sim.TargetMutation,
                    sim.Efflux,
                    sim.Tolerance("A"),
                    sim.Inactivation,
                    "silencing ",
                ],
                strict=True,
            )
        ),
    ],
    "7.2": ["bc"],
    "7.3": [lambda: two_mechanisms(sim.Efflux(["A", "B"]))],
    "8.1": [4.19e9],
    "8.2": [1.728],
    "8.3": ["b"],
    "8.4": ["abd"],
    "9.1": [1],
    "9.2": [lambda: paused_below(0.85)],
    "9.3": ["acd"],
    "10.1": ["b"],
    "10.2": ["a"],
    "10.3": [
        lambda: held_between(45, 55, {"B": 0.5}),
        lambda: held_between(40, 60, {"A": 0.25, "B": 0.25}),
    ],
    "11.1": [0.5, "0,5"],
    "11.2": [56.0, "56 days"],
    "11.3": ["b", "B"],
    "11.4": [sim.Continuous("A", dose=0.5), sim.Continuous("A", dose=0.15), sim.Metronomic("A")],
    "12.1": [0.02773, "log(4) / 50"],
    "12.2": ["b", "B"],
    "12.3": [3.86, "exp(1.35)"],
    "12.4": ["c"],
    "13.1": [5, "5.0"],
    "13.2": [0.0067, 0.999**5000, "exp(-5)"],
    "13.3": [0.04, "4 %"],
    "13.4": ["b", "B"],
    "13.5": [lambda: _clinic(200_000, 28), lambda: _clinic(10**6, 14)],
    "14.1": ["b"],
    "14.2": [97, "(1.96 * 150 / 30)^2"],
    "14.3": ["abd"],
    "14.4": [sim.Adaptive({"A": 1.0, "B": 1.0}, 1.0, 1.5, 0.5)],
    "15.1": [3.75, "0.3 / 0.08"],
    "15.2": [6.2e5, "1.56^30"],
    "15.3": ["ac", "c and a"],
    "15.4": ["bc"],
    "16.1": [0.0805, "exp(84 * (0.02 - 0.05))", "8 %"],
    "16.2": [0.02, "0.02 per day"],
    "16.3": ["b"],
    "16.4": ["ac"],
    "16.5": [sim.Alternating(["A", "B"], every=84), sim.Alternating(["B", "A"], every=28)],
    "17.1": [0.096, "9.6 %", "1.96 * sqrt(0.4 * 0.6 / 100)"],
    "17.2": [400, "400"],
    "17.3": [0.565, "exp(-8/14)", "(13/14)^8"],
    "17.4": ["b"],
    "17.5": ["ac"],
    "18.1": [0.0354, "3.5 %", "2 * sqrt(pi * 10000) / 10000"],
    "18.2": [1197, "(sqrt(5000/pi) - sqrt(50/pi)) / 0.03"],
    "18.3": ["ac", "c and a"],
    "18.4": ["ac"],
}
WRONG = {
    "1.1": [3.47, 20, "a", 0.0379],
    "1.2": [0.0714, 0.13, 93, 92.86],
    "1.3": [10, 100],
    "1.4": ["b", "c", "x", "ab"],
    "2.1": [0.868, 0.05, 13.2],
    "2.2": [1e7, 1e6],
    "2.3": ["b", "abd", "c", ["a"]],
    "2.4": [752.1, 11.35, 2.42, 1.0, 27.4],
    "3.1": [31.1, 24.6, 0.196],
    "3.2": [1e9, 1e5],
    "3.3": ["a", "c"],
    "3.4": [vemurafenib_fold(50), vemurafenib_fold(0.5), "5", sim.Clone("r", 0.14, 0.13)],
    "4.1": [0.263, 0.125, 87.5],
    "4.2": [0.04, 0.0688, 0.035],
    "4.3": [0.05, 0.025],
    "4.4": [
        sim.Continuous("partner", dose=0.6),
        sim.Schedule([0, 100], [{"vemurafenib": 0.6, "partner": 0.6}, {"partner": 0.6}]),
        sim.Schedule([0, 28], [{}, {"vemurafenib": 0.6, "partner": 0.6}]),
        60,
        sim.Combination(["vemurafenib", "partner"]),
        sim.Sequential(["vemurafenib", "partner"]),
        sim.Combination({"A": 0.6, "B": 0.6}),
        0.6,
    ],
    "5.1": [0.186, 1.68, 81.4],
    "5.2": [
        sim.Rechallenge("A", holiday=84),
        sim.Rechallenge("A", holiday=149.78),
        sim.Rechallenge("A", holiday=400),
        sim.Rechallenge("B", holiday=154),
        sim.Rechallenge("A", bridge="B"),
        sim.Continuous("A"),
    ],
    "5.3": ["b", "c", "d"],
    "6.1": [714, 20],
    "6.2": ["a", "ac", "aec", "acd", "e"],
    "6.3": [sim.Adaptive("abiraterone", stop_below=0.2), sim.Adaptive("abiraterone")],
    "7.1": [
        {
            "P": "pump",
            "Q": "target mutation",
            "R": "tolerance",
            "S": "inactivation",
            "T": "silencing",
        },
        {
            "P": "target mutation",
            "Q": "pump",
            "R": "silencing",
            "S": "inactivation",
            "T": "tolerance",
        },
        {"P": ..., "Q": ..., "R": ..., "S": ..., "T": ...},
        {"P": "pumps", "Q": "pump", "R": "pump", "S": "pump", "T": "pump"},
        {"P": "pump"},
        "pump",
    ],
    "7.2": ["b", "abc", "bd"],
    "7.3": [
        lambda: two_mechanisms(sim.Efflux("A")),
        lambda: two_mechanisms(sim.Repair("A")),
        lambda: two_mechanisms(sim.Efflux(["A", "B"]), sim.Repair("A")),
        4,
    ],
    "8.1": [8e9, 4.19e12, 3.35e10],
    "8.2": [1.2, 1.44, 0.728],
    "8.3": ["a", "c"],
    "8.4": ["ab", "abcd"],
    "9.1": [0, 2, 5],
    "9.2": [lambda: paused_below(0.2), sim.Adaptive("abiraterone"), "mine"],
    "9.3": ["a", "abcd"],
    "10.1": ["a", "c"],
    "10.2": ["b", "c"],
    "10.3": [
        lambda: played(7, [{"A": 1.0, "B": 1.0}] * 11),
        lambda: played(7, [{"A": 0.3}] * 14),  # long, but not well
        lambda: played(7, [{"A": 0.5}] * 4 + [{}]),  # better days, but not long
        lambda: Doctor(7),
        lambda: Doctor(3),
        7,
    ],
    "11.1": [1.0, 0.0, 0.25],
    "11.2": [616.0, -56, -100, 560],
    "11.3": ["a", "c", "bc"],
    "11.4": [
        sim.Continuous("A"),
        sim.Continuous("A", dose=0.05),
        sim.Continuous("A", dose=0.8),
        sim.Observation(),
        sim.Continuous("B"),
        0.5,
    ],
    "12.1": [0.6, 0.0738, 0.08, 2.773],
    "12.2": ["a", "c", "ab"],
    "12.3": [1.35, 0.259, 22.4],
    "12.4": ["a", "b"],
    "13.1": [2.5, 50, 1000],
    "13.2": [0.993, 0.001, 5.0],
    "13.3": [0.02, 0.01, 0.08],
    "13.4": ["a", "c", "ab"],
    "13.5": [
        sim.Clinic(),
        lambda: _clinic(5000, 28),
        lambda: _clinic(200_000, 56),
        lambda: _clinic(200_000, 28, allele="RAS"),
        3,
    ],
    "14.1": ["a", "c"],
    "14.2": [9.8, 25, 50],
    "14.3": ["a", "abcd", "c"],
    "14.4": [
        sim.Combination(["A", "B"]),
        sim.Observation(),
        sim.Continuous("A"),
        sim.Continuous("C"),
        300,
    ],
    "15.1": [0.3, 0.024, 12.5],
    "15.2": [1.56, 46.8, 30],
    "15.3": ["a", "abc", "acd"],
    "15.4": ["b", "abc", "d"],
    "16.1": [5.37, 0.015, -2.52, 12.4],
    "16.2": [0.05, -0.02, 2.0],
    "16.3": ["a", "c"],
    "16.4": ["a", "abc", "b"],
    "16.5": [
        sim.Combination(["A", "B"]),
        sim.Sequential(["A", "B"]),
        sim.Alternating(["A", "B"], every=600),
        sim.Alternating([{"A": 2.0}, {"B": 2.0}], every=84),
        sim.Observation(),
        "alternate",
    ],
    "17.1": [0.192, 0.049, 0.0047, 9.6],
    "17.2": [200, 141, 100],
    "17.3": [0.435, 8 / 14 + 0.02, 56.5],
    "17.4": ["a", "c"],
    "17.5": ["a", "abc", "b"],
    "18.1": [354.5, 0.0177, 0.35],
    "18.2": [1330, 35.9, 213],
    "18.3": ["a", "abc", "bd"],
    "18.4": ["a", "abc", "d"],
}


def _clinic(depth, every, allele="KRAS"):
    reads = sim.Sequencing({allele: ["KRAS"]}, depth=depth)
    return sim.Clinic(measures={"ct": sim.Lesions(3), "blood": sim.Exam(reads, every=every)})


def made(answer):
    return answer() if isinstance(answer, FunctionType) else answer


def test_every_exercise_has_model_answers_and_wrong_ones():
    assert set(MODEL) == set(WRONG) == set(names())


@pytest.mark.parametrize("name", MODEL)
def test_model_answers_are_right(name):
    for answer in MODEL[name]:
        verdict = check(name, made(answer))
        assert verdict, (answer, verdict)
        assert repr(verdict).startswith("Right.")


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_are_not_yet_and_get_a_hint(name):
    for answer in WRONG[name]:
        verdict = check(name, made(answer))
        assert not verdict, (answer, verdict)
        assert repr(verdict).startswith("Not yet.")
        assert len(verdict.text) > 15


@pytest.mark.parametrize("name", [name for name in MODEL if isinstance(MODEL[name][0], float)])
def test_no_hint_says_the_number(name):
    """No number of a hint may itself pass as the answer (the numbers of the question may)."""
    for answer in [*WRONG[name], 1e-9, 1e30]:
        text = check(name, made(answer)).text
        for number in re.findall(r"\d+\.?\d*(?:e[+-]?\d+)?", text):
            assert not check(name, float(number)), (name, text)


def test_dots_are_no_answer_yet():
    assert "three dots" in check("1.1", ...).text
    assert "three dots" in check("2.3", None).text


def test_what_is_still_missing_is_named():
    answer = dict.fromkeys("PQRST", "pump") | {"R": ..., "T": ""}
    assert check("7.1", answer).text == "Still without an answer: 'R', 'T'."
    assert "'P' is 'luck'; choose from" in check("7.1", dict.fromkeys("PQRST", "luck")).text


def test_an_exercise_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"no such exercise.*Did you mean '1.1'"):
        check("1.1.", 3)


def test_a_hint_does_not_give_what_was_asked_for_as_too_little():
    """It said "only 95 %" of a holiday after which 94.9 % had gone back (issue 18)."""
    for days in (149, 149.7, 149.78):
        assert "94.9" in check("5.2", sim.Rechallenge("A", holiday=days)).text


def test_percentages_and_years_are_told_apart_from_wrong():
    assert "percentage" in check("5.1", 81.36).text
    assert "years" in check("3.1", 71.7 / 365.25).text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_every_exercise_of_its_number_and_gives_no_answer(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    number = int(path.stem[:2])
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    asked = [name for text in code for name in re.findall(r'\.check\("([\d.]+)"', text)]
    assert asked == [name for name in names() if name.split(".")[0] == str(number)]
    assert len(asked) >= 3
    for text in code:
        if ".check(" in text:
            given = re.findall(r"^my_answer = (.*)$", text, flags=re.M)
            assert len(given) == 1
            assert re.match(r"\.\.\.|\{(\"\w\": \.\.\.(, )?)+\}$", given[0]), given


def broken(seen, memory):
    raise KeyError("no such thing")


ODD = [
    "", " ", "...", "?", "ä", "1 2 3", "a" * 10_000, "9" * 400, "(" * 500, "nan", "-inf", "{}",
    "sim", b"a", b"d", [], {}, set(), (), [[]], [None], {"P": None}, {1: 2},
    np.nan, np.inf, -np.inf, 1e400, 1j,
    True, np.array([]), np.array([1.0, 2.0]), np.array("a"), np.datetime64("2026-01-01"), object(),
    int, len, lambda: 3, sim.Continuous, sim.Tumour, sim, range(3), Ellipsis,
    sim.policy(drugs=("A", "B"))(broken), sim.Observation(), sim.Continuous("nothing of this name"),
]  # fmt: skip


@pytest.mark.parametrize("name", MODEL)
def test_odd_answers_are_never_right_and_never_an_error(name):
    for answer in ODD:
        verdict = check(name, answer)
        assert not verdict, (name, answer)
        assert 10 < len(verdict.text) < 700, (name, answer)
        assert repr(verdict).startswith("Not yet.")
