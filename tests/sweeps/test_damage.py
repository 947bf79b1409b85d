"""Every file of a store, missing, cut short or with a flipped bit: named, and what to do said."""

import os
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.sweeps.blocks import Size
from sim.sweeps.parts import Part
from sim.sweeps.sealed import checksum, read_sealed, write_sealed
from tests.sweeps.small import build, fingerprint, sweep

KEPT = [sim.time_to_progression, sim.resistant_fraction]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the folder of a finished sweep, which no test changes, and its numbers."""
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    results = sweep(patients=40).run(folder)
    return folder, {name: results.data[name].values for name in results.kept}


@pytest.fixture
def copy(whole, tmp_path):
    shutil.copytree(whole[0], tmp_path / "sweep")
    return tmp_path / "sweep"


def read(folder):
    """Read all that is stored."""
    results = sim.open_sweep(folder)
    return results, {name: results.data[name].values for name in results.kept}


def damages(content):
    """Return what a file may become; None: it is missing."""
    rng = np.random.default_rng(len(content))
    yield None
    yield b""
    yield content[: len(content) // 2]
    yield content[:-1]
    for bit in rng.integers(0, 8 * len(content), 6):
        broken = bytearray(content)
        broken[bit // 8] ^= 1 << (bit % 8)
        yield bytes(broken)


def files_of(folder):
    """Return one file of each kind, and more chunks."""
    parts = folder / "parts" / "0000"
    chunks = sorted(file for file in parts.joinpath("data").rglob("*") if file.name.isdigit())
    chunks = [file for file in chunks if file.is_file()]
    return [
        folder / "manifest.json", parts / "part.json", parts / "points.npz",
        *sorted(parts.rglob("zarr.json")), *sorted(parts.glob("done/*.json"))[:2], *chunks[:2],
    ]  # fmt: skip


def test_no_damage_ever_reads_as_other_numbers_and_each_is_named(whole, copy):
    _, expected = whole
    for file in files_of(copy):
        content = file.read_bytes()
        for broken in damages(content):
            file.unlink() if broken is None else file.write_bytes(broken)
            try:
                results, found = read(copy)
            except sim.InputError as error:
                said = str(error)
                assert file.name in said or str(copy) in said, (file, said)
                assert "damaged" in said or "no manifest.json" in said, said
            else:
                for name, values in expected.items():
                    there = results.status == 0
                    np.testing.assert_array_equal(found[name][there], values[there])
                if broken is None:  # only a mark may be missing: its block is then not done
                    assert file.parent.name == "done"
                    assert (results.status == 2).sum() in (25, 14)
            file.write_bytes(content)
    assert fingerprint(copy) == fingerprint(whole[0])


@pytest.mark.parametrize("other", ["part.json", "../../manifest.json", "done/1.json"])
def test_a_mark_that_is_another_sealed_file_is_run_again(whole, copy, other):
    """As it was: KeyError: 'failed', for ever."""
    mark = copy / "parts" / "0000" / "done" / "0.json"
    shutil.copy(mark.parents[1] / other, mark)
    said = r"done/0\.json' is damaged \(it is about something else\)"
    with pytest.raises(sim.InputError, match=said):
        sim.open_sweep(copy).table()
    assert sim.open_sweep(copy).check()["file"].tolist() == [str(mark)]
    with pytest.warns(UserWarning, match=r"1 finished blocks are damaged and are run again"):
        sweep(patients=40).run(copy)
    assert fingerprint(copy) == fingerprint(whole[0])


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("parts/0000/part.json", r"part\.json' is damaged \(it is about something else\)"),
        ("manifest.json", r"manifest\.json' is not the manifest of a sweep: it says nothing"),
    ],
)
def test_a_description_that_is_another_sealed_file_is_refused_in_words(copy, file, said):
    shutil.copy(copy / "parts" / "0000" / "done" / "1.json", copy / file)
    with pytest.raises(sim.InputError, match=said):
        read(copy)


@pytest.mark.parametrize("what", ["chunk", "mark"])
@pytest.mark.parametrize("how", ["missing", "cut", "flipped"])
def test_a_damaged_block_is_run_again(whole, copy, what, how):
    parts = copy / "parts" / "0000"
    mark, chunk = parts / "done" / "1.json", parts / "data" / "resistant_fraction" / "c/1/0/0"
    file = mark if what == "mark" else chunk
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(content if how == "flipped" else content[:-3])
    results = sim.open_sweep(copy)
    found = results.check()
    if (what, how) == ("mark", "missing"):
        assert len(found) == 0  # it may never have been there
    else:
        assert found["file"].tolist() == [str(file)]
        assert found["block"].tolist() == ["0/1"]
    again = sweep(patients=40)
    if (what, how) == ("chunk", "flipped"):  # not seen without reading everything
        assert (again.run(copy).status == 0).all()
        with pytest.raises(
            sim.InputError, match=r"c/1/0/0' is damaged.*Remove it and run .* again"
        ):
            read(copy)
        results.check(discard=True)
        assert (results.status == 2).sum() in (25, 14)
        again.run(copy)
    elif (what, how) == ("mark", "missing"):
        again.run(copy)
    else:
        how_said = {"missing": "is missing", "cut": r"has \d+ bytes of \d+"}
        of_it = "is damaged" if what == "mark" else how_said[how]
        said = rf"1 finished blocks are damaged and are run again \('{file}' {of_it}\)\."
        with pytest.warns(UserWarning, match=said):
            again.run(copy)
    assert fingerprint(copy) == fingerprint(whole[0])
    assert len(sim.open_sweep(copy).check()) == 0


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("data", r"zarr\.json' is damaged \(it is missing\).*remove the folder"),
        ("data/resistant_fraction", r"resistant_fraction/zarr\.json' is damaged \(it is missing\)"),
        ("data/resistant_fraction/c", None),
        ("done", None),
    ],
)
def test_a_folder_that_is_missing_is_named_or_made_anew(whole, copy, folder, said):
    shutil.rmtree(copy / "parts" / "0000" / folder)
    with pytest.raises(sim.InputError, match="is damaged"):
        read(copy)
    if said:
        with pytest.raises(sim.InputError, match=said):
            sweep(patients=40).run(copy)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # (three blocks are run again)
        sweep(patients=40).run(copy)
    assert fingerprint(copy) == fingerprint(whole[0])


def test_a_missing_chunk_is_not_nan_with_the_word_that_it_is_done(copy):
    """As it was: 64 points "done", and NaN for some of them."""
    (copy / "parts/0000/data/time_to_progression/c/2/0/0").unlink()
    results = sim.open_sweep(copy)
    assert (results.status == 0).sum() == 50
    with pytest.raises(sim.InputError, match=r"c/2/0/0' is damaged \(it is missing\)"):
        results.means()


def test_a_part_whose_description_is_damaged_is_run_anew_when_it_is_removed(whole, copy):
    (copy / "parts/0000/part.json").write_text("{")
    with pytest.raises(sim.InputError, match=r"part\.json' is damaged.*remove the folder .*0000'"):
        sweep(patients=40).run(copy)
    shutil.rmtree(copy / "parts" / "0000")
    sweep(patients=40).run(copy)
    assert fingerprint(copy) == fingerprint(whole[0])


def test_parts_are_numbered_on_where_one_was_removed(tmp_path):
    few, more = (
        sweep(design=sim.Grid(cost=[0.0]), patients=5),
        sweep(design=sim.Grid(cost=[0.0, 0.1]), patients=5),
    )
    few.run(tmp_path / "store")
    expected = more.run(tmp_path / "store").data["time_to_progression"].values
    shutil.rmtree(tmp_path / "store" / "parts" / "0000")
    found = more.run(tmp_path / "store")
    assert sorted(p.name for p in (tmp_path / "store/parts").iterdir()) == ["0001", "0002"]
    np.testing.assert_array_equal(found.data["time_to_progression"].values, expected)


def only_nan(runs):
    return sim.final_burden(runs) * np.nan


def fails_at_first(cost, turnover):
    if cost < 0.1:
        raise ZeroDivisionError("no")
    return build(cost, turnover)


def test_a_block_without_a_number_is_stored_too(tmp_path):
    """zarr writes no chunk for it unless told; it was then missed, and the disk was blamed."""
    results = sweep(patients=5, keep={"nothing": only_nan}).run(tmp_path / "store")
    assert (results.status == 0).all()
    assert np.isnan(results.data["nothing"].values).all()
    grid = sim.Grid(cost=[0.0, 0.2], turnover=[0.8])
    with pytest.warns(UserWarning, match="1 of 2 points failed"):
        results = sweep(build=fails_at_first, design=grid, patients=1024).run(tmp_path / "other")
    assert results.status.tolist() == [1, 0]


def test_everything_is_on_the_disk_before_the_word_that_it_is_done(tmp_path, monkeypatch):
    """Names too: a folder that is not synced may forget its files after a power cut."""
    events = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(
        "sim.base.whole.os.fsync", lambda h: events.append(os.fstat(h).st_ino) or fsync(h)
    )

    def moved(source, target):
        replace(source, target)
        if os.path.basename(os.path.dirname(target)) == "done":
            events.append(os.fspath(target))

    monkeypatch.setattr("sim.base.whole.os.replace", moved)
    sweep(patients=5, design=sim.Grid(cost=[0.1, 0.2])).run(tmp_path / "store")
    (mark,) = (e for e in events if isinstance(e, str))
    before = set(events[: events.index(mark)])
    after = set(events[events.index(mark) :])
    everything = {p for p in (tmp_path / "store").rglob("*") if p.name != "0.json"}
    late = {p for p in everything if p.stat().st_ino not in before}
    assert late == set()
    assert (tmp_path / "store").stat().st_ino in before
    assert (tmp_path / "store/parts/0000/done").stat().st_ino in after


def test_what_is_damaged_behind_what_is_damaged_is_found_too(copy):
    """The mark of block 0 is missing, that of 1 is none, and a chunk of 2 is cut short."""
    parts = copy / "parts" / "0000"
    (parts / "done" / "0.json").unlink()
    marks = [parts / "done" / "1.json"]
    chunk = sorted(parts.glob("data/resistant_fraction/c/2/**/0"))[-1]
    marks[0].write_text("{")
    chunk.write_bytes(chunk.read_bytes()[:-3])
    found = sim.open_sweep(copy).check()
    assert found["file"].tolist() == [str(marks[0]), str(chunk)]
    assert found["block"].tolist() == ["0/1", "0/2"]


def test_what_is_missing_is_called_so_and_other_files_are_no_blocks(copy):
    parts = copy / "parts" / "0000"
    chunk = parts / "data/time_to_progression/c/2/0/0"
    chunk.unlink()
    assert sim.open_sweep(copy).check()["what"].tolist() == ["No such file or directory"]
    for name in ("notes.json", "1234567", ".0.json.partial", "3x.json"):
        (parts / "done" / name).write_text("not ours")
    chunk.write_bytes(b"")
    results = sim.open_sweep(copy)
    assert results.check()["what"].tolist() == ["it is not what was written"]
    assert (results.status == 0).sum() == 50


@pytest.mark.parametrize("wrong", [
    {"files": ["abc"]}, {"files": 3}, {"shape": 3}, {"points": None},
])  # fmt: skip
def test_a_description_that_was_sealed_and_means_nothing_is_damaged(copy, wrong):
    """As another program might write it, with a checksum of its own."""
    file = copy / "parts" / "0000" / "part.json"
    said = read_sealed(file, "") | wrong
    if wrong == {"points": None}:
        del said["points"]
    write_sealed(file, said)
    with pytest.raises(sim.InputError, match=r"part\.json' is damaged \(.*\)\. Put back a copy"):
        read(copy)


def test_what_of_a_finished_block_is_not_there_is_said(copy):
    """By names and sizes alone: a block whose chunks are whole wants nothing."""
    part = Part.read(copy / "parts" / "0000")
    said = part.read_mark(1)
    assert part.wanting(1, said) == ""
    assert part.wanting(1, {}) == ""
    chunk = part.folder / "data" / "resistant_fraction" / "c/1/0/0"
    size = chunk.stat().st_size
    assert said["chunks"]["resistant_fraction/c/1/0/0"][0] == size
    chunk.write_bytes(chunk.read_bytes() + b"1")
    assert part.wanting(1, said) == f"'{chunk}' has {size + 1} bytes of {size}"
    chunk.unlink()
    assert part.wanting(1, said) == f"'{chunk}' is missing"
    assert [(block.number, why) for block, why in part.missing()] == [(1, f"'{chunk}' is missing")]


def test_a_part_is_cut_into_rectangles():
    """Of 7 points and patients 10 to 34: three points and ten patients at a time."""
    part = Part(Path("0002"), 2, Size(7, 10, 25, 3, 10), {})
    assert (part.size.blocks, part.size.across) == (9, 3)
    found = [part.block(number) for number in range(9)]
    assert [block.number for block in found] == list(range(9))
    assert {block.part for block in found} == {2}
    assert [(block.points.start, block.points.stop) for block in found[::3]] == [
        (0, 3), (3, 6), (6, 7)
    ]  # fmt: skip
    assert [block.patients for block in found[:3]] == [range(10, 20), range(20, 30), range(30, 35)]
    assert part.mark(4) == Path("0002/done/4.json")


def test_points_that_would_run_what_they_hold_are_refused(copy):
    """An array of objects is a pickle, which runs what its writer wants."""
    file = copy / "parts" / "0000" / "points.npz"
    with np.load(file) as columns:
        poisoned = {name: values.astype(object) for name, values in columns.items()}
    np.savez(file, **poisoned)
    said = read_sealed(file.with_name("part.json"), "")
    files = {**said["files"], file.name: checksum(file.read_bytes())}
    write_sealed(file.with_name("part.json"), {**said, "files": files})
    with pytest.raises(sim.InputError, match=r"points\.npz' is damaged.*allow_pickle=False"):
        sim.open_sweep(copy).data  # noqa: B018


def test_patients_added_later_do_not_stand_for_the_first_ones(tmp_path):
    """Ten were run, ten more, and the block of the first is gone: its points are waiting."""
    design = sim.Grid(cost=[0.0, 0.1])
    sweep(design=design, patients=10).run(tmp_path / "store")
    sweep(design=design, patients=20).run(tmp_path / "store")
    for file in (tmp_path / "store" / "parts" / "0000" / "done").iterdir():
        file.unlink()
    found = sim.open_sweep(tmp_path / "store")
    assert found.points["status"].tolist() == ["waiting", "waiting"]
