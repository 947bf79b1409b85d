"""The comparisons with real trials: their plans are those of the trials."""

import numpy as np

import sim
from experiments.trials import chronos, rechallenge_colon, s1320


def test_s1320_pauses_are_three_weeks_off_and_five_on_after_eight():
    plan = s1320.arms(300.0)["intermittent"]
    given = dict(zip(plan.days, plan.doses, strict=True))
    assert list(given)[:6] == [0, 56, 77, 112, 133, 168]
    assert [bool(dose) for dose in plan.doses][:6] == [True, False, True, False, True, False]


def test_both_arms_are_one_until_patients_are_randomised():
    result = s1320.run("stable, without cost", 0.04, 40, days=600.0)
    days, _ = s1320.since_lead_in(result, "continuous")
    assert (days > 0).all()
    early = result.followup().days <= s1320.LEAD_IN
    np.testing.assert_array_equal(early[0], early[1])


def test_the_smooth_median_lies_between_the_scans():
    days = np.repeat([56.0, 112.0, 168.0], [40, 40, 20])
    found = s1320.smooth_median(days, np.ones(100, dtype=bool)) * 30.4375
    # 60 % are left on day 56 and 20 % on day 112: half on day 56 + 56 / 4
    np.testing.assert_allclose(found, 70.0)


def test_a_second_response_is_one_of_the_second_treatment():
    rows = rechallenge_colon.run("slow kill", "RAS", 30)
    assert [row["interval"] for row in rows] == ["2 months", "4 months", "8 months", "12 months"]
    for row in rows:
        assert 0 <= row["second response"] <= row["first response"] <= 1
        assert row["treated again"] <= 30


def test_the_blood_tells_who_responds_again():
    runs = sim.simulate(
        chronos.tumour(80, 2.0), chronos.arms(), patients=80, days=4 * sim.YEAR, seed=29,
        clinic=chronos.clinic(), progress=False,
    )  # fmt: skip
    rows = {(row["arm"], row["group"]): row for row in chronos.responses(runs)}
    all_, clear, variants = (
        rows["unguided", group] for group in ("all", "blood clear", "variants in blood")
    )
    assert all_["given again"] == clear["given again"] + variants["given again"] > 10
    assert all_["responded"] == clear["responded"] + variants["responded"]
    assert clear["rate"] > all_["rate"] > variants["rate"]
    for variant, (_, low, high) in chronos.half_lives(runs).items():
        assert 2.0 < low < chronos.PUBLISHED_HALF_LIFE[variant] < high
