"""The course as it is read in the app."""

import pytest

from sim.app import lessons
from sim.teaching.copies import notebooks


def test_every_notebook_is_a_lesson():
    assert [one.path for one in lessons.lessons()] == notebooks()
    assert all(one.title and "#" not in one.title for one in lessons.lessons())


def test_a_lesson_has_words_code_pictures_sliders_and_exercises():
    cells = lessons.read(1)
    assert cells[0].words.startswith("# 1.")
    assert any("births" in cell.words and cell.code for cell in cells)
    assert any(cell.pictures and not cell.sliders for cell in cells)
    assert sum(bool(cell.exercise) for cell in cells) >= 4
    place = next(k for k, cell in enumerate(cells) if cell.sliders)
    at_first = {one.id: one.value for one in cells[place].sliders}
    assert lessons.moved(1, place, at_first) == cells[place].pictures[0]
    nonsense = {"first_cells": 1e300, "death": float("nan")}
    most = {"first_cells": 100, "death": at_first["death"]}
    assert lessons.moved(1, place, nonsense) == lessons.moved(1, place, most)
    elsewhere = {one.id: one.high for one in cells[place].sliders}
    assert lessons.moved(1, place, elsewhere) != cells[place].pictures[0]


@pytest.mark.parametrize(
    ("answer", "right"),
    [("13.86", True), ("13,86", True), ("14", True), ("3", False), ("", False), ("'); x", False)],
)
def test_answers_are_checked(answer, right):
    assert lessons.answered("1.1", answer).startswith("Right") is right


def test_what_is_made_is_answered_in_the_notebook():
    assert lessons.by_words("1.1")
    assert lessons.by_words("1.4")
    assert not lessons.by_words("3.4")


def test_predictions_are_typed_and_not_run_and_what_came_out_names_them():
    cells = lessons.read(1)
    (asked,) = [cell for cell in cells if cell.prediction]
    (told,) = [cell for cell in cells if cell.outcome]
    assert asked.prediction == told.outcome == "1.A"
    assert not asked.words
    assert told.words.startswith("It is ")
    assert "You" not in told.words
    assert not any("progress(" in cell.code for cell in cells)


def test_a_choice_has_letters_to_tick():
    assert lessons.letters("1.4") == "abc"
    assert lessons.letters("1.1") == lessons.letters("3.4") == ""
    assert lessons.answered("2.3", "b d").startswith("Right")
