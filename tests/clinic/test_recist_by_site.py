"""Lesions site by site: sequences judged by hand, by the guideline in plain Python, and by us."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.units import ball_cells
from sim.clinic import RESPONSES, Clinic, Exam, LesionsBySite, Marker, RatioToNadir, Recist
from sim.clinic.extent import LesionsSeen
from sim.clinic.scan import Scan
from tests.clinic.guideline import judged

NOT, PD, SD, PR, CR = RESPONSES
WORDS = {"NE": NOT, "PD": PD, "SD": SD, "PR": PR, "CR": CR}
SITES = tuple("abcdefgh")

# lesions a b c ... at each scan, scans after a bar; 0: not seen; a dot: missed
# | best response | place of the first progression | what it shows
SEQUENCES = [
    # target lesions alone (tables 1 and 3)
    ("50 30 / 50 30 / 50 30", SD, None, "no change"),
    ("50 30 / 35 21 / 35 21", PR, None, "30 % less, twice"),
    ("50 30 / 35 22 / 35 22", SD, None, "28.8 % less"),
    ("50 30 / 20 30 / 20 30", PR, None, "one shrinks, one does not: the sum counts"),
    ("50 30 / 20 60 / 20 60", SD, None, "mixed response: the sum is the same"),
    ("50 30 / 10 60 / 10 80", PD, 2, "mixed: 70 is -12.5 %, then 90 over a nadir of 70"),
    ("50 30 / 60 36", PD, 1, "20 % and 16 mm above"),
    ("50 30 / 60 35", NOT, None, "18.8 % above"),
    ("50 30 / 0 30 / 0 30", PR, None, "one is gone: it counts as 5, sum 35 of 80"),
    ("50 30 / 0 0 / 0 0", CR, None, "both are gone, twice"),
    ("50 30 / 0 0 / 0 6", PR, None, "seen again at 6 mm: 1 mm above 10, no progression"),
    ("50 30 / 0 0 / 0 12", PD, 2, "seen again at 12 mm: 17 over 10"),
    ("50 30 / 35 21 / 0 0 / 0 0", CR, None, "partial, then complete"),
    ("50 30 / . / 35 21 / 35 21", PR, None, "missed first"),
    ("50 30 / 35 21 / . / 35 21", PR, None, "confirmed after a scan that was missed"),
    ("20 20 20 20 20 / 14 14 14 14 14 / 14 14 14 14 14", PR, None, "five targets, 30 %"),
    ("20 20 20 20 20 / 14 14 14 14 15 / 14 14 14 14 15", SD, None, "five targets, 29 %"),
    ("20 20 20 20 20 / 24 24 24 24 24", PD, 1, "five targets, each 20 %"),
    ("20 20 20 20 20 / 40 20 20 20 20", PD, 1, "one doubles: 20 % of the sum"),
    ("20 20 20 20 20 / 38 20 20 20 20", NOT, None, "one nearly doubles: 18 %"),
    # the sixth is no target
    ("30 30 30 30 30 20 / 21 21 21 21 21 20 / 21 21 21 21 21 20", PR, None, "the sixth stays"),
    ("30 30 30 30 30 20 / 21 21 21 21 21 40 / 21 21 21 21 21 40", PR, None,
     "the sixth doubles while the targets shrink: the disease as a whole has not grown"),
    ("30 30 30 30 30 20 / 30 30 30 30 30 60", PD, 1, "the sixth triples: 210 of 170 in all"),
    ("30 30 30 30 30 20 / 30 30 30 30 30 50", NOT, None, "to 50: 200 of 170 is 17.6 %"),
    ("30 30 30 30 30 20 / 35 35 35 35 35 29", PD, 1, "targets 16.7 %, others 45 %, all 20 %"),
    ("30 30 30 30 30 20 / 35 35 35 35 34 29", NOT, None, "all 19.4 %"),
    ("30 30 30 30 30 20 / 0 0 0 0 0 20 / 0 0 0 0 0 20", PR, None,
     "targets gone, one non-target left: partial (table 1)"),
    ("30 30 30 30 30 20 / 0 0 0 0 0 0 / 0 0 0 0 0 0", CR, None, "all gone"),
    ("30 30 30 30 30 20 / 21 21 21 21 21 0 / 21 21 21 21 21 0", PR, None,
     "targets partial, non-target gone: partial (table 1)"),
    # small ones are no targets
    ("50 8 / 35 8 / 35 8", PR, None, "30 % of the target; the small one stays"),
    ("50 8 / 35 20 / 35 20", PR, None, "the small one grows 12 mm: 55 of 58 in all"),
    ("50 8 / 35 35 / 35 35", PD, 1, "70 over 58 is 20.7 % in all: substantial worsening"),
    ("50 8 / 50 20", PD, 1, "70 of 58, the target is stable"),
    ("50 8 / 50 19", NOT, None, "69 of 58: 19 %"),
    ("50 8 / 0 8 / 0 8", PR, None, "target gone, non-target not: partial"),
    ("50 8 / 35 0 / 35 0", PR, None, "non-target gone, target partial"),
    ("50 8 / 0 0 / 0 8 / 0 8", PR, None, "complete once, then the small one is back at 8 mm"),
    ("50 8 / 0 0 / 0 12", PD, 2, "back at 12: others 5 to 12, all 10 to 17"),
    ("12 9 9 / 12 12 12", PD, 1, "others 18 to 24, all 30 to 36: both exactly 20 %"),
    ("12 9 9 / 12 12 11.9", NOT, None, "all 35.9 of 30"),
    # new lesions (section 4.3.5)
    ("50 30 0 / 50 30 6", PD, 1, "a new lesion of 6 mm"),
    ("50 30 0 / 20 10 6", PD, 1, "new, while the targets respond"),
    ("50 30 0 / 35 21 0 / 35 21 0 / 35 21 7", PR, 3, "partial, then new"),
    ("50 30 0 / 0 0 0 / 0 0 0 / 0 0 6", CR, 3, "complete, then new"),
    ("50 30 0 / 0 0 6", PD, 1, "the targets are gone, and there is a new one"),
    ("50 30 0 / 50 30 0 / 50 30 6", PD, 2, "stable on day 28 only, then new"),
    ("50 30 0 / 50 30 0 / 50 30 0 / 50 30 6", SD, 3, "stable on day 56, then new"),
    ("50 30 0 / . / 50 30 6", PD, 2, "new at the first scan that was not missed"),
    ("50 30 0 0 / 50 30 6 8", PD, 1, "two new ones"),
    ("50 30 0 / 35 21 6 / 35 21 0", PD, 1, "what was new and is gone: it was progression"),
    ("50 30 8 / 35 21 0 / 35 21 8 / 35 21 8", PR, None, "seen at the start: it is not new"),
    ("50 8 0 / 35 8 0 / 35 8 9 / 35 8 9", PD, 2, "partial once, then new"),
    # no measurable disease (table 2): only progression is judged
    ("8 8 / 8 8 / 8 8", NOT, None, "not measurable"),
    ("8 8 / 14 8", PD, 1, "22 of 16: 37 % and 6 mm"),
    ("8 8 / 12 8", NOT, None, "4 mm are too few"),
    ("8 8 0 / 8 8 6", PD, 1, "not measurable, and a new one"),
    ("8 8 / 0 0 / 0 0", NOT, None, "gone, but never measurable"),
    ("0 0 / 0 0 / 0 0", NOT, None, "nothing to follow"),
    ("0 0 / 0 6", PD, 1, "nothing at first, then something"),
    # many
    ("40 30 20 15 12 11 9 0 / 20 15 10 8 6 6 5.5 0 / 20 15 10 8 6 6 5.5 0", PR, None, "all shrink"),
    ("40 30 20 15 12 11 9 0 / 20 15 10 8 6 6 5.5 0 / 20 15 10 8 6 6 5.5 5.5", PD, 2, "and a new"),
    ("40 30 20 15 12 11 9 0 / 20 15 10 8 6 30 30 0 / 20 15 10 8 6 30 30 0", PR, None,
     "the two others grow threefold: 119 of 137 in all"),
    ("40 30 20 15 12 11 9 0 / 20 15 10 8 6 60 47 0", PD, 1, "166 of 137: 21 % in all"),
]  # fmt: skip


def table(text):
    rows = [part.split() for part in text.split("/")]
    return [None if row == ["."] else [float(word) for word in row] for row in rows]


def shown(texts, measure=None, **more):
    """Show sequences to a clinic, one patient each; return what was seen, and its findings."""
    tables = [table(text) for text in texts]
    length = max(map(len, tables))
    came = np.array([[k < len(t) and t[k] is not None for k in range(length)] for t in tables])
    cells = np.zeros((length, len(tables), len(SITES)))
    for patient, rows in enumerate(tables):
        for k, row in enumerate(rows):
            if row is not None:
                cells[k, patient, : len(row)] = ball_cells(np.array(row))
    clinic = Clinic(
        scan_every=28, visit_every=28, noise=0.0, measure=measure or LesionsBySite(), fatal=1e15,
        **more,
    )  # fmt: skip
    clones = tuple(f"S @ {site}" for site in SITES)
    desk = clinic.open(1, np.arange(len(tables)), ("A",), 28.0 * length, clones=clones)
    desk._main.scanner._chance.came = lambda k: None if came[:, k].all() else came[:, k]
    seen = []
    for k in range(length):
        seen.append(desk.look(28.0 * k, cells[k].sum(axis=1), cells[k]))
        desk.note(seen[-1], np.ones((1, 1)))
    return seen, desk


@pytest.mark.parametrize(("text", "best", "place", "why"), SEQUENCES, ids=lambda x: str(x)[:60])
def test_sequences_by_hand_and_by_the_guideline(text, best, place, why):
    by_hand = (best, None if place is None else place)
    said, first = judged(table(text))
    assert (WORDS[said], first) == by_hand, f"the guideline differs: {why}"
    _, desk = shown([text])
    found = desk.findings()
    day = found["progression_day"][0]
    ours = RESPONSES[found["best_response"][0]], None if np.isnan(day) else int(day / 28)
    assert ours == by_hand, why


def test_there_are_sixty():
    assert len(SEQUENCES) >= 60
    assert len({text for text, *_ in SEQUENCES}) == len(SEQUENCES)


def test_random_sequences_agree_with_the_guideline():
    """Sizes that no hand would choose; all patients at once."""
    random = np.random.default_rng(11)
    texts = []
    for _ in range(400):
        lesions, scans = random.integers(2, 9), random.integers(2, 7)
        size = np.round(random.uniform(0, 40, lesions) * (random.uniform(size=lesions) > 0.3), 1)
        rows = []
        for _ in range(scans):
            rows.append(" ".join(f"{mm if mm >= 5 else 0:g}" for mm in size))
            size = np.round(size * random.lognormal(-0.05, 0.25, lesions), 1)
            size += 6.0 * (random.uniform(size=lesions) < 0.03)
        texts.append(" / ".join(rows))
    _, desk = shown(texts)
    found, kinds = desk.findings(), set()
    for patient, text in enumerate(texts):
        said, first = judged(table(text))
        kinds.add(said)
        day = found["progression_day"][patient]
        ours = RESPONSES[found["best_response"][patient]], None if np.isnan(day) else int(day / 28)
        assert ours == (WORDS[said], first), text
    assert kinds >= {"PR", "SD", "PD", "NE"}


def test_two_of_an_organ_are_targets():
    organs = {"a": "liver", "b": "liver", "c": "liver"}
    texts = ["40 30 20 12 / 40 30 20 12"]
    seen, _ = shown(texts, LesionsBySite(organs=organs))
    assert seen[0].burden[0] == pytest.approx(40 + 30 + 12)
    seen, _ = shown(texts, LesionsBySite(organs=organs, most=1))
    assert seen[0].burden[0] == pytest.approx(40)
    seen, _ = shown(texts, LesionsBySite(sites=["c", "d"]))
    assert seen[0].burden[0] == pytest.approx(32)
    assert set(seen[0].lesions) == {"c", "d"}


def test_lesions_are_shown_by_site_with_how_many_are_new():
    seen, desk = shown(["50 30 0 0 / 20 60 6 7 / 10 60 6 0"])
    assert [s.new_lesions[0] for s in seen] == [0, 2, 1]
    assert seen[1].lesions["b"][0] == pytest.approx(60)
    assert seen[2].lesions["d"][0] == pytest.approx(5)
    assert not seen[2].found["d"][0]
    kept = desk.by_measure()[""]
    assert kept["part_values"].shape == (1, 4, 8)  # (none was made on the last day)
    np.testing.assert_allclose(kept["part_values"][0, 1, :4], [20, 60, 6, 7])


def test_a_new_line_makes_new_lesions_known():
    cells = ball_cells(np.array([[50.0, 0.0], [50.0, 8.0], [50.0, 8.0], [50.0, 9.0]]))
    clinic = Clinic(scan_every=28, visit_every=28, noise=0.0, measure=LesionsBySite())
    desk = clinic.open(1, np.arange(1), ("A",), 200.0, clones=("S @ a", "S @ b"))
    said = []
    for k, row in enumerate(cells):
        seen = desk.look(28.0 * k, row.sum(keepdims=True), row[None])
        said.append((bool(seen.progressed[0]), int(seen.new_lesions[0])))
        if k == 1:
            seen.begin_line(np.ones(1, dtype=bool))
        desk.note(seen, np.ones((1, 1)))
    assert said == [(False, 0), (True, 1), (False, 0), (False, 0)]


def test_a_new_lesion_in_a_pause_is_not_taken_back():
    # sizes within the start: taken back when the drug is resumed; a new lesion is not
    cells = ball_cells(
        np.array([[[50.0, 0.0], [50.0, 0.0]], [[30.0, 0.0], [30.0, 0.0]],
                  [[40.0, 0.0], [40.0, 8.0]], [[40.0, 0.0], [40.0, 8.0]]])
    )  # fmt: skip
    clinic = Clinic(scan_every=28, visit_every=28, noise=0.0, measure=LesionsBySite())
    desk = clinic.open(1, np.arange(2), ("A",), 200.0, clones=("S @ a", "S @ b"))
    said = []
    for k, dose in enumerate((1.0, 0.0, 0.0, 1.0)):
        seen = desk.look(28.0 * k, cells[k].sum(axis=1), cells[k])
        said.append(seen.progressed.tolist())
        desk.note(seen, np.full((1, 1), dose))
    desk.close(112.0)
    assert said[2] == [True, True]
    np.testing.assert_equal(desk.findings()["progression_day"], [np.nan, 56.0])


def test_confirmed_criteria_ask_for_the_new_lesion_twice():
    from sim.clinic import Confirmed

    texts = ["50 0 / 50 6 / 50 0 / 50 0", "50 0 / 50 6 / 50 6 / 50 6"]
    _, desk = shown(texts, criteria=Confirmed(Recist(), after=28))
    np.testing.assert_equal(desk.findings()["progression_day"], [np.nan, 28.0])


def test_ratios_can_judge_lesions_too():
    _, desk = shown(["50 0 / 60 0 / 60 0", "50 0 / 50 0 / 50 6"], criteria=RatioToNadir(1.5))
    np.testing.assert_equal(desk.findings()["progression_day"], [np.nan, 56.0])


def test_blood_and_sites_together():
    clones = ("S @ a", "S @ b")
    measures = {"ct": LesionsBySite(), "psa": Exam(Marker("PSA", 1e-9), every=7)}
    clinic = Clinic(scan_every=28, visit_every=7, measures=measures)
    clinic.exams["ct"].measure.check_clones(clones)
    desk = clinic.open(1, np.arange(2), ("A",), 100.0, clones=clones)
    cells = np.array([[1e9, 0.0], [1e9, 2e8]])
    seen = desk.look(0.0, cells.sum(axis=1), cells)
    assert seen.lesions["a"].shape == (2,)
    assert seen["psa"].burden.shape == (2,)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: LesionsBySite().check_clones(("S", "R")), "in_niches"),
        (lambda: LesionsBySite(sites=["liver"]).check_clones(("S @ lung",)), "'liver'"),
        (lambda: LesionsBySite(organs={"x": "liver"}).check_clones(("S @ lung",)), "'x'"),
        (lambda: LesionsBySite(most=0), "most of LesionsBySite"),
        (lambda: LesionsBySite(organs=3), "organs of LesionsBySite"),
        (lambda: LesionsBySite(sites=[3]), "sites of LesionsBySite"),
    ],
)
def test_slips_are_named(make, words):
    with pytest.raises(InputError, match=words):
        make()


def test_lesions_are_called_as_the_sites_that_are_scanned():
    clones = ("S @ liver", "R @ liver", "S @ lung")
    assert LesionsBySite().part_names == ()  # (which there are says the tumour)
    assert LesionsBySite(sites=["lung", "liver"]).part_names == ("lung", "liver")
    assert LesionsBySite().parts_of(clones) == ("liver", "lung")
    assert LesionsBySite(sites=["lung"]).parts_of(clones) == ("lung",)
    at_work = LesionsBySite(sites=["lung", "liver"]).among(clones)
    assert (at_work.part_names, at_work.parts) == (("lung", "liver"), 2)
    cells = {name: np.array([count]) for name, count in zip(clones, (1.0, 2.0, 4.0), strict=True)}
    assert at_work.counted(cells).tolist() == [[4.0], [3.0]]
    assert LesionsBySite().limit_of(ball_cells(5.0)) == pytest.approx(5.0)


def test_who_missed_a_scan_has_the_lesions_of_the_last():
    """Of two patients with two lesions each the second stays away."""
    none = np.zeros(2)

    def scan(size, came=None):
        seen = LesionsSeen(np.ones((2, 2), bool), np.full((2, 2), size), np.ones((2, 2), bool))
        return Scan(0.0, none, none, none > 0, lambda: none > 0, came, lesions=seen)

    last, now = scan(10.0), scan(30.0, np.array([True, False]))
    assert now.or_last(last).lesions.size.tolist() == [[30.0, 10.0]] * 2
    alone = replace(now, lesions=None)
    assert alone.or_last(replace(last, lesions=None)).lesions is None
