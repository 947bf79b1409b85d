"""Second progression, deaths with a distribution, deaths of something else, and what adds up."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.clinic import Clinic, RatioToNadir
from sim.clinic.fates import Fates
from sim.clinic.happened import HAPPENED
from tests.simulate.cohort import TUMOUR

EXACT = {"noise": 0.0, "detection": 0.0, "visit_every": 14, "scan_every": 14}


def treat(burdens, *, lines=(), doses=None, clinic=None):
    """Show burdens [per day][per patient]; `lines` {place: who}, `doses` {place: (patient, 1)}."""
    clinic = clinic or Clinic(**EXACT, criteria=RatioToNadir(1.2))
    burdens = np.array(burdens, dtype=float)
    horizon = 14.0 * len(burdens)
    desk = clinic.open(1, np.arange(burdens.shape[1]), ("A",), horizon)
    given = np.ones((1, 1))
    for place, burden in enumerate(burdens):
        seen = desk.look(14.0 * place, burden)
        if place in dict(lines):
            seen.begin_line(np.array(dict(lines)[place]))
        given = np.array((doses or {}).get(place, given), dtype=float)
        desk.note(seen, given)
    desk.close(horizon, burdens[-1])
    return desk.findings()


def test_second_progression_counts_from_the_first_when_treatment_goes_on():
    # nadir 50; first 61 on day 42; from there the nadir is 61, and 74 is above 1.2 x 61 = 73.2
    found = treat([[100], [50], [55], [61], [70], [74], [90]])
    assert found["progression_day"] == [42]
    assert found["second_progression_day"] == [70]


@pytest.mark.parametrize("lines", [{2: [True]}, {}])
def test_second_progression_counts_from_the_first_whatever_the_plan_calls_it(lines):
    # first on day 28; from there it shrinks to 40, and fails at 50: the same drug, so one line
    found = treat([[100], [90], [130], [60], [40], [50], [60]], lines=lines)
    assert found["progression_day"] == [28]
    assert found["second_progression_day"] == [70]
    assert found["lines"] == [1]


def test_growth_in_a_holiday_is_no_second_progression():
    burdens = [[100], [130], [200], [300], [200], [150], [190]]
    found = treat(
        burdens, lines={1: [True], 3: [True]}, doses={0: [[1]], 1: [[0]], 2: [[0]], 3: [[1]]}
    )
    assert found["progression_day"] == [14]
    # rechallenge begins on day 42 at 300, reaches 150, fails at 190 on day 84
    assert found["second_progression_day"] == [84]
    assert found["lines"] == [2]


def test_one_result_is_not_both_progressions():
    found = treat([[100, 100], [100, 50], [500, 50], [500, 500]])
    assert found["progression_day"].tolist() == [28, 42]
    assert np.isnan(found["second_progression_day"]).all()


def test_doses_and_days_add_up_until_death():
    clinic = Clinic(**EXACT, criteria=RatioToNadir(1.2), fatal=1000.0)
    burdens = [[100, 100], [100, 100], [100, 1000], [100, 1000]]
    found = treat(burdens, doses={0: [[1.0]], 1: [[0.5]], 2: [[0.5]], 3: [[0.0]]}, clinic=clinic)
    # 14 days at 1, 28 at a half, 14 at nothing; the second dies on day 28
    assert found["cumulative_dose"][:, 0].tolist() == [28.0, 21.0]
    assert found["treatment_days"].tolist() == [42, 28]
    assert found["last_treatment_day"].tolist() == [42, 28]


def test_an_unchanged_plan_adds_up_the_same():
    steady = np.ones((1, 1))
    clinic = Clinic(**EXACT, criteria=RatioToNadir(1.2))
    desk = clinic.open(1, np.arange(3), ("A",), 56)
    for day in (0.0, 14.0, 28.0, 42.0):
        desk.note(desk.look(day, np.full(3, 100.0)), steady)
    desk.close(56, np.full(3, 100.0))
    assert desk.findings()["cumulative_dose"][:, 0].tolist() == [56, 56, 56]


def test_best_change_ends_at_progression_and_may_be_growth():
    burdens = [[100, 100, 100], [50, 110, 130], [61, 119, 20], [10, 119, 20]]
    found = treat(burdens)
    np.testing.assert_allclose(found["best_change"], [-0.5, 0.1, 0.3])


def simulated(**changes):
    clinic = sim.Clinic(noise=0.0, **changes)
    return sim.simulate(
        TUMOUR, {"none": sim.Observation()}, patients=400, days=3000, seed=5, clinic=clinic,
        record=sim.Endpoints(), progress=False,
    )  # fmt: skip


def test_the_fatal_burden_differs_between_patients():
    # one growing tumour, 1e9 exp(0.01 t) but for luck: death on day ln(fatal / 1e9) / 0.01
    fatal = stats.loguniform(1e11, 1e13)
    data = simulated(fatal=fatal).data
    assert (data["ending"] == 2).all()
    burden = data["final_cells"].sum("clone").values[0]
    assert burden.min() < 2e11
    assert burden.max() > 5e12
    # visits are weekly, so what is seen is up to 7 % above what kills
    u = np.log(burden / 1e11) / np.log(100)
    assert stats.kstest(u - 0.0075, "uniform").pvalue > 1e-6


def test_some_die_of_something_else_on_their_own_day():
    data = simulated(fatal=1e15, other_death=stats.expon(scale=1000.0)).data
    other = data["ending"].values[0] == 4
    day = data["end_day"].values[0]
    assert data["ending"].attrs["flag_meanings"].split()[4] == "other_death"
    # exponential, censored at day 700, before the tumour can kill
    died = day < 700
    assert other[died].all()
    expected = -np.expm1(-0.7)
    assert abs(died.mean() - expected) < 5 * np.sqrt(expected * (1 - expected) / 400)
    assert np.unique(day[died] % 7).size > 100  # not only on visits
    late = data["progression_day"].values[0] > day
    assert not late.any()


def test_arms_share_what_kills():
    clinic = sim.Clinic(other_death=stats.expon(scale=500.0))
    arms = {"none": sim.Observation(), "drug": sim.Continuous("vemurafenib")}
    data = sim.simulate(
        TUMOUR, arms, patients=50, days=364, seed=2, clinic=clinic, progress=False
    ).data
    other = (data["ending"] == 4).values
    assert other.any()
    np.testing.assert_array_equal(other[0], other[1])
    np.testing.assert_array_equal(data["end_day"][0], data["end_day"][1])


def test_what_is_seen_precedes_the_treatment_of_the_same_day():
    """Swapping look and treat in the loop makes the scan of day 56 show what surgery left."""
    arms = {"surgery": sim.Multimodal({}, {56: sim.Surgery(0.99)})}
    clinic = sim.Clinic(noise=0.0, detection=0.0)
    runs = sim.simulate(TUMOUR, arms, patients=3, days=120, seed=1, clinic=clinic, progress=False)
    data = runs.data
    np.testing.assert_array_equal(
        data["observed"].sel(scan=56.0), data["burden"].sel(time=56.0).astype(float)
    )
    assert (data["observed"].sel(scan=56.0) > 1e9).all()
    assert (data["observed"].sel(scan=112.0) < 1e8).all()


def test_the_loop_looks_then_decides_then_treats(monkeypatch):
    from sim.clinic import Desk
    from sim.engines.body import Body

    order = []

    def spied(kind, name):
        original = getattr(kind, name)

        def spy(self, *arguments, **words):
            order.append(name)
            return original(self, *arguments, **words)

        monkeypatch.setattr(kind, name, spy)

    for kind, name in ((Desk, "look"), (Desk, "note"), (Body, "advance")):
        spied(kind, name)
    sim.simulate(
        TUMOUR, {"drug": sim.Continuous("vemurafenib")}, patients=1, days=21, seed=1,
        threads=1, progress=False,
    )  # fmt: skip
    assert order == ["look", "note", "advance"] * 3


def test_a_drug_given_on_the_day_of_a_scan_does_not_show_in_it():
    """A drug that kills within hours: the first scan still shows the tumour before it."""
    tumour = sim.Tumour(
        [sim.Clone("cells", birth=0.1, death=0.1, start=1e9)],
        drugs=[sim.Drug("lethal", sim.Proportional(5.0))],
    )
    clinic = sim.Clinic(noise=0.0, visit_every=1, scan_every=1, detection=0.0)
    data = sim.simulate(
        tumour, {"x": sim.Continuous("lethal")}, patients=1, days=2, seed=1, clinic=clinic,
        progress=False,
    ).data  # fmt: skip
    assert data["observed"].values[0, 0, 0] == 1e9
    assert data["observed"].values[0, 0, 1] == pytest.approx(1e9 * np.exp(-5), rel=1e-3)


def test_growth_lasts_from_when_the_burden_stays_above():
    # above 120 on day 28, below on day 42, above for good from day 70; never; always but the end
    burdens = [[100] * 3, [100, 90, 130], [130, 100, 140], [120, 110, 150], [119, 120, 160],
               [121, 120, 170], [150, 119, 100]]  # fmt: skip
    found = treat(burdens)
    np.testing.assert_equal(found["lasting_growth_day"], [70, np.nan, np.nan])


def test_growth_that_is_first_there_on_the_day_of_death_counts():
    # they die at 10^13: on day 28 above the start since day 14, and since that very day
    clinic = Clinic(**EXACT, fatal=1e13)
    desk = clinic.open(1, np.arange(2), ("A",), 42)
    for place, burden in enumerate([[100.0] * 2, [130.0, 100.0], [1e13, 1e13]]):
        desk.look(14.0 * place, np.array(burden))
    assert desk.fates.death_day.tolist() == [28, 28]
    assert desk.fates.findings()["lasting_growth_day"].tolist() == [14, 28]


def test_whether_anybody_is_dead_or_cured_is_known_from_the_day_on_which_one_is():
    fates = Fates(1e12, None, 2, 100.0)
    said = []
    for day, burden in enumerate([[5, 5], [5, 0], [5, 0], [2e12, 0]]):
        fates.pass_time(float(day), np.array(burden, dtype=float))
        said.append((fates.anybody_gone, fates.anybody_dead))
    assert said == [(False, False), (True, False), (True, False), (True, True)]
    assert fates.gone_day.tolist() == [np.inf, 1]
    assert fates.death_day.tolist() == [3, np.inf]


def test_whole_cells_are_compared_exactly():
    desk = Clinic(**EXACT, fatal=1e15).open(1, np.arange(4), (), 28)
    desk.look(0.0, np.array([5, 6, 10**14, 10**14]))
    desk.look(14.0, np.array([6, 8, 12 * 10**13, 12 * 10**13 + 1]))
    np.testing.assert_equal(desk.fates.findings()["lasting_growth_day"], [np.nan, 14, np.nan, 14])


def test_a_progression_seen_before_death_and_known_after_it_counts():
    """The scan of day 28 shows it, the patient dies on day 35, the result comes on day 42."""
    tumour = sim.Tumour([sim.Clone("cells", 0.2, 0.0, start=1e9)])
    clinic = sim.Clinic(noise=0.0, scan_every=28, delay=14, fatal=1e12)
    runs = sim.simulate(
        tumour, {"none": sim.Observation()}, patients=3, days=100, seed=1, clinic=clinic,
        progress=False,
    )  # fmt: skip
    data = runs.data
    assert (data["end_day"] == 35).all()
    assert (data["progression_day"] == 28).all()
    assert (data["progression_known_day"] == 42).all()
    assert sim.progressed(runs).all()


def test_a_delayed_result_does_not_make_progression_later():
    """Delay 10 and weekly visits made it 14 days late: now the scan's day is the same."""
    words = {"patients": 20, "days": 700, "seed": 3, "progress": False}
    days = {}
    for delay in (0, 10):
        clinic = sim.Clinic(noise=0.0, delay=delay)
        runs = sim.simulate(TUMOUR, {"none": sim.Observation()}, clinic=clinic, **words)
        days[delay] = runs.data["progression_day"].values
        late = runs.data["progression_known_day"].values - days[delay]
        assert (late == (14 if delay else 0)).all()
    np.testing.assert_array_equal(days[0], days[10])


def test_beyond_what_is_counted_is_death_everywhere():
    """Grown from 1e9 to beyond 10^15 between two visits: the ending has a name of its own."""
    tumour = sim.Tumour([sim.Clone("cells", 0.5, 0.0, start=1e9)])
    clinic = sim.Clinic(visit_every=28, scan_every=28, noise=0.0, fatal=1e15)
    runs = sim.simulate(
        tumour, {"none": sim.Observation()}, patients=2, days=84, seed=1, clinic=clinic,
        progress=False,
    )  # fmt: skip
    assert (runs.data["ending"] == 3).all()
    assert sim.died(runs).all()
    assert (sim.survival_time(runs) == 28).all()
    assert runs.summary()["dead [share]"].tolist() == [1.0]
    assert (runs.data["treatment_days"] == 0).all()


def test_second_progression_counts_from_the_drug_that_comes_after_the_first():
    """B is begun four weeks after the first; what has grown meanwhile is none of its failures."""
    burdens = np.array([[100.0], [90], [130], [140], [155], [160], [187], [200]])
    clinic = Clinic(**EXACT, criteria=RatioToNadir(1.2))
    desk = clinic.open(1, np.arange(1), ("A", "B"), 14.0 * len(burdens))
    for place, burden in enumerate(burdens):
        seen = desk.look(14.0 * place, burden)
        desk.note(seen, np.array([[1.0, 0.0] if place < 4 else [0.0, 1.0]]))
    desk.close(14.0 * len(burdens), burdens[-1])
    found = desk.findings()
    assert (found["progression_day"], found["lines"]) == ([28], [2])
    assert found["second_progression_day"] == [84]  # 187 > 1.2 x 155; 160 > 1.2 x 130 is not


def test_a_result_that_comes_too_soon_confirms_nothing():
    """Growth on day 28 is confirmed 21 days later: not on day 42, but on day 56."""
    clinic = Clinic(**EXACT, measure=sim.Marker("PSA", 1e-9), criteria=sim.Pcwg3(ignore_before=0))
    found = treat([[5e10], [3e10], [6e10], [7e10], [8e10], [9e10]], clinic=clinic)
    assert found["progression_day"] == [28]
    assert found["progression_known_day"] == [56]
    found = treat([[5e10], [3e10], [6e10], [7e10], [3e10], [3e10]], clinic=clinic)
    assert np.isnan(found["progression_known_day"]).all()


def test_nobody_scans_the_dead():
    """The first dies on day 20; what is shown of the dead and of the living is as it was."""
    clinic = Clinic(**EXACT, criteria=RatioToNadir(1.2), other_death=[20.0, 1e4])
    burdens = [[100, 100], [90, 90], [50, 50], [0, 0], [200, 200]]
    found = treat(burdens, clinic=clinic)
    assert found["nadir"].tolist() == [90, 0]
    assert found["detected_last"].tolist() == [True, True]
    found = treat(burdens[:4], clinic=clinic)
    assert found["detected_last"].tolist() == [True, False]


@pytest.mark.parametrize("days", [101, 400])
def test_how_small_a_tumour_became_does_not_depend_on_the_days_after_death(days):
    tumour = sim.Tumour([sim.Clone("cells", 0.13, 0.13, start=1e9)])
    runs = sim.simulate(
        tumour, {"none": sim.Observation()}, patients=20, days=days, seed=1, progress=False,
        clinic=Clinic(scan_every=28, other_death=100.0), record=sim.Visits(),
    )  # fmt: skip
    seen = np.nanmin(runs.values("observed"), axis=-1)
    np.testing.assert_allclose(runs.values("nadir"), seen, rtol=1e-6)


def test_a_scan_of_the_dead_confirms_no_progression():
    """Growth of day 28 would be confirmed on day 56; the first dies on day 50, the other later."""
    late = {"criteria": sim.Confirmed(sim.RatioToBaseline(1.2), after=28)}
    clinic = Clinic(**EXACT, **late, other_death=[50.0, 60.0])
    found = treat([[100, 100], [100, 100], [130, 130], [130, 130], [130, 130]], clinic=clinic)
    assert np.isnan(found["progression_day"][0])
    assert found["progression_day"][1] == 28
    assert found["progression_known_day"][1] == 56


def test_the_dead_begin_no_line():
    """B follows A on day 28; the first died on day 20, and the second on day 28 itself."""
    clinic = Clinic(**EXACT, other_death=[20.0, 28.0, 30.0])
    desk = clinic.open(1, np.arange(3), ("A", "B"), 70.0)
    for day in (0.0, 14.0, 28.0, 42.0):
        seen = desk.look(day, np.full(3, 100.0))
        if day == 28.0:
            seen.begin_line(np.ones(3, dtype=bool))
        desk.note(seen, np.array([[1.0, 0.0] if day < 28.0 else [0.0, 1.0]]))
        if day == 28.0:
            bits = HAPPENED["line_begun"], HAPPENED["line_of_plan_begun"]
            for bit in bits:
                assert ((desk.happened & bit) > 0).tolist() == [False, False, True]
    desk.close(70.0)
    assert desk.findings()["lines"].tolist() == [1, 1, 2]


def test_a_dose_after_death_ends_no_pause():
    """Growth in the pause, scanned on day 28, stands for who died in it: its result comes late."""
    clinic = Clinic(**EXACT, criteria=RatioToNadir(1.2), delay=28, other_death=[40.0, 1e4])
    burdens = [[100, 100], [40, 40], [60, 60], [60, 60], [50, 50], [50, 50]]
    found = treat(burdens, doses={1: [[0.0]], 3: [[1.0]]}, clinic=clinic)
    assert found["progression_day"][0] == 28
    assert np.isnan(found["progression_day"][1])
