"""What a class of one's own must say, or it cannot be made."""

import pytest


def assert_asks_for(kind: type, *names: str) -> None:
    """Check that a class without any one of these cannot be made, and that with all it can."""
    own = {name: lambda self, *_: None for name in names}
    type("Whole", (kind,), own)()
    for name in names:
        rest = {other: method for other, method in own.items() if other != name}
        with pytest.raises(TypeError, match=rf"abstract method '?{name}"):
            type("Part", (kind,), rest)()
