"""The equations of the joint effect: hand-made cases, and bounds that always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.model import (
    Bliss,
    Clone,
    Drug,
    Gompertz,
    HighestSingleAgent,
    Hill,
    Loewe,
    Logistic,
    Parallel,
    Proportional,
    Tumour,
)
from sim.model.response import alone, crowding_on_day_0, fraction, joint, net_growth

CLONE = Clone("sensitive", 0.14, 0.13, start=1e9)


def tumour(*drugs, interaction=None, clone=CLONE, **parts):
    return Tumour([clone], drugs=drugs, interaction=interaction or Bliss(), **parts)


def test_hill_at_its_ec50_is_half_and_fold_multiplies_it():
    effect = Hill(0.05, ec50=0.2, slope=2)
    assert fraction(effect, 0.2) == pytest.approx(0.5)
    assert fraction(effect, 2.0, fold=10) == pytest.approx(0.5)
    assert fraction(effect, 0.6) == pytest.approx(9 / 10)
    assert fraction(effect, 1e9, fold=np.inf) == 0
    assert alone(effect, 0.2) == pytest.approx(0.025)


def test_proportional_does_not_saturate_but_its_fraction_does():
    effect = Proportional(0.04)
    assert alone(effect, 3.0) == pytest.approx(0.12)
    assert fraction(effect, 3.0) == 1
    assert alone(Proportional(0.6, acts="birth"), 3.0) == 1


def test_kinds_of_acts_enter_the_net_rate_where_they_should():
    death, birth, division = (Hill(0.5, 1, acts=a) for a in ("death", "birth", "division"))
    for effect, expected in ((death, 0.14 - 0.13 - 0.25), (birth, 0.14 * 0.75 - 0.13)):
        one = tumour(Drug("A", effect))
        assert net_growth(one, CLONE, {"A": 1.0}) == pytest.approx(expected)
    both = tumour(Drug("A", birth), Drug("B", division))
    slowed = 0.14 * 0.75
    expected = slowed - 0.13 - 0.25 * slowed
    assert net_growth(both, CLONE, {"A": 1.0, "B": 1.0}) == pytest.approx(expected)


def test_bliss_adds_kills_and_multiplies_unblocked_divisions():
    drugs = [Drug("A", Hill(0.2, 1)), Drug("B", Hill(0.4, 1))]
    assert joint(tumour(*drugs), CLONE, {"A": 1, "B": 1}).death == pytest.approx(0.3)
    drugs = [Drug("A", Hill(1, 1, acts="birth")), Drug("B", Hill(0.5, 1, acts="birth"))]
    assert joint(tumour(*drugs), CLONE, {"A": 1, "B": 1}).birth == pytest.approx(1 - 0.5 * 0.75)


def test_highest_single_agent_compares_falls_of_the_net_rate_and_takes_the_first_on_ties():
    # 0.6 of 0.14 births is a fall of 0.084 per day, more than 0.07 deaths
    drugs = [Drug("A", Proportional(0.07)), Drug("B", Proportional(0.6, acts="birth"))]
    effect = joint(tumour(*drugs, interaction=HighestSingleAgent()), CLONE, {"A": 1, "B": 1})
    assert (float(effect.death), float(effect.birth)) == (0.0, 0.6)
    twins = [Drug("A", Proportional(0.04)), Drug("B", Proportional(0.04))]
    both = tumour(*twins, interaction=HighestSingleAgent())
    assert joint(both, CLONE, {"A": 1, "B": 1}).death == pytest.approx(0.04)


def test_highest_single_agent_chooses_for_each_patient():
    kills = np.array([0.01, 0.2])
    drugs = [Drug("A", Proportional(kills)), Drug("B", Proportional(0.05))]
    effect = joint(tumour(*drugs, interaction=HighestSingleAgent()), CLONE, {"A": 1, "B": 1})
    np.testing.assert_allclose(effect.death, [0.05, 0.2])


def test_parallel_does_nothing_alone_and_both_maxima_together():
    drugs = [Drug("A", Hill(0.2, 0.01, 8)), Drug("B", Hill(0.3, 0.01, 8))]
    pair = tumour(*drugs, interaction=Parallel("A", "B"))
    assert joint(pair, CLONE, {"A": 1.0}).death == 0
    assert joint(pair, CLONE, {"A": 1, "B": 1}).death == pytest.approx(0.5)


@given(c=some.floats(0, 5), share=some.floats(0, 1), slope=some.floats(0.5, 5))
def test_loewe_of_a_drug_with_itself_is_that_drug(c, share, slope):
    effect = Hill(0.3, ec50=0.4, slope=slope)
    twins = tumour(Drug("A", effect), Drug("B", effect), interaction=Loewe())
    together = joint(twins, CLONE, {"A": share * c, "B": (1 - share) * c}).death
    assert together == pytest.approx(alone(effect, c), abs=1e-9)


def test_loewe_solves_its_equation_and_a_weak_drug_adds_nothing_above_its_maximum():
    weak, strong = Hill(0.05, 0.2), Hill(0.5, 0.2)
    pair = tumour(Drug("A", weak), Drug("B", strong), interaction=Loewe())
    assert joint(pair, CLONE, {"A": 1, "B": 1}).death == pytest.approx(alone(strong, 1.0))
    level = float(joint(pair, CLONE, {"A": 0.05, "B": 0.005}).death)
    needed = [0.2 * level / (0.05 - level), 0.2 * level / (0.5 - level)]
    assert 0.05 / needed[0] + 0.005 / needed[1] == pytest.approx(1)


def test_loewe_of_proportional_drugs_adds_their_effects():
    pair = tumour(Drug("A", Proportional(0.1)), Drug("B", Proportional(0.3)), interaction=Loewe())
    assert joint(pair, CLONE, {"A": 2, "B": 1}).death == pytest.approx(0.5)


def test_crowding():
    logistic = tumour(growth=Logistic(4e9))
    assert crowding_on_day_0(logistic)["sensitive"] == pytest.approx(0.25)
    assert net_growth(logistic, CLONE, {}, 0.25) == pytest.approx(0.14 * 0.75 - 0.13)
    assert net_growth(logistic, CLONE, {}, 7.0) == pytest.approx(-0.13)
    dying = tumour(growth=Logistic(4e9, acts="death"))
    assert net_growth(dying, CLONE, {}, 0.25) == pytest.approx(0.14 - 0.13 - 0.14 * 0.25)
    gompertz = tumour(growth=Gompertz(1e12))
    assert net_growth(gompertz, CLONE, {}, 1e-3) == pytest.approx(0.14 * np.log(1000) - 0.13)
    assert np.isfinite(net_growth(gompertz, CLONE, {}, 0.0))


def test_competition_weighs_the_other_clones():
    other = Clone("other", 0.1, 0.1, start=2e9)
    pair = Tumour([CLONE, other], growth=Logistic(1e10, competition=[[1, 3], [0.5, 1]]))
    crowding = crowding_on_day_0(pair)
    assert crowding["sensitive"] == pytest.approx(0.7)
    assert crowding["other"] == pytest.approx(0.25)


effects = some.builds(
    lambda maximum, ec50, slope: Hill(maximum, ec50, slope, acts="birth"),
    some.floats(0, 1),
    some.floats(0.01, 10),
    some.floats(0.5, 8),
)


@given(
    first=effects,
    second=effects,
    doses=some.tuples(some.floats(0, 10), some.floats(0, 10)),
    interaction=some.sampled_from(
        [Bliss(), Loewe(), HighestSingleAgent(), Parallel("first", "second")]
    ),
    fold=some.sampled_from([1.0, 0.5, 100.0, np.inf]),
)
def test_blocked_fraction_lies_between_nothing_and_everything(
    first, second, doses, interaction, fold
):
    clone = Clone("sensitive", 0.14, 0.13, start=1e9, fold={"first": fold})
    drugs = [Drug("first", first), Drug("second", second)]
    described = tumour(*drugs, interaction=interaction, clone=clone)
    given_ = dict(zip(("first", "second"), doses, strict=True))
    effect = joint(described, clone, given_)
    assert -1e-12 <= effect.birth <= 1 + 1e-12
    net = net_growth(described, clone, given_)
    assert -0.13 - 1e-12 <= net <= 0.01 + 1e-12
    bliss = joint(described.replace(interaction=Bliss()), clone, given_)
    if not isinstance(interaction, Loewe):
        assert effect.birth <= bliss.birth + 1e-12 or isinstance(interaction, Parallel)
