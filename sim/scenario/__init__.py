"""Scenario files: a tumour, its arms and the clinic in TOML."""

from sim.scenario.read import read_scenario, scenario_from_text
from sim.scenario.scenario import ENGINES, MOST_DAYS, Scenario

__all__ = ["ENGINES", "MOST_DAYS", "Scenario", "read_scenario", "scenario_from_text"]
