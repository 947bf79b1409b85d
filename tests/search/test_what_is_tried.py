"""Which rules are tried, on whom, in which generations, and what is said of those that fail."""

import re
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.search import ahead, elsewhere, proposing, tradeoff
from sim.search.objective import Objective
from sim.search.proposing import GENERATIONS, propose
from sim.search.race import Aim
from sim.search.rules import Rules, Tried
from sim.search.run import FIRST, Halves, fresh_values, halves
from sim.search.space import Space
from sim.search.threats import first_cell
from tests.search.small import every, many_patients, one_patient, patients

AXES = {"a": sim.IntegerAxis(1, 3), "b": ["x", "y", "z"]}


class Asked:
    """Answers what is asked by a function of the place, and remembers."""

    def __init__(self, function=lambda place: float(((place - 0.3) ** 2).sum())):
        self.function, self.places = function, []

    def __call__(self, places):
        self.places.append(np.array(places))
        return np.array([self.function(place) for place in places])


def test_as_many_rules_as_the_budget_are_all_tried_once():
    asked, space = Asked(), Space(AXES)
    propose(space, 9, 1, asked)
    (places,) = asked.places
    points = [tuple(point.values()) for point in space.points(places)]
    assert sorted(points) == [(a, b) for a in (1, 2, 3) for b in "xyz"]


def test_one_rule_more_than_the_budget_is_searched():
    asked = Asked()
    propose(Space(AXES), 8, 1, asked)
    np.testing.assert_array_equal(asked.places[0], Space(AXES).spread(8, 1))


@pytest.mark.parametrize("axes", [AXES, {"a": (0.0, 1.0)}, {"a": (0.0, 1.0), "b": ["x", "y"]}])
def test_choices_and_single_parameters_are_not_for_cma(axes, monkeypatch):
    monkeypatch.setattr(proposing, "_cma", None)
    asked = Asked()
    propose(Space(axes), 8 if axes is AXES else 40, 1, asked)
    assert asked.places


def test_generations_of_cma_are_whole_and_fill_the_budget():
    """213 less 32 that are spread: 181 in 20 generations of 9, which leave one."""
    asked = Asked()
    budget = 213
    propose(Space({"a": (0.0, 1.0), "b": (0.0, 1.0)}), budget, 1, asked)
    first, *others = map(len, asked.places)
    size = (budget - first) // GENERATIONS
    assert (first, size) == (32, 9)
    assert set(others) == {size}
    assert len(others) == (budget - first) // size


@pytest.mark.parametrize("place", [0.0, 0.999999, 1.0, 1.5])
def test_the_ends_of_an_axis_are_on_it(place):
    space = Space({"a": sim.IntegerAxis(1, 3), "b": ["x", "y"], "c": (0.0, 2.0)})
    (point,) = space.points(np.full((1, 3), place))
    assert point["a"] == (1 if place == 0.0 else 3)
    assert point["b"] == ("x" if place == 0.0 else "y")
    assert 0.0 <= point["c"] <= 2.0


def test_rules_are_tried_on_the_first_patients_and_judged_by_the_second_half():
    search = many_patients(2 * FIRST + 20)
    best = search.run(3, budget=8, progress=False)
    met = [one.patients for one in best._tried if not one.failed]
    assert min(met) == 64
    assert max(met) == len(search.cohort.draw(3).numbers)  # (those who judge, too)
    half = halves(search, 3)
    assert (half.searched, len(half.sweep.numbers), half.apart) == (74, 148, True)
    assert len(best._fresh[0].values["progression_free_survival"]) == 74


def test_few_patients_are_not_divided():
    assert not halves(many_patients(19), 1).apart
    assert halves(many_patients(20), 1).searched == 10
    assert halves(many_patients(21), 1).searched == 10


def test_constraints_stand_in_what_is_printed_with_what_came_out():
    search = many_patients(20, constraints=[sim.AtMost(sim.cumulative_dose, 1500.0)])
    best = search.run(1, budget=8, progress=False)
    (words,) = best.constraints
    found = best.constraints[words].value
    assert f"  {words}: {found:.4g}" in str(best)
    assert "cumulative_dose" in words


def test_the_nearest_is_the_one_that_breaks_a_limit_least():
    search = one_patient(constraints=[sim.AtMost(sim.cumulative_dose, 1.0)])
    with pytest.warns(UserWarning, match="None of 8 rules") as said:
        best = search.run(budget=8, progress=False)
    least = min(one.values["cumulative_dose"][0] for one in best._tried)
    most = max(one.values["cumulative_dose"][0] for one in best._tried)
    assert least < most
    nearest = re.search(r"the nearest has \S*cumulative_dose (\S+)\.", str(said[0].message))
    assert nearest is not None
    assert nearest[1] == f"{least:.4g}"


class Failing:
    """Rules that all fail, each in words of its own."""

    threads = 1

    def __init__(self, *_, **__):
        pass

    def tell(self, points, _count):
        return [Tried(point, failed=f"reason {n}") for n, point in enumerate(points, 1)]


def test_the_first_rule_that_fails_on_those_who_judge_is_said():
    both = Halves(halves(many_patients(20), 1).sweep, 10, "ten others")
    with pytest.raises(InputError, match=r"fails on ten others: reason 1$"):
        fresh_values(Failing(), both, [{"stop": 0.5}, {"stop": 0.6}], 1)


def test_the_first_rule_that_fails_elsewhere_is_said(monkeypatch):
    best = many_patients(20).run(1, budget=8, progress=False)
    monkeypatch.setattr(elsewhere, "Rules", Failing)
    first = best._as_good[0].point
    with pytest.raises(InputError, match=re.escape(f"The rule {first} fails") + ".*: reason 1$"):
        best.on(patients(4))


def test_every_level_of_a_tradeoff_is_searched_with_chance_of_its_own(monkeypatch):
    seeds = []

    def noted(space, budget, seed, ask):
        seeds.append(seed)
        propose(space, budget, seed, ask)

    monkeypatch.setattr(tradeoff, "propose", noted)
    many_patients(20).tradeoff(sim.cumulative_dose, seed=5, budget=24, levels=3, progress=False)
    assert seeds[0] == 5
    assert len(set(seeds)) == len(seeds) >= 3


def test_as_many_decisions_as_are_allowed_are_made(monkeypatch):
    monkeypatch.setattr(ahead, "MOST_STEPS", 2)
    tumour = sim.Tumour(
        [sim.Clone("S", 0.05, 0.0, start=1e9)],
        drugs=[sim.Drug("A", sim.Proportional(0.15)), sim.Drug("B", sim.Proportional(0.1))],
    )
    plan = sim.look_ahead(tumour, ["A", "B"], days=90, every=45)
    assert len(plan.days) <= 2
    with pytest.raises(InputError, match="would decide 3 times; at most 2"):
        sim.look_ahead(tumour, ["A", "B"], days=135, every=45)


@pytest.mark.parametrize(("days", "worse"), [(9.95, False), (9.85, True), (10.0, False)])
def test_where_nothing_is_by_chance_a_rule_is_worse_by_more_than_the_stated_error(days, worse):
    aim = Aim(Objective(sim.survival_time), (), {Objective(sim.survival_time): "days"}, 0.01)
    leader, other = (Tried({"x": n}, {"days": np.array([d])}) for n, d in enumerate([10.0, days]))
    assert bool(aim.worse(other, leader, 1)) == worse
    assert bool(aim.as_good(other, leader, 1)) != worse


def test_elsewhere_is_the_clinic_of_the_search_unless_another_is_said():
    search = many_patients(20)
    best = search.run(1, budget=8, progress=False)
    there = best.on(patients(6), seed=4)
    assert there.equals(best.on(patients(6), clinic=search.clinic, seed=4))
    own = best.on(patients(6), seed=best.seed)
    assert best.on(patients(6)).equals(own)
    assert not own.equals(there)
    rare = best.on(patients(6), clinic=every(180), seed=4)
    name = "progression_free_survival"
    assert not np.allclose(rare[name], there[name])
    drawn = patients(6).draw(4)
    arms = {"best": search.regimen(rare["stop"][0], rare["restart"][0])}
    runs = sim.simulate(
        drawn.tumour, arms, patients=drawn.numbers.tolist(), days=search.days, seed=4,
        clinic=every(180), engine=search.engine, progress=False,
    )  # fmt: skip
    assert rare[name][0] == pytest.approx(sim.progression_free_survival(runs).values.mean())


def test_measures_of_one_name_are_told_apart():
    def named(value):
        def mine(runs):
            return sim.survival_time(runs) * value

        return mine

    one, other, third = named(1.0), named(2.0), named(3.0)
    search = many_patients(
        20, objective=one, constraints=[sim.AtLeast(other, 0.0), sim.AtMost(third, 1e9),
                                        sim.AtMost(other, 1e9)],
    )  # fmt: skip
    assert list(search.names.values()) == ["mine", "mine 2", "mine 3"]


def test_one_cell_to_avoid_is_a_first_cell():
    """The first treatment leaves fewest cells, and one of them is to be avoided."""
    after = SimpleNamespace(
        total=np.array([[5.0, 5.0, 5.0], [9.0, 9.0, 9.0]]),
        few=np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]),
        fatal=np.zeros((2, 3), dtype=bool),
    )
    chosen = first_cell(after, there=np.array([False, False, True]))
    assert chosen.tolist() == [1, 0, 0]


def test_the_bar_of_a_tradeoff_counts_rules_as_they_are_tried(monkeypatch):
    counts = []

    @contextmanager
    def bar(*_, **__):
        yield SimpleNamespace(update=counts.append, refresh=lambda: None)

    monkeypatch.setattr(tradeoff, "bar", bar)
    tried = []
    tell = Rules.tell

    def told(self, *given):
        found = tell(self, *given)
        tried.append(len(self.tried))
        return found

    monkeypatch.setattr(Rules, "tell", told)
    many_patients(20).tradeoff(sim.cumulative_dose, budget=24, levels=3, progress=False)
    assert sum(counts) == max(tried)
