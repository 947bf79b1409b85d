"""Phrases of figures put into another language, whole or piece by piece (`sim.plots.phrases`)."""

import re
from functools import cache

from sim.plots.phrases import LANGUAGES, TABLE

GAP = "([^,;]+?)"
"""What stands in a gap."""


@cache
def _phrases(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Return the phrases without gaps, and the patterns of the others, in the table's order."""
    column, whole, patterns = LANGUAGES.index(language), {}, []
    for line in TABLE.strip().splitlines():
        parts = [part.strip() for part in line.split(" | ")]
        if "{}" in parts[0]:
            gaps = GAP.join(re.escape(part) for part in parts[0].split("{}"))
            patterns.append((re.compile(gaps), parts[column]))
        else:
            whole[parts[0]] = parts[column]
    # (what says more comes first: "n = {} in each arm" before "n = {}", "{} = {} in {}" after both)
    patterns.sort(key=lambda pair: -sum(map(str.isalnum, pair[0].pattern.replace(GAP, ""))))
    return whole, patterns


def in_language(text: str, language: str) -> str:
    """Return a phrase of a figure in a language, as far as the table has it."""
    if language == "en" or not text.strip():
        return text
    if "\n[" in text:  # a label in two lines
        return in_language(text.replace("\n[", " ["), language).replace(" [", "\n[")
    if "\n" in text:
        return "\n".join(in_language(line, language) for line in text.split("\n"))
    return _phrase(text, language) or _piece_by_piece(text, language)


def _phrase(text: str, language: str) -> str:
    """Return a phrase that is in the table; else nothing."""
    whole, patterns = _phrases(language)
    if text in whole:
        return whole[text]
    for pattern, said in patterns:
        found = pattern.fullmatch(text)
        if found:
            return said.format(*(_phrase(gap, language) or gap for gap in found.groups()))
    return ""


def _piece_by_piece(text: str, language: str) -> str:
    """Return a text whose parts, between commas or semicolons, are in the table."""
    for mark in ("; ", ", "):
        if mark in text:
            return mark.join(in_language(part, language) for part in text.split(mark))
    return text
