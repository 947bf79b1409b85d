"""What runs keep of measures that have parts: variants in blood or tissue, lesions."""

from collections.abc import Collection

from sim.base.errors import InputError, unknown
from sim.base.seen_parts import ALLELE, LESION
from sim.results import Runs

WORDS = {"fraction": (ALLELE, "variant fraction"), "lesions": (LESION, "diameter [mm]")}
"""What is kept of the parts of a measure: what they are, and what stands beside the axis."""


def measured(runs: Runs, measure: str, words: Collection[str] = tuple(WORDS)) -> tuple[str, str]:
    """Return how the arrays of a measure begin, and what is kept of its parts."""
    found = {}
    for name, array in runs.data.data_vars.items():
        word, last = str(name).rpartition("_")[2], str(array.dims[-1]) if array.dims else ""
        prefix = str(name).removesuffix(word)
        if word in words and last == f"{prefix}{WORDS[word][0]}":
            found[prefix.removesuffix("_")] = word
    if not found:
        raise InputError(
            "These runs have no variants and no lesions that were seen one by one; give the clinic "
            "sim.Sequencing(...) or sim.LesionsBySite(), and keep scans: record=sim.Visits()."
        )
    chosen = measure or next(iter(found))
    if chosen not in found:
        raise unknown(
            f"What was seen by {measure!r}",
            "measure with parts",
            measure,
            found,
            "measures with parts",
        )
    return f"{chosen}_" if chosen else "", found[chosen]
