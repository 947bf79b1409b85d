"""From what a page says to a comparison, or to what is wrong, control by control."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from sim.app import catalogue, tumours
from sim.app.control import Control, Refused
from sim.app.draft import Draft, Made, Preset
from sim.base.errors import InputError
from sim.clinic import Clinic, Diameter, Marker, Pcwg3
from sim.model import Clone, Drug, Gompertz, Hill, Logistic
from sim.presets import strategies
from sim.regimens import Regimen
from sim.scenario.build import MECHANISMS, file_name

PSA = Marker("PSA", per_cell=1e-7)
OF_ONE_DRUG = ("target_mutation", "gene_amplification")
"""Mechanisms of a target: each drug has its own."""
USUAL_ARMS = ("continuous", "holidays", "adaptive", "none", "none", "none")


@cache
def controls() -> dict[str, Control]:
    """Return all controls of a comparison, by their ids on the page."""
    return {id_: replace(control, id=id_) for id_, control in _all()}


def _all() -> Iterator[tuple[str, Control]]:
    yield "tumour", tumours.TUMOUR
    for preset, some in tumours.PRESETS.items():
        yield from ((f"{preset}_{one.id}", one) for one in some)
    yield from ((one.id, one) for one in tumours.OWN)
    for mechanism, (name, text, some) in tumours.MECHANISMS.items():
        yield mechanism, Control(mechanism, name, text, mechanism == "target_mutation")
        yield from ((f"{mechanism}_{one.id}", one) for one in some)
    choices = {"none": "(none)"} | {name: name for name in catalogue.STRATEGIES}
    for place, usual in enumerate(USUAL_ARMS, start=1):
        text = "How the patients of this arm are treated."
        yield f"arm{place}", Control(f"arm{place}", f"Arm {place}", text, usual, choices=choices)
        for strategy, some in catalogue.STRATEGIES.items():
            yield from ((arm_id(place, strategy, one), one) for one in some)
    yield from ((one.id, one) for one in (*catalogue.CLINIC, *catalogue.RUN))


def arm_id(place: int, strategy: str, control: Control) -> str:
    """Return what the page calls a setting of the strategy of an arm."""
    return f"arm{place}_{strategy}_{control.id}".replace("-", "_")


def draft_of(values: Mapping[str, Any]) -> Draft:
    """Return the comparison that a page asks for.

    Parameters
    ----------
    values : mapping of str to object
        What controls say, by id. What is not there is as it is at first.

    Raises
    ------
    Refused
        With what is wrong, by the id of its control.
    """
    problems: dict[str, str] = {}
    read: dict[str, Any] = {}
    for id_, control in controls().items():
        try:
            read[id_] = control.read(values.get(id_))
        except InputError as error:
            problems[id_] = str(error)
    read_ = _Read(read, problems)
    draft = _made(read_) if not read_.wrong_at_the_top() else None
    needed = {id_: words for id_, words in problems.items() if id_ in read_.used}
    if needed or draft is None:
        raise Refused(needed or problems)
    return draft


class _Read:
    """What was read, what is wrong with it, and what a comparison needed of it."""

    def __init__(self, values: dict[str, Any], problems: dict[str, str]):
        self.values, self.problems = values, problems
        self.used: set[str] = {"tumour", *(f"arm{k + 1}" for k in range(catalogue.ARMS))}

    def wrong_at_the_top(self) -> bool:
        return any(id_ in self.problems for id_ in self.used)

    def of(self, ids: Mapping[str, str]) -> dict[str, Any]:
        """Return values by the names of fields; `ids` says which control each is."""
        self.used |= set(ids.values())
        return {name: self.values[id_] for name, id_ in ids.items() if id_ in self.values}

    def tried(self, ids: Mapping[str, str], otherwise: str, make: Callable[[], Any]) -> Any:
        """Return what is made, or note with which control it is wrong; None then."""
        if any(id_ in self.problems for id_ in ids.values()):
            return None
        try:
            return make()
        except (InputError, ValueError, TypeError) as error:
            self.problems[_meant(ids, str(error)) or otherwise] = str(error)
            self.used.add(otherwise)
            return None


def _meant(ids: Mapping[str, str], message: str) -> str:
    """Return the control of the field that a message names first, or an empty text."""
    found = [
        (m.start(), id_) for name, id_ in ids.items() if (m := re.search(rf"\b{name}\b", message))
    ]
    return min(found)[1] if found else ""


def _made(read: _Read) -> Draft | None:
    source = _own(read) if read.values["tumour"] == tumours.OF_OWN else _preset(read)
    if source is None:
        return None
    tumour = read.tried(_ids_of(source), "tumour", source.tumour)
    if tumour is None:
        return None
    arms = _arms(read, tumour)
    clinic = _clinic(read)
    run = read.of({one.id: one.id for one in catalogue.RUN})
    if any(id_ in read.used for id_ in read.problems) or clinic is None or not arms:
        return None
    draft = Draft(source, arms, clinic, **run)
    return draft if read.tried({}, "tumour", draft.scenario) else None


def _ids_of(source: Made | Preset) -> dict[str, str]:
    """Return which control each number of a tumour is."""
    if isinstance(source, Preset):
        return {one.id: f"{source.name}_{one.id}" for one in tumours.PRESETS[source.name]}
    return {one.id.removeprefix("own_"): one.id for one in tumours.OWN}


def _preset(read: _Read) -> Preset:
    name = read.values["tumour"]
    some = tumours.PRESETS[name]
    given = read.of({one.id: f"{name}_{one.id}" for one in some})
    at_first = {one.id: one.value for one in some}
    return Preset(name, {key: value for key, value in given.items() if value != at_first[key]})


def _own(read: _Read) -> Made | None:
    of = read.of({one.id: one.id for one in tumours.OWN})
    if any(id_ in read.used for id_ in read.problems):
        return None
    names = ["A", "B"][: int(of["own_drugs"])]
    kinetics = {"half_life": of["own_half_life"]} if of["own_half_life"] > 0.0 else {}
    effect = Hill(of["own_kill"], ec50=of["own_ec50"])
    drugs = tuple(Drug(name, effect, **kinetics) for name in names)
    mechanisms = _mechanisms(read, names)
    law = {"logistic": Logistic, "gompertz": Gompertz}.get(of["own_growth"])
    growth = {} if law is None else {"growth": law(of["own_capacity"])}
    founder = Clone("sensitive", of["own_birth"], of["own_death"])
    parts = {"size": of["own_size"], "grown_from_one_cell": True, **growth}
    return Made(founder, mechanisms, drugs, parts)


def _mechanisms(read: _Read, drugs: list[str]) -> tuple[Any, ...]:
    """Return the mechanisms that are ticked: a target and a gene are one drug's, the rest all's."""
    kinds, found = {file_name(kind): kind for kind in MECHANISMS}, []
    chosen = [name for name in tumours.MECHANISMS if read.values[name]]
    if len(chosen) > tumours.MOST_MECHANISMS:
        read.problems[chosen[-1]] = f"At most {tumours.MOST_MECHANISMS} in one tumour."
        read.used.add(chosen[-1])
        return ()
    for name in chosen:
        ids = {one.id: f"{name}_{one.id}" for one in tumours.MECHANISMS[name][2]}
        given, kind = read.of(ids), kinds[name]
        for of in drugs if name in OF_ONE_DRUG else [drugs]:
            found.append(read.tried(ids, name, partial(kind, of, **given)))
    return tuple(one for one in found if one is not None)


def _arms(read: _Read, tumour: Any) -> dict[str, Regimen]:
    arms: dict[str, Regimen] = {}
    for place in range(1, catalogue.ARMS + 1):
        strategy = read.values[f"arm{place}"]
        if strategy == "none":
            continue
        ids = {one.id: arm_id(place, strategy, one) for one in catalogue.STRATEGIES[strategy]}
        given = read.of(ids)
        regimen = read.tried(ids, f"arm{place}", partial(_regimen, tumour, strategy, given))
        if regimen is not None:
            arms[_free(strategy, arms)] = regimen
    if not arms and not read.problems:
        read.problems["arm1"] = "Choose at least one strategy."
    return arms


def _regimen(tumour: Any, strategy: str, given: dict[str, Any]) -> Regimen:
    regimen = strategies.arm(tumour, strategy)
    changed = {name: value for name, value in given.items() if value != getattr(regimen, name)}
    return replace(regimen, **changed) if changed else regimen  # type: ignore[type-var]


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """Return the name, with a number if it is taken."""
    names = [name, *(f"{name} {k}" for k in range(2, catalogue.ARMS + 1))]
    return next(one for one in names if one not in taken)


def _clinic(read: _Read) -> Clinic | None:
    ids = {one.id: one.id for one in catalogue.CLINIC}
    given = read.of(ids)
    measures: dict[str, dict[str, Any]] = {
        "cells": {}, "diameter": {"measure": Diameter()},
        "marker": {"measure": PSA, "criteria": Pcwg3()},
    }  # fmt: skip
    measure = measures[given.pop("measure", "cells")]
    if given.get("noise") == controls()["noise"].value:
        del given["noise"]  # (what is measured brings its own)
    return read.tried(ids, "scan_every", lambda: Clinic(**given, **measure))
