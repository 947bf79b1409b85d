"""Runs in a zarr folder and back."""

import sim

runs = sim.simulate(
    sim.presets.melanoma_vemurafenib(), {"none": sim.Observation()}, patients=2, days=60, seed=1
)
runs.save("runs.zarr")
assert sim.load("runs.zarr").data.identical(runs.data)
