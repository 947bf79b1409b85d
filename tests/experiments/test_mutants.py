"""Faults that are put in: where, which, and what is remembered of them."""

import ast
import time
from dataclasses import replace
from itertools import islice

import pytest

from experiments.mutants import __main__ as command
from experiments.mutants import rooms
from experiments.mutants.faults import Fault, faults_in, sample
from experiments.mutants.order import Order
from experiments.mutants.record import Record, Tried, diff_of, key_of
from experiments.mutants.report import equivalents, report
from experiments.mutants.tree import TOP, Tree, copied

CODE = '''def spent(given: int | None = 3, price: int | float = 2) -> int | float:
    """Return 2 + 2."""
    total: int | None = 0
    if given is not None and given <= 4:
        total = given * price
        log(total)
    return total
'''


def faulty_lines(code):
    """Return what each possible fault makes of the one line that it changes."""
    found = []
    for fault in (fault for place in faults_in("sim/clinic/a.py", code) for fault in place):
        faulty = fault.put_into(code)
        ast.parse(faulty)
        changed = [
            (a, b) for a, b in zip(code.splitlines(), faulty.splitlines(), strict=True) if a != b
        ]
        assert len(changed) == 1
        found.append(" ".join(changed[0][1].split()))
    return found


def test_what_people_do_wrong_is_what_is_put_in():
    found = faulty_lines(CODE)
    assert {
        "if given is None and given <= 4:",
        "if given is not None or given <= 4:",
        "if given is not None and given < 4:",
        "if given is not None and given > 4:",
        "if not given is not None and given <= 4:",
        "total = given / price",
        "pass",
    } <= set(found)
    assert sum("given <= 5" in line or "given <= 3" in line for line in found) == 2


def test_a_type_and_a_text_are_left_alone():
    for line in faulty_lines(CODE):
        assert "&" not in line
        assert not line.startswith('"')


def test_what_cannot_be_put_in_is_passed_over():
    code = "try:\n    f()\nexcept (a.B, C):\n    x = y + 1\n"
    found = [fault.operator for fault, _ in sample({"sim/clinic/a.py": code}, 1)]
    assert found.count("ExceptionReplacer") == 1  # of C; cosmic-ray does not know what a.B is
    assert found.count("LeaveOutCall") == 1


def test_a_larger_sample_begins_with_the_smaller_one():
    code_of = {"sim/clinic/a.py": CODE, "sim/trials/b.py": CODE.replace("4", "7")}
    first = list(islice(sample(code_of, 5), 4))
    assert list(islice(sample(code_of, 5), 8))[:4] == first
    assert list(islice(sample(code_of, 6), 4)) != first
    places = [(fault.path, fault.place) for fault, _ in sample(code_of, 5)]
    assert len(places) == len(set(places))


def test_every_room_has_tests():
    for room, tests in rooms.TESTS.items():
        assert rooms.files(TOP, [room])
        assert all((TOP / test).exists() for test in tests)


@pytest.fixture
def tree(tmp_path):
    """A small checkout: one file that doubles, and one test of it."""
    (tmp_path / "sim" / "clinic").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "sim" / "clinic" / "two.py").write_text("def double(x):\n    return 2 * x\n")
    (tmp_path / "tests" / "test_two.py").write_text(
        "import sys\nsys.path[:0] = ['sim/clinic']\nfrom two import double\n\n\n"
        "def test_it():\n    assert double(3) == 6\n"
    )
    return Tree(tmp_path)


def test_a_fault_is_in_the_tree_for_as_long_as_its_tests_run(tree):
    path, before = "sim/clinic/two.py", tree.code("sim/clinic/two.py")
    assert tree.test(["tests"]).outcome == "passed"
    # as many letters in the same second: a compiled file would look fresh
    with tree.holding(path, before.replace("2", "3")):
        found = tree.test(["tests"])
    assert found.outcome == "failed"
    assert "assert 9 == 6" in found.said
    assert tree.code(path) == before
    assert tree.test(["tests"]).outcome == "passed"


def test_a_fault_that_never_ends_is_ended(tree):
    endless = "import time\n\n\ndef double(x):\n    while True:\n        time.sleep(1)\n"
    started = time.monotonic()
    with tree.holding("sim/clinic/two.py", endless):
        assert tree.test(["tests"], timeout=4).outcome == "too long"
    assert time.monotonic() - started < 60


def test_a_copy_is_at_the_same_place_and_holds_nothing_of_an_older_one(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "old.py").touch()
    tree = copied(tmp_path / "tree")
    assert tree.code("sim/clinic/desk.py") == (TOP / "sim/clinic/desk.py").read_text("utf-8")
    assert not (tree.top / "old.py").exists()


def tried(outcome="survived", path="sim/clinic/two.py", tests="t1"):
    code, fault = "x = a + b\ny = x\n", Fault(path, (1, 6), "ReplaceBinaryOperator_Add_Sub", 0)
    faulty = fault.put_into(code)
    return Tried(
        key=key_of(path, faulty), path=path, operator=fault.operator, outcome=outcome,
        seconds=1.0, tests=tests, diff=diff_of(fault, code, faulty), said="",
    )  # fmt: skip


def test_what_was_noticed_stays_and_a_survivor_is_tried_with_new_tests(tmp_path):
    file = tmp_path / "tried.jsonl"
    Record(file).add(one := tried())
    other = replace(tried("noticed", "sim/trials/two.py"), key="k")
    Record(file).add(other)
    again = Record(file)
    assert again.known(one.key, "t1") == one
    assert again.known(one.key, "t2") is None
    assert again.known("k", "t2") == other
    assert again.known("another", "t1") is None


def test_a_line_that_was_cut_off_costs_that_line_only(tmp_path):
    file = tmp_path / "tried.jsonl"
    Record(file).add(one := tried())
    with file.open("a") as end:
        end.write('{"key": "ha')
    Record(file).add(other := replace(tried(), key="k"))
    assert Record(file).tried == {one.key: one, "k": other}


def test_the_report_counts_with_and_without_those_that_are_none():
    # 5 noticed of 8; one of the three survivors is judged to be no fault: 5 of 7 = 71 %
    found = [tried("noticed")] * 4 + [tried("too long")] + [tried(path="sim/trials/a.py")] * 2
    found += [tried(path="sim/trials/b.py")]
    known = {("sim/trials/b.py", "x = a + b", "x = a - b"): "b is always 0"}
    text = report(found, known)
    assert "| clinic | 5 | 5 | 100 | 57 to 100 | 100 |" in text
    assert "| trials | 3 | 0 | 0 | 0 to 56 | 0 |" in text
    assert "| all | 8 | 5 | 62 | 31 to 86 | 71 |" in text
    assert "Survivors that are faults: 2" in text
    assert "b is always 0\n\n```diff\n--- sim/trials/b.py" in text


def test_what_is_judged_to_be_none_is_still_there():
    for (path, before, _), why in equivalents().items():
        lines = [line.strip() for line in (TOP / path).read_text("utf-8").splitlines()]
        assert all(part in " ".join(lines) for part in [before]), (path, before)
        assert why


def test_tests_that_fail_as_they_are_end_the_run(tree, tmp_path, monkeypatch, capsys):
    (tree.top / "tests" / "test_two.py").write_text("def test_it():\n    assert False\n")
    monkeypatch.setattr(command, "copied", lambda _: tree)
    monkeypatch.setattr(rooms, "TESTS", {"clinic": ["tests"]})
    monkeypatch.setattr(rooms, "COMMON", ())
    assert command.main(["--rooms", "clinic", "--output", str(tmp_path / "out")]) == 2
    assert "fail without a fault" in capsys.readouterr().err


def test_a_run_tries_reports_and_goes_on_where_it_was(tree, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(rooms, "TESTS", {"clinic": ("tests",)})
    monkeypatch.setattr(rooms, "COMMON", ())
    monkeypatch.setattr(command, "copied", lambda _: tree)
    arguments = ["--rooms", "clinic", "--output", str(tmp_path), "--number", "9"]
    assert command.main(arguments) == 0  # 2 * x: the number and the sign are both noticed
    assert "100 % of 2 faults noticed" in capsys.readouterr().out
    assert (tmp_path / "tried.jsonl").read_text().count("\n") == 2
    monkeypatch.setattr(Tree, "holding", None)  # nothing is tried a second time
    assert command.main(arguments) == 0


ENTERS = """
import time
from sim.clinic import two

import pytest


@pytest.fixture(scope="module")
def shared():
    return two.shared()


def test_slow():
    time.sleep(0.3)
    assert two.double(3) == 6


def test_quick():
    assert two.Doubled().made() == 6


def test_shared(shared):
    assert shared == 1


def test_elsewhere(tmp_path):
    assert tmp_path
"""
TWO = '''
import functools


def imported():
    return 1


ONE = imported()


def shared():
    return ONE


def double(x, by=2):
    return by * x


def never():
    return 0


class Doubled:
    """Twice."""

    @functools.cache
    def made(self):
        later = lambda: double(3)
        return later()
'''


@pytest.mark.parametrize("conftest", ["", "import sim.clinic.two"], ids=["", "from a conftest"])
def test_the_tests_that_enter_a_function_come_first_and_the_others_after_them(
    tree, tmp_path, conftest
):
    """What a conftest imports, it imports before pytest is configured: nothing was followed."""
    (tree.top / "tests" / "conftest.py").write_text(conftest)
    (tree.top / "tests" / "test_two.py").write_text(ENTERS)
    for room in ("sim", "sim/clinic"):
        (tree.top / room / "__init__.py").touch()
    (tree.top / "sim" / "clinic" / "two.py").write_text(TWO)
    file = tmp_path / "reached.json"
    found = tree.test(["tests"], reached=file)
    assert found.outcome == "passed", found.said
    order = Order.read(file)

    def parts(line):
        place = TWO.splitlines().index(line) + 1
        found = order.parts(Fault("sim/clinic/two.py", (place, 0), "NumberReplacer", 0), TWO)
        return [[name.split("::")[1] for name in part] for part in found]

    both = {"test_slow", "test_quick"}
    first, others = parts("    return by * x")
    assert first == ["test_quick", "test_slow"]
    assert set(others) == {"test_shared", "test_elsewhere"}
    assert parts("        return later()")[0] == ["test_quick"]
    everything = [both | {"test_shared", "test_elsewhere"}]
    # a default, what runs at import, what a shared fixture calls, what nobody calls
    for line in ("def double(x, by=2):", "    return 1", "    return ONE", "    return 0"):
        assert [set(part) for part in parts(line)] == everything, line


def test_a_test_that_a_fault_has_taken_away_is_no_test_that_fails(tree):
    assert tree.test(["tests/test_two.py::test_that_is_gone"]).outcome == "not found"
