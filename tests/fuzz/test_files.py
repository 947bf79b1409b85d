"""Whatever stands in a scenario file, it is read or said what is wrong: never a traceback."""

import tempfile
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.scenario.read import scenario_from_text
from sim.search import read_search
from sim.sweeps.file import read_sweep
from sim.trials.file import read_trial
from tests.fuzz.files import EXTRA, VALUES, examples, is_toml, mutated
from tests.fuzz.guarded import guarded


def complaint(text: str, kind: str = "scenarios") -> str | None:
    """Return what is wrong with how the reading of a text ends, or None."""
    return guarded(lambda: read(text, kind))


def read(text: str, kind: str) -> None:
    """Read a text as a file of some kind, and do what comes next before anything runs."""
    if kind == "scenarios":
        str(scenario_from_text(text, "file.toml").tumour)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.toml"
        file.write_text(text, encoding="utf-8")
        if kind == "trials":
            trial = read_trial(file).trial
            trial.cohort.draw(1)
        elif kind == "search":
            read_search(file).search.cohort.draw(1)
        else:
            sweep = read_sweep(file)
            columns = sweep.design.columns()
            sweep.described({name: values[0].item() for name, values in columns.items()})


def wrong(seed: int, count: int) -> list[str]:
    """Return the complaints about so many mutated files."""
    chance, known = np.random.default_rng(seed), examples()
    found = []
    for _ in range(count):
        kind, text = known[chance.integers(len(known))]
        text = mutated(text, chance)
        problem = complaint(text, kind)
        if problem:
            found.append(f"{problem}\n# {kind}\n{text}\n{'-' * 60}")
    return found


def test_the_examples_are_right_and_most_slips_are_toml():
    chance = np.random.default_rng(0)
    for kind, text in examples():
        assert complaint(text, kind) is None
        if "table" not in text:
            read(text, kind)
    mutants = [mutated(text, chance) for _, text in examples() for _ in range(20)]
    assert np.mean([is_toml(text) for text in mutants]) > 0.4


@pytest.mark.parametrize("extra", EXTRA, ids=lambda text: text[:30])
def test_odd_tables_are_said(extra):
    problem = complaint(f"{extra}\n")
    assert problem is None
    with pytest.raises(InputError):
        scenario_from_text(f"{extra}\n")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("key", ["birth", "name", "fold", "start", "site", "inside"])
def test_odd_values_of_a_clone_are_taken_or_refused(key, value):
    given = {"name": '"S"', "birth": "0.2", "death": "0.1", "start": "100"} | {key: value}
    text = "[[clones]]\n" + "\n".join(f"{k} = {v}" for k, v in given.items())
    assert complaint(text + '\n[arms.x]\nstrategy = "observation"') is None


def test_slips_are_taken_or_refused_in_words():
    found = wrong(seed=1, count=150)
    assert not found, "\n".join(found[:3])


@pytest.mark.slow
def test_two_thousand_slips():
    seed = int(np.random.default_rng().integers(2**32))
    found = wrong(seed, count=2_000)
    assert not found, f"{len(found)} of 2,000, seed {seed}:\n" + "\n".join(found[:5])
