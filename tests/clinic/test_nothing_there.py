"""Where there is nothing, nothing is seen; and of what cannot be measured, nothing is said."""

import numpy as np
import pytest

import sim
from sim.base.units import cells_from_diameter_mm as ball
from sim.clinic import (
    Cells,
    CirculatingDna,
    Clinic,
    Diameter,
    Lesions,
    Marker,
    Pcwg3,
    RatioToNadir,
    Reappearance,
    Recist,
    Volume,
)

BLIND = {"noise": 0.1, "visit_every": 7, "scan_every": 14, "detection": 0.0}
SIZES = [Cells(), Volume(), Diameter(), Lesions(3), Lesions((0.9, 0.1))]
MARKERS = [
    Marker("PSA", per_cell=2e-9, detection=0.0),
    CirculatingDna(1e-6, detection=0.0),
    Marker("slow", per_cell=2e-9, half_life=14.0, detection=0.0),
]


def looks(clinic, burdens):
    """Show burdens [per scan][per patient] every 14 days; return what was seen, and findings."""
    burdens = np.array(burdens, dtype=float)
    desk = clinic.open(1, np.arange(burdens.shape[1]), ("A",), 14.0 * len(burdens))
    seen = []
    for place, burden in enumerate(burdens):
        seen.append(desk.look(14.0 * place, burden))
        desk.note(seen[-1], np.ones((1, 1)))
    desk.close(14.0 * len(burdens))
    return seen, desk.findings()


@pytest.mark.parametrize("measure", SIZES, ids=repr)
def test_a_clinic_that_misses_nothing_does_not_see_what_is_not_there(measure):
    clinic = Clinic(**BLIND, measure=measure)
    seen, found = looks(clinic, [[1e10, 1e10], [1, 0], [1, 0], [1, 0], [1, 0]])
    for shown in seen[1:]:
        assert shown.detected.tolist() == [True, False]
    assert found["best_response"].tolist() == [sim.clinic.RESPONSES.index("partial"), 4]
    assert found["best_change"][1] == -1


@pytest.mark.parametrize("measure", MARKERS, ids=lambda m: getattr(m, "name", "DNA"))
def test_a_marker_is_gone_once_less_is_left_than_half_a_cell_keeps_up(measure):
    """From 10^9 cells that is 31 half-lives; what is cleared by halves never comes to 0."""
    clinic = Clinic(**BLIND, measure=measure, criteria=RatioToNadir(1.2))
    scans = 2 if measure.half_life < 1 else 9 if measure.half_life < 5 else 34
    seen, found = looks(clinic, [[1e9, 1e9], *[[1, 0]] * scans])
    assert seen[1].detected.all()
    assert seen[-1].detected.tolist() == [True, False]
    assert found["best_response"][1] == 4


def test_background_and_noise_do_not_make_a_tumour_seen():
    clinic = Clinic(**BLIND, measure=Marker("PSA", 2e-9, background=0.5), criteria=Pcwg3())
    seen, _ = looks(clinic, [[1e9], [0], [0]])
    assert seen[2].detected.all()  # the level is; whose it is, nobody can tell


@pytest.mark.parametrize(
    ("start", "criteria"),
    [
        (ball(4), Recist()),  # below what is seen
        (ball(8), Recist()),  # seen, and too small to be followed
        (ball(4), RatioToNadir(1.2)),
        (ball(4), Reappearance()),
        (0.0, Recist()),
    ],
)
def test_of_what_cannot_be_measured_no_response_is_said(start, criteria):
    clinic = Clinic(**BLIND | {"noise": 0.0, "detection": float(ball(5))}, criteria=criteria)
    _, found = looks(clinic, [[start, ball(30)], *[[0.0, 0.0]] * 5])
    assert found["measurable"].tolist() == [False, True]
    assert found["best_response"].tolist() == [0, 4]
    np.testing.assert_array_equal(found["best_change"], [np.nan, -1])


def test_what_cannot_be_measured_can_progress():
    clinic = Clinic(**BLIND | {"noise": 0.0, "detection": float(ball(5))})
    _, found = looks(clinic, [[ball(8)], [ball(20)]])
    assert found["best_response"].tolist() == [1]
    assert found["progression_day"].tolist() == [14]


@pytest.fixture(scope="module")
def unmeasurable():
    """A tumour of 8 mm in every patient, and drugs that shrink it, or not."""
    tumour = sim.Tumour(
        [sim.Clone("s", birth=0.14, death=0.13, start=float(ball(8)))],
        drugs=[sim.Drug("A", sim.Proportional(0.1))],
    )
    arms = {"none": sim.Observation(), "drug": sim.Continuous("A")}
    return sim.Trial(sim.Cohort(tumour, 6), arms, days=200).run(1, progress=False)


def test_tables_and_figures_say_nothing_of_what_cannot_be_measured(unmeasurable):
    from matplotlib import pyplot as plt

    runs = unmeasurable.runs
    assert np.isnan(sim.depth_of_response(runs)).all()
    assert np.isnan(runs.data["best_change"]).all()
    table = unmeasurable.summary()
    for column in ("response rate", "from (95 %)", "to (95 %)", "median depth"):
        assert table[column].isna().all()
    assert runs.summary()["median depth [change from baseline]"].isna().all()
    _, ax = plt.subplots()
    sim.plots.waterfall(unmeasurable, "drug", ax=ax)
    assert not [bar for bar in ax.patches if bar.get_height()]
    assert "n = 0, 6 not measurable at baseline" in words(ax).replace("\n", " ")
    _, ax = plt.subplots()
    sim.plots.spider(unmeasurable, "drug", ax=ax)
    assert "n = 0, 6 not measurable at baseline" in words(ax).replace("\n", " ")


def words(ax):
    return " ".join([ax.get_title(), *(text.get_text() for text in ax.texts)])


def test_those_who_can_be_measured_are_the_response_rate():
    """Half have 8 mm, half 30 mm, and the drug makes all tumours vanish: of 4, not of 8."""
    start = np.array([float(ball(8)), float(ball(30))] * 4)
    tumour = sim.Tumour(
        [sim.Clone("s", birth=0.14, death=0.13, start=start)],
        drugs=[sim.Drug("A", sim.Proportional(0.2))],
    )
    result = sim.Trial(
        sim.Cohort(tumour, 8), {"drug": sim.Continuous("A")}, days=300
    ).run(1, progress=False)  # fmt: skip
    row = result.summary().loc["drug"]
    assert row["response rate"] == 1
    assert row["from (95 %)"] == pytest.approx(0.025**0.25)  # Clopper and Pearson, 4 of 4
    assert row["median depth"] == -1
    assert np.isnan(sim.depth_of_response(result.runs)).values.sum() == 4


def test_who_was_always_seen_cannot_reappear_though_others_vanish_and_some_miss_scans():
    clinic = Clinic(**BLIND, missed=0.3, criteria=Reappearance())
    always, gone = np.full(60, 1e9), np.zeros(60)
    burdens = [np.where(np.arange(60) % 2, hidden, always) for hidden in (always, gone, gone)]
    _, found = looks(clinic, [*burdens, always, always])
    progressed = ~np.isnan(found["progression_day"])
    assert not progressed[::2].any()
    # of the others, those who came to a scan while nothing was there, and to one afterwards
    came = ~np.isnan(found["observed"])
    expected = came[:, 1:3].any(axis=1) & came[:, 3:].any(axis=1)
    np.testing.assert_array_equal(progressed[1::2], expected[1::2])
    assert 10 < progressed.sum() < 30


def test_what_a_clinic_is_made_of_cannot_be_changed():
    from dataclasses import FrozenInstanceError, fields

    for part in (
        *SIZES, *MARKERS, Recist(), Pcwg3(), RatioToNadir(1.2), Reappearance(), Clinic(),
        sim.RatioToBaseline(1.2), sim.Confirmed(Recist()), sim.Noise(0.1), sim.Quality(),
        sim.Toxicity({"A": {"skin": 1.0}}), sim.DoseRules(),
    ):  # fmt: skip
        for name in [field.name for field in fields(part)][:1] or ["unit"]:
            with pytest.raises(FrozenInstanceError):
                setattr(part, name, 1)
