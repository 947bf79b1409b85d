"""How many faults the tests noticed, and those that they did not, as diffs."""

import tomllib
from pathlib import Path

from scipy.stats import binomtest

from experiments.mutants.record import Tried

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
"""Faults that change nothing anyone could see, each with the reason; judged by hand."""


def equivalents(file: Path = EQUIVALENT) -> dict[tuple[str, str, str], str]:
    """Return why a fault is none, by its file, what stood there, and what stands there now."""
    listed = tomllib.loads(file.read_text("utf-8")).get("fault", [])
    return {(one["file"], one["before"], one["after"]): one["why"] for one in listed}


def reason(one: Tried, known: dict[tuple[str, str, str], str]) -> str | None:
    """Return why a fault that survived is none, if somebody has judged it so."""
    return known.get((one.path, *one.lines))


def report(tried: list[Tried], known: dict[tuple[str, str, str], str]) -> str:
    """Return the whole report, in Markdown."""
    rows = [_row(room, [t for t in tried if t.room == room], known) for room in _rooms(tried)]
    survivors = [one for one in tried if one.survived]
    open_ = [one for one in survivors if reason(one, known) is None]
    return "\n".join(
        [
            "# Faults put in one at a time",
            "",
            "| room | faults | noticed | [%] | 95 % interval | without those that are none [%] |",
            "|---|--:|--:|--:|---|--:|",
            *rows,
            _row("all", tried, known),
            "",
            f"## Survivors that are faults: {len(open_)}",
            *(f"\n```diff\n{one.diff}\n```" for one in open_),
            "",
            f"## Survivors that change nothing: {len(survivors) - len(open_)}",
            *(
                f"\n{reason(one, known)}\n\n```diff\n{one.diff}\n```"
                for one in survivors
                if reason(one, known) is not None
            ),
            "",
        ]
    )


def _rooms(tried: list[Tried]) -> list[str]:
    return sorted({one.room for one in tried})


def _row(name: str, tried: list[Tried], known: dict[tuple[str, str, str], str]) -> str:
    noticed = sum(not one.survived for one in tried)
    real = len(tried) - sum(one.survived and reason(one, known) is not None for one in tried)
    low, high = binomtest(noticed, len(tried)).proportion_ci(method="wilson")
    return (
        f"| {name} | {len(tried)} | {noticed} | {100 * noticed / len(tried):.0f} | "
        f"{100 * low:.0f} to {100 * high:.0f} | {100 * noticed / max(real, 1):.0f} |"
    )
