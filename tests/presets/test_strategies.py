"""Arms by name, made from the drugs of any tumour."""

import pytest

from sim.base.errors import InputError
from sim.presets import mcrpc_abiraterone, melanoma_vemurafenib
from sim.presets.strategies import STRATEGIES, USUAL, arms
from sim.regimens import Combination, Continuous, Intermittent


def test_usual_arms():
    assert tuple(arms(melanoma_vemurafenib())) == USUAL
    one_drug = ("observation", "continuous", "holidays", "rechallenge", "adaptive")
    assert tuple(arms(mcrpc_abiraterone())) == one_drug


def test_arms_use_the_drugs_in_their_order():
    made = arms(melanoma_vemurafenib(), STRATEGIES)
    assert made["continuous"] == Continuous("vemurafenib")
    assert made["combination"] == Combination({"vemurafenib": 1.0, "partner": 1.0})
    assert made["holidays"] == Intermittent("vemurafenib", on=28, off=28)
    for regimen in made.values():
        assert set(regimen.drugs) <= {"vemurafenib", "partner"}
        assert regimen.describe()


def test_errors():
    with pytest.raises(InputError, match=r"Did you mean 'holidays'\?"):
        arms(melanoma_vemurafenib(), ["holiday"])
    with pytest.raises(InputError, match="needs 2 drugs, but the tumour has 1"):
        arms(mcrpc_abiraterone(), ["sequential"])
    with pytest.raises(InputError, match="named twice"):
        arms(mcrpc_abiraterone(), ["adaptive", "adaptive"])
