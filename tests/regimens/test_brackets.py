"""Brackets that were forgotten: the class of a reason where a reason is meant."""

import pytest

import sim
from sim.base.errors import InputError
from sim.regimens.brackets import check_brackets

NADIR = "is the class sim.Nadir; write sim.Nadir(), with brackets."


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda why: sim.SecondStrike("A", "B", at=why), "at of SecondStrike"),
        (lambda why: sim.SecondStrike("A", "B", third_at=why), "third_at of SecondStrike"),
        (lambda why: sim.Line("A", until=why), "until of a line"),
        (lambda why: sim.ByTurns(["A", "B"], why), "change of ByTurns"),
        (lambda why: sim.ByTurns(["A", "B"], sim.Days(56), pause=why), "pause of ByTurns"),
        (lambda why: sim.TreatmentFreeRemission("A", why), "stop_when of TreatmentFreeRemission"),
        (lambda why: sim.Rechallenge("A", "B", when=why), "when of Rechallenge"),
        (lambda why: sim.By("psa", why), "until of By"),
        (lambda why: sim.Lasting(why, 28), "condition of Lasting"),
        (lambda why: sim.Not(why), "The reason of Not"),
        (lambda why: sim.Days(7) | why, "A reason of AnyOf"),
        (lambda why: sim.AllOf([why, sim.Days(7)]), "A reason of AllOf"),
    ],
)
def test_it_says_what_to_write(make, what):
    with pytest.raises(InputError) as caught:
        make(sim.Nadir)
    assert str(caught.value) == f"{what} {NADIR}"


def test_what_needs_a_number_is_not_written_empty():
    with pytest.raises(InputError, match=r"write sim\.Days\(\.\.\.\), with brackets"):
        sim.Line("A", until=sim.Days)


def test_a_reason_of_ones_own_is_not_said_to_be_ours():
    class Mine(sim.Nadir):
        pass

    with pytest.raises(InputError, match=r"is the class Mine; write Mine\(\), with brackets"):
        sim.Line("A", until=Mine)


@pytest.mark.parametrize("other", [sim.Nadir(), None, 0.5, sim.Continuous, len])
def test_everything_else_is_left_to_who_asked(other):
    check_brackets("at", other)
