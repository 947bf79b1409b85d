"""What is marked over time: the user's lines, days and spans, and what happened to one patient."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from sim.base.errors import InputError
from sim.plots.frame import Frame
from sim.plots.layout import Panels
from sim.plots.present import last_day
from sim.plots.strips import Said
from sim.plots.styles import current
from sim.plots.typed_text import plain
from sim.results import Runs
from sim.results.endings import ERADICATED

Event = tuple[float, float, str]
"""First day, last day (the same of what takes no time) and what it is."""
LETTER = 0.52
"""Mean width of a letter, in font sizes."""
DASHES = (0, (7, 2, 1.5, 2))


def marked_rows(panels: Panels, frame: Frame) -> list[Said]:
    """Return the rows above a panel that say what the user has marked by day."""
    events = [(day, day, name) for name, day in frame.marks.days.items()]
    events += [(*span, name) for name, span in frame.marks.spans.items()]
    return [replace(row, own=True) for row in said(panels, frame, events)]


def event_rows(
    panels: Panels, frame: Frame, arm: str, colour: str = "", marker: str = ""
) -> list[Said]:
    """Return the rows that say what happened to a single patient in an arm; none of several."""
    if not frame.single:
        return []
    rows = said(panels, frame, happened_to(frame.runs, arm), colour)
    return [replace(row, marker=marker if k == 0 else "") for k, row in enumerate(rows)]


def events_in_line(panels: Panels, frame: Frame, arm: str) -> list[Said]:
    """Return the same for an arm with a panel of its own: all panels have equally many rows."""
    rows = {each: event_rows(panels, frame, each) for each in frame.arms}
    most = max(map(len, rows.values()))
    return rows[arm] + [Said(())] * (most - len(rows[arm]))


def said(panels: Panels, frame: Frame, events: Sequence[Event], colour: str = "") -> list[Said]:
    """Return as few rows as hold all words, none of which touches another."""
    room = 72 * panels.width / (0.8 * panels.font * LETTER)  # letters across the panel
    per_day = room / frame.days
    rows: list[list[tuple[float, float, str, bool]]] = []
    until: list[float] = []
    for begin, end, text in sorted(events):
        if begin > frame.days:
            continue
        left = begin * per_day
        back = left + len(text) + 1 > room
        if back:  # there is no room to its right
            left, right = left - len(text) - 1, max(left, end * per_day) + 1
        else:
            right = max(left + len(text) + 1, end * per_day) + 1
        row = next((k for k, edge in enumerate(until) if edge <= left), len(rows))
        if row == len(rows):
            rows.append([])
            until.append(0.0)
        rows[row].append((begin / frame.clock[0], end / frame.clock[0], text, back))
        until[row] = right
    return [Said(tuple(row), colour) for row in rows]


def happened_to(runs: Runs, arm: str) -> list[Event]:
    """Return what happened to the first patient of runs: lines of therapy, responses, the end."""
    found = _lines(runs, arm)
    last = last_day(runs, arm)[0]
    progression = _day(runs, "progression_day", arm)
    off = _day(runs, "off_drug_day", arm)
    for day, word in (
        (_day(runs, "response_day", arm), "response"),
        (progression, "progression"),
        (np.nan if off == progression else off, "growth off drug"),
        (_day(runs, "second_progression_day", arm), "second progression"),
    ):
        if day <= last:  # (NaN: never)
            found.append((day, day, word))
    end, ending = _day(runs, "end_day", arm), int(runs.values("ending", arm)[0])
    if np.isfinite(last):
        found.append((last, last, "death" if last == end else "not followed any more"))
    elif ending == ERADICATED:
        found.append((end, end, "no cell left"))
    return found


def draw_marks(ax: Axes, frame: Frame, font: float) -> None:
    """Draw the user's lines, days and spans into a panel whose ranges are set."""
    chosen, scale = current(), font / 9
    for name, value in frame.marks.lines.items():
        ax.axhline(value, color=chosen.text, zorder=1.5, linewidth=0.9 * scale, linestyle=DASHES)
        ax.annotate(
            plain(name), (1, value), (-3, 2), xycoords=ax.get_yaxis_transform(), ha="right",
            va="bottom", textcoords="offset points", fontsize=0.8 * font, color=chosen.text,
            bbox=dict(facecolor=chosen.paper, linewidth=0, alpha=0.75, pad=0.6), zorder=2.9,
        )  # fmt: skip
    days = frame.clock[0]
    for day in frame.marks.days.values():
        ax.axvline(
            day / days, color=chosen.ink, linewidth=0.7 * scale, linestyle=(0, (2, 2)), zorder=1.4
        )
    for begin, end in frame.marks.spans.values():
        ax.axvspan(
            begin / days, end / days, color=chosen.faint, alpha=0.25, linewidth=0, zorder=0.3
        )


def _lines(runs: Runs, arm: str) -> list[Event]:
    """Return when each line of therapy began, and with what; nothing if there was one only."""
    try:
        table = runs.lines()
    except InputError:  # what runs of end points, or of older files, do not know
        return []
    table = table[table["arm"] == arm]
    if len(table) < 2:
        return []
    began = table["began"].to_numpy(float)
    words = [
        f"line {line}: {drugs or 'no drug'}"
        for line, drugs in zip(table["line"], table["drugs"], strict=True)
    ]
    return [(day, day, word) for day, word in zip(began.tolist(), words, strict=True)]


def _day(runs: Runs, name: str, arm: str) -> float:
    return float(runs.values(name, arm)[0]) if runs.keeps(name) else np.nan
