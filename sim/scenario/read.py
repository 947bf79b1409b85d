"""A scenario file (TOML): a tumour, its arms and the clinic, written down without Python."""

import re
import tomllib
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from sim import presets
from sim.base import checks
from sim.base.citations import Reference
from sim.base.errors import InputError, listed, unknown
from sim.base.units import YEAR
from sim.clinic import Clinic
from sim.model import Clone, Drug, Immigration, Metastases, Mutation, Niche, Switch, Tumour
from sim.presets import strategies
from sim.regimens import Regimen
from sim.scenario.build import (
    KINDS,
    MECHANISMS,
    REGIMENS,
    build,
    choose,
    plain,
    read_values,
    regimen,
)
from sim.scenario.place import Place, first_named
from sim.scenario.scenario import Scenario

PARTS = {
    "clones": Clone,
    "mutations": Mutation,
    "switches": Switch,
    "drugs": Drug,
    "immigration": Immigration,
    "references": Reference,
}
"""Lists of tables of a tumour that is written out, each ``[[name]]``."""

FOUNDED = ("founder", "mechanisms")
"""Instead of clones and how they change: one clone, and mechanisms that make the others."""

OF_TUMOUR = (*PARTS, *FOUNDED, "growth", "interaction", "immune")
OF_RUN = ("title", "patients", "seed", "engine")
KEYS = (
    *OF_RUN,
    "lattice",
    "years",
    "days",
    "tumour",
    *OF_TUMOUR,
    "niches",
    "metastases",
    "arms",
    "clinic",
)


def read_scenario(path: str | PathLike) -> Scenario:
    """Return the scenario written in a TOML file.

    Parameters
    ----------
    path : str or path
        The file. ``experiments/scenarios`` has examples.

    Raises
    ------
    InputError
        If it cannot be read or is half-written (with file and line), or has an unknown key (with
        the nearest spelling): nothing is ignored.
    """
    return scenario_from_text(read_text("scenario", path), str(path))


def read_text(what: str, path: str | PathLike) -> str:
    """Return what stands in a file, or say why it cannot be read; `what` it should be."""
    file = Path(path)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:  # also a name with a zero in it, or no UTF-8
        reason = getattr(error, "strerror", None) or "it is not a text file"
        raise InputError(f"The {what} {str(file)!r} cannot be read: {reason}.") from None


def scenario_from_text(text: str, file: str = "scenario") -> Scenario:
    """Return the scenario that a text in TOML describes; `file` is its name in errors."""
    table = parsed(text, file)
    return scenario_from_table(table, Place(file, text))


def parsed(text: str, file: str) -> dict[str, Any]:
    """Return the tables of a text in TOML, or say in which line it is half-written."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_half_written(str(error), text, file)) from None
    except RecursionError:
        raise InputError(f"{file}: it is nested too deeply to be read.") from None


def scenario_from_table(table: Mapping[str, Any], place: Place) -> Scenario:
    """Return the scenario that the tables of a file describe."""
    for key in table:
        if key not in KEYS:
            raise place.error(unknown(repr(key), "key", key, KEYS), key)
    tumour = tumour_from_table(table, place)
    run = {key: table[key] for key in OF_RUN if key in table}
    if "years" in table and "days" in table:
        raise place.error("both years and days are given; give one of the two.", "years")
    if "lattice" in table:
        run["engine"] = _lattice(table, place)
    if "days" in table:
        run["days"] = table["days"]
    if "years" in table:
        years = checks.number(place.said("years") + ": years", table["years"], above=True)
        run["days"] = years * YEAR
    of_clinic = _table("clinic", table, place)
    clinic = build(Clinic, of_clinic, place.inside("[clinic]"))
    run["scans_stated"] = "scan_every" in of_clinic or "scan_days" in of_clinic
    arms = _arms(table.get("arms"), tumour, place)
    try:
        return Scenario(tumour, arms, clinic, **run)
    except InputError as error:
        raise place.error(error, first_named(error, table)) from None


def _lattice(table: Mapping[str, Any], place: Place) -> Any:
    """Return the lattice that a file describes; it is the engine."""
    from sim.engines import Lattice

    if table.get("engine", "lattice") != "lattice":
        raise place.error(
            f'there is a [lattice], but engine = "{table["engine"]}"; write engine = "lattice", or '
            "leave one of the two out.", "engine",
        )  # fmt: skip
    said, inside = dict(_table("lattice", table, place)), place.inside("[lattice]")
    if "vessels" in said:
        said["vessels"] = _vessels(_table("vessels", said, inside), inside)
    return build(Lattice, said, inside)


def _vessels(said: Mapping[str, Any], place: Place) -> Any:
    """Return the vessels of a lattice, with their oxygen."""
    from sim.engines import Oxygen, Vessels

    said, inside = dict(said), place.inside("[lattice.vessels]")
    if "oxygen" in said:
        of_oxygen = _table("oxygen", said, inside)
        said["oxygen"] = build(Oxygen, of_oxygen, place.inside("[lattice.vessels.oxygen]"))
    return build(Vessels, said, inside)


def tumour_from_table(table: Mapping[str, Any], place: Place) -> Tumour:
    """Return the tumour, of a preset or written out, in its niches or with its metastases."""
    tumour = _tumour(table, place)
    if "niches" in table:
        tumour = _spread("niches", tumour.in_niches, _parts("niches", table, place), place)
    if "metastases" in table:
        inside = place.inside("[metastases]")
        given = build(Metastases, _table("metastases", table, place), inside)
        tumour = _spread("metastases", tumour.with_metastases, given, place)
    return tumour


def _spread(key: str, over: Callable[[Any], Tumour], given: Any, place: Place) -> Tumour:
    try:
        return over(given)
    except InputError as error:
        raise place.error(error, key) from None


def _tumour(table: Mapping[str, Any], place: Place) -> Tumour:
    given = _table("tumour", table, place)
    inside = place.inside("[tumour]")
    written = [key for key in OF_TUMOUR if key in table]
    if "preset" in given and written:
        raise inside.error(
            f"a preset brings its own {listed(written)}; leave them out, or leave out preset.",
            "preset",
        )
    if "preset" in given:
        arguments = {k: plain(k, v, inside) for k, v in given.items() if k != "preset"}
        try:
            return presets.build(given["preset"], arguments)
        except InputError as error:
            raise inside.error(error, first_named(error, given)) from None
    if any(key in table for key in FOUNDED):
        return _founded(table, given, place)
    if "clones" not in table:
        known = ", ".join(presets.names())
        raise place.error(
            f'no tumour: write [tumour] with preset = "..." ({known}), [[clones]], '
            "or [founder] and [[mechanisms]]."
        )
    parts: dict[str, Any] = {key: _parts(key, table, place) for key in PARTS}
    mutations, switches = parts.pop("mutations"), parts.pop("switches")
    chosen = {k: choose(k, table[k], place, KINDS[k]) for k in KINDS if k in table}
    sizes = read_values(Tumour, given, inside, allowed=("size", "grown_from_one_cell"))
    try:
        return Tumour(transitions=[*mutations, *switches], **parts, **chosen, **sizes)
    except ValueError as error:  # InputError, or arrays that do not fit together
        raise place.error(error) from None


def _founded(table: Mapping[str, Any], given: Mapping[str, Any], place: Place) -> Tumour:
    """Return the tumour that mechanisms of resistance make from a founder."""
    for key in ("clones", "mutations", "switches"):
        if key in table:
            raise place.error(f"[founder] and [[mechanisms]] make the {key}; leave [[{key}]] out.")
    for key, written in (("founder", "[founder]"), ("mechanisms", "[[mechanisms]]")):
        if not table.get(key):
            raise place.error(f"{written} is missing beside the rest of a founded tumour.")
    founder = build(Clone, _table("founder", table, place), place.inside("[founder]"))
    rows = table["mechanisms"]
    if not isinstance(rows, list):
        raise place.error("mechanisms must be tables, each beginning with [[mechanisms]].")
    mechanisms = [
        choose("mechanism", row, place.inside(f"[[mechanisms]] number {number}"), MECHANISMS)
        for number, row in enumerate(rows, start=1)
    ]
    drugs, references = _parts("drugs", table, place), _parts("references", table, place)
    immigration = _parts("immigration", table, place)
    chosen = {k: choose(k, table[k], place, KINDS[k]) for k in KINDS if k in table}
    rest = {key: value for key, value in given.items() if key != "at_most"}
    sizes = read_values(
        Tumour, rest, place.inside("[tumour]"), allowed=("size", "grown_from_one_cell")
    )
    try:
        return Tumour.from_founder(
            founder, mechanisms, drugs, given.get("at_most"), references=references,
            immigration=immigration, **chosen, **sizes,
        )  # fmt: skip
    except ValueError as error:
        raise place.error(error) from None


def _parts(key: str, table: Mapping[str, Any], place: Place) -> list[Any]:
    """Return the descriptions of a list of tables, such as ``[[clones]]``."""
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise place.error(f"{key} must be tables, each beginning with [[{key}]].", key)
    return [
        build({**PARTS, "niches": Niche}[key], row, place.inside(f"[[{key}]] number {number}"))
        for number, row in enumerate(rows, start=1)
    ]


def _arms(given: Any, tumour: Tumour, place: Place) -> dict[str, Regimen]:
    """Return the arms: the usual ones, those of a list of names, or those of tables."""
    if given is None:
        return strategies.arms(tumour)
    if isinstance(given, list):
        try:
            return strategies.arms(tumour, [str(name) for name in given])
        except InputError as error:
            raise place.error(error, "arms") from None
    if not isinstance(given, Mapping):
        raise place.error('arms must be names, ["continuous"], or tables, [arms.NAME].', "arms")
    return {name: _arm(name, row, tumour, place) for name, row in given.items()}


def _arm(name: str, table: Any, tumour: Tumour, place: Place) -> Regimen:
    inside = place.inside(f"[arms.{name}]")
    if not isinstance(table, Mapping):
        raise inside.error(
            f'it is {table!r}; write [arms.{name}] and strategy = "..." below.', name
        )
    rest = {key: value for key, value in table.items() if key != "strategy"}
    word = table.get("strategy", name)
    if not rest and isinstance(word, str) and word in strategies.STRATEGIES:
        return strategies.arm(tumour, word)
    if "strategy" not in table:
        raise inside.error(f"strategy is missing; it is one of {listed(REGIMENS)}.", name)
    return regimen(table, inside)


def _table(key: str, table: Mapping[str, Any], place: Place) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise place.error(f"{key} is {value!r}; it must be a table, [{key}].", key)
    return dict(value)


def _half_written(message: str, text: str, file: str) -> str:
    """Return what a parser says of text that is not TOML, with the line in front."""
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", message)
    if not found:
        return f"{file}: not valid TOML: {message}."
    line = int(found[1]) if found[1] else max(1, len(text.rstrip().splitlines()))
    shown = text.splitlines()[line - 1].strip() if text.strip() else ""
    return (
        f"{file}, line {line}: not valid TOML: {message.replace(found[0], '')}. "
        f"The line is: {shown!r}"
    )
