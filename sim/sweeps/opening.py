"""The parts of a store, put together into one labelled, lazy dataset."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.sweeps.parts import Part
from sim.sweeps.store import Store, keys

if TYPE_CHECKING:
    import xarray as xr


def dataset(store: Store, columns: Mapping[str, np.ndarray], patients: int) -> "xr.Dataset":
    """Return what a store holds of some points and patients, (point, arm, patient, ...).

    Parameters
    ----------
    store : Store
        The store.
    columns : mapping of str to ndarray (point,)
        The points, in the order that is wanted.
    patients : int
        How many patients.
    """
    import xarray as xr

    wanted = keys(columns)
    parts = store.parts
    # Of every point: its place in each part that holds it, in the order of patients.
    places: dict[tuple, list[tuple[int, int]]] = {key: [] for key in wanted}
    for number in sorted(range(len(parts)), key=lambda n: parts[n].size.first_patient):
        for place, key in enumerate(keys(parts[number].columns)):
            if key in places:
                places[key].append((number, place))
    opened = [_open(part) for part in parts]
    pieces, order = [], []
    alike: dict[tuple, list[int]] = {}
    for point, key in enumerate(wanted):
        alike.setdefault(tuple(number for number, _ in places[key]), []).append(point)
    for numbers, points in alike.items():
        side_by_side = []
        for k, number in enumerate(numbers):
            at = np.array([places[wanted[point]][k][1] for point in points])
            side_by_side.append(_taken(opened[number], at))
        pieces.append(xr.concat(side_by_side, "patient") if len(numbers) > 1 else side_by_side[0])
        order += points
    whole = pieces[0] if len(pieces) == 1 else xr.concat(pieces, "point", join="outer")
    whole = _taken(whole, np.argsort(order))
    whole = whole.isel(patient=slice(patients))
    return _labelled(whole, store, columns)


def _open(part: Part) -> "xr.Dataset":
    import xarray as xr

    arrays = part.arrays(part.done())
    data = xr.open_zarr(arrays, chunks={}, consolidated=False, decode_times=False)
    first = part.size.first_patient
    return data.assign_coords(patient=np.arange(first, first + part.size.patients))


def _taken(data: "xr.Dataset", at: np.ndarray) -> "xr.Dataset":
    """Return the points at some places; a run of neighbours is a slice, which costs nothing."""
    if len(at) == data.sizes["point"] and (at == np.arange(len(at))).all():
        return data
    if (np.diff(at) == 1).all():
        return data.isel(point=slice(int(at[0]), int(at[-1]) + 1))
    return data.isel(point=at)


def _labelled(data: "xr.Dataset", store: Store, columns: Mapping[str, np.ndarray]) -> "xr.Dataset":
    manifest = store.manifest
    count = len(next(iter(columns.values())))
    coords = {
        "point": np.arange(count),
        "arm": np.array(manifest["arms"], dtype=str),
        **{name: ("point", values) for name, values in columns.items()},
    }
    for about in manifest["variables"].values():
        coords |= {dim: np.asarray(labels) for dim, labels in about["labels"].items()}
    data = data.assign_coords(coords)
    for name, about in manifest["variables"].items():
        data[name].attrs = dict(about["attrs"])
    data.attrs = {"sweep": manifest["name"], "folder": str(store.path)}
    return data
