"""What is measured: sizes, lesions, markers, errors that last, missed scans."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import sim
from sim.base.errors import InputError
from sim.base.units import cells_from_diameter_mm as ball
from sim.clinic import (
    RESPONSES,
    Cells,
    CirculatingDna,
    Clinic,
    Diameter,
    Lesions,
    Marker,
    Noise,
    Pcwg3,
    RatioToNadir,
    Reappearance,
    Recist,
    Volume,
)

EXACT = {"noise": 0.0, "visit_every": 7, "scan_every": 14, "detection": float(ball(5))}


def looks(clinic, burdens, patients=None, seed=1):
    """Show burdens {day: [per patient]}; return what was seen by day, and the findings."""
    count = len(next(iter(burdens.values())))
    numbers = np.arange(count) if patients is None else patients
    desk = clinic.open(seed, numbers, ("A",), max(burdens) + 1)
    seen = {}
    for day, burden in burdens.items():
        seen[day] = desk.look(float(day), np.array(burden, dtype=float))
        desk.note(seen[day], np.ones((1, 1)))
    desk.close(max(burdens) + 1)
    return seen, desk.findings()


def test_volume_and_diameter_are_those_of_a_ball():
    burden = {0: [ball(30), ball(4.9)]}
    seen, _ = looks(Clinic(**EXACT, measure=Volume()), burden)
    np.testing.assert_allclose(seen[0].burden, [np.pi / 6 * 27, np.pi / 6 * 0.125])
    seen, _ = looks(Clinic(**EXACT, measure=Diameter()), burden)
    np.testing.assert_allclose(seen[0].burden, [30, 5])
    assert seen[0].detected.tolist() == [True, False]


def test_lesions_add_up_their_diameters():
    # shares 1/2, 3/8, 1/8 of a ball of 40 mm
    clinic = Clinic(**EXACT, measure=Lesions((0.5, 0.375, 0.125)))
    seen, _ = looks(clinic, {0: [ball(40)]})
    np.testing.assert_allclose(seen[0].burden, 40 * np.cbrt([0.5, 0.375, 0.125]).sum())


def test_a_lesion_too_small_to_be_seen_counts_as_the_limit_until_none_is_seen():
    clinic = Clinic(**EXACT, measure=Lesions((0.9, 0.1)))
    # 0.1 of a ball of 10 mm is 4.6 mm; of 5 mm both are below
    seen, _ = looks(clinic, {0: [ball(10)], 14: [ball(5)]})
    np.testing.assert_allclose(seen[0].burden, 10 * np.cbrt(0.9) + 5)
    assert seen[0].detected.tolist() == [True]
    np.testing.assert_allclose(seen[14].burden, 10)
    assert seen[14].detected.tolist() == [False]


def test_lesions_err_independently():
    patients = 20_000
    clinic = Clinic(**EXACT | {"noise": 0.1}, measure=Lesions(4))
    seen, _ = looks(clinic, {0: np.full(patients, ball(60))})
    relative = np.log(seen[0].burden / (4 * 60 * np.cbrt(0.25)))
    # four independent errors: half the standard deviation of one (the mean of four lognormals)
    assert abs(relative.std() / 0.05 - 1) < 5 / np.sqrt(2 * patients) + 0.01


@pytest.mark.parametrize("rate", [-0.2, -np.log(2) / 2.5, -1e-12, 0.0, 0.03])
@pytest.mark.parametrize("days", [0.01, 7.0, 56.0])
def test_a_marker_is_secreted_and_cleared_by_its_closed_form(rate, days):
    marker = Marker("PSA", per_cell=2e-9, half_life=2.5)
    k, start = np.log(2) / 2.5, 30.0
    cells = 1e9
    after = marker.follow(np.array([start]), np.array([cells]), cells * np.exp(rate * days), days)
    grown = cells * np.exp(rate * days)
    gained = days * np.exp(-k * days) if abs(rate + k) < 1e-9 else (
        (np.exp(rate * days) - np.exp(-k * days)) / (rate + k)
    )  # fmt: skip
    exact = start * np.exp(-k * days) + 2e-9 * k * cells * gained
    np.testing.assert_allclose(after, exact, rtol=1e-9)
    assert grown > 0


def test_a_marker_follows_its_differential_equation():
    k, growth = np.log(2) / 2.5, 0.05
    solved = solve_ivp(
        lambda t, m: k * (2e-9 * 1e9 * np.exp(growth * t) - m), (0, 30), [7.0],
        rtol=1e-10, atol=1e-12,
    )  # fmt: skip
    marker = Marker("PSA", per_cell=2e-9, half_life=2.5)
    level = np.array([7.0])
    for day in range(30):
        now = 1e9 * np.exp(growth * np.array([day, day + 1.0]))
        level = marker.follow(level, now[:1], now[1:], 1.0)
    np.testing.assert_allclose(level, solved.y[0, -1], rtol=1e-8)


def test_after_the_tumour_is_gone_a_marker_halves_in_its_half_life():
    clinic = Clinic(**EXACT, measure=Marker("PSA", per_cell=1e-8, half_life=14.0), criteria=Pcwg3())
    seen, _ = looks(clinic, {0: [1e9], 7: [0], 14: [0], 28: [0], 42: [0]})
    level = [float(seen[day].burden[0]) for day in (14, 28, 42)]
    np.testing.assert_allclose([level[1] / level[0], level[2] / level[1]], 0.5, rtol=1e-3)
    assert seen[28].detected.all()  # undetectable it is not, and no cell is left


def test_a_marker_of_each_patient_and_its_background():
    clinic = Clinic(
        **EXACT, measure=Marker("PSA", np.array([1e-9, 1e-8]), background=0.5), criteria=Pcwg3()
    )
    seen, _ = looks(clinic, {0: [1e9, 1e9]})
    np.testing.assert_allclose(seen[0].burden, [1.5, 10.5])


def test_the_fraction_of_tumour_dna_is_that_of_all():
    clinic = Clinic(**EXACT, measure=CirculatingDna(1e-6, normal=1000.0), criteria=Reappearance())
    seen, found = looks(clinic, {0: [1e9, 1e9], 14: [1e9, 1e5], 28: [1e9, 1e9]})
    np.testing.assert_allclose(seen[0].burden, 0.5)
    assert seen[14].burden[1] == 1e-3
    assert seen[14].detected.tolist() == [True, False]
    np.testing.assert_equal(found["progression_day"], [np.nan, 28])


def test_errors_that_last_are_correlated_as_declared():
    patients = 20_000
    clinic = Clinic(**EXACT | {"noise": Noise(0.1, lasting=20.0)})
    _, found = looks(clinic, {day: np.full(patients, 1e9) for day in (0, 14, 28)})
    z = np.log(found["observed"] / 1e9) / 0.1
    for first, second, gap in ((0, 1, 14), (1, 2, 14), (0, 2, 28)):
        expected = np.exp(-gap / 20)
        spread = (1 - expected**2) / np.sqrt(patients)
        assert abs(np.corrcoef(z[:, first], z[:, second])[0, 1] - expected) < 5 * spread
    assert np.all(np.abs(z.var(axis=0) - 1) < 5 * np.sqrt(2 / patients))


def test_missed_scans_are_a_share_and_never_the_first():
    patients = 20_000
    burdens = {day: np.full(patients, 1e9) for day in (0, 14, 28)}
    _, found = looks(Clinic(**EXACT, missed=0.1), burdens)
    missed = np.isnan(found["observed"])
    assert not missed[:, 0].any()
    for share in missed[:, 1:].mean(axis=0):
        assert abs(share - 0.1) < 5 * np.sqrt(0.09 / patients)
    # one is missed whether or not the next is
    both = (missed[:, 1] & missed[:, 2]).mean()
    assert abs(both - 0.01) < 5 * np.sqrt(0.01 / patients)


def test_who_misses_a_scan_is_shown_the_last_result():
    clinic = Clinic(**EXACT, missed=0.5, criteria=RatioToNadir(1.2))
    truth = {0: np.full(50, 1e9), 14: np.full(50, 2e9), 28: np.full(50, 2e9)}
    seen, found = looks(clinic, truth)
    missed = np.isnan(found["observed"][:, 1])
    np.testing.assert_array_equal(seen[14].burden, np.where(missed, 1e9, 2e9))
    np.testing.assert_array_equal(seen[14].progressed, ~missed)
    assert 5 < missed.sum() < 45


def test_noise_as_a_value_and_as_a_number_are_the_same():
    burdens = {0: np.full(5, 1e9), 14: np.full(5, 1e9)}
    _, number = looks(Clinic(**EXACT | {"noise": 0.2}), burdens)
    _, value = looks(Clinic(**EXACT | {"noise": Noise(0.2)}), burdens)
    np.testing.assert_array_equal(number["observed"], value["observed"])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Lesions((0.7, 0.4)), "add up to 1.1; the lesions cannot hold more"),
        (lambda: Lesions(0), "a share of Lesions is 0; allowed is above 0 to 1"),
        (lambda: Marker("PSA", per_cell=-1), "per_cell of marker 'PSA' is -1"),
        (lambda: Marker("PSA", 1.0, half_life=0), "half_life of marker 'PSA' is 0"),
        (lambda: CirculatingDna(1e-6, detection=2), "detection of CirculatingDna is 2"),
        (lambda: Noise(lasting=-1), "lasting of Noise is -1"),
        (lambda: Clinic(missed=5), "missed of the clinic is 5.*one scan in twenty"),
        (lambda: Clinic(measure=Marker("PSA", 1.0)), "Recist judges sizes.*Pcwg3"),
        (lambda: Clinic(criteria=Pcwg3()), "Pcwg3 judges a blood marker.*Marker"),
        (lambda: Clinic(measure="mm"), "measure of the clinic is 'mm'; give sim.Lesions"),
        (lambda: Clinic(other_death=-5), "other_death of the clinic is -5"),
        (lambda: Recist(reappearance=1), "reappearance of Recist is 1; say True or False"),
    ],
)
def test_wrong_numbers_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize(
    ("shares", "whole_mm", "sum_mm", "measurable"),
    [
        ((1 / 3, 1 / 3, 1 / 3), 13.0, 3 * 13 * np.cbrt(1 / 3), False),  # 9.01 mm each, 27 in sum
        ((1 / 3, 1 / 3, 1 / 3), 14.5, 3 * 14.5 * np.cbrt(1 / 3), True),  # 10.05 mm each
        ((0.9, 0.1), 20.0, 20 * np.cbrt(0.9), True),  # 19.3 and 9.3 mm: the second is no target
        ((0.1,) * 10, 9.0, 50.0, False),  # ten of 4.2 mm: none is seen, the limit ten times
    ],
)
def test_lesions_are_measurable_one_by_one(shares, whole_mm, sum_mm, measurable):
    """RECIST 1.1: each of 10 mm; their sum says nothing."""
    clinic = Clinic(**EXACT, measure=Lesions(shares))
    seen, found = looks(clinic, {0: [ball(whole_mm)], 14: [1.0], 28: [1.0], 42: [1.0]})
    np.testing.assert_allclose(seen[0].burden, sum_mm)
    assert found["measurable"].tolist() == [measurable]
    best = "complete" if measurable else "not evaluable"
    assert RESPONSES[found["best_response"][0]] == best


def test_target_lesions_stay_the_targets():
    """A lesion that is too small at first is not added up later, however large it becomes."""
    clinic = Clinic(**EXACT, measure=Lesions((0.9, 0.1)))
    seen, _ = looks(clinic, {0: [ball(20)], 14: [ball(60)]})
    np.testing.assert_allclose(seen[14].burden, 60 * np.cbrt(0.9))


@pytest.mark.parametrize(
    ("measure", "noise"),
    [
        (Cells(), 0.15), (Volume(), 0.15), (Diameter(), 0.05), (Lesions(2), 0.05),
        (Marker("PSA", 1e-9), 0.09), (CirculatingDna(1e-6), 0.1),
    ],
)  # fmt: skip
def test_what_is_measured_decides_how_it_errs(measure, noise):
    criteria = RatioToNadir(1.2)
    clinic = Clinic(measure=measure, criteria=criteria)
    assert clinic.scan_noise.relative == pytest.approx(noise)
    # said, it is what was said; and what made a result is written out
    assert Clinic(measure=measure, criteria=criteria, noise=0.3).scan_noise.relative == 0.3
    assert f"noise={clinic.scan_noise.relative!r}, delay" in repr(clinic)


def test_the_default_error_of_cells_is_the_published_one_of_a_diameter():
    """Of two scans on one day, 84 % of the diameters are within 10 % (Oxnard et al. 2011).

    Power: 40,000 pairs see a share that is wrong by 0.009.
    """
    patients = 40_000
    truth = np.full(patients, ball(40))
    clinic = Clinic(visit_every=1, scan_every=1)
    seen, _ = looks(clinic, {0: truth, 1: truth})
    first, second = (np.cbrt(seen[day].burden) for day in (0, 1))
    share = (np.abs(second / first - 1) < 0.1).mean()
    assert abs(share - 0.84) < 0.01


def test_a_marker_that_some_clones_do_not_make():
    """What is seen is the level of the cells that make it, and progression is judged by that."""
    clones = [
        sim.Clone("positive", 0.14, 0.16, start=1e9),
        sim.Clone("negative", 0.14, 0.12, start=1e8),
    ]
    psa = sim.ByClone(sim.Marker("PSA", per_cell=1e-8), {"negative": 0.0})
    rule = sim.RatioToNadir(1.25)
    seen, unseen = (
        sim.simulate(
            sim.Tumour(clones), {"none": sim.Observation()}, patients=3, days=112, seed=1,
            clinic=Clinic(measure=measure, noise=0.0, scan_every=28, visit_every=28, criteria=rule),
            progress=False,
        ).data
        for measure in (psa.measure, psa)
    )  # fmt: skip
    cells = unseen["cells"].sel(clone="positive").values[0]
    # the level is behind: it falls by 0.02 a day and is cleared by ln 2 / 2.5
    behind = np.log(2) / 2.5 / (np.log(2) / 2.5 - 0.02)
    shown = unseen["observed"].values[0][:, 1:]
    np.testing.assert_allclose(shown, 1e-8 * cells[:, 1:] * behind, rtol=2e-3)
    np.testing.assert_array_equal(seen["cells"], unseen["cells"])  # nobody is treated by it
    assert np.isnan(unseen["progression_day"]).all()
    assert np.isfinite(seen["progression_day"]).all()


def test_weights_of_sites_and_what_is_not_there():
    cells = {"S @ bone": np.array([5.0]), "R @ bone": np.array([3.0]), "S @ liver": np.array([2.0])}
    one = sim.ByClone(sim.Cells(), {"bone": 0.5, "R @ bone": 2.0})
    one.check_clones(tuple(cells))
    assert one.counted(cells) == [0.5 * 5 + 2 * 3 + 2]
    with pytest.raises(sim.InputError, match=r"weight of 'lung'.*liver"):
        sim.ByClone(sim.Cells(), {"lung": 0.0}).check_clones(tuple(cells))
    with pytest.raises(sim.InputError, match="measure of ByClone"):
        sim.ByClone(one, {"bone": 0.0})
    with pytest.raises(sim.InputError, match="weights of ByClone"):
        sim.ByClone(sim.Cells(), {})
    clinic = Clinic(measure=sim.ByClone(sim.Cells(), {"lung": 0.0}))
    with pytest.raises(sim.InputError, match="weight of 'lung'"):
        sim.simulate(
            sim.Tumour([sim.Clone("S", 0.1, 0.1, start=1e9)]), {"none": sim.Observation()},
            days=7.0, clinic=clinic,
        )  # fmt: skip


def test_weighted_cells_are_measured_as_all_others():
    """Of three lesions, and of a marker that is behind: only what counts is another."""
    lesions = sim.Lesions(3)
    some = sim.ByClone(lesions, {"R": 0.0})
    assert (some.unit, some.parts, some.noise) == ("mm", 3, 0.05)
    burden, error = np.array([1e9, 8e9]), np.ones((3, 2))
    assert some.begin(burden) is None
    sizes, limit = some.sizes(burden, None, error, 1e8)
    for ours, theirs in (
        (sizes, lesions.sizes(burden, None, error, 1e8)[0]), (limit, lesions.limit_of(1e8)),
        (some.limit_of(1e8), limit), (some.total(sizes, limit, None), sizes.sum(axis=0)),
    ):  # fmt: skip
        np.testing.assert_array_equal(ours, theirs)
    psa = sim.Marker("PSA", per_cell=1e-9)
    of_some = sim.ByClone(psa, {"R": 0.0})
    first = psa.begin(burden)
    np.testing.assert_array_equal(of_some.begin(burden), first)
    args = (first, burden, 2 * burden, 7.0)
    np.testing.assert_array_equal(of_some.follow(*args), psa.follow(*args))


def test_a_measure_of_ones_own_needs_no_more_than_sizes():
    class Weight(sim.clinic.Measure):
        parts, part_kind = 2, "lesion"

        def sizes(self, burden, state, error, smallest):
            return burden * error, 2.0

    mine, cells = Weight(), np.array([1.0, 5.0])
    assert mine.part_names == mine.parts_of(("S",)) == ("lesion 1", "lesion 2")
    assert mine.begin(cells) is mine.follow(None, cells, cells, 7.0) is None
    assert mine.among(("S",)) is mine
    assert mine.limit_of(5.0) is None
    assert mine.total(np.array([cells, cells]), 2.0, None).tolist() == [2.0, 5.0]
    large = np.array([[True, False, False], [False, True, False]])
    # who has one that is large enough is followed by it, and who has none by all
    chosen = mine.targets(np.ones((2, 3)), large, large)
    assert chosen.tolist() == [[True, False, True], [False, True, True]]
    with pytest.raises(NotImplementedError, match=r"Weight sees clones, and needs counted\(cells"):
        mine.counted({"S": cells})


@pytest.mark.parametrize("measure", [
    sim.LesionsBySite(), sim.Biopsy({"T790M": ["R"]}), sim.Sequencing({"T790M": ["R"]}),
])  # fmt: skip
def test_what_depends_on_the_clones_is_told_them_first(measure):
    word = rf"{type(measure).__name__} is told the clones first: measure\.among"
    with pytest.raises(sim.InputError, match=word):
        measure.sizes(np.ones(1), None, np.ones((1, 1)), 1e8)


@pytest.mark.parametrize("measure", [sim.Cells(), sim.Volume()])
def test_an_error_of_two_is_twice_as_much(measure):
    burden = np.array([2e9, 4e9])
    right, _ = measure.sizes(burden, None, np.ones(2), 0.0)
    found, _ = measure.sizes(burden, None, np.array([2.0, 0.5]), 0.0)
    np.testing.assert_allclose(found, [2.0 * right[0], 0.5 * right[1]], rtol=1e-12)
