"""Every number that patients may draw, or have one each of: printed, asked and run."""

import inspect
from dataclasses import fields, replace
from functools import cached_property

import numpy as np
import pytest
from scipy import stats

from sim.base.errors import InputError
from tests.fuzz import rooms, trials_and_sweeps
from tests.fuzz.guarded import guarded
from tests.fuzz.public import examples, use


def forms(value: float):
    """Yield distributions around a value, one of them discrete, and one value per patient."""
    value = value if np.isfinite(value) else 1.0
    span = 0.1 * abs(value) or 0.01
    yield "uniform above", stats.uniform(value, span)
    yield "uniform below", stats.uniform(max(value - span, 0.0), min(span, value) or span)
    yield "discrete", stats.randint(max(1, round(min(value, 1e9))), 2 + round(min(value, 1e9)))
    yield "histogram", stats.rv_histogram(([1, 2], [value, value + span / 2, value + span]))
    yield "the same for each", np.array([value, value])
    yield "one for each", np.array([value, value + span])


def drawn():
    """Yield descriptions with one of their numbers drawn, where that is allowed."""
    for made in examples():
        for field in fields(made):
            value = getattr(made, field.name) if field.init else ""
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int | float)
            ):
                continue
            for words, form in forms(0.5 if value is None else float(value)):
                try:
                    yield (
                        f"{type(made).__name__}({field.name}: {words})",
                        replace(made, **{field.name: form}),
                    )
                except InputError:
                    continue


def asked(made) -> None:
    """Read what a description says of itself, then print and run it."""
    for name in dir(type(made)):
        kind = inspect.getattr_static(type(made), name)
        if not name.startswith("_") and isinstance(kind, property | cached_property):
            getattr(made, name)
    use(made)


def wrong(part: slice) -> list[str]:
    """Return the complaints about some of them."""
    found = [(words, guarded(lambda made=made: asked(made))) for words, made in list(drawn())[part]]
    return [f"{words}: {problem}" for words, problem in found if problem]


def test_a_tenth_of_all_numbers():
    assert len(list(drawn())) > 500
    assert not wrong(slice(None, None, 10))


@pytest.mark.slow
def test_all_numbers():
    found = wrong(slice(None))
    assert not found, "\n".join(found)


def test_what_is_one_number_is_not_taken_from_a_list_or_a_distribution():
    """`CirculatingDna(detection=[0.1, 0.2])` was taken, and ended in a traceback in the run."""
    plain = {"float", "int", "float | None", "int | None", "bool", "str"}
    everything = [*examples(), *trials_and_sweeps.examples(), *rooms.examples()]
    fields_of = [(made, f) for made in everything for f in fields(made) if f.init]
    alone = [(made, f.name) for made, f in fields_of if _written(f.type) in plain]
    assert len(alone) > 100
    taken = []
    for made, name in alone:
        for form in (np.array([0.5, 0.5]), [0.5, 0.5], stats.uniform(0.5, 0.1), (0.5, 0.6)):
            try:
                replace(made, **{name: form})
            except InputError:
                continue
            taken.append(f"{type(made).__name__}({name}={form!r})")
    assert not taken


def _written(kind) -> str:
    return kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))
