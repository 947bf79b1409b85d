"""Which faults can be put where: cosmic-ray's, less those that nobody makes, and calls left out.

cosmic-ray offers every operator for every other: eleven faults at each ``+``. What people do is
swap ``+`` and ``-``, ``<`` and ``<=``; the rest dilutes a sample with what any test would see.
"""

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator

SWAPS = {
    "BinaryOperator": "Add_Sub Sub_Add Mul_Div Div_Mul FloorDiv_Div Mod_FloorDiv "
    "BitAnd_BitOr BitOr_BitAnd",
    "ComparisonOperator": "Lt_LtE LtE_Lt Gt_GtE GtE_Gt Lt_GtE LtE_Gt Gt_LtE GtE_Lt "
    "Eq_NotEq NotEq_Eq Is_IsNot IsNot_Is",
    "UnaryOperator": "USub_UAdd Delete_Not Delete_Invert",
}
WORDS = (
    "AddNot ReplaceTrueWithFalse ReplaceFalseWithTrue ReplaceAndWithOr ReplaceOrWithAnd "
    "ReplaceBreakWithContinue ReplaceContinueWithBreak ExceptionReplacer NumberReplacer "
    "RemoveDecorator ZeroIterationForLoop"
)


class LeaveOutCall(Operator):
    """A statement that is a call, and nothing else, is left out: an fsync, a check, an append."""

    def mutation_positions(self, node):
        """Yield where the call stands."""
        if _is_a_call(node) and node.parent.type == "simple_stmt":
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        """Return what stands there instead."""
        return parso.python.tree.Keyword("pass", node.start_pos, node.get_first_leaf().prefix)

    @classmethod
    def examples(cls):
        """Return one before and after."""
        return (Example("f(x)\ny = g(x)\n", "pass\ny = g(x)\n"),)


_TYPE_AT = {"annassign": 1, "tfpdef": 2}
"""Where among the children of a node a type stands."""


@dataclass(frozen=True)
class Fault:
    """One fault in one file."""

    path: str
    """From the top of the checkout."""
    place: tuple[int, int]
    """Line and column at which it is put."""
    operator: str
    """What is done there, in cosmic-ray's words."""
    occurrence: int
    """Which of the operator's places in the file it is."""

    def put_into(self, code: str) -> str | None:
        """Return the file with the fault in it; nothing where cosmic-ray cannot put it."""
        try:
            faulty = mutate_code(code, _operators()[self.operator], self.occurrence)
        except AttributeError:  # its ExceptionReplacer and `except (json.JSONDecodeError, OSError)`
            return None
        return None if _means_the_same(faulty, code) else faulty


def faults_in(path: str, code: str) -> list[list[Fault]]:
    """Return the faults that can be put into a file, those at the same place together."""
    places: dict[tuple, list[Fault]] = {}
    seen = dict.fromkeys(_operators(), 0)
    for node in ast_nodes(get_ast(code)):
        for name, operator in _operators().items():
            for place, _ in operator.mutation_positions(node):
                if not _is_for_types(node):
                    fault = Fault(path, place, name, seen[name])
                    places.setdefault((place, node.type), []).append(fault)
                seen[name] += 1
    return [places[key] for key in sorted(places)]


def sample(code_of: dict[str, str], seed: int) -> Iterator[tuple[Fault, str]]:
    """Yield one fault at each place of some files, and the file with it; the order is drawn by lot.

    The first 100 are the same whether 100 or 300 are asked for.
    """
    rng = random.Random(seed)
    places = [faults for path in sorted(code_of) for faults in faults_in(path, code_of[path])]
    rng.shuffle(places)
    for faults in places:
        for fault in rng.sample(faults, len(faults)):
            if (faulty := fault.put_into(code_of[fault.path])) is not None:
                yield fault, faulty
                break


def _means_the_same(faulty: str, code: str) -> bool:
    """Tell whether Python reads the same: ``1e18`` becomes ``1e+18``."""
    try:
        return ast.dump(ast.parse(faulty)) == ast.dump(ast.parse(code))
    except SyntaxError:
        return False


@cache
def _operators() -> dict[str, Operator]:
    names = [f"Replace{kind}_{swap}" for kind, swaps in SWAPS.items() for swap in swaps.split()]
    ours: dict[str, Operator] = {"LeaveOutCall": LeaveOutCall()}
    return ours | {name: get_operator(f"core/{name}")() for name in [*names, *WORDS.split()]}


def _is_a_call(node: Any) -> bool:
    if node.type != "atom_expr":
        return False
    last = node.children[-1]
    return last.type == "trailer" and last.children[0].value == "("


def _is_for_types(node: Any) -> bool:
    """Tell whether a node is in an annotation (``int | None`` is no sum), or imports types only."""
    if node.type == "if_stmt" and node.children[1].get_code().strip() == "TYPE_CHECKING":
        return True
    while node.parent is not None:
        inside, node = node, node.parent
        if node.type == "funcdef" and inside is node.annotation:
            return True
        # x: int = 3, and the parameter x: int
        if node.type in ("annassign", "tfpdef") and inside is node.children[_TYPE_AT[node.type]]:
            return True
    return False
