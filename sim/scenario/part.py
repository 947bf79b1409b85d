"""A table of its own beside a scenario, in the same file: ``[sweep]``, ``[search]``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.base.errors import InputError, unknown
from sim.scenario.place import Place
from sim.scenario.read import parsed, read_text


class Part(NamedTuple):
    """What a file says in such a table, and all that it says."""

    said: Mapping[str, Any]
    place: Place
    """Of the table."""
    table: dict[str, Any]
    """The whole file."""
    text: str


def read_part(file: Path, word: str, keys: Sequence[str], hint: str) -> Part:
    """Return the table of a file that is called `word`.

    Parameters
    ----------
    file : Path
    word : str
        Such as ``"sweep"``.
    keys : sequence of str
        Those that it may have.
    hint : str
        What to write where there is none.

    Raises
    ------
    InputError
        If the file cannot be read, has no such table, or the table has an unknown key.
    """
    text = read_text(word, file)
    table = parsed(text, str(file))
    place = Place(str(file), text).inside(f"[{word}]")
    said = table.get(word)
    if not isinstance(said, Mapping):
        raise InputError(f"{file}: no [{word}]; {hint}")
    for key in said:
        if key not in keys:
            raise place.error(unknown(repr(key), "key", key, keys), key)
    return Part(said, place, table, text)
