"""From a sweep and a folder to results: what is missing is run, by whoever is asked to."""

import warnings
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.bars import bar
from sim.base.errors import InputError
from sim.base.scratch import remove, tidy
from sim.base.whole import in_words
from sim.results import Visits
from sim.sweeps.blocks import Block
from sim.sweeps.example import example_plan, variables_of
from sim.sweeps.identity import check_same, made_from, manifest_of, spoken
from sim.sweeps.job import Job
from sim.sweeps.results import SweepResults
from sim.sweeps.store import Store, check_writable, make_store, read_store

if TYPE_CHECKING:
    from sim.sweeps.sweep import Sweep


def run(
    sweep: "Sweep",
    path: str | PathLike,
    workers: int | None,
    client: Any,
    part: str | None,
    seconds_per_point: float | None,
    progress: bool | None,
) -> SweepResults:
    """Run what is missing; see `Sweep.run`."""
    mine = _share(part)
    if workers is not None and client is not None:
        raise InputError("Both workers and client are given; give one of the two.")
    if isinstance(workers, bool) or not (workers is None or isinstance(workers, int)):
        raise InputError(f"workers is {workers!r}; give a number of processes.")
    if workers is not None and workers < 1:
        raise InputError(f"workers is {workers}; at least 1 is needed.")
    columns = sweep.design.columns()
    store = _opened(sweep, Path(path), columns)
    todo = _missing(store, mine)
    if todo:
        manifest = (store.path / "manifest.json").read_bytes()
        job = Job(sweep, str(store.path.resolve()), manifest, seconds_per_point)
        with _runner(job, workers, client) as (runner, words):
            _carry_out(store, todo, _count(store, mine), runner, words, progress)
    results = SweepResults(store, columns, sweep.patients)
    _say_failures(results)
    return results


def _missing(store: Store, mine: Callable[[int], bool]) -> list[Block]:
    """Return the blocks that are to be run; those that are damaged are no longer called done."""
    found = [(block, wrong) for block, wrong in store.missing() if mine(block.number)]
    bad = [(block, wrong) for block, wrong in found if wrong]
    if bad:
        parts = {part.number: part for part in store.parts}
        for block, _ in bad:
            remove(parts[block.part].mark(block.number))
        said = "; ".join(wrong for _, wrong in bad[:3]) + (", ..." if len(bad) > 3 else "")
        warnings.warn(
            f"{len(bad)} finished blocks are damaged and are run again ({said}).", stacklevel=4
        )
    return [block for block, _ in found]


def _count(store: Store, mine: Callable[[int], bool]) -> int:
    """Return how many blocks of all parts there are for this share, finished or not."""
    return sum(mine(number) for part in store.parts for number in range(part.size.blocks))


def _opened(sweep: "Sweep", path: Path, columns: dict[str, np.ndarray]) -> Store:
    """Return the store of a sweep, with parts for all its points and patients."""
    made = made_from(sweep)
    if (path / "manifest.json").is_file():
        store = read_store(path)
        check_same(sweep, made, store.manifest, path)
        check_writable(store)
        example = None
    else:
        example = example_plan(sweep, columns)
        manifest = manifest_of(sweep, made, variables_of(sweep, example), example)
        store = make_store(path, manifest)
        check_same(sweep, made, store.manifest, path)  # another run may have made it in between
    tidy(store.path)
    per_row = 0.0
    if isinstance(sweep.record, Visits):
        example = example or example_plan(sweep, columns)
        numbers = len(example.tumour.clones) + 1 + 2 * len(example.tumour.drugs)
        per_row = 8.0 * numbers * len(example.kept) * len(example.arms)
    try:
        store.extend(columns, sweep.patients, per_row)
    except OSError as error:
        raise InputError(
            f"The folder {str(path)!r} cannot be written: {in_words(error)}."
        ) from None
    return store


def _runner(job: Job, workers: int | None, client: Any):
    if client is not None:
        from sim.sweeps.cluster import on_cluster

        return on_cluster(job, client)
    if workers is None:
        from sim.sweeps.threads import in_threads

        return in_threads(job)
    from sim.sweeps.processes import in_processes

    return in_processes(job, workers)


def _carry_out(
    store: Store, todo: list, total: int, runner, words: str, progress: bool | None
) -> None:
    """Run blocks until all of `total` are done, and show how far it is."""
    options = {"unit": "block", "desc": words, "smoothing": 0.1, "initial": total - len(todo)}
    finished: Generator[tuple[Any, int], None, None] = runner(todo)
    failed = done = 0
    with closing(finished), bar(progress, leave=True, total=total, **options) as shown:
        try:
            for _, bad in finished:
                done, failed = done + 1, failed + bad
                if failed:
                    shown.set_postfix_str(f"{failed} points failed", refresh=False)
                shown.update()
        except KeyboardInterrupt as stop:
            stop.add_note(
                f"Interrupted: {done} of {len(todo)} blocks were finished and are stored in "
                f"{str(store.path)!r}. Run the sweep again to go on."
            )
            raise


def _say_failures(results: SweepResults) -> None:
    failed = results.failed
    if not len(failed):
        return
    names = list(results.parameters)
    lines = []
    for why, many in Counter(failed["reason"]).most_common(3):
        first = failed[failed["reason"] == why].iloc[0]
        at = spoken({name: first[name] for name in names})
        lines.append(f"  {many} x {why} (first at point {first.name}: {at})")
    warnings.warn(
        f"{len(failed)} of {len(results)} points failed:\n" + "\n".join(lines) + "\n"
        "The rest is stored; results.failed lists them.",
        stacklevel=4,
    )


def _share(part: str | None):
    """Return which blocks belong to a share such as ``"3/20"``."""
    if part is None:
        return lambda number: True
    try:
        which, of = (int(word) for word in str(part).split("/"))
        if not 1 <= which <= of:
            raise ValueError
    except ValueError:
        raise InputError(f"part is {part!r}; write '3/20' for the third of 20 shares.") from None
    return lambda number: number % of == which - 1
