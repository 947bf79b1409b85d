"""Doses of a history in the wrong unit."""

import pandas as pd
import pytest
from scipy import stats

import sim


def tumour(growth):
    clone = sim.Clone("S", growth + 0.2, 0.2, start=1e9)
    return sim.Tumour([clone], drugs=[sim.Drug("A", sim.Proportional(0.05))])


def test_milligrams_that_are_taken_for_standard_doses_are_refused():
    table = pd.DataFrame({"day": [0, 28, 56], "cells": [1e9, 8e8, 6e8], "mg": [75.0, 0.0, 75.0]})
    how = {"value": "cells", "unit": "cells", "doses": {"A": "mg"}}
    theta = {"growth": stats.uniform(-0.05, 0.2)}
    with pytest.raises(sim.InputError, match="was given up to 75 of 'A'; allowed is 0 to 10"):
        sim.fit(sim.Observations.read(table, **how), tumour, theta)
    right = sim.Observations.read(table, **how, standard=75)
    assert sim.fit(right, tumour, theta, starts=2).theta.size == 1
