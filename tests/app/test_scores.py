"""The table of a class."""

import sqlite3
from contextlib import closing

import pytest

from sim.app.scores import LONGEST_NAME, Game, Scores, player_of
from sim.base.errors import InputError


def test_the_best_first_and_only_the_first_game():
    scores = Scores()
    scores.add(Game("Ann", 7, 700, 350, "died", 50))
    scores.add(Game("Bob", 7, 900, 450, "died", 90))
    scores.add(Game("Cem", 7, 900, 450, "died", 60))
    scores.add(Game("Dee", 7, 300, 150, "cured", 500))
    scores.add(Game("Ann", 7, 1800, 900, "alive", 1))  # a second game with the same patient
    scores.add(Game("Eve", 8, 1800, 900, "alive", 1))
    assert [one.player for one in scores.best(7)] == ["Dee", "Cem", "Bob", "Ann"]
    assert scores.best(7)[-1].last_day == 700
    assert [one.player for one in scores.best(8)] == ["Eve"]


def test_a_class_outlives_the_server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Scores("biology-2").add(Game("Ann", 7, 700, 350, "died", 50))
    assert Scores("biology-2").best(7) == [Game("Ann", 7, 700, 350, "died", 50)]
    assert [path.name for path in tmp_path.iterdir()] == ["biology-2.sqlite"]


@pytest.mark.parametrize("name", ["../x", "a/b", "a b", "x" * 41, "'; drop table games"])
def test_the_name_of_a_class_names_a_file_here(name):
    with pytest.raises(InputError, match="--class"):
        Scores(name)


def test_a_file_that_is_no_table_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.sqlite").write_bytes(b"something else" * 100)
    with pytest.raises(InputError, match=r"mine\.sqlite cannot keep"):
        Scores("mine")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Ann   B. ", "Ann B."), ("", "somebody"), (None, "somebody"), ("\x00\n", "somebody"),
        ("x" * 500, "x" * LONGEST_NAME), ("Zoë 王", "Zoë 王"),
        ("'); drop table games; --", "'); drop table games; --"),
    ],
)  # fmt: skip
def test_names_are_short_and_printable(raw, kept):
    assert player_of(raw) == kept
    scores = Scores()
    scores.add(Game(player_of(raw), 1, 1, 1, "died", 1))
    assert scores.best(1)[0].player == kept


GAME = Game("Ann", 7, 700, 350, "died", 50)


@pytest.mark.parametrize("name", ["columns", "rows"])
def test_a_table_that_is_not_ours_or_damaged_is_said_before_anybody_plays(
    name, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    if name == "columns":
        with closing(sqlite3.connect("mine.sqlite")) as base:
            base.execute("create table games (player text, score integer)")
            base.commit()
    else:
        scores = Scores("mine")
        for k in range(200):
            scores.add(GAME._replace(player=f"player {k}"))
        scores._base.close()
        content = bytearray((tmp_path / "mine.sqlite").read_bytes())
        content[4096 * 2 + 3] ^= 0xFF  # how many rows a page has
        (tmp_path / "mine.sqlite").write_bytes(content)
    with pytest.raises(InputError, match=r"mine\.sqlite cannot keep .*Put back a copy"):
        Scores("mine")


def test_a_file_that_another_program_holds_ends_nobodys_game(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scores = Scores("mine")
    scores._base.execute("pragma busy_timeout = 1")
    with closing(sqlite3.connect("mine.sqlite")) as other:
        other.execute("begin exclusive")
        scores.add(GAME)
        assert "mine.sqlite cannot keep the games of a class: database is locked" in scores.trouble
        assert scores.best(7) == []
        other.rollback()
    scores.add(GAME)
    assert not scores.trouble
    assert scores.best(7) == [GAME]
