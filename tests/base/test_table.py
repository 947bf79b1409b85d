"""Tables from files: what stands there is what is read, or it is said what is wrong."""

import bz2
import gzip
import lzma
import sys
import zipfile
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import sim
from sim.base import room
from sim.base import table as tables
from sim.base.errors import InputError
from sim.base.table import read_table


def read(tmp_path, text, name="table.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_table("The table", tmp_path / name)


def test_words_that_look_like_nothing_stay_words(tmp_path):
    table = read(tmp_path, "site,arm\nNA,None\nEU,nan\nnull,N/A\n")
    assert table["site"].tolist() == ["NA", "EU", "null"]
    assert table["arm"].tolist() == ["None", "nan", "N/A"]
    design = sim.Table(tmp_path / "table.csv")
    assert design.columns()["site"].tolist() == ["NA", "EU", "null"]


def test_a_name_keeps_its_zero_and_its_digits(tmp_path):
    table = read(tmp_path, "id,code,number\n01,12345678901234567890,10\n2,2,2\n")
    assert table["id"].tolist() == ["01", "2"]
    assert table["code"].tolist() == ["12345678901234567890", "2"]
    assert table["number"].tolist() == [10, 2]
    many = [12345678901234567890, 1]
    for values in (many, np.array(many, dtype=np.uint64), [10**30, 1]):
        with pytest.raises(InputError, match=r"is 1.*; whole numbers go up to"):
            sim.Points({"id": values})


def test_numbers_are_numbers(tmp_path):
    table = read(tmp_path, "whole,real,log,yes,part\n1,0.5,1e-8,True,1\n-2, 3,0,false,\n")
    assert [table[c].dtype.kind for c in table] == ["i", "f", "f", "b", "f"]
    assert table["real"].tolist() == [0.5, 3.0]
    assert table["yes"].tolist() == [True, False]
    assert np.isnan(table["part"][1])


@pytest.mark.parametrize("empty", ["", "NA", "nan", "None"])
def test_a_point_without_a_number_is_said(tmp_path, empty):
    (tmp_path / "points.csv").write_text(f"cost,site\n0.1,a\n{empty},b\n")
    with pytest.raises(InputError, match=r"column 'cost' has nothing in row 1.*line 3"):
        sim.Table(tmp_path / "points.csv")
    (tmp_path / "points.csv").write_text("cost,site\n0.1,a\n0.2,\n")
    with pytest.raises(InputError, match="column 'site' has nothing in row 1"):
        sim.Table(tmp_path / "points.csv")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,a\n1,2\n", "two columns 'a'"),
        ("a;b\n1;2\n", "separated by commas"),
        ("a,b\n1,2,3\n", "cannot be read"),  # (a value too many would move all others by one)
        ("", "cannot be read"),
        ("a,b\n\x00,1\n", "zero byte"),
    ],
)
def test_tables_that_are_none(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        read(tmp_path, text)


def test_unknown_kinds_and_damaged_files_are_said(tmp_path):
    with pytest.raises(InputError, match=r"of no kind that is read.*\.csv"):
        read(tmp_path, "a\n1\n", "table.xlsx")
    whole = gzip.compress(b"a\n" + b"1\n" * 5000)
    for damaged in (whole[:30], b"not packed", whole[:20] + b"xxxx" + whole[24:]):
        (tmp_path / "t.csv.gz").write_bytes(damaged)
        with pytest.raises(InputError, match=r"t\.csv\.gz' cannot be read: .*another copy"):
            read_table("The table", tmp_path / "t.csv.gz")
    (tmp_path / "latin.csv").write_bytes("name\nJosé\n".encode("latin-1"))
    with pytest.raises(InputError, match="cannot be read"):
        read_table("The table", tmp_path / "latin.csv")


def test_packed_tables_are_read(tmp_path):
    text = b"\xef\xbb\xbfa,b\n1,x\n2,y\n"
    for kind, pack in ((".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)):
        (tmp_path / f"t.csv{kind}").write_bytes(pack(text))
        assert read_table("The table", tmp_path / f"t.csv{kind}")["a"].tolist() == [1, 2]
    with zipfile.ZipFile(tmp_path / "t.csv.zip", "w") as packed:
        packed.writestr("t.csv", text)
    assert read_table("The table", tmp_path / "t.csv.zip")["b"].tolist() == ["x", "y"]


@pytest.mark.parametrize("kind", ["", ".gz", ".zip"])
def test_a_zero_byte_is_damage_and_not_the_end_of_a_cell(tmp_path, kind):
    """pandas reads what is before it: 'ab' and a zero byte and 'cd' would be 'ab'."""
    path, text = tmp_path / f"t.csv{kind}", b"x,name\n1,ab\0cd\n2,b\n"
    if kind == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("t.csv", text)
    else:
        path.write_bytes(gzip.compress(text) if kind else text)
    with pytest.raises(InputError, match="zero byte, so it is damaged"):
        read_table("The table", path)


def test_what_unpacks_to_more_than_fits_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "memory_at_hand", lambda: 1e8)
    monkeypatch.setattr(tables, "memory_at_hand", lambda: 1e8)
    monkeypatch.setattr("pandas.read_csv", None)  # (never reached)
    zeros = b"0.5,0.5\n" * 2_000_000
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(zeros, 1))
    with zipfile.ZipFile(tmp_path / "t.csv.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        z.writestr("t.csv", zeros)
    for name in ("t.csv.gz", "t.csv.zip"):
        with pytest.raises(InputError, match=r"GB of memory, and 0\.1 GB are free.*Split the file"):
            read_table("The table", tmp_path / name)
        with pytest.raises(InputError, match="Split the file"):
            sim.Cohort(lambda a: None, table=tmp_path / name)


def test_parquet_is_asked_for_its_size_first(tmp_path, monkeypatch):
    class File:
        metadata = SimpleNamespace(
            num_row_groups=1, num_rows=10**12, num_columns=3,
            row_group=lambda k: SimpleNamespace(total_byte_size=100),
        )  # fmt: skip

        def __init__(self, path):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    pyarrow = ModuleType("pyarrow")
    pyarrow.parquet = SimpleNamespace(ParquetFile=File)
    monkeypatch.setitem(sys.modules, "pyarrow", pyarrow)
    with pytest.raises(InputError, match=r"takes 2\.4e\+04 GB of memory"):
        read_table("The table", tmp_path / "t.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match="needs pyarrow"):
        read_table("The table", tmp_path / "t.parquet")


def test_memory_at_hand_is_some():
    assert 1e8 < room.memory_at_hand() < 1e15
