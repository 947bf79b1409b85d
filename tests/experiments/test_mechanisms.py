"""The gallery says what it says because of the mechanisms: a few panels, few patients."""

import numpy as np
import pytest

from experiments.mechanisms.gallery import PANELS
from experiments.mechanisms.measure import measure, rechallenges, shortest

PANEL = {panel.title: panel for panel in PANELS}


@pytest.mark.parametrize(
    ("title", "works"),
    [("Target mutation, no cost", False), ("Tolerance (persisters)", True)],
)
def test_rechallenge_works_where_resistance_is_left_again(title, works):
    helped = rechallenges(PANEL[title].tumour, patients=5)
    assert (shortest(helped) is not None) is works, helped


@pytest.mark.slow
def test_the_whole_gallery(tmp_path):
    from experiments.mechanisms.figure import draw

    measured = [measure(panel, patients=10) for panel in PANELS]
    found = {one.panel.title: shortest(one.helped) for one in measured if one.panel.arms is None}
    reversible = {
        "Target mutation, costly", "Gene amplification", "Silencing", "Tolerance (persisters)",
    }  # fmt: skip
    assert {title for title, days in found.items() if days is not None} == reversible
    for one in measured:
        answer = one.panel.answer[0]
        assert one.curves[answer][-1] == 0.0, f"{answer} answers {one.panel.title}"
        aside = (answer, *one.panel.beside)
        others = [cells[-1] for arm, cells in one.curves.items() if arm not in aside]
        assert np.min(others) > 1e6, one.panel.title
        assert all(one.curves[arm][-1] == 0.0 for arm in one.panel.beside)
    draw(measured, tmp_path)
    assert (tmp_path / "gallery.png").stat().st_size > 1e5
