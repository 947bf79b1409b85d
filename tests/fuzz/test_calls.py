"""Whatever is given to a public callable, it works or says what is wrong: never a traceback."""

import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests.fuzz import guarded as guard
from tests.fuzz.guarded import guarded
from tests.fuzz.odd import odd_values
from tests.fuzz.public import calls, left_out, room_calls, use


def complaint(call, arguments) -> str | None:
    """Return what is wrong with how a call ends, or None."""
    return guarded(lambda: use(call.function(**arguments)))


def wrong(seed: int, count: int) -> list[str]:
    """Return the complaints of so many calls with one or two odd arguments each."""
    chance, known = np.random.default_rng(seed), calls()
    found = []
    for _ in range(count):
        call = known[chance.integers(len(known))]
        values = odd_values()  # anew each time: an iterator is used up
        names = [name for name in call.right if name != "self"]
        picked = chance.choice(len(names), min(len(names), chance.integers(1, 3)), replace=False)
        odd = {names[k]: values[chance.integers(len(values))] for k in picked}
        problem = complaint(call, call.right | odd)
        if problem:
            given = ", ".join(f"{name}={_shown(value)}" for name, value in odd.items())
            found.append(f"{call.name}({given}): {problem}")
    return found


def _shown(value) -> str:
    try:
        return repr(value)[:60]
    except Exception:
        return f"<{type(value).__name__}>"


@pytest.mark.parametrize(
    "hangs", [lambda: [None for _ in itertools.repeat(1) if 0], lambda: time.sleep(60)]
)
def test_what_never_ends_and_what_only_waits_is_found(hangs, monkeypatch):
    monkeypatch.setattr(guard, "SECONDS", 1)
    monkeypatch.setattr(guard, "PATIENCE", 3)
    assert guarded(hangs) == "TimeoutError: more than 1 s"


def test_what_a_call_writes_is_taken_away(tmp_path, monkeypatch):
    """A sweep into the folder "$" left it in the checkout."""
    monkeypatch.chdir(tmp_path)
    written = []

    def writes():
        Path("$").mkdir()
        Path("$/store").write_text("odd")
        written.append(Path("$").absolute())

    assert guarded(writes) is None
    assert not written[0].exists()
    assert list(tmp_path.iterdir()) == []
    assert Path.cwd() == tmp_path


def test_nothing_public_is_left_out():
    assert not left_out()


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.name)
def test_the_right_arguments_are_right(call):
    assert not complaint(call, call.right) or call.right.keys() & {"path"}


@pytest.mark.parametrize("call", room_calls(), ids=lambda call: call.name)
def test_each_argument_of_a_room_is_taken_or_refused_in_words(call):
    """These rooms were not fuzzed, and half of them ended in a traceback."""
    odd = [None, 5, 1j, "x", [], {}, np.array([0.1, 0.2]), range(10**9), object()]
    names = [name for name in call.right if name != "self"]
    arguments = [call.right | {name: value} for name in names for value in odd]
    assert not list(filter(None, (complaint(call, given) for given in arguments)))


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.name)
def test_numbers_of_five_and_of_three_patients_do_not_meet(call):
    """Compared or multiplied, they ended eleven callables in NumPy's words on broadcasting."""
    numbers = [word for word, value in call.right.items() if type(value) in (int, float)]
    for five, three in itertools.combinations(numbers, 2):
        odd = {word: np.full(n, float(call.right[word])) for word, n in ((five, 5), (three, 3))}
        assert not complaint(call, call.right | odd), (five, three)


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.name)
def test_a_distribution_is_no_function_and_a_table_is_no_number(call):
    """`scipy.stats.norm` can be called, and a sweep found out only when it called it."""
    for word in call.right.keys() - {"self"}:
        for odd in (stats.norm, {"a": 1.0}):
            assert not complaint(call, call.right | {word: odd}), (word, odd)


def test_odd_arguments_are_taken_or_refused_in_words():
    found = wrong(seed=1, count=400)
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_twenty_thousand_odd_arguments():
    seed = int(np.random.default_rng().integers(2**32))
    found = wrong(seed, count=20_000)
    assert not found, f"{len(found)} of 20,000, seed {seed}:\n" + "\n".join(found[:40])
