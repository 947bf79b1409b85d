"""Long texts among the attributes of a netCDF file, which HDF5 holds up to 64 kB only.

In a file they are variables, each of the bytes of one text (UTF-8).
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

LONG = 2**13
"""Letters of a text beyond which it becomes a variable."""
MARK = "text of "
"""What the name of such a variable begins with."""


def short(data: "xr.Dataset") -> "xr.Dataset":
    """Return a dataset whose attributes are short."""
    texts = {key: text for key, text in data.attrs.items() if _is_long(text)}
    bytes_ = {
        MARK + key: (f"letters of {key}", np.frombuffer(text.encode(), dtype=np.uint8))
        for key, text in texts.items()
    }
    data = data.assign(bytes_)
    data.attrs = {key: value for key, value in data.attrs.items() if key not in texts}
    return data


def long(data: "xr.Dataset") -> "xr.Dataset":
    """Return a dataset with its long texts among the attributes again."""
    names = [str(name) for name in data.data_vars if str(name).startswith(MARK)]
    texts = {name.removeprefix(MARK): data[name].values.tobytes().decode() for name in names}
    return data.drop_vars(names).assign_attrs(texts)


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > LONG
