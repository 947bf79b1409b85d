"""`sim warmup` compiles what it says, into the folder it names."""

import pytest

from sim.base.resolve import varies
from sim.cli import main
from sim.cli.warmup import KINDS, WAVES, example
from sim.engines import Jump
from sim.engines.compiled import is_compiled


def test_every_kind_is_compiled_once():
    names = [name for wave in WAVES for names in wave for name in names]
    assert sorted(names) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_tumour_of_that_kind(kind):
    tumour = example(**KINDS[kind])
    assert ("crowd" in kind) == (type(tumour.growth).__name__ == "Logistic")
    assert ("half" in kind) == (tumour.drugs[0].half_life is not None)
    assert ("switch" in kind) == bool(tumour.switches)
    assert ("differ" in kind) == varies(tumour)
    assert ("one cell" in kind) == tumour.grown_from_one_cell


def test_it_compiles_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr("sim.cli.warmup.WAVES", ((("constant doses",),),))
    assert main(["warmup"]) == 0
    assert "constant doses" in capsys.readouterr().out
    assert is_compiled(Jump(), example())
