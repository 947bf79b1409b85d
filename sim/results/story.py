"""What made what is shown, for whatever it is shown of: runs, trials, sweeps, tumours."""

from collections.abc import Callable, Mapping
from typing import Any

from sim.base.version import __version__
from sim.model import Tumour

WORTH_KEEPING = (
    "title", "call", "seed", "engine", "versions", "created", "references", "interrupted",
)  # fmt: skip
"""What of a provenance goes into the metadata of a picture."""


def story_of(shown: Any) -> dict[str, str]:
    """Return what made it, in words; empty for numbers that come from somewhere else.

    Parameters
    ----------
    shown : Runs, TrialResult, Followup, SweepResults, table or Dataset with `attrs`, or Tumour
        What a figure is drawn from.
    """
    if isinstance(shown, Tumour):
        return _of_tumour(shown)
    for name, told_by in TOLD_BY.items():
        if getattr(shown, name, None) is not None:
            return told_by(getattr(shown, name))
    return {}


def _of_tumour(tumour: Tumour) -> dict[str, str]:
    references = "\n".join(str(reference) for reference in tumour.references)
    told = {"title": str(tumour).splitlines()[0], "versions": f"sim {__version__}"}
    return told | ({"references": references} if references else {})


def _of_attrs(attrs: Mapping[str, Any]) -> dict[str, str]:
    if "made_by" in attrs:
        return dict(attrs["made_by"])
    told = {name: str(attrs[name]) for name in WORTH_KEEPING if name in attrs}
    return told | ({"title": str(attrs["sweep"])} if "sweep" in attrs else {})


def _of_manifest(manifest: Mapping[str, Any]) -> dict[str, str]:
    made_by, words = manifest.get("made_by", {}), manifest.get("words", {})
    told = {
        "title": manifest.get("name", ""),
        "engine": words.get("engine", ""),
        "versions": str(made_by.get("versions", "")),
        "created": made_by.get("created", ""),
        "references": "\n".join(words.get("references", ())),
    }
    return {name: str(value) for name, value in told.items() if value}


TOLD_BY: dict[str, Callable[[Any], dict[str, str]]] = {
    "runs": story_of,
    "made_by": dict,
    "manifest": _of_manifest,
    "attrs": _of_attrs,
}
"""By the attribute that keeps it: of a trial, of times to an end point, of a sweep, of a table."""
