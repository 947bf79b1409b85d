import numpy as np
import pytest

from sim.base.errors import InputError
from sim.regimens import Line, Lines, Policy, Progression, policy


@policy
def low_when_small(seen, memory):
    """Give half the dose while the tumour is small."""
    memory["visits"] = memory.get("visits", 0) + 1
    return {"A": np.where(seen.burden < 0.5, 0.5, 1.0)}


def test_a_function_is_a_regimen(visit):
    memory = {}
    assert low_when_small.decide(visit(0, [1, 0.4]), memory).tolist() == [[1, 0], [0.5, 0]]
    low_when_small.decide(visit(7, [1, 0.4]), memory)
    assert memory == {"visits": 2}
    assert str(low_when_small) == (
        "Policy low_when_small: Give half the dose while the tumour is small."
    )
    assert low_when_small.drugs == ()
    assert not low_when_small.open_loop


@pytest.mark.parametrize(
    "answer", ["B", {"B": 1.0}, [[0, 1]], [[0, 1], [0, 1]], np.array([[0, 1]])]
)
def test_answers_it_may_give(visit, answer):
    doses = policy(lambda seen, memory: answer).decide(visit(0, [1, 1]), {})
    assert np.broadcast_to(doses, (2, 2)).tolist() == [[0, 1], [0, 1]]


def test_what_it_keeps_it_may_change_later(visit):
    @policy(drugs="A")
    def keeps(seen, memory):
        doses = memory.setdefault("doses", np.zeros((1, 2)))
        doses[0, 0] += 1
        return doses

    memory = {}
    first = keeps.decide(visit(0), memory)
    keeps.decide(visit(7), memory)
    assert first.tolist() == [[1, 0]]
    assert keeps.drugs == ("A",)


@pytest.mark.parametrize("answer", ["A", [[1.0, 0.0]], {"A": np.array([1.0, 0.5])}])
def test_what_a_policy_said_is_not_changed_by_anybody(visit, answer):
    """Who is given the same array takes it that nothing has changed."""
    doses = policy(lambda seen, memory: answer).decide(visit(0, [1, 1]), {})
    with pytest.raises(ValueError, match="read-only"):
        doses[0, 0] = 2.0


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "Policy 'asked' on day 56 returned nothing"),
        (float("nan"), r"shape \(\); allowed is \(2, 2\) or \(1, 2\)"),
        ([[1, float("nan")]], "Policy 'asked' on day 56 gives nan of 'B'"),
        ([[1, 0], [-0.5, 0]], r"gives -0.5 of 'A' \(row 1\); allowed is 0 to 10"),
        ([[100, 0]], "gives 100 of 'A'"),
        ([1, 0], r"shape \(2,\)"),
        (np.ones((3, 2)), r"shape \(3, 2\)"),
        ([["much", "more"]], "which is not doses"),
        ("C", "Policy 'asked' on day 56: A dose of 'C': no such drug"),
        ({"A": np.ones(3)}, "on day 56: The dose of 'A' has shape"),
    ],
)
def test_wrong_answers_name_the_policy_and_the_day(visit, answer, message):
    def asked(seen, memory):
        return answer

    with pytest.raises(InputError, match=message):
        policy(asked).decide(visit(56, [1, 1]), {})


def test_drugs_that_were_not_declared(visit):
    plan = policy(lambda seen, memory: [[1, 1]], drugs=("A",))
    with pytest.raises(InputError, match="gives 'B', but was declared"):
        plan.decide(visit(0), {})


def test_an_error_inside_says_where(visit):
    def broken(seen, memory):
        return seen.burden / {}

    with pytest.raises(TypeError) as error:
        policy(broken).decide(visit(7), {})
    assert error.value.__notes__ == ["Policy 'broken' on day 7 failed."]


def test_only_functions_and_names():
    with pytest.raises(InputError, match="takes a function"):
        policy(3)
    with pytest.raises(InputError, match="must have a name"):
        Policy(lambda seen, memory: "A", (1,))


def test_a_policy_in_a_line_knows_when_the_line_began(visit):
    plan = Lines(
        [Line("A", until=Progression()), Line(policy(lambda s, m: {"B": np.minimum(s.since, 9)}))]
    )
    memory = {}
    days = [(0, False), (7, True), (11, False)]
    given = [plan.decide(visit(d, progressed=[p]), memory)[0].tolist() for d, p in days]
    assert given == [[1, 0], [0, 0], [0, 4]]


def test_advice_on_what_everybody_gets_wrong_once(visit):
    wrong = policy(lambda seen, memory: "A" if seen.burden < 1 else {})
    with pytest.raises(ValueError, match="truth value") as caught:
        wrong.decide(visit(0, [1, 0.4]), {})
    assert "np.where" in caught.value.__notes__[0]
