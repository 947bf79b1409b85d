"""A seal: what tells the content of a saved result from any other.

Both formats have checksums of their own for the large arrays, and none for names, axes, small
arrays and attributes. The seal covers everything that is read back.
"""

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

SEAL = "seal"
"""The attribute in which a file keeps it."""


def seal_of(data: "xr.Dataset") -> str:
    """Return 32 digits that stand for every name, axis, number, text and attribute of a dataset."""
    hasher = hashlib.blake2b(digest_size=16)

    def put(thing: Any) -> None:
        text = repr(thing).encode()
        hasher.update(b"%d:" % len(text) + text)

    _attributes(put, data.attrs)
    for name in sorted(map(str, data.variables)):
        variable = data.variables[name]
        values = variable.values
        put((name, name in data.coords, variable.dims, values.shape))
        _attributes(put, variable.attrs)
        if values.dtype.kind in "OU":
            put([str(value) for value in values.ravel()])
        else:
            plain = values.astype(values.dtype.newbyteorder("<"), copy=False)
            put(plain.dtype.str)
            hasher.update(
                np.ascontiguousarray(plain).reshape(-1).data.cast("B") if plain.size else b""
            )
    return hasher.hexdigest()


def _attributes(put: Any, attrs: Any) -> None:
    for key in sorted(attrs):
        if key != SEAL:
            # a number comes back as NumPy's, and a list as an array
            put((key, np.asarray(attrs[key]).tolist()))


def sealed(data: "xr.Dataset") -> "xr.Dataset":
    """Return a dataset with its seal among its attributes."""
    return data.assign_attrs({SEAL: seal_of(data)})


def unsealed(data: "xr.Dataset") -> "xr.Dataset":
    """Return a dataset without its seal, checked; one that never had a seal is as it is.

    Raises
    ------
    ValueError
        If it is not what was sealed.
    """
    said = data.attrs.pop(SEAL, None)
    if said is not None and said != seal_of(data):
        raise ValueError("its content is not what was saved")
    return data
