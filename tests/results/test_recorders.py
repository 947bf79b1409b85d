import numpy as np
import pytest

from sim.base.errors import InputError
from sim.results import Endpoints, Lineages, Origins, Visits

WEEKLY = np.arange(0.0, 100.0, 7.0)


def test_visits_keeps_every_visit_and_the_horizon():
    assert Visits().times(WEEKLY, 100.0).tolist() == [*WEEKLY, 100.0]


def test_visits_every_keeps_the_first_visit_on_or_after_each_multiple():
    assert Visits(every=28).times(WEEKLY, 100.0).tolist() == [0, 28, 56, 84, 100]
    assert Visits(every=10).times(WEEKLY, 30.0).tolist() == [0, 14, 21, 30]


def test_visits_every_less_than_the_visits_keeps_them_all():
    assert Visits(every=1).times(WEEKLY, 100.0).tolist() == [*WEEKLY, 100.0]


def test_visits_more_often_than_every_survives_rounding():
    days = np.arange(10) * 0.1
    assert Visits(every=0.3).times(days, 1.0).tolist() == pytest.approx([0, 0.3, 0.6, 0.9, 1.0])


def test_visits_of_every_six_hours_are_all_kept_and_none_are_none():
    days = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    np.testing.assert_array_equal(Visits().times(days, 1.0), days)
    assert Visits(every=7).times(np.empty(0), 30.0).tolist() == [0.0, 30.0]
    assert Visits().times(np.empty(0), 30.0).tolist() == [0.0, 30.0]
    # what is beyond the horizon is not kept
    assert Visits().times(np.array([0.0, 20.0, 40.0]), 30.0).tolist() == [0.0, 20.0, 30.0]


def test_endpoints_keeps_no_day():
    assert Endpoints().times(WEEKLY, 100.0).size == 0


@pytest.mark.parametrize("scans", ["no", 1, None, [True]])
def test_whether_scans_are_kept_is_yes_or_no(scans):
    with pytest.raises(InputError, match="scans of Endpoints"):
        Endpoints(scans=scans)
    assert Endpoints(scans=True).keeps_scans
    assert not Endpoints(scans=False).keeps_scans


def test_recorders_are_values():
    assert Visits(28) == Visits(every=28.0)
    assert Endpoints() == Endpoints()
    assert hash(Visits()) == hash(Visits())


@pytest.mark.parametrize("every", [0, -1, np.nan, "weekly", [7, 14]])
def test_every_must_be_a_positive_number_of_days(every):
    with pytest.raises(InputError, match="every of Visits"):
        Visits(every=every)


def test_what_becomes_of_those_who_switch_is_said_by_name():
    """Another number of an option in its place: no word may be taken for it by where it stands."""
    assert Origins(28, switches="found").follow.switches == "found"
    assert Lineages(28, switches="found").follow.switches == "found"
    with pytest.raises(TypeError):
        Origins(28, "found")
    with pytest.raises(InputError, match="switches of Origins"):
        Origins(switches="lose")


def test_as_many_lineages_are_followed_as_there_is_room_for():
    for most in (1, 10_000):
        assert Lineages(most=most).follow.lineages == most
    for most in (0, 10_001):
        with pytest.raises(InputError, match="at least 1 and at most 10000"):
            Lineages(most=most)
