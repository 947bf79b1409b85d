"""Predictions beside what came out, letters as buttons, and how far a student has come."""

import pytest

import sim
from sim.base.errors import InputError
from sim.teaching import check, outcome, predict, progress, written_down
from sim.teaching.cells import as_typed
from sim.teaching.exercises import exercise_named
from sim.teaching.predictions import compared


@pytest.fixture(autouse=True)
def notes(monkeypatch):
    """Notes of this test alone."""
    new = written_down.Notes()
    for room in ("checking", "predictions", "how_far"):
        monkeypatch.setattr(f"sim.teaching.{room}.NOTES", new)
    return new


def test_what_was_predicted_stands_beside_what_came_out():
    assert "nothing is written down yet" in repr(predict("1.A"))
    assert repr(outcome("1.A", 14, "patients")) == "It is 14 patients."
    predict("1.B", "100")
    assert repr(outcome("1.B", 14.4)).splitlines() == [
        "It is 14.4.",
        "You predicted 100, 6.9 times as much.",
    ]
    predict("1.C", "the left one")
    assert repr(outcome("1.C", "The right one.")).endswith("\nYou wrote: the left one")


@pytest.mark.parametrize(
    ("given", "true", "said"),
    [
        (105, 100, "which is close"), (0, 0, "which is close"), (300, 100, "3 times as much"),
        (40, 100, "40 % of it"), (1, 1e6, "1 in 1,000,000 of it"), (-5, 100, "off by 105"),
        (3, 0, "off by 3"),
    ],
)  # fmt: skip
def test_numbers_are_compared_in_words(given, true, said):
    assert said in compared(given, true)


def test_what_is_written_after_looking_is_marked(notes):
    predict("1.A", 3)
    outcome("1.A", 14)
    assert not notes.predictions["1.A"].late
    predict("1.A", 3)  # the cell run again
    assert not notes.predictions["1.A"].late
    assert "after what came out was shown" in repr(predict("1.A", 14))


@pytest.mark.parametrize(
    "typed", ["about 100", "93 %", "13,9", "the left one", "a lot; really", "3"]
)
def test_a_prediction_is_taken_as_it_is_typed(typed):
    call = 'sim.teaching.predict("1.A", my_prediction)'
    lines = [f"my_prediction = {typed}  # so many\n", call]
    assert as_typed(lines) == [f"my_prediction = {typed!r}  # so many\n", call]
    for left in ("...", '"three"'):
        lines = [f"my_prediction = {left}\n", call]
        assert as_typed(lines) == lines


def test_a_box_takes_what_is_typed_into_it(notes):
    pytest.importorskip("ipywidgets")
    asked = predict("1.A")
    asked.line.value = "<b>many</b>"
    assert notes.predictions["1.A"].text == "<b>many</b>"
    assert "&lt;b&gt;many" in asked.box.children[1].value


def test_letters_have_buttons_and_several_are_checked_together(notes):
    pytest.importorskip("ipywidgets")
    from sim.teaching.buttons import buttons

    one = check("1.4", ...)
    assert "press a button" in one.text
    row, said = buttons(one).children
    assert [button.description for button in row.children] == ["a", "b", "c"]
    row.children[1].click()
    assert "Not yet." in said.value
    row.children[0].click()
    assert "Right." in said.value
    assert notes.exercises["1.4"].tries == 2

    row, said = buttons(check("2.3", ...)).children
    for place in (1, 3):
        row.children[place].value = True
    assert "no answer yet" in said.value
    row.children[-1].click()
    assert "Right." in said.value
    row.children[0].value = True
    row.children[-1].click()
    assert "Not yet." in said.value


def test_a_number_has_a_box_to_type_into(notes):
    pytest.importorskip("ipywidgets")
    from sim.teaching.buttons import box

    asked = check("1.1", ...)
    assert "type it into the box" in asked.text
    line, said = box(asked).children
    assert "no answer yet" in said.value
    line.value = "many"
    assert "The answer is one number" in said.value
    line.value = "1"
    assert "Not yet." in said.value
    line.value = f"{exercise_named('1.1').answer():.3f}"
    assert "Right." in said.value
    assert notes.exercises["1.1"].tries == 3
    assert "box" not in check("5.2", ...).text  # a regimen is written in Python


def test_lines_of_progress_are_parted_between_words():
    predict("1.A", 3)
    outcome("1.A", "The right one, " * 20)
    lines = repr(progress()).splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 92
    assert all(line.startswith("  ") for line in lines[1:])


def test_without_widgets_there_is_no_talk_of_buttons(monkeypatch, capsys):
    monkeypatch.setattr("sim.teaching.pictures.widgets", lambda: None)
    monkeypatch.setattr("sim.teaching.buttons.widgets", lambda: None)
    monkeypatch.setattr("sim.teaching.predictions.widgets", lambda: None)
    check("1.4", ...)._ipython_display_()
    predict("1.A")._ipython_display_()
    printed = capsys.readouterr().out
    check("1.1", ...)._ipython_display_()
    assert "box" not in capsys.readouterr().out
    assert "button" not in printed
    assert "nothing is written down yet" in printed


def test_a_file_holds_what_all_notebooks_gave(tmp_path, notes):
    file = tmp_path / "mine.csv"
    check("10.1", "a")
    predict("2.A", "=HYPERLINK(1)")
    check("2.3", "bd")
    assert len(progress(file).table) == 3
    notes.exercises.clear()
    notes.predictions.clear()
    check("10.1", "b")
    check("10.1", "c")  # once right, it stays right
    said = repr(progress(file)).splitlines()
    assert said == [
        "prediction 2.A: '=HYPERLINK(1) |",
        "exercise 2.3: right, 1 try",
        "exercise 10.1: right, 1 try",
    ]
    assert "'=HYPERLINK" in file.read_text("utf-8")
    assert "Nothing was predicted" in repr(type(progress())(progress().table.iloc[:0]))


def test_what_cannot_be_is_named(tmp_path):
    other = tmp_path / "marks.csv"
    other.write_text("name,mark\nAnn,1\n")
    with pytest.raises(InputError, match="another one, with the columns name, mark"):
        progress(other)
    assert other.read_text() == "name,mark\nAnn,1\n"
    with pytest.raises(InputError, match="cannot be written"):
        progress(tmp_path / "nowhere" / "mine.csv")
    with pytest.raises(InputError, match="name of a prediction"):
        predict(3)
    with pytest.raises(InputError, match="outcome"):
        outcome("1.A", float("nan"))
    assert sim.teaching.predict is predict
