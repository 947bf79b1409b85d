"""The gallery says what it says because of the mechanisms: a few panels, few patients."""

import numpy as np
import pytest

from experiments.mechanisms.gallery import PANELS
from experiments.mechanisms.measure import measure, rechallenges, shortest
from experiments.mechanisms.more import PICTURES, curve

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


def ends(title):
    """Return the cells at the end of each line of a small picture."""
    small = next(one for one in PICTURES if one.title == title)
    return [curve(line, small)[1][-1] for line in small.lines]


SHOWN = {
    "Ladder of phenotypes": lambda none, ladder, off: none < 1 < 1e9 < ladder < off,
    "Persisters that divide": lambda none, cycling: cycling > 5 * none,
    "Mutation that the drug raises": lambda once, often: 30 < often / once < 50,
    "Extrachromosomal DNA": lambda one, circles, off: one < 1 < 1e4 < circles < off,
    "Allee effect": lambda many, few: many > 800 and few == 0,
    "Game between clones": lambda own, help_, harm: harm < 1e7 < own < help_ / 50,
    "Immigration": lambda none, seeded: none < 1 < 100 < seeded,
    "Drug on the capacity": lambda none, treated: 0.9 < treated / none <= 1.0,
    "Capacity that grows": lambda fixed, grows, takes: fixed < 1e9 < takes < 0.3 * grows,
    "Drug that feeds a clone": lambda resistant, fed, off: off < 1e7 < 0.5 * resistant < fed,
}


@pytest.mark.parametrize("title", SHOWN)
def test_each_small_picture_shows_what_it_says(title):
    assert SHOWN[title](*ends(title))


def test_every_small_picture_is_tested():
    assert list(SHOWN) == [one.title for one in PICTURES]
