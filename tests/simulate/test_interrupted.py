"""Ctrl-C keeps the blocks that are finished; an error says its own text."""

import numpy as np
import pytest

import sim
from sim.running import blocks
from tests.simulate.cohort import TUMOUR, run


@pytest.fixture
def blocks_of_four(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 4)


def stops_in_block(number, error):
    """Return a policy that raises `error` when the block with that number begins, and after."""
    begun = []

    @sim.policy(drugs=("vemurafenib",))
    def stopping(seen, memory):
        if not memory:
            begun.append(seen.day)
            memory["begun"] = True
        if len(begun) > number:
            raise error
        return "vemurafenib"

    return stopping


def test_what_is_finished_is_returned(blocks_of_four):
    arms = {"stopping": stops_in_block(2, KeyboardInterrupt())}
    with pytest.warns(UserWarning, match="8 of 14 patients were finished"):
        runs = run(arms=arms, patients=14, threads=1)
    assert list(runs.data["patient"].values) == list(range(8))
    whole = run(arms={"stopping": sim.Continuous("vemurafenib")}, patients=14)
    np.testing.assert_array_equal(
        runs.data["cells"], whole.data["cells"].sel(patient=runs.data["patient"])
    )


def test_nothing_finished_is_an_interruption(blocks_of_four):
    arms = {"stopping": stops_in_block(0, KeyboardInterrupt())}
    with pytest.raises(KeyboardInterrupt):
        run(arms=arms, patients=14, threads=1)


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_of_a_policy_is_raised_with_its_own_text(threads, blocks_of_four):
    arms = {"broken": stops_in_block(1, ZeroDivisionError("the baseline is zero"))}
    with pytest.raises(ZeroDivisionError, match="the baseline is zero") as error:
        run(arms=arms, patients=14, threads=threads)
    assert any("'stopping' on day" in note for note in error.value.__notes__)


def test_a_policy_of_wrong_shape():
    @sim.policy
    def wrong(seen, memory):
        return np.zeros(3)

    with pytest.raises(sim.InputError, match="'wrong' on day 0"):
        run(arms={"a": wrong}, patients=5)


def test_a_policy_that_gives_an_unknown_drug():
    @sim.policy
    def wrong(seen, memory):
        return "vemurafinib"

    with pytest.raises(sim.InputError, match="Did you mean 'vemurafenib'"):
        run(arms={"a": wrong}, patients=5)


def test_a_bar_is_shown_only_where_asked(capsys):
    run(patients=2, days=14.0)
    assert capsys.readouterr().err == ""
    run(TUMOUR, patients=2, days=14.0, progress=True)
    assert "Treating" in capsys.readouterr().err
