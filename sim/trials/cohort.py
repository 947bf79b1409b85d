"""Virtual patients: drawn from distributions, or read from a table with one patient a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.room import check_fits
from sim.base.streams import ROLE_PARAMETER, fold_in, patient_keys, text_number, uniforms
from sim.base.typed import typed_methods
from sim.model import Tumour
from sim.results.patients import label_of
from sim.running.asked import MOST_PATIENTS
from sim.trials.biomarker import Biomarker
from sim.trials.copula import correlated, rank_correlations
from sim.trials.parameters import check_call, check_lengths, known_patients, numbers_of
from sim.trials.rows import columns_of, read_rows

MOST_SCREENED = 1000
"""So many patients are screened for one place in a trial, at most."""
PER_PATIENT, PER_PARAMETER = 40.0, 32.0
"""Bytes: a patient's number and keys, and each of their parameters with the luck it is drawn by."""


@dataclass(frozen=True, eq=False)
class Patients:
    """A cohort that has been drawn.

    Attributes
    ----------
    tumour : Tumour
        Its numbers are arrays over patients.
    numbers : ndarray (patient,), int64
        Numbers of those who are in the trial.
    values : mapping of str to ndarray (patient,)
        Their parameters, and the other columns of the table: for subgroups.
    screened : int
        How many were tested to find them.
    """

    tumour: Tumour
    numbers: np.ndarray
    values: Mapping[str, np.ndarray]
    screened: int


@typed_methods
@dataclass(frozen=True, eq=False)
class Cohort:
    """Virtual patients: a description, nothing is drawn until the trial runs.

    Parameters
    ----------
    build : Tumour or function
        A tumour, whose numbers may be distributions; or a function that makes one: it is called
        once, with every parameter as an array (patient,).
    patients : int, optional
        How many. Default: the rows of the table.
    parameters : mapping of str to number
        What the function is called with: numbers, arrays (patient,), or frozen scipy.stats
        distributions of which every patient draws their own.
    correlations : mapping of (name, name) to float, or array, optional
        Rank (Spearman) correlations between the parameters that are drawn.
    table : DataFrame, mapping of columns, or path of a CSV or parquet file, optional
        One patient a row. Columns named as the function's parameters are handed to it. A column
        ``id``, ``patient``, ``patient_id``, ``subject`` or ``usubjid`` names the patients: in
        `Runs.patients`, and for ``runs.patient("P07")`` and ``result.audit("P07", arm)``.
    select : Biomarker, optional
        Only who tests positive is treated; as many are screened as it takes, but no more than the
        table has rows and arrays have values.

    Examples
    --------
    >>> import sim
    >>> from scipy import stats
    >>> def melanoma(growth, fold):
    ...     return sim.Tumour(
    ...         clones=[sim.Clone("sensitive", birth=0.13 + growth, death=0.13, start=1e9),
    ...                 sim.Clone("resistant", birth=0.14, death=0.13, fold={"A": fold})],
    ...         transitions=[sim.Mutation("sensitive", "resistant", 1e-7)],
    ...         drugs=[sim.Drug("A", sim.Proportional(0.04))])
    >>> cohort = sim.Cohort(
    ...     melanoma, 200,
    ...     {"growth": stats.lognorm(0.4, scale=0.01), "fold": stats.loguniform(10, 1000)},
    ...     correlations={("growth", "fold"): 0.3})
    >>> cohort.draw(seed=1).values["growth"].shape
    (200,)
    """

    build: Tumour | Callable[..., Tumour]
    patients: int | None = None
    parameters: Mapping[str, Number] = field(default_factory=dict)
    correlations: Any = None
    table: Any = None
    select: Biomarker | None = None

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "parameters", numbers_of(self.parameters))
        if self.table is not None:
            set_(self, "table", read_rows(self.table))
        count = self.patients
        if count is None and self.table is not None:
            count = len(self.table)
        count = checks.whole("patients of Cohort", count, 1, MOST_PATIENTS)
        set_(self, "patients", count)
        if self.table is not None:
            _ = self.label  # (refuses a table in which two patients have one name)
        if self.select is not None and not isinstance(self.select, Biomarker):
            raise InputError(f"select of Cohort is {self.select!r}; give sim.Biomarker(...).")
        check_lengths(self.parameters, count)
        check_call(self.build, self.parameters, self.table, self.correlations)
        if self.table is not None and count > len(self.table):
            raise InputError(
                f"The cohort has {count} patients but its table {len(self.table)} rows; "
                "leave patients out, or name fewer."
            )

    @property
    def label(self) -> str | None:
        """The column of the table that names its patients; None: none does."""
        if self.table is None:
            return None
        columns = map(str, self.table.columns)
        return label_of({c: self.table[c].to_numpy() for c in columns if c not in self.parameters})

    def draw(self, seed: int) -> Patients:
        """Return the patients of a seed; patient 7 is the same whatever the size of the cohort.

        Raises
        ------
        InputError
            If too few of those who could be screened test positive.
        """
        assert self.patients is not None
        seed = checks.whole("seed", seed)
        limit = len(self.table) if self.table is not None else MOST_SCREENED * self.patients
        limit = known_patients(self.parameters, limit)
        screened = self.patients
        while True:
            self._check_room(screened)
            everybody = np.arange(screened, dtype=np.int64)
            values = self._values(seed, everybody)
            positive = np.ones(screened, dtype=bool)
            if self.select is not None:
                positive = self.select.positive(values, seed, everybody)
            if positive.sum() >= self.patients:
                break
            if screened >= limit:
                raise InputError(
                    f"Only {int(positive.sum())} of {screened} patients screened test positive; "
                    f"{self.patients} are wanted. Make the cohort smaller, or the target more "
                    "frequent."
                )
            screened = min(2 * screened, limit)
        numbers = everybody[positive][: self.patients]
        screened = int(numbers[-1]) + 1
        values = {name: array[:screened] for name, array in values.items()}
        inside = {name: array[numbers] for name, array in values.items()}
        return Patients(self._tumour(values), numbers, inside, screened)

    def _check_room(self, screened: int) -> None:
        """Refuse to draw more patients than fit into memory, those who are only screened too."""
        each = PER_PATIENT + PER_PARAMETER * len(self.parameters)
        check_fits(
            f"A cohort of {screened:,} patients (who are screened for {self.patients:,} places)",
            each * screened, "Make the cohort smaller, or the target more frequent.",
        )  # fmt: skip

    def _values(self, seed: int, numbers: np.ndarray) -> dict[str, np.ndarray]:
        """Return the parameters and columns of some patients."""
        values: dict[str, np.ndarray] = {}
        drawn = [name for name, value in self.parameters.items() if is_distribution(value)]
        keys = patient_keys(seed, numbers, ROLE_PARAMETER)
        luck = {n: uniforms(fold_in(keys, text_number(f"cohort.{n}"))) for n in drawn}
        if self.correlations is not None and drawn:
            ranks = rank_correlations(self.correlations, drawn)
            both = correlated(np.stack([luck[name] for name in drawn], axis=1), ranks)
            luck = {name: both[:, place] for place, name in enumerate(drawn)}
        for name, value in self.parameters.items():
            if name in luck:
                values[name] = np.asarray(value.ppf(luck[name]), dtype=float)
            elif np.ndim(value) == 0:
                values[name] = np.full(len(numbers), float(value))
            else:
                values[name] = np.asarray(value, dtype=float)[numbers]
        if self.table is not None:
            for column in self.table.columns:
                values[str(column)] = self.table[column].to_numpy()[numbers]
        return values

    def _tumour(self, values: Mapping[str, np.ndarray]) -> Tumour:
        if isinstance(self.build, Tumour):
            return self.build
        taken = {name: values[name] for name in self.parameters}
        if self.table is not None:
            names = columns_of(self.table, self.build, list(self.parameters))
            taken |= {name: np.asarray(values[name], dtype=float) for name in names}
        try:
            tumour = self.build(**taken)
        except ValueError as error:
            if "truth value of an array" not in str(error):
                raise
            raise InputError(
                f"{getattr(self.build, '__name__', 'The function of the cohort')} asks a yes or no "
                "of an array. It is called once, with the values of all patients, so it chooses "
                "for each: numpy.where(fold > 100, 0.1, 0.2) instead of 0.1 if fold > 100 else "
                "0.2; numpy.maximum(a, b) instead of max(a, b)."
            ) from error
        if not isinstance(tumour, Tumour):
            raise InputError(f"The function of the cohort returned {tumour!r}, not a sim.Tumour.")
        return tumour
