"""A second transcription of Bozic et al. 2013, typed from the paper and not from the preset."""

import math

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.model import HighestSingleAgent, Switch
from sim.model.response import net_growth
from sim.presets import melanoma_vemurafenib
from sim.regimens import Combination
from sim.theory.grown import extinction_of_grown

# Types as in the paper: resistant to drug 1, to drug 2. Probabilities in units of 1e-9.
TABLE = {
    0: {
        ("00", "10"): 50,
        ("00", "01"): 50,
        ("10", "11"): 50,
        ("01", "11"): 50,
    },
    1: {
        ("00", "10"): 50,
        ("00", "01"): 50,
        ("00", "11"): 1,
        ("10", "11"): 51,
        ("01", "11"): 51,
    },
}
NAMES = {
    "sensitive": "00",
    "vemurafenib-resistant": "10",
    "partner-resistant": "01",
    "doubly resistant": "11",
}


@pytest.mark.parametrize("n12", [0, 1])
def test_mutations(n12):
    tumour = melanoma_vemurafenib(n12=n12)
    assert not any(isinstance(t, Switch) for t in tumour.transitions)
    found = {(NAMES[m.source], NAMES[m.target]): m.per_division for m in tumour.mutations}
    assert found.keys() == TABLE[n12].keys()
    for pair, sites in TABLE[n12].items():
        assert found[pair] == pytest.approx(sites * 1e-9, rel=1e-12)


def test_rates_with_and_without_each_drug():
    tumour = melanoma_vemurafenib()
    assert isinstance(tumour.interaction, HighestSingleAgent)
    expected = {  # net rate per day: no drug, vemurafenib, partner, both
        "00": (0.01, -0.03, -0.03, -0.03),
        "10": (0.01, 0.01, -0.03, -0.03),
        "01": (0.01, -0.03, 0.01, -0.03),
        "11": (0.01, 0.01, 0.01, 0.01),
    }
    drugs = ({}, {"vemurafenib": 1.0}, {"partner": 1.0}, {"vemurafenib": 1.0, "partner": 1.0})
    for clone in tumour.clones:
        assert (clone.birth, clone.death) == (0.14, 0.13)
        found = [float(net_growth(tumour, clone, given)) for given in drugs]
        assert found == pytest.approx(expected[NAMES[clone.name]])


def test_start():
    tumour = melanoma_vemurafenib()
    assert tumour.grown_from_one_cell
    assert tumour.size == 1e9
    assert tumour.clone_names == tuple(NAMES)
    assert tumour.drug_names == ("vemurafenib", "partner")


def eradication(tumour, n12):
    """Equation (1) of the paper, with M, u, s and s' read from the tumour."""
    sensitive = tumour.clones[0]
    both = {"vemurafenib": 1.0, "partner": 1.0}
    s = 1 - sensitive.death / sensitive.birth
    on_drug = float(net_growth(tumour, sensitive, both)) / sensitive.birth
    m, u, n1, n2 = tumour.size, 1e-9, 50, 50
    change = (on_drug - s) / (s * on_drug)
    before_1, during_1 = math.exp(-m * u * n12), math.exp(m * u * n12 * s / on_drug)
    paths = n1 * (n2 + n12) * math.log(1 / (s * m) + u * (n2 + n12) * change)
    paths += n2 * (n1 + n12) * math.log(1 / (s * m) + u * (n1 + n12) * change)
    before_2 = math.exp(m * u**2 * change * paths)
    during_2 = math.exp(-m * u**2 * (2 * n1 * n2 + n12 * (n1 + n2)) * s / on_drug**2)
    return before_1 * during_1 * before_2 * during_2


def test_published_probability_of_cure_follows_from_these_numbers():
    assert eradication(melanoma_vemurafenib(n12=1), 1) == pytest.approx(0.263, abs=5e-4)
    assert eradication(melanoma_vemurafenib(n12=0), 0) == pytest.approx(0.999, abs=5e-4)
    # table 1, patient N22: 8.5e8 cells, probability of failure 0.677 with n12 = 1 (size is rounded)
    failure = 1 - eradication(melanoma_vemurafenib(n12=1, size=8.5e8), 1)
    assert failure == pytest.approx(0.677, abs=2e-3)


@pytest.mark.parametrize(("n12", "published"), [(0, 0.999), (1, 0.263)])
def test_both_drugs_together_cure_the_published_share_of_patients(n12, published):
    both = Combination(["vemurafenib", "partner"])
    cured = extinction_of_grown(melanoma_vemurafenib(n12=n12), both, 3650.0)
    assert cured == pytest.approx(published, abs=5e-4)


def test_numbers_can_vary_between_patients():
    tumour = melanoma_vemurafenib(n12=np.array([0, 1]), sites=[50, 100])
    found = {(NAMES[m.source], NAMES[m.target]): m.per_division for m in tumour.mutations}
    np.testing.assert_allclose(found["00", "11"], [0, 1e-9])
    np.testing.assert_allclose(found["10", "11"], [50e-9, 101e-9])


def test_errors():
    from scipy import stats

    with pytest.raises(InputError, match="n12 of the preset is -1"):
        melanoma_vemurafenib(n12=-1)
    with pytest.raises(InputError, match=r"sites=distribution.rvs\(size=patients"):
        melanoma_vemurafenib(sites=stats.poisson(50))
