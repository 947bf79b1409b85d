"""Tables of a file become descriptions: the keys are the Python names of the fields.

Nothing here knows a clone from a drug: what a table may hold is read from the dataclass itself,
so that a new field or a new regimen can be written in a file at once.
"""

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, TypeVar

from sim import clinic, model, regimens
from sim.base.errors import InputError, listed, unknown
from sim.scenario.place import Place, first_named

Described = TypeVar("Described")

REASONS: tuple[type, ...] = (
    regimens.Progression,
    regimens.Days,
    regimens.BurdenBelow,
    regimens.BurdenAbove,
    regimens.MarkerBelow,
    regimens.MarkerAbove,
    regimens.Nadir,
    regimens.Rebound,
    regimens.Undetectable,
    regimens.Detected,
    regimens.Lasting,
    regimens.AlleleBelow,
    regimens.AlleleAbove,
    regimens.NewLesion,
    regimens.By,
    regimens.AllOf,
    regimens.AnyOf,
    regimens.Not,
)
"""What can end a line of therapy; a function (`sim.When`) cannot stand in a file."""

LEVELS: tuple[type, ...] = (regimens.Absolute, regimens.TimesBaseline)
"""What a threshold can be besides a plain number."""

KINDS: dict[str, tuple[type, ...]] = {
    "effect": (model.Hill, model.Proportional, model.Curve, model.Inhibition),
    "also": (model.Hill, model.Proportional, model.Curve),
    "growth": (
        model.Exponential,
        model.Logistic,
        model.Gompertz,
        model.GrowthCurve,
        model.Allee,
        model.Game,
    ),
    "capacity": (model.GrowingCapacity,),
    "kinetics": (model.Oral, model.Infused, model.TwoCompartments),
    "into": (model.TwoCompartments,),
    "interaction": (model.Bliss, model.Loewe, model.HighestSingleAgent, model.Parallel),
    "criteria": (
        clinic.Recist,
        clinic.RatioToBaseline,
        clinic.RatioToNadir,
        clinic.Pcwg3,
        clinic.Reappearance,
        clinic.Confirmed,
    ),
    "measure": (
        clinic.Cells,
        clinic.Volume,
        clinic.Diameter,
        clinic.Lesions,
        clinic.LesionsBySite,
        clinic.Marker,
        clinic.CirculatingDna,
        clinic.Sequencing,
        clinic.Biopsy,
        clinic.Exam,
    ),
    "noise": (clinic.Noise,),
    "immune": (model.Immune,),
    "suppressors": (model.Suppressors,),
    "toxicity": (clinic.Toxicity,),
    "rules": (clinic.DoseRules,),
    "quality": (clinic.Quality,),
    "lines": (regimens.Line,),
    **dict.fromkeys(("until", "when", "condition", "part", "parts", "at", "third_at"), REASONS),
    **dict.fromkeys(("change", "pause", "induction_until", "consolidation_until"), REASONS),
    **dict.fromkeys(("stop_when", "restart_when"), REASONS),
    **dict.fromkeys(("stop_below", "restart_above", "pause_below", "fraction"), LEVELS),
    **dict.fromkeys(("drop_below", "add_above", "low", "high"), LEVELS),
    "every": (regimens.Progression,),
}
"""Fields that hold one of several descriptions; the key ``kind`` says which."""

MECHANISMS: tuple[type, ...] = (
    model.TargetMutation,
    model.GeneAmplification,
    model.ExtrachromosomalDna,
    model.Efflux,
    model.ReducedUptake,
    model.Repair,
    model.Inactivation,
    model.Silencing,
    model.Tolerance,
    model.Ladder,
    model.Bypass,
)
"""What the key ``kind`` of a mechanism of resistance can say."""


def file_name(described: type) -> str:
    """Return how a class is written in a file: ``highest_single_agent``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", described.__name__).lower()


REGIMENS: dict[str, Any] = {
    file_name(kind): kind
    for _, kind in inspect.getmembers(regimens, inspect.isclass)
    if issubclass(kind, regimens.Regimen) and is_dataclass(kind) and kind is not regimens.Policy
}
"""What the key ``strategy`` of an arm, or of a treatment inside it, can say."""


def build(described: type[Described], table: Mapping[str, Any], place: Place) -> Described:
    """Return a description made of the keys of a table.

    Raises
    ------
    InputError
        If a key is unknown (with the nearest spelling) or missing, or a value is refused; it
        says where.
    """
    known = {f.name: f for f in fields(described) if f.init}  # type: ignore[arg-type]
    missing = [name for name, f in known.items() if name not in table and _is_needed(f)]
    values = read_values(described, table, place)
    if missing:
        raise place.error(f"{listed(missing)} missing. The keys are {listed(known)}.")
    try:
        return described(**values)
    except (ValueError, TypeError) as error:
        raise place.error(error, first_named(error, table)) from None


def read_values(
    described: type, table: Mapping[str, Any], place: Place, allowed: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the values of a table as the fields of a description want them.

    Parameters
    ----------
    described : type
        A dataclass.
    table : mapping
        Keys and values of the file.
    place : Place
        Where it stands.
    allowed : iterable of str
        The fields that a file may name; all of them if it is empty.
    """
    known = {f.name: f for f in fields(described) if f.init}
    allowed = tuple(allowed) or tuple(known)
    for key in table:
        if key not in allowed:
            raise place.error(unknown(repr(key), "key", key, allowed), key)
    return {key: _value(known[key], key, raw, place) for key, raw in table.items()}


def choose(key: str, raw: Any, place: Place, kinds: tuple[type, ...]) -> Any:
    """Return the description that a table (with its ``kind``) or a single word asks for."""
    table = {"kind": raw} if isinstance(raw, str) else raw
    if not isinstance(table, Mapping):
        raise place.error(f"{key} is {raw!r}; write {{kind = ...}}, one of {_kinds(kinds)}.", key)
    if "kind" not in table and len(kinds) > 1:
        raise place.error(f"{key} needs a kind, one of {_kinds(kinds)}.", key)
    names = {file_name(kind): kind for kind in kinds}
    kind = str(table.get("kind", next(iter(names)))).replace("-", "_").lower()
    if kind not in names:
        raise place.error(unknown(f"{key} {table['kind']!r}", "kind", kind, names), key)
    rest = {word: value for word, value in table.items() if word != "kind"}
    return build(names[kind], rest, place.inside(f"{place.table} {key}".strip()))


def _value(field: Field, key: str, raw: Any, place: Place) -> Any:
    """Turn what stands in the file into what the field wants."""
    if field.type in (str, "str") and isinstance(raw, str):
        return raw  # the name of a measure, where another field holds the measure
    if key == "measures" and isinstance(raw, Mapping):
        inside = place.inside(f"{place.table} measures".strip())
        return {name: choose(name, one, inside, KINDS["measure"]) for name, one in raw.items()}
    if key == "fed_by" and isinstance(raw, Mapping):
        inside = place.inside(f"{place.table} fed_by".strip())
        return {drug: choose(drug, one, inside, (model.Feeding,)) for drug, one in raw.items()}
    if isinstance(raw, bool) and field.type not in (bool, "bool", bool | int, "bool | int"):
        raise place.error(f"{key} is {str(raw).lower()}; it is not a matter of yes or no.", key)
    if key in KINDS and isinstance(raw, list) and not all(map(is_number, raw)):
        return [choose(key, part, place, KINDS[key]) for part in raw]
    if key == "capacity" and isinstance(raw, Mapping) and "kind" not in raw:
        return plain(key, raw, place)  # of each clone its own
    if key in KINDS and isinstance(raw, str | Mapping) and "distribution" not in raw:
        return choose(key, raw, place, KINDS[key])
    return plain(key, raw, place)


def is_number(raw: Any) -> bool:
    """Tell whether what stands in a file is a number: a list of these is one for each patient."""
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def plain(key: str, raw: Any, place: Place) -> Any:
    """Turn distributions and regimens that are written as tables into these, however deep."""
    if isinstance(raw, Mapping) and "distribution" in raw:
        return _distribution(key, raw, place)
    if isinstance(raw, Mapping) and "treatment" in raw:
        table = {"kind": raw["treatment"], **{k: v for k, v in raw.items() if k != "treatment"}}
        return choose("treatment", table, place, (regimens.Surgery, regimens.Radiotherapy))
    if isinstance(raw, Mapping) and "strategy" in raw:
        return regimen(raw, place.inside(f"{place.table} {key}"))
    if isinstance(raw, Mapping):
        return {word: plain(word, value, place) for word, value in raw.items()}
    if isinstance(raw, list):
        return [plain(key, value, place) for value in raw]
    return raw


def regimen(table: Mapping[str, Any], place: Place) -> regimens.Regimen:
    """Return the regimen that a table with the key ``strategy`` describes."""
    word = str(table["strategy"]).replace("-", "_").lower()
    if word not in REGIMENS:
        raise place.error(unknown(f"strategy {word!r}", "regimen", word, REGIMENS), "strategy")
    return build(REGIMENS[word], {k: v for k, v in table.items() if k != "strategy"}, place)


def _distribution(key: str, table: Mapping[str, Any], place: Place) -> Any:
    """Return the frozen distribution that ``{distribution = "beta", a = 2, b = 5}`` names."""
    from scipy import stats

    name = table["distribution"]
    family = getattr(stats, str(name), None)
    if not isinstance(family, stats.rv_continuous | stats.rv_discrete):
        families = [n for n in dir(stats) if isinstance(getattr(stats, n), stats.rv_continuous)]
        raise place.error(
            _shortened(unknown(f"{key} {name!r}", "distribution", name, families)), key
        )
    try:
        return family(**{word: value for word, value in table.items() if word != "distribution"})
    except TypeError as wrong:
        raise place.error(f"{key}: {name} cannot be made: {wrong}.", key) from None


def _shortened(error: InputError) -> str:
    """Return an error without its list of more than a hundred names."""
    return re.sub(r" The \w+ are .*?\.(?= |$)", " See scipy.stats.", str(error))


def _is_needed(field: Field) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _kinds(kinds: tuple[type, ...]) -> str:
    return listed(file_name(kind) for kind in kinds)
