"""Surgery and radiotherapy in a plan: what is done on which day, and how it reads."""

import numpy as np
import pytest
from scipy import stats

from sim.base.errors import InputError
from sim.model import Clone, Tumour
from sim.regimens import (
    Days,
    Line,
    Lines,
    Multimodal,
    Progression,
    Radiotherapy,
    Schedule,
    Surgery,
)
from sim.regimens.local import LocalTreatment
from sim.regimens.parts import parts_of

TUMOUR = Tumour(
    [
        Clone("S", 0.1, 0.1, start=1e9, site="lung"),
        Clone("R", 0.1, 0.1, start=10, site="liver"),
    ]
)


def test_fractions_come_on_five_days_a_week():
    assert Radiotherapy(fractions=7).sittings() == (0.0, 1.0, 2.0, 3.0, 4.0, 7.0, 8.0)
    assert Radiotherapy(fractions=3, per_week=1).sittings() == (0.0, 7.0, 14.0)


def test_who_survives():
    np.testing.assert_array_equal(Surgery(0.9).survival(TUMOUR), [[1 - 0.9, 1 - 0.9]])
    np.testing.assert_array_equal(Surgery(1.0, site="liver").survival(TUMOUR), [[1.0, 0.0]])
    # 2 Gy at alpha 0.3, beta 0.03: exp(-0.6 - 0.12)
    half = Radiotherapy(fold={"R": 2.0}).survival(TUMOUR)
    np.testing.assert_allclose(half, [[np.exp(-0.72), np.exp(-0.3 - 0.03)]])
    several = Radiotherapy(gray=np.array([0.0, 2.0])).survival(TUMOUR)
    assert several.shape == (2, 2)
    np.testing.assert_allclose(several[:, 0], [1.0, np.exp(-0.72)])


def test_who_survives_radiation_of_one_site_or_with_a_site_that_is_shielded():
    # 2 Gy at the lung only; at twice the dose needed, 1 Gy counts: exp(-0.3 - 0.03)
    np.testing.assert_allclose(Radiotherapy(site="lung").survival(TUMOUR), [[np.exp(-0.72), 1.0]])
    np.testing.assert_allclose(
        Radiotherapy(fold={"liver": 2.0}).survival(TUMOUR), [[np.exp(-0.72), np.exp(-0.33)]]
    )
    # of the clone and of its site: a quarter of the dose each cell sees, 0.5 Gy
    both = Radiotherapy(fold={"liver": 2.0, "R": 2.0}).survival(TUMOUR)
    np.testing.assert_allclose(both[0, 1], np.exp(-0.15 - 0.0075))


def test_what_is_named_is_in_the_tumour():
    for right in (Surgery(site="lung"), Radiotherapy(site="liver", fold={"R": 2, "lung": 3})):
        right.check(TUMOUR, "Arm 'a'")
    with pytest.raises(InputError, match=r"irradiates 'brain'.*'lung', 'liver'"):
        Radiotherapy(site="brain").check(TUMOUR, "Arm 'a'")


def test_they_read():
    assert Surgery(0.5, site="lung").words() == "surgery at lung: 0.5 of the cells removed"
    assert Radiotherapy(site="lung", fractions=3).words() == "radiotherapy of lung: 3 x 2 Gy"
    assert Multimodal("A", {7: Surgery(0.5)}).rules()[-1] == (
        "Day 7: surgery: 0.5 of the cells removed."
    )


def test_every_one_is_found_wherever_it_is_named():
    cut, rays = Surgery(0.5), Radiotherapy()
    plan = Lines(
        [Line(Multimodal("A", {7: [cut, rays]}), until=Days(28)), Line(Multimodal({}, {0: RT1}))]
    )
    assert list(parts_of(plan, LocalTreatment)) == [cut, rays, RT1]
    assert list(parts_of({"a": [cut], "b": (rays,)}, LocalTreatment)) == [cut, rays]
    assert list(parts_of(Line("A"), LocalTreatment)) == []
    assert list(parts_of(Line, LocalTreatment)) == []  # a class is no description


def test_days_are_asked_for_up_to_the_horizon():
    plan = Multimodal(Schedule((0, 10), ("A", {})), {3: Surgery(), 28: Radiotherapy(fractions=2)})
    assert plan.days_to_ask(29).tolist() == [0.0, 3.0, 10.0, 28.0]
    assert plan.days_to_ask(28).tolist() == [0.0, 3.0, 10.0]
    assert plan.wants_scans_every == np.inf


def test_a_day_may_be_a_text_as_files_write_it():
    assert list(Multimodal("A", {"30": Surgery(), 7.0: Surgery()}).local) == [7.0, 30.0]


def test_the_calendar_shows_them():
    plan = Multimodal("A", {28: Surgery(0.9), 56: Radiotherapy(fractions=10)})
    assert plan.calendar(84).splitlines() == [
        "Multimodal: A; surgery: 0.9 of the cells removed (day 28); "
        "radiotherapy: 10 x 2 Gy (day 56).",
        "  from day     to day          weeks   given",
        "         0         84        0 to 12   A",
        "        28         28         4 to 4   surgery: 0.9 of the cells removed",
        "        56         67      8 to 9.57   radiotherapy: 10 x 2 Gy",
    ]
    seeing = Multimodal(Lines([Line("A", until=Progression())]), {28: Surgery(0.5)})
    assert "surgery: 0.5 of the cells removed" in seeing.calendar().splitlines()[-1]


@pytest.mark.parametrize(("days", "rows"), [
    ((0, 7, 14), ["         0         14         0 to 2   radiotherapy: 3 x 2 Gy"]),
    ((0, 7.5), ["         0          0         0 to 0   radiotherapy: 1 x 2 Gy",
                "       7.5        7.5   1.07 to 1.07   radiotherapy: 1 x 2 Gy"]),
    ((3, 5), ["         3          5 0.429 to 0.714   radiotherapy: 2 x 2 Gy"]),
])  # fmt: skip
def test_fractions_up_to_a_week_apart_are_one_course(days, rows):
    plan = Multimodal({}, dict.fromkeys(days, Radiotherapy(fractions=1)))
    assert [row for row in plan.calendar(84).splitlines() if "radio" in row][1:] == rows


def test_other_doses_and_operations_are_no_part_of_a_course():
    low, high = Radiotherapy(fractions=2), Radiotherapy(gray=3.0, fractions=2)
    plan = Multimodal({}, {0: low, 2: high, 4: [Surgery(0.5), low], 5: Surgery(0.5)})
    rows = [row.split("   ")[-1] for row in plan.calendar(84).splitlines()[3:]]
    assert rows == [
        "radiotherapy: 2 x 2 Gy", "radiotherapy: 2 x 3 Gy", "surgery: 0.5 of the cells removed",
        "radiotherapy: 2 x 2 Gy", "surgery: 0.5 of the cells removed",
    ]  # fmt: skip


def test_a_schedule_written_out_keeps_them():
    plan = Multimodal("A", {0: [Surgery(0.9), Radiotherapy(fractions=2)]})
    written = plan.schedule(84)
    assert written.local == ((0.0, Surgery(0.9)), (0.0, RT1), (1.0, RT1))
    assert list(written.days_to_ask(84)) == [0.0, 1.0]
    assert Schedule((0,), ("A",), [(3, Radiotherapy(fractions=2))]).schedule(84).local == (
        (3.0, RT1),
        (4.0, RT1),
    )


RT1 = Radiotherapy(fractions=1)


def done(plan, days, visit):
    """Return (day, who) of everything done locally when patients are seen on these days."""
    memory, found = {}, []
    for day in days:
        seen = visit(day, [1.0, 1.0])
        plan.decide(seen, memory)
        found += [(day, who.tolist()) for _, who in seen.treated()]
    return found


def test_each_is_done_once(visit):
    plan = Multimodal("A", {0: Surgery(), 10: Surgery(0.5)})
    assert done(plan, [0, 7, 14, 21], visit) == [(0, [True, True]), (14, [True, True])]


def test_relative_to_a_line_of_therapy(visit):
    """The second line begins on day 14 or 28, by patient, and its operation with it."""
    cut = Line(Multimodal({}, {0: Surgery()}), until=Days(7))
    plan = Lines([Line("A", until=Days(np.array([14.0, 28.0]))), cut, Line("B")])
    assert done(plan, range(0, 70, 7), visit) == [(14, [True, False]), (28, [False, True])]


def test_a_policy_can_operate(visit):
    seen = visit(0, [1.0, 5.0])
    seen.treat(Surgery(), seen.burden > 2.0)
    assert [who.tolist() for _, who in seen.treated()] == [[False, True]]
    with pytest.raises(InputError, match="each of the 2 patients"):
        seen.treat(Surgery(), np.array([True]))
    with pytest.raises(InputError, match="such as sim"):
        seen.treat("surgery")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Surgery(90), "removed of Surgery is 90.*not a percentage"),
        (lambda: Radiotherapy(gray=-1), "gray of Radiotherapy is -1"),
        (lambda: Radiotherapy(fractions=2.5), "whole number from 1 to 200"),
        (lambda: Radiotherapy(per_week=8), "whole number from 1 to 7"),
        (lambda: Multimodal("A", {}), "local treatments by day"),
        (lambda: Multimodal("A", {30: 0.9}), "give sim.Surgery"),
        (lambda: Multimodal("A", {-1: Surgery()}), "a day of Multimodal is -1"),
        (lambda: Multimodal("A", {"soon": Surgery()}), "a day of Multimodal is 'soon'"),
        (lambda: Multimodal("A", {(1, 2): Surgery()}), "one number and a treatment"),
        (lambda: Multimodal("A", {3: []}), "needs one number and a treatment"),
        (lambda: Schedule((0,), ("A",), [Surgery()]), "give days and treatments"),
        (lambda: Schedule((0,), ("A",), [([1, 2], Surgery())]), "one number for all patients"),
        (lambda: Surgery(site="brain").check(TUMOUR, "Arm 'a'"), "no such site.*'lung', 'liver'"),
        (lambda: Radiotherapy(fold={"Q": 2}).check(TUMOUR, "Arm 'a'"), "no such clone"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_numbers_may_differ_between_patients():
    assert "drawn for each patient" in Surgery(stats.uniform(0.8, 0.2)).words()
