import io

import pandas as pd

from sim.base.spreadsheet import csv_text


def test_names_never_become_formulas_and_numbers_stay_numbers():
    table = pd.DataFrame(
        {"=cmd|x": ["@SUM(A1)", "+1", "fine"], "change": [-0.5, 1, float("nan")], "n": [-1, 2, 3]},
        index=pd.Index(["-2+3", "=1", "a,b"], name="arm"),
    )  # fmt: skip
    lines = csv_text(table).splitlines()
    assert lines == [
        "arm,'=cmd|x,change,n", "'-2+3,'@SUM(A1),-0.5,-1", "'=1,'+1,1.0,2", '"a,b",fine,,3',
    ]  # fmt: skip
    back = pd.read_csv(io.StringIO(csv_text(table)))
    assert back["change"].tolist()[:2] == [-0.5, 1.0]


def test_where_no_name_is_odd_it_is_what_pandas_writes():
    table = pd.DataFrame({"x": [1.5, None], "day": [3, 4]}, index=["a", "b"])
    assert csv_text(table) == table.to_csv(lineterminator="\n")
    assert csv_text(table, index=False) == table.to_csv(index=False, lineterminator="\n")
    many = pd.DataFrame({"m": [1.0]}, index=pd.MultiIndex.from_tuples([(0, "x")], names=["p", "a"]))
    assert csv_text(many) == many.to_csv(lineterminator="\n")
