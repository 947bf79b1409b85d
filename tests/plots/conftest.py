"""What tests of figures share: results of every kind, made once."""

import pytest

from tests.plots.every import make


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return results of every kind, with names that are hard to draw."""
    return make(tmp_path_factory.mktemp("stores"))
