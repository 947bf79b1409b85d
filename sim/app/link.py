"""All that is set, in the address of the page: only what is not as it is at first."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sim.app.form import controls
from sim.base.errors import InputError


def link_of(values: Mapping[str, Any]) -> str:
    """Return the query of an address that says these values."""
    told = {}
    for id_, control in controls().items():
        value = values.get(id_, control.value)
        if value is not None and value != control.value:
            told[id_] = str(value).lower() if isinstance(value, bool) else str(value)
    return urlencode(told)


def values_of(query: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that an address says; what it says wrongly is left out."""
    values = {}
    for id_, control in controls().items():
        try:
            if id_ in query:
                values[id_] = control.read(query[id_])
        except InputError:
            continue
    return values
