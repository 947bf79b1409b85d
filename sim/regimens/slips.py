"""What goes wrong in a function of somebody's that is asked about patients, and the way out."""

from dataclasses import fields

from sim.base.errors import InputError, unknown
from sim.base.seen import Seen


def in_words(error: Exception, where: str) -> InputError | None:
    """Return a slip in how `Seen` is read as an error that says what there is; None: another one.

    Parameters
    ----------
    error : Exception
        What the function raised.
    where : str
        Which function was asked, and when: ``"Policy 'mine' on day 7"``.
    """
    if isinstance(error, InputError):
        return InputError(f"{where}: {error}")
    if isinstance(error, AttributeError) and isinstance(error.obj, Seen):
        what = f"{where}: seen.{error.name}"
        return InputError(f"{unknown(what, 'field', error.name, _readable())} {_THE_TRUTH}")
    return None


def advice(error: Exception, yes_or_no: bool = False) -> str:
    """Return the way out of the mistake that everybody makes once; empty of others.

    Parameters
    ----------
    error : Exception
        What the function raised.
    yes_or_no : bool
        Whether that is what it returns for each patient; else it returns doses.
    """
    if "truth value of an array" not in str(error):
        return ""
    way_out = "choose for each patient: {'A': np.where(seen.burden < seen.baseline, 0.0, 1.0)}."
    if yes_or_no:
        way_out = "say it for each patient: (seen.burden < seen.baseline) & seen.detected."
    return f"What is seen has one value per patient, so there is no single yes or no; {way_out}"


_THE_TRUTH = "The true number of cells is none of them: a clinic never sees it."


def _readable() -> list[str]:
    """Return what `Seen` has to read: its fields, and what is worked out from them."""
    own = [f.name for f in fields(Seen) if not f.name.startswith("_")]
    worked_out = [
        name
        for kind in Seen.__mro__
        for name, value in vars(kind).items()
        if isinstance(value, property) and not name.startswith("_")
    ]
    return own + worked_out
