"""Parts of a search alone: proposals, intervals, and the race."""

import warnings
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.search.judging import difference, estimate
from sim.search.objective import AtLeast, AtMost, Objective
from sim.search.proposing import propose
from sim.search.race import Aim, race
from sim.search.rules import Tried
from sim.search.run import badness, warn_of_ties
from sim.search.space import Space, key_of

RNG = np.random.default_rng(7)


def lowest(space, budget, function):
    """The best place that is proposed for a function of the cube, and how many were asked."""
    seen = []

    def ask(places):
        bad = np.array([function(*place) for place in places])
        seen.extend(zip(bad, map(tuple, places), strict=True))
        return bad

    propose(Space(space), budget, 1, ask)
    return min(seen), len(seen)


def test_a_valley_of_two_parameters_is_followed():
    """Rosenbrock's, on the unit square; its lowest point is at (0.75, 0.5625)."""
    unit = {"x": (0.0, 1.0), "y": (0.0, 1.0)}
    (bad, place), asked = lowest(unit, 600, lambda x, y: (0.75 - x) ** 2 + 100 * (y - x * x) ** 2)
    assert asked <= 600
    assert place == pytest.approx((0.75, 0.5625), abs=0.02)
    assert bad < 1e-4


def test_one_parameter_with_a_cliff_beside_the_best():
    """As thresholds are: the more the better, until too much is worst."""
    (_, place), asked = lowest({"x": (0.0, 1.0)}, 300, lambda x: -x if x < 0.83 else 1.0)
    assert asked <= 300
    assert 0.828 < place[0] < 0.83


def test_rules_of_which_none_is_best_are_said():
    """All equal, or several that reach the last day; not two that happen to be equal before it."""
    aim = Aim(Objective(sim.survival_time), (), {Objective(sim.survival_time): "days"}, 0.01)

    def warned(*days):
        tried = [Tried({"x": n}, {"days": np.full(3, float(d))}) for n, d in enumerate(days)]
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            warn_of_ties(aim, tried, 3, 100.0)
        return [str(one.message) for one in found]

    assert "survival_time is 70 for 3 of 3 rules" in warned(70, 70, 70)[0]
    assert "survival_time is 100 for 2 of 3 rules" in warned(100, 70, 100)[0]
    assert warned(70, 60, 70) == warned(100, 70, 60) == warned(70) == []


def test_points_of_a_space():
    space = Space({"a": (0.0, 2.0), "b": sim.IntegerAxis(1, 3), "c": ["x", "y"]})
    assert not space.is_smooth
    assert space.most == np.inf
    assert Space({"b": sim.IntegerAxis(1, 3), "c": ["x", "y"]}).most == 6
    [point] = space.points(np.array([[0.5, 1.0, 0.2]]))
    assert point == {"a": 1.0, "b": 3, "c": "x"}
    assert key_of({"a": 0.1 + 0.2}) == key_of({"a": 0.3})
    assert space.spread(8, 1).shape == (8, 3)


def test_intervals_of_means_are_those_of_the_t_tests():
    one, other = RNG.exponential(1.0, 40), RNG.exponential(1.0, 40)
    mean = Objective(sim.survival_time)
    found, wanted = estimate(mean, one), stats.ttest_1samp(one, 0).confidence_interval(0.95)
    np.testing.assert_allclose([found.low, found.high], wanted, rtol=1e-9)
    found = difference(mean, one, other)
    wanted = stats.ttest_rel(one, other).confidence_interval(0.95)
    np.testing.assert_allclose([found.low, found.high], wanted, rtol=1e-9)
    less = difference(Objective(sim.survival_time, lower=True), one, other)
    np.testing.assert_allclose([less.low, less.high], [-found.high, -found.low])


def test_the_interval_of_a_median_holds_it_as_often_as_it_says():
    median = Objective(sim.survival_time, "median")
    truth, inside = np.log(2.0), 0
    for _ in range(300):
        found = estimate(median, RNG.exponential(1.0, 50))
        inside += found.low <= truth <= found.high
    # exact and conservative: at least 95 %, less three standard errors of 300 trials
    assert inside / 300 > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 300)
    lowest_tenth = Objective(sim.survival_time, 0.1)
    assert lowest_tenth.of(np.arange(101.0)) == 10.0
    assert lowest_tenth.name == "survival_time (quantile 0.1)"


def test_of_one_patient_there_is_no_interval():
    found = estimate(Objective(sim.survival_time), np.array([3.0]))
    assert found.value == 3.0
    assert np.isnan(found.low)
    same = difference(Objective(sim.survival_time), np.full(5, 2.0), np.full(5, 2.0))
    assert same == (0.0, 0.0, 0.0)


def test_constraints_say_by_how_much_they_are_broken():
    most, least = AtMost(sim.cumulative_dose, 50.0), AtLeast(sim.cured, 0.5)
    np.testing.assert_allclose(most.excess(np.array([40.0, 75.0])), [0.0, 0.5])
    np.testing.assert_allclose(least.excess(np.array([0.6, 0.25])), [0.0, 0.5])
    assert str(least) == "cured at least 0.5"


class Told:
    """Rules whose patients' values are known: a mean, and luck that all share but a little."""

    def __init__(self, means, spread):
        rng = np.random.default_rng(3)
        shared = rng.normal(0, 1, 4096)
        self._all = [m + shared + rng.normal(0, spread, 4096) for m in means]
        self.tried = {k: Tried({"rule": k}) for k in range(len(means))}
        self.asked: list[tuple[int, int]] = []
        self.tell([{"rule": k} for k in self.tried], 64, None)

    def tell(self, points, patients, tick):
        self.asked.append((len(points), patients))
        for point in points:
            values = self._all[point["rule"]][:patients]
            self.tried[point["rule"]].values = {"survival_time": values}


def raced(means, spread, within=0.001):
    objective = Objective(sim.survival_time)
    rules = Told(means, spread)
    aim = Aim(objective, (), {objective: "survival_time"}, within)
    left, patients = race(rules, aim, 64, 4096, lambda: None)
    return rules, [one.point["rule"] for one in left], patients


def test_a_clear_winner_ends_the_race_at_once():
    rules, left, patients = raced([10.0, 9.0, 8.0], 0.1)
    assert left == [0]
    assert patients == 64
    assert len(rules.asked) == 1


def test_close_rules_meet_more_patients_and_the_others_do_not():
    rules, left, patients = raced([10.1, 10.0, *np.linspace(9.0, 5.0, 30)], 1.0)
    assert left == [0]
    assert 64 < patients <= 4096
    assert rules.asked[1][0] < 10


def test_rules_that_are_the_same_are_said_to_be_equal():
    _, left, patients = raced([10.0, 10.0, 10.0], 0.2, within=0.01)
    assert set(left) == {0, 1, 2}
    assert patients < 4096  # as good to 1 % is known before all patients are used


def test_a_rule_that_cannot_be_run_makes_none_after_it_worse():
    objective = Objective(sim.survival_time)
    aim = Aim(objective, (), {objective: "days"}, 0.01)
    rules = [Tried({"x": k}, {"days": np.full(3, 10.0 * k)}) for k in range(3)]
    rules[0].failed = "why"
    np.testing.assert_array_equal(badness(aim, rules, 3), [1e18, -10.0, -20.0])


def test_a_point_with_another_parameter_is_refused():
    with pytest.raises(InputError, match="parameter 'd'"):
        Space({"a": (0.0, 2.0)}).check({"a": 1.0, "d": 1.0})


def test_many_patients_of_whom_all_are_alike_have_no_interval():
    found = estimate(Objective(sim.survival_time), np.full(5, 3.0))
    assert found.value == 3.0
    assert np.isnan([found.low, found.high]).all()


def test_an_end_point_that_cannot_be_told_from_another_is_refused_in_words():
    """A dataclass that compares its fields has no hash, and the search ended in a traceback."""

    @dataclass
    class Scaled:
        by: float

        def __call__(self, runs):
            return self.by * sim.final_burden(runs)

    with pytest.raises(InputError, match=r"put @dataclass\(frozen=True\) above its class"):
        Objective(Scaled(2.0))
    Scaled.__hash__ = object.__hash__
    assert Objective(Scaled(2.0)).measure.by == 2.0
