"""Tumours whose mechanism of resistance is to be found out: only their burden is shown."""

from collections.abc import Mapping

from sim.base.errors import unknown as unknown_name
from sim.base.typed import typed
from sim.model import (
    Clone,
    Drug,
    Efflux,
    Hill,
    Inactivation,
    Inhibition,
    Silencing,
    TargetMutation,
    Tolerance,
    Tumour,
)
from sim.regimens import Regimen
from sim.results import Runs

MECHANISMS = {
    "P": TargetMutation("A", per_division=1e-7, fold=100.0),
    "Q": Efflux(["A", "B"], pump=30.0, per_division=1e-7, inhibitor="pump inhibitor"),
    "R": Tolerance("A", enter=1e-4, induced=0.01, leave=0.02),
    "S": Inactivation("A", capacity=1.5, half=0.05, per_division=1e-7),
    "T": Silencing("A", on=1e-5, off=5e-3, fold=50.0, eraser="eraser", erased=0.2),
}
"""What is behind each letter."""

MADE_BY = ("tumour", "tumour_repr", "references", "recipe")
"""What results say of the tumour, which would say it all."""


def tumour(name: str) -> Tumour:
    """Return the tumour with this letter."""
    if name not in MECHANISMS:
        raise unknown_name(f"unknown({name!r}, ...)", "unknown tumour", name, MECHANISMS)
    kill = Hill(0.10, ec50=0.3, slope=2)
    block = Inhibition(ec50=0.1, slope=2)
    return Tumour.from_founder(
        Clone("sensitive", birth=0.14, death=0.12, start=1e9),
        [MECHANISMS[name]],
        drugs=[
            Drug("A", kill),
            Drug("B", kill),
            Drug("pump inhibitor", block),
            Drug("eraser", block),
        ],
    )


@typed
def unknown(
    name: str,
    arms: Mapping[str, Regimen],
    *,
    patients: int = 20,
    days: float = 1095.75,
    seed: int = 1,
) -> Runs:
    """Treat a tumour whose mechanism of resistance is not told, and return its burden.

    Parameters
    ----------
    name : str
        ``"P"``, ``"Q"``, ``"R"``, ``"S"`` or ``"T"``. Each has one mechanism.
    arms : mapping of name to Regimen
        Tests of yours. The drugs are ``"A"`` and ``"B"``, which kill, ``"pump inhibitor"`` and
        ``"eraser"``, which do not.
    patients, days, seed
        As in `sim.simulate`.

    Returns
    -------
    Runs
        With all cells as one clone.
    """
    from sim.simulate import simulate

    runs = simulate(
        tumour(name), arms, patients=patients, days=days, seed=seed, progress=False
    )  # fmt: skip
    data = runs.data
    by_clone = [word for word in data.data_vars if "clone" in data[word].dims]
    together = {
        word: data[word].sum("clone").expand_dims({"clone": ["all cells"]}, -1) for word in by_clone
    }
    rest = data.drop_vars([*by_clone, "clone"])
    shown = rest.assign(together)
    shown.attrs = {word: text for word, text in data.attrs.items() if word not in MADE_BY}
    return Runs(shown)
