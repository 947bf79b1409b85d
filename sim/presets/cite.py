"""The references of a tumour: where its numbers were published."""

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.model import Tumour
from sim.results import Runs


@typed
def references_text(what: Tumour | Runs) -> str:
    """Return the references, one after the other, with what each one gives.

    Those of a tumour are the sources of its numbers; runs add those of the engine.
    """
    if isinstance(what, Runs):
        return str(what.data.attrs.get("references") or "These runs name no references.")
    if not isinstance(what, Tumour):
        raise InputError(
            f"cite() is given {what!r}; give a tumour, such as "
            "sim.presets.melanoma_vemurafenib(), or runs."
        )
    if not what.references:
        return "This tumour names no references; add them with sim.Tumour(references=[...])."
    return "\n".join(str(reference) for reference in what.references)


@typed
def cite(what: Tumour | Runs) -> None:
    """Print where the numbers of a tumour, or of runs, come from."""
    print(references_text(what))
