"""What is given to be called: a function, and not all that can be called by accident."""

from typing import Any


def is_function(value: Any) -> bool:
    """Tell whether it is a function, or what stands for one; scipy's distributions do not."""
    return callable(value) and not hasattr(value, "rvs")
