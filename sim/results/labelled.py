"""What a measure returns: an array (arm, patient, ...) with its name and unit."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr


def named(array: Any, name: str, long_name: str, unit: str = "1") -> "xr.DataArray":
    """Return a labelled array with its axes in order, a name, and a unit in its attrs."""
    order = ("arm", "patient", *(axis for axis in array.dims if axis not in ("arm", "patient")))
    array = array.transpose(*order).rename(name)
    array.attrs = {"long_name": long_name, "units": unit}
    return array
