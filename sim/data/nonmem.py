"""Doses in a table as NONMEM and its relatives take it: ID TIME EVID AMT II ADDL RATE."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, listed
from sim.base.units import MONTH, WEEK
from sim.data.tables import Standard, column, need, opened, plan_of, rows_of
from sim.regimens import Regimen

if TYPE_CHECKING:
    import pandas as pd

OBSERVATION, DOSE, OTHER, RESET, RESET_AND_DOSE = range(5)
"""Kinds of rows, as EVID counts them."""
UNITS = {"hours": 1.0 / 24.0, "days": 1.0, "weeks": WEEK, "months": MONTH}
MOST = 10_000_000
"""More doses than any trial has."""


def read_nonmem(
    table: "str | PathLike | pd.DataFrame",
    drug: str | Mapping[int, str],
    *,
    time: str,
    standard: Standard = 1.0,
    patients: Sequence[Any] | None = None,
) -> Regimen:
    """Return the plan that gives what stands in a NONMEM-style table of events.

    Parameters
    ----------
    table : path or DataFrame
        Columns ``ID``, ``TIME`` and ``AMT``; and as far as there are any, ``EVID`` (0 observation
        and 2 other, both left out; 1 dose; 3 reset, which empties the body; 4 reset and dose;
        without the column every row with an amount is a dose), ``ADDL`` more doses, each ``II``
        after the one before, up to a reset, and ``CMT``. Records of a patient are in order
        of time, which counts from 0 on for each. ``RATE`` above 0 [amount / unit of TIME] is an
        infusion of ``AMT / RATE``, for a drug that is infused (`sim.Infused`,
        `sim.TwoCompartments`); 0 beside such rows is a dose at once. ``SS`` (steady state) must
        be 0.
    drug : str or mapping of int to str
        The drug; or the drug given into each compartment ``CMT``.
    time : str
        The unit of ``TIME``, ``II`` and ``RATE``: ``"hours"``, ``"days"``, ``"weeks"`` or
        ``"months"`` (of 30.44 days).
    standard : float or mapping of drug to number
        The standard dose in the unit of ``AMT``: 150 where that is mg.
    patients : sequence, optional
        Their IDs in order, such as those of a cohort. Default: those of the table.

    Returns
    -------
    Doses or Together
        ``Doses`` of one drug, or several of them; a row for each patient.

    Raises
    ------
    InputError
        If a column is missing, or a row asks for what is not done here.

    References
    ----------
    Bauer (2019), CPT Pharmacometrics Syst Pharmacol 8:525 (the records of events).
    """
    what = "The table of events"
    data = opened(what, table)
    data = data.rename(columns={name: str(name).strip().upper() for name in data.columns})
    need(what, data, ("ID", "TIME", "AMT"))
    checks.one_of("time", time, UNITS, "unit")
    data = _numeric(data.fillna(0.0).replace(".", 0.0))
    events = _Events(what, data)
    rows, names = rows_of(what, data["ID"].tolist(), patients)
    drugs = _drugs(what, drug, data, events.counts)
    at, days, amounts = events.expanded(UNITS[time], rows)
    lasts = events.lasts(at) * UNITS[time]
    resets = np.flatnonzero(np.isin(events.kind, (RESET, RESET_AND_DOSE)))
    given = [drugs[row] for row in at]
    for name in dict.fromkeys(given):  # a reset empties the body of everything
        given += [name] * len(resets)
        at = np.concatenate([at, resets])
        days = np.concatenate([days, events.time[resets] * UNITS[time]])
        amounts = np.concatenate([amounts, np.full(len(resets), -1.0)])
        lasts = np.concatenate([lasts, np.zeros(len(resets))])
    infused = lasts if (lasts > 0).any() else None
    return plan_of(what, given, rows[at], len(names), days, amounts, standard, infused)


def _numeric(data: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table in which columns are numbers that were words only because of their points."""
    import pandas as pd

    for name in data.columns:
        numbers = pd.to_numeric(data[name], errors="coerce")
        if name != "ID" and not numbers.isna().any():
            data[name] = numbers
    return data


class _Events:
    """The columns of a table, checked."""

    def __init__(self, what: str, data: "pd.DataFrame"):
        def of(name: str) -> np.ndarray:
            if name not in data.columns:
                return np.zeros(len(data))
            return column(what, data, name)

        self.time, self.amount, self.every = of("TIME"), of("AMT"), of("II")
        kind = of("EVID")
        if "EVID" not in data.columns:
            kind = np.where(self.amount != 0, DOSE, OBSERVATION)
        self._refuse(what, ~np.isin(kind, range(5)), "EVID that is none of 0 to 4")
        self.kind = kind.astype(np.int64)
        self.counts = np.isin(self.kind, (DOSE, RESET_AND_DOSE)) & (self.amount != 0)
        more = of("ADDL")
        self._refuse(what, more != np.round(more), "ADDL that is no whole number")
        self.more = more.clip(0, MOST).astype(np.int64)
        self._refuse(what, self.counts & (self.amount < 0), "an AMT below 0")
        self._refuse(what, self.time < 0, "a TIME below 0; let it count from the first dose")
        back = data["ID"].eq(data["ID"].shift()).to_numpy() & (np.diff(self.time, prepend=0.0) < 0)
        self._refuse(
            what, back, "an earlier TIME than in the row before; let TIME go on after a reset"
        )
        self._rate = of("RATE")
        self._refuse(
            what, self.counts & (self._rate < 0),
            "a RATE below 0: a rate or a duration that is estimated; write it out, as AMT over it",
        )  # fmt: skip
        self._refuse(
            what, self.counts & (of("SS") != 0),
            "SS: doses from before are not known; write them out, as earlier rows or with ADDL",
        )  # fmt: skip
        self._refuse(what, (self.more > 0) & (self.every <= 0), "ADDL without an II above 0")
        if self.more.sum() + len(data) > MOST:
            raise InputError(f"{what} has more than {MOST:,} doses with those of ADDL.")

    def expanded(
        self, unit: float, patient: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the row, the day and the amount of every dose, those of ADDL included.

        A reset ends the doses of ADDL that are still to come. `patient` is who a row is about.
        """
        rows = np.flatnonzero(self.counts)
        count = 1 + self.more[rows]
        at = np.repeat(rows, count)
        number = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        when = self.time[at] + number * self.every[at]
        still = when < self._next_reset(patient)[at]
        return at[still], when[still] * unit, self.amount[at][still]

    def lasts(self, rows: np.ndarray) -> np.ndarray:
        """Return how long the dose of each row is infused, in units of TIME; 0: it is not."""
        amount, rate = self.amount[rows], self._rate[rows]
        return np.where(rate > 0, amount / np.where(rate > 0, rate, 1.0), 0.0)

    def _next_reset(self, patient: np.ndarray) -> np.ndarray:
        """Return when the patient of each row is next emptied after it; infinite: never."""
        import pandas as pd

        reset = np.isin(self.kind, (RESET, RESET_AND_DOSE))
        when = pd.Series(np.where(reset, self.time, np.nan)).groupby(patient)
        return when.shift(-1).groupby(patient).bfill().fillna(np.inf).to_numpy()

    @staticmethod
    def _refuse(what: str, bad: np.ndarray, why: str) -> None:
        if bad.any():
            raise InputError(f"{what} has, in row {int(np.argmax(bad)) + 1}, {why}.")


def _drugs(what: str, drug: Any, data: "pd.DataFrame", counts: np.ndarray) -> list[str]:
    """Return the drug of every row."""
    if not isinstance(drug, Mapping):
        return [checks.name("drug of read_nonmem", drug)] * len(data)
    need(what, data, ("CMT",))
    places = column(what, data, "CMT").astype(np.int64)
    unknown = sorted(set(places[counts].tolist()) - set(drug))
    if unknown:
        raise InputError(
            f"{what} gives something into CMT {listed(unknown)}; drug names the drugs of CMT "
            f"{listed(drug)} only."
        )
    return [drug.get(int(place), "") for place in places]
