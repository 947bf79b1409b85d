"""Lines of therapy, one after the other: what the sequential regimens are made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT, merge
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.brackets import check_brackets
from sim.regimens.continuous import Continuous, Observation, Steady
from sim.regimens.doses import together
from sim.regimens.regimen import Regimen
from sim.regimens.until import Until

Treatment = str | Mapping[str, Number] | Regimen
"""The name of a drug, doses by name, or any regimen; ``{}`` is nothing."""


def as_regimen(treatment: Treatment) -> Regimen:
    """Return a treatment as a regimen."""
    if isinstance(treatment, Regimen):
        return treatment
    if isinstance(treatment, Mapping) and not treatment:
        return Observation()
    return Continuous(treatment)


@dataclass(frozen=True)
class Line:
    """One line of therapy.

    Parameters
    ----------
    give : str, mapping of drug to number, or Regimen
        What is given; ``{}`` is a holiday. A regimen counts its days from the start of the line.
    until : Until or None
        What ends it: `Progression`, `Days`, `BurdenBelow`, `BurdenAbove`, `MarkerBelow`,
        `MarkerAbove`, `Rebound`, `Undetectable`, `Detected`, `Lasting` or `When`; also several:
        ``sim.Undetectable() & sim.Days(730)``. ``None``: nothing does.
    """

    give: Treatment
    until: Until | None = None

    def __post_init__(self):
        object.__setattr__(self, "give", as_regimen(self.give))
        check_brackets("until of a line", self.until)
        if self.until is not None and not isinstance(self.until, Until):
            raise InputError(
                f"until of a line is {self.until!r}; give sim.Progression(), sim.Days(84), "
                "sim.BurdenBelow(0.5), sim.BurdenAbove(1.0), sim.Undetectable(730), "
                "sim.Detected(), sim.When(function) or None."
            )

    def describe(self) -> str:
        """Return the line in words."""
        give = self.give
        what = give.words() if isinstance(give, Steady) else str(give).rstrip(".")
        return what if self.until is None else f"{what}, {self.until.describe()}"


@dataclass(frozen=True)
class Lines(Regimen):
    """Lines of therapy: each until its end, then the next; after the last, nothing.

    A line ends at a visit, and the next begins at the same one. The clinic then starts to count
    anew: progression in a line is progression since that line began.

    Parameters
    ----------
    lines : sequence of Line
        In their order.
    repeat : bool or int
        Whether the first follows the last again, for ever (True), or how many times they are
        gone through altogether.

    Examples
    --------
    >>> from sim.regimens import Days, Line, Lines, Progression
    >>> print(Lines([Line("A", until=Days(84)), Line({}, until=Progression()), Line("B")]))
    Lines: A, for 84 days; then nothing, until progression; then B.
    """

    lines: Sequence[Line]
    repeat: bool | int = False

    def __post_init__(self):
        lines = tuple(self.lines) if isinstance(self.lines, list | tuple) else ()
        if not 0 < len(lines) <= 100 or not all(isinstance(line, Line) for line in lines):
            raise InputError(
                f"Lines takes 1 to 100 lines, [sim.Line('A', until=sim.Progression()), ...]; it "
                f"is given {self.lines!r}."
            )
        if not isinstance(self.repeat, bool | np.bool_):
            hint = "It is True, for ever, or how many times the lines are gone through."
            repeat = checks.whole("repeat of Lines", self.repeat, 1, 10_000, hint=hint)
            object.__setattr__(self, "repeat", repeat)
        followed = lines if self.repeat > 1 or self.repeat is True else lines[:-1]
        endless = [n for n, line in enumerate(followed, start=1) if line.until is None]
        if endless:
            raise InputError(
                f"Line {endless[0]} of {len(lines)} has no end, so the next would never begin; "
                "give it until=sim.Progression() or until=sim.Days(84)."
            )
        object.__setattr__(self, "lines", lines)

    @property
    def rounds(self) -> float:
        """How often the lines are gone through; infinite: for ever."""
        return np.inf if self.repeat is True else max(int(self.repeat), 1)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return together(*(as_regimen(line.give).drugs for line in self.lines))

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return all(
            as_regimen(line.give).open_loop and (line.until is None or line.until.open_loop)
            for line in self.lines
        )

    @property
    def wants_scans_every(self) -> float:
        """As often as the most exacting of its lines does [days]."""
        return min(as_regimen(line.give).wants_scans_every for line in self.lines)

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked, as far as they are known beforehand."""
        asked, start = [np.zeros(0)], 0.0
        for line in self._in_turn():
            length = None if line.until is None else line.until.length()
            end = horizon if length is None else min(start + length, horizon)
            asked.append(start + as_regimen(line.give).days_to_ask(end - start))
            if end > horizon - SAME_MOMENT:
                break
            asked.append(np.array([end]))
            start = end
        return merge(*asked)

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        if not memory:
            began = np.broadcast_to(np.subtract(seen.day, seen.since), (seen.patients,))
            memory.update(line=np.zeros(seen.patients, dtype=np.int8), began=began)
            memory["round"] = np.zeros(seen.patients, dtype=np.int32)
            memory["inner"] = [{} for _ in self.lines]
            memory["untils"] = [{} for _ in self.lines]
        _start_over(seen, memory)
        self._move_on(seen, memory)
        parts = [self._part(number, seen, memory) for number in range(len(self.lines))]
        return _combine(seen, memory, parts)

    def describe(self) -> str:
        """Return the plan in one line."""
        again = "" if self.rounds == 1 else f"; {self._again()}"
        return f"Lines: {'; then '.join(line.describe() for line in self.lines)}{again}."

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        rules = [f"{line.describe()}." for line in self.lines]
        if self.rounds > 1:
            rules.append(f"{self._again()}.")
        over = self.lines[-1].until is not None and self.rounds < np.inf
        return (*rules, "nothing.") if over else tuple(rules)

    def _again(self) -> str:
        if self.rounds == np.inf:
            return "these in turn, again and again"
        return f"these in turn, {self.rounds} times"

    def _in_turn(self) -> Iterator[Line]:
        """Yield the lines as they follow each other."""
        rounds = count() if self.rounds == np.inf else range(int(self.rounds))
        return (line for _ in rounds for line in self.lines)

    def _move_on(self, seen: Seen, memory: dict[str, Any]) -> None:
        line, began, untils = memory["line"], memory["began"], memory["untils"]
        over = np.zeros(0, dtype=bool)
        for number, this in enumerate(self.lines):
            if this.until is None or not this.until.may_end(seen):
                continue
            since = seen.day - began
            # On the day a line begins, the clinic still shows how the last one ended.
            ended = this.until.ended(seen, since, untils[number]) & this.until.news(seen)
            ended = (line == number) & (since > 0) & ended
            over = ended if over.size == 0 else over | ended
        if over.any():
            memory["line"], memory["round"] = self._next(line + over, memory["round"])
            memory["began"] = np.where(over, seen.day, began)
            seen.begin_line(over & (memory["line"] < len(self.lines)))

    def _next(self, line: np.ndarray, rounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return line and round (patient,), from the first again where there is another round."""
        again = (line == len(self.lines)) & (rounds + 1 < self.rounds)
        return np.where(again, np.int8(0), line), rounds + again

    def _part(self, number: int, seen: Seen, memory: dict[str, Any]) -> np.ndarray | None:
        """Return the doses of one line, for those who are in it; None if nobody is."""
        give, inner = as_regimen(self.lines[number].give), memory["inner"][number]
        if give.steady:
            return give.decide(seen, inner)
        inside = memory["line"] == number
        if not inside.any():
            return None
        since = np.where(inside, seen.day - memory["began"], 0.0)
        return give.decide(seen.within(since, inside), inner)


def _start_over(seen: Seen, memory: dict[str, Any]) -> None:
    """Put those who begin today at the first line (these lines may be a line of other lines)."""
    if np.ndim(seen.since) == 0:
        return
    begin = np.equal(seen.since, 0)
    memory["began"] = np.where(begin, seen.day, memory["began"])
    if memory["line"][begin].any() or memory["round"][begin].any():
        memory["line"] = np.where(begin, np.int8(0), memory["line"])
        memory["round"] = np.where(begin, 0, memory["round"])


def _combine(seen: Seen, memory: dict[str, Any], parts: Sequence[np.ndarray | None]) -> np.ndarray:
    """Return every patient's own part; the array of last time if nothing changed."""
    line = memory["line"]
    sources = [line, *parts]
    before = memory.get("sources", [])
    if len(before) == len(sources) and all(a is b for a, b in zip(before, sources, strict=True)):
        return memory["doses"]
    doses = np.zeros((seen.patients, len(seen.drugs)))
    for number, part in enumerate(parts):
        if part is not None:
            np.copyto(doses, part, where=(line == number)[:, None])
    doses.flags.writeable = False
    memory["sources"], memory["doses"] = sources, doses
    return doses
