"""What made a picture is told for whatever it is drawn of."""

from types import SimpleNamespace

import pandas as pd

import sim
from sim.base.version import __version__
from sim.results.story import story_of
from tests.simulate.cohort import TUMOUR, run


def test_runs_tell_it_and_so_does_what_was_made_of_them():
    runs = run(patients=2)
    told = story_of(runs)
    assert told["seed"] == str(runs.attrs["seed"])
    assert told["engine"] == str(runs.attrs["engine"])
    assert set(told) <= set(runs.attrs)
    assert story_of(SimpleNamespace(runs=runs)) == told
    assert story_of(sim.trials.followup(runs, "overall survival")) == told
    table = pd.DataFrame({"a": [1]})
    assert story_of(table) == {}
    table.attrs["made_by"] = told
    assert story_of(table) == told
    assert story_of(3) == {}


def test_a_tumour_tells_its_name_and_its_papers():
    told = story_of(TUMOUR)
    assert told["title"] == str(TUMOUR).splitlines()[0]
    assert told["versions"] == f"sim {__version__}"
    assert "references" not in told
    cited = sim.presets.cml_imatinib()
    assert cited.references
    assert story_of(cited)["references"] == "\n".join(str(one) for one in cited.references)


def test_a_sweep_tells_what_its_manifest_says():
    manifest = {
        "name": "costs", "made_by": {"versions": "sim 1", "created": ""},
        "words": {"engine": "jump", "references": ["one", "two"]},
    }  # fmt: skip
    told = {"title": "costs", "versions": "sim 1", "engine": "jump", "references": "one\ntwo"}
    assert story_of(SimpleNamespace(manifest=manifest)) == told
    assert story_of(SimpleNamespace(manifest={})) == {}
    assert story_of(SimpleNamespace(attrs={"sweep": "costs", "seed": 3, "x": 1})) == {
        "title": "costs", "seed": "3",
    }  # fmt: skip
