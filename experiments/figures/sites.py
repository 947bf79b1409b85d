"""A nest of resistant cells among sensitive ones, under the drug and with pauses."""

from dataclasses import replace

import sim


def draw():
    tumour = sim.presets.mcrpc_abiraterone(
        cost=0.1, turnover=0.2, start=0.5, resistant_fraction=0.01, capacity=1e4
    )
    tumour = replace(tumour, growth=sim.Exponential())
    drug = "abiraterone"
    runs = sim.simulate(
        tumour,
        {"continuous": sim.Continuous(drug), "adaptive": sim.Adaptive(drug)},
        patients=1,
        days=560.0,
        seed=1,
        clinic=sim.Clinic(scan_every=7, detection=0, noise=0),
        engine=sim.Lattice(100, start="nests"),
        record=sim.Snapshots(every=7),
    )
    return sim.plots.lattice(runs)
