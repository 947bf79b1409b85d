"""One founder and several mechanisms make the clones and transitions one would write by hand."""

import numpy as np
import pytest
from scipy import stats

from sim import (
    Bypass,
    Clone,
    Drug,
    Efflux,
    GeneAmplification,
    Hill,
    Inactivation,
    Inhibition,
    InputError,
    Inside,
    Ladder,
    Mutation,
    Pump,
    ReducedUptake,
    Repair,
    Silencing,
    TargetMutation,
    Tolerance,
    Tumour,
)
from sim.base.resolve import resolve
from sim.model.mechanisms.lattice import LARGEST, number_of_clones
from sim.model.response import net_growth

FOUNDER = Clone("sensitive", birth=0.2, death=0.1, start=100)
DRUGS = [Drug(name, Hill(0.3, 0.5, 2)) for name in "ABC"] + [Drug("P", Inhibition(0.1))]


def tumour_of(*mechanisms, founder=FOUNDER, **parts):
    return Tumour.from_founder(founder, mechanisms, DRUGS, **parts)


def test_two_mechanisms_make_the_four_clones_one_would_write():
    made = tumour_of(
        TargetMutation("A", 5e-8, fold=100, cost=0.1),
        Efflux(["A", "B"], pump=20, per_division=1e-8, inhibitor="P"),
    )
    pump = {"A": Inside(pumps=[Pump(20, "P")]), "B": Inside(pumps=[Pump(20, "P")])}
    written = Tumour(
        [
            FOUNDER,
            Clone("A", 0.18, 0.1, fold={"A": 100}),
            Clone("pump", 0.2, 0.1, inside=pump),
            Clone("A+pump", 0.18, 0.1, fold={"A": 100}, inside=pump),
        ],
        [
            Mutation("sensitive", "A", 5e-8),
            Mutation("sensitive", "pump", 1e-8),
            Mutation("A", "A+pump", 1e-8),
            Mutation("pump", "A+pump", 5e-8),
        ],
        DRUGS,
    )
    assert made.clone_names == written.clone_names
    assert set(made.transitions) == set(written.transitions)
    for one, other in zip(made.clones, written.clones, strict=True):
        assert one.birth == pytest.approx(other.birth)
        assert (one.death, one.fold, one.inside) == (other.death, other.fold, other.inside)


def test_at_most_leaves_out_clones_with_more_changes():
    mechanisms = [TargetMutation(name) for name in "ABC"]
    names = tumour_of(*mechanisms, at_most=2).clone_names
    assert names == ("sensitive", "A", "B", "C", "A+B", "A+C", "B+C")
    assert len(tumour_of(*mechanisms).clones) == 8
    assert len(tumour_of(*mechanisms, at_most=1).transitions) == 3


def test_one_pump_needs_one_step_where_two_targets_need_two():
    pump = tumour_of(Efflux(["A", "B"], pump=50))
    targets = tumour_of(TargetMutation("A"), TargetMutation("B"))

    def fewest_steps(tumour):
        away = {"sensitive": 0}
        for _ in tumour.clones:
            for t in tumour.transitions:
                if t.source in away:
                    away[t.target] = min(away.get(t.target, 99), away[t.source] + 1)
        both = {"A": 1.0, "B": 1.0}
        escaped = [c.name for c in tumour.clones if net_growth(tumour, c, both) > 0]
        return min(away[name] for name in escaped)

    assert (fewest_steps(pump), fewest_steps(targets)) == (1, 2)


def test_cross_resistance_and_collateral_sensitivity():
    mutant = tumour_of(TargetMutation(["A", "B"], fold=30), TargetMutation("C", fold=0.1)).clones
    assert mutant[1].fold == {"A": 30, "B": 30}
    tumour = tumour_of(TargetMutation("C", fold=0.1))
    growth = [net_growth(tumour, clone, {"C": 0.2}) for clone in tumour.clones]
    assert growth[1] < growth[0]


@pytest.mark.parametrize("partner", ["B", "P"])
def test_a_bypass_answers_only_to_the_pair(partner):
    """Whether the partner kills dependent cells by itself, or only blocks the second pathway."""
    tumour = tumour_of(Bypass("A", partner=partner))
    dependent, bypassed = tumour.clones
    kill = 0.3 * 4 / (1 + 4)
    alone = 0.1 - kill if partner == "B" else 0.1
    for clone, on_a, on_partner in ((dependent, 0.1 - kill, alone), (bypassed, 0.1, 0.1)):
        assert net_growth(tumour, clone, {"A": 1.0}) == pytest.approx(on_a)
        assert net_growth(tumour, clone, {partner: 1.0}) == pytest.approx(on_partner)
    both = net_growth(tumour, bypassed, {"A": 1.0, partner: 1.0})
    f = 1.0 / 1.1 if partner == "P" else 0.8
    assert both == pytest.approx(0.1 - kill * f - (kill * 0.8 if partner == "B" else 0.0))


def test_a_ladder_of_copies():
    tumour = tumour_of(GeneAmplification("A", 0.02, 0.1, copies=4, fold_per_copy=2, first=0.001,
                                         cost_per_copy=0.1))  # fmt: skip
    assert tumour.clone_names == ("sensitive", "A x2", "A x3", "A x4")
    assert [c.fold.get("A", 1.0) for c in tumour.clones] == [1, 3, 5, 7]
    np.testing.assert_allclose([c.birth for c in tumour.clones], [0.2, 0.18, 0.16, 0.14])
    steps = {(m.source, m.target): m.per_division for m in tumour.mutations}
    assert steps[("sensitive", "A x2")] == 0.001
    assert steps[("A x2", "A x3")] == 0.02
    assert steps[("A x2", "sensitive")] == steps[("A x4", "A x3")] == 0.1
    assert len(steps) == 6


def test_mechanisms_of_one_drug_combine_in_one_cell():
    tumour = tumour_of(
        ReducedUptake("A", 0.5), Repair("A", 0.5), Repair("A", 0.2, name="more repair"),
        Inactivation("A", 2.0, half=0.3), Efflux("A", 3), founder=Clone(
            "sensitive", 0.2, 0.1, start=1, inside={"A": Inside(uptake=0.5, pumps=[Pump(1)])}
        ),
    )  # fmt: skip
    inside = tumour.clones[-1].inside["A"]
    assert inside.uptake == 0.25
    assert inside.repair == pytest.approx(0.6)
    assert (inside.capacity, inside.half) == (2.0, 0.3)
    assert [pump.strength for pump in inside.pumps] == [1, 3]


def test_states_that_switch():
    tumour = tumour_of(
        Silencing("A", 1e-4, 1e-3, eraser="P", erased=0.2),
        Tolerance("B", 1e-5, 0.01, 0.03),
        Efflux("C", switching=(1e-3, 1e-2)),
        at_most=1,
    )
    switches = {(s.source, s.target): (s.rate, dict(s.induced)) for s in tumour.switches}
    assert switches == {
        ("sensitive", "silenced"): (1e-4, {}),
        ("silenced", "sensitive"): (1e-3, {"P": 0.2}),
        ("sensitive", "persister"): (1e-5, {"B": 0.01}),
        ("persister", "sensitive"): (0.03, {}),
        ("sensitive", "pump"): (1e-3, {}),
        ("pump", "sensitive"): (1e-2, {}),
    }
    assert tumour.mutations == ()


def test_a_ladder_of_phenotypes():
    tumour = tumour_of(Ladder("A", 3, up=0.001, down=0.01, fold=2, induced=0.02, cost=0.1))
    assert tumour.clone_names == ("sensitive", "A rung 1", "A rung 2", "A rung 3")
    assert [c.fold.get("A", 1.0) for c in tumour.clones] == [1, 2, 4, 8]
    np.testing.assert_allclose([c.birth for c in tumour.clones], 0.2 * 0.9 ** np.arange(4))
    moves = {(s.source, s.target): (s.rate, dict(s.induced)) for s in tumour.switches}
    names = tumour.clone_names
    up = {(names[k], names[k + 1]): (0.001, {"A": 0.02}) for k in range(3)}
    assert moves == up | {(names[k + 1], names[k]): (0.01, {}) for k in range(3)}


def test_persisters_that_divide_and_mutate():
    """A share of those who enter divides on; whatever mutates in both does so more often."""
    tolerance = Tolerance("A", enter=1e-3, induced=0.02, leave=0.03, cycling=0.25, mutation=20)
    tumour = tumour_of(tolerance, TargetMutation("A", 1e-7))
    names = ("sensitive", "persister", "cycling persister")
    assert tumour.clone_names[:2] == names[:2]
    clones = {c.name: c for c in tumour.clones}
    assert [clones[name].birth for name in names] == pytest.approx([0.2, 0.02, 0.1])
    assert [clones[name].death for name in names] == pytest.approx([0.1, 0.01, 0.05])
    moves = {(s.source, s.target): (s.rate, s.induced.get("A")) for s in tumour.switches}
    assert moves["sensitive", "persister"] == pytest.approx((0.75e-3, 0.015))
    assert moves["sensitive", "cycling persister"] == pytest.approx((0.25e-3, 0.005))
    assert moves["cycling persister", "sensitive"] == (0.03, None)
    often = {m.source: m.per_division for m in tumour.mutations}
    assert often == pytest.approx(dict(zip(names, [1e-7, 20e-7, 20e-7], strict=True)))


def test_what_patients_draw_is_drawn_once():
    """A founder's random birth rate, and a mechanism's random fold, are one draw in every clone."""
    founder = Clone("sensitive", stats.uniform(0.1, 0.1), 0.05, start=100)
    tumour = tumour_of(
        TargetMutation("A", stats.loguniform(1e-9, 1e-6), fold=stats.lognorm(0.5, scale=30),
                       cost=stats.uniform(0, 0.2)),
        TargetMutation("B", cost=0.5), Efflux(["B", "C"], stats.uniform(5, 10)), founder=founder,
    )  # fmt: skip
    print(tumour)
    some = resolve(tumour, 7, np.arange(5), "tumour")
    clone = {c.name: c for c in some.clones}
    assert len(np.unique(clone["sensitive"].birth)) == 5
    np.testing.assert_array_equal(clone["B"].birth, 0.5 * clone["sensitive"].birth)
    np.testing.assert_allclose(clone["A+B"].birth, 0.5 * clone["A"].birth)
    assert (clone["A"].birth < clone["sensitive"].birth).all()
    np.testing.assert_array_equal(clone["A"].fold["A"], clone["A+B+pump"].fold["A"])
    pumps = [clone["pump"].inside[d].pumps[0].strength for d in "BC"]
    np.testing.assert_array_equal(*pumps)
    rates = {(m.source, m.target): m.per_division for m in some.mutations}
    np.testing.assert_array_equal(rates[("sensitive", "A")], rates[("pump", "A+pump")])


def test_counts_without_listing():
    assert number_of_clones([2, 2, 2], 3) == 8
    assert number_of_clones([2, 5, 3], 1) == 1 + 1 + 4 + 2
    assert number_of_clones([2] * 200, 200) == 2**200


@pytest.mark.parametrize(
    "mechanism",
    [
        TargetMutation(["A", "B"]), GeneAmplification("A"), Efflux(["A", "B"], inhibitor="P"),
        ReducedUptake("A"), Repair("A", cost=0.1), Inactivation("A"), Silencing("A", eraser="P"),
        Tolerance("A"), Tolerance("A", cycling=0.1, mutation=20),
        Ladder("A", induced=0.1), Bypass("A", partner="B", switching=(1e-3, 1e-2)),
    ],
)  # fmt: skip
def test_every_mechanism_explains_itself_and_cites(mechanism, capsys):
    print(mechanism)
    sentence = capsys.readouterr().out.strip()
    assert sentence.startswith(f"{mechanism.name}: ")
    assert sentence.endswith(".")
    assert all(drug in sentence for drug in mechanism.named_drugs)
    assert mechanism.references
    tumour = tumour_of(mechanism)
    assert sentence in str(tumour)
    assert set(mechanism.references) <= set(tumour.references)


MANY = [TargetMutation("A", name=f"m{k}") for k in range(7)]

BAD = {
    "one name twice": (
        lambda: tumour_of(TargetMutation("A"), TargetMutation("A", fold=3)),
        ["Two mechanisms are named 'A'", "name="],
    ),
    "unknown drug": (
        lambda: tumour_of(TargetMutation("AA")),
        ["Mechanism 'AA' on 'AA'", "no such drug", "'A', 'B', 'C', 'P'", "Did you mean 'A'?"],
    ),
    "unknown inhibitor": (
        lambda: tumour_of(Efflux("A", inhibitor="tariquidar")),
        ["Mechanism 'pump' on 'tariquidar'", "no such drug"],
    ),
    "negative division": (
        lambda: TargetMutation("A", cost=1.2),
        ["cost of the mechanism 'A' is 1.2", "0 to 1", "division would be negative"],
    ),
    "negative division up a ladder": (
        lambda: GeneAmplification("A", copies=5, cost_per_copy=0.3),
        ["makes division negative", "5 copies", "-0.2", "at most 0.25"],
    ),
    "too many clones": (
        lambda: tumour_of(*MANY),
        ["7 mechanisms make 128 clones", str(LARGEST), "With at_most=3 there are 64"],
    ),
    "far too many clones": (
        lambda: tumour_of(*(TargetMutation("A", name=f"m{k}") for k in range(99))),
        [str(2**99), "Take fewer mechanisms"],
    ),
    "at most nothing": (lambda: tumour_of(*MANY, at_most=0), ["at_most is 0", "at least 1"]),
    "no mechanism": (lambda: tumour_of(), ["mechanisms is empty"]),
    "no mechanism but a name": (lambda: tumour_of("efflux"), ["sim.TargetMutation", "'efflux'"]),
    "no drug": (lambda: Efflux([]), ["Efflux names no drug"]),
    "a drug that kills nothing": (
        lambda: tumour_of(TargetMutation("P")),
        ["Mechanism 'P' protects from 'P'", "kills nothing"],
    ),
    "probability above one": (
        lambda: Efflux("A", per_division=5),
        ["per_division of the mechanism 'pump' is 5", "not a percentage"],
    ),
    "one rate of switching": (
        lambda: Repair("A", switching=0.1),
        ["switching of the mechanism 'repair' is 0.1", "on and off"],
    ),
    "a ladder without rungs": (
        lambda: Ladder("A", rungs=0),
        ["rungs of the mechanism 'A ladder' is 0", "at least 1 and at most 31"],
    ),
    "a share of persisters in percent": (
        lambda: Tolerance("A", cycling=10),
        ["cycling of the mechanism 'persister' is 10", "0.1, not 10"],
    ),
    "copies that are no number": (lambda: GeneAmplification("A", copies=2.5), ["copies", "2.5"]),
    "a partner that is the drug": (lambda: Bypass("A", partner="A"), ["partner", "'A'"]),
    "two kinds of inactivation": (
        lambda: tumour_of(Inactivation("A"), Inactivation("A", half=0.3, name="other")),
        ["inactivates 'A' by two mechanisms", "the same half"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_errors_teach(name):
    make, words = BAD[name]
    with pytest.raises(InputError) as error:
        make()
    for word in words:
        assert word in str(error.value)
