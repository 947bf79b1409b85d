"""Numbers and letters as people write them: ``93 %``, ``13,9``, ``ln(2)``, ``4.2 x 10^9``."""

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import Any

from sim.base.units import MONTH, WEEK, YEAR

SIGNS = {
    "×": "*", "·": "*", "⋅": "*", "−": "-", "–": "-", "÷": "/", "^": "**",
    "√": "sqrt", "π": "pi",
}  # fmt: skip
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
MANY = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
TIMES = {"day": 1.0, "week": WEEK, "month": MONTH, "year": YEAR}
NAMES = {"e": math.e, "pi": math.pi}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "ln": math.log, "log": math.log, "log10": math.log10, "log2": math.log2,
    "exp": math.exp, "sqrt": math.sqrt,
}  # fmt: skip
OPERATORS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip


def written_number(text: str) -> float | None:
    """Return what a text means as a number, or None.

    Understood are decimal points and commas, thousands (``10,000``), powers (``10^9``), ``%``,
    ``million``, units at the end (years are turned into days), and sums with ``ln``, ``exp``,
    ``sqrt``. A comma before exactly three digits parts thousands, unless a zero stands before it.
    """
    try:
        tree = ast.parse(_as_python(text), mode="eval")
        value = _value(tree.body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return value if isinstance(value, float) and math.isfinite(value) else None


def written_letters(text: str) -> set[str] | None:
    """Return the letters that a text names, small, or None: ``ac``, ``A, C``, ``a and c``."""
    words = re.sub(r"\b(and|or|both|only)\b|[\s,;.:()&+/\"'\[\]{}]+", " ", text.lower()).split()
    letters = "".join(words)
    return set(letters) if letters.isalpha() and len(set(letters)) == len(letters) else None


def _as_python(text: str) -> str:
    text = text.strip().lower().rstrip(".").strip()
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: "^" + m[0].translate(SUPERSCRIPTS), text)
    for sign, meant in SIGNS.items():
        text = text.replace(sign, meant)
    text = re.sub(r"^(=|≈|~|about|ca\.?|circa)\s*", "", text)
    text = re.sub(r"\b(math|np|numpy)\.", "", text)
    text = re.sub(r"(?<=\d)[ _](?=\d{3}(?!\d))", "", text)
    text = re.sub(r"\d+(,\d+)+(\.\d+)?", _without_commas, text)
    text = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "*", text)
    text = re.sub(r"\s*(per\s*day|/\s*days?|cells?|mm|per\s*cell)$", "", text)
    text = re.sub(
        r"\s*\b(day|week|month|year)s?$", lambda m: f"*{TIMES[m[1]]!r}" if m.start() else "?", text
    )
    text = re.sub(r"\s*\b(" + "|".join(MANY) + r")s?\b", lambda m: f"*{MANY[m[1]]!r}", text)
    return re.sub(r"\s*(%|percent|per cent)", "/100", text)


def _without_commas(found: re.Match[str]) -> str:
    text = found[0]
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
        return text.replace(",", "")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else "?"


def _value(node: Any) -> float:
    """Return the value of a sum; ValueError for everything that is none."""
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
        if isinstance(node.value, int | float):
            return float(node.value)
    if isinstance(node, ast.Name) and node.id in NAMES:
        return NAMES[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        value = OPERATORS[type(node.op)](_value(node.left), _value(node.right))
        if isinstance(value, float):  # a root of a negative number is none of ours
            return value
    if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        function = FUNCTIONS.get(node.func.id)
        if function is not None and not node.keywords:
            return function(_value(node.args[0]))
    raise ValueError("not a sum of numbers")
