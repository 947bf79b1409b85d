"""What worker processes do: simulate a scenario file, draw it, play a patient.

Everything comes and goes as texts, numbers and bytes. What was simulated last is kept, so that a
figure in another style does not simulate again.
"""

import tempfile
import warnings
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.scenario import scenario_from_text
from sim.teaching.pictures import png

if TYPE_CHECKING:
    from sim.results import Runs

KEPT = 4
"""Scenarios whose runs a worker keeps."""


class Table(NamedTuple):
    """A table to show."""

    columns: list[str]
    rows: list[tuple[str, list[str]]]
    """Name of each row, and its cells."""


class Played(NamedTuple):
    """A patient who is treated by a visitor."""

    words: str
    ending: str
    day: int
    picture: bytes


class Uncovered(NamedTuple):
    """The truth about a patient, and what every strategy would have done."""

    words: str
    picture: bytes
    table: Table
    score: tuple[int, int, str, int]
    """Under the visitor's plan: last day alive, days well, how it ended, doses."""


def warm() -> None:
    """Load what the first visitor would wait for."""
    import matplotlib

    matplotlib.use("Agg")
    import sim.plots
    import sim.simulate  # noqa: F401


def told(text: str) -> tuple[Table, list[str]]:
    """Return the summary of a scenario file's runs, and what the program said on the way."""
    runs, said = _simulated(text)
    return _table(runs.summary()), said


def shown(text: str, kind: str, look: str) -> tuple[bytes, str]:
    """Return a figure of a scenario file's runs for the page: a PNG, and the same in words."""
    from PIL import Image

    # (the file holds the words already: made anew, they would take as long once more)
    made = picture(text, kind, look, "png")
    with Image.open(BytesIO(made)) as read:
        return made, str(read.text["Comment"])  # type: ignore[attr-defined]


def picture(text: str, kind: str, look: str, ending: str) -> bytes:
    """Return a figure of a scenario file's runs as a file of this ending: png, pdf, svg or csv."""
    from sim import plots

    runs, _ = _simulated(text)
    with plots.style(look):
        drawn = getattr(plots, kind)(runs)
        return _file(drawn, ending)


def _file(drawn: Any, ending: str) -> bytes:
    """Return a drawn figure as the bytes of a file; the figure is let go."""
    from matplotlib import pyplot

    from sim import plots

    try:
        with tempfile.TemporaryDirectory() as folder:
            name = Path(folder) / ("figure.png" if ending == "csv" else f"figure.{ending}")
            plots.save(drawn, name, data=ending == "csv")
            return name.with_suffix(f".{ending}").read_bytes()
    finally:
        pyplot.close("all")


@lru_cache(KEPT)
def _simulated(text: str) -> tuple["Runs", list[str]]:
    from sim.simulate import simulate

    made = scenario_from_text(text)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        runs = simulate(
            made.tumour, made.arms, patients=made.patients, days=made.days, seed=made.seed,
            clinic=made.clinic, engine=made.engine, progress=False, threads=1,
        )  # fmt: skip
    return runs, [str(one.message) for one in caught]


def _table(table: Any) -> Table:
    """Return a data frame as words."""
    rows = [
        (str(name), [_word(one) for one in row])
        for name, row in zip(table.index, table.values, strict=True)
    ]
    return Table([str(name) for name in table.columns], rows)


def _word(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "-" if value != value else f"{value:.4g}"


def played(patient: int, decisions: Sequence[dict[str, float]]) -> Played:
    """Return where a patient stands after these decisions."""
    doctor = _doctor(patient, decisions)
    return Played(doctor.words(), doctor.ending, doctor.day, png(doctor.figure()))


def uncovered(patient: int, decisions: Sequence[dict[str, float]]) -> Uncovered:
    """Return the truth about a patient treated like this, and what would have been better."""
    doctor = _doctor(patient, decisions)
    table = doctor.compare()
    picture = png(doctor.uncover())
    words = f"{doctor.words()}\n{doctor.truth()}"
    you = doctor.score()
    score = you.last_day, you.days_well, you.ending, you.doses
    return Uncovered(words, picture, _table(table), score)


def _doctor(patient: int, decisions: Sequence[dict[str, float]]) -> Any:
    """Return the game after these decisions: the same patient has the same luck."""
    from sim.teaching.doctor import Doctor

    doctor = Doctor(patient)
    for doses in decisions:
        doctor.next_visit(doses)
    return doctor
