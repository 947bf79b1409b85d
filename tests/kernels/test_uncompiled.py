"""The kernels run by plain Python give the same bits as compiled: the source is its own oracle.

This file run as a script prints the results of small runs; the test runs it in a process of its own
with numba switched off and compares.
"""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from unittest.mock import patch

import numpy as np

import sim
from sim.kernels.compile import kernel
from sim.kernels.gillespie import many_clones, one_clone
from sim.kernels.random import samplers
from sim.kernels.random.streams import exponential, normal, open_stream, uniform

ROOT = Path(__file__).parents[2]
ENGINES = ("jump", "gillespie", "meanfield")


@kernel
def draw_everything(key, out):
    """Fill `out` (draw, 9) with draws of every law, over many sizes."""
    s = open_stream(key)
    for k in range(out.shape[0]):
        size = 3.0 ** (k % 26)
        out[k, 0], s = uniform(s)
        out[k, 1], s = exponential(s)
        out[k, 2], s = normal(s)
        out[k, 3], s = samplers.binomial(s, np.floor(size), 0.03 + 0.009 * (k % 101))
        out[k, 4], s = samplers.poisson(s, 0.1 * size)
        out[k, 5], s = samplers.extra_descendants(s, np.floor(size), 0.5 + 0.1 * (k % 7))
        out[k, 6], s = samplers.gamma(s, size)
        out[k, 7] = samplers.from_cumulants(out[k, 2], 50.0 + size, 40.0 + size, 5.0, 1.0)
        out[k, 8] = samplers.log_binomial(np.floor(0.3 * size), np.floor(size), 0.3)


def tumours():
    """Return small tumours that between them use every part of the kernels."""
    drugs = [
        sim.Drug("A", sim.Hill(0.5, 0.8, 2), half_life=2.0, interval=3.0),
        sim.Drug("B", sim.Hill(0.4, 0.3, 1.5, acts="birth")),
    ]
    clones = [
        sim.Clone("S", 0.3, 0.2, start=40),
        sim.Clone("P", 0.05, 0.04),
        sim.Clone("R", 0.25, 0.2, start=3000, fold={"A": 5.0}),
    ]
    moves = [
        sim.Mutation("S", "R", 0.02),
        sim.Mutation("R", "S", 0.01),
        sim.Switch("S", "P", 0.01, {"A": 0.2}),
        sim.Switch("P", "S", 0.1),
    ]
    at_once = [sim.Drug("A", sim.Hill(0.5, 0.8, 2)), drugs[1]]
    untreated = [sim.Clone("S", 0.3, 0.2, start=50)]
    return {
        "decaying drug": sim.Tumour(clones, moves, drugs),
        "crowded": sim.Tumour(clones, moves, drugs, growth=sim.Gompertz(5000.0)),
        "crowded, fewer births": sim.Tumour(clones, moves, drugs, growth=sim.Logistic(5000.0)),
        "constant rates": sim.Tumour(clones, moves, at_once),
        "loewe": sim.Tumour(clones, moves, [drugs[0], sim.Drug("B", sim.Proportional(0.2))],
                            interaction=sim.Loewe()),
        "one clone": sim.Tumour(untreated),
        "grown": sim.Tumour(
            [sim.Clone("S", 0.3, 0.2), sim.Clone("R", 0.3, 0.2)],
            [sim.Mutation("S", "R", 0.01)], size=100, grown_from_one_cell=True,
        ),
    }  # fmt: skip


def cohorts():
    """Return tumours so small that Python can run a cohort of them one event at a time."""
    clones = [sim.Clone("S", 0.3, 0.25, start=5), sim.Clone("R", 0.25, 0.3, start=2)]
    moves = [sim.Mutation("S", "R", 0.05), sim.Switch("R", "S", 0.01)]
    return {
        "side by side, one clone": sim.Tumour(clones[:1]),
        "side by side": sim.Tumour(clones, moves),
    }


def results():
    """Return everything as text that keeps all bits."""
    found = {}
    with warnings.catch_warnings():
        # Python's own unsigned numbers warn where they wrap around, as they must.
        warnings.filterwarnings("ignore", "overflow encountered", RuntimeWarning)
        out = np.empty((300, 9))
        draw_everything(np.uint64(5), out)
        found["draws"] = [x.hex() for x in out.ravel().tolist()]
        for name, tumour in tumours().items():
            arm = sim.Combination({"A": 1.0, "B": 0.5}) if tumour.drugs else sim.Observation()
            for engine in ENGINES:
                runs = sim.simulate(
                    tumour, {"arm": arm}, patients=2, days=8.0, seed=1, engine=engine,
                    clinic=sim.Clinic(visit_every=4), progress=False,
                )  # fmt: skip
                cells = runs.data.cells.values.astype(float)
                found[f"{name}, {engine}"] = [x.hex() for x in cells.ravel().tolist()]
        for name, tumour in cohorts().items():
            # (whether they are run side by side depends on the processor: not here)
            with patch.object(one_clone, "FEW", 8), patch.object(many_clones, "FEW", 8):
                runs = sim.simulate(
                    tumour, {"arm": sim.Observation()}, patients=90, days=6.0, seed=1,
                    engine="gillespie", clinic=sim.Clinic(visit_every=3), progress=False,
                )  # fmt: skip
            found[name] = [x.hex() for x in runs.data.cells.values.astype(float).ravel().tolist()]
    return found


def test_plain_python_gives_the_same_bits():
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, __file__], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    plain, compiled = json.loads(done.stdout), results()
    assert plain.keys() == compiled.keys()
    different = {
        name: [
            k for k, (x, y) in enumerate(zip(plain[name], compiled[name], strict=True)) if x != y
        ]
        for name in plain
        if plain[name] != compiled[name]
    }
    assert not different


if __name__ == "__main__":
    print(json.dumps(results()))
