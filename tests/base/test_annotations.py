"""Annotations are read at run time, also those with names that only type checkers import."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
import threading

import pytest

import sim
import sim.trials
from sim.base.annotations import Annotations, _NotLoaded
from sim.base.errors import InputError
from sim.made.content import digest
from sim.trials.power import power, sample_size


def typed_functions():
    """Return every function of sim that is held to its annotations, as it was written."""
    rooms = [sim]
    for found in pkgutil.walk_packages(sim.__path__, "sim."):
        if not found.name.endswith("__main__"):
            rooms.append(importlib.import_module(found.name))
    kinds = [thing for room in rooms for thing in vars(room).values() if inspect.isclass(thing)]
    things = [thing for owner in (*rooms, *kinds) for thing in vars(owner).values()]
    things = [getattr(thing, "__func__", thing) for thing in things]
    wrapped = [t for t in things if inspect.isfunction(t) and hasattr(t, "__wrapped__")]
    return {t.__wrapped__ for t in wrapped if t.__module__.startswith("sim.")}


def test_every_annotation_is_read():
    """What cannot be read is not checked: `audit(5, ...)` ended in an AttributeError."""
    import matplotlib.axes  # noqa: F401
    import pandas  # noqa: F401
    import xarray  # noqa: F401

    found = typed_functions()
    assert len(found) > 250
    unread = set()
    for function in found:
        signature = inspect.signature(function)
        kinds = Annotations(function, signature).kinds()
        for name, parameter in signature.parameters.items():
            said = parameter.annotation is not parameter.empty
            if said and parameter.kind is not parameter.VAR_KEYWORD and name not in kinds:
                unread.add(f"{function.__qualname__}({name})")
        unread |= {f"{function.__qualname__}: {k}" for k in kinds.values() if type(k) is _NotLoaded}
    assert not unread


@pytest.mark.parametrize("thing", [5, None, "result", sim.Clinic(), {}])
@pytest.mark.parametrize(
    "call",
    [
        lambda thing: sim.trials.audit(thing, 1, "one"),
        lambda thing: sim.trials.follow(thing, [1]),
        lambda thing: power(thing, "one", 10),
        lambda thing: sample_size(thing, "one"),
    ],
    ids=["audit", "follow", "power", "sample_size"],
)
def test_what_is_no_result_of_a_trial_is_named(call, thing):
    with pytest.raises(InputError, match=r"^result is .* needs the result of a trial"):
        call(thing)


def test_what_is_no_trial_is_named():
    with pytest.raises(InputError, match=r"^trial is 5: .* needs a trial, sim.Trial"):
        sim.trials.regret(5, {}, "one")


def test_of_a_package_that_nobody_has_loaded_nobody_has_objects(tmp_path, monkeypatch):
    (tmp_path / "far_away.py").write_text("class Frame: ...\n")
    (tmp_path / "near_by.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "from sim.base.typed import typed\n"
        "if TYPE_CHECKING:\n"
        "    import far_away as far\n"
        "    from far_away import Frame\n"
        "@typed\n"
        "def take(one: 'far.Frame | int', *, two: 'Frame | None' = None):\n"
        "    return one\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    near = importlib.import_module("near_by")
    try:
        assert near.take(3) == 3
        with pytest.raises(InputError, match="needs a Frame or a whole number"):
            near.take("3")
        with pytest.raises(InputError, match="needs a Frame or None"):
            near.take(3, two=3)
        assert "far_away" not in sys.modules
        frame = importlib.import_module("far_away").Frame()
        assert near.take(frame, two=frame) is frame
        with pytest.raises(InputError, match="needs a Frame or a whole number"):
            near.take("3")
    finally:
        sys.modules.pop("near_by", None)
        sys.modules.pop("far_away", None)


def test_a_package_that_another_thread_is_loading_is_waited_for(tmp_path, monkeypatch):
    """Two threads of a worker: xarray was half there, and a point of a sweep failed."""
    (tmp_path / "slow_one.py").write_text(
        "import threading, time\n"
        "threading.current_thread().begun.set()\ntime.sleep(0.3)\nclass Frame: ...\n"
    )
    (tmp_path / "beside_it.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "from sim.base.typed import typed\n"
        "if TYPE_CHECKING:\n    import slow_one\n"
        "@typed\ndef take(one: 'slow_one.Frame | int'):\n    return one\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    beside = importlib.import_module("beside_it")
    thread = threading.Thread(target=lambda: importlib.import_module("slow_one"))
    thread.begun = threading.Event()
    try:
        thread.start()
        assert thread.begun.wait(10)
        assert beside.take(3) == 3
        assert hasattr(sys.modules["slow_one"], "Frame")
    finally:
        thread.join()
        sys.modules.pop("beside_it", None)
        sys.modules.pop("slow_one", None)


def test_what_was_looked_up_makes_no_other_sweep():
    """A typed function that is kept by a sweep encloses them, and its content must not change."""
    function = sim.Observations.read
    before = digest(sim.trials.regret), digest(sim.Runs.values), digest(function)
    with pytest.raises(InputError):
        sim.trials.regret(5, {}, "one")
    with pytest.raises(InputError):
        function(5, value="psa")
    assert (digest(sim.trials.regret), digest(sim.Runs.values), digest(function)) == before


def test_a_check_loads_no_library():
    """Whoever gives a path to what takes a table too has not loaded pandas by that."""
    code = (
        "import sys, sim\n"
        "try:\n    sim.Runs(5)\n"
        "except sim.InputError as error:\n    print(error)\n"
        "print([name for name in ('pandas', 'xarray') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert "needs labelled arrays of xarray (a Dataset) or the arrays of a run" in said.stdout
    assert said.stdout.endswith("[]\n")
