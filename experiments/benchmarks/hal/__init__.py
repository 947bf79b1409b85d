"""The lattice beside HAL's, the authors' own tool (`python -m experiments.benchmarks.hal`)."""
