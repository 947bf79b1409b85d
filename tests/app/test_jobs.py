"""What workers do."""

import asyncio
import os
import time
import warnings
from importlib import import_module

import pytest

import sim
from sim.app import jobs
from sim.app.form import draft_of
from sim.app.workers import Workers
from sim.base.errors import InputError
from sim.simulate import simulate

TEXT = draft_of({"patients": 5, "years": 1}).file()
BEGINS = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}


@pytest.mark.parametrize("kind", ["burden", "clones", "kaplan_meier"])
@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_figures_are_files_of_their_kind(kind, ending):
    from matplotlib import pyplot

    assert jobs.picture(TEXT, kind, "paper", ending).startswith(BEGINS[ending])
    assert pyplot.get_fignums() == []


def test_a_figure_on_the_page_has_words():
    png, words = jobs.shown(TEXT, "burden", "notebook")
    assert png.startswith(BEGINS["png"])
    assert words.startswith("A figure of 3 panels. Panel 1, continuous")


def test_the_numbers_of_a_figure_are_those_of_the_runs():
    text = jobs.picture(TEXT, "burden", "notebook", "csv").decode()
    assert "continuous" in text
    assert len(text.splitlines()) > 50


def test_the_table_is_the_summary():
    table, said = jobs.told(TEXT)
    made = draft_of({"patients": 5, "years": 1}).scenario()
    runs = sim.simulate(
        made.tumour, made.arms, patients=5, days=made.days, seed=1, clinic=made.clinic,
        progress=False,
    )  # fmt: skip
    assert [name for name, _ in table.rows] == list(runs.arms)
    assert table.columns == list(runs.summary().columns)
    assert said == []


def test_what_the_program_warns_of_is_told(monkeypatch):
    def careful(*arguments, **options):
        warnings.warn("Look twice.", stacklevel=2)
        return simulate(*arguments, **options)

    monkeypatch.setattr(import_module("sim.simulate"), "simulate", careful)
    _, said = jobs.told(TEXT.replace("seed = 1", "seed = 99"))
    assert said == ["Look twice."]


def test_a_patient_is_played_to_the_end():
    decisions = [{"A": 1.0, "B": 0.0}, {"A": 0.0, "B": 0.0}]
    found = jobs.played(7, decisions)
    assert found.day == 112
    assert found.picture.startswith(b"\x89PNG")
    end = jobs.uncovered(7, decisions)
    names = [name for name, _ in end.table.rows]
    assert "you" in names
    assert set(names) > {"continuous", "adaptive"}
    assert end.score[0] > 112
    assert end.picture.startswith(b"\x89PNG")


def test_workers_do_refuse_and_go_on():
    """What takes too long, or dies, is said; the next job is done."""

    async def day():
        workers = Workers(most=1)
        try:
            with pytest.raises(InputError, match="more than"):
                await workers.do(time.sleep, 60, limit=3.0)
            with pytest.raises(InputError, match="has stopped"):
                await workers.do(os.abort)
            return await workers.do(abs, -3, limit=60.0)
        finally:
            workers.end()

    assert asyncio.run(day()) == 3


def test_a_job_that_nobody_waits_for_is_not_begun(tmp_path):
    async def day():
        workers = Workers(most=1)
        try:
            first = asyncio.create_task(workers.do(time.sleep, 2.0))
            await asyncio.sleep(1.0)
            dropped = [
                asyncio.create_task(workers.do(os.mkdir, tmp_path / str(k))) for k in range(5)
            ]
            await asyncio.sleep(0.2)
            for one in dropped[1:]:
                one.cancel()
            await first
            await dropped[0]
        finally:
            workers.end()

    asyncio.run(day())
    # (one more may have been handed to the process before it was cancelled)
    assert len(list(tmp_path.iterdir())) <= 2
