"""Whether the clinic has what arms name of it: its measures and the alleles of their panels."""

from collections.abc import Mapping

from sim.base.errors import InputError, unknown
from sim.base.seen_parts import ALLELE, LESION
from sim.clinic import Clinic, Measure
from sim.regimens import AlleleAbove, AlleleBelow, By, NewLesion, Regimen
from sim.regimens.parts import parts_of

EXAMPLE = {
    ALLELE: 'measures={"ct": sim.Lesions(3), "ctdna": sim.Sequencing({"T790M": ["R"]})}',
    LESION: 'measures={"ct": sim.Lesions(3)}',
}


def check_by_name(clinic: Clinic, arms: Mapping[str, Regimen]) -> None:
    """Refuse arms that name a measure or an allele which the clinic does not have."""
    for arm, regimen in arms.items():
        for by in parts_of(regimen, By):
            _check_measure(clinic, arm, by.measure)
        for rule in parts_of(regimen, AlleleBelow | AlleleAbove):
            _check_parts(clinic, arm, rule.measure, ALLELE, rule.allele)
        for rule in parts_of(regimen, NewLesion):
            _check_sites(arm, _check_parts(clinic, arm, rule.measure, LESION))


def _check_measure(clinic: Clinic, arm: str, name: str) -> None:
    names = [known for known in clinic.exams if known]
    if not names:
        raise InputError(
            f"Arm {arm!r} asks for the measure {name!r}, but the clinic has one, without a name: "
            f"sim.Clinic({EXAMPLE[LESION]})."
        )
    if name not in names:
        raise unknown(f"Arm {arm!r} asks for {name!r}", "measure", name, names)


def _check_sites(arm: str, measure: Measure) -> None:
    """Refuse a look for new lesions in lesions that are shares of one tumour: none can be new."""
    if not measure.by_lesion:
        raise InputError(
            f"Arm {arm!r} looks for new lesions, but those of {type(measure).__name__} are shares "
            "of one tumour, all there from the start; sim.LesionsBySite() sees the sites of a "
            "tumour in niches (tumour.in_niches)."
        )


def _check_parts(clinic: Clinic, arm: str, name: str, kind: str, part: str = "") -> Measure:
    """Return the measure that is looked at, if it shows what is asked for."""
    if name:
        _check_measure(clinic, arm, name)
    shown = {
        known: exam.measure
        for known, exam in clinic.exams.items()
        if exam.measure.part_kind == kind
        and (known or exam.measure.keeps_parts)
        and name in ("", known)
    }
    if not shown:
        where = f"measure {name!r} of the clinic has no {kind}s" if name else (
            f"the clinic measures no {kind}s: sim.Clinic({EXAMPLE[kind]})"
        )  # fmt: skip
        raise InputError(f"Arm {arm!r} looks at {part or kind!r}, but {where}.")
    # (the first is looked at where none is named, as `Seen.showing` does)
    first = next(iter(shown.values()))
    if part and part not in first.part_names:
        raise unknown(f"Arm {arm!r} looks at {part!r}", "allele", part, first.part_names)
    return first
