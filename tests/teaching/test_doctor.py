"""The game: its state, without a browser."""

import asyncio
import base64
import sys
from itertools import pairwise

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.presets import strategies
from sim.regimens import Combination, Continuous, Multimodal, Surgery
from sim.teaching import Doctor, Score, later, mystery, treat
from sim.teaching.exercises import n10
from sim.teaching.score import scores, standings


def test_a_decision_adds_a_scan_and_does_not_change_the_past():
    doctor = Doctor(3)
    shown = [doctor.scans()]
    for dose in (1.0, 0.0, 0.5, 2.0):
        doctor.next_visit(A=dose)
        shown.append(doctor.scans())
    for before, after in pairwise(shown):
        n = len(before[0])
        assert len(after[0]) == n + 1
        for old, new in zip(before, after, strict=True):
            np.testing.assert_array_equal(old, new[:n])
    assert doctor.day == 4 * mystery.SCAN_EVERY
    assert "Day 224" in doctor.words()


def test_the_comparison_treats_the_same_patient_with_the_same_luck():
    """What was seen while playing is what the comparison has, and `continuous` is what you gave."""
    doctor = Doctor(5)
    for _ in range(6):
        doctor.next_visit(A=1.0)
    played = doctor.runs({})
    compared = doctor.runs()
    assert compared.arms == ["you", *strategies.STRATEGIES]
    for name in ("cells", "observed"):
        np.testing.assert_array_equal(
            played.data[name].sel(arm="you"), compared.data[name].sel(arm="you")
        )
        np.testing.assert_array_equal(
            compared.data[name].sel(arm="you"), compared.data[name].sel(arm="continuous")
        )
    days, shown, _ = doctor.scans()
    np.testing.assert_array_equal(
        shown, compared.data["observed"].sel(arm="you").isel(patient=0)[: len(days)]
    )


def test_whom_you_are_compared_with_does_not_change_your_patient():
    """A strategy that acts on days of its own does not cut your patient's weeks in two."""
    doctor = Doctor(5)
    for _ in range(3):
        doctor.next_visit(A=1.0)
    other = Multimodal(Continuous("A"), {44: Surgery(0.5)})
    alone, compared = doctor.runs({}), doctor.runs({"surgery": other})
    assert not compared.data["own_visit"].sel(arm="you").all()
    for name in ("cells", "observed", "end_day"):
        one, both = alone.data[name], compared.data[name].sel(arm=["you"])
        both = both.sel(time=one["time"]) if "time" in one.dims else both
        np.testing.assert_array_equal(one.values, both.values, err_msg=name)
    assert standings(compared).loc["you"].equals(standings(alone).loc["you"])


def test_the_table_is_in_the_order_of_the_goal():
    """A cure first, then days alive, then days well, then the least drug."""
    cured, long = Score(1792, 800, "cured", 3000), Score(1792, 1400, "alive", 500)
    well, ill, more = (
        Score(1000, 500, "died", 9),
        Score(1000, 400, "died", 1),
        Score(1000, 400, "died", 2),
    )
    best = [cured, long, well, ill, more]
    assert sorted(best[::-1], reverse=True) == best
    doctor = Doctor(23)
    doctor.next_visit(A=1.0)
    table = doctor.compare()
    assert list(table["at the end"][:2]) == ["cured", "alive"]
    assert table["days well"].iloc[0] < table["days well"].iloc[1]
    rank = [(e == "cured", d, w) for e, d, w, _ in table.itertuples(index=False)]
    assert rank == sorted(rank, reverse=True)
    assert table.index[-1] == "observation"
    assert table.loc["observation", "doses given"] == 0
    # continuous: one standard dose a day, until death
    assert (
        abs(table.loc["continuous", "doses given"] - table.loc["continuous", "last day alive"]) <= 7
    )


def test_the_score_is_the_row_of_the_table():
    doctor = Doctor(7)
    assert doctor.score(today=True) == Score(0, 0, "alive", 0)
    for dose in (1.0, 0.5):
        doctor.next_visit(A=dose, B=0.25)
    score, row = doctor.score(), doctor.compare().loc["you"]
    assert [score.ending, score.last_day, score.days_well, score.doses] == list(row)
    now = doctor.score(today=True)
    assert (now.last_day, now.ending, now.doses) == (112, "alive", 56 * (1.25 + 0.75))
    assert now < score


def test_how_a_patient_feels_is_what_the_two_descriptions_say():
    """Worked out from the formulas of Quality and Toxicity, one drug at half a dose for long."""
    doctor = Doctor(7)
    for _ in range(5):
        doctor.next_visit(B=0.5)
    grade = 1.6 * 0.5
    _, cells, _ = doctor.scans()
    tumour = 0.9 * np.mean([n / (n + 2e11) for n in cells[-2:]])
    assert abs(doctor.felt()[-1] - (1.0 - 0.1 * grade - 0.2 - tumour)) < 0.03
    assert "mild (grade 0.8)" in doctor.condition()


@pytest.mark.parametrize("patient", [7, 23])
def test_the_diary_adds_up_to_the_days_well_of_the_engine(patient):
    """Two calculations: the clinic's ledger while it treats, and the diary from the curves."""
    doctor = Doctor(patient)
    for dose in (1.0, 0.0, 0.5, 2.0, 1.0, 1.0, 0.25, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0):
        if not doctor.ending:
            doctor.next_visit(A=dose, B=dose / 2)
    score = doctor.score(today=True)
    days = np.diff(np.minimum(56 * np.arange(len(doctor.decisions) + 1), score.last_day))
    assert abs((doctor.felt() * days).sum() - score.days_well) < 0.51


def test_a_cure_is_not_told_before_the_end():
    doctor = Doctor(23)
    for _ in range(31):
        doctor.next_visit(A=1.0, B=1.0)
    assert doctor.score().ending == "cured"
    assert doctor.score(today=True).ending == "alive"
    assert "cured" not in doctor.words() + doctor.condition()
    assert doctor.score(today=True).doses == 31 * 56 * 2


def test_no_constant_doses_reach_the_goal_of_the_last_exercise():
    """Whatever the doses: the goal asks for decisions (issue 18)."""
    steps = np.linspace(0, 0.6, 9).round(3)
    arms = {f"{a}, {b}": Combination({"A": a, "B": b}) for a in steps for b in steps}
    doctor = Doctor(n10.PATIENT)
    doctor.next_visit()
    found = scores(doctor.runs(arms))
    assert max(score.days_well for score in found.values()) < n10.WELL - 15
    # and each side alone is reached, so that it is the two together that ask for more
    assert max(score.last_day for score in found.values()) > n10.DAYS


def test_no_strategy_is_best_for_all_patients():
    """Both drugs together are best for patient 3 and worse than nearly all else for patient 7."""
    place = {}
    for patient in (3, 7):
        doctor = Doctor(patient)
        doctor.next_visit()
        place[patient] = list(doctor.compare().index).index("combination")
    assert place[3] == 0
    assert place[7] >= 11


def test_it_ends_with_death_or_after_five_years():
    doctor = Doctor(2)
    while not doctor.ending:
        doctor.next_visit({})
    assert doctor.ending == "died"
    assert "died on day" in doctor.words()
    died = doctor.score(today=True).last_day
    assert doctor.scans()[0][-1] < died <= doctor.day  # the dead are not scanned
    with pytest.raises(InputError, match="There is no next visit: The patient died"):
        doctor.next_visit(A=1.0)


def test_the_truth_is_that_of_the_simulation():
    doctor = Doctor(3)
    doctor.next_visit()
    first = doctor.runs({"a": Continuous("A")}).data["cells"].isel(arm=0, patient=0, time=0)
    for clone, count in doctor.truth().start.items():
        assert count == int(first.sel(clone=clone))
    assert "A-resistant" in str(doctor.truth())


@pytest.mark.parametrize(
    ("doses", "text"),
    [
        ({"A": 100}, "the dose of A is 100; allowed is 0 to 2. 1 is the standard dose"),
        ({"C": 1}, "no such drug"),
        ({"A": -1}, "allowed is 0 to 2"),
    ],
)
def test_bad_doses_are_explained_and_nothing_happens(doses, text):
    doctor = Doctor(1)
    with pytest.raises(InputError, match=text):
        doctor.next_visit(doses)
    assert doctor.decisions == []


def test_a_notebook_shows_its_figures_without_widgets_and_without_pyplot():
    doctor = Doctor(3)
    doctor.next_visit(A=1.0)
    for figure in (doctor.figure(), doctor.uncover()):
        data, _ = figure._repr_mimebundle_()
        assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")


def test_bad_patients_and_empty_plans():
    with pytest.raises(InputError, match="give the number of a patient"):
        Doctor("7")
    with pytest.raises(InputError, match="Nothing was decided yet"):
        Doctor(7).compare()


def test_the_buttons_do_what_the_words_do():
    pytest.importorskip("ipywidgets")
    game = treat(3)
    before = game.picture
    game.sliders["A"].value = 1.0
    game.buttons["next visit"].click()
    game.buttons["drug holiday"].click()
    assert game.doctor.decisions == [{"A": 1.0, "B": 0.0}, {"A": 0.0, "B": 0.0}]
    assert game.picture != before
    assert base64.b64decode(game._chart.forms[0]["image/png"]) == game.picture
    game.buttons["stop and uncover"].click()
    assert "resistant to both" in game._said.forms[0]["text/plain"]
    assert "image/png" in game._truth.forms[0]
    assert game.buttons["next visit"].disabled


def test_stopping_at_once_says_what_is_missing():
    pytest.importorskip("ipywidgets")
    game = treat(3)
    game.buttons["stop and uncover"].click()
    assert "Decide at least once" in game._words.value


def test_clicks_while_it_computes_are_not_kept_for_later():
    """A second click on "stop and uncover" lost the truth text (issue 18)."""
    pytest.importorskip("ipywidgets")
    game = treat(3)

    async def clicks():
        game.buttons["next visit"].click()
        assert game.buttons["next visit"].disabled
        game.buttons["next visit"].click()  # told by the loop before `later` comes
        assert len(game.doctor.decisions) == 1
        await asyncio.sleep(later.WAIT + 0.1)
        assert not game.buttons["next visit"].disabled
        game.buttons["stop and uncover"].click()
        game.buttons["stop and uncover"].click()
        await asyncio.sleep(later.WAIT + 0.1)
        game.buttons["next visit"].click()
        game.buttons["stop and uncover"].click()

    asyncio.run(clicks())
    assert len(game.doctor.decisions) == 1
    assert "resistant to both" in game.report
    assert all(control.disabled for control in game.buttons.values())


def test_without_widgets_the_game_is_played_by_calls(monkeypatch, capsys):
    for module in ("sim.teaching.pictures", "sim.teaching.treat"):
        monkeypatch.setattr(sys.modules[module], "widgets", lambda: None)
    game = treat(3)
    game._ipython_display_()
    said = capsys.readouterr().out
    assert "Sliders need ipywidgets" in said
    assert "game.next_visit(A=1.0, B=0.0)" in said
    before = game.picture
    assert game.next_visit(A=1.0) is game
    assert game.next_visit() is game
    assert game.picture != before
    assert game.doctor.decisions == [{"A": 1.0, "B": 0.0}, {"A": 0.0, "B": 0.0}]
    with pytest.raises(InputError, match="no such drug"):
        game.next_visit(C=1.0)
    assert game.uncover() is game
    assert "resistant to both" in game.report
