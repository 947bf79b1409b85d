"""The search for the engine's largest error, small: what it finds is within the tolerance."""

from dataclasses import replace

import grimp
import numpy as np
import pytest

import sim
from experiments.accuracy import __main__ as program
from experiments.accuracy import grown as growth
from experiments.accuracy.cases import GENES, Case, case_of
from experiments.accuracy.event_by_event import grown
from experiments.accuracy.kept import LOOKED_AT, Kept
from experiments.accuracy.measure import (
    COUNTED,
    ROOM,
    Finding,
    magnified,
    many_founders,
    measure,
    witness,
)
from experiments.accuracy.search import FAMILIES, search
from sim.theory import mean_field

PLAIN_ONLY = np.zeros(GENES)
"""The numbers of a case with neither more clones, nor niches, nor an immune system."""


def found(count, tolerance, seed):
    return [one.finding for one in search(count, tolerance, seed) if one.finding is not None]


def test_no_tumour_is_beyond_the_tolerance():
    """And the engine's own estimate is no smaller than what it is off by, but for a rounding."""
    findings = found(40, 1e-3, seed=3)  # (make validate: 20,000)
    assert len(findings) > 20
    off = np.array([one.error for one in findings])
    assert off.max() <= 1e-3, off.max()
    estimates = np.array([one.estimate for one in findings])
    assert (off <= np.maximum(2.0 * estimates, 1e-4)).all()


def test_what_is_founded_in_a_crowd_is_within_the_tolerance():
    tried = search(800, 1e-3, seed=1, family=FAMILIES["founded"])  # (make validate: 20,000)
    off = [one.finding.error for one in tried if one.finding is not None]
    assert len(off) > 700
    assert max(off) <= 1e-3


def test_crowds_under_a_drug_are_within_the_tolerance():
    tried = search(300, 1e-3, seed=1, family=FAMILIES["treated"])  # (make validate: 20,000)
    off = [one.finding.error for one in tried if one.finding is not None]
    assert len(off) > 250
    assert max(off) <= 1e-3


def test_crowds_between_which_cells_move_are_within_the_tolerance():
    tried = search(150, 1e-3, seed=1, family=FAMILIES["niches"], patience=1.0)
    off = [one.finding.error for one in tried if one.finding is not None]
    assert len(off) > 120  # (make validate: 20,000)
    assert max(off) <= 1e-3


def between_sites(growth, cells, second, rates, moved, drug=(), fold=None):
    """Return a founder and its mutant in two sites, between which they move, over two visits.

    Parameters
    ----------
    cells : (float, float)
        Of the founder and of its mutant on day 0.
    second : (float, float)
        Of both, the share in the second site; its room.
    rates : (birth, birth of the mutant, death)
    moved : (float, float)
        From the first to the second, and back [1/day].
    """
    clones = [
        sim.Clone("S", rates[0], rates[2], start=cells[0]),
        sim.Clone("R", rates[1], rates[2], start=cells[1], fold={} if fold is None else fold),
    ]
    tumour = sim.Tumour(clones, [sim.Mutation("S", "R", 1e-4)], drug, growth=growth)
    tumour = tumour.in_niches([
        sim.Niche("first", share=1.0 - second[0], migration=moved[0]),
        sim.Niche("second", share=second[0], capacity=second[1], migration=moved[1],
                  penetration=0.2),
    ])  # fmt: skip
    doses = (tuple(1.0 for _ in drug),) * 2
    return Case(tumour, (0.0, 7.0, 14.0), doses)


@pytest.mark.parametrize(
    "case",
    [
        # An empty site that others fill, and where Gompertz births are quick: it was 1.8e-2 off.
        between_sites(sim.Gompertz(7.6e12), (1.7e12, 2e10), (0.0, 1.6e13),
                      (0.028, 0.023, 0.002), (0.0066, 0.0)),
        # Cells that move so quickly that even half a step misses how they spread: 2.5e-2.
        between_sites(sim.Gompertz(3.8e12), (3.7e12, 3e9), (0.0, 1.5e14),
                      (0.035, 0.048, 0.008), (3.4, 0.04)),
        # A site that becomes full within a step: 1e-2.
        between_sites(sim.Logistic(4.3e9), (1.2e10, 1.1e10), (0.0, 2.5e9),
                      (0.020, 0.012, 0.003), (0.0136, 0.0)),
        # Pulses, and a site that is full, where nobody divides and none is killed: 2.5e-2.
        between_sites(sim.Logistic(4.9e13), (7.2e11, 0.0), (0.5, 9.8e10),
                      (0.033, 0.013, 0.0027), (0.03, 0.0),
                      [sim.Drug("A", sim.Hill(4.0, 0.3, 2, acts="division"),
                                half_life=0.2, interval=7.0)]),
    ],
    ids=["empty", "quick", "full", "pulses"],
)  # fmt: skip
def test_cells_that_move_into_another_crowd_are_within_the_tolerance(case):
    finding = measure(case)
    assert finding is not None
    assert finding.error < 1e-3


def test_what_a_tumour_makes_of_a_small_error_is_known():
    """Under Gompertz growth it goes by the exponential of what net births change with cells."""
    drug = sim.Drug("A", sim.Hill(4.0, ec50=0.5, slope=2, acts="division"))  # 3.2 at a dose of 1
    tumour = sim.Tumour([sim.Clone("S", 0.05, 0.01, start=1e9)], drugs=[drug],
                        growth=sim.Gompertz(1e12))  # fmt: skip
    case = Case(tumour, (0.0, 7.0, 10.0, 14.0), ((0.0,), (1.0,), (1.0,)))
    grows = 0.05 * (3.2 - 1.0)
    right = np.exp(grows * np.array([[0.0], [3.0], [7.0]]))
    np.testing.assert_allclose(magnified(case), right, rtol=0.01)
    plain = replace(case, tumour=tumour.replace(growth=sim.Exponential()))
    np.testing.assert_allclose(magnified(plain), 1.0, rtol=1e-6)


def pulsed(drug, founder, mutant, u, start, room, pattern, days=7.0):
    clones = [sim.Clone("S", *founder, start=start), sim.Clone("R", *mutant, fold={"A": np.inf})]
    tumour = sim.Tumour(clones, [sim.Mutation("S", "R", u)], [drug], growth=sim.Logistic(room))
    doses = tuple((float(one),) for one in pattern)
    return Case(tumour, tuple(days * k for k in range(len(pattern) + 1)), doses)


@pytest.mark.parametrize(
    "case",
    [
        # Crowding draws the tumour back while pulses push it: a step was 2.4e-3 off, estimated as
        # 7e-4, and after some of them the tumour 3.2e-3.
        pulsed(
            sim.Drug("A", sim.Hill(0.0155, 2.09, 0.92), half_life=1.5, interval=7.0),
            (0.191, 0.0225), (0.123, 0.0225), 3.4e-6, 4.2e11, 7.52e11, (1, 1, 1, 0, 0) * 2,
        ),
        # At capacity few births are left, and a pulse doubles them: mutants were 8e-2 off.
        pulsed(
            sim.Drug("A", sim.Hill(0.0107, 1.19, 1.26), half_life=0.057, interval=7.0),
            (0.155, 0.00033), (0.168, 0.00033), 5e-3, 3.7e11, 3.76e11, (1, 0),
        ),
        # No drug yet: what is foreseen of few births: 1e-2.
        pulsed(
            sim.Drug("A", sim.Hill(0.9, 0.4, 8.0, acts="birth"), half_life=0.04, interval=7.0),
            (0.12, 0.0005), (0.138, 0.0005), 1.5e-3, 8.8e12, 9.44e12, (0, 1),
        ),
    ],
)  # fmt: skip
def test_crowds_that_a_drug_pushes_come_back_as_they_should(case):
    finding = measure(case)
    assert finding is not None
    assert finding.error <= 1e-3


@pytest.mark.parametrize(
    ("founder", "mutant", "u", "room", "days"),
    [
        # Of those founded early few are left, and the crowding of the end founded the others: it
        # was 2e-3 off, estimated as 3e-4.
        ((0.165, 0.0302), (0.149, 0.215), 0.00943, 20.0, 7.0),
        # Mutants who soon are all of the tumour crowded nobody in the step that founded them: it
        # was 5e-3 off, estimated as 2e-4.
        ((0.0827, 0.1038), (0.9887, 0.3214), 0.01, 87.89, 14.0),
    ],
)
def test_mutants_feel_the_crowd_of_the_days_on_which_they_are_founded(
    founder, mutant, u, room, days
):
    clones = [sim.Clone("S", *founder, start=1e12), sim.Clone("R", *mutant)]
    growth = sim.Logistic(room * 1e12)
    tumour = sim.Tumour(clones, [sim.Mutation("S", "R", u)], growth=growth)
    finding = measure(Case(tumour, (0.0, days, 2.0 * days), ((), ())))
    assert finding is not None
    assert finding.error <= 1e-3
    assert finding.error <= finding.estimate


def test_a_loose_tolerance_is_found_out():
    """The search sees errors: with steps as long as they get, it finds some of more than 1 %."""
    assert max(one.error for one in found(60, 0.1, seed=3)) > 2e-3


def test_one_that_takes_too_long_is_compared_as_far_as_it_got():
    case = Case(
        sim.Tumour([sim.Clone("S", 0.1, 0.05, start=1e9)]), (0.0, 7.0, 14.0, 21.0), ((), (), ())
    )
    whole, begun = measure(case), measure(case, patience=0.0)
    assert whole is not None
    assert begun is not None
    assert (whole.until, begun.until) == (21.0, 7.0)


def test_what_few_cells_founded_is_not_compared():
    """Its mean is that of a few patients in whom it was founded early: others have none of it."""
    clones = [
        sim.Clone("S", 0.1, 0.05, start=1e10),
        sim.Clone("R", 0.1, 0.05),
        sim.Clone("C", 0.5, 0.1),
    ]
    moves = [sim.Mutation("S", "R", 1e-5), sim.Mutation("R", "C", 1e-9)]
    case = Case(sim.Tumour(clones, moves), (0.0, 7.0, 70.0), ((), ()))
    right = witness(case)[:, -1]
    assert right[-1, 2] > COUNTED
    assert many_founders(case, right).tolist() == [[True, True, False], [True, True, False]]


def test_cases_are_fixed_by_their_numbers():
    numbers = np.random.default_rng(1).random(GENES)
    assert case_of(numbers) == case_of(numbers)
    assert measure(case_of(numbers)) == measure(case_of(numbers))


def for_theory(case):
    """Tell whether theory has an answer, and soon: it takes steps of its fastest rate."""
    if case.tumour.growth != sim.Exponential() or case.tumour.immune is not None:
        return False
    for drug in case.tumour.drugs:
        decay = 1.0 / drug.interval if drug.half_life is None else np.log(2.0) / drug.half_life
        if decay > 50.0 or case.visits[1] * decay * drug.interval > 100.0:
            return False
    return True


def test_the_witness_is_what_theory_says():
    """Over the first three visits of 40 tumours without crowding, to 1e-8."""
    luck, compared, clones = np.random.default_rng(6), 0, set()
    while compared < 40:
        case = case_of(luck.random(GENES))
        if not for_theory(case):
            continue
        case = replace(case, visits=case.visits[:4], doses=case.doses[:3])
        seen = witness(case)[:, -1]
        if seen.max() > ROOM or seen.max() < COUNTED:
            continue
        doses = tuple(dict(zip(case.tumour.drug_names, d, strict=True)) for d in case.doses)
        right = mean_field(case.tumour, sim.Schedule(case.visits[:-1], doses), case.visits[1:])
        there = right >= COUNTED
        np.testing.assert_allclose(seen[there], right[there], rtol=1e-8)
        compared += 1
        clones.add(len(case.tumour.clones))
    assert len(clones) > 5


def test_it_looks_at_everything_a_tumour_may_have():
    luck = np.random.default_rng(1)
    tumours = [case_of(luck.random(GENES)).tumour for _ in range(300)]
    defended = [t for t in tumours if t.immune is not None]
    assert len(defended) > 40
    assert any(t.immune.suppressors is not None for t in defended)
    assert any(t.immune.checkpoint is not None for t in defended)
    assert sum("@" in t.clone_names[0] for t in tumours) > 40
    assert max(len(t.clones) for t in tumours if "@" not in t.clone_names[0]) == 6
    assert {type(t.interaction) for t in tumours} == {
        sim.Bliss, sim.HighestSingleAgent, sim.Loewe, sim.Parallel,
    }  # fmt: skip
    births = [max(c.birth for c in t.clones) / min(c.birth for c in t.clones) for t in tumours]
    assert max(births) > 500.0
    assert len(case_of(PLAIN_ONLY).tumour.clones) == 2


@pytest.mark.parametrize("tumours", FAMILIES)
def test_a_search_goes_on_where_it_was(monkeypatch, tmp_path, capsys, tumours):
    """Interrupted in the middle of a line, it finds what it would have found without a break."""
    calls = []

    def made_up(case, tolerance, seed, patience):
        calls.append(seed)
        if calls.count(25) == 1 and seed == 25:
            raise KeyboardInterrupt
        error = float(np.random.default_rng(seed).random()) * 1e-4
        until = case.visits[1 if seed == 7 else -1]
        return None if seed % 5 == 0 else Finding(error, 1e-4, "S", 7.0, until)

    monkeypatch.setattr("experiments.accuracy.search.measure", made_up)
    arguments = ["--cases", "60", "--seed", "3", "4", "--output", str(tmp_path)]
    arguments += ["--tumours", tumours]
    assert program.main(arguments) == 0
    assert "Interrupted" in capsys.readouterr().err
    (kept,) = tmp_path.iterdir()
    kept.write_text(kept.read_text() + '{"error": 0.1')
    assert len(Kept(tmp_path, f"{tumours}-tolerance-0.001-seed-3", Finding).read()) == 25
    assert program.main(arguments) == 0
    joined = capsys.readouterr().out
    assert calls == [*range(26), *range(25, 60), *range(60)]
    assert "120 tumours, 96 compared" in joined
    assert "2 of them took longer" in joined
    arguments[arguments.index("--output") + 1] = str(tmp_path / "b")
    assert program.main(arguments) == 0
    assert capsys.readouterr().out == joined


def test_the_ten_worst_are_printed(capsys, tmp_path):
    assert program.main(["--cases", "12", "--seed", "3", "--output", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "12 tumours" in printed
    assert "visits every" in printed


def test_what_is_beyond_is_an_exit_status(monkeypatch, tmp_path, capsys):
    off = Finding(2e-3, 1e-4, "S", 7.0, np.inf)
    monkeypatch.setattr("experiments.accuracy.search.measure", lambda *a, **k: off)
    assert program.main(["--cases", "2", "--output", str(tmp_path)]) == 1
    assert "2 beyond it" in capsys.readouterr().out


def test_the_exact_reference_is_exact():
    """Of neutral mutants, exp(-m) with m = u (size - 1) / (1 - d / b) founders have none."""
    tumour = sim.Tumour(
        [sim.Clone("S", 0.2, 0.0), sim.Clone("R", 0.2, 0.0)],
        [sim.Mutation("S", "R", 2e-3)], size=300, grown_from_one_cell=True,
    )  # fmt: skip
    cells = grown(tumour, 300, 4_000, np.random.default_rng(1))
    assert (cells.sum(axis=1) == 300).all()
    none = (cells[:, 1] == 0).mean()
    right = (1.0 - 2e-3) ** 299
    assert abs(none - right) < 5.0 * np.sqrt(right * (1.0 - right) / 4_000)


def test_tumours_grown_from_one_cell():
    tumours, offs = zip(*growth.search(25, seed=1), strict=True)
    assert max(off.z for off in offs) < 5.0, max(offs, key=lambda off: off.z)
    assert len({type(tumour.growth) for tumour in tumours}) == 3


def test_growth_is_looked_at_on_where_it_was(monkeypatch, tmp_path, capsys):
    calls = []

    def made_up(tumour, seed, more=1):
        calls.append((seed, more))
        if len(calls) == 4:
            raise KeyboardInterrupt
        return growth.Off(6.0 if seed == 2 else 1.0, "made up")

    monkeypatch.setattr(growth, "measure", made_up)
    arguments = ["--cases", "5", "--output", str(tmp_path)]
    assert growth.main(arguments) == 0
    assert "2 tumours grown from one cell; 0 beyond 5" in capsys.readouterr().out
    assert growth.main(arguments) == 0
    assert calls == [(0, 1), (2, 1), (3, 4), (4, 1), (4, 1), (6, 1), (8, 1)]
    assert "5 tumours grown from one cell; 0 beyond 5" in capsys.readouterr().out
    monkeypatch.setattr(growth, "measure", lambda *a, **k: growth.Off(6.0, "made up"))
    assert growth.main([*arguments[:2], "--seed", "2", "--output", str(tmp_path)]) == 1


def test_a_wrong_law_of_growth_is_found_out(monkeypatch):
    """Mutants that are founded twice as often are seen in nearly every tumour."""
    right = growth.grown

    def twice(tumour, size, count, luck):
        moves = [sim.Mutation(m.source, m.target, 2.0 * m.per_division) for m in tumour.mutations]
        return right(tumour.replace(transitions=[*moves, *tumour.switches]), size, count, luck)

    monkeypatch.setattr(growth, "grown", twice)
    tumours = [growth.tumour_of(np.random.default_rng(s).random(growth.GENES)) for s in range(5)]
    assert sum(growth.measure(tumour, 1).z > 5.0 for tumour in tumours) >= 3


@pytest.mark.slow
def test_no_tumour_of_many_is_beyond_the_tolerance():
    assert max(one.error for one in found(3_000, 1e-3, np.random.SeedSequence().entropy)) <= 1e-3


@pytest.mark.slow
def test_many_tumours_grown_from_one_cell():
    found = growth.search(200, np.random.SeedSequence().entropy)
    assert max(off.z for _, off in found) < 5.0


def test_what_is_found_hangs_on_the_rooms_of_the_engines():
    """So a search of days is not begun anew for a figure, and is for anything that it measures."""
    graph = grimp.build_graph("sim")
    below = {
        module.split(".")[1]
        for top in ("sim.engines", "sim.base.resolve")
        for module in graph.find_upstream_modules(top, as_package=True)
        if module != "sim.results.recorders"
    }
    assert {f"sim/{room}" for room in below | {"engines"}} == set(LOOKED_AT)
