"""What a sweep has stored, opened lazily: labelled arrays, tables, and what follows from them."""

from collections.abc import Mapping
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError, unknown
from sim.base.typed import typed, typed_methods
from sim.sweeps.store import Store, keys, read_store

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

DONE, FAILED, WAITING = 0, 1, 2
STATUS = ("done", "failed", "waiting")


@typed
def open_sweep(path: str | PathLike) -> "SweepResults":
    """Open the folder of a sweep; nothing is read before it is asked for.

    Parameters
    ----------
    path : str or path
        The folder that was given to `Sweep.run`.

    Returns
    -------
    SweepResults
        All its points, in the order in which they were begun.

    Raises
    ------
    InputError
        If there is no sweep, or a newer version of sim has written it.
    """
    store = read_store(path)
    seen: dict[tuple, dict[str, Any]] = {}
    patients = 0
    for part in store.parts:
        patients = max(patients, part.size.first_patient + part.size.patients)
        for place, key in enumerate(keys(part.columns)):
            if key not in seen:
                seen[key] = part.point(place)
    if not seen:
        raise InputError(f"{str(path)!r} holds a sweep of which nothing was begun.")
    names = list(next(iter(seen.values())))
    columns = {name: np.array([point[name] for point in seen.values()]) for name in names}
    return SweepResults(store, columns, patients)


@typed_methods
class SweepResults:
    """The results of a sweep.

    Attributes
    ----------
    parameters : dict of ndarray (point,)
        The parameters of every point.
    """

    def __init__(self, store: Store, columns: Mapping[str, np.ndarray], patients: int):
        self._store, self._patients = store, patients
        self.parameters = dict(columns)

    def __len__(self) -> int:
        return len(next(iter(self.parameters.values())))

    @property
    def name(self) -> str:
        """The name of the sweep."""
        return str(self._store.manifest["name"])

    @property
    def path(self) -> str:
        """The folder of the sweep."""
        return str(self._store.path)

    @property
    def arms(self) -> list[str]:
        """Names of the arms."""
        return list(self._store.manifest["arms"])

    @property
    def kept(self) -> list[str]:
        """Names of what was kept."""
        return list(self._store.manifest["variables"])

    @property
    def manifest(self) -> dict[str, Any]:
        """Everything that made the sweep."""
        return self._store.manifest

    @cached_property
    def data(self) -> "xr.Dataset":
        """Everything that was kept, (point, arm, patient, ...), read when it is computed.

        The parameters are coordinates of the axis `point`; `status` says of every point whether
        it is done (0), has failed (1) or is still to be run (2).
        """
        from sim.sweeps.opening import dataset

        status = ("point", self.status.astype(np.int8), {"flag_meanings": " ".join(STATUS)})
        return dataset(self._store, self.parameters, self._patients).assign_coords(status=status)

    @cached_property
    def _found(self) -> tuple[np.ndarray, dict[int, str]]:
        return _outcomes(self._store, self.parameters, self._patients)

    @property
    def status(self) -> np.ndarray:
        """Whether each point (point,) is done (0), has failed (1) or is still to be run (2)."""
        return self._found[0]

    @property
    def points(self) -> "pd.DataFrame":
        """The points: one row each, with their parameters and status."""
        import pandas as pd

        table = pd.DataFrame(self.parameters).assign(status=[STATUS[s] for s in self.status])
        table.index.name = "point"
        return table

    @property
    def failed(self) -> "pd.DataFrame":
        """The points that failed: their parameters, and why."""
        import pandas as pd

        why = self._found[1]
        places = sorted(why)
        columns = {name: values[places] for name, values in self.parameters.items()}
        table = pd.DataFrame(columns, index=pd.Index(places, name="point"))
        return table.assign(reason=[why[place] for place in places])

    def check(self, *, discard: bool = False) -> "pd.DataFrame":
        """Read every file of the store and return those that are not what was written.

        Parameters
        ----------
        discard : bool
            Whether to give up the blocks that such files belong to: they are then waiting, and
            are run anew, with the same numbers, when the sweep is run again.

        Returns
        -------
        DataFrame
            One row per damaged file: its path, what is wrong, and its block.
        """
        import pandas as pd

        from sim.sweeps.checking import Damage, check

        found = check(self._store, discard)
        if discard:
            for kept in ("_found", "data"):
                self.__dict__.pop(kept, None)
        return pd.DataFrame(found, columns=list(Damage._fields))

    def means(self, measure: str | None = None) -> "xr.Dataset":
        """Return mean, standard error and number of values over patients, (point, arm).

        Values that are not numbers (a resistant fraction where no cell is left) are left out.

        Parameters
        ----------
        measure : str, optional
            One of `kept`; the first unless said.

        Returns
        -------
        xarray.Dataset
            ``mean``, ``error`` and ``count``.
        """
        values = self.values(measure)
        values = values.compute()
        count = values.notnull().sum("patient")
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = values.sum("patient") / count.where(count > 0)
            apart = ((values - mean) ** 2).sum("patient") / (count - 1).where(count > 1)
            error = np.sqrt(apart / count)
        found = values.to_dataset(name="mean")[[]].assign(mean=mean, error=error, count=count)
        found["mean"].attrs = dict(values.attrs)
        found.attrs = {"sweep": self.name, "measure": str(values.name)}
        return found.drop_vars("patient", errors="ignore")

    def values(self, measure: str | None = None) -> "xr.DataArray":
        """Return what was kept under a name, (point, arm, patient, ...), lazily."""
        measure = self.kept[0] if measure is None else measure
        if measure not in self.kept:
            raise unknown(f"The measure {measure!r}", "measure", measure, self.kept)
        return self.data[measure]

    def table(self) -> "pd.DataFrame":
        """Return one row per point and arm: parameters, and the mean over patients of each end."""
        import pandas as pd

        columns: dict[str, Any] = {}
        for name in self.kept:
            if self.values(name).ndim == 3:
                means = self.means(name)
                columns[name] = means["mean"].values.ravel()
                columns[f"{name} (standard error)"] = means["error"].values.ravel()
        arms = len(self.arms)
        repeated = {name: np.repeat(values, arms) for name, values in self.parameters.items()}
        place = {"point": np.repeat(np.arange(len(self)), arms), "arm": self.arms * len(self)}
        return pd.DataFrame({**place, **repeated, **columns}).set_index(["point", "arm"])

    def sobol_indices(self, measure: str | None = None, **options: Any) -> "pd.DataFrame":
        """Return the share of variance due to each parameter; see `sim.sweeps.sensitivity`."""
        from sim.sweeps.sensitivity import sobol_indices

        return sobol_indices(self, measure, **options)

    def regression(self, measure: str | None = None, **options: Any) -> "pd.DataFrame":
        """Return how an end point changes with each parameter; see `sim.sweeps.regression`."""
        from sim.sweeps.regression import regression

        return regression(self, measure, **options)

    def best(self, measure: str | None = None, **options: Any) -> "xr.Dataset":
        """Return which arm is best at each point and how surely; see `sim.sweeps.best`."""
        from sim.sweeps.best import best

        return best(self, measure, **options)

    def frontier(self, x: str, y: str, first: str, second: str, **options: Any) -> "xr.Dataset":
        """Return where one arm begins to beat another; see `sim.sweeps.frontier`."""
        from sim.sweeps.frontier import frontier

        return frontier(self, x, y, first, second, **options)

    def __repr__(self) -> str:
        counts = [f"{int((self.status == s).sum())} {word}" for s, word in enumerate(STATUS)]
        return "\n".join(
            [
                f"Sweep {self.name!r}: {len(self)} points ({', '.join(counts)}) x "
                f"{len(self.arms)} arms x {self._patients} patients",
                f"  parameters  {', '.join(self.parameters)}",
                f"  arms        {', '.join(self.arms)}",
                f"  kept        {', '.join(self.kept)}",
                f"  folder      {self.path}",
                "  See .data (xarray), .table(), .best(), .sobol_indices(), .failed.",
            ]
        )


def _outcomes(store: Store, columns: Mapping[str, np.ndarray], patients: int):
    """Return the status (point,) of every point, and why those failed that did."""
    wanted = keys(columns)
    at = {key: number for number, key in enumerate(dict.fromkeys(wanted))}
    finished = np.zeros(len(at), dtype=int)
    reasons: dict[int, str] = {}
    for part in store.parts:
        places = np.array([at.get(key, -1) for key in keys(part.columns)])
        for number, said in part.done().items():
            if part.wanting(number, said):
                continue
            block = part.block(number)
            here = places[block.points]
            held = max(0, min(block.patients.stop, patients) - block.patients.start)
            finished[here[here >= 0]] += held
            for place, reason in said["failed"].items():
                if places[int(place)] >= 0 and held:
                    reasons.setdefault(int(places[int(place)]), reason)
    status = np.where(finished >= patients, DONE, WAITING)
    status[list(reasons)] = FAILED
    # the same point may stand twice in a design
    which = np.array([at[key] for key in wanted])
    why = {point: reasons[k] for point, k in enumerate(which.tolist()) if k in reasons}
    return status[which], why
