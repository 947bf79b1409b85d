"""What an error must say."""

from collections.abc import Callable, Sequence

import pytest

from sim.base.errors import InputError


def assert_says(make: Callable[[], object], words: Sequence[str]) -> None:
    """Assert that something is refused, and that the message has all these words."""
    with pytest.raises(InputError) as error:
        make()
    for word in words:
        assert word in str(error.value)
