"""Fuzzers run small jobs of every kind: as Python, or each would have to be compiled first."""

import pytest


@pytest.fixture(autouse=True)
def _as_python(monkeypatch):
    monkeypatch.setenv("SIM_COMPILE", "never")
