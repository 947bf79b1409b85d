"""The same doses and scans give the same end points, however the plan was written."""

import functools

import numpy as np
import pytest

import sim
from sim.regimens import BurdenAbove, BurdenBelow, Days, Line, Lines, Progression

TUMOUR = sim.Tumour(
    [
        sim.Clone("S", 0.16, 0.13, start=1e9),
        sim.Clone("R", 0.15, 0.13, start=1e4, fold={"A": np.inf}),
    ],
    drugs=[sim.Drug("A", sim.Proportional(0.06)), sim.Drug("B", sim.Proportional(0.06))],
)
CLINIC = sim.Clinic(visit_every=7, scan_every=14, noise=0.0, criteria=sim.RatioToNadir(1.4))
ADAPTIVE = sim.Adaptive("A", 0.5, 1.0)
RANGE = sim.RangeBounded("A", 0.5, 1.0)
ENDS = (
    "progression_day", "progression_known_day", "progression_off_drug", "off_drug_day",
    "second_progression_day", "best_response", "response_day", "best_change", "lines",
)  # fmt: skip
HOW_LONG = {"days": 900.0, "seed": 1, "progress": False, "engine": "meanfield"}


def run(arms, clinic=CLINIC, tumour=TUMOUR):
    return sim.simulate(tumour, arms, patients=1, clinic=clinic, **HOW_LONG)


def written_out(runs, arm):
    """Return the doses of an arm as everything that can give them again."""
    own = runs.data["own_visit"].sel(arm=arm).values
    dose = runs.data["dose"].sel(arm=arm).values[0][own][:-1]
    time = runs.values("time")[own][:-1]
    start = np.append(0, np.flatnonzero((dose[1:] != dose[:-1]).any(axis=1)) + 1)
    days = [float(day) for day in time[start]]
    given = [
        {drug: float(x) for drug, x in zip(runs.drugs, dose[k], strict=True) if x > 0}
        for k in start
    ]
    lengths = np.diff([*days, 10_000.0])
    tables = {
        drug: np.array(
            [[0.0, day, doses.get(drug, 0.0)] for day, doses in zip(days, given, strict=True)]
        )
        for drug in runs.drugs
    }

    @sim.policy(drugs=tuple(runs.drugs))
    def by_hand(seen, memory):
        return given[int(np.searchsorted(days, seen.day + 1e-6, side="right")) - 1]

    @sim.policy(drugs=tuple(runs.drugs))
    def with_lines(seen, memory):
        place = int(np.searchsorted(days, seen.day + 1e-6, side="right")) - 1
        if memory.setdefault("place", place) != place:
            memory["place"] = place
            seen.begin_line(np.ones(seen.patients, dtype=bool))
        return given[place]

    return {
        "schedule": sim.Schedule(days, given),
        "lines": Lines([Line(x, until=Days(n)) for x, n in zip(given, lengths, strict=True)]),
        "policy": by_hand,
        "policy with lines": with_lines,
        "given": sim.Given(tables),
    }


def check_same(plans, clinic=CLINIC):
    """Compare all end points, the table of lines and what is told of them with the first plan."""
    first = next(iter(plans))
    runs = run(plans | written_out(run({first: plans[first]}, clinic), first), clinic)
    table = runs.lines()
    columns = [word for word in table.columns if word != "arm"]
    wanted = table[table["arm"] == first][columns].reset_index(drop=True)
    followed = sim.time_to_progression(runs)
    for arm in runs.arms[1:]:
        np.testing.assert_array_equal(
            runs.data["dose"].sel(arm=arm), runs.data["dose"].sel(arm=first)
        )
        for word in ENDS:
            np.testing.assert_array_equal(
                runs.values(word, arm), runs.values(word, first), err_msg=f"{arm}: {word}"
            )
        assert table[table["arm"] == arm][columns].reset_index(drop=True).equals(wanted), arm
        np.testing.assert_array_equal(followed.sel(arm=arm), followed.sel(arm=first))
    return runs


def test_a_drug_that_comes_and_goes_is_one_line_however_it_is_written():
    pair = [Line("A", until=BurdenBelow(0.5)), Line({}, until=BurdenAbove(1.0))]
    runs = check_same({"adaptive": ADAPTIVE, "range": RANGE, "repeat": Lines(pair, repeat=True)})
    assert (runs.data["lines"] == 1).all()
    # growth in the first pauses is off drug, and the progression is a later one
    off, progressed = runs.values("off_drug_day", "range"), runs.values("progression_day", "range")
    assert off[0] + 28 < progressed[0]


def test_holidays_of_fixed_length_by_every_name():
    weeks = Lines([Line("A", until=Days(28)), Line({}, until=Days(28))], repeat=True)
    runs = check_same({"intermittent": sim.Intermittent("A", on=28, off=28), "repeat": weeks})
    first = runs.lines().query("line == 1")
    assert (first["ended"] >= first["progression day"]).all()  # (no holiday before it is a line)
    assert (first["days without treatment"] > 28).all()


@pytest.mark.parametrize("plan", [
    sim.Sequential(["A", "B"]),
    sim.Rechallenge("A", holiday=84.0, then="B"),
    sim.SecondStrike("A", "B", at=0.4),
    sim.ByTurns(["A", "B"], change=BurdenBelow(0.5), pause=BurdenAbove(1.0)),
    sim.Backbone("B", partner="A"),
    sim.BeyondProgression("A", add="B"),
    sim.BeyondProgression("A"),
], ids=lambda plan: type(plan).__name__)  # fmt: skip
def test_two_drugs_by_every_name(plan):
    check_same({"plan": plan})


def test_it_holds_for_late_results_and_several_measures():
    late = sim.Clinic(
        visit_every=7, noise=0.0, delay=9,
        measures={
            "psa": sim.Exam(sim.Marker("PSA", 1e-9), every=14, criteria=sim.RatioToNadir(1.4)),
            "ct": sim.Exam(sim.Lesions(2), every=28),
        },
        progression="psa or ct",
    )  # fmt: skip
    check_same({"adaptive": ADAPTIVE, "range": RANGE}, late)


@functools.cache
def until(off_drug):
    """Return runs of two plans, each until progression, then B."""
    arms = {
        name: Lines([Line(give, until=Progression(off_drug)), Line("B")])
        for name, give in (("adaptive", ADAPTIVE), ("range", RANGE))
    }
    return run(arms)


def first_b(runs, arm):
    return float(
        runs.values("time")[np.argmax(runs.data["dose"].sel(arm=arm, drug="B").values[0] > 0)]
    )


def test_adaptive_until_progression_goes_on_through_its_pauses():
    runs, alone = until(False), run({"adaptive": ADAPTIVE})
    for arm in runs.arms:
        when = first_b(runs, arm)
        # on drug: the dose before B began was A, and it had paused and resumed before
        before = runs.data["dose"].sel(arm=arm, drug="A")[0].values[runs.values("time") < when]
        assert before[-1] == 1.0
        assert np.count_nonzero(np.diff(before) > 0) >= 2
        assert when >= alone.values("progression_known_day", "adaptive")[0]
    assert first_b(runs, "adaptive") == first_b(runs, "range")


def test_growth_in_a_pause_beyond_the_start_ends_a_line_only_if_that_is_asked():
    """A tumour that may grow to three times its start in a pause, seen every two weeks."""
    wide = sim.RangeBounded("A", 0.5, 3.0)
    plans = {
        "on drug": Lines([Line(wide, until=Progression()), Line("B")]),
        "any": Lines([Line(wide, until=Progression(off_drug=True)), Line("B")]),
    }
    runs = run(plans)
    when = first_b(runs, "any")
    before = runs.data["dose"].sel(arm="any", drug="A")[0].values[runs.values("time") < when]
    assert before[-1] == 0.0
    assert np.count_nonzero(np.diff(before) < 0) == 1  # (in the first pause)
    size = runs.data["observed"].sel(arm="any", patient=0) / runs.values("baseline", "any")[0]
    assert size.sel(scan=when) >= 1.4 > size.sel(scan=slice(0, when - 1)).max()
    assert first_b(runs, "on drug") > when + 100


def test_a_line_without_a_drug_ends_at_growth():
    """There all growth counts: no drug is meant to come again."""
    plan = Lines([Line("A", until=Days(56)), Line({}, until=Progression()), Line("A")])
    runs = run({"plan": plan})
    on = runs.data["dose"].sel(arm="plan", drug="A")[0].values > 0
    time = runs.values("time")
    back = time[(time > 56) & on][0]
    nadir = float(runs.data["observed"].sel(arm="plan", patient=0, scan=56.0))
    assert float(runs.data["observed"].sel(arm="plan", patient=0, scan=back)) >= 1.4 * nadir
    # one line of therapy with a pause in it, whose growth is off drug
    assert runs.values("lines", "plan")[0] == 1
    assert runs.values("off_drug_day", "plan")[0] == back
