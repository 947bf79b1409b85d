"""Strategies that are lists of lines with a name: what they do, say, and refuse."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.regimens import (
    Absolute,
    Adaptive,
    Alternating,
    Backbone,
    BurdenAbove,
    BurdenBelow,
    ByTurns,
    Days,
    Line,
    Lines,
    Phases,
    Progression,
    RangeBounded,
    Rebound,
    TreatmentFreeRemission,
    Undetectable,
    policy,
)
from sim.testing import check_regimen

EIGHT = np.arange(8) / 8

PLANS = [
    ByTurns(["A", "B"]),
    ByTurns(["A", {"A": 0.5, "B": 0.5}, "B"], change=BurdenBelow(0.5), pause=BurdenAbove(1.0)),
    ByTurns(["A", "B"], change=[BurdenAbove(0.8), Rebound(0.3)]),
    Backbone("A", {"B": 0.5}, drop_below=0.4, add_above=Absolute(1e9, "cells")),
    RangeBounded("A", 0.3, 0.8),
    Phases("A", "B", consolidation={"A": 1.0, "B": 1.0}, then="A"),
    TreatmentFreeRemission("A"),
    TreatmentFreeRemission("A", Undetectable(365.0) & Days(1095.0), again=True),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: type(plan).__name__)
def test_all_keep_to_the_rules_and_can_be_written_in_a_file(plan):
    from sim.scenario.build import regimen
    from sim.scenario.place import Place
    from sim.scenario.write import value_of

    check_regimen(plan, ("A", "B"))
    assert regimen(value_of(plan, "arm"), Place("file", "")) == plan
    assert plan.calendar().startswith(str(plan))
    assert str(plan).startswith(f"{type(plan).__name__}: ")


def test_a_range_from_half_of_the_baseline_to_the_baseline_is_adaptive(treat):
    """The same doses as by another regimen, for patients with ranges of their own."""
    low, high = 0.3 + 0.4 * EIGHT, 0.8 + 0.4 * EIGHT
    _, ours, _ = treat(RangeBounded("A", low, high), range(8))
    _, theirs, _ = treat(Adaptive("A", low, high), range(8))
    assert np.array_equal(ours, theirs)
    assert (np.diff(ours[:, :, 0], axis=0) != 0).sum(axis=0).min() >= 2


def test_turns_of_fixed_length_are_alternating():
    ours = ByTurns(["A", "B", {}], change=Days(28)).schedule(400.0)
    theirs = Alternating(["A", "B", {}], every=28).schedule(400.0)
    assert ours.days == theirs.days
    assert ours.doses == theirs.doses


def test_each_holiday_ends_with_the_other_drug(visit):
    plan = ByTurns(["A", "B"], change=BurdenBelow(0.5), pause=BurdenAbove(1.0))
    memory, given = {}, []
    for place, size in enumerate([1.0, 0.4, 0.8, 1.1, 0.7, 0.4, 1.1, 0.3, 1.2]):
        given.append(tuple(plan.decide(visit(28 * place, [size]), memory)[0]))
    a, b, rest = (1, 0), (0, 1), (0, 0)
    assert given == [a, rest, rest, b, b, rest, a, rest, b]


def test_a_partner_comes_and_goes(treat):
    """As a policy written by hand, on eight patients with thresholds of their own."""
    low = 0.3 + 0.4 * EIGHT

    @policy(drugs=("A", "B"))
    def by_hand(seen, memory):
        both = memory.get("both", np.ones(seen.patients, dtype=bool))
        if seen.new_result and seen.day > 0:
            down = (seen.burden < low * seen.baseline) | ~seen.detected
            up = (seen.burden > seen.baseline) & seen.detected
            both = np.where(both, ~down, up)
        memory["both"] = both
        return {"A": 0.5, "B": np.where(both, 1.0, 0.0)}

    _, ours, _ = treat(Backbone({"A": 0.5}, "B", low, 1.0), range(8))
    _, theirs, _ = treat(by_hand, range(8))
    assert np.array_equal(ours, theirs)
    assert len(np.unique(ours[:, :, 1])) == 2


def test_what_the_names_stand_for():
    assert Phases("A", "B").as_lines() == Lines(
        [Line("A", until=Days(84)), Line("B", until=Progression())]
    )
    assert ByTurns(["A", "B"]).as_lines() == Lines(
        [Line("A", until=Rebound(0.2)), Line("B", until=Rebound(0.2))], repeat=True
    )
    once, twice = TreatmentFreeRemission("A"), TreatmentFreeRemission("A", again=True)
    assert once.as_lines().lines[:2] == twice.as_lines().lines
    assert once.as_lines().lines[2] == Line("A")


def test_what_is_given_may_be_a_name_a_mapping_or_a_plan():
    """However it is said, it is the same plan: kept as one, compared as one."""
    once = TreatmentFreeRemission("A")
    assert once.drug == sim.Continuous("A")
    assert once == TreatmentFreeRemission(sim.Continuous("A"))
    assert TreatmentFreeRemission({"A": 1.0, "B": 0.5}).drug.drugs == ("A", "B")
    assert once.stop_when == Undetectable(730.5)
    assert once.restart_when == sim.Detected()
    four = Phases("A", "B", consolidation="C", then="D")
    names = ("induction", "maintenance", "consolidation", "then")
    assert [getattr(four, name).drugs for name in names] == [("A",), ("B",), ("C",), ("D",)]
    assert four.drugs == ("A", "C", "B", "D")
    assert [line.until for line in four.as_lines().lines[:3]] == [Days(84), Days(84), Progression()]
    assert len(four.as_lines().lines) == 4
    assert Phases("A", "B").then is Phases("A", "B").consolidation is None
    for make in (TreatmentFreeRemission, lambda x: Phases(x, "B"), lambda x: Phases("A", x)):
        with pytest.raises(InputError, match="drug of Continuous is 3"):
            make(3)


def test_those_that_change_by_sizes_want_them_every_four_weeks():
    for plan in (ByTurns(["A", "B"]), Backbone("A", "B"), RangeBounded("A", 0.3, 0.8)):
        assert plan.wants_scans_every == 28.0
    assert sim.SecondStrike("A", "B").wants_scans_every == 28.0
    assert Phases("A", "B").wants_scans_every == np.inf
    assert Phases(Adaptive("A"), "B").wants_scans_every == 28.0


def test_a_clinician_reads():
    assert Phases("FOLFOX", {"5-FU": 1.0}, consolidation="FOLFIRI").calendar().splitlines()[1:] == [
        "  1. FOLFOX, for 84 days.",
        "  2. FOLFIRI, for 84 days.",
        "  3. 5-FU, until progression.",
        "  4. nothing.",
    ]
    assert TreatmentFreeRemission("imatinib").calendar().splitlines()[1:] == [
        "  1. imatinib, until undetectable for 730.5 days.",
        "  2. nothing, until it is detected.",
        "  3. imatinib.",
    ]
    assert Backbone("A", "B").calendar().splitlines()[1:] == [
        "  1. A + B, until the burden is below 0.5 x baseline.",
        "  2. A, until the burden is above 1 x baseline.",
        "  3. these in turn, again and again.",
    ]


@pytest.mark.parametrize(("make", "message"), [
    (lambda: ByTurns("AB"), "treatments of ByTurns is 'AB'"),
    (lambda: ByTurns(["A", "B"], change=56), "change of ByTurns is 56; give what is waited for"),
    (lambda: ByTurns(["A", "B"], pause=14), "pause of ByTurns is 14"),
    (lambda: ByTurns(["A", "B"], change=None), "change of ByTurns is None"),
    (lambda: ByTurns(["A", "B"], change=[Days(7)]), "1 reasons for 2 treatments; give one for"),
    (lambda: ByTurns(["A", "B"], change=[Days(7), 7]), "change of ByTurns is 7"),
    (lambda: Backbone("A", "A"), "'A' as drug and as partner"),
    (lambda: Backbone("A", "B", 0.8, 0.5), "add_above=0.5, which is below drop_below=0.8"),
    (lambda: RangeBounded("A", 0.8, 0.5), "high=0.5, which is below low=0.8"),
    (lambda: RangeBounded("A", 50, 80), "low of RangeBounded is 50.*not a percentage"),
    (lambda: Phases("A", "B", induction_until=84), "induction_until of Phases is 84"),
    (lambda: Phases("A", None), "drug of Continuous is None"),
    (lambda: TreatmentFreeRemission("A", 730), "stop_when of TreatmentFreeRemission is 730"),
    (lambda: TreatmentFreeRemission("A", again=2), "again of TreatmentFreeRemission is 2"),
    (lambda: TreatmentFreeRemission("A", restart_when=7), r"restart_when of .* is 7; .*Detected"),
    (lambda: Phases("A", "B", consolidation="C", consolidation_until=7),
     r"consolidation_until of Phases is 7; give what is waited for: sim\.Days"),
    (lambda: Phases("A", "B", consolidation_until=Days(7)),
     r"is given \(for 7 days\), but no consolidation; say consolidation="),
    (lambda: Phases("A", "B", then="B"), "'B' as maintenance and then|as maintenance and"),
])  # fmt: skip
def test_slips_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_the_drug_is_given_whose_clone_is_down():
    """By sequencing: each drug goes on until a result has its resistant clone above a tenth."""
    clones = [
        sim.Clone("S", 0.06, 0.02, start=9e8),
        sim.Clone("RA", 0.06, 0.02, start=5e7, fold={"A": np.inf}),
        sim.Clone("RB", 0.06, 0.02, start=5e7, fold={"B": np.inf}),
    ]
    tumour = sim.Tumour(
        clones, drugs=[sim.Drug(name, sim.Proportional(0.1)) for name in "AB"],
        growth=sim.Logistic(4e9),
    )  # fmt: skip
    panel = sim.Sequencing({"a": ["RA"], "b": ["RB"]}, shedding=1e-6)
    clinic = sim.Clinic(7, 28, measures={"ct": sim.Cells(), "ctdna": sim.Exam(panel, every=28)})
    changes = [sim.AlleleAbove("a", 0.1), sim.AlleleAbove("b", 0.1)]
    runs = sim.simulate(tumour, {"down": ByTurns(["A", "B"], change=changes)}, patients=8, days=500,
                        seed=2, clinic=clinic, progress=False)  # fmt: skip
    data = runs.data.sel(arm="down")
    above = (data["ctdna_fraction"] > 0.1) & data["ctdna_found"]
    changed = 0
    for day in range(28, 500, 28):
        before = data["dose"].sel(time=day - 7.0).values
        now = data["dose"].sel(time=float(day)).values
        seen = above.sel(ctdna_scan=float(day)).values  # (patient, allele)
        own = np.where(before[:, 0] > 0, seen[:, 0], seen[:, 1])
        assert np.array_equal(now != before, np.stack([own, own], axis=1))
        changed += own.sum()
    assert changed >= 16


def test_a_double_bind_holds_what_one_drug_after_the_other_does_not():
    """Cells that resist one drug are more sensitive to the other: turns control both for long.

    Each resistant clone dies under the other drug at twice the rate; in sequence the second drug
    meets a tumour that has no first any more, and loses to the cells that it leaves.
    """
    clones = [
        sim.Clone("A-resistant", 0.06, 0.02, start=5e8, fold={"A": np.inf, "B": 0.5}),
        sim.Clone("B-resistant", 0.06, 0.02, start=5e8, fold={"B": np.inf, "A": 0.5}),
    ]
    tumour = sim.Tumour(
        clones, drugs=[sim.Drug(name, sim.Hill(0.15, 1.0)) for name in "AB"],
        growth=sim.Logistic(2e9),
    )  # fmt: skip
    clinic = sim.Clinic(7, 14, noise=0.0)
    arms = {"turns": ByTurns(["A", "B"]), "sequence": sim.Sequential(["A", "B"])}
    runs = sim.simulate(tumour, arms, patients=1, days=730, seed=1, clinic=clinic,
                        engine="meanfield", progress=False)  # fmt: skip
    burden = {arm: runs.values("burden", arm)[0] for arm in arms}
    assert burden["turns"][-20:].max() < 0.5 * burden["sequence"][-1]
