"""Parts that the engines have equations for: a class made from one would be taken for it."""

from sim.base.errors import InputError


def only_ours(what: str, part: object, kinds: tuple[type, ...], instead: str) -> None:
    """Refuse a part whose class somebody derived from one of ours: what it changes would be lost.

    Parameters
    ----------
    what : str
        The part, for the message.
    part : object
        What was given; what is none of these kinds at all is not refused here.
    kinds : tuple of type
        The classes that kernels know.
    instead : str
        The way out.

    Raises
    ------
    InputError
    """
    kind = type(part)
    if kind in kinds or not isinstance(part, kinds):
        return
    base = next(known.__name__ for known in kinds if isinstance(part, known))
    raise InputError(
        f"{what} is a {kind.__name__}, which is made from sim.{base}. The engines know sim.{base} "
        f"by its numbers and would not see what {kind.__name__} changes. {instead}"
    )
