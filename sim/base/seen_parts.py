"""What a clinic with several measures shows: each by its name, and the parts that each consists of.

The one measure that `Seen` shows directly is the clinic's main one; `Seen` itself is for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base.errors import InputError, unknown

if TYPE_CHECKING:
    from sim.base.seen import Seen

ALLELE, LESION = "allele", "lesion"
_EXAMPLE = {
    ALLELE: 'sim.Clinic(measures={"ct": sim.Lesions(3), "ctdna": sim.Sequencing(...)})',
    LESION: 'sim.Clinic(measures={"ct": sim.Lesions(3)})',
}


class ByName(dict[str, np.ndarray]):
    """What is shown of each part, by its name; a name that is not there is said."""

    def __missing__(self, name: str) -> np.ndarray:
        raise unknown(f"What was seen of {name!r}", "allele or lesion", name, self, "names")


class Parts(NamedTuple):
    """What one measure shows of its parts: of alleles, of lesions; arrays are read only."""

    kind: str
    """What they are: ``"allele"`` or ``"lesion"``."""
    names: tuple[str, ...]
    values: np.ndarray
    """(part, patient) In the unit of the measure; where nothing was seen, the limit."""
    found: np.ndarray
    """(part, patient) bool: whether it was seen."""
    new: np.ndarray
    """(patient,) How many are seen that were not when the line began."""

    def by_name(self, values: np.ndarray) -> ByName:
        """Return rows of `values` by what the parts are called."""
        return ByName(zip(self.names, values, strict=True))


class Shown(NamedTuple):
    """What one measure shows at a visit; as the fields of `Seen` with these names."""

    burden: np.ndarray
    detected: np.ndarray
    new_result: bool
    baseline: np.ndarray
    reference: np.ndarray
    nadir: np.ndarray
    progressed: np.ndarray
    regrown: np.ndarray
    outgrown: np.ndarray
    scan_day: np.ndarray
    parts: Parts | None
    arrived: np.ndarray

    def fields(self) -> dict[str, Any]:
        """Return them as the fields of `Seen`."""
        found = self._asdict()
        found["_parts"] = found.pop("parts")
        found["_any_arrived"] = found["arrived"]
        return found


class SeenParts:
    """Measures by name, and their parts; what `Seen` is made of besides its own."""

    _measures: Mapping[str, Shown] | None
    _parts: Parts | None

    def __getitem__(self, measure: str) -> Seen:
        """Return what one measure shows, in its own unit: ``seen["psa"].burden``.

        `progressed` of it is by its own criteria; of `seen` itself by the clinic's rule.

        Parameters
        ----------
        measure : str
            Its name in ``sim.Clinic(measures=)``.
        """
        if self._measures is None:
            raise InputError(
                f"seen[{measure!r}]: the clinic has one measure without a name. Give names: "
                f"{_EXAMPLE[ALLELE]}."
            )
        if measure not in self._measures:
            raise unknown(f"seen[{measure!r}]", "measure", measure, self._measures)
        return replace(self, **self._measures[measure].fields())  # type: ignore[type-var,return-value]

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the measures; empty where there is one, without a name."""
        return tuple(self._measures or ())

    @property
    def fraction(self) -> ByName:
        """Variant fraction (patient,) of each allele of the panel, 0 to 1; undetected: the limit.

        Of the main measure, or of the first that has alleles.
        """
        parts = self._of(ALLELE, "fraction")
        return parts.by_name(parts.values)

    @property
    def found(self) -> ByName:
        """Whether each allele of the panel was detected (patient,), bool; or each lesion.

        Of the main measure, or of the first that has parts: ``seen["ctdna"].found`` of one.
        """
        parts = self._parts or next(
            (m.parts for m in (self._measures or {}).values() if m.parts), None
        )
        if parts is None:
            raise _none(ALLELE, "found")
        return parts.by_name(parts.found)

    @property
    def lesions(self) -> ByName:
        """Diameter of each lesion (patient,) [mm]; where it was not seen, the limit."""
        parts = self._of(LESION, "lesions")
        return parts.by_name(parts.values)

    @property
    def new_lesions(self) -> np.ndarray:
        """How many lesions (patient,) are seen that were not when the line began."""
        return self._of(LESION, "new_lesions").new

    def showing(self, kind: str) -> Seen:
        """Return what the main measure shows, or else the first with parts of that kind.

        Parameters
        ----------
        kind : str
            ``"allele"`` or ``"lesion"``.
        """
        if self._parts is not None and self._parts.kind == kind and self._measures is None:
            return self  # type: ignore[return-value]
        for name, shown in (self._measures or {}).items():
            if shown.parts is not None and shown.parts.kind == kind:
                return self[name]
        raise _none(kind, f"showing({kind!r})")

    def _of(self, kind: str, asked: str) -> Parts:
        """Return the parts of that kind of the main measure, else of the first that has some."""
        shown = [] if self._measures is None else [m.parts for m in self._measures.values()]
        for parts in (self._parts, *shown):
            if parts is not None and parts.kind == kind:
                return parts
        raise _none(kind, asked)


def _none(kind: str, asked: str) -> InputError:
    return InputError(f"seen.{asked}: the clinic measures no {kind}s; give it {_EXAMPLE[kind]}.")
