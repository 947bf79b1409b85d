"""The published results, in a quick form, and the table that holds them."""

import csv

import numpy as np
import pytest

from experiments.published import table
from experiments.published.bozic2013 import reproduce as bozic
from experiments.published.strobl2021 import reproduce as strobl


@pytest.mark.parametrize(
    ("published", "low", "high", "agrees"),
    [
        ("26.3", 25.0, 26.2, False),
        ("26.3", 25.0, 26.26, True),  # what is printed as 26.3 may be 26.25
        ("0", 0.0, 0.4, True),
        ("452", 452, 452, True),
        ("452", 453, 453, False),
        ("1.0", 0.98, 1.0, True),
        ("26.3", float("nan"), float("nan"), False),
    ],
)
def test_a_row_agrees_when_its_interval_meets_what_is_printed(published, low, high, agrees):
    assert table.Row("x", published, low, low, high).agrees is agrees


def test_a_share_has_its_exact_interval():
    row = table.share("cured [%]", "0", 0, 1000)
    # nobody of n: the upper end is 1 - (alpha / 2)^(1 / n)
    assert row.high == pytest.approx(100 * (1 - 0.0005 ** (1 / 1000)))
    assert (row.ours, row.low) == (0, 0)


def test_the_table_is_written_as_it_is_shown(tmp_path):
    rows = [table.exact("a [day]", "452", 452), table.exact("b [day]", "663", 660)]
    assert table.report(rows, tmp_path) == 1
    with (tmp_path / "table.csv").open() as file:
        read = list(csv.reader(file))
    assert read[0] == list(table.HEADINGS)
    assert read[2] == ["b [day]", "663", "660", "660", "660", "NO"]


def test_bozic_2013_both_drugs_together_cure_and_in_sequence_they_do_not():
    rows = bozic.figure_5(patients=1000)
    assert [row.published for row in rows] == ["26.3", "26.3", "0", "99.9", "99.9", "0"]
    assert all(row.agrees for row in rows), table.show(rows)
    assert rows[2].ours == rows[5].ours == 0


def test_bozic_2013_fewer_failures_come_from_the_start_than_the_legend_says():
    row = bozic.start_or_treatment(patients=3000)
    assert not row.agrees
    assert row.low < 100 * (1 - np.exp(-1)) < row.high


def test_strobl_2021_to_the_day():
    rows = strobl.rows(strobl.treated())
    assert len(rows) == 18
    assert all(row.agrees for row in rows), table.show(rows)
