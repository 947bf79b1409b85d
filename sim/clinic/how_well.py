"""How well an exam sees, in words: its error, the smallest it shows, and when it is known."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.clinic.exam import Exam


def how_well(exam: "Exam", detection: float) -> str:
    """Return it in words, the limit in the unit of what is measured.

    Parameters
    ----------
    exam : Exam
        The exam.
    detection : float
        The smallest ball that its scan shows [cells].
    """
    said = [_noise(exam), _limit(exam, detection)]
    if exam.delay:
        said.append(f"known {exam.delay:g} days later")
    return ", ".join(words for words in said if words)


def _noise(exam: "Exam") -> str:
    if exam.measure.samples:
        return "errs by counting"
    noise = exam.scan_noise
    lasting = f" that lasts {noise.lasting:g} days" if noise.lasting else ""
    return f"noise {100 * noise.relative:g} % of {type(exam.measure).__name__.lower()}{lasting}"


def _limit(exam: "Exam", detection: float) -> str:
    limit, unit = exam.measure.limit_of(detection), exam.measure.unit
    if limit is None:
        return ""
    size = f"a fraction of {limit:.3g}" if unit == "fraction" else f"{limit:.3g} {unit}"
    return f"nothing seen below {size}"
