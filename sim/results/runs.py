"""`Runs`: what `simulate` returns and what a file gives back."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.results.arrays import Arrays
from sim.results.interrupted import INTERRUPTED
from sim.results.said import number_said

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.results.followed import Followup

FORMAT_VERSION = 2
"""Raised when an older `load` could no longer read what `save` writes."""

MOST_NAMED = 12
"""Names of clones that a line shows in full."""
POINT = ("arm", "patient")
NEEDED = {
    "progression_day": POINT, "end_day": POINT, "ending": POINT, "baseline": POINT, "nadir": POINT,
    "final_cells": (*POINT, "clone"),
}  # fmt: skip
"""What all runs have, and on which axes."""


class Runs:
    """Simulated patients under every arm, with what made them.

    Parameters
    ----------
    data : xarray.Dataset or Arrays
        The axes are always (arm, patient, time, clone), even for one run of one patient. Every
        variable carries its unit and meaning in its attrs; ``data.attrs`` says how it was made.

    Examples
    --------
    >>> runs = sim.simulate(tumour, arms, seed=1)         # doctest: +SKIP
    >>> runs.summary()                                    # doctest: +SKIP
    >>> runs.data["burden"].sel(arm="holidays").median("patient")   # doctest: +SKIP
    """

    @typed
    def __init__(self, data: "xr.Dataset | Arrays"):
        missing = [name for name in NEEDED if name not in data]
        if missing:
            raise InputError(f"These are not runs: {', '.join(missing)} missing from the data.")
        if not isinstance(data, Arrays):  # ours are right, and a sweep's have patients many times
            _check(data)
        self._data = data

    @property
    def data(self) -> "xr.Dataset":
        """Everything, as labelled arrays."""
        if isinstance(self._data, Arrays):
            self._data = self._data.dataset()
        return self._data

    @typed
    def values(self, name: str, arm: str | None = None) -> np.ndarray:
        """Return the plain numbers of a variable, of all arms or of one.

        Parameters
        ----------
        name : str
            A variable of `data`, or one of its axes: ``"burden"``, ``"time"``.
        arm : str, optional
            Only this one: the first axis is then the patients.

        Raises
        ------
        InputError
            If there is no such variable or arm, or the variable does not differ between arms.
        """
        if name not in self._data:
            raise unknown(f"Values of {name!r}", "variable", name, self.data.variables)
        values = self._data[name]
        if arm is None:
            return values.values
        if arm not in self.arms:
            raise unknown(f"Values in arm {arm!r}", "arm", arm, self.arms)
        if values.dims[:1] != ("arm",):
            raise InputError(f"{name!r} is the same in all arms; leave arm={arm!r} out.")
        return values.values[self.arms.index(arm)]

    @typed
    def keeps(self, name: str) -> bool:
        """Whether a variable was kept."""
        return name in self._data

    @property
    def labels(self) -> np.ndarray | None:
        """The names (patient,) that the cohort's table gives to patients; None: it gives none."""
        label = self.attrs.get("label")
        return None if label is None else self.values(str(label))

    @property
    def attrs(self) -> Mapping[str, Any]:
        """What made the runs, as text and numbers: those of `data`."""
        return self._data.attrs

    @property
    def count(self) -> int:
        """How many patients there are."""
        return int(self._data.sizes["patient"])

    @property
    def patients(self) -> "pd.DataFrame":
        """One row a patient: what they drew or were given, and what their cohort's table says.

        Columns are named by their place in the description (``tumour.clones.sensitive.death``), by
        the parameters of a cohort, and by the columns of its table. If one of these names the
        patients (``id``, ``patient``, ``patient_id``, ``subject``, ``usubjid``), it is the index.
        """
        from sim.results.patients import patients_table

        return patients_table(self)

    @property
    def arms(self) -> list[str]:
        """Names of the arms, in order."""
        return [str(arm) for arm in self.values("arm")]

    @property
    def clones(self) -> list[str]:
        """Names of the clones, in order."""
        return [str(clone) for clone in self.values("clone")]

    @property
    def drugs(self) -> list[str]:
        """Names of the drugs, in order."""
        return [str(drug) for drug in self.values("drug")]

    @property
    def days(self) -> float:
        """Planned length of the runs [days]."""
        days = number_said(self.attrs, "days")
        return float(self.values("end_day").max()) if days is None else days

    @property
    def engine(self) -> str:
        """Which engine was used and why, and the largest error estimated for any of its steps."""
        sentence, error = str(self.attrs.get("engine", "not recorded")), self.step_error
        if not error:
            return sentence
        return f"{sentence} The largest error estimated for a step of this run is {error:.1g}."

    @property
    def step_error(self) -> float | None:
        """The largest relative error that was estimated for a step of the engine; None: unknown."""
        return number_said(self.attrs, "step_error")

    @property
    def seed(self) -> int | None:
        """The number from which all randomness follows."""
        return None if number_said(self.attrs, "seed") is None else int(self.attrs["seed"])

    @property
    def interrupted(self) -> str:
        """How many patients were finished before Ctrl-C, in words; "" if all were."""
        return str(self.attrs.get(INTERRUPTED, ""))

    @property
    def has_curves(self) -> bool:
        """Whether curves over time were kept, and not only end points."""
        return self.keeps("burden")

    @typed
    def patient(self, number: int | str) -> "Runs":
        """Return the runs of one patient, by number or by their name in the cohort's table."""
        from sim.results.patients import number_of

        return Runs(self.data.sel(patient=[number_of(self, number)]))

    def summary(self) -> "pd.DataFrame":
        """Return a table with one row per arm; the columns are explained in `sim.results.summary`.

        Columns: patients; median time to progression with its 95 % interval [days] (Kaplan-Meier;
        NaN: not reached); median day of lasting growth and median overall survival [days]; shares
        progressed, grown off drug, eradicated and dead; median burden at the end [cells]; median
        depth of the response [change from baseline].
        """
        from sim.results.summary import summary

        return summary(self)

    def table(self) -> "pd.DataFrame":
        """Return one row for each arm and patient: all end points, and what the patient drew.

        Codes are words (``ending``, ``best_response``), doses and cells have a column for each
        drug and clone. `sim.save_table` writes it.
        """
        from sim.results.tables import table

        return table(self)

    @typed
    def lines(self, of: str = "therapy") -> "pd.DataFrame":
        """Return one row for each line of therapy of each patient; of runs with every visit.

        Columns: arm, patient, line; the drugs given in it; the days on which it began and ended,
        and by what; days on and without treatment within it; its best result against the last
        before it began, confirmed as in the whole run (``best result``), and the change (``best
        change``), by the main measure where a clinic has several; the day of progression by the
        clinic's criteria within it, by all measures as the clinic combines them; days from its
        start to the next line's first drug, to death or to the end (``days to next treatment``),
        and whether it was one of the first two.

        A line begins on day 0, with a drug that is new since the last progression on drug, and
        where the drugs change on the day on which that becomes known. So the same doses make the
        same lines, however the plan was written: holidays and pauses are within one.

        Parameters
        ----------
        of : {"therapy", "plan"}
            ``"plan"``: the lines that the plan calls so instead, each `sim.Line` and what a policy
            begins (``seen.begin_line``): how long a holiday was, how a drug worked after it.
        """
        from sim.results.lines import OF, lines_table

        return lines_table(self, checks.one_of("Lines of", of, OF, "kind", "kinds"))

    @typed
    def time_to_next_treatment(self, line: int = 1) -> "Followup":
        """Return the days from the start of a line to the next drug after it, or to death.

        Of the patients who came to that line, ready for `sim.plots.kaplan_meier`.
        """
        from sim.results.lines import next_treatment

        return next_treatment(self, checks.whole("line", line, 1))

    @typed
    def long(self, name: str = "burden") -> "pd.DataFrame":
        """Return one variable in long form, as R and seaborn take it: one row a number.

        Its axes are columns. Of curves, the rows of every arm are its own visits.

        Parameters
        ----------
        name : str
            A variable of `data`: ``"burden"``, ``"cells"``, ``"observed"``, ``"dose"``.
        """
        from sim.results.tables import long

        if name not in self.data.data_vars:
            raise unknown(f"Long form of {name!r}", "variable", name, self.data.data_vars)
        return long(self, name)

    @typed
    def origin(self, share: float = 0.05, clones: "list[str] | None" = None) -> "xr.DataArray":
        """Return, for each relapse, where its cells came from (``record=sim.Origins()``).

        A relapse is the tumour on the day its progression became known. Its cells are from before
        treatment if their line, in the clone they belong to, was there on day 0, and acquired if
        it was founded later.

        Parameters
        ----------
        share : float
            Part of the cells, up to 0.5, below which an origin does not count.
        clones : list of str, optional
            The clones looked at. Default: all but the first, whose regrowth is no resistance.

        Returns
        -------
        DataArray (arm, patient) of str
            "pre-existing", "acquired", "both"; "sensitive" if the clones looked at are less than
            `share` of the relapse; or "no relapse".
        """
        from sim.results.origin import origin

        return origin(self, share, clones)

    @typed
    def classify(self, response: float | None = None) -> "xr.DataArray":
        """Return whether resistance was primary or acquired, as a clinic sees it.

        Parameters
        ----------
        response : float, optional
            Fraction of the baseline that a scan must show before progression to count as a
            response. A tumour that was there and is not seen any more has responded too, and so
            has one that shrank, was paused, and regrew without the drug (`off_drug_day`).
            Default, where scans show cells, a volume or a diameter, RECIST's: a diameter smaller
            by 30 %.

        Returns
        -------
        DataArray (arm, patient) of str
            "primary" (progressed on a drug without a response), "acquired" (responded, then
            progressed on a drug), "off drug" (progressed without drug since the scan before: that
            says nothing about resistance), "sensitive regrowth" (responded, then progressed on a
            drug, with less than 5 % of the cells in another clone than the first, as far as the
            runs kept it), or "no progression".
        """
        from sim.results.origin import classify

        return classify(self, response)

    @typed
    def save(self, path: str | PathLike) -> None:
        """Write everything to one file, ``.nc`` (netCDF 4), or to a ``.zarr`` folder.

        The file appears under its name only once it is whole. An older one is replaced.

        Raises
        ------
        InputError
            If it cannot be written. The runs stay in memory.
        """
        from sim.results.files import save

        save(self, path)

    def __repr__(self) -> str:
        sizes, attrs = self._data.sizes, self.attrs
        kept = f"curves on {sizes['time']} days" if self.has_curves else "end points only"
        lines = [
            f"Runs: {sizes['arm']} arms x {sizes['patient']} patients, {self.days:g} days, {kept}",
            *([f"  PARTIAL {self.interrupted}"] if self.interrupted else []),
            f"  arms    {', '.join(self.arms)}",
            f"  clones  {_few(self.clones)}",
            f"  drugs   {', '.join(self.drugs) or '(none)'}",
            f"  engine  {self.engine}",
            f"  seed    {attrs.get('seed', 'not recorded')}",
            "  See .summary(), .data (xarray), .save(path), and sim.plots.burden(runs).",
        ]
        return "\n".join(lines)


def _few(names: Sequence[str]) -> str:
    """Return names in a line; of many the first and the last, and how many there are."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: MOST_NAMED // 2])}, ..., {names[-1]} ({len(names)} in all)"


def _check(data: "xr.Dataset") -> None:
    """Check that labelled data have the axes of runs, and every patient once."""
    for name, dims in NEEDED.items():
        if data[name].dims != dims:
            raise InputError(
                f"These are not runs: {name!r} lies on the axes "
                f"{', '.join(map(str, data[name].dims))}, and not on {', '.join(dims)}."
            )
    patients, times = np.unique(data["patient"].values, return_counts=True)
    if (times > 1).any():
        twice = patients[times > 1]
        raise InputError(
            f"Patient {twice[0]} is there {times.max()} times ({len(twice)} patients more than "
            "once): every patient counts once. Parts of one run are put together by sim.join, "
            "which sees to it."
        )
