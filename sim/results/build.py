"""Plain arrays become labelled ones. The only place where a variable gets its unit and long name.

Units are written "day", not "days": xarray turns floats whose unit is "days" into its own time
differences when it opens a file.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.clinic.criteria import RESPONSES
from sim.clinic.happened import HAPPENED
from sim.clinic.verdicts import VERDICTS
from sim.results.arrays import Arrays, Labelled
from sim.results.endings import ENDINGS
from sim.results.runs import FORMAT_VERSION, Runs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

CURVE = ("arm", "patient", "time")
SCANS = ("arm", "patient", "scan")
POINT = ("arm", "patient")
ORIGIN = ("clone", "origin")
LINEAGE = ("founded", "lineage")
PLACE = ("y", "x")


class Found(NamedTuple):
    """An array whose name depends on what a measure of the clinic is called."""

    dims: tuple[str, ...]
    values: np.ndarray
    unit: str
    long_name: str

    def of(self, patients: np.ndarray) -> "Found":
        """Return that of some patients, by their places."""
        return self._replace(values=self.values[:, patients])


class Axis(NamedTuple):
    """Labels of an axis of such arrays."""

    labels: np.ndarray
    unit: str
    long_name: str


ORIGINS = ("before treatment", "on treatment")
"""When a cell's line in its clone began."""

# name: (dimensions, unit, long name)
VARIABLES = {
    "cells": ((*CURVE, "clone"), "cells", "cells of each clone"),
    "burden": (CURVE, "cells", "tumour burden (all cells)"),
    "dose": ((*CURVE, "drug"), "standard doses", "dose given from this day on"),
    "concentration": (
        (*CURVE, "drug"),
        "mean steady-state concentrations of the standard dose",
        "concentration just after this day's dose",
    ),
    "observed": (SCANS, "cells", "result of the scan (the detection limit, if nothing was seen)"),
    "detected": (SCANS, "1", "whether the scan saw the tumour"),
    "verdict": (SCANS, "1", "what the result was taken for when it became known"),
    "baseline": (POINT, "cells", "result of the first scan"),
    "nadir": (POINT, "cells", "smallest scan result"),
    "progression_day": (POINT, "day", "day of the scan that first met the clinic's criteria"),
    "progression_known_day": (POINT, "day", "day on which the first progression became known"),
    "progression_off_drug": (POINT, "1", "whether no drug was given before the first progression"),
    "off_drug_day": (POINT, "day", "day of the first growth in a pause, within the baseline"),
    "lasting_growth_day": (POINT, "day", "day from which the burden stays above 1.2 x its start"),
    "second_progression_day": (
        POINT,
        "day",
        "day of the first progression of the treatment after the first progression",
    ),
    "best_response": (POINT, "1", "best response until progression, confirmed where asked for"),
    "response_day": (POINT, "day", "day of the first scan of a confirmed response"),
    "best_change": (POINT, "1", "smallest result until progression, change from the baseline"),
    "measurable": (POINT, "1", "whether the criteria can follow the first result"),
    "detected_last": (POINT, "1", "whether the last result saw the tumour"),
    "lines": (POINT, "1", "lines of treatment begun"),
    "treatment_days": (POINT, "day", "days on which a drug was given"),
    "last_treatment_day": (POINT, "day", "last day on which a drug was given"),
    "cumulative_dose": ((*POINT, "drug"), "standard doses x days", "dose added up over days"),
    "worst_grade": (POINT, "1", "worst grade of any side effect"),
    "severe_days": (POINT, "day", "days with a side effect of grade 3 or worse"),
    "stop_day": (POINT, "day", "day on which side effects stopped a drug for ever"),
    "earlier_burden": (POINT, "cells", "burden half a year before the end"),
    "quality_days": (POINT, "day", "quality-adjusted days"),
    "happened": (CURVE, "1", "what happened at the visit besides the dose"),
    "own_visit": (
        ("arm", "time"),
        "1",
        "whether the arm has a visit on this day; elsewhere its sizes lie between its visits",
    ),
    "end_day": (POINT, "day", "day the run of this patient ended"),
    "ending": (POINT, "1", "what ended the run of this patient"),
    "final_cells": ((*POINT, "clone"), "cells", "cells of each clone at the end"),
    "founders": ((*POINT, *ORIGIN), "cells", "cells that came from another clone"),
    "progression_cells": ((*POINT, *ORIGIN), "cells", "cells on the day of progression, by origin"),
    "final_origin": ((*POINT, *ORIGIN), "cells", "cells at the end, by origin"),
    "effectors": (CURVE, "cells", "effector cells of the immune system"),
    "suppressors": (CURVE, "cells", "suppressor cells (myeloid)"),
    "lineage_day": ((*POINT, *LINEAGE), "day", "day on which a lineage was founded"),
    "lineage_cells": ((*CURVE, *LINEAGE), "cells", "cells of each lineage"),
    "lattice": ((*CURVE, *PLACE), "1", "who stands at each site: 0 nobody, else 1 + the clone"),
    "reaching": (
        (*CURVE, "carried", *PLACE),
        "percent",
        "how much of what is in the blood reaches each site",
    ),
}
COORDINATES = {
    "arm": ("1", "treatment arm"),
    "patient": ("1", "number of the patient"),
    "clone": ("1", "kind of cell"),
    "drug": ("1", "drug"),
    "time": ("day", "time since the start of treatment"),
    "scan": ("day", "day of the scan"),
    "origin": ("1", "when the line of a cell began in its clone"),
    "founded": ("1", "clone that a mutation or a switch leads to"),
    "lineage": ("1", "lineage, in order of appearance"),
    "carried": ("1", "what vessels carry: oxygen, drugs"),
    "y": ("1", "site of the lattice, downwards"),
    "x": ("1", "site of the lattice, to the right"),
}


def runs_from_arrays(
    *,
    arms: Sequence[str],
    patients: "ArrayLike",
    clones: Sequence[str],
    drugs: Sequence[str],
    baseline: "ArrayLike",
    nadir: "ArrayLike",
    progression_day: "ArrayLike",
    end_day: "ArrayLike",
    ending: "ArrayLike",
    final_cells: "ArrayLike",
    time: "ArrayLike | None" = None,
    cells: "ArrayLike | None" = None,
    burden: "ArrayLike | None" = None,
    dose: "ArrayLike | None" = None,
    concentration: "ArrayLike | None" = None,
    scan: "ArrayLike | None" = None,
    observed: "ArrayLike | None" = None,
    detected: "ArrayLike | None" = None,
    unit: str = "cells",
    more: "Mapping[str, ArrayLike] | None" = None,
    noted: "Mapping[str, ArrayLike] | None" = None,
    of_patients: "Mapping[str, tuple[ArrayLike, str]] | None" = None,
    measured: Mapping[str, Found] | None = None,
    measured_axes: Mapping[str, Axis] | None = None,
    founded: Sequence[str] | None = None,
    lineage: "ArrayLike | None" = None,
    carried: Sequence[str] | None = None,
    attrs: Mapping[str, Any] | None = None,
) -> Runs:
    """Return `Runs` made of plain arrays; each gets its labels, unit and long name.

    Parameters
    ----------
    arms, clones, drugs : sequence of str
        Names, in the order of the axes.
    patients : array (patient,), int64
        Numbers of the patients.
    baseline, nadir : array (arm, patient)
        First and smallest scan result [cells].
    progression_day, end_day : array (arm, patient)
        Days; NaN where there was no progression.
    ending : array (arm, patient), int8
        Place in `ENDINGS`.
    final_cells : array (arm, patient, clone)
        Cells at the end.
    time, cells, burden, dose, concentration
        Days of the curves (time,), and the curves (arm, patient, time), with clone or drug as
        last axis. `burden` is the sum of `cells` unless given. All absent: end points only.
    scan, observed, detected
        Days of the scans (scan,) and what they showed (arm, patient, scan).
    unit : str
        Unit of what scans show.
    more : mapping, optional
        Any other of the `VARIABLES`, by name.
    noted : mapping, optional
        Curves (arm, patient, time) by functions of the user, by name (`sim.Noted`).
    of_patients : mapping, optional
        What belongs to a patient under every arm, such as what they drew: values (patient,), and
        what they are in words, by name.
    founded, lineage
        Clones that a transition leads to, and numbers of lineages, for what is followed of them.
    carried : sequence of str, optional
        Names of what vessels carry, where it is kept how much reaches each site.
    attrs : mapping, optional
        What made the runs: text and numbers.
    """
    if cells is not None and burden is None:
        burden = np.asarray(cells).sum(axis=-1)
    values = {
        "cells": cells, "burden": burden, "dose": dose, "concentration": concentration,
        "observed": observed, "detected": detected, "baseline": baseline, "nadir": nadir,
        "progression_day": progression_day, "end_day": end_day,
        "ending": np.asarray(ending, dtype=np.int8), "final_cells": final_cells,
        **(more or {}),
    }  # fmt: skip
    labels = {
        "arm": _names(arms), "patient": np.asarray(patients, dtype=np.int64),
        "clone": _names(clones), "drug": _names(drugs),
        "time": None if time is None else np.asarray(time, dtype=float),
        "scan": None if scan is None else np.asarray(scan, dtype=float),
        "origin": _names(ORIGINS) if "founders" in values else None,
        "founded": None if founded is None else _names(founded),
        "lineage": None if lineage is None else np.asarray(lineage, dtype=np.int64),
        "carried": None if carried is None else _names(carried),
        **_sites(values.get("lattice")),
    }  # fmt: skip
    data = Arrays(
        {
            name: Labelled(VARIABLES[name][0], np.asarray(value), _about(*VARIABLES[name][1:]))
            for name, value in values.items()
            if value is not None
        }
        | {
            name: Labelled(CURVE, np.asarray(value), _about("1", f"{name}, noted at the visit"))
            for name, value in (noted or {}).items()
        }
        | {
            name: Labelled(("patient",), np.asarray(value), _about("1", words))
            for name, (value, words) in (of_patients or {}).items()
        }
        | {
            name: Labelled(found.dims, found.values, _about(found.unit, found.long_name))
            for name, found in (measured or {}).items()
        },
        {
            name: Labelled((name,), label, _about(*COORDINATES[name]))
            for name, label in labels.items()
            if label is not None
        }
        | {
            name: Labelled((name,), axis.labels, _about(axis.unit, axis.long_name))
            for name, axis in (measured_axes or {}).items()
        },
        {
            "format_version": FORMAT_VERSION,
            **{key: value for key, value in (attrs or {}).items() if value is not None},
        },
    )
    for name in ("observed", "baseline", "nadir"):
        if name in data:
            data[name].attrs["units"] = unit
    _explain(data, "best_response", RESPONSES)
    for name, bits in (("happened", HAPPENED), ("verdict", VERDICTS)):
        if name in data:
            data[name].attrs["flag_masks"] = np.array(list(bits.values()), dtype=np.int8)
            data[name].attrs["flag_meanings"] = " ".join(bits)
    if "own_visit" in data:
        for variable in data.variables.values():
            if variable.dims[: len(CURVE)] == CURVE:  # the CF conventions' word for "see there"
                variable.attrs["ancillary_variables"] = "own_visit"
    _explain(data, "ending", ENDINGS)
    return Runs(data)


def _explain(data: Arrays, name: str, words: Sequence[str]) -> None:
    """Write what the codes of a variable mean into its attrs."""
    if name in data:
        data[name].attrs["flag_values"] = np.arange(len(words), dtype=np.int8)
        data[name].attrs["flag_meanings"] = " ".join(word.replace(" ", "_") for word in words)


def _sites(lattice) -> dict[str, np.ndarray]:
    """Return the numbers of the sites along each side of a lattice; none without one."""
    if lattice is None:
        return {}
    return dict(zip(PLACE, map(np.arange, np.shape(lattice)[-2:]), strict=True))


def _names(names: Sequence[str]) -> np.ndarray:
    return np.array([str(name) for name in names], dtype=str)


def _about(unit: str, long_name: str) -> dict[str, str]:
    return {"long_name": long_name, "units": unit}
