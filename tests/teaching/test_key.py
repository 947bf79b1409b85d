"""The answer key for teachers: it has every exercise, and its examples are right."""

import json

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.teaching import check, key
from sim.teaching.copies import notebooks
from sim.teaching.exercises import exercise_named, names
from sim.teaching.kinds import Choice, Made, Number

MADE = [name for name in names() if isinstance(exercise_named(name), Made)]


@pytest.fixture(scope="module")
def text():
    return key.answer_key()


def test_every_exercise_is_asked_in_words_and_answered(text):
    asked = key._questions()
    assert set(asked) == set(names())
    for name in names():
        assert text.count(f"**{name}**") == 1
        exercise = exercise_named(name)
        answer = key.answer(exercise)
        assert f"**Answer.** {answer}" in text
        if isinstance(exercise, Number | Choice):
            assert check(
                name,
                answer.removesuffix(f" {exercise.unit}")
                if isinstance(exercise, Number)
                else answer,
            )
    assert "percentage" not in text  # what is said of every unit is not the exercise's
    assert "That is the stronger drug alone." in text


def test_notebooks_hold_no_answer_of_what_is_made():
    for path in notebooks():
        code = "".join(
            "".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]
        )
        for name in MADE:
            assert exercise_named(name).example not in code


@pytest.mark.parametrize("name", MADE)
def test_the_examples_are_right(name):
    names = {"sim": sim, "np": np}
    if name == "7.3":
        names["founder"] = sim.Clone("sensitive", birth=0.14, death=0.12, start=1e9)
        names["drugs"] = [
            sim.Drug("A", sim.Hill(0.10, 0.3, 2)),
            sim.Drug("B", sim.Hill(0.10, 0.3, 2)),
        ]
    exec(exercise_named(name).example, names)
    verdict = check(name, names["my_answer"])
    assert verdict, verdict


def test_the_command_writes_it_where_it_is_told(tmp_path, capsys):
    from sim.cli import main

    assert main(["notebooks", str(tmp_path / "class"), "--key", str(tmp_path / "key.md")]) == 0
    assert (tmp_path / "key.md").read_text("utf-8").startswith("# Answer key")
    assert not list((tmp_path / "class").glob("*key*"))
    with pytest.raises(InputError, match="cannot be written"):
        key.write_key(tmp_path / "nowhere" / "key.md")
