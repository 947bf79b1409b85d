"""A second strike at the small tumour, on visits written by hand."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.regimens import (
    Absolute,
    Line,
    Lines,
    MarkerBelow,
    Nadir,
    Progression,
    Rebound,
    SecondStrike,
)
from sim.testing import check_regimen

STRIKES = {"A": 0, "B": 1, "C": 2}


def strikes(visit, plan, results):
    """Return which drug is given (visit,) to one patient; None: nothing was seen."""
    memory, found, nadir, line = {}, [], results[0], 0
    for place, result in enumerate(results):
        size = 1e-5 if result is None else result
        nadir = min(nadir, size)
        seen = visit(
            28.0 * place, [size], drugs=tuple(STRIKES), detected=[result is not None],
            baseline=[results[0]], nadir=[nadir],
        )  # fmt: skip
        given = int(np.argmax(plan.decide(seen, memory)[0]))
        if given != line:  # the clinic counts anew from here
            nadir, line = size, given
        found.append("ABC"[given])
    return "".join(found)


@pytest.mark.parametrize(("plan", "results", "expected"), [
    (SecondStrike("A", "B", at=Nadir()), [1, 0.5, 0.2, 0.3, 0.1], "AAABB"),
    (SecondStrike("A", "B", at=Nadir()), [1, 0.5, None, 0.3], "AABB"),  # nothing seen: strike
    (SecondStrike("A", "B"), [1, 0.5, 0.2, 0.3, 0.1, 0.12, 0.13, 0.13], "AAAAAAAB"),
    (SecondStrike("A", "B"), [1, 0.5, None, 0.3], "AABB"),
    (SecondStrike("A", "B", at=0.3), [1, 0.5, 0.29, 0.1], "AABB"),
    (SecondStrike("A", "B", at=Absolute(0.3)), [4, 0.5, 0.29, 0.1], "AABB"),
    (SecondStrike("A", "B", at=MarkerBelow(0.3)), [4, 0.5, 0.29, 0.1], "AABB"),
    (SecondStrike("A", "B", at=Rebound(0.5)), [1, 0.5, 0.2, 0.29, 0.31], "AAAAB"),
    (SecondStrike("A", "B", at=0.1), [1, 0.5, 0.2, 0.9], "AAAA"),
    (SecondStrike("A", "B", Nadir(), "C", Nadir()), [1, 0.2, 0.3, 0.1, 0.05, 0.06], "AABBBC"),
    (SecondStrike("A", "B", at=0.3, third="C", third_at=0.1), [1, 0.2, 0.2, 0.05, 1], "ABBCC"),
])  # fmt: skip
def test_who_is_struck_with_what(visit, plan, results, expected):
    assert strikes(visit, plan, results) == expected


@pytest.mark.parametrize(("every", "error"), [(7.0, 0.1), (7.0, 0.2), (28.0, 0.2)])
def test_it_does_not_strike_on_noise(every, error):
    """1,000 patients with the same tumour; weekly, `Nadir` strikes most of them early."""
    tumour = sim.Tumour(
        [
            sim.Clone("S", 0.14, 0.12, start=1e9),
            sim.Clone("RA", 0.14, 0.12, start=1e6, fold={"A": np.inf}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(0.05)), sim.Drug("B", sim.Proportional(0.05))],
    )
    arms = {"default": SecondStrike("A", "B"), "first rise": SecondStrike("A", "B", at=Nadir())}
    clinic = sim.Clinic(7, every, detection=0, noise=error)
    runs = sim.simulate(tumour, arms, patients=1000, days=400, seed=1, clinic=clinic,
                        engine="meanfield", progress=False)  # fmt: skip
    given = runs.data["dose"].sel(drug="B") > 0
    when = runs.values("time")[given.argmax("time").values]
    assert given.any("time").all()
    sizes = runs.values("burden", "default")[0][runs.values("time") < 200]
    nadir = float(runs.values("time")[np.argmin(sizes)])
    early = (when < nadir - 28).mean(axis=1)
    assert early[0] < 0.01
    assert early[1] > (0.3 if every < 28 else 0.01)
    assert np.median(when[0]) < nadir + 100


@pytest.mark.parametrize(("wrong", "message"), [
    (lambda: SecondStrike("A", "A"), "same treatment as first and second: Continuous: A"),
    (lambda: SecondStrike("A", "B", third="B"), "as second and third"),
    (lambda: SecondStrike("A", "B", third_at=0.05), "0.05 x baseline.*, but no third strike"),
    (lambda: sim.ByTurns(["A", "B", "A"]), "ByTurns has the same treatment as treatment 3 and"),
    (lambda: sim.Sequential(["A", {"A": 1.0}, {"A": 1.0}]), "as treatment 2 and treatment 3"),
    (lambda: sim.Alternating(["A", "A"], every=28), "Alternating has the same treatment"),
    (lambda: sim.Rechallenge("A", bridge="A"), "as drug and bridge"),
    (lambda: sim.Phases("A", "A"), "as induction and maintenance"),
    (lambda: sim.Phases("A", "B", consolidation_until=sim.Days(56)), "but no consolidation"),
    (lambda: Rebound(25), "fraction of Rebound is 25"),
    (lambda: sim.By("ct", sim.Days(30)), "which looks at no measure"),
    (lambda: sim.By("ct", ~sim.Days(30)), "which looks at no measure"),
    (lambda: sim.By("ct", sim.AlleleBelow("R", 0.1, measure="dna")), "looks at 'dna'"),
    (lambda: sim.Exam(sim.Lesions(3), every=28, days=[0, 30]), "both every=28 and days="),
])  # fmt: skip
def test_what_means_nothing_is_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        wrong()


def test_other_doses_of_the_same_drug_are_another_treatment():
    assert SecondStrike("A", {"A": 2.0}).drugs == ("A",)
    assert SecondStrike({"A": np.array([1.0, 2.0])}, {"A": np.array([1.0, 2.0])}).drugs == ("A",)
    assert SecondStrike("A", "B", third="A").drugs == ("A", "B")


def test_new_lesions_need_a_clinic_that_can_see_them():
    tumour = sim.Tumour([sim.Clone("S", 0.14, 0.1, start=1e9)],
                        drugs=[sim.Drug("A", sim.Proportional(0.05))])  # fmt: skip
    plan = Lines([Line("A", until=sim.NewLesion()), Line({})])
    with pytest.raises(InputError, match=r"those of Lesions are shares of one tumour"):
        sim.simulate(tumour, {"a": plan}, patients=1, days=56,
                     clinic=sim.Clinic(measures={"ct": sim.Lesions(3)}))  # fmt: skip


def test_it_is_the_lines_it_is_made_of():
    reason = Rebound(0.2) | Progression()
    plan = SecondStrike({"A": 1, "B": 0.5}, "C", at=reason)
    assert plan.as_lines() == Lines([Line({"A": 1, "B": 0.5}, until=reason), Line("C")])
    check_regimen(SecondStrike("A", "B", at=stats.uniform(0.1, 0.5), third="A"))


def test_the_calendar_says_when_the_second_comes():
    assert SecondStrike("A", "B", at=0.05, third="C").calendar().splitlines() == [
        "SecondStrike: A, until the burden is below 0.05 x baseline; then B, until a result is "
        "25 % above the smallest result of the line for 21 days in a row or until undetectable; "
        "then C.",
        "  1. A, until the burden is below 0.05 x baseline.",
        "  2. B, until a result is 25 % above the smallest result of the line for 21 days in a row "
        "or until undetectable.",
        "  3. C.",
    ]


@pytest.mark.parametrize(("make", "message"), [
    (lambda: SecondStrike("A", "B", at="nadir"), "at of SecondStrike is 'nadir'; give sim.Nadir"),
    (lambda: SecondStrike("A", "B", at=50), "fraction of BurdenBelow is 50"),
    (lambda: SecondStrike("A", "B", third="C", third_at=None), "third_at of SecondStrike is None"),
    (lambda: SecondStrike("A", None), "drug of Continuous is None"),
])  # fmt: skip
def test_slips_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_file_can_say_it():
    from sim.scenario.build import regimen
    from sim.scenario.place import Place
    from sim.scenario.write import value_of

    for plan in (
        SecondStrike("A", "B"),
        SecondStrike("A", {"A": 1.0, "B": 0.5}, at=Absolute(1e8, "cells"), third="C"),
    ):
        assert regimen(value_of(plan, "arm"), Place("file", "")) == plan
    table = {"strategy": "second_strike", "first": "A", "second": "B", "at": 0.1}
    assert regimen(table, Place("file", "")) == SecondStrike("A", "B", at=0.1)
    assert regimen(table | {"at": "nadir"}, Place("file", "")) == SecondStrike("A", "B", at=Nadir())


def test_it_ends_what_sequence_does_not():
    """Few cells resist the second drug while the tumour is small, many when it is back.

    At the nadir, some day 55, RA has 1e3 exp(0.04 x 55) = 9000 cells, whose daughters that resist
    both are 1e-6 x 0.14 / 0.04 x 9000 = 0.03 on average: nearly everybody is cured. At progression
    there are ten thousand times as many.
    """
    tumour = sim.Tumour(
        [
            sim.Clone("S", 0.14, 0.1, start=1e9),
            sim.Clone("RA", 0.14, 0.1, start=1e3, fold={"A": np.inf}),
            sim.Clone("RB", 0.14, 0.1, start=1e3, fold={"B": np.inf}),
            sim.Clone("RAB", 0.14, 0.1, fold={"A": np.inf, "B": np.inf}),
        ],
        [sim.Mutation("RA", "RAB", 1e-6), sim.Mutation("RB", "RAB", 1e-6)],
        drugs=[sim.Drug(name, sim.Proportional(0.25)) for name in "AB"],
    )
    clinic = sim.Clinic(7, 14, detection=1e3, noise=0.0)
    arms = {"strike": SecondStrike("A", "B", at=Nadir()), "sequence": sim.Sequential(["A", "B"])}
    runs = sim.simulate(tumour, arms, patients=200, days=500, seed=1, clinic=clinic,
                        record=sim.Endpoints(), progress=False)  # fmt: skip
    cured = sim.cured(runs).mean("patient").values.tolist()
    assert cured[0] > 0.95
    assert cured[1] < 0.05
