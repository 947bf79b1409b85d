"""Presets by name, what they say of themselves, and their references."""

import pytest

from sim import presets
from sim.base.errors import InputError
from sim.results import Runs
from tests.factory import make_runs


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_is_cited_described_and_printable(name):
    tumour = presets.build(name)
    assert tumour.references
    assert all(reference.doi.startswith("10.") for reference in tumour.references)
    assert presets.describe(name).endswith(").")
    assert "The set does not claim" in presets.PRESETS[name].__doc__
    assert tumour.clone_names[0] in str(tumour)


def test_arguments_are_passed_and_checked():
    assert presets.build("melanoma_vemurafenib", {"size": 1e8}).size == 1e8
    with pytest.raises(InputError, match=r"Did you mean 'size'\?"):
        presets.build("melanoma_vemurafenib", {"sise": 1e8})
    with pytest.raises(InputError, match=r"Did you mean 'melanoma_vemurafenib'\?"):
        presets.build("melanoma_vemurafinib")


def test_cite(capsys):
    presets.cite(presets.melanoma_vemurafenib())
    assert "doi:10.7554/eLife.00747" in capsys.readouterr().out
    bare = presets.melanoma_vemurafenib().replace(references=())
    assert "names no references" in presets.references_text(bare)


def test_an_unknown_preset_is_told_which_there_are():
    with pytest.raises(AttributeError, match="The presets are 'melanoma_vemurafenib'"):
        _ = presets.melanoma


def test_cite_takes_runs_too_and_nothing_else():
    with pytest.raises(InputError, match="'melanoma_vemurafenib': this is a str, and cite needs"):
        presets.cite("melanoma_vemurafenib")
    assert presets.references_text(_runs()) == "Kendall (1948)"


def _runs():
    return Runs(make_runs(patients=2).data.assign_attrs(references="Kendall (1948)"))
